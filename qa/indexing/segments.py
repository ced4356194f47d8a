"""The files of a store that Chroma does not look after: its vectors, and the mark of the last write.

Each collection's vectors are in a folder beside the database. Chroma takes one that is missing for an empty one, so
that search silently finds less, and the process dies of one that is cut short. It also leaves the folders of deleted
collections behind. The texts are in the database, so vectors can always be made again from them.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import time
import uuid
from pathlib import Path

DATABASE = "chroma.sqlite3"
MARK = "generation"
# The one file that can become smaller when vectors are added or taken away.
_SHRINKS = "index_metadata.pickle"
_TRIES = 3


def sizes(store: Path) -> dict[str, int]:
    """Return the size of each vector file, by ``folder/name``."""
    found = {}
    for folder in _folders(store):
        with contextlib.suppress(OSError):
            for path in folder.iterdir():
                found[f"{folder.name}/{path.name}"] = path.stat().st_size
    return found


def write_mark(store: Path, mark: str) -> None:
    """Write down that something was written, and how large the vector files are now."""
    part = store / (MARK + ".part")
    part.write_text(json.dumps({"mark": mark, "files": sizes(store)}), encoding="utf-8")
    part.replace(store / MARK)


def mark(store: Path) -> str:
    """Return the mark of the last write; empty where there is none."""
    return _marked(store)[0]


def _marked(store: Path) -> tuple[str, dict[str, int]]:
    try:
        text = (store / MARK).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return "", {}
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        found = json.loads(text)
        return str(found["mark"]), {str(name): int(size) for name, size in found["files"].items()}
    return text, {}


def damaged(store: Path) -> list[str]:
    """Return the folders in use in which a file is missing, or shorter than it was at the last mark."""
    found: set[str] = set()
    for attempt in range(_TRIES):
        time.sleep(0.02 * attempt)  # a writer may be at it this moment, and all is to be asked anew
        expected, now = _marked(store)[1], sizes(store)
        short = {
            name.partition("/")[0]
            for name, size in expected.items()
            if name not in now or now[name] < (min(size, 1) if name.endswith(_SHRINKS) else size)
        }
        # Asked last: what a writer took away on purpose is by then no longer named.
        found = short & (_used(store) or set()) if short else short
        if not found:
            break
    return sorted(found)


def clear(store: Path) -> None:
    """Take all vector files away; Chroma begins anew with what it has not filed yet."""
    for folder in _folders(store):
        shutil.rmtree(folder, ignore_errors=True)


def tidy(store: Path) -> None:
    """Take away the folders of collections that are gone."""
    used = _used(store)
    for folder in _folders(store):
        if used is not None and folder.name not in used:
            shutil.rmtree(folder, ignore_errors=True)


def _folders(store: Path) -> list[Path]:
    found = []
    for path in store.iterdir() if store.is_dir() else ():
        with contextlib.suppress(ValueError):
            if str(uuid.UUID(path.name)) == path.name and path.is_dir():
                found.append(path)
    return found


def _used(store: Path) -> set[str] | None:
    """Return the folders that the database names, or None where it cannot be asked."""
    try:
        address = (store.absolute() / DATABASE).as_uri() + "?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
            return {str(row[0]) for row in connection.execute("SELECT id FROM segments")}
    except sqlite3.Error:
        return None
