"""Texts that are the same but for a few characters."""

from __future__ import annotations

from qa import text as zh
from qa.numerals import numbers

_SAME_TEXT = 0.85
_SHINGLE = 4


def are_near_duplicates(one: str, other: str) -> bool:
    """Whether two texts share 85% of their runs of four characters (Jaccard)."""
    if not _SAME_TEXT * len(one) <= len(other) <= len(one) / _SAME_TEXT:
        return False
    # Of two that do, nearly every run of one is in the other: one that has none of three is told at once.
    places = (len(one) // 4, len(one) // 2, len(one) * 3 // 4)
    if not any(one[at : at + _SHINGLE] in other for at in places):
        return False
    mine, theirs = _shingles(one), _shingles(other)
    return len(mine & theirs) >= _SAME_TEXT * len(mine | theirs) and _facts(one) == _facts(other)


def _facts(text: str) -> set[object]:
    """Return the numbers and names of a text: of two that differ in these alone, both have to be seen."""
    named = {word for word, tag in zh.tagged_words(zh.fold(text)) if tag in ("nr", "ns", "nt", "nz")}
    return {number[:2] for number in numbers(text)} | named


def _shingles(text: str) -> set[str]:
    folded = zh.fold(text)
    return {folded[i : i + _SHINGLE] for i in range(max(1, len(folded) - _SHINGLE + 1))}
