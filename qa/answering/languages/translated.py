"""A sentence and sources in another language: what of it can be vouched for without a common word.

Numbers and names are compared first, whatever language they are written in; what one states and the source does not is
refused. Of the rest a fitted rule decides, by the cosine of the sentence and the source's span in the index, which the
embedder gives for about a hundred languages, and by whether both deny something and both rise or fall.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from qa import pinyin
from qa import text as zh
from qa.answering.languages import english
from qa.answering.languages.which import language_of
from qa.language import say
from qa.numerals import numbers

# Up to here, a number stands in a passage by chance.
_SMALL = 10
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def missing_fact(sentence: str, source: str) -> str | None:
    """Return the number or name of a sentence that a source in another language does not have, as a reason.

    >>> missing_fact("In 2016 Haitang earned 162 million yuan.", "2016年海棠得到利息收入1.62亿元。")
    >>> missing_fact("In 2016 Qinghe earned 162 million yuan.", "2016年海棠得到利息收入1.62亿元。")
    'name Qinghe'
    """
    return _missing_number(sentence, source) or _missing_name(sentence, source)


def facts_held(sentence: str, source: str) -> tuple[int, int]:
    """Return how many of a sentence's numbers and names a source has, and how many it states.

    >>> facts_held("In 2016 Qinghe earned 162 million yuan.", "2016年海棠得到利息收入1.62亿元。")
    (2, 3)
    """
    known = _values(source)
    latin = _latin_words(source)
    values = [(value, kind) for value, kind in _values(sentence) if value != 1]
    names = _names(sentence)
    held = sum(any(v == other and _alike(k, theirs) for other, theirs in known) for v, k in values)
    held += sum(_stands(name, source, latin) for name in names)
    held -= bool(_dates(sentence) - _dates(source))
    return max(held, 0), len(values) + len(names)


def stated_facts(sentence: str) -> int:
    """Return how many numbers and names a sentence states."""
    return len({each for each in _values(sentence) if each[0] != 1}) + len(_names(sentence))


def telling_facts(sentence: str) -> int:
    """Return how many facts a sentence states that hardly stand in a source by chance: names, and larger numbers.

    >>> telling_facts("In three years Haitang earned 162 million yuan, 38 percent more.")
    3
    """
    values = {
        (value, kind) for value, kind in _values(sentence) if value > _SMALL or value % 1 or kind == "%"
    }
    return len(values) + len(set(_names(sentence)))


@lru_cache(maxsize=4096)
def _values(text: str) -> tuple[tuple[Decimal, str], ...]:
    if language_of(text) == "zh":
        found = [(number.value, number.kind) for number in numbers(text)]
        # 一角二分 is not a number to `numerals`.
        jiao = re.findall(r"([一二两三四五六七八九])角(?:([一二三四五六七八九])分)?", zh.fold(text))
        digits = {character: at for at, character in enumerate("零一二三四五六七八九")} | {"两": 2}
        found += [(Decimal(digits[a]) / 10 + Decimal(digits.get(b, 0)) / 100, "") for a, b in jiao]
        return tuple(found)
    return tuple((stated.value, stated.kind) for stated in english.stated_numbers(text))


def _missing_number(sentence: str, source: str) -> str | None:
    if dates := _dates(sentence) - _dates(source):
        year, month = min(dates)
        joint = f"{year}-{month}" if month < 100 else f"{year}-{month - 100}"
        return say(f"date {joint}", f"来源中没有日期 {joint}")
    known = _values(source)
    for value, kind in _values(sentence):
        if not any(value == other and _alike(kind, theirs) for other, theirs in known):
            if value == 1 and not kind:
                continue  # an article as often as a number
            return say(f"number {value}{kind}", f"来源中没有数字 {value}{kind}")
    return None


@lru_cache(maxsize=4096)
def _dates(text: str) -> frozenset[tuple[Decimal, Decimal]]:
    """Return the (year, month) that stand together in a text, and the (month, day) as (month, day + 100)."""
    if language_of(text) == "zh":
        found = numbers(text)
        joint = [(a, b) for a, b in pairwise(found) if b.start <= a.end + 1]
        pairs = [(a.value, b.value, a.kind + b.kind) for a, b in joint]
        days = {(a, b + 100) for a, b, kind in pairs if kind == "月日"}
        return frozenset(days | {(a, b) for a, b, kind in pairs if kind == "年月"})
    return frozenset(english.stated_dates(text))


def _alike(kind: str, other: str) -> bool:
    """Whether two kinds can be the same; in English a year and an amount are written alike."""
    kinds = {kind.removeprefix("数"), other.removeprefix("数")}
    return len(kinds) == 1 or ("" in kinds and kinds <= {"", "年", "日", "倍", "月"})


@lru_cache(maxsize=4096)
def _latin_words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _LATIN.findall(zh.fold(text)))


@lru_cache(maxsize=4096)
def _names(sentence: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of a sentence in either language, each as its words."""
    if language_of(sentence) == "zh":
        folded = zh.fold(sentence)
        names = [
            (word,)
            for word, tag in zh.tagged_words(folded)
            if tag.startswith(("nr", "ns", "nt", "nz")) and len(word) > 1
        ]
        return (*names, *((word,) for word in _LATIN.findall(folded) if len(word) > 1))
    return english.stated_names(sentence)


def _missing_name(sentence: str, source: str) -> str | None:
    latin = _latin_words(source)
    for name in _names(sentence):
        if not _stands(name, source, latin):
            return say(f"name {' '.join(name)}", f"来源中没有名称“{' '.join(name)}”")
    return None


def _stands(name: tuple[str, ...], source: str, latin: frozenset[str]) -> bool:
    """Whether a name stands in a source; of Haitang Pay, what is no pinyin (Pay) need not if the rest does."""
    if len(name) > 1 and pinyin.stands_in("".join(name), source):
        return True
    found = False
    for word in name:
        is_pinyin = pinyin.syllables(word)
        stands = (
            word.lower() in latin
            or (is_pinyin and pinyin.stands_in(word, source))
            or any(one in zh.fold(source) for one in english.IN_CHINESE.get(word.lower(), "\0").split("|"))
            or (not word.isascii() and (word in zh.fold(source) or _spelt(word, latin)))
        )
        found = found or stands
        if is_pinyin and not stands:
            return False
    return found


def _spelt(word: str, latin: frozenset[str]) -> bool:
    """Whether a Chinese name is spelt in pinyin among the words of a source."""
    return any(pinyin.stands_in(one, word) for one in latin if len(one) >= 2 * len(word))


def mismatches(sentence: str, source: str) -> tuple[float, float, float]:
    """Return, as 0 or 1: only the sentence denies something, only the source does, one rises where the other falls.

    >>> mismatches("The rate did not rise.", "费率下降。")
    (1.0, 0.0, 1.0)
    """
    mine, theirs = language_of(sentence) == "zh", language_of(source) == "zh"
    denies, source_denies = (
        english.denies(sentence, is_chinese=mine),
        english.denies(source, is_chinese=theirs),
    )
    ways = english.directions(sentence, is_chinese=mine)
    source_ways = english.directions(source, is_chinese=theirs)
    opposite = bool(ways and source_ways and not ways & source_ways)
    return float(denies and not source_denies), float(source_denies and not denies), float(opposite)
