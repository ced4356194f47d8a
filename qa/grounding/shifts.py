"""From what to what something went, and which of two figures was the earlier one: turned round or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.amounts import Amount
from qa.grounding.fitting import fits, same_unit
from qa.grounding.parts import Parts, parts
from qa.language import say

_EARLY = re.compile(r"以前|从前|过去|原来|原先|原本|起初|最初|当初|早先|之前|年前|上年|去年|前一年|旧")
_LATE = re.compile(r"现在|如今|目前|今天|眼下|后来|之后|以后|今年|改后|新|次年|第二年")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d年")
_FROM = re.compile(r"(?:从|由|自)(?![而此来于])[^，,。；;到至成]{0,8}$")
_TO = re.compile(r"(?:到了?|至|成了?|为|变作|改回|只剩|剩下?|了|以及)[^，,。；;从由]{0,4}$")
_TURNED = re.compile(
    r"(?:从|由)(?P<a>[^，,。；;从由]{2,16}?)(?:改为|改成|改回|变成|变为|换成|换为|转为|转成|转向|转到|变到|回到|搬到|搬去|迁到|迁往|移到|升级为|降为)了?"
    r"(?P<b>[^，,。；;]{2,16})"
)
_BECAME = re.compile(
    r"(?:改为|改成|改回|变成|变为|换成|换为|转为|转成|转向|回到|搬到|搬去|迁到|迁往|移到)了?(?P<b>[^，,。；;]{2,16})"
)
_PAUSE = re.compile(r"[，,。；;：:！!？?\n]")
_LIKE, _UNLIKE = 0.6, 0.4
_SHARED = 1


class Shift(NamedTuple):
    """Two figures of a sentence, the earlier one first, and the sentence."""

    before: Amount
    after: Amount
    text: str
    words: frozenset[str]


def reversed_shift(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence has something go from where its source has it go to; None if it does not.

    >>> reversed_shift(parts("渡船从20班增加到35班"), ["过去渡船有35班，现在是20班。"])
    'the source has it the other way round: 过去渡船有35班,现在是20班。'
    >>> reversed_shift(parts("桥由收费改成了免费"), ["去年，桥由免费改为收费。"])
    'the source has it the other way round: 去年,桥由免费改为收费。'
    """
    for mine in shifts(said.text):
        theirs = [one for source in sources for one in shifts(source) if _same(mine, one) != 0]
        if theirs and all(_same(mine, one) < 0 for one in theirs):
            return _other_way(theirs[0].text)
    return _turned(said, sources)


def _other_way(quote: str) -> str:
    return say(f"the source has it the other way round: {quote}", f"来源的说法正好相反：{quote}")


def _same(one: Shift, other: Shift) -> int:
    """Return 1 for the same two figures in the same order, -1 for the other order, 0 for other figures."""
    if fits(one.before, other.before) and fits(one.after, other.after):
        return 1
    crossed = fits(one.before, other.after) and fits(one.after, other.before)
    return -1 if crossed and one.words & other.words else 0


@lru_cache(maxsize=512)
def shifts(text: str) -> tuple[Shift, ...]:
    """Return the pairs of figures of which a sentence says which was first."""
    whole = parts(text)
    found = []
    for part in whole.sentences:
        figures = [
            a for a in whole.amounts if part.start <= a.start < part.end and a.unit not in ("第", "年")
        ]
        if len(figures) < 2:
            continue
        words = frozenset(word.text for word in whole.words_in(part.start, part.end) if word.tells)
        marks = [_mark(whole.folded, part.start, figure) for figure in figures]
        for i, (one, mark) in enumerate(zip(figures, marks, strict=True)):
            for other, its in zip(figures[i + 1 :], marks[i + 1 :], strict=True):
                if not same_unit(one.unit, other.unit) or one.value == other.value:
                    continue
                if (mark, its) in ((-1, 1), (-2, 2), (-2, 1)):
                    found.append(Shift(one, other, part.text, words))
                    break
                if (mark, its) in ((1, -1), (2, -1)):
                    found.append(Shift(other, one, part.text, words))
                    break
                if (mark, its) == (0, -1) and _years(whole.folded, part.start, other):
                    found.append(Shift(other, one, part.text, words))
                    break
    return tuple(found)


def _mark(folded: str, start: int, figure: Amount) -> int:
    """Return -2 after 从, 2 after 到, -1 in a clause that tells of an earlier time, 1 in one of a later; 0 for neither."""
    pauses = [pause.end() for pause in _PAUSE.finditer(folded, start, figure.start)]
    begin = pauses[-1] if pauses else start
    before = folded[begin : figure.start]
    if _FROM.search(before):
        return -2
    if re.search(r"(?:从|由|自|比)", before) and _TO.search(before):
        return 2
    early, late = _EARLY.search(before), _LATE.search(before)
    if bool(early) != bool(late):
        return -1 if early else 1
    return -1 if _YEAR.search(before) and not late else 0


def _years(folded: str, start: int, figure: Amount) -> bool:
    """Whether the figure stands in a clause of so many years ago: …，四年前是5."""
    before = _PAUSE.split(folded[start : figure.start])[-1]
    return re.search(r"年前|以前|从前|过去|原来|上年|去年", before) is not None


def _turned(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why 由甲改成乙 is 由乙改成甲 in the source, or 改成甲."""
    for match in _TURNED.finditer(said.folded):
        a, b = match["a"], match["b"]
        quote = None
        for source in sources:
            for part in parts(source).sentences:
                for theirs in _TURNED.finditer(part.text):
                    straight = _alike(a, theirs["a"]) + _alike(b, theirs["b"])
                    crossed = _alike(a, theirs["b"]) + _alike(b, theirs["a"])
                    if straight >= crossed and straight > _LIKE:
                        return None
                    if min(_alike(a, theirs["b"]), _alike(b, theirs["a"])) >= _LIKE:
                        quote = quote or part.text
                for theirs in _BECAME.finditer(part.text):
                    if _alike(b, theirs["b"]) >= _LIKE:
                        return None
                    if _alike(a, theirs["b"]) >= _LIKE and _alike(b, part.text[: theirs.start()]) >= _LIKE:
                        quote = quote or part.text
        if quote:
            return _other_way(quote)
    return None


def _alike(ours: str, theirs: str) -> float:
    """Return the share of the pairs of characters of the one that the other has."""
    pairs = {ours[i : i + 2] for i in range(len(ours) - 1)}
    return sum(pair in theirs for pair in pairs) / len(pairs) if pairs else 0.0
