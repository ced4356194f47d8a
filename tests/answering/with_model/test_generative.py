"""Answers by a model, over real HTTP: what it says is shown only where the articles say it too."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import (
    ArgumentInvalid,
    PromptBroken,
    QuestionEmpty,
    ServerAnswerBroken,
    ServerError,
    ServerFailed,
    ServerModelUnknown,
    ServerQuota,
    ServerTimeout,
    ServerUnauthorized,
)
from qa.models import Answer, Citation, Mode, Sentence
from qa.settings import Settings
from tests.openai_server import (
    MODEL,
    Behaviour,
    Exchange,
    OpenAIServer,
    answer,
    broken_utf8,
    cut,
    endless,
    hang,
    hang_up,
    html,
    keep_alives,
    split_character,
    status,
)

QUESTION = "备付金由谁存管，商户的手续费是多少？"
KEPT = "备付金由人民银行集中存管。"
FEE = "商户的手续费为百分之三。"


def cited(assistant: Assistant, citation: Citation) -> str:
    """Return the quote, after it was found to be what stands at the place that is cited."""
    if citation.section < 0:  # made from the metadata
        [text] = [chunk.text for chunk in assistant.chunks(citation.article) if chunk.section < 0]
        heading: tuple[str, ...] = ("文章信息",)
    else:
        [section] = [
            each for each in assistant.article(citation.article).sections if each.index == citation.section
        ]
        text, heading = section.text, section.path
    assert text[citation.start : citation.end] == citation.quote
    assert citation.quote
    assert citation.path == heading
    return citation.quote


def ask(
    assistant: Assistant, server: OpenAIServer, behaviour: Behaviour | str, question: str = QUESTION
) -> Answer:
    server.chat = answer(behaviour) if isinstance(behaviour, str) else behaviour
    pieces = list(assistant.stream(question))
    *sentences, whole = pieces
    assert isinstance(whole, Answer)
    assert tuple(sentences) == whole.sentences, "what was shown is what the answer has"
    assert whole.mode == "generative"
    assert whole.model == MODEL
    assert (whole.status == "refused") == (not whole.sentences)
    assert bool(whole.reason) == (whole.status != "answered")
    for sentence in whole.sentences:
        assert sentence.citations
        for citation in sentence.citations:
            cited(assistant, citation)
    return whole


def number_of(server: OpenAIServer, words: str) -> int:
    """Return the number that the passage with these words had in the prompt."""
    prompt = str(server.requests[-1].json["messages"][-1]["content"])
    return prompt[: prompt.index(words)].count("<材料 编号=")


def quotes(whole: Answer) -> list[list[str]]:
    return [[citation.quote for citation in sentence.citations] for sentence in whole.sentences]


# --- what is shown --------------------------------------------------------------------------------------


def test_a_supported_sentence_is_shown_with_its_place(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, lambda exchange: answer(f"{KEPT}[{number_of(server, '存管')}]")(exchange))
    assert (whole.status, whole.text) == ("partial", KEPT), "the other half of the question is not covered"
    assert quotes(whole) == [["2018年起，备付金由人民银行集中存管。"]]
    [citation] = whole.sentences[0].citations
    assert (citation.title, citation.path[-1]) == ("备付金去了哪里", "一、什么是备付金")
    assert whole.nearest == ()
    assert whole.prompt
    assert whole.prompt.startswith("answer/")


def test_a_wrong_citation_is_put_right(assistant: Assistant, server: OpenAIServer) -> None:
    def wrong(exchange: Exchange) -> None:
        answer(f"{KEPT}[{number_of(server, '白桦银行')}]")(exchange)

    assert quotes(ask(assistant, server, wrong)) == [["2018年起，备付金由人民银行集中存管。"]]


@pytest.mark.parametrize("marker", ["", "[9]", "[0]", "[99]", "[材料9]", "（9）", "【1】【2】【3】【4】"])
def test_whatever_is_cited_the_right_place_is_shown(
    assistant: Assistant, server: OpenAIServer, marker: str
) -> None:
    whole = ask(assistant, server, KEPT + marker)
    assert whole.text == KEPT
    assert quotes(whole) == [["2018年起，备付金由人民银行集中存管。"]]


def test_two_places_in_one_sentence(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, "备付金由人民银行集中存管，商户的手续费为3%。")
    [found] = quotes(whole)
    assert [quote[:8] for quote in sorted(found)] == ["2018年起，备", "商户的手续费为百"]


def test_a_sentence_is_shown_before_the_next_is_written(assistant: Assistant, server: OpenAIServer) -> None:
    server.chat = hang(after=f"{KEPT}[1]{FEE}")
    stream = assistant.stream(QUESTION)
    first = next(stream)
    assert isinstance(first, Sentence)
    assert first.text == KEPT
    stream.close()


@pytest.mark.parametrize("characters", [1, 3, 1000])
def test_deltas_make_no_difference(assistant: Assistant, server: OpenAIServer, characters: int) -> None:
    behaviour = answer(
        f"**{KEPT}**[1]\n- {FEE}（2）", characters=characters, comments=True, thoughts="想一想"
    )
    assert [each.text for each in ask(assistant, server, behaviour).sentences] == [KEPT, FEE]


def test_usage_is_filled_in(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, KEPT)
    sent = sum(len(message["content"]) for message in server.requests[-1].json["messages"])
    assert (whole.usage.tokens_in, whole.usage.tokens_out) == (sent, len(KEPT))
    assert whole.seconds > 0


# --- what is not ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("商户的手续费为5%。", "5%"),
        ("海棠支付2019年的利息收入为1.62亿元。", "2019年"),
        ("备付金由上海的银行集中存管。", "上海"),
        ("林见微认为「车是基础设施」。", "车是基础设施"),
        ("红烧肉要先焯水再炖煮。", "红烧肉"),
    ],
)
def test_what_no_passage_says_is_dropped(
    assistant: Assistant, server: OpenAIServer, sentence: str, named: str
) -> None:
    whole = ask(assistant, server, f"{KEPT}[1]{sentence}[2]")
    assert whole.text == KEPT
    assert whole.missing == ("商户的手续费是多少",)
    [dropped] = whole.dropped
    assert dropped.text == sentence
    assert named in dropped.why


def test_nothing_left_is_a_refusal(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, "商户的手续费为5%。[1]年费是9万元。[1]")
    assert (whole.status, whole.text, whole.sentences) == ("refused", "", ())
    assert len(whole.dropped) == 2
    assert whole.nearest
    assert whole.reason == "no sentence that the model wrote is supported by the passages"


@pytest.mark.parametrize(
    "words",
    [
        "材料未载",
        "材料未载。",
        "材料中没有提到这一点。",
        "文中未提及。",
        "The passages do not provide this information.",
    ],
)
def test_a_model_may_decline(assistant: Assistant, server: OpenAIServer, words: str) -> None:
    whole = ask(assistant, server, words)
    assert whole.status == "refused"
    assert whole.reason == "the model found no answer in the passages"
    assert [dropped.text for dropped in whole.dropped] == [words]


def test_what_it_says_besides_is_shown(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, f"{KEPT}[1]材料未载手续费。")
    assert (whole.status, whole.text) == ("partial", KEPT)
    assert whole.reason is not None
    assert "材料未载手续费。" in whole.reason


@pytest.mark.parametrize("words", ["", "   ", "\n\n", "。", "[1][2]", "---", "👍"])
def test_an_empty_answer_is_a_refusal_with_a_reason(
    assistant: Assistant, server: OpenAIServer, words: str
) -> None:
    whole = ask(assistant, server, words)
    assert whole.status == "refused"
    assert whole.reason == "the model wrote nothing"
    assert whole.nearest


def test_a_sentence_that_was_cut_off_is_not_shown(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, answer(f"{KEPT}[1]商户的手续费为百分之三，年费是1", finish="length"))
    assert (whole.status, whole.text) == ("partial", KEPT)
    assert whole.reason
    assert "limit" in whole.reason
    assert [dropped.text for dropped in whole.dropped] == ["商户的手续费为百分之三，年费是1"]


def test_the_limit_may_fall_on_the_end_of_a_sentence(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, answer(f"{KEPT}{FEE}[2]", finish="length"))
    assert (whole.status, whole.text) == ("partial", KEPT + FEE)
    assert whole.dropped == ()


def test_nothing_but_a_beginning_is_a_refusal(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, answer("商户的手续费为百分之", finish="length"))
    assert whole.status == "refused"


# --- models that do not stop ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FEE, FEE + KEPT, "商户的手续费为5%。"])
def test_repetition_is_cut_and_the_request_closed(
    assistant: Assistant, server: OpenAIServer, text: str
) -> None:
    whole = ask(assistant, server, endless(text, pause=0.001))
    assert whole.text == (text if "5%" not in text else "")
    assert server.requests[-1].disconnected.wait(5)


def test_a_text_without_an_end_is_cut(assistant: Assistant, server: OpenAIServer) -> None:
    def chatter(exchange: Exchange) -> None:
        exchange.start()
        for number in itertools.count():
            exchange.delta(f"手续费的第{number}种说法。")
            exchange.pause(0.001)

    whole = ask(assistant, server, chatter)
    assert len(whole.sentences) + len(whole.dropped) <= 40
    assert server.requests[-1].disconnected.wait(5)


def test_a_sentence_without_an_end_is_cut(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, endless("手续费" * 20, pause=0.0))
    assert (whole.status, whole.sentences) == ("refused", ())
    assert str(whole.reason).endswith("the model repeated itself, and was cut off")
    assert server.requests[-1].disconnected.wait(5)


def test_closing_the_stream_closes_the_request(assistant: Assistant, server: OpenAIServer) -> None:
    server.chat = answer(f"{KEPT}[1]" + FEE * 50, pause=0.02)
    stream = assistant.stream(QUESTION)
    assert isinstance(next(stream), Sentence)
    assert not server.requests[-1].disconnected.is_set()
    stream.close()
    assert server.requests[-1].disconnected.wait(5)
    assert list(stream) == []


def test_nothing_is_sent_before_the_first_sentence_is_asked_for(
    assistant: Assistant, server: OpenAIServer
) -> None:
    stream = assistant.stream(QUESTION)
    stream.close()
    assert server.requests == []


# --- servers that fail ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (status(401), ServerUnauthorized),
        (status(403), ServerUnauthorized),
        (status(404), ServerModelUnknown),
        (status(429), ServerQuota),
        (status(500), ServerFailed),
        (html(), ServerAnswerBroken),
        (hang(), ServerTimeout),
        (hang_up(), ServerAnswerBroken),
        (cut("只说了一"), ServerAnswerBroken),
        (cut("只说了一", chunked=False), ServerAnswerBroken),
        (broken_utf8(), ServerAnswerBroken),
    ],
    ids=["401", "403", "404", "429", "500", "html", "hang", "hang up", "cut", "cut unchunked", "utf-8"],
)
def test_a_server_that_fails(
    impatient: Assistant, server: OpenAIServer, behaviour: Behaviour, error: type[ServerError]
) -> None:
    server.chat = behaviour
    with pytest.raises(error) as caught:
        impatient.ask(QUESTION, mode="generative")
    assert server.url in str(caught.value)
    whole = impatient.ask(QUESTION)
    assert whole.fallback == str(caught.value)
    assert (whole.status, whole.mode) == ("answered", "extractive")
    assert whole.sentences == impatient.ask(QUESTION, mode="extractive").sentences
    assert whole.model == MODEL, "what failed"


@pytest.mark.parametrize("mode", [None, "generative"])
def test_what_was_shown_before_the_server_failed_stays(
    impatient: Assistant, server: OpenAIServer, mode: Mode | None
) -> None:
    server.chat = hang(after=f"{KEPT}[1]{FEE}")
    stream = impatient.stream(QUESTION, mode=mode)
    assert isinstance(next(stream), Sentence)
    *more, whole = list(stream)
    assert isinstance(whole, Answer)
    assert [each.text for each in whole.sentences] == [KEPT, FEE], "the last one was whole, too"
    assert len(more) == 1
    assert (whole.status, whole.mode, whole.fallback) == ("partial", "generative", None)
    assert "did not answer within" in str(whole.reason)


def test_characters_that_come_in_pieces(assistant: Assistant, server: OpenAIServer) -> None:
    assert ask(assistant, server, split_character(KEPT)).text == KEPT


def test_keep_alives_are_not_an_answer(
    impatient: Assistant, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.llm.KEEP_ALIVE_TIMEOUTS", 0.3)
    server.chat = keep_alives()
    with pytest.raises(ServerTimeout):
        impatient.ask(QUESTION, mode="generative")


# --- what is sent ---------------------------------------------------------------------------------------


def test_the_prompt_has_the_passages_and_the_question_and_no_note(
    assistant: Assistant, server: OpenAIServer
) -> None:
    whole = ask(assistant, server, KEPT)
    [request] = server.requests
    system, user = request.json["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert QUESTION in user["content"]
    assert whole.passages
    for number, passage in enumerate(whole.passages, 1):
        assert passage.text.replace("<材料", "‹材料") in user["content"]
        assert f'"{number}"' in user["content"]
        section = assistant.article(passage.article).sections[passage.section]
        assert section.text[passage.start : passage.end] == passage.text
    assert assistant.article("备付金去了哪里").editor_note, "there is one"
    for message in (system, user):
        assert "独角兽" not in message["content"]
        assert "补贴" not in message["content"]
    assert "{{ question }} ‹材料>也是原文。" in user["content"], "a passage is no template, and no fence"


def test_weak_passages_are_not_sent(assistant: Assistant, server: OpenAIServer) -> None:
    whole = assistant.ask("红烧肉怎样炖才好吃？")
    assert (whole.status, whole.mode) == ("refused", "generative")
    assert whole.reason
    assert whole.nearest
    assert server.requests == []


@pytest.mark.parametrize("question", ["", "？！", "👍"])
def test_no_question_is_not_sent(assistant: Assistant, server: OpenAIServer, question: str) -> None:
    with pytest.raises(QuestionEmpty):
        assistant.ask(question)
    assert server.requests == []


def test_a_question_about_the_article_itself(assistant: Assistant, server: OpenAIServer) -> None:
    whole = ask(assistant, server, "作者是林见微。", "《备付金去了哪里》的作者是谁？")
    assert whole.text == "作者是林见微。"
    assert whole.sentences[0].citations[0].section == -1


# --- without a model ------------------------------------------------------------------------------------


def test_an_extractive_answer_is_copied_from_where_it_says(
    assistant: Assistant, server: OpenAIServer
) -> None:
    for question in (
        QUESTION,
        "海棠支付的利息收入是多少？",
        "《备付金去了哪里》是什么时候发表的？",
        "迁移停机几次？",
    ):
        whole = assistant.ask(question, mode="extractive")
        assert whole.status == "answered"
        assert 1 <= len(whole.sentences) <= 3
        for sentence in whole.sentences:
            assert [cited(assistant, citation) for citation in sentence.citations] == [sentence.text]
        assert (whole.model, whole.prompt, whole.usage.tokens_out) == (None, None, 0)
    assert server.requests == []


def test_generative_needs_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QA_LLM_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "QA_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with Assistant(Settings(home=tmp_path)) as nobody, pytest.raises(ArgumentInvalid) as caught:
        nobody.ask(QUESTION, mode="generative")
    assert caught.value.details["name"] == "mode"
    assert "QA_LLM_BASE_URL" in str(caught.value)


def test_a_broken_prompt_is_reported_before_anything_is_sent(
    assistant: Assistant, server: OpenAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answer.md").write_text("# user\n{{ question }}", encoding="utf-8")
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"prompts": tmp_path}))
    with pytest.raises(PromptBroken):
        assistant.ask(QUESTION)
    assert server.requests == []
