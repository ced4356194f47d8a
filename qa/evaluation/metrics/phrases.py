"""Whether a text has a phrase, however it is written: wide or narrow, traditional or simplified, 30% or 百分之三十."""

from __future__ import annotations

import re
from functools import lru_cache

from qa import text as zh
from qa.numerals import numbers

_BLANK = re.compile(r"(?<![!-~]) | (?![!-~])")
_NUMERAL = "零一二两三四五六七八九十百千万亿"
# What belongs to a number beyond its figures: 3% and 三成五 are then one thing, as 百分之三 is.
_TAILS = {
    "%": re.compile(rf"\s*(?:%|‰|成[{_NUMERAL[:10]}半]?|个?百分点)?"),
    "年": re.compile(r"\s*(?:年|[-/.](?=\d))?"),
    "月": re.compile(r"\s*(?:月|[-/.](?=\d))?"),
    "日": re.compile(r"\s*[日号]?"),
}


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text as phrases are looked for in it: folded, with blanks only between Latin words.

    >>> plain("「數位」 轉型的 Big  Data")
    '"数位"转型的big data'
    """
    return _BLANK.sub("", " ".join(zh.fold(text).split()))


@lru_cache(maxsize=4096)
def with_values(text: str) -> str:
    """Return a text in which each number stands by its value and its kind, between marks.

    >>> with_values("二〇一四年的三成") == with_values("2014年的30%")
    True
    """
    folded = plain(text)
    pieces: list[str] = []
    at = 0
    for number in numbers(folded):
        if number.start >= at:
            pieces.append(folded[at : number.start])
            at = number.end
            if tail := _TAILS.get(number.kind):
                found = tail.match(folded, at)
                at = found.end() if found else at
        pieces.append(f"\ue000{number.value.normalize():f}{number.kind}\ue001")
    return "".join([*pieces, folded[at:]])


def says(text: str, phrase: str) -> bool:
    """Whether a text has a phrase; not where it only stands inside another word or number.

    >>> says("手續費為百分之三。", "3%"), says("手续费为13%。", "3%"), says("He said so.", "AI")
    (True, False, False)
    """
    wanted = plain(phrase)
    if not wanted:
        return False
    if _bounded(wanted).search(plain(text)):
        return True
    return with_values(phrase) != wanted and with_values(phrase) in with_values(text)


@lru_cache(maxsize=4096)
def _bounded(wanted: str) -> re.Pattern[str]:
    first, last = wanted[0], wanted[-1]
    before = after = ""
    if first.isascii() and first.isdigit():
        before = r"(?<!\d)(?<!\d[.,])"
    elif first.isascii() and first.isalpha():
        before = r"(?<![a-z])"
    elif first in _NUMERAL:
        before = rf"(?<![{_NUMERAL}])"
    if last.isascii() and last.isdigit():
        after = r"(?!\d)(?![.,]\d)"
    elif last.isascii() and last.isalpha():
        after = r"(?:e?s)?(?![a-z])"
    elif last in _NUMERAL:
        after = rf"(?![{_NUMERAL}])"
    return re.compile(before + re.escape(wanted) + after)
