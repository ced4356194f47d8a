"""The order of what was found, mended by where it stands in its article.

An introduction touches on all that its article goes into, and so it is near to any question about that; what is
asked for is told in the section. So it goes behind the best of its article's sections, if that is close.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from qa.indexing.words import ChunkKey

# How close, in fused scores: these are weighted means of standardised ones.
_CLOSE = 1.0
_BEHIND = 1e-6


def reranked(
    scores: Mapping[ChunkKey, float], is_introduction: Callable[[ChunkKey], bool]
) -> dict[ChunkKey, float]:
    """Return the score that each chunk has after it was looked at beside the others of its article.

    >>> intro, section = ChunkKey("a", "r", 0, 0), ChunkKey("a", "r", 1, 0)
    >>> reranked({intro: 2.0, section: 1.5}, lambda key: key.section == 0)[intro] < 1.5
    True
    """
    best = _best(scores, (key for key in scores if not is_introduction(key)))
    return {
        key: min(score, best[key.article] - _BEHIND)
        if key.article in best and score - _CLOSE < best[key.article] and is_introduction(key)
        else score
        for key, score in scores.items()
    }


def _best(scores: Mapping[ChunkKey, float], keys: Iterable[ChunkKey]) -> dict[str, float]:
    best: dict[str, float] = {}
    for key in keys:
        best[key.article] = max(best.get(key.article, scores[key]), scores[key])
    return best
