"""From a store's address to an open Chroma client, and from what Chroma raises to this project's errors."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qa.errors import LibraryDamaged, LibraryUnreachable, LibraryUnwritable, QaError
from qa.indexing.chroma import ChromaSettings, SharedSystemClient, chromadb
from qa.indexing.segments import DATABASE, MARK
from qa.language import say

_CONNECT_SECONDS = 10.0
_SERVER_SECONDS = 30.0
_ANSWER_SECONDS = 2.0
_NO_ROOM = ("disk is full", "no space left", "readonly", "read-only", "permission denied", "quota exceeded")
# What Chroma says of a collection that is being deleted this moment: some of what belongs to it is gone already.
_HALF_GONE = "Error getting collection with segments"
_PROBE_BYTES = 1_000_000


class Replaced(LibraryDamaged):
    """A rebuild replaced what was being read. Opening the store again finds what is there now."""


def is_server(store: str) -> bool:
    """Whether a store is the URL of a Chroma server."""
    return store.startswith(("http://", "https://"))


def is_there(store: str) -> bool:
    """Whether there is anything in a store. A server is only known when it is asked, and counts as there.

    Raises :class:`LibraryDamaged` where the database is gone and what belongs to it is not.
    """
    if is_server(store):
        return True
    folder = Path(store)
    with contextlib.suppress(FileNotFoundError):
        if (folder / DATABASE).stat().st_size:
            return True
    if folder.is_dir() and any(path.is_dir() or path.name == MARK for path in folder.iterdir()):
        problem = say(f"{DATABASE} is empty or gone", f"{DATABASE} 是空的或不见了")
        raise LibraryDamaged(store=store, problem=problem)
    return False


def connect(store: str) -> tuple[Any, Callable[[], None]]:
    """Return a client, and what closes it."""
    # What the environment says of Chroma's own tracing is for a server of Chroma's.
    settings = ChromaSettings(anonymized_telemetry=False, chroma_otel_granularity="none")
    with contextlib.ExitStack() as stack:
        if is_server(store):
            client = _to_server(store, settings)
        else:
            is_there(store)
            folder = Path(store)
            folder.mkdir(parents=True, exist_ok=True)
            if not all(os.access(path, os.W_OK) for path in (folder, folder / DATABASE) if path.exists()):
                # Chroma writes even to read.
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhangju-")))
                _copy(Path(store), folder)
            client = _to_folder(folder, settings)
        stack.callback(_close, client)
        return client, stack.pop_all().close


def _close(client: Any) -> None:
    """Let go of all that a client holds. Of one of a server, Chroma itself leaves the connections and an entry behind."""
    with contextlib.suppress(Exception):
        system, servers = client._system, (client._server, client._admin_client._server)
        client.close()
        for server in servers:
            if (session := getattr(server, "_session", None)) is not None:
                session.close()
        entries = SharedSystemClient._identifier_to_system
        for name in [name for name, each in tuple(entries.items()) if each is system]:
            entries.pop(name, None)


_openings = itertools.count(1)


def _to_folder(folder: Path, settings: ChromaSettings) -> Any:
    # Clients of one path share their state for as long as one of them is open, or failed to open, and with it what
    # they remember of a store that another process has written to since. A spelling of its own gives each opening
    # a state of its own.
    spelling = bin(next(_openings))[2:].replace("1", ".//").replace("0", "./")
    return chromadb.PersistentClient(f"{folder}/{spelling}", settings=settings)


def _copy(store: Path, folder: Path) -> None:
    for path in sorted(store.rglob("*")):
        copy = folder / path.relative_to(store)
        if path.is_dir():
            copy.mkdir()
        elif path.suffix != ".lock":
            shutil.copyfile(path, copy)


def _to_server(store: str, settings: ChromaSettings) -> Any:
    import httpx

    host, port, ssl = _address(store)
    _knock(store, _CONNECT_SECONDS)  # Chroma's client waits for ever
    if not ssl:
        settings.chroma_server_ssl_verify = False  # or it reads all certificates, twice, to look at none
    client = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(_SERVER_SECONDS, connect=_CONNECT_SECONDS)
    return client


def require_answer(store: str) -> None:
    """Raise :class:`LibraryUnreachable` unless a Chroma server answers at once."""
    with translated(store):
        _knock(store, _ANSWER_SECONDS)


def _knock(store: str, seconds: float) -> None:
    import httpx

    host, port, ssl = _address(store)
    heartbeat = f"{'https' if ssl else 'http'}://{host}:{port}/api/v2/heartbeat"
    httpx.get(heartbeat, timeout=seconds, verify=ssl).raise_for_status()


def _address(store: str) -> tuple[str, int, bool]:
    url = urlsplit(store)
    ssl = url.scheme == "https"
    return url.hostname or "localhost", url.port or (443 if ssl else 8000), ssl


# --- what Chroma raises ---------------------------------------------------------------------------------


@contextlib.contextmanager
def translated(store: str) -> Iterator[None]:
    """Turn what Chroma raises into this project's errors."""
    try:
        yield
    except (QaError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # its Rust part raises panics that are no Exception
        raise _translation(store, problem) from problem


def vectors_damaged(store: str, problem: str) -> LibraryDamaged:
    """Return the error for vectors that can be made again from the texts."""
    return LibraryDamaged(
        store=store,
        problem=say(
            f"its vectors cannot be read ({problem}), which `qa reindex` makes again from the texts",
            f"向量无法读取（{problem}），可用 `qa reindex` 从原文重建",
        ),
        repairable=True,
    )


def _translation(store: str, problem: BaseException) -> QaError:
    text = (" ".join(str(problem).split()) or type(problem).__name__)[:300]
    if isinstance(problem, chromadb.errors.NotFoundError) or _HALF_GONE in text:
        return Replaced(store=store, problem=text)
    if is_server(store):
        return LibraryUnreachable(store=store, problem=text)
    if isinstance(problem, OSError) and not isinstance(problem, json.JSONDecodeError):
        return LibraryUnwritable(store=store, problem=text)
    lowered = text.lower()
    if any(sign in lowered for sign in _NO_ROOM):
        return LibraryUnwritable(store=store, problem=text)
    if no_room := _no_room(Path(store)):
        return LibraryUnwritable(store=store, problem=f"{no_room} ({text})")
    if "hnsw" in lowered:
        return vectors_damaged(store, text)
    return LibraryDamaged(store=store, problem=text)


def _no_room(folder: Path) -> str:
    """Return why so much cannot be written, or nothing: Chroma does not say when it comes to that."""
    probe = folder / f".probe-{uuid.uuid4().hex}"
    try:
        probe.write_bytes(b"\0" * _PROBE_BYTES)
    except OSError as problem:
        return problem.strerror or str(problem)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return ""
