"""A logistic regression, small enough to be read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 50
_RIDGE = 1e-3


def logistic(features: Floats, labels: Floats, counts: Floats | None = None) -> Floats:
    """Return the weights (the last one is the bias) by Newton's method with a little ridge.

    ``features`` has shape (examples, features), ``labels`` are 0 or 1, ``counts`` is how many times each example counts.
    """
    x = np.hstack([features, np.ones((len(features), 1))])
    w = np.zeros(x.shape[1])
    times = np.ones(len(x)) if counts is None else counts
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (times * p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(len(w))
        w = w - np.linalg.solve(hessian, x.T @ (times * (p - labels)) + _RIDGE * w)
    return w


def auroc(positive: Floats, negative: Floats) -> float:
    """Return the chance that a positive scores above a negative, ties counted half."""
    return float(np.mean((positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)))
