"""How many requests each key has made today, in a file of the home: a restart does not give the day back."""

from __future__ import annotations

import time
from pathlib import Path

from qa.cache_file import CacheFile

FILE_NAME = "usage.sqlite3"
DAY = 86400

_SCHEMA = """CREATE TABLE IF NOT EXISTS spent (
    key TEXT NOT NULL, day INTEGER NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (key, day))"""
_TAKE = """INSERT INTO spent VALUES (?, ?, 1)
    ON CONFLICT (key, day) DO UPDATE SET requests = requests + 1 WHERE requests < ? RETURNING requests"""


class Quotas:
    """Counts requests by key and day, in UTC. Where the file fails, the process counts by itself.

    >>> from tempfile import mkdtemp
    >>> quotas = Quotas(Path(mkdtemp()))
    >>> [quotas.take("0a1b2c3d", 2) for _ in range(3)]
    [1, 0, None]
    >>> quotas.close()
    """

    def __init__(self, home: Path) -> None:
        self._file = CacheFile(home / FILE_NAME, _SCHEMA, "SELECT key, day, requests FROM spent LIMIT 1")
        self._spent: dict[str, int] = {}
        self._day = 0

    def take(self, key: str, limit: int) -> int | None:
        """Count one request; return how many are left after it, or None if there is none to take."""
        today = int(time.time() // DAY)
        is_new, self._day = today != self._day, today
        if is_new:
            self._spent.clear()
        known = self._spent.get(key, 0)
        spent = known + 1 if known < limit else None
        with self._file.kept() as connection:
            if connection is not None:
                with connection:
                    if is_new:
                        connection.execute("DELETE FROM spent WHERE day < ?", (today,))
                    rows = connection.execute(_TAKE, (key, today, limit)).fetchall()
                spent = rows[0][0] if rows else None
        if spent is None:
            return None
        self._spent[key] = spent
        return limit - spent

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def seconds_left() -> int:
    """Return how long the day still is."""
    return DAY - int(time.time()) % DAY
