"""Words of a question that a text has under other characters of the same sound: 顾问费 typed as 故问费."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.pinyin import readings

_HAN = re.compile(r"[一-鿿]")


def sounds_like(word: str, question: str, text: str) -> bool:
    """Whether a folded text has a word of the question, or the word with the characters beside it, by its sound.

    Of two characters or three at most one may be another, of more at most half of them. A single character counts with
    the one before it or after it in the question, which must be the same.

    >>> sounds_like("故问费", "故问费是多少", "顾问费为每年0.5%"), sounds_like("经", "木棉消经的客户", "木棉消金是一家公司")
    (True, True)
    >>> sounds_like("股东会", "股东会何时召开", "顾问费为每年0.5%")
    False
    """
    return any(_has_alike(each, text) for each in _spelt(word, question))


def _spelt(word: str, question: str) -> list[str]:
    if not all(_HAN.match(character) for character in word):
        return []
    if len(word) > 1:
        return [word]
    pairs = re.findall(rf"(?=([一-鿿]{re.escape(word)}|{re.escape(word)}[一-鿿]))", question)
    return list(dict.fromkeys(pairs))


@lru_cache(maxsize=8192)
def _sounds(character: str) -> frozenset[str]:
    """Return the readings of a character, those as one that many people pronounce alike: jin and jing, zi and zhi."""
    return frozenset(
        re.sub("^([zcs])h", r"\1", one.removesuffix("g") if one.endswith("ng") else one)
        for one in readings(character)
    )


@lru_cache(maxsize=2048)
def _has_alike(word: str, text: str) -> bool:
    """Whether characters with the same readings stand in the text, enough of them the same."""
    present = frozenset(text)
    classes = []
    for character in word:
        alike = {other for other in present if other == character or _sounds(other) & _sounds(character)}
        if not alike:
            return False
        classes.append(f"[{''.join(map(re.escape, sorted(alike)))}]")
    others = max(1, len(word) // 2)
    return any(
        sum(a != b for a, b in zip(word, match[1], strict=True)) <= others
        for match in re.finditer(f"(?=({''.join(classes)}))", text)
    )
