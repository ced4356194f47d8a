"""Words of a question that a text has under other characters of the same sound: 顾问费 typed as 故问费."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from qa import text as zh
from qa.pinyin import readings

_HAN = re.compile(r"[一-鿿]+")


def respelt(question: str, text: str, knows: Callable[[str], bool]) -> str:
    """Return a question with its misspelt words as a text has them.

    A word counts as misspelt where the library does not know it, and the text has one of the same sound that differs in
    one character: 清河银行 is not 青禾银行. A single character is looked at with the one before it or after it. ``text``
    is folded.

    >>> respelt("木棉消经的故问费是多少？", "木棉消金的顾问费为每年0.5%", lambda word: False)
    '木棉消金的顾问费是多少？'
    >>> respelt("股东会何时召开？", "顾问费为每年0.5%", lambda word: False)
    '股东会何时召开？'
    """
    folded = zh.fold(question)
    at = 0
    for word, _ in zh.tagged_words(folded):
        start, at = at, at + len(word)
        if not _HAN.fullmatch(word) or word in zh.STOP_WORDS:
            continue
        # A character alone stands somewhere by chance: then more of what is beside it has to fit.
        is_known = word in text or knows(word)
        if is_known and len(word) > 1:
            continue
        if all(_is_there(folded, place, text) for place in range(start, at)):
            continue  # cut wrongly: 金过 of 备付金过了四天
        for begin, end in _stretches(folded, start, at, 3 if is_known else 2):
            there = alike(folded[begin:end], text)
            if there:
                question = question[:begin] + there + question[end:]
                break
    return question


def _is_there(folded: str, place: int, text: str) -> bool:
    """Whether a text has a character of the question with the one before it or after it."""
    return any(
        len(pair) == 2 and pair in text for pair in (folded[place - 1 : place + 1], folded[place : place + 2])
    )


def _stretches(folded: str, start: int, end: int, least: int) -> list[tuple[int, int]]:
    """Return where a word may stand with its neighbours, ``least`` characters or more: it may be cut wrongly."""
    options = [(start, end), (start - 1, end), (start, end + 1), (start - 1, end + 1), (start, end + 2)]
    return [
        (a, b)
        for a, b in options
        if a >= 0 and b <= len(folded) and b - a >= least and _HAN.fullmatch(folded[a:b])
    ]


def sounds_like(word: str, text: str) -> bool:
    """Whether a folded text has a word, or one of the same sound.

    >>> sounds_like("海曼", "台风海鳗登陆"), sounds_like("海曼", "台风登陆")
    (True, False)
    """
    return word in text or alike(word, text) is not None


@lru_cache(maxsize=8192)
def _sounds(character: str) -> frozenset[str]:
    """Return the readings of a character, those as one that many people pronounce alike: jin and jing, zi and zhi."""
    return frozenset(
        re.sub("^([zcs])h", r"\1", one.removesuffix("g") if one.endswith("ng") else one)
        for one in readings(character)
    )


@lru_cache(maxsize=2048)
def alike(word: str, text: str) -> str | None:
    """Return what in a text is read like a word of two characters or more and differs in one of them.

    >>> alike("故问费", "木棉消金的顾问费"), alike("故问费", "顾问"), alike("青禾银行", "清河银行")
    ('顾问费', None, None)
    """
    if len(word) < 2 or not _HAN.fullmatch(word):
        return None
    first = min(_first(word, at, text) for at in range(len(word)))
    return text[first : first + len(word)] or None


def _first(word: str, at: int, text: str) -> int:
    """Return where a text first has a word with another character of the same sound at a place; its end if nowhere."""
    before, after, sounds = word[:at], word[at + 1 :], _sounds(word[at])
    fixed, ahead = (before, 0) if before else (after, 1)
    place = text.find(fixed, ahead)
    while place >= 0:
        begin = place - ahead
        other = text[begin + at : begin + at + 1]
        is_whole = other and other != word[at] and text.startswith(after, begin + at + 1)
        if is_whole and _sounds(other) & sounds:
            return begin
        place = text.find(fixed, place + 1)
    return len(text)
