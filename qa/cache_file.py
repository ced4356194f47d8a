"""SQLite files of bounded size, and such as may be lost because what is in them can be made again.

A cache is made when it is first needed and can be deleted at any time; one that is damaged is made anew, and one that
cannot be written is done without: a cache is never a reason to fail.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class CacheFile:
    """One such file, for any number of threads and processes.

    :param path: Where it is; its folder is made with it. Only its owner may read it.
    :param schema: The statement that makes its table where there is none.
    :param probe: A query that fails where the table is another program's.
    """

    def __init__(self, path: Path, schema: str, probe: str) -> None:
        self._path, self._schema, self._probe = path, schema, probe
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_open = False

    @contextlib.contextmanager
    def kept(self) -> Iterator[Any]:
        """Give the connection, or None if there can be none; whatever fails with it is done without."""
        with self._lock:
            if not self._is_open:
                self._connection, self._is_open = self._open(), True
            try:
                yield self._connection
            except sqlite3.Error as problem:
                if _is_damage(problem) and self._connection is not None:
                    self._connection.close()
                    self._delete()
                    self._connection = self._open()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._is_open = None, False

    def _open(self) -> sqlite3.Connection | None:
        for attempt in range(2):
            try:
                make_private(self._path)
                connection = sqlite3.connect(self._path, timeout=10, check_same_thread=False)
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute(self._schema)
                connection.execute(self._probe)
                return connection
            except sqlite3.Error as problem:
                if attempt or not _is_damage(problem):
                    return None
                self._delete()
            except OSError:
                return None
        return None

    def _delete(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink()


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, where there is none; SQLite's own files beside it follow it.

    :raises OSError: it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def drop_oldest(connection: sqlite3.Connection, table: str, order: str, most_bytes: int) -> None:
    """Take rows out of a table, by a column the lowest first, if its file is larger than it may be.

    A tenth more goes than has to, so that not every row that is put in has to clear. SQLite uses the pages again.
    """
    page, *_ = connection.execute("PRAGMA page_size").fetchone()

    def used() -> int:
        pages, *_ = connection.execute("PRAGMA page_count").fetchone()
        free, *_ = connection.execute("PRAGMA freelist_count").fetchone()
        return int(page * (pages - free))

    if used() <= most_bytes:
        return
    for (row,) in connection.execute(f"SELECT rowid FROM {table} ORDER BY {order}").fetchall():
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        if used() <= most_bytes * 0.9:
            return


def _is_damage(problem: sqlite3.Error) -> bool:
    """Whether a file is not what it should be, rather than locked, full or not to be written."""
    if isinstance(problem, sqlite3.OperationalError):
        return any(sign in str(problem) for sign in ("no such", "malformed", "disk I/O error"))
    return isinstance(problem, sqlite3.DatabaseError)
