"""From the files of an upload to what is put into the library: each file, and each article in a zip file."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from qa.errors import FileKindUnknown, FileNameTwice, ReadingError
from qa.indexing.ingesting import SentFile
from qa.reading import ENDINGS
from qa.service.uploads.archives import ZIP, open_archive
from qa.service.uploads.names import ending
from qa.service.uploads.spool import Spool, SpooledFile


@contextmanager
def contents(spool: Spool, files: Sequence[SpooledFile]) -> Iterator[list[SentFile]]:
    """Give the files to put in, each by a name that no other has; zip files are open within the block.

    What cannot be taken is among them, and says why when it is read.
    """
    with ExitStack() as opened:
        yield list(_apart(_unpacked(spool, files, opened)))


def _unpacked(spool: Spool, files: Sequence[SpooledFile], opened: ExitStack) -> Iterator[SentFile]:
    for file in files:
        if ending(file.name) == ZIP and not file.is_text:
            try:
                archive, entries = open_archive(spool.folder / file.file, name=file.name)
            except ReadingError as problem:
                yield file.name, _raising(problem)
                continue
            opened.enter_context(archive)
            yield from ((entry.name, entry.data) for entry in entries)
        elif file.is_text or ending(file.name) in ENDINGS:
            yield file.name, functools.partial(spool.read, file)
        else:
            yield file.name, _raising(FileKindUnknown(path=file.name, endings=" ".join((*ENDINGS, ZIP))))


def _apart(files: Iterator[SentFile]) -> Iterator[SentFile]:
    """Give each name once: of two files of one name, the second would take the place of the first."""
    taken: set[str] = set()
    times: Counter[str] = Counter()
    for name, data in files:
        times[name] += 1
        if name not in taken:
            taken.add(name)
            yield name, data
            continue
        while (another := f"{name} ({times[name]})") in taken:
            times[name] += 1
        taken.add(another)
        yield another, _raising(FileNameTwice(path=name))


def _raising(problem: ReadingError) -> Callable[[], bytes]:
    def read() -> bytes:
        raise problem

    return read
