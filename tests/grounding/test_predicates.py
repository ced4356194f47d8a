"""Short clauses that say of their subject what no source says, beside those that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.check_sentences import SHORT, SHORT_HELD_OUT, judged
from qa.fitted import grounding_rule
from qa.grounding import check
from qa.grounding.parts import parts
from qa.grounding.predicates import unfounded

SOURCE = "备付金由人民银行集中存管。商户的手续费为百分之三，年费是1.2万元，去年有所提升。"


@pytest.mark.parametrize(
    "sentence", ["手续费很高。", "手续费便宜。", "商户的手续费免费。", "手续费十分合理。", "年费昂贵。"]
)
def test_what_nobody_says_of_it(sentence: str) -> None:
    support = check(sentence, [SOURCE])
    assert not support.supported
    assert not support.hard, "a second opinion may know better"
    assert support.why is not None
    assert support.why.startswith("no source says so")


class _Yes:
    def supports(self, sentence: str, sources: object) -> bool:
        del sentence, sources
        return True


def test_a_second_opinion_may_accept_it() -> None:
    support = check("手续费很高。", [SOURCE], second_opinion=_Yes())
    assert support.supported
    assert support.why is None


@pytest.mark.parametrize(
    "sentence",
    [
        "备付金集中存管。",
        "人民银行存管备付金。",
        "年费提高了。",
        "年费去年提升。",
        "收费：手续费为百分之三。",
    ],
)
def test_what_is_said_of_it(sentence: str) -> None:
    assert check(sentence, [SOURCE]).supported, check(sentence, [SOURCE]).why


RESERVE = (
    "备付金是支付机构预收的、要付给商户的钱。2018年起，备付金由人民银行集中存管。\n\n"
    "集中存管以后，海棠支付2018年的利息收入为1.62亿元。商户的手续费为百分之三，年费是1.2万元。"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "备付金是商户的年终奖金。",
        "备付金会唱歌。",
        "备付金养活了船员。",
        "海棠支付买下了球队。",
        "人民银行喜欢备付金。",
        "手续费由船长收取。",
        "备付金，是商户的年终奖金。",
        "文章指出，备付金是商户的年终奖金。",
        "備付金是商戶的年終獎金。",
        "备付金是商户的年终奖金",
        "备付金是商户的年终奖金，由人民银行集中存管。",
        "备付金由人民银行集中存管，备付金是船员的年终奖金。",
        "备付金成了船员的奖金，手续费为百分之三。",
    ],
)
def test_a_subject_that_is_there_carries_no_predicate_that_is_not(sentence: str) -> None:
    support = check(sentence, [RESERVE])
    assert not support.supported
    assert support.score < grounding_rule().threshold
    assert support.why is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "备付金是要付给商户的钱。",
        "人民银行集中保管备付金。",
        "备付金归人民银行存管。",
        "海棠支付有利息收入。",
        "作者谈的是备付金。",
        "备付金是要付给商户的钱，由人民银行集中存管。",
        "年费是1.2万元，手续费是3%。",
        "備付金由人民銀行存管。",
    ],
)
def test_other_words_for_what_is_said_are_found(sentence: str) -> None:
    assert check(sentence, [RESERVE]).supported, check(sentence, [RESERVE]).why


@pytest.mark.parametrize(
    "sentence", ["缆车比渡船快。", "渡船比缆车慢。", "缆车的船票比渡船贵。", "船票由三元降低到两元。"]
)
def test_what_figures_come_to_is_not_looked_for_in_words(sentence: str) -> None:
    source = "过江，渡船要二十分钟，缆车要四分钟。渡船的船票原来是三元，现在是两元，缆车的船票是八元。"
    assert unfounded(parts(sentence), [source]) is None


def test_a_second_opinion_may_accept_what_is_unfounded() -> None:
    sentence = "备付金是商户的年终奖金。"
    support = check(sentence, [RESERVE], second_opinion=_Yes())
    assert support.supported
    assert support.score >= grounding_rule().threshold


@pytest.mark.parametrize("sentence", ["", "。", "备付金", "的了着。", "3%", "KPI是OKR。", "备付金" * 40])
def test_what_has_no_predicate_is_none_of_its_business(sentence: str) -> None:
    assert unfounded(parts(sentence), [RESERVE]) is None
    assert unfounded(parts(sentence), []) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "备付金每年发放八次。",
        "备付金由三名船员存管。",
        "海棠支付有两家。",
        "手续费翻了三倍。",
        "手续费涨了两成。",
        "备付金分了四回。",
        "海棠支付写了三本账。",
    ],
)
def test_a_count_of_what_no_source_counts_is_a_number_like_any(sentence: str) -> None:
    support = check(sentence, [RESERVE])
    assert not support.supported
    assert support.hard, support.why


def test_a_writer_may_count_what_he_sorts() -> None:
    source = "备付金由人民银行集中存管。海棠支付取消返现，提高费率，成立软件部来应对。"
    assert check("海棠支付有三项应对：取消返现，提高费率，成立软件部。", [source]).supported


@pytest.mark.parametrize(("file", "kept", "caught"), [(SHORT, 0.92, 0.85), (SHORT_HELD_OUT, 0.92, 0.8)])
def test_pairs_of_short_sentences_on_the_sample_articles(file: Path, kept: float, caught: float) -> None:
    found = list(judged(file))
    true = [one.is_right for one in found if one.kind == "true"]
    false = [one.is_right for one in found if one.kind != "true"]
    assert len(true) == len(false) == 40
    assert sum(true) / len(true) >= kept
    assert sum(false) / len(false) >= caught
