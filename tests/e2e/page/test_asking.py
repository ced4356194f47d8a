"""Questions and what becomes of them, as one sees it on the page."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.page.conftest import Modelled, Visiting
from tests.e2e.page.paced import Paced
from tests.e2e.page.visiting import text_of
from tests.e2e.serving import Serving
from tests.openai_server import OpenAIServer, answer, status

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WHAT = "什么叫备付金？"
DEFINITION = "备付金，是支付机构办理客户委托的支付业务时，实际收到的、尚待付出去的货币资金。"
EXAMPLE = "你在网店付了八十元，货还没签收，这八十元就是备付金。"


FORMED = """async () => {
  const [item] = await navigator.clipboard.read();
  return (await item.getType('text/html')).text(); }"""
HEAR = """() => {
  window.heard = [];
  new MutationObserver((changes) => window.heard.push(...changes.flatMap((each) =>
    [...each.addedNodes].map((node) => node.textContent)))).observe(document.getElementById("announcer"), {childList: true}); }"""


def ask(page: Page, question: str) -> Locator:
    """Ask; return the turn."""
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    turn = page.get_by_test_id("turn").last
    expect(turn.get_by_role("heading", level=2)).to_have_text(question)
    return turn


def test_an_answer_and_its_sources(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    expect(page.get_by_role("heading", level=1)).to_have_text("问文章，答有据")
    expect(page.locator(".examples button")).to_have_count(4)
    here.look("ask-begin")
    turn = ask(page, WHAT)
    expect(turn).to_have_attribute("data-state", "done")
    assert text_of(turn.locator(".sentence").first) == DEFINITION + "1"
    expect(turn.get_by_test_id("sources").locator("li").first).to_contain_text("一、它是什么，又不是什么")
    expect(turn.locator(".facts")).to_contain_text("摘自原文")
    here.look("ask-answered")
    # What was said is there again after a reload, and gone when one begins anew.
    page.reload()
    expect(page.get_by_test_id("turn")).to_contain_text(DEFINITION)
    page.get_by_role("button", name="开始新的对话").click()
    expect(page.get_by_test_id("turn")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "question"


def test_an_answer_can_be_copied_with_its_sources(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url, permissions=["clipboard-read", "clipboard-write"])
    turn = ask(here.go(), WHAT)
    turn.get_by_role("button", name="复制回答与出处").click()
    expect(turn.get_by_role("button", name="已复制")).to_be_visible()
    copied = here.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied[0] == WHAT
    assert copied[2].startswith(f"{DEFINITION}[1]")
    assert copied[4].startswith("[1] 备付金不是支付公司的钱：海棠支付的三年账本 › 一、它是什么，又不是什么：")
    formed = here.page.evaluate(FORMED)
    assert f"<h2>{WHAT}</h2><p>{DEFINITION}<sup>[1]</sup>" in formed
    # What is selected by hand has no numbers between its sentences.
    turn.locator(".answer").click(click_count=3)
    assert DEFINITION + EXAMPLE in here.page.evaluate("String(getSelection())")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_says_why_and_what_is_near(visit: Visiting, plain: Serving, language: str) -> None:
    here = visit(plain.url, language=language)
    page = here.go()
    turn = ask(page, "备付金的颜色和气味是谁规定的红烧肉？" if language == "en" else "红烧肉怎么做？")
    refusal = turn.get_by_test_id("refusal")
    told = {"zh": "文库里没有足够的依据回答这个问题", "en": "The articles do not hold enough to answer this"}
    expect(refusal.locator(".refusal-title")).to_have_text(told[language])
    expect(refusal.locator(".quote")).to_have_count(3)
    expect(turn.locator(".facts")).to_have_count(0)
    here.look("ask-refused")
    expect(page.locator("#announcer p").last).to_contain_text(told[language])
    refusal.locator(".sources a").first.click()
    quote = text_of(refusal.locator(".quote").first)
    expect(page.locator("#pane mark.is-current").first).to_be_in_viewport()
    assert text_of(page.locator("#pane mark.is-current")).strip() in quote


def test_a_part_that_is_not_answered_is_named(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    turn = ask(here.go(), "岔河镇有多少个信用村？渡船的船长叫什么名字？")
    expect(turn.locator(".notice")).to_contain_text("只回答了一部分")
    expect(turn.locator(".notice")).to_contain_text("没有找到依据的部分：渡船的船长叫什么名字")
    expect(turn.locator(".sentence").first).to_contain_text("四十七个")
    here.look("ask-partial", phone=False)


def test_sources_that_disagree_are_shown_side_by_side(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    turn = ask(here.go(), "青石渡2018年的票款收入是多少？")
    conflict = turn.get_by_test_id("conflict")
    expect(conflict.locator(".notice-title")).to_have_text("来源说法不一：52万元 与 37万元")
    expect(conflict.locator(".conflict-title")).to_have_text(["新账", "旧账"])
    here.look("ask-conflict", phone=False)
    conflict.get_by_role("link", name="旧账").click()
    assert text_of(here.page.locator("#pane mark.is-current")) == "青石渡2018年的票款收入为37万元。"


def test_a_follow_up_is_understood_from_what_was_said(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go()
    expect(ask(page, "岔河镇有多少个信用村？")).to_have_attribute("data-state", "done")
    turn = ask(page, "那里的不良率是多少？")
    expect(turn.locator(".understood")).to_have_text("理解为：岔河镇的不良率是多少？")
    expect(turn.locator(".sentence").first).to_contain_text("不良率百分之一点一")
    here.look("ask-follow-up", phone=False)
    page.get_by_role("button", name="开始新的对话").click()
    turn = ask(page, "那里的不良率是多少？")
    expect(turn).to_have_attribute("data-state", "done")
    expect(turn.locator(".understood")).to_be_hidden()


def test_a_question_can_be_kept_to_one_article(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    page = here.go("#/articles")
    page.get_by_role("listitem").filter(has_text="旧账").get_by_role("link", name="就此文提问").click()
    expect(page.locator(".scope")).to_contain_text("只看《旧账》")
    turn = ask(page, "青石渡2018年的票款收入是多少？")
    expect(turn.locator(".sentence")).to_have_text("青石渡2018年的票款收入为37万元。1")
    page.get_by_role("button", name="看整个文库").click()
    expect(page.locator(".scope")).to_be_hidden()
    assert page.url.endswith("#/ask")
    expect(ask(page, "青石渡2018年的票款收入是多少？").locator(".sentence").first).to_contain_text("52万元")


def test_sentences_are_there_before_the_model_is_done(
    visit: Visiting, modelled: Modelled, llm: OpenAIServer
) -> None:
    here = visit(modelled.url)
    page = here.go()
    slow = Paced(f"{DEFINITION}[1]{EXAMPLE[:2]}", f"{EXAMPLE[2:]}[1]")
    llm.script(slow)
    turn = ask(page, WHAT)
    expect(turn.locator(".sentence")).to_have_text([f"{DEFINITION}1"])
    expect(turn).to_have_attribute("data-state", "writing")
    expect(turn.locator(".state")).to_have_text("正在写")
    expect(page.locator("#send")).to_have_text("停止")
    here.look("ask-writing", phone=False)
    # One can already read what it rests on.
    turn.locator(".mark").first.click()
    assert text_of(page.locator("#pane mark.is-current")) == DEFINITION
    slow.go_on()
    slow.go_on()
    expect(turn).to_have_attribute("data-state", "done")
    expect(turn.locator(".sentence")).to_have_text([f"{DEFINITION}1", f"{EXAMPLE}2"])
    expect(turn.locator(".facts")).to_contain_text("由模型 test-model 撰写，逐句核对")
    expect(page.locator("#send")).to_have_text("提问")


def test_each_sentence_is_announced_once_and_the_next_question_stands_on_top(
    visit: Visiting, plain: Serving
) -> None:
    here = visit(plain.url)
    page = here.go()
    page.evaluate(HEAR)
    turn = ask(page, WHAT)
    expect(turn).to_have_attribute("data-state", "done")
    expect(page.locator("#announcer")).to_contain_text("回答完毕，出处 2 处")
    heard = page.evaluate("window.heard")
    assert heard[:2] == [DEFINITION, EXAMPLE]
    assert len(heard) == turn.locator(".sentence").count() + 1
    # Nothing else reads them out: no region around them is live.
    assert turn.locator(".answer").evaluate("node => !node.closest('[aria-live], [role=status], [role=log]')")
    turn = ask(page, "岔河镇有多少个信用村？")
    expect(turn).to_have_attribute("data-state", "done")
    box = turn.get_by_role("heading", level=2).bounding_box()
    assert box
    assert 64 <= box["y"] <= 200
    # So it does where one comes back to the conversation.
    page.get_by_role("link", name="文库").click()
    page.get_by_role("link", name="问", exact=True).click()
    expect(page.get_by_test_id("turn").last.get_by_role("heading", level=2)).to_be_in_viewport()


def test_a_question_outlives_a_reload_in_its_middle(
    visit: Visiting, modelled: Modelled, llm: OpenAIServer
) -> None:
    here = visit(modelled.url)
    page = here.go()
    slow = Paced(f"{DEFINITION}[1]{EXAMPLE[:2]}", f"{EXAMPLE[2:]}[1]")
    llm.script(slow)
    expect(ask(page, WHAT).locator(".sentence")).to_have_count(1)
    page.reload()
    turn = page.get_by_test_id("turn")
    expect(turn.locator(".notice")).to_contain_text("已停止，回答不完整")
    expect(turn.locator(".sentence")).to_have_text([f"{DEFINITION}1"])
    assert slow.gone.wait(5), "the model was not told"
    llm.script(answer(f"{EXAMPLE}[1]"))
    turn.get_by_role("button", name="重试").click()
    expect(turn).to_have_attribute("data-state", "done")


def test_stop_stops_the_model_and_keeps_what_came(
    visit: Visiting, modelled: Modelled, llm: OpenAIServer
) -> None:
    here = visit(modelled.url)
    page = here.go()
    slow = Paced(f"{DEFINITION}[1]{EXAMPLE[:2]}", f"{EXAMPLE[2:]}[1]")
    llm.script(slow)
    turn = ask(page, WHAT)
    expect(turn.locator(".sentence")).to_have_count(1)
    page.locator("#send").click()
    expect(turn).to_have_attribute("data-state", "stopped")
    expect(turn.locator(".notice")).to_contain_text("已停止，回答不完整")
    expect(turn.locator(".sentence")).to_have_text([f"{DEFINITION}1"])
    assert slow.gone.wait(5), "the model was not told"
    here.look("ask-stopped", phone=False)
    llm.script(answer(f"{EXAMPLE}[1]"))
    turn.get_by_role("button", name="重试").click()
    expect(turn).to_have_attribute("data-state", "done")
    expect(turn.locator(".sentence")).to_have_text([f"{EXAMPLE}1"])


def test_what_a_model_makes_up_is_not_shown(visit: Visiting, modelled: Modelled, llm: OpenAIServer) -> None:
    here = visit(modelled.url)
    page = here.go()
    llm.script(answer(f"{DEFINITION}[1]\n海棠支付的备付金共有99亿元。[1]\n"))
    turn = ask(page, WHAT)
    expect(turn.locator(".facts")).to_contain_text("1 句没有依据，未予显示")
    expect(turn.locator(".answer")).not_to_contain_text("99")


def test_without_its_model_it_quotes_the_articles_and_says_so(
    visit: Visiting, modelled: Modelled, llm: OpenAIServer
) -> None:
    here = visit(modelled.url)
    llm.script(status(403), status(403))
    turn = ask(here.go(), WHAT)
    expect(turn.locator(".notice")).to_contain_text("以下各句直接摘自原文。")
    expect(turn.locator(".sentence").first).to_contain_text(DEFINITION)
    expect(turn.locator(".facts")).to_contain_text("摘自原文")
    here.look("ask-fallback", phone=False)


def test_a_server_that_is_killed_leaves_what_arrived(
    visit: Visiting, modelled: Modelled, llm: OpenAIServer
) -> None:
    slow = Paced(f"{DEFINITION}[1]{EXAMPLE[:2]}", f"{EXAMPLE[2:]}[1]")
    llm.script(slow)
    here = visit(modelled.url, expected=("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING"))
    page = here.go()
    turn = ask(page, WHAT)
    expect(turn.locator(".sentence")).to_have_count(1)
    modelled.kill()
    expect(turn).to_have_attribute("data-state", "lost")
    expect(turn.locator(".notice")).to_contain_text("连接中断，回答不完整")
    expect(turn.locator(".notice")).to_contain_text("已经收到的句子都核对过，仍然有效。")
    expect(turn.locator(".sentence")).to_have_text([f"{DEFINITION}1"])
    here.look("ask-lost", phone=False)
    # Without the service, questions fail, and say so; what came before stays.
    second = ask(page, "那利息呢？")
    expect(second.get_by_role("alert")).to_contain_text("连不上服务")
    page.get_by_role("link", name="文库").click()
    expect(page.get_by_role("alert")).to_contain_text("连不上服务")
    here.look("ask-unreachable", phone=False)
    modelled.start()
    page.get_by_role("button", name="重试").first.click()
    expect(page.get_by_test_id("articles").locator("li")).to_have_count(6)
    page.get_by_role("link", name="问", exact=True).click()
    llm.script(answer(f"{DEFINITION}[1]"))
    page.get_by_test_id("turn").first.get_by_role("button", name="重试").click()
    expect(page.get_by_test_id("turn").first).to_have_attribute("data-state", "done")


def test_a_slow_network_is_shown_as_what_it_is(visit: Visiting, plain: Serving) -> None:
    here = visit(plain.url)
    network = here.context.new_cdp_session(here.page)
    slow = {"offline": False, "latency": 150, "downloadThroughput": 60_000, "uploadThroughput": 30_000}
    network.send("Network.emulateNetworkConditions", slow)
    began = time.monotonic()
    page = here.go()
    expect(page.get_by_role("heading", level=1)).to_have_text("问文章，答有据")
    assert time.monotonic() - began < 10
    network.send("Network.emulateNetworkConditions", slow | {"latency": 500})
    turn = ask(page, WHAT)
    assert turn.locator(".state").text_content() == "正在查找"
    expect(turn).to_have_attribute("data-state", "done")
    with page.expect_response("**/v1/articles/*"):
        turn.locator(".mark").first.click()
        expect(page.locator("#pane")).to_contain_text("正在载入")
    expect(page.locator("#pane mark.is-current")).to_be_in_viewport()


def test_a_library_without_articles_leads_to_the_upload(visit: Visiting, tmp_path: Path) -> None:
    with Serving(tmp_path / "home") as serving:
        here = visit(serving.url)
        page = here.go()
        expect(page.locator(".nothing")).to_contain_text("文库里还没有文章")
        here.look("ask-empty", phone=False)
        page.get_by_role("link", name="去上传文章").click()
        expect(page.locator(".nothing")).to_contain_text("把文件拖到上面")
        here.look("articles-empty", phone=False)
        page.get_by_role("link", name="评测").click()
        expect(page.locator(".nothing")).to_contain_text("还没有评测")
        here.look("evaluations-empty", phone=False)
        page.close()
