"""The list of what things are called, and looking things up in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import text as zh
from qa import thesaurus

LINES = [
    line
    for line in Path(thesaurus.__file__).with_name("thesaurus.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("line", LINES)
def test_each_line_is_one_thing(line: str) -> None:
    english, chinese = line.split("=")
    terms = [term.strip() for term in english.split(",")]
    assert all(term and term == term.lower() and term.isascii() for term in terms)
    assert len(set(terms)) == len(terms)
    words = chinese.split()
    assert words
    assert len(set(words)) == len(words)
    assert all(word == zh.fold(word) and not word.isascii() for word in words)
    assert not zh.STOP_WORDS.intersection(words)


def test_a_synonym_goes_both_ways() -> None:
    assert "营收" in thesaurus.synonyms("流水")
    assert "流水" in thesaurus.synonyms("营收")
    assert "流水" not in thesaurus.synonyms("流水")


@pytest.mark.parametrize(
    ("words", "count", "one"),
    [
        (["credit", "reports"], 2, "征信报告"),
        (["Credit"], 1, "信用"),
        (["central", "heating"], 0, None),
        (["policies"], 1, "保单"),
        (["insured"], 1, "保险"),
        (["stopped"], 1, "停止"),
        (["encryption"], 1, "加密"),
        (["as"], 0, None),
        ([], 0, None),
        (["'s"], 0, None),
    ],
)
def test_translations(words: list[str], count: int, one: str | None) -> None:
    taken, chinese = thesaurus.translations(words)
    assert taken == count
    assert one in chinese if one else not chinese
