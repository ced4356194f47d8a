"""Which of several points are worth choosing from: those that no other beats."""

from __future__ import annotations

from collections.abc import Sequence

from qa.evaluation.scores import Better


def front(
    points: Sequence[Sequence[float | None]], better: Sequence[Better], slack: Sequence[float]
) -> list[bool]:
    """Return for each point whether it is on the Pareto front.

    It is not where another is at least as good on every axis and better on one, or where it has no value on an axis on
    which others have one. An axis on which no point has a value does not count. ``better`` and ``slack`` have one entry an
    axis: values that differ by no more than the slack are as good as each other.

    >>> front([(0.9, 2.0), (0.8, 1.0), (0.8, 2.0), (0.9, 2.0)], ("higher", "lower"), (0, 0))
    [True, True, False, True]
    >>> front([(0.9, 2.01), (0.8, 2.0)], ("higher", "lower"), (0, 0.1))
    [True, False]
    >>> front([(0.9, None), (0.8, 1.0)], ("higher", "lower"), (0, 0))
    [False, True]
    """
    axes = [axis for axis in range(len(better)) if any(point[axis] is not None for point in points)]
    signs = [-1.0 if better[axis] == "lower" else 1.0 for axis in axes]
    slacks = [slack[axis] for axis in axes]
    known: list[list[float] | None] = []
    for point in points:
        values = [point[axis] for axis in axes]
        whole = [sign * value for sign, value in zip(signs, values, strict=True) if value is not None]
        known.append(whole if len(whole) == len(axes) else None)
    return [
        point is not None and not any(other is not None and _beats(other, point, slacks) for other in known)
        for point in known
    ]


def _beats(other: Sequence[float], point: Sequence[float], slack: Sequence[float]) -> bool:
    gains = [(one - two, least) for one, two, least in zip(other, point, slack, strict=True)]
    return all(gain >= -least for gain, least in gains) and any(gain > least for gain, least in gains)
