"""Which source sentences carry a sentence that is supported: the fewest, best first taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.grounding.coverage import characters_of, holds
from qa.grounding.fitting import fits
from qa.grounding.parts import Parts, parts

_MOST_PLACES = 3
# As many more are cited where these alone do not carry the sentence, each the best of so many.
_MOST_ADDED = 3
_TRIED = 6
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


def places(
    sentence: Parts, sources: Sequence[str], margin: Callable[[Sequence[Place]], float]
) -> tuple[Place, ...]:
    """Return the source sentences that together carry what the sentence says, in the order of the sources.

    ``margin`` says by how much what stands at some places carries it, less than 0 where it does not. There are none where a few
    do not carry it.
    """
    candidates = _candidates(sentence, sources)
    # Of two that hold as much, the one in nearly the same words is the one that a reader expects.
    pairs = _pairs(sentence.folded)
    alike = {place: _likeness(pairs, _pairs(text)) for place, text, _ in candidates}
    taken = _fewest(sentence, [(place, found) for place, _, found in candidates], alike)
    if margin(taken) >= 0:
        return tuple(sorted(taken))
    own = {character for start, end in sentence.stretches for character in sentence.folded[start:end]}
    for _ in range(_MOST_ADDED):
        missing = own.difference(*(text for place, text, _ in candidates if place in taken))
        others = [(place, text) for place, text, _ in candidates if place not in taken]
        others.sort(key=lambda one: (-len(missing & characters_of(one[1])), -alike[one[0]]))
        tried = {place: margin([*taken, place]) for place, _ in others[:_TRIED]}
        if not tried:
            break
        best = max(tried, key=tried.__getitem__)
        taken.append(best)
        if tried[best] >= 0:
            return tuple(sorted(taken))
    return ()


def quoted(taken: Sequence[Place], sources: Sequence[str]) -> dict[int, str]:
    """Return what stands at places, by source, those of one source as one text.

    >>> quoted([Place(0, 4, 6), Place(0, 0, 2)], ["甲。乙。丙。"])
    {0: '甲。丙。'}
    """
    found: dict[int, str] = {}
    for place in sorted(taken):
        found[place.source] = found.get(place.source, "") + sources[place.source][place.start : place.end]
    return found


def _candidates(sentence: Parts, sources: Sequence[str]) -> list[tuple[Place, str, set[object]]]:
    """Return each source sentence with the words, amounts and dates of the sentence that it holds."""
    words = {word.text for word in sentence.telling}
    candidates = []
    for i, source in enumerate(sources):
        whole = parts(source)
        for part in whole.sentences:
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
            candidates.append((Place(i, part.start, part.end), part.text, found))
    return candidates


def _fewest(
    sentence: Parts, candidates: Sequence[tuple[Place, set[object]]], alike: Mapping[Place, float]
) -> list[Place]:
    """Return the source sentences that hold most, each for a fact or for more than a stray word."""
    stated = set(sentence.amounts) | set(sentence.dates)
    taken: list[Place] = []
    left: set[object] = set().union(*(found for _, found in candidates)) if candidates else set()
    while left and len(taken) < _MOST_PLACES:
        place, found = max(candidates, key=lambda candidate: (len(candidate[1] & left), alike[candidate[0]]))
        gained = found & left
        if not gained or (taken and len(gained) < 2 and not gained & stated):
            break
        taken.append(place)
        left -= gained
    if not taken and candidates:  # the words are others, the matter is there
        taken = [max(alike, key=lambda place: alike[place])] if max(alike.values()) > 0 else []
    return taken


def _likeness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / max(1, len(ours | theirs))


@lru_cache(maxsize=1024)
def _pairs(folded: str) -> frozenset[str]:
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))
