"""What the word index is asked for a query."""

from __future__ import annotations

import time

import pytest

from qa.indexing.words import Wanted, Way
from qa.query import LONGEST_QUERY
from qa.word_query import word_query


def asked(query: str, token: str) -> Wanted:
    """Return what is asked for with this word."""
    [wanted] = [each for each in word_query(query) if each.ways[0].tokens == (token,)]
    return wanted


def test_a_chinese_word_comes_with_its_synonyms_for_less() -> None:
    wanted = asked("营收多少？", "营收")
    assert wanted.ways[0] == Way(("营收",), 1.0)
    assert Way(("流水",), 0.8) in wanted.ways
    assert not wanted.is_translated


def test_an_english_term_comes_in_chinese() -> None:
    wanted = asked("How does clearing work?", "clearing")
    assert Way(("清算",)) in wanted.ways
    assert wanted.is_translated


def test_several_english_words_can_be_one_term() -> None:
    [report] = [w for w in word_query("my credit report") if w.ways[0].tokens == ("credit", "report")]
    assert any("征信" in way.tokens for way in report.ways)


def test_a_term_that_is_cut_into_words_is_looked_for_by_these() -> None:
    ways = asked("Is there a guarantor?", "guarantor").ways
    pieces = [way for way in ways if len(way.tokens) > 1]
    assert all(0 < way.weight < 1 for way in pieces)
    assert all(way.tokens for way in ways)


def test_a_name_is_looked_for_by_its_sound() -> None:
    assert Way(("haitang",), by_sound=True) in asked("When did Haitang pay?", "haitang").ways
    assert Way(("chenmo",), by_sound=True) in asked("Who is Chen Mo?", "chen").ways


@pytest.mark.parametrize("query", ["", "的", "？！"])
def test_nothing_to_ask_for(query: str) -> None:
    assert word_query(query) == []


def test_each_word_once() -> None:
    tokens = [wanted.ways[0].tokens for wanted in word_query("桥和桥，GPT-4和gpt-4")]
    assert len(tokens) == len(set(tokens))
    assert ("gpt-4",) in tokens


def test_a_long_question_takes_no_longer_than_it_is_long() -> None:
    began = time.perf_counter()
    wanted = word_query("bank loan rate " * (LONGEST_QUERY // 15))
    assert time.perf_counter() - began < 5
    assert len(wanted) < 2 * LONGEST_QUERY // 5


@pytest.mark.parametrize(
    "question",
    ["渡口的“倒舱”怎么做？", "渡口的「倒舱」怎么做？", '渡口的"倒舱"怎么做？', "渡口的《倒舱》怎么做？"],
)
def test_a_term_in_quotation_marks_counts_more(question: str) -> None:
    weights = {way.tokens: way.weight for wanted in word_query(question) for way in wanted.ways}
    assert weights["倒舱",] == 3 * weights["渡口",]


@pytest.mark.parametrize(
    "question", ["渡口的“倒舱怎么做？", "渡口的倒舱”怎么做？", "渡口的倒舱怎么做？", "“”渡口的倒舱"]
)
def test_what_is_not_in_a_pair_of_them_counts_as_ever(question: str) -> None:
    assert {way.weight for wanted in word_query(question) for way in wanted.ways[:1]} == {1.0}


def test_two_characters_beside_a_cut_are_no_grammar() -> None:
    asked_for = {
        way.tokens[0] for wanted in word_query("渡船靠的是啥动力？目的何在，了解吗？") for way in wanted.ways
    }
    assert {"目的", "了解", "动力"} <= asked_for
    assert asked_for.isdisjoint(("靠的", "的是", "是啥", "啥动"))
