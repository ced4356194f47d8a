"""How the library is, looked at every second by one thread, so that no request has to wait to be told.

What keeps failing to answer is not asked any more by every request, each of which would wait for it on a thread of
its own: :meth:`Watch.require_library` refuses them at once, until a look finds the library again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from qa.assistant import Assistant
from qa.errors import LibraryUnreachable, QaError
from qa.models import Check

LOOK_SECONDS = 1.0
"""How long the thread rests between two looks."""

STALE_SECONDS = 10.0
"""After how long a look that does not come back is one that failed."""

MOST_FAILURES = 2
"""After how many looks in a row that did not reach the library nobody is let through to it."""

log = logging.getLogger("qa.service")


class Watch:
    """Warms the library up, and then looks at it every second, from :meth:`start` to :meth:`close`.

    :param assistant: Whose library it is.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._problems: dict[str, Exception | None] = {}
        self._looked = 0.0
        self._unreachable = 0
        self.articles: int | None = None
        """How many articles there were at the last look; None before the first."""
        self.on_warm: Callable[[], object] = lambda: None
        """Called once, in the thread, when everything is loaded."""

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more. A look that is under way is not waited for."""
        self._closed.set()

    def checks(self) -> list[Check]:
        """Return what the last look found; each detail is the name of an error, and nothing of the inside."""
        found = [
            Check(name, problem is None, type(problem).__name__ if problem else "")
            for name, problem in tuple(self._problems.items())
        ]
        if "warm" not in self._problems:
            found.append(Check("warm", False, "starting"))
        if time.monotonic() - self._looked > STALE_SECONDS and self._thread is not None:
            found.append(Check("watch", False, "silent"))
        return found

    def require_library(self) -> None:
        """Raise :class:`qa.errors.LibraryUnreachable` while the library does not answer."""
        problem = self._problems.get("library")
        if self._unreachable >= MOST_FAILURES and isinstance(problem, LibraryUnreachable):
            raise type(problem)(**problem.details)

    # --- in the thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._look("library", self._count)
            self._look("words", self._assistant.require_words)
            if self._problems.get("warm", self) is not None and self._problems["library"] is None:
                self._look("warm", self._warm_up)
            self._looked = time.monotonic()
            if self._closed.wait(LOOK_SECONDS):
                return

    def _look(self, name: str, look: Callable[[], object]) -> None:
        try:
            look()
        except Exception as problem:  # whatever it is, the next look is to tell whether it is over
            self._found(name, problem)
        else:
            self._found(name, None)

    def _found(self, name: str, problem: Exception | None) -> None:
        before = self._problems.get(name)
        if type(problem) is not type(before):
            if problem is None:
                log.info("%s: well again", name)
            else:
                log.warning(
                    "%s: %s", name, problem, exc_info=None if isinstance(problem, QaError) else problem
                )
        if name == "library":
            self._unreachable = self._unreachable + 1 if isinstance(problem, LibraryUnreachable) else 0
        self._problems[name] = problem

    def _count(self) -> None:
        self.articles = self._assistant.count()

    def _warm_up(self) -> None:
        self._assistant.warm_up()
        self.on_warm()
