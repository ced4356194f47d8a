"""The verdict as a whole: what a second opinion may do, what the score means, how it reads in two languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval.check_sentences import judged
from qa import language
from qa.fitted import grounding_rule
from qa.grounding import Support, check
from qa.grounding.coverage import coverage
from qa.grounding.parts import parts

SOURCE = "海棠支付成立于2014年，总部设在杭州，商户手续费为百分之三。林见微认为科技是基础设施。"


class Opinion:
    """Always of one opinion; remembers what it was asked."""

    def __init__(self, opinion: bool | None) -> None:
        self.opinion = opinion
        self.asked: list[str] = []

    def supports(self, sentence: str, sources: Sequence[str]) -> bool | None:
        assert list(sources) == [SOURCE]
        self.asked.append(sentence)
        return self.opinion


WRONG_FACTS = [
    "商户手续费为4%。",
    "海棠支付成立于2015年。",
    "海棠支付总部设在上海。",
    "陆怀川认为科技是基础设施。",
    "林见微认为“金融才是基础设施”。",
    "海棠支付没有成立于2014年。",
    "商户手续费为3万元。",
]


@pytest.mark.parametrize("sentence", WRONG_FACTS)
def test_a_second_opinion_never_accepts_a_wrong_fact(sentence: str) -> None:
    opinion = Opinion(True)
    support = check(sentence, [SOURCE], second_opinion=opinion)
    assert not support.supported
    assert support.hard
    assert opinion.asked == []


def test_a_second_opinion_may_accept_other_words() -> None:
    sentence = "林见微的看法是，科技好比道路桥梁。"
    assert not check(sentence, [SOURCE]).supported
    assert check(sentence, [SOURCE], second_opinion=Opinion(None)) == check(sentence, [SOURCE])
    accepted = check(sentence, [SOURCE], second_opinion=Opinion(True))
    assert accepted.supported
    assert accepted.places


def test_a_second_opinion_may_refuse() -> None:
    sentence = "海棠支付总部在杭州。"
    assert check(sentence, [SOURCE]).supported
    refused = check(sentence, [SOURCE], second_opinion=Opinion(False))
    assert not refused.supported
    assert not refused.hard
    assert refused.why == "refused by the second opinion"


def test_what_is_copied_needs_no_opinion() -> None:
    opinion = Opinion(False)
    assert check("林见微认为科技是基础设施。", [SOURCE], second_opinion=opinion).supported
    assert opinion.asked == []


@pytest.mark.parametrize("sentence", [*WRONG_FACTS, "红烧肉要先焯水再炖煮。", "海棠支付的总部在杭州。"])
def test_the_score_is_at_least_the_threshold_if_it_is_supported(sentence: str) -> None:
    support = check(sentence, [SOURCE])
    assert 0 <= support.score <= 1
    assert support.supported == (support.score >= grounding_rule().threshold)


def test_more_of_the_same_changes_no_share() -> None:
    once = "海棠支付总部设在杭州，手续费为3%。"
    assert coverage(parts(once * 3), [SOURCE], lambda word: 1.0) == coverage(
        parts(once), [SOURCE], lambda word: 1.0
    )


def test_rarity_is_asked_of_who_knows_the_library() -> None:
    asked: list[str] = []

    def rarity(word: str) -> float:
        asked.append(word)
        return 1.0

    assert check("海棠支付的总部在杭州。", [SOURCE], rarity=rarity).supported
    assert "杭州" in asked


def test_a_loop_says_nothing() -> None:
    assert not check("杭州" * 50, [SOURCE]).supported


@pytest.mark.parametrize(
    ("lang", "why"), [("en", "date not in the source: 2015年"), ("zh", "来源中没有日期“2015年”")]
)
def test_why_in_two_languages(lang: language.Language, why: str) -> None:
    language.use(lang)
    try:
        assert check("海棠支付成立于2015年。", [SOURCE]).why == why
    finally:
        language.use(None)


def test_what_models_write_about_the_sample_articles() -> None:
    found = list(judged())
    kept = [one.is_right for one in found if one.kind == "true"]
    caught = [one.is_right for one in found if one.kind != "true"]
    assert sum(kept) / len(kept) >= 0.95, [one.sentence for one in found if not one.is_right]
    assert sum(caught) / len(caught) >= 0.86, [one.sentence for one in found if not one.is_right]


def test_a_support_is_a_value() -> None:
    assert Support(False, 0.0) == Support(False, 0.0, (), None, False)
