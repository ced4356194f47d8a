"""An embedder that costs nothing: for tests of what is done with vectors, not of what they mean."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from qa.embedding.base import Vectors


class CheapEmbedder:
    """A bag of byte trigrams, hashed into ``dimension`` places: the same on every machine.

    ``embedded`` holds every passage that was embedded, in order. ``fail`` is called with each passage before it is
    embedded and may raise. ``pause`` is how many seconds one call takes.

    >>> near, far = CheapEmbedder().embed_passages(["数字人民币的试点", "保险理赔流程"])
    >>> query = CheapEmbedder().embed_queries(["人民币试点"])[0]
    >>> bool(query @ near > query @ far)
    True
    """

    def __init__(
        self,
        name: str = "cheap/1",
        dimension: int = 64,
        *,
        pause: float = 0.0,
        fail: Callable[[str], None] | None = None,
    ) -> None:
        self.id, self.dimension = name, dimension
        self.pause, self.fail = pause, fail
        self.embedded: list[str] = []
        self.calls = 0
        self._lock = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed and take note."""
        time.sleep(self.pause)
        for text in texts:
            if self.fail is not None:
                self.fail(text)
        with self._lock:
            self.calls += 1
            self.embedded += texts
        return self._vectors(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed without taking note."""
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            data = np.frombuffer(text.encode("utf-8", "replace").ljust(3), np.uint8).astype(np.uint32)
            codes = (data[:-2] * 65599 + data[1:-1] * 257 + data[2:]) * np.uint32(2654435761)
            signs = np.where(codes & 1, 1.0, -1.0)
            row += np.bincount((codes >> 16) % self.dimension, signs, self.dimension)
            # No text is all zeros, and no two are alike.
            row[zlib.crc32(text.encode("utf-8", "replace")) % self.dimension] += 0.25
            row /= np.linalg.norm(row) or 1.0
        return vectors
