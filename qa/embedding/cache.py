"""Vectors kept on disk, so that nothing is embedded twice."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.embedding.base import Embedder, Vectors

_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
_LOOK_UP = 500  # SQLite allows 999 parameters in its oldest builds


class CachedEmbedder:
    """An embedder that looks passages up on disk first, by the embedder's id and the text's hash.

    The file can be deleted at any time; one that is damaged is made anew, and one that cannot be written is
    done without: a cache is never a reason to fail. Queries are not kept, since they are what people ask.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path
        self._lock = threading.Lock()
        self._connection = _open(path)

    @property
    def id(self) -> str:
        """The id of the embedder underneath."""
        return self._embedder.id

    @property
    def dimension(self) -> int:
        """The dimension of the embedder underneath."""
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed what is not yet known, each distinct text once; shape (len(texts), dimension)."""
        keys = [hashlib.sha256(f"{self.id}\x00{text}".encode("utf-8", "replace")).digest() for text in texts]
        known = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = self._embedder.embed_passages(list(missing.values()))
            made = dict(zip(missing, fresh, strict=True))
            self._write(made)
            known |= made
        if not keys:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([known[key] for key in keys])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed with the embedder underneath."""
        return self._embedder.embed_queries(texts)

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        if self._connection is None:
            return known
        with self._lock, contextlib.suppress(sqlite3.Error):
            for at in range(0, len(keys), _LOOK_UP):
                some = keys[at : at + _LOOK_UP]
                marks = ",".join("?" * len(some))
                rows = self._connection.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some
                )
                for key, blob in rows:
                    vector = np.frombuffer(blob, np.float32)
                    if len(vector) == self.dimension and np.isfinite(vector).all():
                        known[key] = vector
        return known

    def _write(self, vectors: dict[bytes, Vectors]) -> None:
        if self._connection is None:
            return
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        with self._lock, contextlib.suppress(sqlite3.Error), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def _open(path: Path) -> sqlite3.Connection | None:
    for attempt in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(_SCHEMA)
            return connection
        except sqlite3.DatabaseError as problem:
            if attempt or isinstance(problem, sqlite3.OperationalError):
                return None
            with contextlib.suppress(OSError):
                path.unlink()
        except OSError:
            return None
    return None
