"""Each clause of a sentence beside the source sentences that say most of it: where what is turned round can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from qa.grounding.coverage import has_word
from qa.grounding.parts import Clause, Part, Parts, Word, parts

_CLOSINGS = "\"'」』”’）) "
_LEAST_SHARE = 0.4
_MOST_OF_IT = 0.5
_WIDER = 0.15
_NEARLY = 0.15
_MOST_MATCHES = 3
_FEWEST_WORDS = 2
COMING_OFF = "到进掉走入出"
"""What says of a verb that it came off: 收到, 收进."""


class Match(NamedTuple):
    """A source sentence, and the share of a clause's words that it holds, weighted by rarity."""

    source: int
    part: Part
    text: Parts
    share: float

    def around(self, sentences: int) -> tuple[int, int]:
        """Return the range of the sentence with so many before it and after it."""
        at = self.text.sentences.index(self.part)
        some = self.text.sentences[max(0, at - sentences) : at + sentences + 1]
        return some[0].start, some[-1].end


@dataclass(frozen=True)
class Aligned:
    """A clause of the sentence that is checked, with its best matches, best first; there may be none."""

    said: Parts
    clause: Clause
    telling: tuple[Word, ...]
    matches: tuple[Match, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All its words, those without matter among them."""
        return self.said.words_in(self.clause.start, self.clause.end)

    def counterparts(self, match: Match) -> list[tuple[int, int]]:
        """Return the ranges in a source sentence that the clause is to be compared with.

        These are the clauses that hold most of it (neighbouring ones for one that was joined), or all of the sentence
        where none holds half.
        """
        words = {word.text for word in self.telling}
        clauses = match.part.clauses
        held = [{word for word in words if has_verb(clause.text, word)} for clause in clauses]
        found = []
        joined = len(self.said.clauses_in(self.clause.start, self.clause.end))
        for size in range(1, max(1, joined) + 1):
            for at in range(len(clauses) - size + 1):
                share = len(set().union(*held[at : at + size])) / len(words)
                place = (clauses[at].start, clauses[at + size - 1].end)
                found.append((share - _WIDER * (size - 1), place))
        best = max((share for share, _ in found), default=0.0)
        if best < _MOST_OF_IT:
            return [(match.part.start, match.part.end)]
        return [place for share, place in found if share == best]

    def likeness(self, text: Parts, start: int, end: int) -> float:
        """Return the share of the telling words of a range of a source that the clause has."""
        theirs = {word.text for word in text.words_in(start, end) if word.tells}
        return sum(word in self.clause.text for word in theirs) / len(theirs) if theirs else 0.0


def align(said: Parts, sources: Sequence[str], rarity: Callable[[str], float]) -> tuple[Aligned, ...]:
    """Return the clauses of a sentence with the source sentences that hold most of their words.

    Of those that hold as much of a clause, the one that holds more of its numbers and of the whole sentence is better.

    >>> [clause] = align(parts("手续费是3%"), ["总部在杭州。手续费为3%。"], lambda word: 1.0)
    >>> clause.matches[0].part.text
    '手续费为3%。'
    """
    weights = {word.text: rarity(word.text) for word in said.telling}
    total = sum(weights.values()) or 1.0
    candidates = [
        (n, part, text, {word for word in weights if has_word(part.text, word)})
        for n, text in enumerate(map(parts, sources))
        for part in text.sentences
        if not part.text.rstrip(_CLOSINGS).endswith(("?", "？"))  # a question says nothing
    ]
    found = []
    for part in said.sentences:
        for clause in _joined(said, part):
            telling = tuple(word for word in said.telling if clause.start <= word.start < clause.end)
            values = said.values_in(clause.start, clause.end)
            own = sum(weights[word.text] for word in telling)
            ranked = []
            for n, source_part, text, held in candidates if own else ():
                share = sum(weights[word.text] for word in telling if word.text in held) / own
                if share >= _LEAST_SHARE:
                    whole = sum(weights[word] for word in held) / total
                    figures = len(values & text.values[source_part.start]) / len(values) if values else 0.0
                    ranked.append((share + whole + figures, Match(n, source_part, text, share)))
            ranked.sort(key=lambda one: -one[0])
            near = [match for score, match in ranked if score >= ranked[0][0] - _NEARLY][:_MOST_MATCHES]
            found.append(Aligned(said, clause, telling, tuple(near)))
    return tuple(found)


def has_verb(text: str, word: str) -> bool:
    """Whether a clause has a word, or the same verb in another form: 收进 for 收到."""
    return has_word(text, word) or (len(word) == 2 and word[1] in COMING_OFF and word[0] in text)


def _joined(said: Parts, part: Part) -> list[Clause]:
    """Return a sentence's clauses, one of a single telling word as a part of its neighbour: 在杭州，他…"""
    found: list[Clause] = []
    for clause in part.clauses:
        last = found[-1] if found else None
        if (
            last is not None
            and sum(word.tells for word in said.words_in(last.start, last.end)) < _FEWEST_WORDS
        ):
            found[-1] = Clause(said.folded[last.start : clause.end], last.start, clause.end)
        else:
            found.append(clause)
    if (
        len(found) > 1
        and sum(word.tells for word in said.words_in(found[-1].start, part.end)) < _FEWEST_WORDS
    ):
        last = found.pop()
        found[-1] = Clause(said.folded[found[-1].start : last.end], found[-1].start, last.end)
    return found
