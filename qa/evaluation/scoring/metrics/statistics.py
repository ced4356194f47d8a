"""What units come to: values, bootstrap intervals, paired permutation tests, Holm's correction. All of it is seeded.

Units are arrays of shape (questions, 2), a resample is how often each question is drawn: shape (resamples, questions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from qa.evaluation.scoring.scores import Figure, Statistic

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.uint16]

RESAMPLES = 2_000
PERMUTATIONS = 10_000
_SEED = 20_240_229
_AT_ONCE = 1_000
_ROUNDING = 1e-9
_INTERVAL = (0.025, 0.975)


def estimated(figure: Figure) -> Figure:
    """Return a figure with its value and the 95% percentile bootstrap interval over what counts in it.

    >>> one = estimated(Figure("recall@1", "retrieval", {"a": (1, 1), "b": (0, 1)}))
    >>> one.value, one.low, one.high, one.count
    (0.5, 0.0, 1.0, 2)
    """
    pairs = as_array(list(figure.units.values()))
    value = value_of(figure.statistic, pairs)
    if value is None:
        return replace(figure, value=None, low=None, high=None, count=len(pairs))
    low, high = interval(values(figure.statistic, pairs, resamples(len(pairs))))
    return replace(figure, value=value, low=low, high=high, count=len(pairs))


def as_array(units: Sequence[tuple[float, float]]) -> Floats:
    """Return units as an array of shape (questions, 2), also where there are none."""
    return np.asarray(units, dtype=np.float64).reshape(-1, 2)


def value_of(statistic: Statistic, pairs: Floats) -> float | None:
    """Return what units come to, ``None`` where that is not defined: nothing below the line, one class only."""
    if not len(pairs):
        return None
    [value] = values(statistic, pairs, np.ones((1, len(pairs)), dtype=np.uint16))
    return None if np.isnan(value) else float(value)


def interval(found: Floats) -> tuple[float | None, float | None]:
    """Return the ends of the 95% interval of resampled values; those that are not defined are left out."""
    defined = found[~np.isnan(found)]
    if not len(defined):
        return None, None
    low, high = np.quantile(defined, _INTERVAL)
    return float(low), float(high)


@lru_cache(maxsize=16)
def resamples(n: int, rounds: int = RESAMPLES) -> Counts:
    """Return how often each of ``n`` questions is drawn in each round, with replacement; the same every time."""
    drawn = np.random.default_rng([_SEED, n]).integers(0, n, size=(rounds, n))
    places = drawn + n * np.arange(rounds)[:, None]
    return np.bincount(places.ravel(), minlength=rounds * n).reshape(rounds, n).astype(np.uint16)


def values(statistic: Statistic, pairs: Floats, drawn: Counts) -> Floats:
    """Return what units come to in each resample; not a number where it is not defined."""
    weights = drawn.astype(np.float64)
    if statistic == "ratio":
        return _ratio(weights @ pairs)
    if statistic == "p50":
        return _quantile(pairs[:, 0], weights, 0.5)
    if statistic == "p95":
        return _quantile(pairs[:, 0], weights, 0.95)
    if statistic == "auroc":
        return _auroc(pairs, weights)
    if statistic == "aurc":
        return _aurc(pairs, weights)
    return _kappa(pairs, weights)


def _ratio(sums: Floats) -> Floats:
    """Return above over below; ``sums`` has shape (resamples, 2)."""
    above, below = sums[:, 0], sums[:, 1]
    ratios: Floats = np.divide(above, below, out=np.full(len(sums), np.nan), where=below > 0)
    return ratios


def _quantile(found: Floats, weights: Floats, share: float) -> Floats:
    """Return a quantile as :func:`numpy.quantile` does, of each value as often as it was drawn."""
    order = np.argsort(found, kind="stable")
    ordered, passed = found[order], np.cumsum(weights[:, order], axis=1)
    at = (passed[:, -1] - 1) * share
    lower, upper = np.floor(at), np.ceil(at)
    below = ordered[np.sum(passed <= lower[:, None], axis=1)]
    over = ordered[np.sum(passed <= upper[:, None], axis=1)]
    return np.asarray(below + (at - lower) * (over - below))


def _by_score(pairs: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weight of ones and of all by distinct score, the least first: shapes (resamples, scores)."""
    order = np.argsort(pairs[:, 0], kind="stable")
    scores = pairs[order, 0]
    begins = np.flatnonzero(np.r_[True, scores[1:] > scores[:-1]])
    every = weights[:, order]
    ones = every * pairs[order, 1]
    return np.add.reduceat(ones, begins, axis=1), np.add.reduceat(every, begins, axis=1)


def _auroc(pairs: Floats, weights: Floats) -> Floats:
    """Return the chance that a positive has the higher score than a negative, ties counted half."""
    positive, every = _by_score(pairs, weights)
    negative = every - positive
    under = np.cumsum(negative, axis=1) - negative / 2
    pairs_in_all = positive.sum(axis=1) * negative.sum(axis=1)
    return _ratio(np.stack([(positive * under).sum(axis=1), pairs_in_all], axis=1))


def _aurc(pairs: Floats, weights: Floats) -> Floats:
    """Return the mean, over the answers, of the share that is wrong among those at least as sure."""
    wrong, every = (side[:, ::-1] for side in _by_score(pairs, weights))
    answered = np.cumsum(every, axis=1)
    risk = np.divide(np.cumsum(wrong, axis=1), answered, out=np.zeros_like(answered), where=answered > 0)
    return _ratio(np.stack([(risk * every).sum(axis=1), every.sum(axis=1)], axis=1))


def _kappa(pairs: Floats, weights: Floats) -> Floats:
    """Return Cohen's kappa: how far two judges agree beyond what chance would give."""
    one, other, both = weights @ pairs[:, 0], weights @ pairs[:, 1], weights @ (pairs[:, 0] * pairs[:, 1])
    n = weights.sum(axis=1)
    agreed = (n - one - other + 2 * both) / n
    by_chance = (one * other + (n - one) * (n - other)) / n**2
    return _ratio(np.stack([agreed - by_chance, 1 - by_chance], axis=1))


def paired_interval(statistic: Statistic, before: Floats, after: Floats) -> tuple[float | None, float | None]:
    """Return the 95% bootstrap interval of the difference; row ``i`` of both is the same question."""
    drawn = resamples(len(before))
    return interval(values(statistic, after, drawn) - values(statistic, before, drawn))


def permutation_test(before: Floats, after: Floats) -> float:
    """Return the two-sided p of a difference between two ratios, by exchanging the runs' units question by question.

    Only questions that differ can matter. Where there are few, every exchange is tried; else 10,000 by chance.

    >>> zero, one = as_array([(0, 1)] * 5), as_array([(1, 1)] * 5)
    >>> permutation_test(zero, one)  # 2 of 32 exchanges are as far apart
    0.0625
    """
    change = after - before
    differ = np.flatnonzero(np.any(np.abs(change) > _ROUNDING, axis=1))
    sums = np.stack([before.sum(axis=0), after.sum(axis=0)])
    observed = abs(_difference(sums[:1], sums[1:])[0])
    if not len(differ) or np.isnan(observed):
        return 1.0
    is_exact = 2 ** len(differ) <= PERMUTATIONS
    rounds = 2 ** len(differ) if is_exact else PERMUTATIONS
    random = np.random.default_rng([_SEED, len(differ)])
    as_far = 0
    for start in range(0, rounds, _AT_ONCE):
        some = min(_AT_ONCE, rounds - start)
        if is_exact:
            swapped = np.arange(start, start + some)[:, None] >> np.arange(len(differ)) & 1
        else:
            swapped = random.integers(0, 2, size=(some, len(differ)))
        moved = swapped @ change[differ]
        found = np.abs(_difference(sums[0] + moved, sums[1] - moved))
        # An exchange that leaves nothing to compare is counted against the difference.
        as_far += int(np.sum(~(found < observed - _ROUNDING)))
    return as_far / rounds if is_exact else (as_far + 1) / (rounds + 1)


def _difference(before: Floats, after: Floats) -> Floats:
    return _ratio(after) - _ratio(before)


def holm(found: Sequence[float]) -> list[float]:
    """Return p values corrected for their number by Holm's step-down method, in the order given.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    corrected = [0.0] * len(found)
    most = 0.0
    for rank, at in enumerate(sorted(range(len(found)), key=found.__getitem__)):
        most = max(most, min(1.0, (len(found) - rank) * found[at]))
        corrected[at] = most
    return corrected
