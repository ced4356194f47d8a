"""The candidates as they stand in their articles: which sentence comes before and after which, and on what line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from qa.answering.without_model.candidates import Candidate

Line: TypeAlias = tuple[Candidate, ...]
"""The sentences between two line breaks: a paragraph, an item of a list, a row of a table."""

_ENDS = tuple("。.！!？?…")
_CLOSINGS = "」』”’）)》\"'"


class InOrder:
    """Candidates in the order of their sections, as far as the passages go.

    Two are neighbours where nothing that says something stands between them. ``all`` are sorted by article, section and place.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        places = {(c.passage.article, c.passage.section, c.start): c for c in candidates}
        self.all = [places[place] for place in sorted(places)]
        self._at = {self._place(c): at for at, c in enumerate(self.all)}

    def before(self, candidate: Candidate) -> Candidate | None:
        """Return the sentence right before another one in its section, if a passage has it."""
        at = self._at[self._place(candidate)]
        return self.all[at - 1] if at and _between(self.all[at - 1], candidate) is not None else None

    def after(self, candidate: Candidate) -> Candidate | None:
        """Return the sentence right after another one in its section, if a passage has it."""
        at = self._at[self._place(candidate)] + 1
        return self.all[at] if at < len(self.all) and _between(candidate, self.all[at]) is not None else None

    def pieces(self, candidate: Candidate) -> list[Candidate]:
        """Return a sentence with the rest of it, where two passages share it and both are there."""
        found = [candidate]
        while (one := self.before(found[0])) is not None and _goes_on(one, found[0]):
            found.insert(0, one)
        while (one := self.after(found[-1])) is not None and _goes_on(found[-1], one):
            found.append(one)
        return found

    def lines(self) -> list[list[Line]]:
        """Return the lines, those without a gap between them together."""
        texts: list[list[list[Candidate]]] = []
        before: Candidate | None = None
        for candidate in self.all:
            between = None if before is None else _between(before, candidate)
            if between is None:
                texts.append([[candidate]])
            elif "\n" in between:
                texts[-1].append([candidate])
            else:
                texts[-1][-1].append(candidate)
            before = candidate
        return [[tuple(line) for line in text] for text in texts]

    def groups(self, chosen: Sequence[Candidate]) -> list[Candidate]:
        """Return what is given, what stands together in its order: each run where its first one in ``chosen`` is."""
        left = {self._place(c): c for c in chosen}
        found: list[Candidate] = []
        for candidate in chosen:
            if self._place(candidate) not in left:
                continue
            run = [candidate]
            while (one := self.before(run[0])) is not None and self._place(one) in left:
                run.insert(0, one)
            while (one := self.after(run[-1])) is not None and self._place(one) in left:
                run.append(one)
            found += run
            for one in run:
                del left[self._place(one)]
        return found

    @staticmethod
    def _place(candidate: Candidate) -> tuple[str, int, int]:
        return candidate.passage.article, candidate.passage.section, candidate.start


def _goes_on(one: Candidate, next_: Candidate) -> bool:
    """Whether a sentence goes on in the next passage."""
    if one.passage.start == next_.passage.start or "\n" in (_between(one, next_) or ""):
        return False
    return one.text.rstrip(_CLOSINGS)[-1:] not in _ENDS


def _between(one: Candidate, other: Candidate) -> str | None:
    """Return the white space between two sentences; None where they are no neighbours."""
    a, b = one.passage, other.passage
    if (a.article, a.section) != (b.article, b.section) or other.start < one.end:
        return None
    if a.start <= other.start < a.end:
        between = a.text[one.end - a.start : other.start - a.start]
    elif a.end == b.start:
        between = a.text[one.end - a.start :] + b.text[: other.start - b.start]
    else:
        return None
    return None if any(map(str.isalnum, between)) else between
