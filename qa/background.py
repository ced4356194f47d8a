"""Sentences on nothing in particular: how near a text is to them is how near it is to anything.

Some spans are near to whatever is asked. Ranking by the cosine less a share of that to the background takes them back.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from qa.embedding.base import Embedder, Vectors
from qa.fitted import background_share

_kept: dict[str, Vectors | None] = {}


@cache
def sentences() -> tuple[str, ...]:
    """Return sentences of everyday life, in Chinese and in English."""
    lines = Path(__file__).with_name("background.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line)


def background_of(embedder: Embedder) -> Vectors | None:
    """Return what is taken from a query's vector, shape (dimension,), or None for an embedder that none was fitted for.

    The sentences are embedded once. Raises what the embedder raises.
    """
    if embedder.id not in _kept:
        share = background_share(embedder.id)
        mean = embedder.embed_passages(sentences()).mean(axis=0) if share else None
        put(embedder.id, mean * np.float32(share) if mean is not None else None)
    return _kept[embedder.id]


def put(embedder: str, background: Vectors | None) -> None:
    """Take this as what :func:`background_of` gives for an embedder, by its id."""
    _kept[embedder] = background
