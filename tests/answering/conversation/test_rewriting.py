"""What a model makes of a follow-up question, and what of it is believed."""

from __future__ import annotations

import pytest

from qa.answering.conversation import rewriting
from qa.answering.conversation.antecedents import Turn
from qa.llm import OpenAIChat
from qa.prompting import load_prompt
from tests.openai_server import MODEL, OpenAIServer, answer, status

TURNS = (
    Turn(
        "海棠支付2018年的利息收入是多少？",
        ("集中存管以后，海棠支付2018年的利息收入为1.62亿元。",),
        ("备付金去了哪里",),
    ),
)
FOLLOW_UP = "那2017年呢？"
GOOD = "海棠支付2017年的利息收入是多少？"


def rewritten(server: OpenAIServer, written: str, question: str = FOLLOW_UP) -> rewriting.Rewritten:
    server.script(answer(written))
    chat = OpenAIChat(server.url, MODEL, timeout_seconds=10.0, retries=0)
    return rewriting.by_model(question, TURNS, chat, load_prompt("rewrite"))


@pytest.mark.parametrize(
    "written",
    [
        GOOD,
        f"改写成：{GOOD}",
        f"“{GOOD}”",
        f"改写后的问题：\n\n{GOOD}\n\n（说明：补上了主语。）",
        f"<think>用户问的是2017年，大概是9亿。</think>{GOOD}",
        "海棠支付在2017年的利息收入有多少？",
        "海棠支付2017年拿到的利息收入具体是多少",
    ],
)
def test_a_good_rewriting(openai_server: OpenAIServer, written: str) -> None:
    found = rewritten(openai_server, written)
    if "拿到" in written:  # a word that nobody said
        assert found.text is None
    else:
        assert found.why is None
        assert found.text is not None
        assert "2017" in found.text
        assert "海棠支付" in found.text
    asked = openai_server.requests[-1].json["messages"][-1]["content"]
    assert FOLLOW_UP in asked
    assert TURNS[0].question in asked
    assert TURNS[0].sentences[0] in asked


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "nothing"),
        ("  \n ", "nothing"),
        ("……", "nothing"),
        ("海棠支付2017年的利息收入为1.31亿元。", "does not ask"),
        ("海棠支付2017年的利息收入是1.31亿元吗？", "number"),
        ("海棠支付和青禾银行2017年的利息收入是多少？", "青禾"),
        ("海棠支付的利息收入是多少？", "leaves out the number"),
        ("海棠支付2018年的利息收入是多少？", "last question"),
        ("那2017年呢？", "as it was"),
        ("它2017年的利息收入是多少？", "still refers"),
        ("How much interest did Haitang Pay earn in 2017?", "language"),
        (GOOD * 12, "too long"),
        ("材料未载", "does not ask"),
    ],
)
def test_a_bad_rewriting_is_not_believed(openai_server: OpenAIServer, written: str, why: str) -> None:
    found = rewritten(openai_server, written)
    assert found.text is None
    assert found.why is not None
    assert why in found.why


def test_a_rewriting_that_asks_something_else(openai_server: OpenAIServer) -> None:
    found = rewritten(openai_server, "海棠支付2018年的利息收入是多少元？", "为什么？")
    assert found.text is None
    assert found.why == "it asks something else"


def test_a_rewriting_that_drops_what_was_asked(openai_server: OpenAIServer) -> None:
    found = rewritten(openai_server, "海棠支付的利息收入是多少？", "它的商户要交年费吗？")
    assert found.why == "it leaves out what was asked"


def test_a_model_without_end_is_not_listened_to_for_ever(openai_server: OpenAIServer) -> None:
    found = rewritten(openai_server, "备付金" * 20_000)
    assert found.why == "it is too long"


def test_a_server_that_fails_is_no_reason_to_fail(openai_server: OpenAIServer) -> None:
    openai_server.script(status(500))
    chat = OpenAIChat(openai_server.url, MODEL, timeout_seconds=10.0, retries=0)
    found = rewriting.by_model(FOLLOW_UP, TURNS, chat, load_prompt("rewrite"))
    assert found.text is None
    assert "the model failed" in (found.why or "")


def test_a_question_that_needs_nothing_may_come_back_as_it_was() -> None:
    assert rewriting.objection("手续费是多少？", "手续费是多少", TURNS) is None


def test_in_english() -> None:
    turns = (Turn("How much interest did Haitang Pay earn in 2018?", ("利息为1.62亿元。",)),)
    objection = rewriting.objection
    assert objection("How much interest did Haitang Pay earn in 2017?", "What about 2017?", turns) is None
    assert (
        "Baihua"
        in (objection("How much interest did Baihua Bank earn in 2017?", "And 2017?", turns) or "").title()
    )
    assert objection("海棠支付2017年的利息是多少？", "What about 2017?", turns) == "it is in another language"
