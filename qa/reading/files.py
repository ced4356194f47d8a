"""Paths to bytes: which files are articles, and reading one whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from qa.errors import FileTooLarge, FolderWithoutArticles, PathMissing, PathUnreadable

ENDINGS = (".md", ".markdown", ".txt", ".html", ".htm", ".xhtml")
"""What a file's name must end in to be taken from a folder; a file that is named is read whatever its ending."""

SIZE_LIMIT = 32 * 1024 * 1024
"""The most bytes that are read of one file."""


def find_files(path: str | Path) -> list[Path]:
    """Return the articles under a path, sorted: the file itself, or a folder's files at any depth.

    Hidden files and folders are skipped. A folder that is reached twice, by a link, is walked once. A subfolder
    that may not be listed is in the result, so that reading it says so and the others still go in.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("乙.md", "甲.txt", ".draft.md", "photo.png"):
    ...         _ = (Path(folder) / name).write_text("文", encoding="utf-8")
    ...     [file.name for file in find_files(folder)]
    ['乙.md', '甲.txt']

    :raises PathMissing: if there is nothing at the path.
    :raises PathUnreadable: if the folder may not be listed.
    :raises FolderWithoutArticles: if no file in it has a known ending.
    """
    top = Path(path)
    try:
        mode = top.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise PathMissing(path=str(path)) from error
    except OSError as error:
        raise PathUnreadable(path=str(path), problem=_reason(error)) from error
    if not stat.S_ISDIR(mode):
        return [top]

    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    # Links wait until all real folders are done, so that a file is listed by its own path where it has one.
    real, linked = [top], list[Path]()
    while real or linked:
        folder = real.pop() if real else linked.pop(0)
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            if folder == top:
                raise PathUnreadable(path=str(path), problem=_reason(error)) from error
            found.append(folder)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                (linked if entry.is_symlink() else real).append(folder / entry.name)
            elif entry.name.lower().endswith(ENDINGS) and (entry.is_file() or entry.is_symlink()):
                found.append(folder / entry.name)
    if not found:
        raise FolderWithoutArticles(path=str(path), endings=" ".join(ENDINGS))
    return sorted(found)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads back to itself.
        return False


def read_bytes(path: str | Path) -> bytes:
    """Return the whole content of a file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "甲.txt"
    ...     _ = file.write_bytes(b"abc")
    ...     read_bytes(file)
    b'abc'

    :raises PathMissing: if there is nothing at the path.
    :raises PathUnreadable: if it may not be read, or is a folder.
    :raises FileTooLarge: if it holds more than :data:`SIZE_LIMIT` bytes.
    """
    try:
        size = Path(path).stat().st_size
        if size > SIZE_LIMIT:
            raise FileTooLarge(path=str(path), size=size, limit=SIZE_LIMIT)
        with Path(path).open("rb") as file:
            # One more than allowed: a pipe or a device has no size to ask for.
            data = file.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise PathMissing(path=str(path)) from error
    except OSError as error:
        raise PathUnreadable(path=str(path), problem=_reason(error)) from error
    if len(data) > SIZE_LIMIT:
        raise FileTooLarge(path=str(path), size=f"more than {SIZE_LIMIT}", limit=SIZE_LIMIT)
    return data


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
