"""The end of the service, in two steps: it is asked for, and some time later it comes for all that is still running.

In between, what is under way may end by itself, and nothing new begins.
"""

from __future__ import annotations

import asyncio

from qa.errors import ServiceStopping

RETRY_SECONDS = 5
"""When clients are told to come again: a service that is restarted is back by then."""


class Ending:
    """How far the end is. Its methods are called on the event loop.

    >>> ending = Ending()
    >>> ending.is_asked, ending.has_come.is_set()
    (False, False)
    """

    def __init__(self) -> None:
        self.is_asked = False
        """Whether the service was told to end."""
        self.has_come = asyncio.Event()
        """Set when what is still running has to end, now."""

    def ask(self) -> None:
        """Say that the service is to end; what is under way has time."""
        self.is_asked = True

    def come(self) -> None:
        """End what is still running."""
        self.is_asked = True
        self.has_come.set()

    @staticmethod
    def problem() -> ServiceStopping:
        """Return what those are told whose requests are ended."""
        return ServiceStopping(seconds=RETRY_SECONDS)
