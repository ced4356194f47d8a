"""Every way in which a model or its server can be bad, over real HTTP.

In each case: what is shown is true and stands where it is cited, the status is clear, the time is bounded, and no
request is left open.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import servers
from qa import text as zh
from qa.answering.checking.repair import Outcome
from qa.answering.checking.repair import judge as judge_sentence
from qa.answering.checking.sentences import Written
from qa.answering.with_model.generative import CheckedAnswer
from qa.assistant import Assistant
from qa.errors import ServerFailed
from qa.llm import Message, OpenAIChat
from qa.models import Answer, Passage, Sentence
from tests.openai_server import (
    MODEL,
    Behaviour,
    Exchange,
    OpenAIServer,
    answer,
    cut,
    endless,
    events,
    hang,
    hang_up,
    pieces,
    status,
    tool_calls,
)

QUESTION = "备付金的存管和商户的手续费是怎样的？"
KEPT = "备付金由人民银行集中存管。"
FEE = "商户的手续费为百分之三。"
FALSE = ("商户的手续费为5%。", "备付金由上海的银行集中存管。", "白桦银行收取年费9万元。")


@pytest.fixture
def ask(assistant: Assistant, server: OpenAIServer) -> Callable[..., Answer]:
    def ask(behaviour: Behaviour | str, *, seconds: float = 10.0, **options: Any) -> Answer:
        server.chat = answer(behaviour) if isinstance(behaviour, str) else behaviour
        began = time.monotonic()
        whole = assistant.ask(QUESTION, **options)
        assert time.monotonic() - began < seconds
        for exchange in server.requests:
            assert exchange.finished.wait(5), "the server is still writing"
        assert (whole.status == "refused") == (not whole.sentences)
        assert bool(whole.reason) == (whole.status != "answered")
        for sentence in whole.sentences:
            assert sentence.citations
            for citation in sentence.citations:
                assert citation.quote in sections(assistant, citation.article)
            assert not any(false.rstrip("。") in sentence.text for false in FALSE)
            for token in ("<", ">", "[", "]", "【", "］", "|"):
                assert token not in sentence.text or any(token in each.quote for each in sentence.citations)
        return whole

    return ask


Ask = Callable[..., Answer]


def sections(assistant: Assistant, article: str) -> str:
    return "\n".join(chunk.text for chunk in assistant.chunks(article))


def said(whole: Answer) -> str:
    assert whole.mode == "generative"
    return whole.text


# --- citations ------------------------------------------------------------------------------------------

MARKERS = [
    "[0]",
    "[99]",
    "[1,2]",
    "[1][2]",
    "【1】",
    "［1］",
    "(1)",
    "[1-3]",
    "[1–99]",
    "[材料1]",
    "[-1]",
    "",
]


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize(
    "text",
    ["{}" + KEPT, KEPT + "{}", "备付金由人民银行集中存管{}。", "2018年起{}，备付金由人民银行集中存管。"],
    ids=["start", "end", "before-the-stop", "at-a-comma"],
)
def test_citations_of_any_form(ask: Ask, marker: str, text: str) -> None:
    whole = ask(text.format(marker) + FALSE[0] + marker)
    assert whole.status == "answered"
    assert said(whole) == text.format("")
    assert [dropped.text for dropped in whole.dropped] == [FALSE[0]]
    assert [each.quote for each in whole.sentences[0].citations] == ["2018年起，备付金由人民银行集中存管。"]


@pytest.mark.parametrize("marker", MARKERS)
def test_citations_in_the_middle_of_a_word(ask: Ask, marker: str) -> None:
    whole = ask(f"备付金由人民{marker}银行集中存管。")
    # (1) counts what follows it, except at the end of a sentence or a part of one.
    assert whole.text in ("", KEPT, KEPT.replace("银行", "(1)银行") if marker == "(1)" else KEPT)


# --- what is written ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [KEPT, KEPT + FEE, FALSE[0], KEPT + FALSE[0] + FALSE[1]])
def test_a_loop_for_ever(ask: Ask, server: OpenAIServer, text: str) -> None:
    whole = ask(endless(text, pause=0))
    assert said(whole) == "".join(true for true in (KEPT, FEE) if true in text)
    assert whole.status == ("partial" if whole.text else "refused")
    assert "repeated itself" in str(whole.reason)
    assert server.requests[-1].disconnected.is_set()


@pytest.mark.parametrize(
    "text", ["手续费，", "好", "商户的手续费为百分之三，", "a ", " ", "\n", "[1]", "。", "\u200b"]
)
def test_a_loop_without_a_sentence(ask: Ask, server: OpenAIServer, text: str) -> None:
    whole = ask(endless(text * 20, pause=0))
    assert whole.status == "refused"
    assert "cut off" in str(whole.reason) or "limit" in str(whole.reason)
    assert server.requests[-1].disconnected.is_set()


@pytest.mark.parametrize(
    "words",
    [
        (f"第{number}，" for number in range(100_000)),
        (f"第{number}种说法。" for number in range(100_000)),
        (f"{KEPT[:-1]}{'，' * (number % 50)}。\n" for number in range(100_000)),
        (f"<think>{number}" for number in range(100_000)),
    ],
    ids=["no-sentence", "false", "true", "thoughts"],
)
def test_a_hundred_thousand_tokens_without_a_stop(
    ask: Ask, server: OpenAIServer, words: Iterable[str]
) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.start()
        for word in words:
            exchange.delta(word)

    whole = ask(behave, seconds=30)
    assert whole.status != "answered"
    assert len(whole.sentences) <= 12
    assert len(whole.sentences) + len(whole.dropped) <= 40
    assert server.requests[-1].disconnected.is_set()


@pytest.mark.parametrize("words", ["", " ", "   \n\t ", "<think></think>", "<|im_end|>", "[1][2]", "。。。"])
def test_an_empty_answer(ask: Ask, words: str) -> None:
    whole = ask(words)
    assert (whole.status, whole.reason) == ("refused", "the model wrote nothing")
    assert whole.nearest


def test_an_answer_in_another_language(ask: Ask) -> None:
    whole = ask(
        "The central bank holds the reserve.[1] The annual fee is 90,000 yuan.[2] Birch Bank charges 9%."
    )
    assert all("90,000" not in each.text and "9%" not in each.text for each in whole.sentences)


def test_an_echo_of_the_prompt(ask: Ask) -> None:
    whole = ask(answer(lambda messages: "\n".join(str(each["content"]) for each in messages), characters=9))
    for sentence in whole.sentences:
        copied = zh.fold(sentence.text).rstrip("。").replace("‹", "<")
        assert any(copied in zh.fold(citation.quote) for citation in sentence.citations), copied
    assert not any(QUESTION in each.text or "编辑" in each.text for each in whole.sentences)


@pytest.mark.parametrize(
    "words",
    [
        "很抱歉，我无法回答这个问题。",
        "作为一个人工智能语言模型，我没有办法访问实时数据。",
        "对不起，我不能协助处理该请求。如果您有其他问题，请随时告诉我！",
        "I'm sorry, but I can't help with that.",
        "好的，以下是我的回答：",
    ],
)
def test_apologies_are_no_answer(ask: Ask, words: str) -> None:
    whole = ask(words)
    assert whole.status == "refused"
    assert whole.nearest


def test_what_a_model_thinks(ask: Ask) -> None:
    thoughts = f"{FALSE[0]}{FEE}" * 30
    assert said(ask(answer(f"<think>{thoughts}</think>{KEPT}", characters=3))) == KEPT
    assert said(ask(answer(KEPT, thoughts=thoughts, characters=5))) == KEPT
    open_end = ask(answer(f"<think>{thoughts}", finish="length"))
    assert (open_end.status, open_end.text) == ("refused", "")
    assert "limit of tokens" in str(open_end.reason)


@pytest.mark.parametrize("characters", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    "words",
    [
        f"<|im_start|>assistant\n{KEPT}[1]<|im_end|>\n<|im_start|>user\n{FALSE[0]}",
        f"<start_of_turn>model\n{KEPT}[1]<end_of_turn>\n<start_of_turn>user\n{FALSE[0]}",
        f"<s>[INST] {QUESTION} [/INST] {KEPT}[1]</s>{FALSE[0]}",
        f"{KEPT}[1]<|eot_id|>{FEE}",
        f"备付金由<pad>人民银行<unk>集中存管。[1]<eos>{FEE}",
    ],
    ids=["qwen", "gemma", "mistral", "llama", "stray"],
)
def test_control_tokens(ask: Ask, words: str, characters: int) -> None:
    whole = ask(answer(words, characters=characters))
    assert (whole.status, said(whole)) == ("answered", KEPT)


def test_tool_calls_nobody_asked_for(ask: Ask) -> None:
    whole = ask(tool_calls(KEPT))
    assert (whole.status, said(whole)) == ("partial", KEPT)
    whole = ask(f'<tool_call>{{"name": "search", "arguments": {{"q": "{FEE}"}}}}</tool_call>')
    assert (whole.status, whole.reason) == ("refused", "the model wrote nothing")


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_the_server_ends_it(ask: Ask, finish: str) -> None:
    whole = ask(answer(f"{KEPT}[1]商户的手续费为百分之三，年费是1.", finish=finish))
    assert (whole.status, said(whole)) == ("partial", KEPT)
    assert [dropped.why for dropped in whole.dropped] == ["cut off in the middle"]


# --- what comes over the wire ---------------------------------------------------------------------------


def stream_of(*texts: str, finish: str | None = "stop") -> bytes:
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]} for text in texts
    ]
    if finish:
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    return b"".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode() for chunk in chunks)


def passages() -> list[Passage]:
    text = f"2018年起，{KEPT}{FEE}年费是1.2万元。"
    return [Passage("a", "桥", ("一",), None, 0, "c", 0, len(text), text, 1.0)]


def read(server: OpenAIServer, behaviour: Behaviour) -> tuple[list[Sentence], CheckedAnswer]:
    """Check what a server says against passages that are given."""
    server.chat = behaviour
    chat = OpenAIChat(server.url, MODEL, retries=0, timeout_seconds=5)
    with chat.stream([Message("user", QUESTION)]) as stream:
        checked = CheckedAnswer(stream, passages(), QUESTION, seconds=10)
        shown = list(checked)
    assert server.requests[-1].finished.wait(5)
    return shown, checked


def test_a_stream_that_is_cut_at_every_byte(openai_server: OpenAIServer) -> None:
    body = stream_of(f"{KEPT}[1]", FEE[:5], FEE[5:], "[1]年费是1.", "2万元。", finish=None)
    for size in range(len(body)):

        def behave(exchange: Exchange, part: bytes = body[:size]) -> None:
            exchange.start()
            if part:
                exchange.write(part)
            exchange.cut()

        shown, checked = read(openai_server, behave)
        texts = [sentence.text for sentence in shown]
        assert texts == [KEPT, FEE, "年费是1.2万元。"][: len(texts)], size
        assert checked.end == "failed"
        assert checked.error is not None
    assert len(texts) == 2, "the end of the last event never came"


@pytest.mark.parametrize("bad", [b"\xff", b"\xe5\xa4", b"\x80\x80", b"\xc0\xaf", b"\xed\xa0\x80"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_invalid_utf8_in_pieces(ask: Ask, bad: bytes, size: int) -> None:
    event = stream_of("坏§的", finish=None).replace("§".encode(), bad)
    body = stream_of(f"{KEPT}[1]", FEE, finish=None) + event + stream_of(FALSE[0])
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    whole = ask(pieces(*parts, pause=0))
    assert (whole.status, said(whole)) == ("partial", KEPT + FEE)
    assert "UTF-8" in str(whole.reason)


def test_an_error_inside_the_stream(ask: Ask) -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": f"{KEPT}[1]{FEE}[1]"}, "finish_reason": None}]}
    whole = ask(events(chunk, {"error": {"message": "out of memory", "code": 500}}))
    assert (whole.status, said(whole)) == ("partial", KEPT + FEE)
    assert "out of memory" in str(whole.reason)


# --- servers that fail ----------------------------------------------------------------------------------


@pytest.fixture
def retrying(assistant: Assistant, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.01)
    chat = OpenAIChat(server.url, MODEL, timeout_seconds=0.5)
    monkeypatch.setattr(assistant, "_given_chat", chat)
    return assistant


@pytest.mark.parametrize("wait", [{}, {"Retry-After": "0"}])
@pytest.mark.usefixtures("retrying")
def test_429_ten_times(ask: Ask, server: OpenAIServer, wait: dict[str, str]) -> None:
    server.script(*[status(429, headers=wait)] * 10)
    whole = ask(KEPT)
    assert (whole.status, whole.mode) == ("answered", "extractive")
    assert "429" in str(whole.fallback)
    assert len(server.requests) == 4
    server._script.clear()


@pytest.mark.usefixtures("retrying")
def test_500_and_then_good(ask: Ask, server: OpenAIServer) -> None:
    server.script(status(500), hang_up(), status(503))
    whole = ask(f"{KEPT}[1]")
    assert (whole.status, said(whole), whole.fallback) == ("answered", KEPT, None)


@pytest.mark.usefixtures("retrying")
def test_a_hang_before_the_first_token(ask: Ask, server: OpenAIServer) -> None:
    whole = ask(hang(), seconds=5)
    assert (whole.status, whole.mode) == ("answered", "extractive")
    assert "did not answer within 0.5 s" in str(whole.fallback)
    assert len(server.requests) == 1, "a slow model is not asked twice"


@pytest.mark.parametrize("after", [f"{KEPT}[1]", f"{KEPT}[1]商户的手"])
@pytest.mark.usefixtures("retrying")
def test_a_hang_in_the_middle(ask: Ask, after: str) -> None:
    whole = ask(hang(after=after), seconds=5)
    assert (whole.status, said(whole)) == ("partial", KEPT)
    assert "did not answer within 0.5 s" in str(whole.reason)


@pytest.mark.usefixtures("retrying")
def test_a_hang_in_the_first_sentence(ask: Ask) -> None:
    whole = ask(hang(after="备付金由人民"), seconds=5)
    assert (whole.status, whole.mode) == ("answered", "extractive")
    assert [dropped.text for dropped in whole.dropped] == ["备付金由人民"]


@pytest.mark.usefixtures("retrying")
def test_a_stream_that_dies_before_a_sentence(ask: Ask) -> None:
    whole = ask(cut("备付金由人民"))
    assert (whole.status, whole.mode) == ("answered", "extractive")
    assert whole.fallback


@pytest.fixture
def hurried(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    settings = assistant.settings.model_copy(update={"llm_max_seconds": 0.5})
    monkeypatch.setattr(assistant, "settings", settings)
    return assistant


@pytest.mark.usefixtures("hurried")
def test_all_in_all_it_takes_too_long(ask: Ask, server: OpenAIServer) -> None:
    def slowly(exchange: Exchange) -> None:
        exchange.start()
        for word in itertools.chain(
            [f"{KEPT}[1]", FEE[:3]], (f"第{number}，" for number in itertools.count())
        ):
            exchange.delta(word)
            exchange.pause(0.02)

    whole = ask(slowly, seconds=5)
    assert (whole.status, said(whole)) == ("partial", KEPT)
    assert "not done in time" in str(whole.reason)
    assert server.requests[-1].disconnected.is_set()


@pytest.mark.usefixtures("hurried")
def test_the_time_is_over_before_anything_was_written(ask: Ask) -> None:
    whole = ask(hang(), seconds=5)
    assert (whole.status, whole.mode) == ("answered", "extractive")
    assert "not done in time" in str(whole.fallback)
    strict = ask(hang(), seconds=5, mode="generative")
    assert strict.status == "refused"
    assert "not done in time" in str(strict.reason)


@pytest.mark.parametrize("first", [True, False])
def test_an_embedder_that_fails_while_sentences_are_judged(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    def judge(written: Written, passages: Sequence[Passage]) -> Outcome:
        if first or written.text == FEE:
            raise ServerFailed(url="http://embeddings/v1", model="m", status=500, problem="out of memory")
        return judge_sentence(written, passages)

    monkeypatch.setattr("qa.answering.languages.language_judge.LanguageJudge.of", lambda *_: judge)
    whole = ask(f"{KEPT}[1]{FEE}[1]")
    if first:
        assert (whole.status, whole.mode) == ("answered", "extractive")
        assert "out of memory" in str(whole.fallback)
    else:
        assert (whole.status, said(whole)) == ("partial", KEPT)
        assert "out of memory" in str(whole.reason)


# --- whatever comes -------------------------------------------------------------------------------------

parts = st.sampled_from(
    [
        KEPT,
        FEE,
        *FALSE,
        "年费是1.2万元。",
        KEPT[:6],
        FEE[:4],
        "不",
        "没有",
        "5%",
        "[1]",
        "[9]",
        "（1）",
        "\n",
        "。",
        "，",
        "<think>",
        "</think>",
        "<|im_end|>",
        "<|im_start|>",
        "assistant",
        "[INST]",
        "<",
        "“",
        "”",
        "「",
        "」",
        " ",
    ]
)
unhurried = settings(deadline=None, max_examples=60)


@pytest.fixture(scope="module")
def wire() -> Iterable[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@unhurried
@given(deltas=st.lists(parts, max_size=25), end=st.sampled_from(["stop", "length", "tool_calls", None]))
def test_whatever_comes_what_is_shown_is_supported(
    wire: OpenAIServer, deltas: list[str], end: str | None
) -> None:
    body = stream_of(*deltas, finish=end)
    shown, checked = read(wire, pieces(body, pause=0))
    [passage] = passages()
    for sentence in shown:
        assert sentence.citations
        for citation in sentence.citations:
            assert passage.text[citation.start : citation.end] == citation.quote != ""
        for token in ("5%", "上海", "9万", "<think>", "<|im_", "[9]"):
            assert token not in sentence.text
    assert all(dropped.why for dropped in checked.dropped)
    assert (checked.end == "failed") == (checked.error is not None)


# --- a real one -----------------------------------------------------------------------------------------

LOCAL = os.environ.get("ZHANGJU_TEST_LLM")


@pytest.mark.skipif(
    not LOCAL, reason="set ZHANGJU_TEST_LLM to the base URL of a model's server, such as a local one"
)
@pytest.mark.parametrize(
    "question", [QUESTION, "海棠支付2018年的利息收入是多少？", "年费是多少？", "迁移停机几次？"]
)
def test_a_real_model(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    from qa.llm import first_model

    assert LOCAL is not None
    chat = OpenAIChat(LOCAL, first_model(LOCAL), max_tokens=200, timeout_seconds=300)
    monkeypatch.setattr(assistant, "_given_chat", chat)
    whole = assistant.ask(question, mode="generative")
    print(whole.status, whole.reason, whole.text, whole.dropped, whole.seconds)
    for sentence in whole.sentences:
        assert sentence.citations
        for citation in sentence.citations:
            assert citation.quote in sections(assistant, citation.article)
    assert bool(whole.reason) == (whole.status != "answered")
