"""A conversation over a real library, with a model that says what a test tells it to say."""

from __future__ import annotations

import pytest

from qa.answering.conversation.conversation import Conversation
from qa.assistant import Assistant
from qa.errors import QuestionEmpty
from qa.models import Answer, Filters, Sentence, Understood
from qa.text import count_tokens
from tests.openai_server import OpenAIServer, answer, status

NONE = Filters()
FIRST = "海棠支付2018年的利息收入是多少？"


def extractive(assistant: Assistant) -> Conversation:
    return assistant.chat(mode="extractive")


def test_a_follow_up_is_answered_as_the_question_that_it_stands_for(assistant: Assistant) -> None:
    conversation = extractive(assistant)
    first = conversation.ask(FIRST)
    assert first.understood_as is None
    pieces = list(conversation.stream("那手续费呢？"))
    assert pieces[0] == Understood("那手续费呢？", "海棠支付2018年的手续费是多少？", "rules")
    last = pieces[-1]
    assert isinstance(last, Answer)
    assert (last.question, last.understood_as) == ("那手续费呢？", "海棠支付2018年的手续费是多少？")
    alone = assistant.ask("海棠支付2018年的手续费是多少？", mode="extractive")
    assert last.sentences == alone.sentences


def test_what_else_is_not_what_was_said(assistant: Assistant) -> None:
    conversation = extractive(assistant)
    first = conversation.ask("备付金是什么？")
    second = conversation.ask("还有呢？")
    third = conversation.ask("还有呢？")
    texts = [sentence.text for each in (first, second, third) for sentence in each.sentences]
    assert len(texts) == len(set(texts)) > len(first.sentences)


def test_nothing_is_asked_of_a_model_without_one(assistant: Assistant, server: OpenAIServer) -> None:
    conversation = extractive(assistant)
    conversation.ask(FIRST)
    conversation.ask("为什么？")
    assert server.requests == []


def test_a_question_that_says_everything_costs_one_request(
    assistant: Assistant, server: OpenAIServer
) -> None:
    conversation = assistant.chat()
    server.script(answer("海棠支付2018年的利息收入为1.62亿元。[1]"), answer("白桦银行停机四次。[1]"))
    conversation.ask(FIRST)
    conversation.ask("白桦银行的核心系统停机几次？")
    assert len(server.requests) == 2
    assert conversation.understood is None


def test_a_model_rewrites_and_both_costs_are_counted(assistant: Assistant, server: OpenAIServer) -> None:
    conversation = assistant.chat()
    server.script(
        answer("海棠支付2018年的利息收入为1.62亿元。[1]"),
        answer("海棠支付的商户手续费是多少？"),
        answer("商户的手续费为百分之三。[1]"),
    )
    one = conversation.ask(FIRST)
    other = conversation.ask("它的商户手续费呢？")
    assert conversation.understood == Understood(
        "它的商户手续费呢？", "海棠支付的商户手续费是多少？", "model"
    )
    assert other.sentences[0].citations[0].quote.startswith("商户的手续费为百分之三")
    final = server.requests[-1].json["messages"][-1]["content"]
    assert "海棠支付的商户手续费是多少？" in final
    assert FIRST not in final, "the model that answers is given passages, not the conversation"
    assert other.usage.tokens_out > one.usage.tokens_out


@pytest.mark.parametrize(
    "bad", ["", "2017年的利息是9亿元。", "青禾银行2017年的利息收入是多少？", "那2017年呢？"]
)
def test_a_bad_rewriting_leaves_it_to_the_rules(assistant: Assistant, server: OpenAIServer, bad: str) -> None:
    conversation = assistant.chat()
    server.script(answer("海棠支付2018年的利息收入为1.62亿元。[1]"), answer(bad))
    conversation.ask(FIRST)
    refused = conversation.ask("那2017年呢？")
    assert refused.reason == "the passages are near the question, and none of them has 2017"
    assert refused.understood_as == "海棠支付2017年的利息收入是多少？"
    assert conversation.understood is not None
    assert conversation.understood.by == "rules"
    assert conversation.understood.rejected


def test_a_model_that_fails_while_rewriting_leaves_it_to_the_rules(
    impatient: Assistant, server: OpenAIServer
) -> None:
    conversation = impatient.chat()
    server.script(
        answer("海棠支付2018年的利息收入为1.62亿元。[1]"), status(500), answer("商户的手续费为百分之三。[1]")
    )
    conversation.ask(FIRST)
    assert conversation.ask("那手续费呢？").status == "answered"
    assert conversation.understood is not None
    assert "the model failed" in (conversation.understood.rejected or "")


def test_a_turn_is_checked_like_the_first(assistant: Assistant, server: OpenAIServer) -> None:
    conversation = assistant.chat()
    server.script(
        answer("海棠支付2018年的利息收入为1.62亿元。[1]"),
        answer("海棠支付2018年的年费是多少？"),
        answer("年费是9.9万元。[1]"),
    )
    conversation.ask(FIRST)
    refused = conversation.ask("那年费呢？")
    assert refused.status == "refused"
    assert [dropped.text for dropped in refused.dropped] == ["年费是9.9万元。"]


def test_an_answer_that_was_stopped_can_be_referred_to(assistant: Assistant) -> None:
    conversation = extractive(assistant)
    pieces = conversation.stream(FIRST)
    assert isinstance(next(pieces), Sentence)
    pieces.close()
    assert conversation.answers == []
    assert conversation.ask("那手续费呢？").understood_as == "海棠支付2018年的手续费是多少？"


def test_a_question_that_cannot_be_asked_changes_nothing(assistant: Assistant) -> None:
    conversation = extractive(assistant)
    conversation.ask(FIRST)
    turns = conversation.turns
    with pytest.raises(QuestionEmpty):
        conversation.ask("？？")
    assert conversation.turns == turns


def test_history_is_kept_by_tokens_and_the_oldest_goes_first(assistant: Assistant) -> None:
    long = Conversation(
        lambda question, said: assistant._stream(question, said=said, filters=NONE, mode="extractive"),
        history_tokens=120,
    )
    questions = [FIRST, "备付金由谁存管？", "白桦银行的核心系统停机几次？", "什么是备付金？"]
    for question in questions:
        long.ask(question)
        cost = sum(count_tokens(t) for turn in long.turns for t in (turn.question, *turn.sentences))
        assert cost <= 120
        assert long.turns[-1].question == question
    assert len(long.turns) < len(questions)


def test_without_history_every_question_stands_alone(assistant: Assistant) -> None:
    forgetful = Conversation(
        lambda question, said: assistant._stream(question, said=said, filters=NONE, mode="extractive"),
        history_tokens=0,
    )
    forgetful.ask(FIRST)
    assert forgetful.turns == ()
    assert forgetful.ask("那备付金呢？").understood_as is None


def test_clear_forgets(assistant: Assistant) -> None:
    conversation = extractive(assistant)
    conversation.ask(FIRST)
    conversation.clear()
    assert (conversation.turns, conversation.answers) == ((), [])
    assert conversation.ask("那手续费呢？").understood_as is None
