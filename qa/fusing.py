"""What the dense and the word side brought up, with one score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.indexing.words import ChunkKey


@dataclass(slots=True)
class Candidate:
    """A chunk that came up: its cosine, that less the background, its word score, and what becomes of them."""

    dense: float | None = None
    apart: float | None = None
    words: float = 0.0
    score: float = 0.0
    rerank: float | None = None
    best: tuple[int, int] | None = None
    spans: dict[int, float] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.spans = {}


def scores_of(candidates: Mapping[ChunkKey, Candidate]) -> dict[ChunkKey, float]:
    """Return the score of each candidate."""
    return {key: candidate.score for key, candidate in candidates.items()}


def in_order(candidates: Mapping[ChunkKey, Candidate]) -> dict[ChunkKey, Candidate]:
    """Return the candidates, best first; of two that are alike, the one with the lesser key."""
    return dict(sorted(candidates.items(), key=lambda item: (-item[1].score, item[0])))


def fuse(candidates: Iterable[Candidate], words_weight: float) -> None:
    """Give every candidate its score: standardised dense and word scores, weighted.

    A chunk that the dense side did not bring up is worth as much there as the last one that it did.
    """
    listed = list(candidates)
    if not listed:
        return
    floor = min((c.apart for c in listed if c.apart is not None), default=0.0)
    dense = _standardised([floor if c.apart is None else c.apart for c in listed])
    words = _standardised([c.words for c in listed])
    for candidate, d, w in zip(listed, dense, words, strict=True):
        candidate.score = (1 - words_weight) * d + words_weight * w


def _standardised(values: Sequence[float]) -> list[float]:
    # For some fifty numbers, plain Python is several times as fast as numpy.
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / spread for value in values] if spread > 1e-9 else [0.0] * len(values)


def cards_by_article(
    cards: Mapping[ChunkKey, Candidate], texts: Mapping[ChunkKey, Candidate], named: Mapping[ChunkKey, int]
) -> dict[ChunkKey, Candidate]:
    """Return the cards, above all texts: those that are named first, then by themselves and their article's best text."""
    best: dict[str, float] = {}
    for key, candidate in texts.items():
        best[key.article] = max(best.get(key.article, -math.inf), candidate.score)
    lowest = min(best.values(), default=0.0)
    for key, card in cards.items():
        card.score += best.get(key.article, lowest)
    scores = [card.score for card in cards.values()]
    apart = max(scores, default=0.0) - min(scores, default=0.0) + 1.0
    for key, times in named.items():
        cards[key].score += times * apart
    top = max((candidate.score for candidate in texts.values()), default=0.0)
    shift = top - min((card.score for card in cards.values()), default=0.0) + 1.0
    for card in cards.values():
        card.score += shift
    return in_order(cards)
