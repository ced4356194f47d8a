"""Putting articles into the store and taking them out, in an order that can be cut short anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from qa.chunking import ChunkingParameters, chunk_sections, in_context
from qa.embedding.base import Embedder, Vectors
from qa.errors import EmbeddingInvalid
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
    """Used by :class:`qa.indexing.library.Library`, under its lock. ``records`` is what is in, and pending."""

    def __init__(
        self,
        vectors: VectorStore,
        words: WordIndex,
        records: dict[str, ArticleRecord],
        embedder: Embedder,
        identity: Identity,
    ) -> None:
        self._vectors, self._words, self._embedder = vectors, words, embedder
        self._dimension = identity.dimension
        self._parameters = ChunkingParameters(identity.chunk_tokens, identity.span_characters)
        self.records = dict(records)
        self._by_revision = {record.revision: record for record in records.values()}
        self._by_origin = {record.origin: record for record in records.values() if record.origin}
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
        if not article.id:
            article = replace(article, id=self._free_id(article, revision))
        before = self._by_origin.get(article.origin) if article.origin else None
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

        for old in (before, self.records.get(article.id)):
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
        if same.origin == origin or origin is None:
            on_stored("unchanged", same)
        elif same.origin and Path(same.origin).exists():
            on_stored("duplicate", same)
        else:  # the file was moved
            self._discard(same)
            moved = replace(same, origin=origin)
            self._note(moved)
            self._vectors.commit([moved])
            on_stored("unchanged", moved)

    def _free_id(self, article: Article, revision: str) -> str:
        """Return the id by title, author and date, or a longer one where another file's article has that."""
        name = Path(article.origin).name if article.origin else ""
        for distinctions in ((), (name,)):
            candidate = recording.article_id(article, *distinctions)
            holder = self.records.get(candidate)
            if holder is None or article.origin is None or holder.origin in (None, article.origin):
                return candidate
        return recording.article_id(article, name, revision)

    def _note(self, record: ArticleRecord) -> None:
        self.records[record.id] = self._by_revision[record.revision] = record
        if record.origin:
            self._by_origin[record.origin] = record

    def _discard(self, record: ArticleRecord) -> None:
        self.records.pop(record.id, None)
        self._by_revision.pop(record.revision, None)
        if record.origin:
            self._by_origin.pop(record.origin, None)

    def _embed(self, texts: Sequence[str], on_embedded: OnEmbedded) -> Vectors:
        made = []
        for at in range(0, len(texts), _EMBED_AT_ONCE):
            made.append(self._embedder.embed_passages(texts[at : at + _EMBED_AT_ONCE]))
            on_embedded(min(at + _EMBED_AT_ONCE, len(texts)), len(texts))
        vectors = np.concatenate(made)
        expected = (len(texts), self._dimension)
        if vectors.shape != expected:
            raise EmbeddingInvalid(name=self._embedder.id, problem=f"shape {vectors.shape}, not {expected}")
        if not np.isfinite(vectors).all():
            raise EmbeddingInvalid(name=self._embedder.id, problem="a value is not a finite number")
        return vectors

    def remove(self, article: str) -> None:
        """Take an article out, at once."""
        self.flush()
        self._discard(self.records[article])
        self._vectors.forget([article])
        self._words.update((), [article])

    def flush(self) -> None:
        """Write what is pending: spans, then records, then away with what they replace."""
        pending, self._pending = self._pending, []
        stale, self._stale = self._stale, set()
        self._flushed = time.monotonic()
        if not pending:
            return
        self._vectors.add_spans(
            [span for one in pending for span in one.spans], np.concatenate([one.vectors for one in pending])
        )
        written = [self.records[one.record.id] for one in pending if one.record.id in self.records]
        self._vectors.commit(written)
        gone = sorted(stale - self.records.keys())
        self._vectors.forget(gone)
        if stale:
            self._vectors.sweep(self.records.values(), sorted(stale))
        self._words.update(((one.record, one.chunks) for one in pending), gone)
        for one in pending:
            one.report()

    def finish(self) -> None:
        """Write what is pending, and the word index."""
        self.flush()
        self._words.commit()
