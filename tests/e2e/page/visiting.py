"""A visit to the page in a browser, during which nothing may go wrong that was not expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

SCREENSHOTS = Path(__file__).parents[3] / "build" / "screenshots"
WIDE, PHONE, NARROW = (1280, 900), (375, 800), (320, 640)

# Documents without an origin, which come before the page, have no storage.
_IN_ENGLISH = "try { localStorage.setItem('zhangju.language', 'en'); } catch {}"

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

# What is wrong with the page as it stands, by its most serious rules, and where.
_VIOLATIONS = """async rules => {
  const found = await axe.run(document, {resultTypes: ['violations'], iframes: false, ...(rules && {runOnly: rules})});
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes.map(node => `${node.html.slice(0, 160)} (${node.any.map(check => check.message)})`).join(' | ')}`); }"""

# What sticks out at the right, the outermost element first.
_TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.body.querySelectorAll('*')].filter(node => node.getBoundingClientRect().right > most + 0.5)
    .map(node => node.outerHTML.slice(0, 120)); }"""


class Visit:
    """One person's browser, at one address.

    :param expected: What a failed request may be called in the browser's console (``401``, ``ERR_CONNECTION_REFUSED``).
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        language: str = "zh",
        scheme: str = "light",
        size: tuple[int, int] = WIDE,
        expected: Sequence[str] = (),
        **more: Any,
    ) -> None:
        self.url = url
        self.expected = expected
        self.language = language
        given: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
        self.context = browser.new_context(**given, locale="zh-CN", reduced_motion="reduce", **more)
        self.context.set_default_timeout(40_000)
        if language == "en":
            self.context.add_init_script(_IN_ENGLISH)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.said.append(str(error.error)))
        self.context.on("dialog", self._refuse)
        self.page: Page = self.context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def _refuse(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.said.append(f"dialog: {dialog.message}")
        dialog.accept()

    def go(self, address: str = "#/ask") -> Page:
        """Open an address of the page."""
        self.page.goto(f"{self.url}/{address}")
        return self.page

    def look(self, name: str, *, full: bool = True, phone: bool = True) -> None:
        """Look at what is there, by day and by night, at a desk and with a phone: it has to fit, and to be usable by all.

        The pictures are kept, for people to look at.
        """
        page = self.page
        page.mouse.move(0, 0)
        if not page.evaluate("'axe' in window"):
            page.evaluate(_AXE)
        size = page.viewport_size
        assert size
        self.is_for_all(name)
        self.picture(f"{name}-light", full=full)
        page.emulate_media(color_scheme="dark")
        self.is_for_all(f"{name}, dark", ["color-contrast"])
        self.picture(f"{name}-dark", full=full)
        if phone:
            page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            self.picture(f"{name}-phone-dark", full=full)
            page.emulate_media(color_scheme="light")
            self.picture(f"{name}-phone-light", full=full)
            page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            self.fits(name)
            page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")

    def is_for_all(self, name: str, rules: list[str] | None = None) -> None:
        """Who cannot see, or not well, or has no mouse, is kept out by nothing that axe knows of."""
        violations = self.page.evaluate(_VIOLATIONS, rules)
        assert not violations, f"{name}:\n" + "\n".join(violations)

    def picture(self, name: str, *, full: bool = False) -> None:
        """Keep a picture of the page; it has to fit."""
        self.fits(name)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        if full:
            self.page.evaluate("scrollTo(0, 0)")
        path = SCREENSHOTS / f"{name}-{self.language}.png"
        self.page.screenshot(path=path, full_page=full, animations="disabled")

    def fits(self, name: str) -> None:
        """Nothing has to be scrolled sideways."""
        too_wide = self.page.evaluate(_TOO_WIDE)
        assert not too_wide, f"{name} at {self.page.viewport_size}:\n" + "\n".join(too_wide)

    def close(self) -> None:
        """Leave; whatever went wrong in the meantime fails the test."""
        self.context.close()
        for url in self.asked:
            parts = urlsplit(url)
            is_here = parts.scheme in ("http", "blob") and url.removeprefix("blob:").startswith(
                self.url + "/"
            )
            assert is_here, f"asked for {url}"
        failed = re.compile(
            r"^Failed to load resource: .*(?:" + "|".join(map(re.escape, self.expected)) + ")"
        )
        unexpected = [each for each in self.said if not (self.expected and failed.search(each))]
        assert not unexpected, unexpected


def is_focused(locator: Locator) -> bool:
    """Whether it has the focus, and shows that."""
    seen = "node => node === document.activeElement && getComputedStyle(node).outlineStyle === 'solid'"
    return bool(locator.evaluate(seen))


def text_of(locator: Locator) -> str:
    """Return what is written there, once it is, without what CSS makes of it."""
    expect(locator.first).to_be_visible()
    return locator.evaluate_all("nodes => nodes.map(node => node.textContent).join('')")  # type: ignore[no-any-return]
