"""Two things that a source tells apart (东线, 西线; 货车, 客车), and a sentence that says of one what it says of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from qa.grounding.aligned import has_verb
from qa.grounding.coverage import holds
from qa.grounding.fitting import fits
from qa.grounding.parts import Clause, Part, Parts, Word, parts
from qa.language import say

_NOUNS = ("n", "j", "s", "f", "t", "b", "eng")
_NEGATES = re.compile(r"[没未无非]|不(?!良|仅|断|同|过|少|久|单|论|管)")
_LONGEST = 5
_LEAST, _BOTH = 0.75, 0.99
_NEAR = 6
_ANY = "全各本该每诸最"
_OTHER = "的了是在有和与及"


def exchanged(said: Parts, sources: Sequence[str]) -> str | None:
    """Return what a sentence puts in the place of its rival, as a reason; None if there is nothing.

    Two nouns are rivals where a source sentence has both, and they are alike but for a character or begin two clauses
    that are built alike. A sentence is refused where the clauses with one of them have all the rest of what it says, and
    no sentence with the other has.

    >>> source = "东线归航运局管，西线归村里管。东线的船能载车，西线的船只载人。"
    >>> exchanged(parts("西线的船能载车。"), [source])
    'the source says that of 东线, not of 西线: 东线的船能载车'
    >>> exchanged(parts("东线的船能载车。"), [source]) is None
    True
    """
    pairs: dict[str, set[str]] = {}
    nouns = {word.text for word in said.telling if word.tag.startswith(_NOUNS)}
    for source in sources:
        near = frozenset(
            part.start for part in parts(source).sentences if any(noun in part.text for noun in nouns)
        )
        for one, other in rivals(source, near) if near else ():
            if one in said.folded or other in said.folded:
                pairs.setdefault(one, set()).add(other)
                pairs.setdefault(other, set()).add(one)
    for clause in said.clauses if pairs else ():
        mine = [word for word in pairs if word in clause.text]
        words = [word for word in said.words_in(clause.start, clause.end) if word.tells]
        for name in mine:
            for other in pairs[name]:
                if other in clause.text or name in other or other in name:
                    continue
                rest = [word for word in words if word.text not in name and name not in word.text]
                quote = _of_the_other(said, clause, name, other, rest, sources)
                if quote is not None:
                    return say(
                        f"the source says that of {other}, not of {name}: {quote}",
                        f"来源说的是“{other}”，不是“{name}”：{quote}",
                    )
    return None


def _of_the_other(
    said: Parts, clause: Clause, name: str, other: str, rest: Sequence[Word], sources: Sequence[str]
) -> str | None:
    """Return the stretch of a source that says of another one all that a clause says, where none says it of its own."""
    stated = [a for a in said.amounts if clause.start <= a.start < clause.end]
    if not rest or (len(rest) < 2 and not stated):
        return None
    negated = _NEGATES.search(clause.text) is not None
    found = None
    for source in sources:
        text = parts(source)
        for part in text.sentences:
            for start, end in _stretches(part, other, name):
                stretch = text.folded[start:end]
                given = [a for a in text.amounts if start <= a.start < end]
                held = _held(_topic(part, name, other) + stretch, rest)
                if (
                    held >= _LEAST
                    and all(any(fits(a, b) for b in given) for a in stated)
                    and (_NEGATES.search(stretch) is not None) == negated
                ):
                    found = found or stretch.strip()
            if name in part.text:
                held = max(
                    (_held(text.folded[a:b], rest) for a, b in _stretches(part, name, other)), default=0.0
                )
                given = [a for a in text.amounts if part.start <= a.start < part.end]
                whole = other not in part.text and _held(part.text, rest) >= _LEAST
                same = held >= _BOTH and all(
                    any(fits(a, b) for b in text.amounts if s <= b.start < e)
                    for a in stated
                    for s, e in _stretches(part, name, other)
                )
                if whole or same:
                    return None
    return found


def _topic(part: Part, name: str, other: str) -> str:
    """Return what a sentence begins with, before either of two is named."""
    first = min(clause.start for clause in part.clauses if name in clause.text or other in clause.text)
    return part.text[: first - part.start]


def _held(text: str, rest: Sequence[Word]) -> float:
    return sum(1.0 if has_verb(text, word.text) else holds(text, word.text) for word in rest) / len(rest)


def _stretches(part: Part, name: str, without: str) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a sentence about a name, with those after it that name neither."""
    start = end = -1
    for clause in part.clauses:
        if name in clause.text:
            if without in clause.text:
                start = -1
                continue
            yield clause.start, clause.end
            start = clause.start
        elif without in clause.text:
            start = -1
        elif start >= 0:
            end = clause.end
            yield start, end


@lru_cache(maxsize=512)
def rivals(source: str, near: frozenset[int]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of nouns that the sentences of a text tell apart which begin at ``near``."""
    text = parts(source)
    found: dict[tuple[str, str], None] = {}
    for part in text.sentences:
        if part.start not in near:
            continue
        nouns = {
            word.text: word
            for word in text.words_in(part.start, part.end)
            if word.tells and word.tag.startswith(_NOUNS) and 1 < len(word.text) <= _LONGEST
        }
        names = list(nouns)
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                if _differ_by_one(one, other) and _stand_alike(part, one, other):
                    found[one, other] = None
        for clause, following in pairwise(part.clauses):
            pair = _first(text, clause), _first(text, following)
            if pair[0] and pair[1] and _built_alike(text, clause, following, pair[0], pair[1]):
                found[pair[0].text, pair[1].text] = None
    return tuple(found)


def _stand_alike(part: Part, one: str, other: str) -> bool:
    """Whether two nouns of a sentence begin a clause each, or stand in one list."""
    if re.search(rf"{re.escape(one)}\w{{0,4}}[、和与及]\w{{0,4}}{re.escape(other)}", part.text):
        return True
    return all(any(0 <= clause.text.find(name) <= _NEAR for clause in part.clauses) for name in (one, other))


def _differ_by_one(one: str, other: str) -> bool:
    """Whether two words are alike but for their first characters or their last ones: 东线 and 西线."""
    if len(one) != len(other) or one == other or one[0] in _ANY or other[0] in _ANY:
        return False
    same = [a == b for a, b in zip(one, other, strict=True)]
    return (same[-1] and not same[0]) or (same[0] and not same[-1] and len(one) > 2)


def _first(text: Parts, clause: Clause) -> Word | None:
    """Return the noun that a clause begins with."""
    words = [word for word in text.words_in(clause.start, clause.end) if word.text.strip(" \"'而但则")]
    return words[0] if words and words[0].tells and words[0].tag.startswith(("n", "j", "s", "t")) else None


def _built_alike(text: Parts, clause: Clause, following: Clause, one: Word, other: Word) -> bool:
    """Whether two clauses have a verb or a preposition in common and begin with nouns that differ."""
    if one.text == other.text or one.text in following.text or other.text in clause.text:
        return False
    shared = {word.text for word in text.words_in(clause.start, clause.end) if word.tag[:1] in "vpaq"} & {
        word.text for word in text.words_in(following.start, following.end)
    }
    return any(word not in _OTHER for word in shared)
