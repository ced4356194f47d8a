"""What speaks for a sentence as an answer."""

from __future__ import annotations

import doctest

import pytest

import qa.answering.without_model.candidates
from qa.answering.without_model.candidates import Candidate, candidates
from qa.models import Passage
from qa.retrieval import Found


def of(
    question: str, *texts: str, title: str = "", cosines: dict[int, float] | None = None
) -> list[Candidate]:
    passages = tuple(
        Passage(f"a{i}", title, (), None, 0, f"c{i}", 0, len(text), text, 1.0) for i, text in enumerate(texts)
    )
    spans = {("a0", 0, start): cosine for start, cosine in (cosines or {}).items()}
    return candidates(question, Found(passages, spans), lambda word: 1.0)


def test_the_example_runs() -> None:
    assert doctest.testmod(qa.answering.without_model.candidates) == (0, 1)


def test_places_are_the_sections() -> None:
    text = "　　渡口开了。 桥建成于2019年！\n好。\n\n车来了，人也来了。"
    passage = Passage("a1", "", (), None, 3, "c1", 100, 100 + len(text), text, 1.0)
    found = candidates("桥何时建成？", Found((passage,), {}), lambda word: 1.0)
    assert [c.text for c in found] == ["渡口开了。", "桥建成于2019年！", "车来了，人也来了。"]
    for candidate in found:
        assert text[candidate.start - 100 : candidate.end - 100] == candidate.text


def test_nothing_found() -> None:
    assert candidates("桥何时建成？", Found((), {}), lambda word: 1.0) == []
    assert of("桥何时建成？", "。。。！") == []


def test_a_question_without_words() -> None:
    [candidate] = of("？", "桥建成于2019年。")
    assert candidate.features.nearness == 0.0


def test_the_cosine_is_that_of_the_span() -> None:
    first, second, third = of("桥？", "渡口开了。桥建成了。车来了。", cosines={0: 0.8, 10: 0.9})
    assert [c.features.cosine for c in (first, second, third)] == [0.8, 0.8, 0.9]
    assert third.features.standing > 0 > first.features.standing


def test_what_stands_near_counts_more() -> None:
    near, far = of(
        "望舒大桥何时通车？",
        "望舒大桥2019年5月3日通车。",
        "望舒大桥的护栏换过几回，桥下的渡船早就停开了，附近的店铺也搬走了一大半，通车的事没有人再提，只有桥头的石碑是2019年5月3日立的。",
    )
    assert near.features.nearness > far.features.nearness
    assert near.features.role > far.features.role
    assert near.features.fit == far.features.fit == 1.0


def test_a_word_that_is_cut_otherwise_is_found_in_part() -> None:
    whole, part, none = (
        of("总票房收入是多少？", text)[0].features.passage
        for text in ("总票房收入为3亿元。", "票房为3亿元。", "渡口有3条船。")
    )
    assert whole > part > none


@pytest.mark.parametrize(
    ("sentence", "agreement"),
    [
        ("2021年第三届望舒节开幕。", 1.0),
        ("2020年第二届望舒节开幕。", -1.0),
        ("2021年第二届望舒节开幕。", 0.0),
        ("望舒节开幕。", 0.0),
    ],
)
def test_other_years_and_ordinals_count_against(sentence: str, agreement: float) -> None:
    [candidate] = of("2021年第三届望舒节在哪里开幕？", sentence)
    assert candidate.features.constraints == agreement


def test_a_year_that_was_said_before_counts_half() -> None:
    _, candidate = of("2021年望舒节在哪里开幕？", "2021年快过去了。望舒节在杭州开幕。")
    assert candidate.features.constraints == 0.5


def test_the_title_counts_as_said() -> None:
    without, with_title = (
        of("《望舒录》的作者是谁？", "这本书由李建国写成。", title=title)[0].features
        for title in ("", "望舒录")
    )
    assert with_title.passage > without.passage
    assert with_title.nearness > without.nearness


def test_nothing_stands_out_where_there_is_one_span() -> None:
    first, second = of("桥？", "渡口开了。桥建成了。", cosines={0: 0.9})
    assert first.features.standing == second.features.standing > 0
