"""Putting articles into the store and taking them out, in an order that can be cut short anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from qa.chunking import ChunkingParameters, chunk_sections, in_context
from qa.embedding.base import Embedder, Vectors, required
from qa.indexing import records as recording
from qa.indexing.vectors import Identity, Place, StoredSpan, VectorStore
from qa.indexing.words import WordIndex
from qa.models import Article, ArticleRecord, Chunk, IngestOutcome

# Small articles share a write to Chroma, which is several times as fast as a write each. An article is reported
# as in only after its write, and its embeddings are in the cache before: a kill loses a second's work at most.
_FLUSH_SPANS = 1000
_FLUSH_SECONDS = 1.0
_EMBED_AT_ONCE = 32

OnEmbedded = Callable[[int, int], None]
OnStored = Callable[[IngestOutcome, ArticleRecord], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    record: ArticleRecord
    chunks: list[Chunk]
    spans: list[StoredSpan]
    vectors: Vectors
    report: Callable[[], None]


class Writer:
    """Used by :class:`qa.indexing.library.Library`, under its lock. ``records`` is what is in, and pending.

    ``announce`` is called with the records whenever readers may see something new; ``require`` is called before anything
    is written, and raises where another one writes; ``changing`` is held while what is new is put in and what it replaces
    is taken away. ``damaged`` are the ids of articles that are put in again though they are in. ``has_written`` tells
    whether anything was changed.
    """

    def __init__(
        self,
        vectors: VectorStore,
        words: WordIndex,
        records: dict[str, ArticleRecord],
        embedder: Embedder,
        identity: Identity,
        *,
        announce: Callable[[Mapping[str, ArticleRecord]], None] = lambda _: None,
        require: Callable[[], None] = lambda: None,
        changing: AbstractContextManager[object] | None = None,
        damaged: Collection[str] = (),
    ) -> None:
        self._vectors, self._words, self._embedder = vectors, words, embedder
        self._dimension = identity.dimension
        self._parameters = ChunkingParameters(identity.chunk_tokens, identity.span_characters)
        self._announce, self._require = announce, require
        self._changing = changing if changing is not None else nullcontext()
        self.has_written = False
        self.records: dict[str, ArticleRecord] = {}
        self._by_revision: dict[str, ArticleRecord] = {}
        self._by_origin: dict[str, dict[str, ArticleRecord]] = {}
        for record in records.values():
            self._note(record)
            if record.id in damaged:
                del self._by_revision[record.revision]
        self._pending: list[_Pending] = []
        self._stale: set[str] = set()
        self._flushed = time.monotonic()

    def put(
        self,
        article: Article,
        *,
        on_embedded: OnEmbedded = lambda done, total: None,
        on_stored: OnStored = lambda outcome, record: None,
    ) -> None:
        """Chunk, embed and store an article, unless it is in already.

        An article that comes without an id is given one: a hash of title, author and date. ``on_embedded`` is
        told how many of how many spans are embedded; ``on_stored`` is called once it is safely in. Raises
        ``EmbeddingError`` or ``ServerError`` before anything of it is written.
        """
        revision = recording.revision(article, self._parameters)
        same = self._by_revision.get(revision)
        if same is not None and not article.id:
            self._put_again(same, article.origin, on_stored)
            return
        before: list[ArticleRecord] = []
        if not article.id:
            article = replace(article, id=self._free_id(article, revision))
            before = self._from(article.origin)
        outcome: IngestOutcome = "updated" if before or article.id in self.records else "added"

        sections = [section for section in article.sections if section.text]
        if article.title:
            sections.insert(0, recording.card(article))
        chunks = chunk_sections(article.id, sections, self._parameters)
        spans = [
            StoredSpan(Place(article.id, revision, c.section, c.order, s.start, s.end), c.id, s.text)
            for c in chunks
            for s in c.spans
        ]
        paths = {section.index: section.path for section in article.sections}
        embedded = self._embed(
            # The metadata section names the article in every sentence already.
            [
                in_context(article.title, paths[span.place.section], span.text)
                if span.place.section in paths
                else span.text
                for span in spans
            ],
            on_embedded,
        )
        record = recording.record_of(article, revision, chunks=len(chunks), spans=len(spans))

        for old in (*before, self.records.get(article.id)):
            if old is not None:
                self._stale.add(old.id)
                self._discard(old)
        self._note(record)
        self._pending.append(_Pending(record, chunks, spans, embedded, lambda: on_stored(outcome, record)))
        waiting = sum(len(pending.spans) for pending in self._pending)
        if waiting >= _FLUSH_SPANS or time.monotonic() - self._flushed >= _FLUSH_SECONDS:
            self.flush()

    def _put_again(self, same: ArticleRecord, origin: str | None, on_stored: OnStored) -> None:
        """Deal with an article whose every character is in already."""
        self.flush()
        outcome: IngestOutcome = "unchanged"
        # What else came from this file is in it no more.
        others = [record for record in self._from(origin) if record.id != same.id]
        if origin not in (None, same.origin) and (others or not _is_sent_again(origin, same.origin)):
            if not _is_one_file(origin, same.origin) and _may_be_there(same.origin):
                outcome = "duplicate"
            if others or outcome == "unchanged":  # the file was moved
                self._discard(same)
                same = replace(same, origin=origin)
                self._note(same)
                self._require()
                self._vectors.commit([same])
                self._tell()
        for other in others:
            self.remove(other.id)
        on_stored(outcome, same)

    def _from(self, origin: str | None) -> list[ArticleRecord]:
        """Return what was read from a file: one article, or two where a writer was killed between them."""
        return list(self._by_origin.get(origin, {}).values()) if origin else []

    def _free_id(self, article: Article, revision: str) -> str:
        """Return the id by title, author and date, or a longer one where another file's article has that."""
        name = Path(article.origin).name if article.origin else ""
        for distinctions in ((), (name,)):
            candidate = recording.article_id(article, *distinctions)
            holder = self.records.get(candidate)
            if holder is None or _is_one_file(article.origin, holder.origin):
                return candidate
        return recording.article_id(article, name, revision)

    def _note(self, record: ArticleRecord) -> None:
        self.records[record.id] = self._by_revision[record.revision] = record
        if record.origin:
            self._by_origin.setdefault(record.origin, {})[record.id] = record

    def _discard(self, record: ArticleRecord) -> None:
        self.records.pop(record.id, None)
        self._by_revision.pop(record.revision, None)
        if record.origin:
            self._by_origin[record.origin].pop(record.id, None)

    def _tell(self) -> None:
        self.has_written = True
        self._announce(self.records)

    def _embed(self, texts: Sequence[str], on_embedded: OnEmbedded) -> Vectors:
        made = [np.empty((0, self._dimension), np.float32)]
        for at in range(0, len(texts), _EMBED_AT_ONCE):
            some = texts[at : at + _EMBED_AT_ONCE]
            made.append(
                required(self._embedder.embed_passages(some), len(some), self._embedder.id, self._dimension)
            )
            on_embedded(at + len(some), len(texts))
            # What was put before is not to wait for a long article, which takes minutes.
            if self._pending and time.monotonic() - self._flushed >= _FLUSH_SECONDS:
                self.flush()
        return np.concatenate(made)

    def remove(self, article: str) -> None:
        """Take an article out, at once."""
        self.flush()
        self._require()
        self._discard(self.records[article])
        with self._changing:
            self._vectors.withdraw([article])
            self._tell()
            self._vectors.sweep(self.records.values(), [article])
        self._words.update((), [article])

    def flush(self) -> None:
        """Write what is pending: spans, then records; then take away what they replace."""
        pending, self._pending = self._pending, []
        stale, self._stale = self._stale, set()
        self._flushed = time.monotonic()
        if not pending:
            return
        current = [one for one in pending if self.records.get(one.record.id) is one.record]
        self._require()
        self._vectors.add_spans(
            [span for one in current for span in one.spans], np.concatenate([one.vectors for one in current])
        )
        gone = sorted(stale - self.records.keys())
        self._require()
        with self._changing:
            self._vectors.commit([one.record for one in current])
            self._vectors.withdraw(gone)
            # Before the old revisions go: a reader that still has their records would find nothing.
            self._tell()
            if stale:
                self._vectors.sweep(self.records.values(), sorted(stale))
        for one in pending:
            one.report()
        self._words.update(((one.record, one.chunks) for one in current), gone)

    def finish(self) -> None:
        """Write what is pending, and the word index."""
        self.flush()
        self._words.commit()


def _is_one_file(one: str | None, other: str | None) -> bool:
    """Whether an article of one origin is the next version of the article of another, if they share all else.

    What has no origin can be any. What was sent has only a name, which is that of the file on the sender's disk.
    """
    if one is None or other is None or one == other:
        return True
    return _is_sent(one) != _is_sent(other) and Path(one).name == Path(other).name


def _is_sent_again(origin: str | None, other: str | None) -> bool:
    """Whether what was sent is the file that the article was read from: the path says more than the name."""
    return origin is not None and other is not None and _is_sent(origin) and _is_one_file(origin, other)


def _is_sent(origin: str) -> bool:
    return not Path(origin).is_absolute()


def _may_be_there(origin: str | None) -> bool:
    # What was sent is on a disk that we cannot look at.
    return origin is not None and (_is_sent(origin) or Path(origin).exists())
