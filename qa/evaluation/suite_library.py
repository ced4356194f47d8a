"""A suite's articles in a library of their own, made once and used by every run that would make the same.

It is a store under ``<home>/eval/libraries``, named by a hash of the articles, of the embedder, of how they are cut and
of the code that does it; the vectors of its passages are kept where the home keeps all others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import filelock

import qa
from qa.assistant import OnProgress
from qa.chunking import ChunkingParameters
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.errors import LibraryUnwritable, QaError
from qa.evaluation.suite import Suite
from qa.indexing.ingesting import Source, files, ingest
from qa.indexing.library import Library
from qa.indexing.records import revision
from qa.indexing.vectors import Identity
from qa.models import Article, ArticleRecord
from qa.publishing.whole_file import write_whole
from qa.reading import Reading
from qa.settings import Settings

_WHOLE = "whole.json"
# What an article becomes in a library depends on these as much as on the article.
_CODE = ("chunking.py", "text.py", "indexing")


def with_library(
    suite: Suite, settings: Settings, embedder: Embedder, on_progress: OnProgress | None = None
) -> Settings:
    """Return the settings with the library that holds the suite's articles, which is made if there is none yet.

    A suite without articles asks the user's own. Any number of runs may call it at once: one makes it, the others wait.

    :raises ReadingError: an article cannot be read.
    :raises LibraryError: the library cannot be made.
    """
    sources = list(_sources(suite))
    if not sources:
        return settings
    readings = [(name, read()) for name, read in sources]
    folder = settings.home / "eval" / "libraries" / _name(readings, settings, embedder)
    chosen = settings.model_copy(update={"store": folder / "store"})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / "making.lock"):
            if not _is_whole(folder):
                _make(chosen, embedder, readings, on_progress)
                write_whole(folder / _WHOLE, json.dumps({"articles": len(readings)}).encode())
    except OSError as problem:
        raise LibraryUnwritable(store=folder, problem=problem.strerror or problem) from problem
    return chosen


def library_hash(records: Iterable[ArticleRecord]) -> str:
    """Return a hash of the articles' revisions, by which one knows whether two runs asked the same articles."""
    revisions = sorted(f"{record.id} {record.revision}" for record in records)
    return hashlib.sha256("\n".join(revisions).encode()).hexdigest()[:16]


def _sources(suite: Suite) -> Iterable[Source]:
    yield from files(suite.articles)
    for article in suite.documents:
        yield article.origin or article.title, _holding(article)


def _holding(article: Article) -> Callable[[], Reading]:
    return lambda: Reading(article)


def _name(readings: Iterable[tuple[str, Reading]], settings: Settings, embedder: Embedder) -> str:
    parameters = ChunkingParameters(settings.chunk_tokens, settings.span_characters)
    digest = hashlib.sha256(f"{embedder.id} {embedder.dimension} {_code_hash()}".encode())
    for name, reading in readings:
        digest.update(
            f"\n{Path(name).name}\x1f{revision(reading.article, parameters)}".encode("utf-8", "replace")
        )
    return digest.hexdigest()[:16]


def _code_hash() -> str:
    root = Path(qa.__file__).parent
    digest = hashlib.sha256()
    for name in _CODE:
        path = root / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_whole(folder: Path) -> bool:
    return (folder / _WHOLE).exists() and (folder / "store").is_dir()


def _make(
    settings: Settings,
    embedder: Embedder,
    readings: Iterable[tuple[str, Reading]],
    on_progress: OnProgress | None,
) -> None:
    identity = Identity(embedder.id, embedder.dimension, settings.chunk_tokens, settings.span_characters)
    sources: list[Source] = [(name, _read(reading)) for name, reading in readings]
    with closing(CachedEmbedder(embedder, settings.home / "vectors.sqlite3")) as cached:
        library = Library(settings.home, str(settings.store), identity)
        try:
            report = ingest(library, cached, sources, on_progress)
        finally:
            library.close()
    for item in report.failed:
        assert item.error is not None
        raise item.error if isinstance(item.error, QaError) else AssertionError(item.error)


def _read(reading: Reading) -> Callable[[], Reading]:
    return lambda: reading
