"""What a figure counts, where a source sentence tells several figures of one unit apart: 单笔两百元、累计一千元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.amounts import Amount
from qa.grounding.coverage import holds
from qa.grounding.fitting import fits, same_unit
from qa.grounding.parts import Clause, Parts, parts
from qa.language import say

_PIECES = re.compile(r"[^，,、。；;：:！!？?\n]+")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+[级层步季次批期名组类章节代]?")
_SECONDS = {"秒": 1, "天": 86_400, "周": 604_800, "个月": 2_592_000}
_TIMES = re.compile(r"现在|如今|目前|今天|[以从此之]?[前后]$|[年月天日]$|当时|后来|[原起]来?初?$")
_ONE = re.compile(r"(?<![\w])一[条只艘台辆家所座本册张间](?=[\u4e00-\u9fff])")
_FIRST = 3
_LABELS = ("n", "v", "a", "j", "l", "i", "b", "s", "eng")


class Piece(NamedTuple):
    """A piece of a source sentence that has just one figure of its unit: its text, its figure, its words in order."""

    text: str
    amount: Amount
    words: tuple[str, ...]


def misbound(said: Parts, sources: Sequence[str]) -> str | None:
    """Return the figure that a sentence gives to what has another one in its source, as a reason; None if there is none.

    A figure belongs to the words of its piece of the sentence that no other piece with such a figure has.

    >>> misbound(parts("渡船票要十元"), ["渡船票五元、缆车票十元。"])
    'the source has that figure for something else: 缆车票十元'
    >>> misbound(parts("渡船票要五元"), ["渡船票五元、缆车票十元。"]) is None
    True
    """
    for clause in said.clauses:
        stated = [
            a for a in said.amounts if clause.start <= a.start < clause.end and a.unit not in ("第", "年")
        ]
        for amount in stated:
            holders = [
                (piece, rivals)
                for source in sources
                for piece, rivals in pieces(source)
                if piece.amount.value == amount.value and fits(amount, piece.amount)
            ]
            if not holders or _stands_elsewhere(said, clause, amount, sources):
                continue
            if all(_belongs_elsewhere(said, clause, amount, piece, rivals) for piece, rivals in holders):
                quote = holders[0][0].text
                return say(
                    f"the source has that figure for something else: {quote}",
                    f"来源中这个数字说的是别的：{quote}",
                )
    return None


def _stands_elsewhere(said: Parts, clause: Clause, amount: Amount, sources: Sequence[str]) -> bool:
    """Whether a sentence that has a word of a clause has its figure, and no other of the unit to tell it from."""
    words = [word.text for word in said.words_in(clause.start, clause.end) if word.tells]
    for source in sources:
        told = {piece.amount for piece, _ in pieces(source)}
        text = parts(source)
        for other in text.amounts:
            if other in told or not fits(amount, other):
                continue
            part = next((one for one in text.sentences if one.start <= other.start < one.end), None)
            if part is not None and any(word in part.text for word in words):
                return True
    return False


def _belongs_elsewhere(
    said: Parts, clause: Clause, amount: Amount, piece: Piece, rivals: Sequence[Piece]
) -> bool:
    """Whether a clause has nothing of what tells a figure's piece from a rival, and what tells the rival from it."""
    for rival in rivals:
        own = [word for word in piece.words if word not in rival.text]
        others = [word for word in rival.words if word not in piece.text]
        if not own or not others:
            continue
        mine, theirs = ([w for w in words if _ORDINAL.fullmatch(w)] for words in (own, others))
        if mine and theirs and theirs[0] in clause.text and mine[0] not in said.folded:
            return True
        both = any(fits(other, rival.amount) for other in said.amounts if other != amount)
        here = any(
            fits(other, rival.amount) for other in said.amounts if clause.start <= other.start < clause.end
        )
        text = clause.text if both else said.folded
        if (
            not here
            and not any(_is_in(text, word) for word in own)
            and any(word in clause.text for word in others[:_FIRST] if len(word) > 1 or word == others[0])
        ):
            return True
    return False


def _is_in(text: str, word: str) -> bool:
    return holds(text, word) >= 0.5 or (len(word) == 2 and any(c in text for c in word))


@lru_cache(maxsize=512)
def pieces(source: str) -> tuple[tuple[Piece, tuple[Piece, ...]], ...]:
    """Return the pieces of a text with a figure, each with those of its sentence that have another one of its unit."""
    text = parts(source)
    found = []
    for part in text.sentences:
        told = []
        for match in _PIECES.finditer(text.folded, part.start, part.end):
            figures = [a for a in text.amounts if match.start() <= a.start < match.end() and a.unit != "第"]
            figures += [
                Amount(Decimal(1), "件", "", one.start(), one.end())
                for one in _ONE.finditer(text.folded, match.start(), match.end())
                if not any(a.start <= one.start() < a.end for a in figures)
            ]
            for figure in figures:
                if sum(same_unit(other.unit, figure.unit) for other in figures) > 1:
                    continue
                words = tuple(
                    word.text
                    for word in text.words_in(match.start(), match.end())
                    if word.tells
                    and word.tag.startswith(_LABELS)
                    and not figure.start <= word.start < figure.end
                    and _TIMES.search(word.text) is None
                ) + tuple(_ORDINAL.findall(match.group()))
                told.append(Piece(match.group(), figure, words))
        for piece in told:
            rivals = tuple(
                other
                for other in told
                if other.text != piece.text
                and same_unit(_kind(other.amount), _kind(piece.amount))
                and size(other.amount) != size(piece.amount)
            )
            if rivals:
                found.append((piece, rivals))
    return tuple(found)


def size(amount: Amount) -> Decimal:
    """Return a figure's value in the smallest unit of its kind: a time in seconds."""
    return amount.value * _SECONDS.get(amount.unit, 1)


def _kind(amount: Amount) -> str:
    return "秒" if amount.unit in _SECONDS else amount.unit
