"""A digest at the desk: the articles are ticked, and each sentence shows which of them it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.page.articles import CLEARING, RESERVE
from tests.e2e.page.conftest import Visiting
from tests.e2e.page.test_asking import FORMED
from tests.e2e.page.visiting import PHONE, text_of
from tests.e2e.serving import Serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def tick(page: Page, title: str) -> Locator:
    return page.get_by_role("checkbox", name=f"选入汇编：{title}", exact=True)


def written(page: Page) -> Locator:
    page.locator("#write").click()
    expect(page.get_by_test_id("candidate")).to_be_visible()
    return page.get_by_test_id("candidate")


def test_articles_are_ticked_for_a_digest(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go("#/desk")
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    expect(page.get_by_test_id("choice")).to_be_hidden()
    tick(page, RESERVE).check()
    expect(page.get_by_test_id("choice")).to_contain_text("已选 1 篇")
    # What is ticked stays so, whatever is searched for, and after a reload; all that were found can be ticked at once.
    page.locator("#filter-contains").fill("梁渡生")
    expect(page.locator(".total")).to_contain_text("共 2 篇")
    page.get_by_role("button", name="勾选这 2 篇").click()
    expect(page.get_by_test_id("choice")).to_contain_text("已选 3 篇")
    page.reload()
    expect(tick(page, "旧账")).to_be_checked()
    here.look("desk-ticked")
    tick(page, "旧账").uncheck()
    expect(page.get_by_test_id("choice")).to_contain_text("已选 2 篇")
    page.get_by_test_id("choice").get_by_role("link", name="写汇编").click()
    expect(page.get_by_role("heading", level=1, name="汇编")).to_be_focused()
    titles = page.locator(".of-digest a")
    expect(titles).to_have_text([RESERVE, "新账"])
    # One can be left out there, too, and is then no longer ticked.
    page.get_by_role("button", name="从汇编中移除《新账》").click()
    expect(titles).to_have_text([RESERVE])
    page.get_by_role("link", name="另选文章").click()
    expect(tick(page, RESERVE)).to_be_checked()
    expect(tick(page, "新账")).not_to_be_checked()
    page.get_by_role("button", name="清除").click()
    expect(page.get_by_test_id("choice")).to_be_hidden()
    # Of nothing there is no digest.
    page.goto(f"{here.url}/#/desk/digest/")
    expect(page.get_by_role("heading", level=1, name="编辑台")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_sentence_of_a_digest_leads_to_its_article(
    visit: Visiting, plain: Serving, language: str
) -> None:
    here = visit(plain.url, language=language, permissions=["clipboard-read", "clipboard-write"])
    found = plain.client.get("/v1/articles").json()["articles"]
    ids = {one["id"]: one["title"] for one in found if one["title"] in (RESERVE, CLEARING, "旧账", "新账")}
    # The address alone is enough, as it is where it was sent to somebody.
    page = here.go(f"#/desk/digest/{','.join(ids)}")
    expect(page.locator(".of-digest a")).to_have_text(list(ids.values()))
    digest = written(page)
    expect(page.locator("#pane article")).to_be_visible()
    here.look("desk-digest", full=False, phone=language == "zh")
    # Each line is about one article, which it names, and its numbers lead into that one.
    named = set()
    for line in digest.locator(".note-text p").all():
        leads = line.locator(".mark").evaluate_all("nodes => nodes.map(node => node.hash.split('/')[2])")
        (article,) = set(leads)
        assert f"《{ids[article]}》" in text_of(line)
        named.add(article)
    assert named == set(ids)
    expect(page.locator(".source-title")).to_have_count(len(ids))
    # Pointing at a sentence of another article brings that one beside it, with the place lit up.
    last = digest.locator(".sentence").last
    last.hover()
    lead = last.locator(".mark").first.get_attribute("href") or ""
    expect(page.locator("#pane .title")).to_have_text(ids[lead.split("/")[2]])
    expect(page.locator("#pane mark.is-lit").first).to_be_in_viewport()
    expect(last).to_have_class("sentence is-lit")
    first = digest.locator(".mark").first
    first.click()
    expect(page.locator("#pane mark.is-current").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    page.get_by_role("button", name={"zh": "连同出处复制", "en": "Copy with sources"}[language]).click()
    expect(page.locator("#announcer p").last).to_have_text({"zh": "已复制", "en": "Copied"}[language])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert all(f"《{title}》" in copied for title in ids.values())
    assert "[1] " in copied
    assert "<sup>[1]</sup>" in page.evaluate(FORMED)
    page.emulate_media(media="print")
    expect(digest.locator(".sentence").first).to_be_visible()
    here.picture("print-digest", full=True)


def test_on_a_phone_a_number_opens_its_article_over_the_digest(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url, size=PHONE, has_touch=True)
    ids = [one["id"] for one in plain.client.get("/v1/articles").json()["articles"]][:3]
    page = here.go(f"#/desk/digest/{','.join(ids)}")
    mark = written(page).locator(".mark").last
    expect(page.locator("#pane")).to_be_hidden()
    mark.tap()
    expect(page.get_by_role("dialog", name="原文")).to_be_visible()
    expect(page.locator("#pane mark.is-current").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
