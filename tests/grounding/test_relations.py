"""Short sentences whose words all stand in the sources: said of each other there, or of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.check_sentences import FILE, RELATIONS, RELATIONS_HELD_OUT, judged
from qa.grounding import Support, check
from qa.grounding.parts import parts
from qa.grounding.places import places, quoted
from qa.grounding.relations import scattered

HARBOUR = (
    "港务局有三条渡线，都归轮渡公司管。公司的调度长许照临说，夜班船员的奖金拖了两个月。\n\n"
    "修船厂在北岸。厂里的老焊工姓鲁，他修好了汽笛。我在北岸住过两年。\n\n"
    "港区里有仓库、码头、灯塔。灯塔是一座石砌的塔，由航标站看管。\n\n"
    "末班船十一点离岸。它把货送到北岸，不载客。缆车由山上的庙会出钱。"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "灯塔是船员的奖金。",  # each stands in another paragraph
        "焊工是夜班船员。",  # of another thing
        "灯塔是一座仓库。",  # listed together
        "许照临是航标站的调度长。",  # of another's
        "我是轮渡公司的调度长。",  # no writer says that of himself
        "我拖了奖金。",
        "我写的。",  # what?
        "缆车修好了汽笛。",
    ],
)
def test_what_the_sources_say_of_something_else(sentence: str) -> None:
    support = check(sentence, [HARBOUR])
    assert not support.supported
    assert not support.hard, "a second opinion may know better"


@pytest.mark.parametrize(
    "sentence",
    [
        "许照临是轮渡公司的调度长。",
        "调度长是许照临。",
        "灯塔是石砌的塔。",
        "灯塔由航标站看管。",
        "末班船把货送到北岸。",  # it, in the sentence after
        "我在北岸住过。",
        "老焊工修好了汽笛。",
        "夜班船员的奖金拖了两个月。",
        "汽笛是老焊工修好的。",
    ],
)
def test_what_they_say_of_it(sentence: str) -> None:
    assert check(sentence, [HARBOUR]).supported, check(sentence, [HARBOUR]).why


def test_a_title_or_a_heading_may_name_the_subject_and_say_nothing() -> None:
    passages = ["每天擦一遍铜钟，从不迟到。", "渡船归轮渡公司管。"]
    said = parts("轮渡公司每天擦铜钟。")
    assert scattered(said, passages) is not None
    assert scattered(said, passages, ["轮渡公司的一天", ""]) is None
    assert not check("轮渡公司每天卖票。", passages, about=["轮渡公司每天卖票", ""]).supported


def test_why_not() -> None:
    of_another = scattered(parts("缆车修好了汽笛。"), [HARBOUR])
    apart = scattered(parts("灯塔是夜班的缆车。"), [HARBOUR])
    assert of_another == "the source does not say that of 缆车: 他修好了汽笛"
    assert apart == "its words stand apart in the source"


def test_a_longer_sentence_is_for_the_shares() -> None:
    assert scattered(parts("灯塔是船员的奖金，码头是庙会，缆车是汽笛，焊工是渡线。"), [HARBOUR]) is None


@pytest.mark.parametrize(
    ("file", "kept", "caught"), [(RELATIONS, 0.88, 0.68), (RELATIONS_HELD_OUT, 0.9, 0.65)]
)
def test_pairs_on_the_sample_articles(file: Path, kept: float, caught: float) -> None:
    found = list(judged(file))
    true = [one.is_right for one in found if one.kind == "true"]
    false = [one.is_right for one in found if one.kind != "true"]
    assert len(true) == len(false) >= 70
    assert sum(true) / len(true) >= kept
    assert sum(false) / len(false) >= caught


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("末班船把货送到北岸。", {"末班船十一点离岸。", "它把货送到北岸，不载客。"}),
        (
            "许照临是轮渡公司的调度长。",
            {"港务局有三条渡线，都归轮渡公司管。", "公司的调度长许照临说，夜班船员的奖金拖了两个月。"},
        ),
    ],
)
def test_what_is_cited_has_the_subject_too(sentence: str, cited: set[str]) -> None:
    found = check(sentence, [HARBOUR]).places
    assert {HARBOUR[place.start : place.end] for place in found} == cited


def test_nothing_is_carried_by_what_no_few_sentences_carry() -> None:
    said = parts("灯塔和汽笛都归航标站。")
    assert places(said, [HARBOUR], lambda _: -1.0) == ()
    assert places(said, [HARBOUR], lambda _: 1.0)


def test_what_is_cited_would_pass_alone() -> None:
    """Of the true sentences on the sample articles."""
    checked = 0
    for one in judged(FILE):
        if one.kind != "true" or not one.support.supported:
            continue
        checked += 1
        assert isinstance(one.support, Support)
        found = quoted(one.support.places, one.sources)
        assert check(one.sentence, list(found.values())).supported, one.sentence
    assert checked > 50
