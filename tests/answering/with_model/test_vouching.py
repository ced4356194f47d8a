"""A sentence whose every word stands in the passages, and that answers with what was said of something else."""

from __future__ import annotations

import pytest

from qa.answering.checking.repair import Outcome, judge
from qa.answering.checking.sentences import Written
from qa.answering.with_model.binding import additions, bound
from qa.answering.with_model.vouching import vouched
from qa.models import Passage

TEXTS = [
    "海棠支付2019年的手续费收入为3.2亿元。总裁王海棠说，2020年的手续费收入升到4.1亿元。",
    "纪录片《桥上的灯》由林见微执导，陆怀川担任摄影，在西溪电影节首映。",
    "清风网的创始人赵远山到会致辞，称赞海棠支付的商户服务。",
]


def passages(texts: list[str] | None = None) -> list[Passage]:
    return [
        Passage(f"a{i}", "", ("一",), None, 0, f"c{i}", 0, len(text), text, 1.0)
        for i, text in enumerate(texts or TEXTS)
    ]


def given(question: str, sentence: str, texts: list[str] | None = None) -> Outcome:
    found = passages(texts)
    return vouched(question, judge(Written(sentence, ()), found), found)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("海棠支付2020年的手续费收入是多少？", "海棠支付2020年的手续费收入是4.1亿元。"),
        ("海棠支付2020年的手续费收入是多少？", "4.1亿元。"),
        ("《桥上的灯》由谁执导？", "《桥上的灯》由林见微执导。"),
        ("《桥上的灯》由谁执导？", "林见微。"),
        ("海棠支付的总裁是谁？", "王海棠。"),
    ],
)
def test_what_stands_there_for_what_was_asked_is_given_as_written(question: str, sentence: str) -> None:
    outcome = given(question, sentence)
    assert outcome.shown is not None
    assert outcome.shown.text == sentence
    assert outcome.dropped is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("海棠支付的总裁是谁？", "赵远山。"),
        ("海棠支付的总裁是谁？", "林见微。"),
        ("清风网哪一年成立？", "2019年。"),
        ("西溪电影节的主席是谁？", "王海棠。"),
    ],
)
def test_what_stands_there_for_something_else_is_not_given_as_written(question: str, sentence: str) -> None:
    outcome = given(question, sentence)
    assert outcome.dropped is not None
    assert outcome.dropped.text == sentence
    assert outcome.shown is None or outcome.shown.text in "".join(TEXTS)


def test_another_years_figure_is_quoted_with_its_year() -> None:
    outcome = given("海棠支付2021年的手续费收入是多少？", "3.2亿元。")
    assert outcome.shown is None or "2019年" in outcome.shown.text
    assert outcome.dropped is not None


def test_a_copy_of_a_source_sentence_is_given_whatever_was_asked() -> None:
    outcome = given("西溪电影节的主席是谁？", "总裁王海棠说，2020年的手续费收入升到4.1亿元。")
    assert outcome.shown is not None
    assert outcome.dropped is None


def test_one_thing_listed_twice_is_not_given() -> None:
    text = "发起人有清风网、海棠支付、西溪银行和桥东证券，四家各出一千万元。"
    outcome = given("发起人有哪些？", "发起人有清风网、海棠支付、西溪银行和清风网。", [text])
    assert outcome.shown is None
    assert outcome.dropped is not None


def test_a_question_that_shares_no_word_with_the_passages_is_left_to_the_check() -> None:
    assert bound("Who runs the festival?", "王海棠。", TEXTS) is None


def test_a_long_explanation_is_left_to_the_check() -> None:
    sentence = "因为商户的资金经过平台账户，平台可以挪用、截留或者错付，银行也看不见交易背景、资金去向和最终客户，所以监管部门要求登记。"
    assert bound("为什么聚合支付要登记？", sentence, [sentence]) is None


def test_what_a_sentence_adds() -> None:
    assert additions("海棠支付2019年收入多少？", "海棠支付2019年收入3.2亿元。") == ["3.2亿元"]
    assert additions("谁是总裁？", "王海棠") == ["王海棠"]
    assert additions("收入多少？", "收入多少") == []


def test_nothing_stands_nowhere() -> None:
    assert bound("海棠支付的总裁是谁？", "孙不二。", TEXTS) == 0.0
    assert bound("海棠支付的总裁是谁？", "孙不二。", []) is None
