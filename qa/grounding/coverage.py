"""How much of a sentence its sources hold: shares only, since a long sentence is not a false one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.parts import Parts, parts

_LISTED = re.compile(r"[^,，.。;；:：\s]*、[^,，.。;；:：]*")
# What a word counts whose parts are all there, and it is not.
_PAIR = 2
_ALL_PAIRS = 0.8
_SAYS = re.compile(r"表示|说|认为|指出|称|透露|介绍|强调|告诉|坦言|写道|回忆|宣布|呼吁|提出|阐述")
# Claims that are stronger than most sources: the first, the only one, all, ever.
_STRONG = re.compile(
    r"首[次位个支家例届款批]|第一[次场个位]|主要原因|根本原因|唯一|最(?![近后终初])|全部|所有|完全|一律|任何|一切|必须|务必|永远|从未|从不|始终|一直|总是|历来|历史性|前所未有|空前"
)


class Coverage(NamedTuple):
    """What shares of a sentence are found, 0 to 1; the fields are the features of the fitted rule, in its order.

    Words are weighted by rarity. *Near* means in the two neighbouring sentences of a source that hold most.
    """

    words: float
    """Of its telling words, in all sources."""
    near_characters: float
    """Of the distinct characters of its telling words, near."""
    clause_characters: float
    """The same of its worst clause."""
    listed: float
    """Of the telling words of the worst member of a list (甲、乙和丙), in all sources."""
    speaker: float
    """Of the words for whoever says something (甲表示), in a neighbourhood where somebody says something."""
    plain: float
    """1, or 0 if it says that something is the first, the only one, all … in a word that no source has."""


@lru_cache(maxsize=512)
def windows(source: str) -> tuple[str, ...]:
    """Return each two neighbouring sentences of a source, folded; its only one if it has one.

    >>> windows("甲。乙。丙。")
    ('甲。 乙。', '乙。 丙。')
    """
    sentences = parts(source).sentences
    return tuple(
        " ".join(sentence.text for sentence in sentences[i : i + 2])
        for i in range(max(1, len(sentences) - 1))
        if sentences
    )


def holds(text: str, word: str) -> float:
    """Return how far a text holds a word: 1 as it stands, less when only its parts are there.

    >>> holds("集中存管备付金", "备付金"), holds("存入备付的资金", "备付金"), holds("存款", "备付金")
    (1.0, 0.5, 0.0)
    """
    if word in text:
        return 1.0
    if len(word) == 1 or word.isascii():
        return 0.0
    if len(word) == _PAIR:
        return 0.5 if word[0] in text and word[1] in text else 0.0
    pairs = _pairs_of(word)
    found = _ALL_PAIRS * sum(pair in text for pair in pairs) / len(pairs)
    return max(found, 0.5) if all(character in text for character in word) else found


@lru_cache(maxsize=8192)
def _pairs_of(word: str) -> tuple[str, ...]:
    return tuple(word[i : i + _PAIR] for i in range(len(word) - 1))


def has_word(text: str, word: str) -> bool:
    """Whether a text has a word, or all the pairs of characters of a long one."""
    if word in text:
        return True
    return len(word) > _PAIR and not word.isascii() and all(pair in text for pair in _pairs_of(word))


@lru_cache(maxsize=1024)
def characters_of(text: str) -> frozenset[str]:
    """Return the distinct characters of a text."""
    return frozenset(text)


def coverage(sentence: Parts, sources: Sequence[str], rarity: Callable[[str], float]) -> Coverage:
    """Return what is found of a sentence in its sources."""
    everything = "\n".join(parts(source).folded for source in sources)
    near = [window for source in sources for window in windows(source)] or [""]
    weights = {word.text: rarity(word.text) for word in sentence.telling}

    def held(words: Sequence[str], text: str) -> float:
        total = sum(weights[word] for word in words)
        return sum(weights[word] * holds(text, word) for word in words) / total if total else 1.0

    clauses = [
        _distinct(sentence.folded[max(a, clause.start) : min(b, clause.end)] for a, b in sentence.stretches)
        for part in sentence.sentences
        for clause in part.clauses
    ]
    characters = frozenset[str]().union(*clauses)
    saying = [text for text in near if _SAYS.search(text)] or [""]
    return Coverage(
        words=held(list(weights), everything),
        near_characters=max(_share(characters, text) for text in near),
        clause_characters=min(
            (max(_share(some, text) for text in near) for some in clauses if some), default=1.0
        ),
        listed=min((held(words, everything) for words in _members(sentence)), default=1.0),
        speaker=min(
            (max(held(words, text) for text in saying) for words in _speakers(sentence)), default=1.0
        ),
        plain=float(all(match.group() in everything for match in _STRONG.finditer(sentence.folded))),
    )


def _share(characters: frozenset[str], text: str) -> float:
    return len(characters & characters_of(text)) / len(characters) if characters else 1.0


def _distinct(stretches: Iterable[str]) -> frozenset[str]:
    return frozenset("".join(stretches))


def _speakers(sentence: Parts) -> list[list[str]]:
    """Return the telling words before each verb of saying, in its clause; none where the text itself speaks."""
    found = []
    for part in sentence.sentences:
        for clause in part.clauses:
            if verb := _SAYS.search(clause.text):
                words = [
                    w.text for w in sentence.telling if clause.start <= w.start < clause.start + verb.start()
                ]
                if words:
                    found.append(words)
    return found


def _members(sentence: Parts) -> list[list[str]]:
    """Return the telling words of each member of each list in a sentence."""
    found = []
    for listed in _LISTED.finditer(sentence.folded):
        at = listed.start()
        for member in listed.group().split("、"):
            words = [word.text for word in sentence.telling if at <= word.start < at + len(member)]
            at += len(member) + 1
            if words:
                found.append(words)
    return found
