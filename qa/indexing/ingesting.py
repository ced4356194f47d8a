"""Inputs into the library, one after the other: each is in, or reported as failed."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from qa.embedding.base import Embedder
from qa.errors import QaError
from qa.indexing.library import Library
from qa.indexing.writer import Writer
from qa.models import ArticleRecord, IngestItem, IngestOutcome, IngestReport, Progress
from qa.reading import Reading, find_files, read_bytes_of, read_file
from qa.stages import stage, tell

OnProgress: TypeAlias = Callable[[Progress], None]
OnItem: TypeAlias = Callable[[IngestItem], None]
Source: TypeAlias = tuple[str, Callable[[], Reading]]
"""What an input is called, and what reads it."""
SentFile: TypeAlias = tuple[str, Callable[[], bytes]]
"""The name of a file that is elsewhere, and what gives its bytes, or raises a ``ReadingError``."""


def files(paths: Iterable[str | Path]) -> list[Source]:
    """Return the sources at paths, of which folders are walked; one that is not there fails when it is read."""
    sources: list[Source] = []
    for path in paths:
        try:
            sources += [(str(file), functools.partial(read_file, file)) for file in find_files(Path(path))]
        except QaError as error:
            sources.append((str(path), _raising(error)))
    return sources


def sent(files: Iterable[SentFile]) -> list[Source]:
    """Return the sources of files that are elsewhere, each of which has only its name and what gives its bytes."""

    def reader(name: str, data: Callable[[], bytes]) -> Callable[[], Reading]:
        return lambda: read_bytes_of(data(), name=name, origin=name)

    return [(name, reader(name, data)) for name, data in files]


def ingest(
    library: Library,
    embedder: Embedder,
    sources: Sequence[Source],
    on_progress: OnProgress | None = None,
    on_item: OnItem | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> IngestReport:
    """Read sources and put them into a library. Raises what concerns all of them (see ``Assistant.ingest``).

    ``stop`` is asked before each source whether this and those after it are to be left out.
    """
    began = time.perf_counter()
    items: dict[int, IngestItem] = {}

    def done(number: int, item: IngestItem) -> None:
        items[number] = item
        tell(item)
        if on_item:
            on_item(item)

    with stage("ingest") as facts, library.write(embedder) as writer:
        facts["inputs"] = len(sources)
        for number, (name, read) in enumerate(sources):
            if stop():
                break
            if on_progress:
                on_progress(Progress("read", number, len(sources), name))
            try:
                reading = read()
            except QaError as error:
                done(number, IngestItem(name, "failed", error=error))
                continue
            _put(writer, name, reading, on_progress, functools.partial(done, number))
        else:
            number = len(sources)
    if on_progress:
        on_progress(Progress("read", number, len(sources)))
    ordered = tuple(items[number] for number in sorted(items))
    return IngestReport(ordered, time.perf_counter() - began)


def _put(writer: Writer, name: str, reading: Reading, on_progress: OnProgress | None, done: OnItem) -> None:
    def stored(outcome: IngestOutcome, record: ArticleRecord) -> None:
        done(
            IngestItem(
                path=name,
                outcome=outcome,
                article=record.id,
                title=record.title,
                sections=len(record.headings),
                chunks=record.chunks,
                warnings=reading.warnings,
            )
        )

    def embedded(count: int, total: int) -> None:
        if on_progress:
            on_progress(Progress("embed", count, total, reading.article.title))

    writer.put(reading.article, on_embedded=embedded, on_stored=stored)


def _raising(error: QaError) -> Callable[[], Reading]:
    def read() -> Reading:
        raise error

    return read
