"""What a question compares, and the passage that is on each of the things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

from qa import text as zh
from qa.answering.without_model.candidates import Candidate, candidates
from qa.models import Passage
from qa.retrieval import Found
from qa.sides import best_of_sides, sides


def of_sides(question: str, found: Found, rarity: Callable[[str], float]) -> dict[str, list[Candidate]]:
    """Return the things that a question compares, as questions of their own, with the sentences of the passage on each.

    Empty where it compares nothing, or where the search did not bring up a passage for each.
    """
    things = sides(question)
    passages = found.passages[: best_of_sides([passage.score for passage in found.passages], len(things))]
    if not things or len(passages) < len(things):
        return {}
    own = [set(zh.content_words(thing)) for thing in things]
    shared = set.intersection(*own)
    best = max(
        permutations(passages),
        key=lambda order: sum(
            _has(passage, words - shared) for passage, words in zip(order, own, strict=True)
        ),
    )
    return {
        thing: candidates(thing, replace(found, passages=(passage,)), rarity)
        for thing, passage in zip(things, best, strict=True)
    }


def _has(passage: Passage, words: Sequence[str] | set[str]) -> float:
    """Return the share of words that a passage or what stands above it has."""
    whole = zh.fold("\n".join((passage.title, *passage.path, passage.text)))
    return sum(word in whole for word in words) / len(words) if words else 0.0
