"""Chroma: the one place where articles are kept.

Two collections. ``spans`` has a row per span: its text, its vector, and its place, which is also its id, so that a
search that needs only places reads no metadata. ``articles`` has a row per article, written last: a span whose
revision is not the one its article's row names does not exist for readers.
"""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from qa.embedding.base import Vectors
from qa.errors import LibraryDamaged, LibraryMismatch
from qa.indexing import records, segments
from qa.indexing.connection import Replaced, connect, is_server, translated, vectors_damaged
from qa.language import say
from qa.models import ArticleRecord

SPANS, ARTICLES = "spans", "articles"
_NEW = ".new"
_READY = "ready"
_GENERATION = "generation"
_BATCH = 2000  # rows a write; Chroma's own limit is 5,461, and larger batches were not faster
MOST_NAMED = 20_000
"""How many articles can be named in one condition; SQLite allows 32,766 in all."""

SCHEMA = 1
# With Chroma's defaults 2% of the 60 nearest are missed, other ones in every build and, for what is far from everything, in
# every process; with this next to none, and none at all in a library of fewer spans (bench/nearest.py). That is what keeps
# the order of the results from changing. In 30,000 spans a search takes 3.2 ms so, 2.4 ms with 200, 9 ms with 1,000.
_HNSW = {"space": "cosine", "ef_search": 500}


class Place(NamedTuple):
    """Where a span stands. ``order`` is its chunk's number in the section."""

    article: str
    revision: str
    section: int
    order: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.article}/{self.revision}/{self.section}/{self.order}/{self.start}-{self.end}"

    @staticmethod
    @lru_cache(maxsize=65536)
    def parse(text: str) -> Place:
        """Return the place that ``str()`` wrote. Kept, since popular spans come up in search after search."""
        article, revision, section, order, characters = text.split("/")
        start, _, end = characters.partition("-")
        return Place(article, revision, int(section), int(order), int(start), int(end))


class StoredSpan(NamedTuple):
    """One row of ``spans`` without its vector."""

    place: Place
    chunk: str
    text: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What made an index; another one cannot search it."""

    embedder: str
    dimension: int
    chunk_tokens: int
    span_characters: int
    schema: int = SCHEMA


class VectorStore:
    """One Chroma store: a folder, or the URL of a server.

    Raises :class:`LibraryMismatch` when the store was made by another identity, :class:`LibraryDamaged` when it
    cannot be opened, :class:`LibraryUnreachable` when its server does not answer, :class:`LibraryUnwritable`
    when there is no room or no permission.
    """

    def __init__(self, store: str, identity: Identity, *, rescue: bool = False) -> None:
        """Open a store, or make an empty one.

        ``rescue`` opens one whose vectors are damaged, for its texts only.
        """
        self._store = store
        self.identity = identity
        self._spans: Any = None
        self._articles: Any = None
        with self._translated():
            if not is_server(store) and segments.damaged(Path(store)):
                if not rescue:
                    raise vectors_damaged(store, say("files are missing or cut short", "文件缺失或不完整"))
                segments.clear(Path(store))
            self._client, close = connect(store)
            # Closed when the last reader lets go of it, and not under a thread that is still searching.
            weakref.finalize(self, close).atexit = False
            self._bind()

    def _bind(self) -> None:
        """Take the two collections that count, by one look at what is there."""
        found = self._collections()
        ready = _ready(found)
        articles = ready or found.get(ARTICLES)
        # A rebuild that was finished but not yet renamed counts as the store; see `finish_rebuild`.
        spans = (found.get(SPANS + _NEW) if ready else None) or found.get(SPANS)
        whole = articles is not None and spans is not None
        self._articles, self._spans = (articles, spans) if whole else (None, None)

    def _collections(self) -> dict[str, Any]:
        return {collection.name: collection for collection in self._client.list_collections()}

    def stored_identity(self) -> Identity | None:
        """Return what made the index, or None when there is none."""
        if self._spans is None:
            return None
        stored = self._spans.metadata or {}
        try:
            return Identity(**{name: stored[name] for name in Identity.__dataclass_fields__})
        except KeyError as problem:
            raise LibraryDamaged(store=self._store, problem=f"no {problem} in collection spans") from problem

    def require_identity(self) -> None:
        """Raise :class:`LibraryMismatch` unless the index was made by this identity."""
        stored = self.stored_identity()
        if stored is None:
            return
        for name, value in asdict(self.identity).items():
            if getattr(stored, name) != value:
                raise LibraryMismatch(
                    store=self._store, field=name, stored=getattr(stored, name), configured=value
                )

    def create(self) -> None:
        """Make the two collections unless they are there."""
        if self._spans is None:
            with self._translated():
                # The spans go first: a store that has an `articles` collection is whole. Spans without it are what
                # a writer left that was killed between the two.
                if SPANS in self._collections():
                    self._client.delete_collection(SPANS)
                self._spans = self._create(SPANS, asdict(self.identity))
                self._articles = self._create(ARTICLES, {"schema": SCHEMA})

    def _create(self, name: str, metadata: dict[str, Any]) -> Any:
        return self._client.get_or_create_collection(
            name, embedding_function=None, metadata=metadata, configuration={"hnsw": _HNSW}
        )

    # --- reading ---------------------------------------------------------------------------------------

    def records(self) -> dict[str, ArticleRecord]:
        """Return every article's record by its id, in the order of their ids.

        Raises :class:`Replaced` when a rebuild put another collection in the place of the one that is read.
        """
        if self._articles is None:
            return {}
        with self._translated():
            found = self._articles.get(include=["documents"])
            # Of a collection that another process deletes meanwhile, Chroma gives what is left, without a word.
            if self._articles.id not in {collection.id for collection in self._collections().values()}:
                raise Replaced(store=self._store, problem=say("it was replaced", "已被替换"))
            try:
                loaded = [records.load(document) for document in found["documents"]]
            except (ValueError, KeyError, TypeError) as problem:
                raise LibraryDamaged(store=self._store, problem=f"articles: {problem!r}") from problem
        return {record.id: record for record in sorted(loaded, key=lambda record: record.id)}

    def nearest(
        self, vector: Vectors, limit: int, *, articles: Sequence[str] | None = None, kind: str | None = None
    ) -> list[tuple[Place, float]]:
        """Return up to ``limit`` (place, cosine), best first; ``vector`` has shape (dimension,).

        ``articles`` are the only ones looked at, if given; ``kind`` is ``text`` or ``card``. Rows of revisions that
        are no longer current can be among the places.
        """
        found = self._query(vector, limit, articles, kind, "distances")
        # Chroma's cosine distance is 1 − cosine.
        return [(place, 1.0 - distance) for place, distance in found]

    def apart(
        self,
        vector: Vectors,
        background: Vectors,
        limit: int,
        *,
        articles: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> list[tuple[Place, float, float]]:
        """Return up to ``limit`` (place, cosine, cosine less the product with ``background``), best last value first."""
        found = self._query(vector - background, limit, articles, kind, "embeddings")
        if not found:
            return []
        cosines, taken = (np.array([span for _, span in found]) @ np.stack([vector, background], axis=1)).T
        return [
            (place, float(cosine), float(cosine - less))
            for (place, _), cosine, less in zip(found, cosines, taken, strict=True)
        ]

    def _query(
        self, vector: Vectors, limit: int, articles: Sequence[str] | None, kind: str | None, what: str
    ) -> list[tuple[Place, Any]]:
        if self._spans is None or (articles is not None and not articles):
            return []
        conditions: list[dict[str, Any]] = []
        if articles is not None:
            conditions.append({"article": {"$in": list(articles)}})
        if kind is not None:
            conditions.append({"kind": kind})
        where = {"$and": conditions} if len(conditions) > 1 else conditions[0] if conditions else None
        with self._translated():
            found = self._spans.query(
                query_embeddings=vector[np.newaxis], n_results=limit, where=where, include=[what]
            )
        return [
            (Place.parse(place), value) for place, value in zip(found["ids"][0], found[what][0], strict=True)
        ]

    def spans_of(self, article: str, revision: str) -> list[StoredSpan]:
        """Return an article's spans in reading order (the metadata section, number -1, first)."""
        return self.spans_by_article({article: revision})[article]

    def spans_by_article(self, revisions: Mapping[str, str]) -> dict[str, list[StoredSpan]]:
        """Return the spans of several articles, id to revision, each in reading order."""
        spans: dict[str, list[StoredSpan]] = {article: [] for article in revisions}
        if self._spans is None or not revisions:
            return spans
        articles = {"$in": list(revisions)} if len(revisions) > 1 else next(iter(revisions))
        with self._translated():
            found = self._spans.get(where={"article": articles}, include=["metadatas", "documents"])
            for row, meta, text in zip(found["ids"], found["metadatas"], found["documents"], strict=True):
                place = Place.parse(row)
                if revisions.get(place.article) == place.revision:
                    spans[place.article].append(StoredSpan(place, meta["chunk"], text))
        for some in spans.values():
            some.sort()
        return spans

    def places(self) -> list[Place]:
        """Return where every row of ``spans`` stands, of whatever revision."""
        if self._spans is None:
            return []
        with self._translated():
            return [Place.parse(row) for row in self._rows(None)]

    def count(self) -> int:
        """Return how many rows ``spans`` has."""
        with self._translated():
            return int(self._spans.count()) if self._spans is not None else 0

    # --- writing ---------------------------------------------------------------------------------------

    def add_spans(self, spans: Sequence[StoredSpan], vectors: Vectors) -> None:
        """Write spans with their vectors; readers see them when their article's record is written."""
        with self._translated():
            for at in range(0, len(spans), _BATCH):
                some = spans[at : at + _BATCH]
                self._spans.add(
                    ids=[str(span.place) for span in some],
                    embeddings=vectors[at : at + _BATCH],
                    documents=[span.text for span in some],
                    metadatas=[
                        {
                            "article": span.place.article,
                            "revision": span.place.revision,
                            "chunk": span.chunk,
                            "kind": "card" if span.place.section == records.CARD_INDEX else "text",
                        }
                        for span in some
                    ],
                )

    def commit(self, committed: Sequence[ArticleRecord]) -> None:
        """Write the records: from here on these revisions are what readers see."""
        if not committed:
            return
        with self._translated():
            self._articles.upsert(
                ids=[record.id for record in committed],
                embeddings=np.ones((len(committed), 1), np.float32),
                documents=[records.dump(record) for record in committed],
                metadatas=[{"revision": record.revision, "title": record.title} for record in committed],
            )

    def withdraw(self, articles: Sequence[str]) -> None:
        """Remove articles' records: from here on readers do not see them, and `sweep` takes their spans away."""
        if self._articles is None or not articles:
            return
        with self._translated():
            for at in range(0, len(articles), _BATCH):
                self._articles.delete(ids=list(articles[at : at + _BATCH]))

    def sweep(self, current: Iterable[ArticleRecord], articles: Sequence[str] | None = None) -> int:
        """Delete spans that belong to no current revision (only of ``articles``, if given); return how many."""
        if self._spans is None:
            return 0
        live = {(record.id, record.revision) for record in current}
        with self._translated():
            rows = self._rows(articles)
            dead = [row for row in rows if Place.parse(row)[:2] not in live]
            for at in range(0, len(dead), _BATCH):
                self._spans.delete(ids=dead[at : at + _BATCH])
        return len(dead)

    def _rows(self, articles: Sequence[str] | None) -> list[str]:
        if articles is None:
            return list(self._spans.get(include=[])["ids"])
        rows: list[str] = []
        for at in range(0, len(articles), _BATCH):
            where = {"article": {"$in": list(articles[at : at + _BATCH])}}
            rows += self._spans.get(where=where, include=[])["ids"]
        return rows

    def generation(self) -> str:
        """Return a mark that changes with every write, by whichever process."""
        if not is_server(self._store):
            return segments.mark(Path(self._store))
        with self._translated():
            articles = self._collections().get(ARTICLES)
            return str((articles.metadata or {}).get(_GENERATION, "")) if articles is not None else ""

    def announce(self) -> str:
        """Change the mark, so that other processes look again; return it."""
        with self._translated():
            return self._mark(self._articles)

    def _mark(self, articles: Any) -> str:
        mark = uuid.uuid4().hex
        if not is_server(self._store):
            segments.write_mark(Path(self._store), mark)
        elif articles is not None:
            articles.modify(metadata={"schema": SCHEMA, _GENERATION: mark})
        return mark

    # --- rebuilding ------------------------------------------------------------------------------------

    def start_rebuild(self) -> VectorStore:
        """Return an empty store beside this one, of the configured identity, to be filled and then taken over."""
        with self._translated():
            self._clear_rebuild()
            new = object.__new__(VectorStore)
            new._store, new.identity, new._client = self._store, self.identity, self._client
            new._spans = self._create(SPANS + _NEW, asdict(self.identity))
            new._articles = self._create(ARTICLES + _NEW, {"schema": SCHEMA})
        return new

    def finish_rebuild(self) -> None:
        """Put the store that was filled in the place of this one.

        Marking it ready is the commit; the renaming after it can be cut short anywhere and is done again by the
        next writer.
        """
        with self._translated():
            new = self._client.get_collection(ARTICLES + _NEW, embedding_function=None)
            new.modify(metadata={"schema": SCHEMA, _READY: True})
            self.take_over_rebuild()

    def take_over_rebuild(self) -> None:
        """Finish the renaming of a rebuild that is ready; clear away one that is not."""
        with self._translated():
            found = self._collections()
            ready = _ready(found)
            if ready is None:
                self._clear_rebuild()
            else:
                # A reader of what is about to go is to see that it went, and look again.
                self._mark(found.get(ARTICLES))
                # Articles last: as long as `articles.new` is there and ready, this starts again.
                if SPANS + _NEW in found:
                    if SPANS in found:
                        self._client.delete_collection(SPANS)
                    found[SPANS + _NEW].modify(name=SPANS)
                if ARTICLES in found:
                    self._client.delete_collection(ARTICLES)
                ready.modify(name=ARTICLES, metadata={"schema": SCHEMA})
            self._bind()
            if not is_server(self._store):
                segments.tidy(Path(self._store))

    def _clear_rebuild(self) -> None:
        found = self._collections()
        for name in (ARTICLES + _NEW, SPANS + _NEW):
            if name in found:
                self._client.delete_collection(name)

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self._store)


def _ready(found: Mapping[str, Any]) -> Any:
    """Return the finished `articles.new` among the collections, or None."""
    new = found.get(ARTICLES + _NEW)
    return new if new is not None and (new.metadata or {}).get(_READY) else None
