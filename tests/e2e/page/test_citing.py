"""From a number behind a sentence to the place where it is written, with a mouse, without one, on a phone, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.page.articles import RESERVE
from tests.e2e.page.conftest import Visiting
from tests.e2e.page.test_asking import DEFINITION, WHAT, ask
from tests.e2e.page.visiting import NARROW, PHONE, is_focused, text_of
from tests.e2e.serving import Serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIRST_SECTION = "一、它是什么，又不是什么"


def current(page: Page) -> str:
    """Return what is highlighted as the place that was gone to."""
    return text_of(page.locator("#pane mark.is-current"))


def quotes(page: Page) -> list[str]:
    """Return what the answer's citations quote, as the service sends it."""
    found: list[str] = page.evaluate(
        """async question => {
          const response = await fetch('/v1/ask', {method: 'POST', body: JSON.stringify({question}),
            headers: {'Content-Type': 'application/json'}});
          return (await response.json()).sentences.flatMap(one => one.citations.map(each => each.quote)); }""",
        page.get_by_test_id("turn").last.get_by_role("heading", level=2).text_content(),
    )
    return found


def test_a_citation_opens_the_article_beside_at_its_place(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    turn = ask(page, WHAT)
    expect(turn).to_have_attribute("data-state", "done")
    expected = quotes(page)
    marks = turn.locator(".answer .mark")
    assert marks.count() == len(expected) > 1
    for number, quote in enumerate(expected):
        marks.nth(number).click()
        mark = page.locator("#pane mark.is-current").first
        expect(mark).to_be_in_viewport()
        expect(mark).to_be_focused()
        assert current(page) == quote
    expect(page.get_by_role("complementary", name="原文")).to_be_visible()
    expect(page.locator("#pane .title")).to_have_text(RESERVE)
    # The section is the one that the citation names, and the answer can still be read.
    turn.locator(".mark").first.click()
    section = page.locator("#pane section", has=page.locator("mark.is-current"))
    expect(section.get_by_role("heading")).to_have_text(FIRST_SECTION)
    expect(turn.locator(".sentence").first).to_be_in_viewport()
    here.look("pane", full=False, phone=False)
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    expect(turn.locator(".mark").first).to_be_focused()


def test_offsets_count_characters_and_not_what_a_browser_counts(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    turn = ask(page, "灯塔的灯每几秒闪一次？")
    expect(turn).to_have_attribute("data-state", "done")
    (quote, *_) = quotes(page)
    assert "灯塔🚢的灯每七秒闪一次" in quote
    turn.locator(".mark").first.click()
    expect(page.locator("#pane mark.is-current").first).to_be_in_viewport()
    assert current(page) == quote
    # The address of the place leads to the same.
    page.get_by_role("link", name="整页阅读").click()
    expect(page.locator("main mark.is-current").first).to_be_in_viewport()
    assert text_of(page.locator("main mark.is-current")) == quote
    text = text_of(page.locator("main [data-section='0'] p"))
    assert text[text.index(quote) :].startswith(quote)
    assert text.startswith("😀😀 守塔人姓𠮷田，爱在日志里画表情 👩‍👩‍👧。𠀋𠀋风大的时候")


def test_a_mark_is_a_link_that_can_be_opened_elsewhere(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    turn = ask(page, WHAT)
    mark = turn.locator(".mark").first
    expect(mark).to_have_accessible_name(f"出处 1：{RESERVE} › {FIRST_SECTION}")
    with here.context.expect_page() as opened:
        mark.click(modifiers=["ControlOrMeta"])
    other = opened.value
    expect(other.locator("main mark.is-current").first).to_be_in_viewport()
    assert text_of(other.locator("main mark.is-current")) == DEFINITION
    expect(page.locator("#pane")).to_be_hidden()


def test_asking_and_reading_take_no_mouse(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    expect(page.locator(".examples button")).to_have_count(4)
    page.keyboard.press("Tab")
    assert is_focused(page.get_by_role("link", name="跳到正文"))
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("什么叫")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("备付金？")
    assert page.locator("#question").input_value() == "什么叫\n备付金？"
    page.keyboard.press("Enter")
    turn = page.get_by_test_id("turn")
    expect(turn).to_have_attribute("data-state", "done")
    # What follows is in the order of the page: back from the question to the first number.
    mark = turn.locator(".answer .mark").first
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        assert is_focused(page.locator(":focus")), page.locator(":focus").evaluate("node => node.outerHTML")
        if mark.evaluate("node => node === document.activeElement"):
            break
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    place = page.locator("#pane mark.is-current").first
    expect(place).to_be_focused()
    assert f"{current(page)}1" == text_of(turn.locator(".sentence").first)
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    expect(mark).to_be_focused()
    assert is_focused(mark)
    # And out to the other views.
    page.get_by_role("link", name="文库").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="文库")).to_be_focused()
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("海棠")
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(1)
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.get_by_role("link", name=RESERVE).evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=RESERVE)).to_be_focused()
    page.locator(".outline a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("main article :focus")).to_be_in_viewport()


def test_on_a_phone_the_article_covers_the_answer_and_keeps_the_focus(
    visit: Visiting, plain: Serving
) -> None:
    here = visit(plain.url, size=PHONE, has_touch=True)
    page = here.go()
    turn = ask(page, WHAT)
    mark = turn.locator(".mark").first
    mark.tap()
    sheet = page.get_by_role("dialog", name="原文")
    expect(sheet.locator("mark.is-current").first).to_be_in_viewport()
    assert current(page) == DEFINITION
    assert page.locator("main").evaluate("node => node.inert")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert sheet.evaluate("node => node.contains(document.activeElement)")
    here.look("sheet", full=False, phone=False)
    sheet.get_by_role("button", name="关闭").tap()
    expect(mark).to_be_focused()
    # The phone's own way back leaves the sheet, and not the conversation.
    mark.tap()
    expect(sheet.locator("mark.is-current").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#pane")).to_be_hidden()
    expect(turn.locator(".sentence").first).to_be_in_viewport()
    expect(mark).to_be_focused()
    assert not page.locator("main").evaluate("node => node.inert")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    here.fits("an answer")
    mark.tap()
    expect(sheet).to_be_visible()
    here.fits("an article over an answer")


def test_a_number_never_begins_a_line(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    turn = ask(page, WHAT)
    expect(turn).to_have_attribute("data-state", "done")
    for width in range(320, 640, 20):
        page.set_viewport_size({"width": width, "height": 700})
        lines = turn.locator(".tail").evaluate_all("nodes => nodes.map(node => node.getClientRects().length)")
        assert set(lines) == {1}, width


def test_an_answer_goes_on_paper_with_its_sources_and_nothing_else(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    turn = ask(page, WHAT)
    expect(turn).to_have_attribute("data-state", "done")
    turn.locator(".mark").first.click()
    expect(page.locator("#pane mark.is-current").first).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    for gone in ("#masthead", "form.composer", "#pane", "button"):
        assert not any(each.is_visible() for each in page.locator(gone).all()), gone
    expect(turn.get_by_role("heading", name=WHAT)).to_be_visible()
    expect(turn.locator(".sentence").first).to_be_visible()
    expect(turn.get_by_test_id("sources").locator("li").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    here.picture("print-answer", full=True)
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="整页阅读").click()
    expect(page.locator("main article")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".reading-side")).to_be_hidden()
    expect(page.locator("main article .title")).to_have_text(RESERVE)
    here.picture("print-article", full=True)
