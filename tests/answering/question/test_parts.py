"""Questions that ask for several things, and answers that leave some of them out."""

from __future__ import annotations

import pytest

from qa.answering.question.parts import parts, uncovered
from qa.assistant import Assistant
from qa.models import Sentence
from tests.openai_server import OpenAIServer, answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("备付金由谁存管，商户的手续费又是多少？", ["备付金由谁存管", "商户的手续费又是多少"]),
        ("渡口在哪里？渡船几点开？", ["渡口在哪里", "渡船几点开"]),
        ("甲行和乙行的利率分别是多少？", ["甲行的利率是多少", "乙行的利率是多少"]),
        ("甲行的利率和期限分别是多少？", ["甲行的利率是多少", "甲行的期限是多少"]),
        ("利率、期限和额度各是多少？", ["利率是多少", "期限是多少", "额度是多少"]),
        ("2016年和2017年的利息分别是多少？", ["2016年的利息是多少", "2017年的利息是多少"]),
        ("渡口何时建成，由谁出资，花了多少钱？", ["渡口何时建成", "由谁出资", "花了多少钱"]),
        ("说明利率是多少；期限多长。", ["说明利率是多少", "期限多长"]),
        ("What is a ferry and when was it built?", ["What is a ferry", "when was it built"]),
    ],
)
def test_several_things(question: str, expected: list[str]) -> None:
    assert [part.text for part in parts(question)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "渡船几点开？",
        "2016年，海棠支付的利息是多少？",
        "如果商户退款，手续费怎么算？",
        "请问，备付金是什么？",
        "征信和信用评级有什么区别？",
        "手续费和年费一共是多少？",
        "为什么备付金要集中存管，而不是分散在各家银行？",
        "是桥，还是车？",
        "利率，期限，额度",
        "？",
        "何" * 50,
        "谁，什么，哪里，何时，怎么，多少？",
    ],
)
def test_one_thing(question: str) -> None:
    assert len(parts(question)) == 1


def left_out(question: str, *sentences: str) -> list[str]:
    return [part.text for part in uncovered(question, [Sentence(text, ()) for text in sentences])]


@pytest.mark.parametrize(
    ("question", "sentences", "expected"),
    [
        ("渡口何时建成，由谁出资？", ["渡口于2015年建成。"], ["由谁出资"]),
        ("渡口何时建成，由谁出资？", ["渡口由县里出资。"], ["渡口何时建成"]),
        ("渡口何时建成，由谁出资？", ["渡口于2015年建成。", "由县里出资。"], []),
        ("渡口何时建成，由谁出资？", ["渡口由县里出资，2015年建成。"], []),
        ("渡口何时建成，由谁出资？", ["渡口不久前建成，由县里出资。"], ["渡口何时建成"]),
        ("甲行和乙行的利率分别是多少？", ["甲行的利率是3%。"], ["乙行的利率是多少"]),
        ("2016年和2017年的利息分别是多少？", ["二〇一六年的利息是3亿元。"], ["2017年的利息是多少"]),
        ("他是哪里人，多大年纪？", ["他是江北人。", "他今年四十岁。"], []),
        ("渡船几点开？", ["渡船很旧。"], []),
    ],
)
def test_what_is_left_out(question: str, sentences: list[str], expected: list[str]) -> None:
    assert left_out(question, *sentences) == expected


QUESTION = "备付金由谁存管，商户的手续费又是多少？"


def test_a_model_that_answers_half(assistant: Assistant, server: OpenAIServer) -> None:
    server.chat = answer("备付金由人民银行集中存管。[1]")
    whole = assistant.ask(QUESTION)
    assert (whole.status, whole.missing) == ("partial", ("商户的手续费又是多少",))
    assert whole.reason == "not covered: 商户的手续费又是多少"
    server.chat = answer("备付金由人民银行集中存管。[1]商户的手续费为百分之三。[2]")
    assert (assistant.ask(QUESTION).status, assistant.ask(QUESTION).missing) == ("answered", ())


def test_quotes_are_given_for_each_part(assistant: Assistant) -> None:
    whole = assistant.ask(QUESTION, mode="extractive")
    assert (whole.status, whole.missing) == ("answered", ())
    assert "人民银行集中存管" in whole.text
    assert "百分之三" in whole.text
    partial = assistant.ask("商户的手续费是多少，总部的花园又由谁打理？", mode="extractive")
    assert (partial.status, partial.missing) == ("partial", ("总部的花园又由谁打理",))


def test_a_refusal_names_no_part(assistant: Assistant, server: OpenAIServer) -> None:
    server.chat = answer("材料未载")
    whole = assistant.ask(QUESTION)
    assert (whole.status, whole.missing) == ("refused", ())
    assert whole.looked_for
