"""Vectors kept on disk, so that nothing is embedded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.cache_file import CacheFile
from qa.embedding.base import Embedder, Vectors, required
from qa.stages import stage

_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
_LOOK_UP = 500  # SQLite allows 999 parameters in its oldest builds


class CachedEmbedder:
    """An embedder that looks passages up on disk first, by the embedder's id and the text's hash.

    The file is made when the first passage is embedded, and can be deleted at any time; one that is damaged is made
    anew, and one that cannot be written is done without: a cache is never a reason to fail. Queries are not kept,
    since they are what people ask.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._file = CacheFile(path, _SCHEMA, "SELECT key, vector FROM vectors LIMIT 1")

    @property
    def id(self) -> str:
        """The id of the embedder underneath."""
        return self._embedder.id

    @property
    def dimension(self) -> int:
        """The dimension of the embedder underneath."""
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed what is not yet known, each distinct text once; shape (len(texts), dimension).

        Raises :class:`qa.errors.EmbeddingInvalid`, and what the embedder underneath raises.
        """
        with stage("embed") as facts:
            vectors, made = self._embedded(texts)
            facts["made"], facts["kept"] = made, len(texts) - made
        return vectors

    def _embedded(self, texts: Sequence[str]) -> tuple[Vectors, int]:
        """Return the vectors, and how many of them had to be made."""
        keys = [hashlib.sha256(f"{self.id}\x00{text}".encode("utf-8", "replace")).digest() for text in texts]
        known = self._read(list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = self._embedder.embed_passages(list(missing.values()))
            made = dict(zip(missing, required(fresh, len(missing), self.id, self.dimension), strict=True))
            self._write(made)
            known |= made
        if not keys:
            return np.empty((0, self.dimension), np.float32), 0
        return np.stack([known[key] for key in keys]), len(missing)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed with the embedder underneath. Raises as :meth:`embed_passages` does."""
        with stage("embed") as facts:
            facts["queries"] = len(texts)
            return required(self._embedder.embed_queries(texts), len(texts), self.id, self.dimension)

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        self._file.close()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        size = self.dimension * np.dtype(np.float32).itemsize
        with self._file.kept() as connection:
            for at in range(0, len(keys) if connection is not None else 0, _LOOK_UP):
                some = keys[at : at + _LOOK_UP]
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)
                for key, blob in rows:
                    if isinstance(blob, bytes) and len(blob) == size:
                        vector = np.frombuffer(blob, np.float32)
                        if np.isfinite(vector).all():
                            known[key] = vector
        return known

    def _write(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        with self._file.kept() as connection:
            if connection is not None:
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
