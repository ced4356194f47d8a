"""What a question takes for granted that no passage says, and what may be worded otherwise all the same."""

from __future__ import annotations

import doctest

import pytest

from qa import text as zh
from qa.answering.question import misspelt
from qa.answering.question.misspelt import respelt, sounds_like
from qa.answering.question.terms import terms_of
from qa.answering.refusing.unsaid import Unsaid, unsaid
from qa.models import Passage

BRIDGE = "望舒大桥于2019年5月3日通车，由李建国设计，全长三公里。过桥费由渡口镇政府承担，养护工人有四十名。"


def passage(text: str, title: str = "桥与渡船") -> Passage:
    return Passage("a1", title, ("一",), None, 0, "c1", 0, len(text), text, 1.0)


def gone(question: str, text: str = BRIDGE, known: tuple[str, ...] = ()) -> Unsaid:
    words = terms_of(question, lambda word: 1.0)
    return unsaid(question, words, [passage(text)], lambda word: word in known)


def test_the_examples_run() -> None:
    assert doctest.testmod(misspelt).failed == 0


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("望舒大桥为什么倒塌？", "倒塌"),
        ("望舒大桥的股东是谁？", "股东"),
        ("望舒大桥被收购花了多少钱？", "收购"),
    ],
)
def test_a_word_that_no_passage_has(question: str, word: str) -> None:
    assert word in dict(gone(question).words)


@pytest.mark.parametrize(
    "question",
    [
        "望舒大桥什么时候通车？",
        "望舒大桥有什么特点？",
        "望舒大桥和渡船有什么区别？",
        "望舒大桥的设计者究竟是什么人？",
        "望舒大桥通车的原因是什么？",
        "过桥的费用归谁承担？",
        "望舒大乔什么时候通车？",
        "养护工人一共有多少名？",
    ],
)
def test_what_asks_or_is_worded_otherwise_is_not_missed(question: str) -> None:
    found = gone(question)
    assert not found.names
    assert not found.years
    assert all(share < 1 for _, share in found.words), found


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("望舒大桥2021年的车流量是多少？", ("2021",)),
        ("二〇二一年望舒大桥收了多少钱？", ("2021",)),
        ("望舒大桥2019年通车了吗？", ()),
        ("二零一九年通车的是哪座桥？", ()),
    ],
)
def test_years(question: str, years: tuple[str, ...]) -> None:
    assert gone(question).years == years


def test_a_year_in_chinese_digits_in_the_passage() -> None:
    assert gone("2019年通车的是哪座桥？", "二〇一九年，望舒大桥通车。").years == ()


def test_a_name_that_nobody_has_heard_of() -> None:
    assert gone("望舒大桥由Acme承建吗？").names == ("acme",)
    assert gone("陆怀川设计了望舒大桥吗？").names == ("陆怀川",)


def test_a_name_that_the_library_has_elsewhere_is_not_missed() -> None:
    question = "陆怀川和李建国谁设计了望舒大桥？"
    assert gone(question).names == ("陆怀川",)
    assert gone(question, known=tuple(zh.words("陆怀川"))).names == ()


def test_a_name_in_the_title_or_misspelt_is_there() -> None:
    assert unsaid("《桥与渡船》写了什么？", {}, [passage(BRIDGE)], lambda word: False).names == ()
    assert gone("望舒大桥由李建国设计吗？", BRIDGE.replace("李建国", "李健国")).names == ()


def test_without_passages_nothing_is_missed() -> None:
    assert unsaid("陆怀川是谁？", {}, [], lambda word: False) == Unsaid((), (), ())


@pytest.mark.parametrize(
    ("question", "as_meant"),
    [
        ("望舒大乔的国桥费是多少？", "望舒大桥的过桥费是多少？"),
        ("养互工人有几名？", "养护工人有几名？"),
        ("望舒大桥何时通车？", "望舒大桥何时通车？"),
        ("股东大会何时召开？", "股东大会何时召开？"),
        ("Acme何时通车？", "Acme何时通车？"),
        ("忘书大桥何时通车？", "忘书大桥何时通车？"),
        ("？", "？"),
    ],
)
def test_what_is_misspelt_is_read_as_the_passages_have_it(question: str, as_meant: str) -> None:
    assert respelt(question, BRIDGE, lambda word: False) == as_meant


def test_a_word_that_the_library_knows_is_not_misspelt() -> None:
    assert respelt("养互工人有几名？", BRIDGE, lambda word: True) == "养互工人有几名？"


def test_two_other_words_of_the_same_sound_are_two_words() -> None:
    assert not sounds_like("公式", "攻势很猛")
    assert not sounds_like("apple", "apply")
