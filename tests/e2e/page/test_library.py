"""The articles: found, read, put in, and taken out."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.page.articles import CORPUS, HOSTILE, RESERVE
from tests.e2e.page.conftest import Visiting
from tests.e2e.page.test_asking import ask
from tests.e2e.page.visiting import text_of
from tests.e2e.serving import Serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DROP = """([files]) => {
  const given = new DataTransfer();
  for (const [name, text] of files) given.items.add(new File([text], name));
  return given; }"""

# What each row of the uploads was in the meantime, and whether it showed how far it is.
WATCH = """() => {
  window.seen = {};
  new MutationObserver(() => {
    for (const row of document.querySelectorAll("[data-testid=uploads] > li")) {
      const states = window.seen[row.querySelector(".upload-name").textContent] ??= [];
      states.push(row.dataset.state + (row.querySelector("progress") ? " progress" : "")); }
  }).observe(document.querySelector("[data-testid=uploads]"), {childList: true, subtree: true}); }"""


def titles(page: Page) -> Locator:
    return page.get_by_test_id("articles").get_by_role("heading", level=2)


def upload(page: Page, name: str) -> Locator:
    """Return the row of an upload."""
    return page.get_by_test_id("uploads").locator("> li", has=page.locator(".upload-name", has_text=name))


def drop(page: Page, *files: tuple[str, str]) -> None:
    given = page.evaluate_handle(DROP, [files])
    for kind in ("dragenter", "dragover", "drop"):
        page.dispatch_event(".drop", kind, {"dataTransfer": given})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_articles_are_listed_searched_and_narrowed(visit: Visiting, plain: Serving, language: str) -> None:
    here = visit(plain.url, language=language)
    page = here.go("#/articles")
    expect(titles(page)).to_have_count(6)
    here.look("articles")
    search = page.locator("#filter-contains")
    search.fill("备付金")
    expect(titles(page)).to_have_text([RESERVE])
    expect(page.locator(".total")).to_have_text({"zh": "共 1 篇", "en": "1 in all"}[language])
    search.fill("没有这样的词")
    expect(page.locator(".nothing")).to_be_visible()
    if language == "zh":
        here.look("articles-nothing", phone=False)
    page.locator(".nothing button").click()
    expect(titles(page)).to_have_count(6)
    page.locator(".filters summary").click()
    page.locator("#filter-author").select_option("梁渡生")
    expect(titles(page)).to_have_text(["新账", "旧账"])
    page.locator("#filter-until").fill("2019-12-31")
    expect(titles(page)).to_have_text(["旧账"])
    if language == "zh":
        here.look("articles-narrowed")
    # What was searched for is still there when one comes back, and one is where one was.
    page.get_by_role("link", name="旧账").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("旧账")
    page.go_back()
    expect(titles(page)).to_have_text(["旧账"])
    expect(page.get_by_role("link", name="旧账")).to_be_focused()


def test_an_article_is_read_by_its_outline(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go("#/articles")
    page.get_by_role("link", name=RESERVE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RESERVE)
    expect(page.locator(".byline")).to_contain_text("2019年11月20日")
    assert page.title() == f"{RESERVE} · 章句"
    here.look("article", full=False)
    levels = page.locator("main article section :is(h2, h3)")
    assert set(levels.evaluate_all("nodes => nodes.map(node => node.tagName)")) == {"H2"}
    page.locator(".outline").get_by_role("link", name="六、商户自己能做的事").click()
    expect(
        page.locator("main article").get_by_role("heading", name="六、商户自己能做的事")
    ).to_be_in_viewport()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(
        page.locator("main article").get_by_role("heading", name="六、商户自己能做的事")
    ).to_be_in_viewport()


def test_an_address_that_leads_nowhere_says_so(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url, expected=("404",))
    page = here.go("#/article/000000000000")
    expect(page.get_by_role("alert")).to_contain_text("000000000000")
    here.look("article-unknown", phone=False)
    page.get_by_role("link", name="回到文库").click()
    expect(titles(page)).to_have_count(6)
    here.go("#/nowhere/at/all")
    expect(page.get_by_role("heading", level=1)).to_have_text("问文章，答有据")


def test_files_are_dropped_followed_and_found(visit: Visiting, own: Serving) -> None:
    here = visit(own.url)
    page = here.go("#/articles")
    expect(titles(page)).to_have_count(6)
    page.evaluate(WATCH)
    ferry = "# 渡口新闻\n\n渡船每天开六班。大桥全长一千二百米，明年通车。\n"
    drop(page, ("渡口新闻.md", ferry), ("照片.png", "not a picture"), ("空.md", ""))
    expect(upload(page, "渡口新闻.md")).to_have_attribute("data-state", "done")
    expect(upload(page, "渡口新闻.md").locator(".upload-state")).to_have_text("已收录")
    # One that fails is named, with the reason, and holds up no other.
    expect(upload(page, "照片.png")).to_have_attribute("data-state", "failed")
    expect(upload(page, "照片.png").locator(".upload-why").first).to_contain_text("照片.png")
    expect(upload(page, "空.md")).to_have_attribute("data-state", "failed")
    expect(upload(page, "空.md").locator(".upload-why").first).to_contain_text("空.md")
    here.look("articles-uploaded")
    seen = page.evaluate("window.seen")
    assert {"sending progress", "running progress", "done"} <= set(seen["渡口新闻.md"])
    assert {"waiting", "sending progress", "failed"} <= set(seen["照片.png"])
    expect(titles(page)).to_have_count(7)
    upload(page, "渡口新闻.md").get_by_role("link", name="渡口新闻").click()
    expect(page.locator("main article")).to_contain_text("渡船每天开六班。")
    page.get_by_role("link", name="问", exact=True).click()
    expect(ask(page, "渡船每天开几班？").locator(".sentence").first).to_have_text("渡船每天开六班。1")


def test_files_are_chosen_a_zip_among_them(visit: Visiting, own: Serving, tmp_path: Path) -> None:
    here = visit(own.url)
    page = here.go("#/articles")
    with zipfile.ZipFile(tmp_path / "两篇.zip", "w") as packed:
        packed.writestr("磨坊.md", "# 磨坊\n\n磨坊的水轮每分钟转八圈。\n")
        packed.writestr("../坏.bin", "x")
    page.get_by_label("选择文件").set_input_files([tmp_path / "两篇.zip", CORPUS / "clearing-settlement.md"])
    expect(upload(page, "两篇.zip")).to_have_attribute("data-state", "done")
    expect(upload(page, "两篇.zip").get_by_role("link", name="磨坊")).to_be_visible()
    expect(upload(page, "clearing-settlement.md").locator(".upload-state")).to_have_text("没有变化")
    expect(titles(page).filter(has_text="磨坊")).to_have_count(1)
    here.picture("articles-zip", full=True)


def test_a_text_is_pasted_and_an_article_is_removed(visit: Visiting, own: Serving) -> None:
    here = visit(own.url)
    page = here.go("#/articles")
    page.get_by_role("button", name="粘贴文字").click()
    expect(page.get_by_label("标题", exact=True)).to_be_focused()
    page.get_by_label("标题", exact=True).fill("茶馆")
    page.get_by_label("正文").fill("茶馆早上五点开门，一壶茶两文钱。")
    here.look("articles-paste", phone=False)
    page.get_by_role("button", name="收录").click()
    expect(upload(page, "茶馆").locator(".upload-state")).to_have_text("已收录")
    item = page.get_by_test_id("articles").get_by_role("listitem").filter(has_text="茶馆")
    item.get_by_role("button", name="移除").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("《茶馆》将从文库移除")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    here.look("articles-remove", full=False)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(item).to_have_count(1)
    item.get_by_role("button", name="移除").click()
    dialog.get_by_role("button", name="移除").click()
    expect(item).to_have_count(0)
    expect(page.locator("#announcer p").last).to_have_text("已移除《茶馆》")


def test_an_article_that_means_harm_is_only_text(visit: Visiting, own: Serving) -> None:
    # No dialog, no request to another host, nothing of the policy in the console: see Visit.close.
    here = visit(own.url, permissions=["clipboard-read", "clipboard-write"])
    page = here.go("#/articles")
    drop(page, ("恶意.md", HOSTILE))
    expect(upload(page, "恶意.md")).to_have_attribute("data-state", "done")
    title = "关于<img src=x onerror=alert(1)>注入的笔记"
    expect(titles(page).filter(has_text=title)).to_have_count(1)
    expect(page.get_by_test_id("articles")).to_contain_text("<script>alert('author')</script>")
    page.locator(".filters summary").click()
    expect(page.locator("#filter-category")).to_contain_text("<b onmouseover=alert(2)>安全</b>")
    titles(page).filter(has_text=title).get_by_role("link").click()
    article = page.locator("main article")
    expect(article).to_contain_text(
        "注入攻击的演示脚本写作 <script>alert('text')</script>，浏览器不应当执行它。"
    )
    expect(article.locator(".byline")).to_contain_text("javascript:alert('source')")
    here.look("article-hostile", full=False)
    for link in page.locator("main a").all():
        assert (link.get_attribute("href") or "").startswith(("#/", "http")), link.get_attribute("href")
    assert page.locator("main :is(script, img, iframe, svg, object, embed)").count() == 0
    on = "nodes => nodes.flatMap(node => [...node.attributes]).map(one => one.name).filter(name => name.startsWith('on'))"
    assert page.locator("main *").evaluate_all(on) == []
    page.get_by_role("link", name="就此文提问").click()
    turn = ask(page, "注入攻击的演示脚本怎么写？")
    expect(turn.locator(".sentence").first).to_contain_text("<script>alert('text')</script>")
    turn.locator(".mark").first.click()
    assert "<script>alert('text')</script>" in text_of(page.locator("#pane mark.is-current"))
    turn.get_by_role("button", name="复制回答与出处").click()
    expect(turn.get_by_role("button", name="已复制")).to_be_visible()
    page.emulate_media(media="print")
    here.picture("print-hostile", full=True)


def test_leaving_in_the_middle_of_an_upload_asks_first(visit: Visiting, own: Serving) -> None:
    here = visit(own.url)
    page = here.go("#/articles")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.locator("#filter-contains").click()  # a browser asks only for pages that were used
    text = "".join(
        f"第{number}艘船在第{number * 7}天靠岸，卸下{number * 13}箱货。\n\n" for number in range(60)
    )
    with page.expect_response(lambda response: response.request.method == "POST"):
        drop(page, ("长.md", f"# 长文\n\n{text}"))
    page.reload()
    assert asked == ["beforeunload"]
    # What was sent goes on: it is put in all the same.
    expect(page.get_by_test_id("uploads").locator("li")).to_have_count(0)
    until = time.monotonic() + 15
    while "长文" not in own.client.get("/v1/articles").text:
        assert time.monotonic() < until, own.client.get("/v1/jobs").text
        time.sleep(0.05)
