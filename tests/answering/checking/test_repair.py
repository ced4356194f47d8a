"""Citations that are put right, and sentences that cannot be: without server or library."""

from __future__ import annotations

import pytest

from qa import grounding
from qa.answering.checking.repair import judge
from qa.answering.checking.sentences import Written
from qa.models import Passage

TEXTS = (
    "海棠支付的手续费是百分之三。商户每年另付年费五百元。",
    "备付金由人民银行集中存管。2018年的利息收入是1.62亿元。",
    "白桦银行的核心系统在2021年搬到云上。迁移花了三年。",
    "松鼠在秋天储存坚果。",
)


def passages() -> list[Passage]:
    return [
        Passage(f"a{at}", f"题{at}", ("节",), None, 0, f"c{at}", 10, 10 + len(text), text, 1.0)
        for at, text in enumerate(TEXTS)
    ]


def cited(text: str, *numbers: int) -> tuple[tuple[str, ...], tuple[int, ...] | None]:
    """Return the quotes that a sentence is shown with, and what its citation was put right to."""
    shown, dropped, repaired = judge(Written(text, numbers), passages())
    assert (shown is None) != (dropped is None)
    if shown is None:
        return (), None
    assert shown.text == text, "the sentence is as the model wrote it"
    for citation in shown.citations:
        at = int(citation.article[1:])
        assert TEXTS[at][citation.start - 10 : citation.end - 10] == citation.quote
    quotes = tuple(citation.quote for citation in shown.citations)
    assert grounding.check(text, quotes).supported, "what is cited carries the sentence"
    return quotes, repaired.instead if repaired else None


FEE = "海棠支付的手续费是百分之三。"
KEPT = "备付金由人民银行集中存管。"


def test_the_right_citation_stays() -> None:
    assert cited("海棠支付的手续费是3%。", 1) == ((FEE,), None)


@pytest.mark.parametrize("numbers", [(2,), (4,), (), (9,), (0,), (9, 99), (2, 3), (4, 2)])
def test_another_passage_is_cited_instead(numbers: tuple[int, ...]) -> None:
    assert cited("海棠支付的手续费是3%。", *numbers) == ((FEE,), (1,))


@pytest.mark.parametrize("numbers", [(1, 9), (1, 4), (1, 2, 3, 4)])
def test_a_passage_that_adds_nothing_is_not_cited(numbers: tuple[int, ...]) -> None:
    assert cited("海棠支付的手续费是3%。", *numbers) == ((FEE,), (1,))


def test_two_passages_carry_one_sentence() -> None:
    text = "海棠支付的手续费是3%，备付金由人民银行集中存管。"
    assert cited(text, 1, 2) == ((FEE, KEPT), None)
    for numbers in ((1,), (2,), (), (4,), (9,), (1, 4)):
        assert cited(text, *numbers) == ((FEE, KEPT), (1, 2))


@pytest.mark.parametrize(
    "text",
    [
        "2018年的利息收入是1.62万元。",
        "2018年的利息收入是1.72亿元。",
        "2017年的利息收入是1.62亿元。",
        "海棠支付的手续费是3倍。",
        "海棠支付的手续费是千分之三。",
        "商户每年另付年费五千元。",
        "迁移花了三个月。",
        "迁移花了30年。",
    ],
)
@pytest.mark.parametrize("numbers", [(), (1,), (2,), (1, 2, 3)])
def test_a_number_that_is_wrong_is_dropped_and_not_put_right(text: str, numbers: tuple[int, ...]) -> None:
    assert judge(Written(text, numbers), passages()).shown is None


def test_why() -> None:
    def why(*numbers: int) -> str:
        repaired = judge(Written("海棠支付的手续费是3%。", numbers), passages()).repaired
        assert repaired is not None
        assert repaired.cited == numbers
        return repaired.why

    assert why() == "it cited nothing"
    assert why(9) == "it cited a passage that there is not"
    assert why(2) == "it cited a passage that does not say it"
    both = judge(Written("海棠支付的手续费是3%，备付金由人民银行集中存管。", (1,)), passages()).repaired
    assert both is not None
    assert both.why == "it did not cite all that carries it"


def test_a_dropped_sentence_says_why() -> None:
    dropped = judge(Written("海棠支付的手续费是4%。", (1,)), passages()).dropped
    assert dropped is not None
    assert "4%" in dropped.why
    nothing = judge(Written("海棠支付的手续费是3%。", (1,)), []).dropped
    assert nothing is not None
    assert nothing.why
