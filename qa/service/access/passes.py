"""Passes for reports: a browser that opens a page in a frame cannot send a key along, so the address lets it in.

A pass is given to who has a key, is for one report, and is good for a few minutes. It is kept in memory only.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

from qa.language import Language

SECONDS = 600.0
MOST = 1000
"""How many there are at once: the oldest goes when there is one more."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass is good for: the report of a run, in a language, until a moment of :func:`time.monotonic`."""

    run: str
    language: Language
    until: float


class Passes:
    """Those that are good now.

    >>> passes = Passes()
    >>> passes.read(passes.issue("20261126-corpus", "zh")).run
    '20261126-corpus'
    >>> passes.read("guessed") is None
    True
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._good: dict[str, Pass] = {}
        self._lock = threading.Lock()

    def issue(self, run: str, language: Language) -> str:
        """Return a new pass: 256 bits that nobody guesses."""
        made = secrets.token_urlsafe(32)
        with self._lock:
            self._good[made] = Pass(run, language, time.monotonic() + self._seconds)
            while len(self._good) > MOST:
                del self._good[next(iter(self._good))]
        return made

    def read(self, given: str) -> Pass | None:
        """Return what a pass is good for; None where it never was one, or is no more."""
        with self._lock:
            found = self._good.get(given)
            if found is not None and found.until < time.monotonic():
                del self._good[given]
                return None
            return found
