"""The one thing that every embedder can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.errors import EmbeddingInvalid
from qa.language import say

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Shape (number of texts, dimension), unit length per row."""


class Embedder(Protocol):
    """Texts to vectors whose dot product is their cosine.

    ``id`` names the model and everything that changes its vectors; two embedders with the same id give the
    same vectors. Passages and queries may be embedded differently (E5 does).
    """

    @property
    def id(self) -> str:
        """Such as ``e5-small-q4/1``."""

    @property
    def dimension(self) -> int:
        """The length of one vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are searched. Raises :class:`qa.errors.EmbeddingError` or ``ServerError``."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search. Raises :class:`qa.errors.EmbeddingError` or ``ServerError``."""


def required(vectors: Vectors, count: int, name: str, dimension: int) -> Vectors:
    """Return the vectors that an embedder gave for so many texts, or raise :class:`qa.errors.EmbeddingInvalid`.

    >>> required(np.ones((2, 3), np.float32), 2, "cheap/1", 3).shape
    (2, 3)
    """
    if vectors.shape != (count, dimension):
        problem = say(
            f"its shape is {vectors.shape}, not {(count, dimension)}",
            f"形状是 {vectors.shape}，应为 {(count, dimension)}",
        )
    elif not np.isfinite(vectors).all():
        problem = say("it holds what is not a number", "含有非数值")
    else:
        return vectors
    raise EmbeddingInvalid(name=name, problem=problem)


def encodable(text: str) -> str:
    """Return text that a tokenizer in C or UTF-8 can take: without NUL and lone surrogates.

    >>> encodable("科\\x00技\\ud800")
    '科技?'
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
