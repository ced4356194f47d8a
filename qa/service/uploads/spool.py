"""Where what is sent is kept until it is in the library: a folder a job, in it files by their numbers.

A folder is somebody's as long as a process holds its lock, however that process ends. One without a list of its files
is what a client left that hung up; one with it, and whose process is gone, is work to go on with.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from qa.errors import PathUnreadable, ReadingError, UploadUnwritable
from qa.output import Json
from qa.publishing.whole_file import write_whole
from qa.reading.files import read_bytes

ROOM = 64 * 1024 * 1024
"""The bytes that have to stay free on the disk: the library needs them for what is uploaded, and for itself."""

LIST = "upload.json"
ITEMS = "items.jsonl"
_LOCK = "lock"
_GIVEN_UP = "stop"
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A file that was sent: the name it came with, what it is called on this disk, and whether it is only a text.

    A text has a name that is its title, and need not end in anything.
    """

    name: str
    file: str
    is_text: bool = False


class Spool:
    """One upload on the disk, held by this process. :meth:`let_go` or :meth:`remove` it in the end.

    :param folder: Made if it is not there.
    :raises UploadUnwritable: it cannot be made.
    :raises filelock.Timeout: another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.id = folder, folder.name
        self._lock = filelock.FileLock(folder / _LOCK, timeout=0, thread_local=False)
        with unwritable():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire()

    def let_go(self) -> None:
        """Leave the upload to whoever finds it next."""
        self._lock.release()

    def remove(self) -> None:
        """Take the upload off the disk. What cannot be removed now is at the next start."""
        # Without its list it is nobody's work any more, whatever of the rest stays.
        with contextlib.suppress(OSError):
            (self.folder / LIST).unlink(missing_ok=True)
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- the files ---------------------------------------------------------------------------------------

    def read(self, file: SpooledFile) -> bytes:
        """Return a file that was sent. Raises a ``ReadingError`` under the name that it came with."""
        try:
            return read_bytes(self.folder / file.file)
        except ReadingError as problem:
            if "limit" in problem.details:
                raise type(problem)(**{**problem.details, "path": file.name}) from problem
            raise PathUnreadable(path=file.name, problem=problem.code) from problem

    def write_list(self, files: Sequence[SpooledFile], about: Json) -> None:
        """Say that the upload is whole. Raises ``UploadUnwritable``."""
        with unwritable():
            listed = {**about, "files": [asdict(file) for file in files]}
            write_whole(self.folder / LIST, json.dumps(listed, ensure_ascii=False).encode())

    def read_list(self) -> tuple[list[SpooledFile], Json] | None:
        """Return the files, and what was said about them, or ``None`` for an upload that was never whole."""
        try:
            listed: Json = json.loads((self.folder / LIST).read_bytes())
            return [SpooledFile(**file) for file in listed.pop("files")], listed
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def give_up(self) -> None:
        """Take down that nobody is to go on with it."""
        with contextlib.suppress(OSError):
            (self.folder / _GIVEN_UP).touch()

    @property
    def is_given_up(self) -> bool:
        """Whether nobody is to go on with it."""
        return (self.folder / _GIVEN_UP).exists()

    # --- what became of them -----------------------------------------------------------------------------

    def add_item(self, item: Json) -> None:
        """Take down what became of a file, so that whoever goes on knows. What cannot be taken down is done again."""
        line = json.dumps(item, ensure_ascii=False) + "\n"
        with contextlib.suppress(OSError), (self.folder / ITEMS).open("a", encoding="utf-8") as items:
            items.write(line)

    def items(self) -> list[Json]:
        """Return what was taken down, as far as it is whole."""
        with contextlib.suppress(OSError):
            lines = (self.folder / ITEMS).read_bytes().split(b"\n")
            return list(filter(None, map(_parsed, lines)))
        return []


def new_spool(root: Path) -> Spool:
    """Begin an upload. Raises ``UploadUnwritable``."""
    while True:
        # A service that starts this moment, and looks for what others left, may be quicker at the lock.
        with contextlib.suppress(filelock.Timeout):
            return Spool(root / secrets.token_hex(8))


def found_spools(root: Path) -> Iterator[Spool]:
    """Yield the uploads that no process holds, the oldest first; each is held from then on."""
    ages = {}
    with contextlib.suppress(OSError):
        for folder in root.iterdir():
            with contextlib.suppress(OSError):  # it was done this moment, by another process
                ages[folder] = folder.stat().st_mtime_ns
    for folder in sorted(ages, key=ages.__getitem__):
        if _ID.fullmatch(folder.name) and folder.is_dir():
            with contextlib.suppress(filelock.Timeout, UploadUnwritable):
                yield Spool(folder)


def require_room(root: Path, size: int) -> None:
    """Raise ``UploadUnwritable`` where so many bytes would fill the disk."""
    with unwritable():
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(root).free < size + ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextlib.contextmanager
def unwritable() -> Iterator[None]:
    """Tell of a disk that takes nothing more, without the places on it."""
    try:
        yield
    except OSError as problem:
        if isinstance(problem, filelock.Timeout):
            raise
        raise UploadUnwritable(problem=problem.strerror or type(problem).__name__) from problem


def _parsed(line: bytes) -> Json | None:
    with contextlib.suppress(ValueError):
        found: Json = json.loads(line)
        return found
    return None
