"""Which source sentences carry a sentence that is supported: the fewest, best first taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.grounding.coverage import holds
from qa.grounding.fitting import fits
from qa.grounding.parts import Parts, parts

_MOST_PLACES = 3
_END_MARKS = "。.！!…；;，,、：:\"'」』”’）) \t\n\u3000"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A source sentence: ``source`` is the number of the text it stands in, offsets are in that text."""

    source: int
    start: int
    end: int


def copied(sentence: Parts, sources: Sequence[str]) -> Place | None:
    """Return the source sentence that this one was copied from, word for word."""
    wanted = sentence.folded.strip(_END_MARKS)
    if not any(character.isalnum() for character in wanted):
        return None
    for i, source in enumerate(sources):
        if wanted not in parts(source).folded:
            continue
        for part in parts(source).sentences:
            if part.text.strip(_END_MARKS) == wanted:
                return Place(i, part.start, part.end)
    return None


def places(sentence: Parts, sources: Sequence[str]) -> tuple[Place, ...]:
    """Return the source sentences that together hold what the sentence says, in the order of the sources."""
    words = {word.text for word in sentence.telling}
    candidates: list[tuple[Place, set[object]]] = []
    alike: dict[Place, float] = {}
    # Of two that hold as much, the one in nearly the same words is the one that a reader expects.
    pairs = _pairs(sentence.folded)
    stated = set(sentence.amounts) | set(sentence.dates)
    for i, source in enumerate(sources):
        whole = parts(source)
        for part in whole.sentences:
            place, theirs = Place(i, part.start, part.end), _pairs(part.text)
            found: set[object] = {word for word in words if holds(part.text, word) >= 0.5}
            amounts = [amount for amount in whole.amounts if part.start <= amount.start < part.end]
            dates = [date for date in whole.dates if part.start <= date.start < part.end]
            found |= {amount for amount in sentence.amounts if any(fits(amount, given) for given in amounts)}
            found |= {
                date
                for date in sentence.dates
                if any(
                    all(
                        mine is None or mine == other for mine, other in zip(date[:3], given[:3], strict=True)
                    )
                    for given in dates
                )
            }
            candidates.append((place, found))
            alike[place] = len(pairs & theirs) / max(1, len(pairs | theirs))
    taken: list[Place] = []
    left: set[object] = set().union(*(found for _, found in candidates)) if candidates else set()
    while left and len(taken) < _MOST_PLACES:
        place, found = max(candidates, key=lambda candidate: (len(candidate[1] & left), alike[candidate[0]]))
        gained = found & left
        # A further sentence is cited for a fact, or for more than a stray word.
        if not gained or (taken and len(gained) < 2 and not gained & stated):
            break
        taken.append(place)
        left -= gained
    if not taken and candidates:  # the words are others, the matter is there
        taken = [max(alike, key=lambda place: alike[place])] if max(alike.values()) > 0 else []
    return tuple(sorted(taken))


@lru_cache(maxsize=1024)
def _pairs(folded: str) -> frozenset[str]:
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))
