"""Files that are written as a whole or not at all, whenever the process ends."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

# Hidden, so that nobody takes it for an article.
_PART = re.compile(r"\..+\.qa-(\d+)\.part")
_MOST_SWEPT = 64

_being_written: set[Path] = set()


def write_whole(
    path: Path, data: bytes, *, like: os.stat_result | None = None, last: Callable[[], None] | None = None
) -> None:
    """Write a file beside its place and move it there once all of it is on the disk.

    It gets the permissions and, where that is allowed, the owner that ``like`` has. ``last`` is called when only
    the move is left to do, and stops it by raising. Raises :class:`OSError`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.md", b"abc")
    ...     [(file.name, file.read_bytes()) for file in Path(folder).iterdir()]
    [('a.md', b'abc')]
    """
    with _beside(path, data, like) as part:
        if last is not None:
            last()
        part.replace(path)
        _sync_folder(path.parent)


def write_new(path: Path, data: bytes, *, like: os.stat_result | None = None) -> None:
    """Do what :func:`write_whole` does, but never in the place of another file: raises :class:`FileExistsError`."""
    with _beside(path, data, like) as part:
        try:
            os.link(part, path)  # a move would replace what is there
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with path.open("xb") as whole:
                whole.write(data)
                os.fsync(whole.fileno())
        _sync_folder(path.parent)


@contextlib.contextmanager
def _beside(path: Path, data: bytes, like: os.stat_result | None) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.qa-{os.getpid()}.part").absolute()
    _being_written.add(part)
    try:
        _sweep(path.parent)
        part.unlink(missing_ok=True)  # of another process, gone by now, that had this one's number
        with part.open("xb") as opened:
            opened.write(data)
            opened.flush()
            if like is not None:
                _make_like(opened.fileno(), like)
            os.fsync(opened.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)
        _being_written.discard(part)


def _make_like(file: int, like: os.stat_result) -> None:
    if os.name != "posix":
        return
    own = os.fstat(file)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        with contextlib.suppress(OSError):  # only the superuser may give files away
            os.fchown(file, like.st_uid, like.st_gid)
    os.fchmod(file, stat.S_IMODE(like.st_mode))


@functools.lru_cache(maxsize=_MOST_SWEPT)
def _sweep(folder: Path) -> None:
    """Remove, once, what processes left in a folder that were killed while they wrote."""
    if os.name != "posix":  # elsewhere, asking whether a process is there would end it
        return
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            found = _PART.fullmatch(file.name)
            if found and file.absolute() not in _being_written and not _is_running(int(found[1])):
                file.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False  # what it writes itself is known: what else has its number is of another that is gone
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _sync_folder(folder: Path) -> None:
    # Without it, the new name may be lost with the power; not every system can do it.
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
