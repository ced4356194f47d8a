"""What a sentence links: who is what, by whom something is done, and which way a figure went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.grounding.opposites import FALLS, RISES
from qa.grounding.parts import Clause, Parts, Word, parts
from qa.language import say

_IS, _BY = "是", "由"
_NOUNS = ("n", "j", "eng")
_BEFORE_FIGURE = 8
# A single character that says which way the figure after it went.
_UP, _DOWN = re.compile(r"[升涨增添](?:了|高|出)?$"), re.compile(r"[降跌减掉](?:了|低|去)?$")
# 不是, 是否, 是不是, 于是, 看成是: none says what something is.
_NO_LINK = re.compile(
    r"不是|是否|是不|而是|于是|还是|但是|只是|若是|要是|凡是|是因为|是由于|是为了|(?:看|当|说)[成作]是|以为是|误认|当[成作]了?是"
)

# Not 是不是, 不是…就是, 不仅不是.
_IS_NOT = re.compile(r"(?<!是)不是(?!.{0,8}就是)|并非是?")
_LINKS = re.compile("是|并非")
_DENIES = re.compile(r"[不没未无非]")


class _Link(NamedTuple):
    """What stands before and after a linking word of a clause: words with matter."""

    subject: tuple[Word, ...]
    predicate: tuple[Word, ...]


def mislinked(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence links what its sources link with something else; None if it does not.

    >>> mislinked(parts("金融是基础设施。"), ["科技是基础设施，金融是应用。"])
    'the source says that of something else: 科技是基础设施'
    >>> mislinked(parts("税收增长三成。"), ["税收比上年下降30%。"])
    'the source says the opposite: 税收比上年下降30%'
    """
    theirs = [(text, clause) for text in map(parts, sources) for clause in _clauses(text)]
    refusal = None
    # The sources are only looked through for what the sentence has.
    if any(_link(said, clause) for clause in _clauses(said)):
        with_link = [(text, clause) for text, clause in theirs if _LINKS.search(clause.text)]
        refusal = _denied(said, with_link) or _said_of_another(said, with_link)
    if refusal is None and _BY in said.folded:
        refusal = _done_by_another(said, theirs)
    return refusal or _went_otherwise(said, theirs)


def _clauses(text: Parts) -> Iterator[Clause]:
    for part in text.sentences:
        yield from part.clauses


def _link(text: Parts, clause: Clause) -> _Link | None:
    """Return the two sides of 是, where a clause has one that links; of several the last (要明确的是甲是乙)."""
    words = text.words_in(clause.start, clause.end)
    at = [i for i, word in enumerate(words) if word.text == _IS]
    if not at or _NO_LINK.search(clause.text):
        return None
    first = at[-2] + 1 if len(at) > 1 else 0
    before = tuple(word for word in words[first : at[-1]] if word.tells)
    subject = tuple(word for word in before if word.tag.startswith(_NOUNS)) or before
    predicate = tuple(word for word in words[at[-1] + 1 :] if word.tells)
    return _Link(subject, predicate) if subject and predicate else None


def _said_of_another(said: Parts, theirs: Sequence[tuple[Parts, Clause]]) -> str | None:
    links = [(clause, link) for text, clause in theirs if (link := _link(text, clause))]
    for clause in _clauses(said):
        ours = _link(said, clause)
        if ours is None:
            continue
        mine, what = _texts(ours.subject), _texts(ours.predicate)
        same = [(other, link) for other, link in links if what <= _texts(link.predicate)]
        is_elsewhere = any(_head(mine, ours.subject) in _texts(link.subject) for _, link in links)
        if (
            same
            and is_elsewhere
            and not any(mine & _texts((*link.subject, *link.predicate)) for _, link in same)
        ):
            return _of_another(same[0][0])
    return None


def _denied(said: Parts, theirs: Sequence[tuple[Parts, Clause]]) -> str | None:
    """Return why the sources deny that one is the other, whichever of the two they begin with."""
    denials = [(clause, sides) for text, clause in theirs if (sides := _denial(text, clause))]
    links = [link for text, clause in theirs if (link := _link(text, clause))]
    for clause in _clauses(said):
        ours = _link(said, clause)
        if ours is None:
            continue
        heads = {ours.subject[-1].text, ours.predicate[-1].text}
        affirmed = any(
            {one} <= _texts(link.subject) and heads - {one} <= _texts(link.predicate)
            for link in links
            for one in heads
        )
        for other, (left, right) in () if affirmed else denials:
            if any({one} <= left and heads - {one} <= right for one in heads) and len(heads) > 1:
                return say(f"the source says the opposite: {other.text}", f"来源的说法相反：{other.text}")
    return None


def _denial(text: Parts, clause: Clause) -> tuple[set[str], set[str]] | None:
    """Return the words on both sides of 不是, where a clause denies that something is something."""
    found = _IS_NOT.search(clause.text)
    if found is None:
        return None
    at = clause.start + found.start()
    words = [word for word in text.words_in(clause.start, clause.end) if word.tells]
    left = {word.text for word in words if word.end <= at}
    right = {word.text for word in words if word.start >= clause.start + found.end()}
    return (left, right) if left and right else None


def _done_by_another(said: Parts, theirs: Sequence[tuple[Parts, Clause]]) -> str | None:
    for clause in _clauses(said):
        ours = _agent(said, clause)
        if ours is None:
            continue
        agents = [
            (other, found) for text, other in theirs if (found := _agent(text, other)) and found[1] & ours[1]
        ]
        known = any(
            ours[0] in other.text and ours[1] & _verbs(text, other) and not _DENIES.search(other.text)
            for text, other in theirs
        )
        if agents and not known and not any(_alike(ours[0], found[0]) for _, found in agents):
            return _of_another(agents[0][0])
    return None


def _agent(text: Parts, clause: Clause) -> tuple[str, set[str]] | None:
    """Return who does it in 由谁做, and the verbs after."""
    words = text.words_in(clause.start, clause.end)
    at = next((i for i, word in enumerate(words) if word.text == _BY), None)
    if at is None or at + 2 >= len(words):
        return None
    after = words[at + 1 :]
    verb = next((i for i, word in enumerate(after) if word.tag.startswith("v") and i), None)
    if verb is None:
        return None
    return "".join(word.text for word in after[:verb]), {
        w.text for w in after[verb:] if w.tag.startswith("v")
    }


def _verbs(text: Parts, clause: Clause) -> set[str]:
    return {word.text for word in text.words_in(clause.start, clause.end) if word.tag.startswith("v")}


def _went_otherwise(said: Parts, theirs: Sequence[tuple[Parts, Clause]]) -> str | None:
    for amount in said.amounts:
        ours = _way(said, amount.start)
        if ours is None:
            continue
        found = [
            (clause, way)
            for text, clause in theirs
            for other in text.amounts
            if clause.start <= other.start < clause.end
            and (other.value, other.unit) == (amount.value, amount.unit)
            and (way := _way(text, other.start)) is not None
        ]
        if found and all(way != ours for _, way in found):
            quote = found[0][0].text
            return say(f"the source says the opposite: {quote}", f"来源的说法相反：{quote}")
    return None


def _way(text: Parts, at: int) -> bool | None:
    """Return whether what stands before a figure rises (True) or falls; None for neither."""
    before = re.split(r"[，。；,;、]", text.folded[max(0, at - _BEFORE_FIGURE) : at])[-1]
    up, down = (side.search(before) or one.search(before) for side, one in ((RISES, _UP), (FALLS, _DOWN)))
    return None if bool(up) == bool(down) else bool(up)


def _texts(words: Sequence[Word]) -> set[str]:
    return {word.text for word in words}


def _head(texts: set[str], words: Sequence[Word]) -> str:
    """Return the last noun: 河上的船 is a ship."""
    return words[-1].text if words[-1].text in texts else ""


def _alike(one: str, other: str) -> bool:
    return one in other or other in one or len(set(one) & set(other)) > len(set(one)) / 2


def _of_another(clause: Clause) -> str:
    quote = clause.text
    return say(f"the source says that of something else: {quote}", f"来源说的是别的：{quote}")
