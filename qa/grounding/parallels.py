"""What a source says of one of two things beside each other (甲…，乙…), and a sentence of the other one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qa.grounding.amounts import amounts
from qa.grounding.coverage import has_word
from qa.grounding.fitting import fits
from qa.grounding.parts import Part, Parts, parts
from qa.language import say

_MARKS = re.compile(r"[;；]|\n")
_PAUSES = re.compile(r"[，,；;：:]")
_LABEL = re.compile(r"^\s*[^:：;；，,。]{1,12}[:：]")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+")
_NEGATES = re.compile(r"[不没未非无]")
_OPENING = re.compile(r"^[\s\"'「“]*(?:而|但|则|却|至于|其中|如果|以及)?")
_LEAST, _NEARLY = 0.75, 0.8
_INDENT = 1
_FEWEST = 2


class Side(NamedTuple):
    """One of several segments that stand beside each other: folded text, and its words in order."""

    text: str
    words: tuple[str, ...]


def confused(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a segment of a sentence says of one thing what its source says of the one beside it; None if it does not.

    Two segments are laid beside each other by what each has and the other has not: first what it is about, then what it
    says. A sentence that has the first of one and the rest of the other mixes them.

    >>> source = "渡船归航运局管，按班次收费；缆车归公园管，按里程收费。"
    >>> confused(parts("缆车归航运局管。"), [source])
    'the source says that of something else: 渡船归航运局管,按班次收费'
    >>> confused(parts("缆车归公园管。"), [source]) is None
    True
    """
    segments = [Side(clause.text, _words(said, clause.start, clause.end)) for clause in said.clauses]
    words = {word.text for word in said.telling}
    if len(words) < _FEWEST:
        return None
    segments += [side for group in groups(said.text, frozenset()) for side in group if "," in side.text]
    fewest = min(len(mine.words) for mine in segments) * _LEAST - _FEWEST
    for source in sources:
        near = frozenset(
            part.start
            for part in parts(source).sentences
            if sum(word in part.text for word in words) >= max(_FEWEST, fewest)
        )
        for group in groups(source, near) if near else ():
            for mine in segments:
                for one in group:
                    for other in group:
                        if one is not other and _mixes(mine, one, other) and not _is_said(mine, one, sources):
                            quote = other.text.strip("。.；; ")
                            return say(
                                f"the source says that of something else: {quote}", f"来源说的是别的：{quote}"
                            )
        crossed = _crossed(segments, source, near) if len(said.clauses) > 1 else None
        if crossed is not None:
            return say(f"the source has it the other way round: {crossed}", f"来源的说法正好相反：{crossed}")
    return None


def _crossed(segments: Sequence[Side], source: str, near: frozenset[int]) -> str | None:
    """Return two clauses of which a sentence says each of what the other one is about, whatever they are built like."""
    text = parts(source)
    for part in text.sentences:
        if part.start not in near:
            continue
        for one, other in pairwise([_side(text, clause.start, clause.end) for clause in part.clauses]):
            if any(_takes(mine, one, other) for mine in segments) and any(
                _takes(mine, other, one) for mine in segments
            ):
                return f"{one.text}, {other.text}"
    return None


def _takes(mine: Side, one: Side, other: Side) -> bool:
    """Whether a segment begins with what ``one`` begins with, and goes on as only ``other`` does."""
    own = [word for word in one.words if word not in other.text]
    others = [word for word in other.words if word not in one.text]
    about, against = _head(one, own), _head(other, others)
    if not about or not against or about[0] not in mine.text[: len(mine.text) // 2 + 1]:
        return False
    rest = [word for word in mine.words if word not in about]
    if against[0] in mine.text or any(word in mine.text for word in own[len(about) :]) or not rest:
        return False
    return sum(word in others[len(against) :] for word in rest) >= max(1, len(rest) / 2)


def _is_said(mine: Side, one: Side, sources: Sequence[str]) -> bool:
    """Whether a source sentence has nearly all of a segment, what ``one`` has not among it."""
    further = [word for word in mine.words if word not in one.text]
    return any(
        sum(has_word(part.text, word) for word in mine.words) >= _NEARLY * len(mine.words)
        and all(word in part.text for word in further)
        and mine.words[0] in part.text
        and one.text not in part.text
        for source in sources
        for part in parts(source).sentences
    )


def _mixes(mine: Side, one: Side, other: Side) -> bool:
    """Whether a segment has what ``one`` is about and what ``other`` says."""
    own = [word for word in one.words if word not in other.text]
    others = [word for word in other.words if word not in one.text]
    about, against = _label(one, own), _label(other, others)
    if not about or not against or len(own) == len(about) or len(others) == len(against):
        return False
    if not all(word in mine.text for word in about) or against[0] in mine.text:
        return False
    if mine.text.index(about[0]) > len(mine.text) / 2:
        return False
    if any(has_word(mine.text, word) for word in own[len(about) :]):
        return False
    rest = [word for word in mine.words if word not in about]
    taken = [word for word in others[len(against) :] if word in mine.text]
    if not taken or _negated(mine.text, taken[-1]) != _negated(other.text, taken[-1]):
        return False
    # What has another figure says something else.
    if not all(any(fits(a, b) for b in amounts(other.text)) for a in amounts(mine.text)):
        return False
    return sum(has_word(other.text, word) for word in rest) >= _LEAST * len(rest)


def _negated(text: str, word: str) -> bool:
    clauses = [clause for clause in _PAUSES.split(text) if word in clause]
    return bool(_NEGATES.search(clauses[0])) if clauses else False


def _head(side: Side, own: Sequence[str]) -> tuple[str, ...]:
    """Return the first word of a segment, with the one after 的: 船工的工资."""
    label = _label(side, own)[:1]
    if label and len(own) > 1 and f"{label[0]}的{own[1]}" in side.text:
        return (label[0], own[1])
    return label


def _label(side: Side, own: Sequence[str]) -> tuple[str, ...]:
    """Return the words that a segment begins with, of those that another has not."""
    at, found = 0, list[str]()
    text = _OPENING.sub("", side.text)
    for word in own:
        start = text.find(word)
        if start > at + (_INDENT if not found else 0):
            break
        found.append(word)
        at = start + len(word)
    return tuple(found)


@lru_cache(maxsize=512)
def groups(source: str, near: frozenset[int]) -> tuple[tuple[Side, ...], ...]:
    """Return the segments of a text that stand beside each other: between semicolons, in a list, or clauses built alike.

    Only the sentences that begin at ``near`` are looked at, and those of their list; all where it is empty.
    """
    text = parts(source)
    found: list[tuple[Side, ...]] = []
    for part in text.sentences:
        if near and part.start not in near:
            continue
        marks = [match.end() for match in _MARKS.finditer(text.folded, part.start, part.end)]
        cuts = [part.start, *marks, part.end]
        ranges = [(a, b) for a, b in pairwise(cuts) if text.folded[a:b].strip()]
        if len(ranges) > 1:
            found.append(tuple(_side(text, a, b) for a, b in ranges))
        else:
            clauses = [_side(text, clause.start, clause.end) for clause in part.clauses]
            found += [pair for pair in pairwise(clauses) if _are_alike(*pair)]
    items: list[Part] = []
    for one in (*text.sentences, None):
        if one is not None and _LABEL.match(one.text):
            items.append(one)
            continue
        if len(items) > 1 and (not near or any(item.start in near for item in items)):
            found.append(tuple(_side(text, item.start, item.end) for item in items))
        items = []
    return tuple(found)


def _are_alike(one: Side, other: Side) -> bool:
    """Whether two clauses are built alike: a word with matter is in both."""
    return any(word in other.text for word in one.words)


def _side(text: Parts, start: int, end: int) -> Side:
    return Side(text.folded[start:end], _words(text, start, end))


def _words(text: Parts, start: int, end: int) -> tuple[str, ...]:
    words = [(word.start, word.text) for word in text.words_in(start, end) if word.tells]
    words += [(match.start(), match.group()) for match in _ORDINAL.finditer(text.folded, start, end)]
    return tuple(word for _, word in sorted(words))
