"""What is in the library: articles as a whole, written so that no reader ever sees half of one."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import filelock

from qa import text as zh
from qa.embedding.base import Embedder, Vectors
from qa.errors import LibraryDamaged, LibraryLocked, LibraryUnwritable
from qa.indexing import records as recording
from qa.indexing.vectors import Identity, Place, StoredSpan, VectorStore, is_server
from qa.indexing.words import ChunkKey, StoredChunk, WordIndex
from qa.indexing.writer import Writer
from qa.models import Article, ArticleRecord, Chunk, Filters, Span

_OPEN_SECONDS = 60.0
_SPARE = 8
# How long a reader goes on without looking whether another process has written.
_LOOK_SECONDS = 0.02


class Library:
    """The articles of one store, for reading, and for writing through :meth:`write`.

    ``home`` is the folder of locks and of what is derived (word index, caches); ``store`` a folder or the URL of
    a Chroma server.
    """

    def __init__(self, home: Path, store: str, identity: Identity) -> None:
        self.home, self.store, self.identity = home, store, identity
        self._guard = threading.RLock()
        self._vectors: VectorStore | None = None
        self._words: WordIndex | None = None
        self._records: dict[str, ArticleRecord] = {}
        self._generation: str | None = None
        self._looked = 0.0

    # --- opening ---------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        with self._guard:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = self._words = self._generation = None
            self._records = {}

    def _is_there(self) -> bool:
        return is_server(self.store) or (Path(self.store) / "chroma.sqlite3").exists()

    def _open_vectors(self) -> VectorStore:
        # Two processes that open one folder at the same moment both migrate it, and can wait for each other.
        lock = filelock.FileLock(self.home / "open.lock", timeout=_OPEN_SECONDS)
        with contextlib.ExitStack() as stack:
            try:
                self.home.mkdir(parents=True, exist_ok=True)
                stack.enter_context(lock)
            except filelock.Timeout as problem:
                raise LibraryLocked(store=self.store, holder=self._holder()) from problem
            except OSError:
                pass  # a library that may only be read is still opened
            return VectorStore(self.store, self.identity)

    def _refresh(self) -> VectorStore | None:
        """Open the store, or open it again when another process has written to it."""
        with self._guard:
            now = time.monotonic()
            if self._generation is not None and now - self._looked < _LOOK_SECONDS:
                return self._vectors
            self._looked = now
            if self._vectors is None:
                if not self._is_there():
                    return None
                self._vectors = self._open_vectors()
            elif self._vectors.generation() == self._generation:
                return self._vectors
            elif not is_server(self.store):
                # Chroma does not see what another process wrote until it is opened again.
                self._vectors.close()
                self._vectors = self._open_vectors()
            self._vectors.require_identity()
            self._generation = self._vectors.generation()
            self._records = self._vectors.records()
            self._words = None
            return self._vectors

    @property
    def records(self) -> dict[str, ArticleRecord]:
        """All articles by id, in the order of their ids."""
        self._refresh()
        return self._records

    def words(self) -> WordIndex:
        """Return the word index, brought up to date with the store if nobody else is at it."""
        with self._guard:
            self._refresh()
            if self._words is None:
                self._words = WordIndex(self._words_folder)
                live = {record.id: record.revision for record in self._records.values()}
                if any(self._words.missing(live)):
                    self._repair_words(live)
            return self._words

    @property
    def _words_folder(self) -> Path:
        # One word index per store: a home can be used with several.
        name = hashlib.blake2b(self.store.encode(), digest_size=4).hexdigest()
        return self.home / f"words-{name}"

    def _repair_words(self, live: dict[str, str]) -> None:
        try:
            with self._locked():
                self._sync_words(WordIndex(self._words_folder), live)
        except LibraryLocked:
            pass  # a writer is at work and will bring it up to date; until then its articles are found by vector
        except LibraryUnwritable:
            self._sync_words(WordIndex(None), live)

    def _sync_words(self, words: WordIndex, live: dict[str, str]) -> None:
        put, gone = words.missing(live)
        words.update(((self._records[a], self.chunks(a)) for a in put), gone)
        words.commit()
        self._words = words

    # --- reading ---------------------------------------------------------------------------------------

    def matching(self, filters: Filters) -> list[str] | None:
        """Return the ids of the articles that a filter lets through; None when it lets all through."""
        if filters == Filters():
            return None
        author = zh.fold(filters.author) if filters.author else None
        category = zh.fold(filters.category) if filters.category else None
        found = []
        for record in self.records.values():
            if filters.articles and record.id not in filters.articles:
                continue
            if author and author not in (zh.fold(record.author or ""), zh.fold(record.columnist or "")):
                continue
            if category and category not in map(zh.fold, record.categories):
                continue
            if filters.since and (record.date is None or record.date < filters.since):
                continue
            if filters.until and (record.date is None or record.date > filters.until):
                continue
            found.append(record.id)
        return found

    def nearest(
        self, vector: Vectors, limit: int, *, articles: Sequence[str] | None = None, kind: str | None = None
    ) -> list[tuple[Place, float]]:
        """Return up to ``limit`` (place, cosine) of current revisions, best first.

        ``kind`` is ``text`` for spans of the articles' own text, ``card`` for those of their metadata.
        """
        vectors = self._refresh()
        if vectors is None:
            return []
        # Cards are few, and leaving them out afterwards is faster than a condition on every row.
        condition = "card" if kind == "card" else None
        asked = limit + _SPARE
        while True:
            found = vectors.nearest(vector, asked, articles=articles, kind=condition)
            wanted = [
                (place, score)
                for place, score in found
                if self._is_live(place.article, place.revision)
                and not (kind == "text" and place.section == recording.CARD_INDEX)
            ]
            # Cards, and what a killed writer left behind, take up places; ask for more until there are enough.
            if len(wanted) >= limit or len(found) < asked:
                return wanted[:limit]
            asked *= 2

    def _is_live(self, article: str, revision: str) -> bool:
        record = self._records.get(article)
        return record is not None and record.revision == revision

    def search_words(
        self,
        words: Sequence[str],
        limit: int,
        *,
        articles: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> list[tuple[ChunkKey, float]]:
        """Return up to ``limit`` (chunk, BM25 score) of current revisions, best first."""
        found = self.words().search(words, limit, articles=articles, kind=kind)
        return [(key, score) for key, score in found if self._is_live(key.article, key.revision)]

    def stored_chunks(self, keys: Iterable[ChunkKey]) -> dict[ChunkKey, StoredChunk]:
        """Return the chunks' texts; those that the word index does not have yet come from Chroma."""
        wanted = list(keys)
        found = self.words().chunks(wanted)
        for article in {key.article for key in wanted if key not in found}:
            for chunk in self.chunks(article):
                key = ChunkKey(article, self._records[article].revision, chunk.section, chunk.order)
                found.setdefault(key, StoredChunk(chunk.id, chunk.start, chunk.end, chunk.text))
        return found

    def chunks(self, article: str) -> list[Chunk]:
        """Return an article's chunks as they are stored, the metadata section's first."""
        record = self.records[article]
        grouped: dict[tuple[int, int], list[StoredSpan]] = {}
        for span in self._stored_spans(record):
            grouped.setdefault((span.place.section, span.place.order), []).append(span)
        return [
            Chunk(
                id=spans[0].chunk,
                article=article,
                section=section,
                order=order,
                start=spans[0].place.start,
                end=spans[-1].place.end,
                text="".join(span.text for span in spans),
                spans=tuple(Span(s.place.start, s.place.end, s.text) for s in spans),
            )
            for (section, order), spans in grouped.items()
        ]

    def article(self, article: str) -> Article:
        """Return a whole article, put together from its spans."""
        record = self.records[article]
        texts: dict[int, str] = {}
        for span in self._stored_spans(record):
            section = span.place.section
            if span.place.start != len(texts.get(section, "")):
                raise LibraryDamaged(
                    store=self.store, problem=f"{article}: section {section} has a gap at {span.place.start}"
                )
            texts[section] = texts.get(section, "") + span.text
        return recording.article_of(record, texts)

    def _stored_spans(self, record: ArticleRecord) -> list[StoredSpan]:
        vectors = self._refresh()
        spans = vectors.spans_of(record.id, record.revision) if vectors is not None else []
        if len(spans) != record.spans:
            raise LibraryDamaged(
                store=self.store, problem=f"{record.id}: {len(spans)} of {record.spans} spans are there"
            )
        return spans

    # --- writing ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = filelock.FileLock(self.home / "write.lock", timeout=0)
        pid = self.home / "write.pid"
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock.acquire()
            pid.write_text(str(os.getpid()))
        except filelock.Timeout as problem:
            raise LibraryLocked(store=self.store, holder=self._holder()) from problem
        except OSError as problem:
            lock.release()
            raise LibraryUnwritable(store=self.store, problem=str(problem)) from problem
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                pid.unlink()
            lock.release()

    def _holder(self) -> str:
        with contextlib.suppress(OSError):
            return f" {(self.home / 'write.pid').read_text()} "
        return ""

    @contextlib.contextmanager
    def write(self, embedder: Embedder) -> Iterator[Writer]:
        """Take the writer's lock and give a writer; what it has put in is complete when it is left.

        Raises :class:`LibraryLocked` when another process has the lock. When the block raises, what was put in
        before stays.
        """
        with self._locked(), self._guard:
            vectors = self._open_for_writing()
            vectors.take_over_rebuild()
            vectors.create()
            vectors.require_identity()
            self._records = vectors.records()
            if vectors.count() != sum(record.spans for record in self._records.values()):
                vectors.sweep(self._records.values())  # left behind by a writer that was killed
            words = WordIndex(self._words_folder)
            self._sync_words(words, {record.id: record.revision for record in self._records.values()})
            writer = Writer(vectors, words, self._records, embedder, self.identity)
            try:
                yield writer
            finally:
                self._finish(writer, vectors)

    def rebuild(self, embedder: Embedder, on_progress: Callable[[int, int, str], None]) -> int:
        """Make vectors and words anew with the configured identity; return the number of articles.

        The old store is read until the new one is whole. ``on_progress`` gets (spans done, spans in all, title).
        """
        with self._locked(), self._guard:
            if not self._is_there():
                return 0
            vectors = self._open_for_writing()
            vectors.take_over_rebuild()
            self._records = vectors.records()
            self._generation = vectors.generation()
            words = WordIndex(self._words_folder)
            words.update((), list(words.contents))
            writer = Writer(vectors.start_rebuild(), words, {}, embedder, self.identity)
            total, done = sum(record.spans for record in self._records.values()), 0
            for record in list(self._records.values()):
                on_embedded = functools.partial(_count_from, on_progress, done, total, record.title)
                writer.put(self.article(record.id), on_embedded=on_embedded)
                done += record.spans
            writer.flush()
            vectors.finish_rebuild()
            self._finish(writer, vectors)
            return len(writer.records)

    def _open_for_writing(self) -> VectorStore:
        if self._vectors is None:
            self._vectors = self._open_vectors()
        return self._vectors

    def _finish(self, writer: Writer, vectors: VectorStore) -> None:
        try:
            writer.finish()
            vectors.announce()
        finally:
            self._generation = None  # what is in is read again from the store, which alone knows


def _count_from(
    on_progress: Callable[[int, int, str], None], before: int, total: int, title: str, done: int, _: int
) -> None:
    on_progress(min(before + done, total), total, title)
