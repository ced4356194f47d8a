"""Zip files: what is in them, read one file at a time and never unpacked onto the disk.

Every limit is looked at before anything is unpacked, and unpacking never goes beyond the size that was looked at: a
bomb costs no more than its own list of files.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from qa.errors import (
    ArchiveBroken,
    ArchivedFileUnfit,
    ArchiveTooLarge,
    ArchiveWithoutArticles,
    FileTooLarge,
    ReadingError,
)
from qa.language import say
from qa.reading import ENDINGS, SIZE_LIMIT
from qa.service.uploads.archive_names import entry_names
from qa.service.uploads.names import ending

ZIP = ".zip"

ENTRIES_LIMIT = 10_000
"""How many files a zip file may hold, of any kind."""

DIRECTORY_LIMIT = 2 * 1024 * 1024
"""The most bytes of its list of files, which is in memory as a whole."""

TOTAL_LIMIT = 256 * 1024 * 1024
"""The most bytes of all articles in it together."""

RATIO_LIMIT = 200
"""How many times larger a file may become; writing becomes 3 to 10 times, the pages of one site 50 times."""

_RATIO_FROM = 1024 * 1024
"""A file up to this size may become any number of times larger."""

_END, _END_SIZE, _LOCATOR, _LOCATOR_SIZE = b"PK\x05\x06", 22, b"PK\x06\x07", 20
_LONGEST_COMMENT = 65_535
_ENCRYPTED, _PATCHED, _STRONGLY_ENCRYPTED = 0x1, 0x20, 0x40


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a zip file: what it is called, and what gives its bytes or raises a ``ReadingError``."""

    name: str
    data: Callable[[], bytes]


def open_archive(path: Path, *, name: str) -> tuple[ZipFile, list[Entry]]:
    """Open a zip file, to be closed, and list the articles in it: what a folder with its files would give.

    Hidden files, what macOS adds, and files with other endings are left out, as they are in a folder. A file that
    cannot be taken is in the list, and says so when it is read.

    :param name: What messages call it.
    :raises ArchiveBroken: it is none, or is cut off.
    :raises ArchiveTooLarge: there is more in it than is unpacked.
    :raises ArchiveWithoutArticles: no file in it has a known ending.
    """
    try:
        with path.open("rb") as file:
            _require_short_directory(file, name)
        archive = ZipFile(path)
    # NotImplementedError is what zipfile says of a version of the format that it does not know.
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as problem:
        raise ArchiveBroken(path=name, problem=_cause(problem)) from problem
    try:
        return archive, _entries(archive, name)
    except BaseException:
        archive.close()
        raise


def _require_short_directory(file: BinaryIO, name: str) -> None:
    """Look at what is said about the list of files before :mod:`zipfile` reads all of it into memory."""
    size = file.seek(0, 2)
    file.seek(max(size - _LONGEST_COMMENT - 1 - _END_SIZE, 0))
    tail = file.read()
    # In the same places, and in the same order, as zipfile looks for it.
    is_bare = tail[-_END_SIZE:].startswith(_END) and tail.endswith(b"\x00\x00")
    at = len(tail) - _END_SIZE if is_bare else tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise BadZipFile(say("it has no list of files", "没有文件目录"))
    count, length = struct.unpack_from("<HL", tail, at + 10)
    start = file.seek(size - len(tail) + at)
    is_zip64 = False
    if start >= _LOCATOR_SIZE:
        file.seek(start - _LOCATOR_SIZE)
        is_zip64 = file.read(4) == _LOCATOR  # only needed for what is far too large
    if is_zip64 or count > ENTRIES_LIMIT or length > DIRECTORY_LIMIT:
        raise ArchiveTooLarge(path=name, problem=_too_many())


def _entries(archive: ZipFile, name: str) -> list[Entry]:
    infos = archive.infolist()
    if len(infos) > ENTRIES_LIMIT:
        raise ArchiveTooLarge(path=name, problem=_too_many())
    named = [
        (info, called)
        for info, called in zip(infos, entry_names(infos), strict=True)
        if not info.is_dir() and _is_wanted(called)
    ]
    if not named:
        raise ArchiveWithoutArticles(path=name, endings=" ".join(ENDINGS))
    total = sum(info.file_size for info, _ in named)
    if total > TOTAL_LIMIT:
        problem = say(
            f"the articles in it have {total} bytes, and at most {TOTAL_LIMIT} are taken",
            f"其中的文章共有 {total} 字节，上限是 {TOTAL_LIMIT}",
        )
        raise ArchiveTooLarge(path=name, problem=problem)
    return [Entry(called, _reader(archive, info, called)) for info, called in named]


def _is_wanted(name: str) -> bool:
    parts = name.split("/")
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not is_hidden and ending(name) in (*ENDINGS, ZIP)


def _reader(archive: ZipFile, info: ZipInfo, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        for fault in _faults(info, name):
            raise fault
        try:
            with archive.open(info) as file:
                data = file.read(SIZE_LIMIT + 1)
        except (BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error) as problem:
            raise ArchiveBroken(path=name, problem=_cause(problem)) from problem
        if len(data) != info.file_size:
            raise ArchiveBroken(path=name, problem=say("it is cut off", "内容不完整"))
        return data

    return read


def _faults(info: ZipInfo, name: str) -> Iterator[ReadingError]:
    def unfit(en: str, zh: str) -> ArchivedFileUnfit:
        return ArchivedFileUnfit(path=name, problem=say(en, zh))

    if info.flag_bits & (_ENCRYPTED | _STRONGLY_ENCRYPTED):
        yield unfit("it is encrypted", "它是加密的")
    if stat.S_ISLNK(info.external_attr >> 16):
        yield unfit("it is a link to another file", "它是指向别处的链接")
    if ending(name) == ZIP:
        yield unfit("it is a zip file itself", "它本身是压缩包")
    # Others can need any amount of memory for their first byte.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & _PATCHED:
        yield unfit("it is packed by another method than Deflate", "它不是用 Deflate 方法压缩的")
    if info.file_size > SIZE_LIMIT:
        yield FileTooLarge(path=name, size=info.file_size, limit=SIZE_LIMIT)
    if info.file_size > max(_RATIO_FROM, RATIO_LIMIT * info.compress_size):
        times = info.file_size // max(info.compress_size, 1)
        yield unfit(f"it would become {times} times larger", f"解压后会变为 {times} 倍大小")


def _too_many() -> str:
    return say(f"it holds more than {ENTRIES_LIMIT} files", f"其中的文件超过了 {ENTRIES_LIMIT} 个")


def _cause(problem: Exception) -> str:
    """Return what is wrong in words; those of an error of the disk would name its folders."""
    if isinstance(problem, OSError):
        return problem.strerror or type(problem).__name__
    if isinstance(problem, BadZipFile) and "File is not a zip file" not in str(problem):
        return str(problem)
    return say("it cannot be unpacked", "无法解压")
