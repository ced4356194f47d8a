"""What a source says of one of two things beside each other (甲…，乙…), and a sentence of the other one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.coverage import has_word
from qa.grounding.parts import Parts, parts
from qa.language import say

_MARKS = re.compile(r"[;；]|\n")
_LABEL = re.compile(r"^\s*[^:：;；，,。]{1,12}[:：]")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+")
_NEGATES = re.compile(r"[不没未非无]")
_LEAST = 0.6
_REST = 0.5


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
    segments += [side for group in groups(said.text) for side in group if "，" in side.text or "," in side.text]
    for source in sources:
        for group in groups(source):
            for mine in segments:
                for one in group:
                    for other in group:
                        if one is not other and _mixes(mine, one, other, group):
                            quote = other.text.strip("。. ")
                            return say(
                                f"the source says that of something else: {quote}", f"来源说的是别的：{quote}"
                            )
    return None


def _mixes(mine: Side, one: Side, other: Side, group: Sequence[Side]) -> bool:
    """Whether a segment has what ``one`` is about and what ``other`` says."""
    own = [word for word in one.words if word not in other.text]
    others = [word for word in other.words if word not in one.text]
    if len(own) < 2 or len(others) < 2 or own[0] not in mine.text or others[0] in mine.text:  # noqa: PLR2004
        return False
    if mine.text.index(own[0]) > len(mine.text) / 2 or not _begins(one, own[0]) or not _begins(other, others[0]):
        return False
    if any(side.words and side not in (one, other) and _begins(side, side.words[0]) and side.words[0] in mine.text and side.words[0] not in one.text for side in group):
        return False
    taken = [word for word in others[1:] if word in mine.text]
    kept = [word for word in own[1:] if has_word(mine.text, word)]
    if not taken or kept or bool(_NEGATES.search(mine.text)) != bool(_NEGATES.search(other.text)):
        return False
    rest = [word for word in mine.words if word != own[0]]
    return sum(has_word(other.text, word) for word in rest) >= _LEAST * len(rest)


def _begins(side: Side, word: str) -> bool:
    """Whether a segment is about a word: it stands among its first."""
    return side.text.find(word) <= 6  # noqa: PLR2004


@lru_cache(maxsize=512)
def groups(source: str) -> tuple[tuple[Side, ...], ...]:
    """Return the segments of a text that stand beside each other: between semicolons, in a list, or the clauses of a sentence."""
    text = parts(source)
    found: list[tuple[Side, ...]] = []
    for part in text.sentences:
        cuts = [part.start, *(match.end() for match in _MARKS.finditer(text.folded, part.start, part.end)), part.end]
        pieces = [_side(text, a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text.folded[a:b].strip()]
        if len(pieces) < 2:  # noqa: PLR2004
            pieces = [_side(text, clause.start, clause.end) for clause in part.clauses]
        if len(pieces) > 1:
            found.append(tuple(pieces))
    items: list[Side] = []
    for part in (*text.sentences, None):
        if part is not None and _LABEL.match(part.text):
            items.append(_side(text, part.start, part.end))
            continue
        if len(items) > 1:
            found.append(tuple(items))
        items = []
    return tuple(found)


def _side(text: Parts, start: int, end: int) -> Side:
    return Side(text.folded[start:end], _words(text, start, end))


def _words(text: Parts, start: int, end: int) -> tuple[str, ...]:
    words = [(word.start, word.text) for word in text.words_in(start, end) if word.tells]
    words += [(match.start(), match.group()) for match in _ORDINAL.finditer(text.folded, start, end)]
    return tuple(word for _, word in sorted(words))
