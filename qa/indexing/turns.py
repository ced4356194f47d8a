"""Whose turn it is: one process at a time opens a store, and one at a time writes to it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from qa.errors import LibraryLocked, LibraryUnwritable
from qa.indexing.connection import is_server
from qa.indexing.lease import leased

_OPEN_SECONDS = 60.0


class Turns:
    """The turns at one store, as this home takes them."""

    def __init__(self, home: Path, store: str) -> None:
        self._home, self._store = home, store
        # With the articles, since two homes can have one store.
        self._folder = home if is_server(store) else Path(store)

    def locked(self) -> LibraryLocked:
        """Return the error that says who writes, if that is known."""
        holder = ""
        with contextlib.suppress(OSError):
            holder = f" {(self._folder / 'write.pid').read_text()} "
        return LibraryLocked(store=self._store, holder=holder)

    @contextlib.contextmanager
    def opening(self) -> Iterator[None]:
        """Open the store within the block. Raises :class:`LibraryLocked` after a minute in line.

        Two processes that open one folder at the same moment both migrate it, and can wait for each other.
        """
        lock = filelock.FileLock(self._folder / "open.lock", timeout=_OPEN_SECONDS)
        with contextlib.ExitStack() as stack:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                stack.enter_context(lock)
            except filelock.Timeout as problem:
                raise self.locked() from problem
            except OSError:
                pass  # a library that may only be read is still opened
            yield

    @contextlib.contextmanager
    def of_home(self) -> Iterator[None]:
        """Be the only process that writes from here within the block.

        Raises :class:`LibraryLocked` when another one does, and :class:`LibraryUnwritable`.
        """
        lock = filelock.FileLock(self._folder / "write.lock", timeout=0)
        pid = self._folder / "write.pid"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
            pid.write_text(str(os.getpid()))
        except filelock.Timeout as problem:
            raise self.locked() from problem
        except OSError as problem:
            lock.release()
            raise LibraryUnwritable(store=self._store, problem=str(problem)) from problem
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                pid.unlink()
            lock.release()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Callable[[], None]]:
        """Be the only writer within the block, also of several homes on a server; give what makes sure of it.

        Raises what :meth:`of_home` does.
        """
        with self.of_home():
            if is_server(self._store):
                with leased(self._store, self._home) as require:
                    yield require
            else:
                yield lambda: None
