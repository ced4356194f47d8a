"""What an article's metadata carries: what is said of the article, and nothing that is said of its matter."""

from __future__ import annotations

import datetime as dt
import doctest
from dataclasses import replace

import pytest

import qa.answering.evidence.metadata
from qa.answering.checking.repair import judge
from qa.answering.checking.sentences import Written
from qa.answering.checking.texts import check_sentence, passages_of
from qa.answering.evidence.metadata import carries
from qa.models import Article, Section

TEXT = "备付金是支付机构预收的、要付给商户的钱。2018年起，备付金由人民银行集中存管。"
ARTICLE = Article(
    "备付金去了哪里",
    (Section(0, "一、什么是备付金", 1, ("一、什么是备付金",), None, TEXT),),
    author="林见微",
    date=dt.date(2021, 3, 15),
    categories=("支付", "监管"),
    source="北窗周刊",
)
PASSAGES = passages_of(ARTICLE)

OF_THE_ARTICLE = [
    "《备付金去了哪里》的作者是林见微。",
    "备付金去了哪里的作者是林见微。",
    "文章的作者是林见微。",
    "文章发表于2021年3月15日。",
    "《备付金去了哪里》的分类是支付和监管。",
    "文章的来源是北窗周刊。",
    "作者是林见微。",
]
OF_ITS_MATTER = [
    "备付金每年发放八次。",
    "备付金发表于2021年3月15日。",
    "备付金的作者是林见微。",
    "备付金去了林见微那里。",
    "备付金归林见微。",
    "林见微发明了备付金。",
    "林见微是支付机构。",
    "商户的来源是北窗周刊。",
    "支付是监管。",
    "监管支付林见微。",
    "备付金在2021年去了哪里。",
]


def test_the_example_runs() -> None:
    assert doctest.testmod(qa.answering.evidence.metadata).failed == 0


@pytest.mark.parametrize("sentence", OF_THE_ARTICLE)
def test_what_is_said_of_the_article_is_carried(sentence: str) -> None:
    checked = check_sentence(sentence, PASSAGES)
    assert checked.supported, checked.why
    assert {citation.section for citation in checked.citations} == {-1}
    outcome = judge(Written(sentence, ()), PASSAGES)
    assert outcome.shown is not None
    assert outcome.shown.citations


@pytest.mark.parametrize("sentence", OF_ITS_MATTER)
def test_what_is_said_of_its_matter_is_not(sentence: str) -> None:
    assert not carries(PASSAGES[0], sentence)
    assert not check_sentence(sentence, PASSAGES).supported
    for numbers in ((), (1,), (1, 2)):
        outcome = judge(Written(sentence, numbers), PASSAGES)
        assert outcome.shown is None, sentence


@pytest.mark.parametrize("sentence", ["《备付金去了哪里》的作者是陆怀川。", "文章发表于2020年3月15日。"])
def test_what_metadata_says_otherwise_is_refused(sentence: str) -> None:
    assert not check_sentence(sentence, PASSAGES).supported


@pytest.mark.parametrize(
    "answer", ["林见微。", "2021年3月15日。", "支付、监管。", "由林见微撰写。", "北窗周刊。"]
)
def test_a_bare_answer_is_carried(answer: str) -> None:
    assert carries(PASSAGES[0], answer)


def test_a_citation_of_metadata_is_its_place() -> None:
    card = replace(PASSAGES[0], start=0)
    outcome = judge(Written("《备付金去了哪里》发表于2021年3月15日。", (1,)), [card, *PASSAGES[1:]])
    assert outcome.shown is not None
    [citation] = outcome.shown.citations
    assert (
        card.text[citation.start : citation.end]
        == citation.quote
        == "《备付金去了哪里》发表于2021年3月15日。"
    )


@pytest.mark.parametrize("title", ["", "桥", "作者是谁", "《桥》与《车》", "a.b*c("])
def test_any_title(title: str) -> None:
    article = replace(ARTICLE, title=title)
    card = passages_of(article)[0]
    assert carries(card, f"《{title}》的作者是林见微。") or not title
    assert not carries(card, "备付金归林见微。")


@pytest.mark.parametrize("sentence", ["", "。", "《》", "，，，", "的"])
def test_nothing_is_no_error(sentence: str) -> None:
    carries(PASSAGES[0], sentence)
