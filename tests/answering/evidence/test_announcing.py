"""Sentences that only announce or ask: told apart from what answers, and not given where anything else is."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa.answering.evidence.announcing
from qa.answering.evidence.announcing import announces, wants_announcement
from qa.answering.without_model.extractive import choose
from tests.answering.without_model.test_extractive import E5, of

ANNOUNCING = [
    "这篇文章想说明白三件事：这笔钱到底是谁的，它的利息去了哪里，以及没有利息之后，一家支付公司靠什么过日子。",
    "这篇文章想说明白三件事:这笔钱到底是谁的,它的利息去了哪里。",
    "本文讨论备付金的利息。",
    "本文将依次介绍三种融资方式。",
    "下面分别说明利息的去处。",
    "接下来，我们看看利息去了哪里。",
    "以下是经过整理的访谈。",
    "我们的谈话从一个矛盾开始：为什么备付金有利息，商户却拿不到。",
    "我想谈一件俗气的事：它到底省不省钱。",
    "我想用这个案子从头讲一遍：它能证明什么，不能证明什么。",
    "备付金的利息归谁？",
    "他问：“备付金的利息归谁？”",
    "備付金的利息到底歸誰？",
    "值得比较的不是高下，而是它们各自靠什么收回本金。",
]
TELLING = [
    "备付金的利息归人民银行。",
    "本文认为备付金的利息归客户。",
    "本文分析了三年账本，发现利息降了。",
    "监管检查通常盯住三个数：余额是否相等，未达账项挂了几天，往来有没有名目。",
    "谁跟谁结了多少账只有两头知道。",
    "公链谁都可以记账，最难作假。",
    "从2019年1月开始，备付金全额集中交存。",
    "他想看利息怎么算，银行给了他一张表。",
    "前者问“多久能好”，后者问“丢了多少”。",
    "下面说的是实话：利息归客户。",
    "下面的银行付了利息。",
    "这篇文章写于2019年。",
    "问题是备付金没有利息。",
]


def test_the_examples_run() -> None:
    assert doctest.testmod(qa.answering.evidence.announcing).failed == 0


@pytest.mark.parametrize("sentence", ANNOUNCING)
def test_what_announces(sentence: str) -> None:
    assert announces(sentence)


@pytest.mark.parametrize("sentence", TELLING)
def test_what_tells(sentence: str) -> None:
    assert not announces(sentence)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert announces(text) in (True, False)
    assert wants_announcement(text) in (True, False)


@pytest.mark.parametrize("start", ["从" * 3000, "想" * 3000, "本文" + "将" * 3000, "下面" + "我" * 3000])
def test_a_long_sentence_takes_no_long_time(start: str) -> None:
    announces(start)


QUESTION = "备付金的利息归谁？"
ANSWER = "利息如今归国家的清算专户，谁也拿不走。"


@pytest.mark.parametrize("announcing", [s for s in ANNOUNCING if "利息" in s])
def test_it_is_no_answer_where_there_is_another(announcing: str) -> None:
    chosen = choose(QUESTION, of(QUESTION, announcing + ANSWER), E5)
    assert [sentence.text for sentence in chosen] == [ANSWER]


def test_it_is_given_where_there_is_no_other() -> None:
    [only] = choose(QUESTION, of(QUESTION, ANNOUNCING[0]), E5)
    assert only.text == ANNOUNCING[0]


@pytest.mark.parametrize(
    "question",
    [
        "这篇文章讲什么？",
        "文章想说明的三件事是什么？",
        "这篇文章讨论了哪些问题？",
        "What is the article about?",
    ],
)
def test_it_answers_what_an_article_is_about(question: str) -> None:
    assert wants_announcement(question)
    texts = [s.text for s in choose(question, of(question, ANNOUNCING[0] + "桥头有一块石碑。"), E5)]
    assert ANNOUNCING[0] in texts


@pytest.mark.parametrize(
    "question", ["采购之前要问哪五个问题？", "法官追问了哪四点？", "贺兰生给新人出的是什么题？"]
)
def test_questions_answer_what_was_asked(question: str) -> None:
    assert wants_announcement(question)


@pytest.mark.parametrize(
    "question", [QUESTION, "手续费是多少？", "谁写了这篇文章？", "Who wrote the article about fees?"]
)
def test_other_questions_want_none(question: str) -> None:
    assert not wants_announcement(question)
