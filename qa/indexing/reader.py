"""Reading the library: what every search and every view of an article goes through."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from qa import text as zh
from qa.embedding.base import Vectors
from qa.errors import LibraryDamaged
from qa.indexing import records as recording
from qa.indexing.vectors import MOST_NAMED, Place, StoredSpan, VectorStore
from qa.indexing.words import ChunkKey, StoredChunk, Wanted, WordIndex
from qa.models import Article, ArticleRecord, Chunk, Filters, Span

Hit = TypeVar("Hit", bound=tuple[Any, ...])

_SPARE = 8
_BULK = 100
# A filter that lets more than this share of the articles through is applied to what was found: to look for
# thousands of ids takes Chroma longer than the search.
_WIDE = 0.2
_MOST_ASKED = 2000


@dataclass(frozen=True, slots=True)
class State:
    """What is in at one moment. ``vectors`` is None where nothing was ever written."""

    vectors: VectorStore | None
    records: dict[str, ArticleRecord]
    generation: str


def fits(article: Article | ArticleRecord, filters: Filters) -> bool:
    """Whether a filter lets an article through."""
    if filters.articles and article.id not in filters.articles:
        return False
    authors = (zh.fold(article.author or ""), zh.fold(article.columnist or ""))
    if filters.author and zh.fold(filters.author) not in authors:
        return False
    if filters.category and zh.fold(filters.category) not in map(zh.fold, article.categories):
        return False
    if filters.since and (article.date is None or article.date < filters.since):
        return False
    return not (filters.until and (article.date is None or article.date > filters.until))


def described(filters: Filters) -> str:
    """Return what a filter asks for, as options are written.

    >>> described(Filters(author="林见微", category="支付"))
    'author=林见微, category=支付'
    """
    asked = {name: getattr(filters, name) for name in ("author", "category", "since", "until")}
    asked["articles"] = " ".join(filters.articles)
    return ", ".join(f"{name}={value}" for name, value in asked.items() if value)


class Reader(ABC):
    """Reads what a :class:`State` holds, and nothing of other revisions."""

    store: str

    @abstractmethod
    def _state(self) -> State:
        """Return what is in."""

    @abstractmethod
    def words(self) -> WordIndex:
        """Return the word index, as far up to date as can be."""

    @property
    def records(self) -> dict[str, ArticleRecord]:
        """All articles by id, in the order of their ids."""
        return self._state().records

    def matching(self, filters: Filters) -> list[str] | None:
        """Return the ids of the articles that a filter lets through; None when it lets all through."""
        if filters == Filters():
            return None
        return [record.id for record in self.records.values() if fits(record, filters)]

    def nearest(
        self, vector: Vectors, limit: int, *, articles: Sequence[str] | None = None, kind: str | None = None
    ) -> list[tuple[Place, float]]:
        """Return up to ``limit`` (place, cosine) of current revisions, best first.

        ``kind`` is ``text`` for spans of the articles' own text, ``card`` for those of their metadata.
        """
        return self._hits(VectorStore.nearest, (vector,), limit, articles, kind)

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
        return self._hits(VectorStore.apart, (vector, background), limit, articles, kind)

    def _hits(
        self,
        search: Callable[..., list[Hit]],
        vectors: Sequence[Vectors],
        limit: int,
        articles: Sequence[str] | None,
        kind: str | None,
    ) -> list[Hit]:
        """Return those of a search's hits that are of current revisions and let through."""
        state = self._state()
        if state.vectors is None:
            return []
        wanted, count = None if articles is None else frozenset(articles), len(articles or ())
        is_wide = count > min(max(_BULK, _WIDE * len(state.records)), MOST_NAMED)
        # Cards are few, and leaving them out afterwards is faster than a condition on every row.
        condition = "card" if kind == "card" else None
        asked = limit + _SPARE
        while True:
            is_named = not is_wide or (asked >= _MOST_ASKED and count <= MOST_NAMED)
            found = search(
                state.vectors, *vectors, asked, articles=articles if is_named else None, kind=condition
            )
            live = []
            for hit in found:
                place: Place = hit[0]
                if (
                    _is_live(state, place.article, place.revision)
                    and (wanted is None or place.article in wanted)
                    and not (kind == "text" and place.section == recording.CARD_INDEX)
                ):
                    live.append(hit)
            # Cards, and what a killed writer left behind, take up places; ask for more until there are enough.
            if len(live) >= limit or len(found) < asked:
                return live[:limit]
            asked *= 2

    def search_words(
        self,
        words: Sequence[str | Wanted],
        limit: int,
        *,
        articles: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> list[tuple[ChunkKey, float]]:
        """Return up to ``limit`` (chunk, BM25 score) of current revisions, best first."""
        state = self._state()
        found = self.words().search(words, limit, articles=articles, kind=kind)
        return [(key, score) for key, score in found if _is_live(state, key.article, key.revision)]

    def stored_chunks(self, keys: Iterable[ChunkKey]) -> dict[ChunkKey, StoredChunk]:
        """Return the chunks' texts; those that the word index does not have yet come from Chroma."""
        wanted = list(keys)
        found = self.words().chunks(wanted)
        for article in {key.article for key in wanted if key not in found}:
            for chunk in self.chunks(article):
                key = ChunkKey(article, self.records[article].revision, chunk.section, chunk.order)
                found.setdefault(key, StoredChunk(chunk.id, chunk.start, chunk.end, chunk.text))
        return found

    def chunks(self, article: str) -> list[Chunk]:
        """Return an article's chunks as they are stored, the metadata section's first."""
        [(_, chunks)] = self.chunks_of([article])
        return chunks

    def chunks_of(
        self, articles: Iterable[str], *, whole_only: bool = False
    ) -> Iterator[tuple[ArticleRecord, list[Chunk]]]:
        """Yield each article with its chunks; with ``whole_only`` one that is damaged is passed over."""
        for record, spans in self._stored(articles, whole_only=whole_only):
            grouped: dict[tuple[int, int], list[StoredSpan]] = {}
            for span in spans:
                grouped.setdefault((span.place.section, span.place.order), []).append(span)
            yield record, [_chunk(group) for group in grouped.values()]

    def article(self, article: str) -> Article:
        """Return a whole article, put together from its spans."""
        [(_, whole)] = self.articles_of([article])
        return whole

    def articles_of(self, articles: Iterable[str]) -> Iterator[tuple[ArticleRecord, Article]]:
        """Yield each of the articles, put together from its spans, with its record."""
        for record, spans in self._stored(articles):
            texts: dict[int, str] = {}
            for span in spans:
                section, start = span.place.section, span.place.start
                if start != len(texts.get(section, "")):
                    problem = f"{record.id}: section {section} has a gap at {start}"
                    raise LibraryDamaged(store=self.store, problem=problem)
                texts[section] = texts.get(section, "") + span.text
            yield record, recording.article_of(record, texts)

    def damaged(self) -> list[ArticleRecord]:
        """Return the articles of which a span is missing."""
        state = self._state()
        places = state.vectors.places() if state.vectors is not None else []
        there = dict.fromkeys(state.records, 0)
        for place in places:
            if _is_live(state, place.article, place.revision):
                there[place.article] += 1
        return [record for record in state.records.values() if there[record.id] != record.spans]

    def _stored(
        self, articles: Iterable[str], *, whole_only: bool = False
    ) -> Iterator[tuple[ArticleRecord, list[StoredSpan]]]:
        state = self._state()
        ids = list(articles)
        for at in range(0, len(ids), _BULK):
            some = [state.records[article] for article in ids[at : at + _BULK]]
            found = (
                state.vectors.spans_by_article({record.id: record.revision for record in some})
                if state.vectors is not None
                else {}
            )
            for record in some:
                spans = found.get(record.id, [])
                if len(spans) != record.spans:
                    if whole_only:
                        continue
                    raise LibraryDamaged(
                        store=self.store,
                        problem=f"{record.id}: {len(spans)} of {record.spans} spans are there",
                    )
                yield record, spans


def _is_live(state: State, article: str, revision: str) -> bool:
    record = state.records.get(article)
    return record is not None and record.revision == revision


def _chunk(spans: Sequence[StoredSpan]) -> Chunk:
    first, last = spans[0].place, spans[-1].place
    return Chunk(
        id=spans[0].chunk,
        article=first.article,
        section=first.section,
        order=first.order,
        start=first.start,
        end=last.end,
        text="".join(span.text for span in spans),
        spans=tuple(Span(span.place.start, span.place.end, span.text) for span in spans),
    )
