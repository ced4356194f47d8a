"""A service that asks for a key: the page asks for it, keeps it for the tab, and forgets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from qa.service.access.keys import Keys
from tests.e2e.page.conftest import Visiting
from tests.e2e.page.test_asking import DEFINITION, WHAT, ask
from tests.e2e.serving import Serving

REFUSED = ("401",)


class Keyed(NamedTuple):
    """A service, a key of each scope, and where the keys are kept."""

    serving: Serving
    reader: str
    writer: str
    keys: Keys


@pytest.fixture(scope="module")
def keyed(copied: Callable[[], Path]) -> Iterator[Keyed]:
    home = copied()
    keys = Keys(home)
    reader = keys.add("reader", scope="read")[1]
    writer = keys.add("writer", scope="write")[1]
    with Serving(home) as serving:
        yield Keyed(serving, reader, writer, keys)


def enter(page: Page, key: str) -> None:
    page.get_by_role("dialog").get_by_label("钥匙").fill(key)
    page.keyboard.press("Enter")


def test_it_asks_for_a_key_and_then_works(visit: Visiting, keyed: Keyed) -> None:
    here = visit(keyed.serving.url, expected=REFUSED)
    page = here.go("#/articles")
    dialog = page.get_by_role("dialog", name="需要钥匙")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("钥匙")).to_be_focused()
    assert dialog.get_by_label("钥匙").get_attribute("type") == "password"
    here.look("key", full=False)
    enter(page, "zhangju_wrong")
    expect(dialog).to_be_visible()
    expect(dialog.locator("#dialog-about")).not_to_contain_text("请向管理员索取")
    here.look("key-wrong", full=False, phone=False)
    enter(page, keyed.reader)
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    page.reload()
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    page.get_by_role("link", name="问", exact=True).click()
    expect(ask(page, WHAT).locator(".sentence").first).to_contain_text(DEFINITION)
    # It is in no address, and in nothing that outlives the tab.
    assert keyed.reader not in page.url
    assert keyed.reader not in page.evaluate("JSON.stringify(localStorage) + document.cookie")
    page.get_by_role("button", name="退出").click()
    expect(dialog).to_be_visible()
    assert keyed.reader not in page.evaluate("JSON.stringify(sessionStorage)")
    assert DEFINITION not in page.evaluate("JSON.stringify(sessionStorage)")
    expect(page.get_by_test_id("turn")).to_have_count(0)


def test_who_does_not_give_a_key_is_told_what_is_missing(visit: Visiting, keyed: Keyed) -> None:
    here = visit(keyed.serving.url, expected=REFUSED)
    page = here.go("#/evaluations")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert")).to_be_visible()
    here.look("key-none", phone=False)
    page.get_by_role("button", name="重试").click()
    enter(page, keyed.reader)
    expect(page.get_by_test_id("runs").locator("li")).to_have_count(1)


def test_a_key_that_only_reads_is_offered_nothing_else(visit: Visiting, keyed: Keyed) -> None:
    here = visit(keyed.serving.url, expected=(*REFUSED, "404"))
    page = here.go("#/articles")
    enter(page, keyed.reader)
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    expect(page.locator(".drop")).to_have_count(0)
    expect(page.get_by_role("button", name="移除")).to_have_count(0)
    here.look("articles-read-only", phone=False)
    page.get_by_role("link", name="写导语").first.click()
    expect(page.get_by_text("这把钥匙只能读，可以复制或下载。")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_have_count(0)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("dialog", name="需要钥匙")).to_be_visible()
    enter(page, keyed.writer)
    page.get_by_role("link", name="文库").click()
    expect(page.locator(".drop")).to_be_visible()
    expect(page.get_by_role("button", name="移除")).to_have_count(6)


def test_a_key_that_is_taken_away_is_asked_for_again(visit: Visiting, keyed: Keyed) -> None:
    given = keyed.keys.add("guest", scope="read")[1]
    here = visit(keyed.serving.url, expected=REFUSED)
    page = here.go("#/articles")
    enter(page, given)
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    keyed.keys.revoke("guest")
    page.locator("#filter-contains").fill("旧账")
    expect(page.get_by_role("dialog")).to_be_visible()
    enter(page, keyed.writer)
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(1)


def test_the_report_of_an_evaluation_opens_with_a_key(visit: Visiting, keyed: Keyed) -> None:
    here = visit(keyed.serving.url, expected=REFUSED)
    page = here.go("#/evaluations")
    enter(page, keyed.reader)
    run = page.get_by_test_id("runs").locator("li")
    expect(run.locator("dd").first).to_be_visible()
    here.look("evaluations")
    run.get_by_role("link").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator("#questions")).to_be_attached()
    here.look("evaluation", full=False)
    # It stands below this page's policy: no script runs in it.
    assert page.locator("iframe").get_attribute("sandbox") == ""
    with here.context.expect_page() as opened:
        page.get_by_role("link", name="在新标签页打开").click()
    expect(opened.value.locator("h1")).to_be_visible()
    page.get_by_role("link", name="全部评测").click()
    expect(run).to_have_count(1)
