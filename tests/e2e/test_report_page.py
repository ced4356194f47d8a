"""The report of a run in a real browser: Chromium as the system has it, driven by Playwright."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qa import language
from qa.evaluation.report.page import html
from qa.evaluation.scoring.comparing import compare
from tests.evaluation.report.made_runs import info, large

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"wide": (1280, 900), "phone": (375, 800), "narrow": (320, 640)}

# The least contrast of any text with what is behind it, by WCAG's formula, and where it is.
LEAST_CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const c = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; };
  const behind = node => { for (let at = node; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor);
    if (c.length === 3 || (c.length === 4 && c[3] > 0)) return c; } return [255, 255, 255]; };
  let least = [21, ''];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) { const node = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || node.closest('title') || !node.getClientRects().length) continue;
    const style = getComputedStyle(node), front = parse(node.closest('svg') ? style.fill : style.color);
    const [a, b] = [light(front), light(behind(node))], ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least[0]) least = [ratio, node.outerHTML.slice(0, 120)]; }
  return least; }"""

# Whether two different characters look different from each other and from one that no font has.
HAS_GLYPHS = """() => {
  const drawn = text => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 60;
    const to = canvas.getContext('2d'); to.font = '48px ' + getComputedStyle(document.body).fontFamily; to.fillText(text, 4, 50);
    return to.getImageData(0, 0, 60, 60).data.join(); };
  return new Set(['桥', '渡', '\\u{10FFFE}'].map(drawn)).size; }"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    now, then = large(), large(skill=0.6, info=info("20260301-090000-ferry-77aa"))
    path = tmp_path_factory.mktemp("report") / "报告.html"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(language, "_chosen", "zh")
        written = html(*now.parts, then.run, compare(then.scores, now.scores))
    path.write_text(written, encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    with opened(browser, report) as shown:
        yield shown


@contextmanager
def opened(browser: Browser, report: Path, **more: Any) -> Iterator[Page]:
    """Open the page without a network; anything that it asks for or complains of is a failure."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "offline": True, **more})
    shown = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.goto(report.as_uri())
    yield shown
    context.close()
    assert asked == [report.as_uri()]
    assert said == []


def in_sight(page: Page) -> int:
    return sum(question.is_visible() for question in page.locator(".q").all())


def count_of(page: Page, name: str) -> int:
    return int(page.locator(f"label[for={name}] .n").inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_and_can_be_read(
    browser: Browser, report: Path, tmp_path: Path, scheme: str, size: str
) -> None:
    width, height = SIZES[size]
    with opened(browser, report, viewport={"width": width, "height": height}, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#questions details").first.locator("summary").first.click()
        ratio, where = page.evaluate(LEAST_CONTRAST)
        assert ratio >= 4.5, where
        assert page.screenshot(path=tmp_path / f"{size}-{scheme}.png", full_page=True)


def test_dark_is_dark(browser: Browser, report: Path) -> None:
    paper = {}
    for scheme in ("light", "dark"):
        with opened(browser, report, color_scheme=scheme) as page:
            paper[scheme] = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    light, dark = (sum(map(int, paper[each].strip("rgb()").split(","))) for each in ("light", "dark"))
    assert dark < 150 < 600 < light


def test_a_choice_leaves_only_its_questions_in_sight(page: Page) -> None:
    everything = count_of(page, "show-all")
    assert in_sight(page) == everything == 60
    for name in ("wrong", "refused", "worse", "better", "right"):
        if page.locator(f"#show-{name}").count():
            page.locator(f"label[for=show-{name}]").click()
            assert in_sight(page) == count_of(page, f"show-{name}") < everything, name
    page.locator("label[for=show-all]").click()
    assert in_sight(page) == everything


def test_a_kind_and_an_outcome_can_be_chosen_together(page: Page) -> None:
    page.locator("label[for=kind-1]").click()
    of_kind = page.locator(".q.k1").count()
    assert in_sight(page) == of_kind < 60
    page.locator("label[for=show-right]").click()
    assert in_sight(page) == page.locator(".q.k1.right").count()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#show-all").focus()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('label[for=show-all]')).outlineStyle")
        == "solid"
    )
    page.keyboard.press("ArrowRight")
    assert page.locator("#show-wrong").is_checked()
    assert in_sight(page) == count_of(page, "show-wrong")
    page.locator(".q:visible summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".q details[open] .inside").first.is_visible()


def test_the_contents_lead_to_their_parts(page: Page) -> None:
    for link in page.locator("nav a").all():
        target = page.locator(link.get_attribute("href") or "")
        assert target.count() == 1


def test_it_works_where_scripts_are_off(browser: Browser, report: Path) -> None:
    with opened(browser, report, java_script_enabled=False) as page:
        page.locator("label[for=show-wrong]").click()
        assert in_sight(page) == count_of(page, "show-wrong")


def test_chinese_is_drawn_and_not_boxes(page: Page) -> None:
    if (
        shutil.which("fc-list")
        and not subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip()
    ):
        pytest.skip("no Chinese font on this machine (apt-get install fonts-noto-cjk)")
    assert page.evaluate(HAS_GLYPHS) == 3


def test_text_in_plots_can_be_read_on_a_phone(browser: Browser, report: Path) -> None:
    with opened(browser, report, viewport={"width": 375, "height": 800}) as page:
        heights = page.evaluate(
            "[...document.querySelectorAll('.plot text')].map(t => t.getBoundingClientRect().height)"
        )
        assert min(heights) >= 9


def test_it_prints(page: Page) -> None:
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_policy_that_forbids_scripts_in_the_page_changes_nothing(browser: Browser, report: Path) -> None:
    """As a server may send it: no inline script, styles only by their hash."""
    written = report.read_text(encoding="utf-8")
    digest = written.split("style-src '")[1].split("'")[0]
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    headers = {
        "content-type": "text/html",
        "content-security-policy": f"default-src 'self'; style-src '{digest}'",
    }
    page.route("**/report", lambda route: route.fulfill(body=written, headers=headers))
    page.goto("http://report.test/report")
    page.locator("label[for=show-wrong]").click()
    assert in_sight(page) == count_of(page, "show-wrong")
    context.close()
    assert said == []
