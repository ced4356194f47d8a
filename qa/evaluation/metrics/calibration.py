"""How far scores that claim to be chances are: reliability by bins, expected calibration error, Brier score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

BINS = 10


def calibration(scored: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """Return the reliability curve of scores (0 to 1) and what they turned out to be, in ten bins of equal width.

    ``score``, ``share`` and ``count`` have an entry for each bin, from 0.0–0.1 to 0.9–1.0: its mean score, the share that was
    true (``None`` for an empty bin), how many. ``ece`` is the mean distance of the two, weighted by the counts, ``brier``
    the mean square of score minus truth. Empty where there is nothing.

    >>> curve = calibration([(0.95, True), (0.91, False), (0.05, False)])
    >>> curve["count"], [share for share in curve["share"] if share is not None]
    ([1, 0, 0, 0, 0, 0, 0, 0, 0, 2], [0.0, 0.5])
    """
    if not scored:
        return {}
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, truth in scored:
        bins[min(BINS - 1, int(score * BINS))].append((score, truth))
    means = [sum(score for score, _ in found) / len(found) if found else None for found in bins]
    shares = [sum(truth for _, truth in found) / len(found) if found else None for found in bins]
    apart = [
        len(found) * abs(mean - share)
        for found, mean, share in zip(bins, means, shares, strict=True)
        if mean is not None and share is not None
    ]
    return {
        "score": means,
        "share": shares,
        "count": [len(found) for found in bins],
        "ece": sum(apart) / len(scored),
        "brier": sum(brier(score, truth) for score, truth in scored) / len(scored),
    }


def brier(score: float, truth: bool) -> float:
    """Return the square of how far a score is from the truth."""
    return (score - truth) ** 2
