"""One query to ranked passages, and how far they can be trusted.

Dense scores are cosines over spans, less a share of those to the background (a chunk scores as its best span); word
scores are BM25 over chunks, of the query's words and of what else is called so. Both are standardised over the candidates
and added with a weight, which was measured to be better than reciprocal ranks (bench/retrieval.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from qa import text as zh
from qa.adjoining import joined, touching_as_one
from qa.background import background_of
from qa.embedding.base import Embedder, Vectors
from qa.errors import LibraryEmpty
from qa.framing import frames
from qa.fusing import Candidate, cards_by_article, fuse, in_order, scores_of
from qa.grounding.rarity import rarity as rarity_in_news
from qa.indexing.library import Library
from qa.indexing.records import CARD_INDEX
from qa.indexing.vectors import Place
from qa.indexing.words import ChunkKey, StoredChunk, Wanted
from qa.models import CARD, INTRODUCTION, ArticleRecord, Filters, Passage, Section, Span
from qa.named import times_named
from qa.near_duplicates import are_near_duplicates
from qa.query import asks_for_articles, is_about_article
from qa.reranking import reranked
from qa.sides import merged, sides
from qa.word_query import word_query

_FEWEST_CANDIDATES = 40
# How many times as much a word score counts across languages; 0.3 of the whole becomes a half.
_ACROSS = 7 / 3
_MOST_ALIKE = 100
_NEWS = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well the best passages fit the query.

    ``cosine`` is that of the best span; ``coverage`` is the share of the query's content words, weighted by how
    rare they are in the library, that one of the first passages holds (0 to 1).
    """

    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Found:
    """Passages, best first, and the cosine of each span that came up, by (article, section, start).

    ``vector`` is the query's, where it is known.
    """

    passages: tuple[Passage, ...]
    span_scores: Mapping[tuple[str, int, int], float]
    vector: Vectors | None = field(default=None, compare=False, repr=False)


class Retriever:
    """Searches one library with one embedder.

    ``words_weight`` (0 to 1) is the share of the word score; ``rerank`` is whether :mod:`qa.reranking` has a say.
    """

    def __init__(
        self, library: Library, embedder: Embedder, words_weight: float, *, rerank: bool = True
    ) -> None:
        self._library, self._embedder, self._words_weight = library, embedder, words_weight
        self._rerank = rerank

    def find(self, query: str, limit: int, filters: Filters) -> Found:
        """Return up to ``limit`` passages for a query that :func:`qa.query.require_query` let through.

        Raises :class:`qa.errors.LibraryEmpty` when there is no article at all.
        """
        if not self._library.records:
            raise LibraryEmpty(store=self._library.store)
        articles = self._library.matching(filters)
        vector = self._embedder.embed_queries([query])[0]
        words = word_query(query)
        texts = self._candidates(vector, words, limit, articles, "text")
        of_articles = asks_for_articles(query)
        about = is_about_article(query)
        named = self._named(query, articles) if about or of_articles else {}
        if about or named:
            cards = self._candidates(vector, words, limit, articles, "card")
            for key in named:
                cards.setdefault(key, Candidate())
            ranked = cards_by_article(cards, texts, named) | texts
        else:
            ranked = self._with_sides(texts, sides(query), limit, articles)
        passages = self._passages(ranked, limit)
        spans = {
            (key.article, key.section, start): score
            for key, candidate in ranked.items()
            for start, score in candidate.spans.items()
        }
        return Found(tuple(passages), spans, vector)

    def _candidates(
        self,
        vector: np.typing.NDArray[np.float32],
        words: Sequence[Wanted],
        limit: int,
        articles: Sequence[str] | None,
        kind: str,
    ) -> dict[ChunkKey, Candidate]:
        """Return the chunks that either side found, with their fused score, best first."""
        many = max(_FEWEST_CANDIDATES, 2 * limit)
        candidates: dict[ChunkKey, Candidate] = {}
        for place, cosine, apart in self._nearest(vector, many, articles, kind):
            key = ChunkKey(place.article, place.revision, place.section, place.order)
            candidate = candidates.setdefault(key, Candidate(dense=cosine, apart=apart, best=place[4:]))
            candidate.spans[place.start] = cosine
        for key, score in self._library.search_words(words, many, articles=articles, kind=kind):
            candidates.setdefault(key, Candidate()).words = score
        fuse(candidates.values(), self._weight_of(words))
        if self._rerank and kind == "text":
            fused = scores_of(candidates)
            for key, score in reranked(fused, self._is_introduction).items():
                candidates[key].rerank, candidates[key].score = score - fused[key], score
        return in_order(candidates)

    def _with_sides(
        self,
        whole: dict[ChunkKey, Candidate],
        questions: Sequence[str],
        limit: int,
        articles: Sequence[str] | None,
    ) -> dict[ChunkKey, Candidate]:
        """Return what was found for a question and for each thing that it compares, best first."""
        if not questions or not whole:
            return whole
        found = [
            self._candidates(
                self._embedder.embed_queries([each])[0], word_query(each), limit, articles, "text"
            )
            for each in questions
        ]
        scores = merged(scores_of(whole), [scores_of(each) for each in found])
        # What the whole question did not bring up is no nearer to it than the last that it did.
        cosines = [cosine for candidate in whole.values() for cosine in candidate.spans.values()]
        least = min(cosines, default=-1.0)
        for each in found:
            for key, candidate in each.items():
                if key not in whole:
                    candidate.dense = None if candidate.dense is None else min(candidate.dense, least)
                    candidate.spans = {at: min(cosine, least) for at, cosine in candidate.spans.items()}
                    whole[key] = candidate
        for key, score in scores.items():
            whole[key].score = score
        return in_order(whole)

    def _nearest(
        self,
        vector: np.typing.NDArray[np.float32],
        many: int,
        articles: Sequence[str] | None,
        kind: str,
    ) -> list[tuple[Place, float, float]]:
        """Return (place, cosine, what it is ranked by), best first."""
        background = background_of(self._embedder)
        if background is None:
            found = self._library.nearest(vector, many, articles=articles, kind=kind)
            return [(place, cosine, cosine) for place, cosine in found]
        return self._library.apart(vector, background, many, articles=articles, kind=kind)

    def _named(self, query: str, articles: Sequence[str] | None) -> dict[ChunkKey, int]:
        """Return the metadata sections of the articles that a question names, and by how many of their facts."""
        records = self._library.records
        return {
            ChunkKey(article, records[article].revision, CARD_INDEX, 0): times
            for article in (records if articles is None else articles)
            if (times := times_named(query, records[article]))
        }

    def _is_introduction(self, key: ChunkKey) -> bool:
        headings = self._library.records[key.article].headings
        return key.section == 0 and len(headings) > 1 and headings[0].heading == INTRODUCTION

    def _weight_of(self, words: Sequence[Wanted]) -> float:
        """Return the share of the word score: more of it where the question has to be translated.

        There the embedder is weak, and a name or a term that stands in both languages says much.
        """
        holds = self._library.words().holds
        own = sum(all(map(holds, wanted.ways[0].tokens)) for wanted in words if wanted.is_translated)
        translated = sum(wanted.is_translated for wanted in words) - own
        if translated <= own:
            return self._words_weight
        return _ACROSS * self._words_weight / (1 + (_ACROSS - 1) * self._words_weight)

    def _passages(self, ranked: Mapping[ChunkKey, Candidate], limit: int) -> list[Passage]:
        records = self._library.records
        passages: list[Passage] = []
        keys = list(ranked)
        for at in range(0, len(keys), limit):
            some = keys[at : at + limit]
            stored = self._library.stored_chunks(some)
            for key in some:
                if key not in stored:
                    continue
                text = stored[key].text
                if any(are_near_duplicates(text, passage.text) for passage in passages):
                    continue
                passages.append(_passage(records[key.article], key, stored[key], ranked[key]))
                if len(passages) == limit:
                    return passages
        return passages

    def cards(self, articles: Iterable[str]) -> list[Passage]:
        """Return the metadata sections of some articles, whatever is asked, with a score of 0."""
        records = self._library.records
        keys = [
            ChunkKey(article, records[article].revision, CARD_INDEX, 0) for article in dict.fromkeys(articles)
        ]
        stored = self._library.stored_chunks(keys)
        return [
            _passage(records[key.article], key, stored[key], Candidate()) for key in keys if key in stored
        ]

    def rarity(self, word: str) -> float:
        """Return how much a word tells: its inverse document frequency in the library, at least 0.

        A few chunks say little of how rare a word is, and a single article has what it is about in all of them: it is as if
        the library held :data:`_NEWS` news texts besides.
        """
        holding, chunks = self._library.words().rarity(word)
        having = holding + _NEWS * math.exp(-rarity_in_news(word))
        return math.log(1 + (chunks + _NEWS - having + 0.5) / (having + 0.5))

    def knows(self, word: str) -> bool:
        """Whether a word stands anywhere in the library, metadata included."""
        return self._library.words().rarity(word)[0] > 0

    def evidence(self, query: str, found: Found) -> Evidence:
        """Return how well what was found fits the query."""
        weights = {word: self.rarity(word) for word in zh.content_words(query) if not frames(word)}
        total = sum(weights.values())
        coverage = 0.0
        for passage in found.passages[:3]:
            folded = zh.fold("\n".join((passage.title, *passage.path, passage.text)))
            held = sum(weight for word, weight in weights.items() if word in folded)
            coverage = max(coverage, held / total if total else 0.0)
        return Evidence(max(found.span_scores.values(), default=0.0), coverage)

    def alike(self, sentence: str, passages: Sequence[Passage]) -> dict[tuple[str, int, int, int], float]:
        """Return the cosine of a sentence and the spans of passages, by (article, section, start, end).

        The spans' vectors are those in the index; the hundred that are nearest in the passages' articles are given.
        """
        vector = self._embedder.embed_passages([sentence])[0]
        articles = list(dict.fromkeys(passage.article for passage in passages))
        return {
            (place.article, place.section, place.start, place.end): cosine
            for place, cosine in self._library.nearest(vector, _MOST_ALIKE, articles=articles)
        }

    def nearness(self, text: str, others: Sequence[str], *, is_query: bool) -> float:
        """Return the mean cosine of a query or a sentence and other texts."""
        embed = self._embedder.embed_queries if is_query else self._embedder.embed_passages
        return float(np.mean(self._embedder.embed_passages(others) @ embed([text])[0]))

    def widen(self, passages: Sequence[Passage], tokens: int) -> list[Passage]:
        """Return the passages, each with its neighbours in the same section as far as the token budget goes.

        First every passage is given as it is, best first, while the budget lasts (the first one always); then the
        chunks before and after them, best passage first. Neighbouring passages become one.
        """
        chosen: dict[tuple[str, int, int], Passage] = {}
        left = tokens
        for passage in passages:
            cost = zh.count_tokens(passage.text)
            if chosen and cost > left:
                break
            chosen[passage.article, passage.section, passage.start] = passage
            left -= cost
        by_article = {p.article: self._library.chunks(p.article) for p in chosen.values()} if left > 0 else {}
        widened = list(chosen.values())
        for i, passage in enumerate(widened):
            section = [c for c in by_article.get(passage.article, ()) if c.section == passage.section]
            taken = [
                (p.start, p.end)
                for p in widened
                if (p.article, p.section) == (passage.article, passage.section)
            ]
            for chunk in section:
                beside = chunk.end == passage.start or chunk.start == passage.end
                if not beside or any(a < chunk.end and chunk.start < b for a, b in taken):
                    continue
                cost = zh.count_tokens(chunk.text)
                if cost > left:
                    continue
                left -= cost
                widened[i] = joined(widened[i], chunk.start, chunk.end, chunk.text)
        return touching_as_one(widened)


def _passage(record: ArticleRecord, key: ChunkKey, stored: StoredChunk, candidate: Candidate) -> Passage:
    section = _section(record, key.section)
    best = None
    if candidate.best is not None:
        start, end = candidate.best
        best = Span(start, end, stored.text[start - stored.start : end - stored.start])
    scores = {"words": round(candidate.words, 4)}
    scores["dense"] = round(candidate.dense, 4) if candidate.dense is not None else 0.0
    if candidate.rerank is not None:
        scores["rerank"] = round(candidate.rerank, 4)
    return Passage(
        article=record.id,
        title=record.title,
        path=section.path,
        anchor=section.anchor,
        section=key.section,
        chunk=stored.id,
        start=stored.start,
        end=stored.end,
        text=stored.text,
        score=round(candidate.score, 4),
        scores=scores,
        best=best,
        source=record.source or record.origin,
    )


def _section(record: ArticleRecord, index: int) -> Section:
    if index == CARD_INDEX:
        return Section(CARD_INDEX, CARD, 0, (CARD,), None, "")
    return next(section for section in record.headings if section.index == index)
