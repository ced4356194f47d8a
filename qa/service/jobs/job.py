"""One upload on its way into the library, looked at by many threads while one works for it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from qa.errors import QaError
from qa.models import IngestItem, IngestOutcome, Progress

Status: TypeAlias = Literal["waiting", "running", "done", "failed", "stopped"]

MOST_ITEMS = 200
"""How many items are shown and kept of a job; what failed goes first. ``outcomes`` counts them all."""


class Seen(NamedTuple):
    """A job at one moment: ``current`` is the file in hand, ``items`` are those that are shown."""

    status: Status
    total: int
    current: str | None
    progress: Progress | None
    outcomes: dict[IngestOutcome, int]
    items: list[IngestItem]
    error: QaError | None
    ended: dt.datetime | None


class Job:
    """What is known of an upload.

    :param id: Names it in the API and on the disk.
    :param at: When it arrived.
    :param total: How many files it has; what is in a zip file is known once it is opened.
    """

    def __init__(self, id: str, at: dt.datetime, total: int) -> None:
        self.id, self.at = id, at
        self._lock = threading.Lock()
        self._status: Status = "waiting"
        self._total = total
        self._current: str | None = None
        self._progress: Progress | None = None
        self._items: list[IngestItem] = []
        self._outcomes: Counter[IngestOutcome] = Counter()
        self._error: QaError | None = None
        self._ended: dt.datetime | None = None
        self.version = 0
        """Another number after each change."""
        self.is_to_stop = False
        """Whether somebody asked for its end."""
        self.left_at = float("inf")
        """Until when the article in hand may then take, by the monotonic clock."""

    @property
    def status(self) -> Status:
        """Return what it is doing, or how it ended."""
        return self._status

    @property
    def is_unfinished(self) -> bool:
        """Whether there are files of which nothing became yet."""
        with self._lock:
            return self._outcomes.total() < self._total

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self._status in ("done", "failed", "stopped")

    def seen(self) -> Seen:
        """Return all of it."""
        with self._lock:
            return Seen(
                self._status,
                self._total,
                self._current,
                self._progress,
                dict(self._outcomes),
                shown(self._items),
                self._error,
                self._ended,
            )

    # --- by who works for it -------------------------------------------------------------------------------

    def wait(self) -> None:
        """Say that it has to wait: in line, or for another writer."""
        with self._lock:
            if self._status != "waiting":
                self._status, self._current, self._progress = "waiting", None, None
                self.version += 1

    def run(self, total: int) -> None:
        """Say that it is worked for."""
        with self._lock:
            self._status, self._total = "running", total
            self.version += 1

    def go_on(self, progress: Progress) -> None:
        """Say how far the work is."""
        with self._lock:
            self._status = "running"
            if progress.stage == "read":
                self._current = progress.label or None
            self._progress = progress
            self.version += 1

    def add(self, item: IngestItem) -> None:
        """Say what became of a file."""
        with self._lock:
            self._items.append(item)
            self._outcomes[item.outcome] += 1
            self.version += 1

    def end(self, status: Status, error: QaError | None, ended: dt.datetime) -> None:
        """Say that it is over."""
        with self._lock:
            self._status, self._error, self._ended = status, error, ended
            self._current = self._progress = None
            self._items = shown(self._items)
            self.version += 1

    def recall(
        self,
        status: Status,
        outcomes: Mapping[IngestOutcome, int],
        items: Iterable[IngestItem],
        error: QaError | None,
        ended: dt.datetime,
    ) -> None:
        """Put in what was kept of it."""
        with self._lock:
            self._status, self._error, self._ended = status, error, ended
            self._items, self._outcomes = list(items), Counter(outcomes)


def shown(items: list[IngestItem]) -> list[IngestItem]:
    """Return at most :data:`MOST_ITEMS` of the items, in their order: those that failed, then the latest.

    >>> many = [IngestItem(f"{n}.md", "failed" if n == 3 else "added") for n in range(1000)]
    >>> [item.path for item in shown(many)][:3], len(shown(many))
    (['3.md', '801.md', '802.md'], 200)
    """
    if len(items) <= MOST_ITEMS:
        return list(items)
    by_need = sorted(range(len(items)), key=lambda number: (items[number].outcome != "failed", -number))
    return [items[number] for number in sorted(by_need[:MOST_ITEMS])]
