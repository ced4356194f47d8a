"""Who writes to a Chroma server: one at a time, of all that share it, on whichever machines.

A file cannot keep machines apart, so a collection is the lock: the server makes only one of a name. Whoever has made it
changes it every second. One that stays as it is belongs to a writer that is gone, and is put aside.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qa.errors import LibraryLocked, LibraryUnreachable
from qa.indexing.chroma import chromadb
from qa.indexing.connection import connect, translated

NAME = "writing"
_ASIDE = f"{NAME}.gone."

_BEAT_SECONDS = 1.0
_GONE_SECONDS = 30.0
"""After how long without a beat a writer is taken for gone. One that was only slow finds out before it writes on."""
_LOOK_SECONDS = 0.2

_TRIES = 5


@contextlib.contextmanager
def leased(store: str, home: Path) -> Iterator[Callable[[], None]]:
    """Be the only one within the block who writes to a server; give what raises where one is that no more.

    :param home: Whose file lock is held meanwhile: who had the lease from the same home is gone.
    :raises LibraryLocked: another one writes. It takes one to two seconds to be sure of it.
    :raises LibraryUnreachable: the server does not answer.
    """
    with contextlib.ExitStack() as stack:
        with translated(store):
            client, close = connect(store)
            stack.callback(close)
            lease = _Lease(client, store, home)
        ended = threading.Event()
        stack.callback(ended.set)
        threading.Thread(target=lease.beat, args=(ended,), name="lease", daemon=True).start()
        try:
            yield lease.require
        except LibraryUnreachable:  # nor would it hear that the lease is given back
            raise
        except BaseException:
            lease.give_back()
            raise
        lease.give_back()


class _Lease:
    """The lock, taken."""

    def __init__(self, client: Any, store: str, home: Path) -> None:
        self._client, self._store = client, store
        self._about = {"holder": f"{socket.gethostname()}:{os.getpid()}", "home": _named(home)}
        self._collection = self._taken()
        self._clear()

    def _taken(self) -> Any:
        seen, since, tries_left = None, time.monotonic(), _TRIES
        while True:
            try:
                return self._client.create_collection(NAME, embedding_function=None, metadata=self._beaten())
            except chromadb.errors.ChromaError:
                other = self._found()
                if other is None:
                    # It was given back this moment, or could not be made for another reason.
                    tries_left -= 1
                if not tries_left:
                    raise
            if other is None:
                continue
            found = other.metadata or {}
            if seen not in (None, found.get("beat")):
                raise self._locked_by(other)
            seen = found.get("beat")
            if found.get("home") == self._about["home"] or time.monotonic() - since > _GONE_SECONDS:
                # By its id, so that it is never the lock of one who was quicker.
                with contextlib.suppress(chromadb.errors.NotFoundError):
                    other.modify(name=f"{_ASIDE}{uuid.uuid4().hex}")
            else:
                time.sleep(_LOOK_SECONDS)

    def _found(self) -> Any:
        found = {each.name: each for each in self._client.list_collections()}
        return found.get(NAME)

    def _locked_by(self, other: Any) -> LibraryLocked:
        holder = (other.metadata or {}).get("holder") if other is not None else None
        return LibraryLocked(store=self._store, holder=f" {holder} " if holder else "")

    def _beaten(self) -> dict[str, str]:
        return {**self._about, "beat": uuid.uuid4().hex}

    def beat(self, ended: threading.Event) -> None:
        """Show every second that somebody is there, until it is over."""
        while not ended.wait(_BEAT_SECONDS):
            # A server that does not answer is told of by what writes to it.
            with contextlib.suppress(Exception):
                self._collection.modify(metadata=self._beaten())

    def require(self) -> None:
        """Raise :class:`LibraryLocked` where another one has taken the lock, who thought that nobody was there."""
        with translated(self._store):
            found = self._found()
        if found is None or found.id != self._collection.id:
            raise self._locked_by(found)

    def give_back(self) -> None:
        """Let others write. Where the server does not answer, they find out by themselves."""
        with contextlib.suppress(Exception):
            self._collection.modify(name=f"{_ASIDE}{uuid.uuid4().hex}")
            self._clear()

    def _clear(self) -> None:
        for collection in self._client.list_collections():
            if collection.name.startswith(_ASIDE):
                with contextlib.suppress(chromadb.errors.NotFoundError):
                    self._client.delete_collection(collection.name)


def _named(home: Path) -> str:
    """Return a name for a home that no other has, and that does not tell where it is."""
    whole = f"{socket.gethostname()} {uuid.getnode()} {home.resolve()}"
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()
