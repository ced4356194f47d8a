"""Whose turn it is to write to the library: the job that is worked for, and in between whoever has less to write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GIVE_WAY_SECONDS = 30.0
"""How long who wants to write in between waits for the article in hand."""


class Turns:
    """The turns of one job and of any number of others.

    :param changed: Notified at each change; what a job is told to do is told under it, too.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._waiting = 0
        self._is_taken = False

    @property
    def is_wanted(self) -> bool:
        """Whether the job is to give way."""
        return self._waiting > 0

    @contextmanager
    def given_way(self) -> Iterator[None]:
        """Have the library to oneself, between two articles of the job and after the others who want to write.

        Whoever waits too long for the article in hand finds the library locked.
        """
        with self._changed:
            self._waiting += 1
            has_turn = self._changed.wait_for(lambda: not self._is_taken, GIVE_WAY_SECONDS)
            self._is_taken = True
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                if has_turn:
                    self._is_taken = False
                self._changed.notify_all()

    def take(self, is_over: Callable[[], bool]) -> bool:
        """Wait, for the job, until nobody else wants to write. Returns False where it is over instead."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting or is_over())
            if is_over():
                return False
            self._is_taken = True
            return True

    def give_back(self) -> None:
        """Let others write."""
        with self._changed:
            self._is_taken = False
            self._changed.notify_all()
