"""The editor's desk: what is written of an article, what it rests on, and what an editor makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.page.articles import CLEARING, RESERVE
from tests.e2e.page.conftest import Modelled, Visiting
from tests.e2e.page.visiting import PHONE, Visit, text_of
from tests.e2e.serving import Serving
from tests.openai_server import OpenAIServer, hang

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NO_NOTE = "404"  # what a browser says where an article has no note yet
SUPPORTED = "备付金是支付机构办理客户委托的支付业务时实际收到的、尚待付出去的货币资金。"
INVENTED = "海棠支付的日均备付金是99.9亿元。"


def identity(serving: Serving | Modelled, title: str) -> str:
    (found,) = (one for one in serving.client.get("/v1/articles").json()["articles"] if one["title"] == title)
    return str(found["id"])


def desk(here: Visit, serving: Serving | Modelled, title: str = RESERVE) -> Page:
    """Open the desk of an article."""
    page = here.go(f"#/desk/{identity(serving, title)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page


def candidates(page: Page) -> Locator:
    page.locator("#write").click()
    expect(page.get_by_test_id("candidate").first).to_be_visible()
    return page.get_by_test_id("candidate")


def verdicts(page: Page) -> Locator:
    return page.get_by_test_id("note-checks").locator(".checked > li")


def test_an_article_is_chosen(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url, expected=(NO_NOTE,))
    page = here.go("#/desk")
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    here.look("desk-choice", phone=False)
    page.locator("#filter-contains").fill("清算")
    page.get_by_test_id("articles").get_by_role("link", name=CLEARING).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CLEARING)
    expect(page.locator("#pane article")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_candidates_show_what_each_sentence_rests_on(visit: Visiting, plain: Serving, language: str) -> None:
    here = visit(plain.url, language=language, expected=(NO_NOTE,))
    page = desk(here, plain)
    if language == "zh":
        here.look("desk-begin", full=False)
    found = candidates(page)
    expect(found).to_have_count(3)
    here.look("desk-candidates", full=False, phone=language == "zh")
    first = found.first
    # From a sentence to its place …
    sentence = first.locator(".sentence").first
    sentence.hover()
    before = page.evaluate("scrollY")
    lit = page.locator("#pane mark.is-lit")
    expect(lit.first).to_be_in_viewport()
    # It is brought into sight there alone: what is pointed at stays under the mouse.
    assert page.evaluate("scrollY") == before
    expect(sentence).to_have_class("sentence is-lit")
    here.picture("desk-lit")
    # … and back from the place to its sentence, and to no other.
    page.mouse.move(0, 0)
    expect(lit).to_have_count(0)
    places = page.locator("#pane mark")
    places.first.hover()
    expect(first.locator(".sentence.is-lit").first).to_be_visible()
    page.mouse.move(0, 0)
    expect(first.locator(".sentence.is-lit")).to_have_count(0)
    # A number goes to the place, which has the quoted words.
    sentence.locator(".mark").first.click()
    expect(page.locator("#pane mark.is-current").first).to_be_focused()
    expect(page.locator("#pane mark.is-current").first).to_be_in_viewport()
    # By the keyboard the same: focus in a sentence lights its place.
    first.locator(".mark").last.focus()
    expect(lit.first).to_be_visible()


def test_a_note_is_taken_over_changed_checked_copied_and_saved(visit: Visiting, own: Serving) -> None:
    here = visit(own.url, expected=(NO_NOTE,), permissions=["clipboard-read", "clipboard-write"])
    page = desk(here, own)
    found = candidates(page)
    text = "".join(re.sub(r"\d+$", "", each) for each in found.first.locator(".sentence").all_text_contents())
    found.first.get_by_role("button", name="取用").click()
    note = page.locator("#note")
    expect(note).to_have_value(text)
    expect(note).to_be_focused()
    expect(verdicts(page)).not_to_have_count(0)
    expect(page.locator("#note-state")).to_have_text("未保存，已暂存在本机")
    before = int(re.findall(r"\d+", page.locator("#note-count").inner_text())[0])
    # A number that nobody wrote is marked, and the count goes along with every key.
    note.press("End")
    note.press("ControlOrMeta+End")
    page.keyboard.type(INVENTED)
    expect(page.locator("#note-count strong")).to_have_text(f"{before + 15}")
    expect(verdicts(page).last).to_have_attribute("data-kind", "unsupported")
    expect(verdicts(page).last.locator(".why")).to_contain_text("99.9亿元")
    expect(verdicts(page).first).to_have_attribute("data-kind", "supported")
    here.look("desk-unsupported")
    page.get_by_test_id("note-checks").locator("[data-kind=supported] .sentence").first.hover()
    expect(page.locator("#pane mark.is-lit").first).to_be_in_viewport()
    note.fill(SUPPORTED)
    expect(verdicts(page)).to_have_count(1)
    expect(verdicts(page)).to_have_attribute("data-kind", "supported")
    expect(page.locator("#note-count")).to_contain_text("还差")
    page.get_by_role("region", name="定稿").get_by_role("button", name="复制").click()
    expect(page.get_by_role("region", name="定稿").get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == SUPPORTED
    with page.expect_download() as download:
        page.get_by_role("region", name="定稿").get_by_role("button", name="下载").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == SUPPORTED + "\n"
    assert RESERVE in download.value.suggested_filename
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#note-state")).to_contain_text("已保存")
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    here.look("desk-saved", phone=False)
    page.reload()
    expect(note).to_have_value(SUPPORTED)
    expect(page.locator("#note-state")).to_contain_text("已保存")
    page.emulate_media(media="print")
    expect(page.locator(".only-printed.note-text")).to_have_text(SUPPORTED)
    expect(page.get_by_role("button")).to_have_count(0)
    here.picture("print-note", full=True)


def test_what_is_not_saved_is_there_after_a_reload(visit: Visiting, own: Serving) -> None:
    here = visit(own.url, expected=(NO_NOTE,))
    page = desk(here, own, CLEARING)
    page.locator("#note").fill("清算是算账。")
    expect(page.locator("#note-state")).to_have_text("未保存，已暂存在本机")
    page.reload()
    expect(page.locator("#note")).to_have_value("清算是算账。")
    expect(page.locator("#note-state")).to_have_text("未保存，已暂存在本机")
    # It is of this article only.
    desk(here, own)
    expect(page.locator("#note")).not_to_have_value("清算是算账。")
    # What is in hand is not replaced without a word.
    desk(here, own, CLEARING)
    candidates(page).first.get_by_role("button", name="取用").click()
    expect(page.get_by_role("dialog")).to_contain_text("替换正在编辑的导语？")
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.locator("#note")).to_have_value("清算是算账。")


def test_two_editors_do_not_write_over_each_other(visit: Visiting, own: Serving) -> None:
    here = visit(own.url, expected=(NO_NOTE, "412"))
    page = desk(here, own, "旧账")
    page.locator("#note").fill("我的一稿。")
    where = f"/v1/articles/{identity(own, '旧账')}/note"
    assert own.client.put(where, json={"text": "别人的一稿。"}).status_code == 200
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".theirs .note-text")).to_have_text("别人的一稿。")
    here.look("desk-conflict", phone=False)
    page.get_by_role("button", name="用我的覆盖").click()
    expect(page.locator("#note-state")).to_contain_text("已保存")
    assert own.client.get(where).json()["text"] == "我的一稿。"
    page.locator("#note").fill("我的二稿。")
    assert own.client.put(where, json={"text": "别人的二稿。"}).status_code == 200
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="改用已保存的").click()
    expect(page.locator("#note")).to_have_value("别人的二稿。")
    expect(page.locator("#note-state")).to_contain_text("已保存")


def test_what_was_saved_while_one_was_away_is_not_written_over(visit: Visiting, own: Serving) -> None:
    here = visit(own.url, expected=(NO_NOTE,))
    where = f"/v1/articles/{identity(own, '新账')}/note"
    page = desk(here, own, "新账")
    page.locator("#note").fill("我的草稿。")
    expect(page.locator("#note-state")).to_have_text("未保存，已暂存在本机")
    assert own.client.put(where, json={"text": "别人的定稿。"}).status_code == 200
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("别人又保存过一稿")
    expect(page.locator(".theirs .note-text")).to_have_text("别人的定稿。")
    expect(page.locator("#note")).to_have_value("我的草稿。")
    # Not by the button that otherwise saves, either.
    here.expected = (NO_NOTE, "412")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert own.client.get(where).json()["text"] == "别人的定稿。"
    page.get_by_role("button", name="用我的覆盖").click()
    expect(page.locator("#note-state")).to_contain_text("已保存")
    assert own.client.get(where).json()["text"] == "我的草稿。"
    assert own.client.get(where).json()["earlier"][-1]["text"] == "别人的定稿。"


def test_other_forms_and_a_slow_model_that_is_stopped(
    visit: Visiting, modelled: Modelled, llm: OpenAIServer
) -> None:
    here = visit(modelled.url, expected=(NO_NOTE,))
    page = desk(here, modelled)
    llm.script(hang("海棠"), hang("海棠"), hang("海棠"))
    page.locator("#write").click()
    expect(page.locator(".state.is-moving")).to_be_visible()
    expect(page.locator("#write")).to_have_text("停止")
    here.look("desk-writing", full=False, phone=False)
    page.locator("#write").click()
    expect(page.locator("#write")).to_have_text("开始写")
    expect(page.get_by_test_id("candidate")).to_have_count(0)


def test_an_outline_rests_on_its_article(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url, expected=(NO_NOTE,))
    page = desk(here, plain)
    page.locator("#brief-form").select_option("outline")
    expect(page.locator("#brief-least")).to_be_hidden()
    outline = candidates(page).first
    expect(outline.get_by_role("heading", level=3).first).to_be_visible()
    expect(outline.get_by_role("button", name="取用")).to_have_count(0)
    here.look("desk-outline", full=False, phone=False)
    # What was chosen is chosen the next time.
    page.reload()
    expect(page.locator("#brief-form")).to_have_value("outline")


def test_on_a_phone_the_article_is_opened_over_the_desk(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url, size=PHONE, has_touch=True, expected=(NO_NOTE,))
    page = desk(here, plain)
    expect(page.locator("#pane")).to_be_hidden()
    first = candidates(page).first
    expect(page.locator("#pane")).to_be_hidden()
    quoted = _places(page, plain)
    first.locator(".mark").first.tap()
    expect(page.get_by_role("dialog", name="原文")).to_be_visible()
    assert text_of(page.locator("#pane mark.is-current")) in quoted
    page.keyboard.press("Escape")
    expect(first.locator(".mark").first).to_be_focused()


def _places(page: Page, serving: Serving | Modelled) -> list[Any]:
    """Return the places that the marks of the page lead to, as they stand in the article."""
    found = []
    for link in page.locator(".candidate .mark").all():
        match = re.fullmatch(r"#/article/(\w+)/(-?\d+)/(\d+)-(\d+)", link.get_attribute("href") or "")
        assert match
        article = json.loads(serving.client.get(f"/v1/articles/{match[1]}").text)
        (text,) = (one["text"] for one in article["sections"] if one["index"] == int(match[2]))
        found.append(text[int(match[3]) : int(match[4])])
    return found
