"""One query to ranked passages, and how far they can be trusted.

Dense scores are cosines over spans, less a share of those to the background (a chunk scores as its best span); word
scores are BM25 over chunks, of the query's words and of what else is called so. Both are standardised over the candidates
and added with a weight, which was measured to be better than reciprocal ranks (bench/retrieval.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from qa import text as zh
from qa.background import background_of
from qa.embedding.base import Embedder, Vectors
from qa.errors import LibraryEmpty, QuestionEmpty, QuestionTooLong
from qa.framing import frames
from qa.grounding.rarity import rarity as rarity_in_news
from qa.indexing.library import Library
from qa.indexing.records import CARD_INDEX
from qa.indexing.vectors import Place
from qa.indexing.words import ChunkKey, StoredChunk, Wanted
from qa.models import CARD, INTRODUCTION, ArticleRecord, Filters, Passage, Section, Span
from qa.named import times_named
from qa.numerals import numbers
from qa.reranking import reranked
from qa.sides import merged, sides
from qa.word_query import word_query

LONGEST_QUERY = 2000
_FEWEST_CANDIDATES = 40
# How many times as much a word score counts across languages; 0.3 of the whole becomes a half.
_ACROSS = 7 / 3
_MOST_ALIKE = 100
_SAME_TEXT = 0.85
_NEWS = 200
_SHINGLE = 4

# What is asked of the article itself rather than of what it says.
_BY = r"(作者|撰稿人|署名|执笔|发布方|发布者|来源|原作者)"
_OUT = r"发表|发布|刊登|刊发|登载"
_WHEN = r"(什么时候|何时|几时|哪一?(天|年|个?月)|几月(几[号日])?|几[号日])"
_ABOUT_ARTICLE = re.compile(
    rf"{_BY}([、和与及]{_BY})*(各|分别)?(是|叫|为)?(谁|哪位|什么人|什么名字)|谁(写|撰写|撰文|执笔|采写|是作者)|(是|由)(谁|哪位|哪家|哪个(网站|媒体|公众号))(写|撰写|发布|发表)"
    r"|谁的(手笔|笔下|文章|作品)|(哪|几|多少)(一|几|些|两)?(位|个)作者|作者(都|又)?有(谁|哪)"
    rf"|(写|撰写|{_OUT})(了|过|的)?(哪|几|多少|什么)(几|些)?(篇)?(文章|作品)|(写|撰写|{_OUT})(了|过)?(哪几|哪些|几|多少)篇"
    rf"|(写|撰写|{_OUT})[^，。？]{{0,8}}(文章|作品|篇目)(有|是|一共|总共|共)*(哪|几|多少|什么)|的(文章|作品|篇目)(都|一共|总共|共)*有(哪|几|多少)"
    rf"|(哪|几|多少)(一|几|些|两)?篇(文章|作品)?(是|在|由)?[^，。？]{{0,8}}(写|撰写|{_OUT})(的|于|在)?"
    rf"|{_WHEN}(写|成文|见报|{_OUT})|({_OUT})(于|在|的)?({_WHEN}|日期|时间)|(文章|这篇|那篇|》)[^，。？]{{0,6}}{_WHEN}(的|写|登|刊|发[表布的])"
    r"|(文章|本文|全文|这篇|那篇|》).{0,6}在(哪里|哪儿|哪家|哪个|什么地方)[^，。]{0,4}(发|刊|登)|(原载|首发|转载)(于|在|自)?(哪|什么)"
    rf"|(哪家|哪个|什么)(媒体|网站|公众号|杂志|报纸|刊物)[^，。？]{{0,4}}({_OUT})|(文章|本文|这篇|那篇|》)[^，。？]{{0,6}}(刊|登|载|发表|发布)(在|于)(哪|什么)"
    rf"|(文章|这篇|那篇|》)[^，。？]{{0,12}}(由|是)(谁|哪|什么)[^，。？]{{0,6}}(写|撰|采访|整理|编|{_OUT})|(写|作|成文)于{_WHEN}"
    r"|(文章|这篇|那篇|》)[^。？]{0,12}(归|分|放)(类)?(在|到|入|为|进)了?(哪|什么)"
    r"|(标题|题目|篇名)(是|叫|为)?(什么|啥)|(属于|归在|归到|归入|归为|是|在)(什么|哪一?个|哪些|哪一?)(分类|栏目|类别|门类)|(分类|栏目|类别)(是|有)(什么|哪个|哪些)"
    r"|(文章|本文|全文|这篇|那篇|》).{0,8}(分(成|为)?|有|共有?)(几|多少|哪几|哪些)(个)?(小?节|部分|章节?|小标题)"
    r"|\bwho (wrote|is the author)|\bwhen (was|were) .{0,60}(published|written)|\btitle of (the|this) (article|essay)"
    r"|\b(which|what|how many) (articles|essays|pieces) (did|has|have|were|are) .{0,40}(wr[io]t|publish|by\b)"
    r"|\b(articles|essays|pieces) (by|from|in the category)\b",
    re.IGNORECASE,
)
# With an author, a site, a category or a date, this asks for articles.
_OF_ARTICLES = re.compile(
    r"文章|(哪|几|多少)[一几些两]?篇|这篇|那篇|作者|\b(articles?|essays?)\b", re.IGNORECASE
)


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


def is_about_article(query: str) -> bool:
    """Whether a query asks for an article's author, date, title, category or outline.

    >>> is_about_article("这篇文章的作者是谁？"), is_about_article("作者认为谁是基础设施？")
    (True, False)
    """
    return bool(_ABOUT_ARTICLE.search(zh.fold(query)))


def require_query(query: str) -> str:
    """Return the query cleaned, or raise :class:`QuestionEmpty` or :class:`QuestionTooLong`."""
    cleaned = " ".join(zh.clean(query).split())
    if len(cleaned) > LONGEST_QUERY:
        raise QuestionTooLong(length=len(cleaned), limit=LONGEST_QUERY)
    if not any(character.isalnum() for character in cleaned):
        raise QuestionEmpty(question=cleaned[:40])
    return cleaned


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
        """Return up to ``limit`` passages for a query that :func:`require_query` let through.

        Raises :class:`qa.errors.LibraryEmpty` when there is no article at all.
        """
        if not self._library.records:
            raise LibraryEmpty(store=self._library.store)
        articles = self._library.matching(filters)
        vector = self._embedder.embed_queries([query])[0]
        words = word_query(query)
        texts = self._candidates(vector, words, limit, articles, "text")
        of_articles = bool(_OF_ARTICLES.search(zh.fold(query)))
        about = is_about_article(query)
        named = self._named(query, articles) if about or of_articles else {}
        if about or named:
            cards = self._candidates(vector, words, limit, articles, "card")
            for key in named:
                cards.setdefault(key, _Candidate())
            ranked = _cards_by_article(cards, texts, named) | texts
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
    ) -> dict[ChunkKey, _Candidate]:
        """Return the chunks that either side found, with their fused score, best first."""
        many = max(_FEWEST_CANDIDATES, 2 * limit)
        candidates: dict[ChunkKey, _Candidate] = {}
        for place, cosine, apart in self._nearest(vector, many, articles, kind):
            key = ChunkKey(place.article, place.revision, place.section, place.order)
            candidate = candidates.setdefault(key, _Candidate(dense=cosine, apart=apart, best=place[4:]))
            candidate.spans[place.start] = cosine
        for key, score in self._library.search_words(words, many, articles=articles, kind=kind):
            candidates.setdefault(key, _Candidate()).words = score
        _fuse(candidates.values(), self._weight_of(words))
        if self._rerank and kind == "text":
            fused = _scores(candidates)
            for key, score in reranked(fused, self._is_introduction).items():
                candidates[key].rerank, candidates[key].score = score - fused[key], score
        return _in_order(candidates)

    def _with_sides(
        self,
        whole: dict[ChunkKey, _Candidate],
        questions: Sequence[str],
        limit: int,
        articles: Sequence[str] | None,
    ) -> dict[ChunkKey, _Candidate]:
        """Return what was found for a question and for each thing that it compares, best first."""
        if not questions or not whole:
            return whole
        found = [
            self._candidates(
                self._embedder.embed_queries([each])[0], word_query(each), limit, articles, "text"
            )
            for each in questions
        ]
        scores = merged(_scores(whole), [_scores(each) for each in found])
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
        return _in_order(whole)

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

    def _passages(self, ranked: Mapping[ChunkKey, _Candidate], limit: int) -> list[Passage]:
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
                if any(_are_near_duplicates(text, passage.text) for passage in passages):
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
            _passage(records[key.article], key, stored[key], _Candidate()) for key in keys if key in stored
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
                widened[i] = _join(widened[i], chunk.start, chunk.end, chunk.text)
        return _merge(widened)


@dataclass(slots=True)
class _Candidate:
    dense: float | None = None
    apart: float | None = None
    words: float = 0.0
    score: float = 0.0
    rerank: float | None = None
    best: tuple[int, int] | None = None
    spans: dict[int, float] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.spans = {}


def _scores(candidates: Mapping[ChunkKey, _Candidate]) -> dict[ChunkKey, float]:
    return {key: candidate.score for key, candidate in candidates.items()}


def _in_order(candidates: Mapping[ChunkKey, _Candidate]) -> dict[ChunkKey, _Candidate]:
    return dict(sorted(candidates.items(), key=lambda item: (-item[1].score, item[0])))


def _fuse(candidates: Iterable[_Candidate], words_weight: float) -> None:
    """Give every candidate its score: standardised dense and word scores, weighted.

    A chunk that the dense side did not bring up is worth as much there as the last one that it did.
    """
    listed = list(candidates)
    if not listed:
        return
    floor = min((c.apart for c in listed if c.apart is not None), default=0.0)
    dense = _standardised([floor if c.apart is None else c.apart for c in listed])
    words = _standardised([c.words for c in listed])
    for candidate, d, w in zip(listed, dense, words, strict=True):
        candidate.score = (1 - words_weight) * d + words_weight * w


def _standardised(values: Sequence[float]) -> list[float]:
    # For some fifty numbers, plain Python is several times as fast as numpy.
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / spread for value in values] if spread > 1e-9 else [0.0] * len(values)


def _cards_by_article(
    cards: Mapping[ChunkKey, _Candidate], texts: Mapping[ChunkKey, _Candidate], named: Mapping[ChunkKey, int]
) -> dict[ChunkKey, _Candidate]:
    """Return the cards, above all texts: those that are named first, then by themselves and their article's best text."""
    best: dict[str, float] = {}
    for key, candidate in texts.items():
        best[key.article] = max(best.get(key.article, -math.inf), candidate.score)
    lowest = min(best.values(), default=0.0)
    for key, card in cards.items():
        card.score += best.get(key.article, lowest)
    scores = [card.score for card in cards.values()]
    apart = max(scores, default=0.0) - min(scores, default=0.0) + 1.0
    for key, times in named.items():
        cards[key].score += times * apart
    top = max((candidate.score for candidate in texts.values()), default=0.0)
    shift = top - min((card.score for card in cards.values()), default=0.0) + 1.0
    for card in cards.values():
        card.score += shift
    return _in_order(cards)


def _are_near_duplicates(one: str, other: str) -> bool:
    """Whether two texts share 85% of their runs of four characters (Jaccard)."""
    if not _SAME_TEXT * len(one) <= len(other) <= len(one) / _SAME_TEXT:
        return False
    # Of two that do, nearly every run of one is in the other: one that has none of three is told at once.
    places = (len(one) // 4, len(one) // 2, len(one) * 3 // 4)
    if not any(one[at : at + _SHINGLE] in other for at in places):
        return False
    mine, theirs = _shingles(one), _shingles(other)
    return len(mine & theirs) >= _SAME_TEXT * len(mine | theirs) and _facts(one) == _facts(other)


def _facts(text: str) -> set[object]:
    """Return the numbers and names of a text: of two that differ in these alone, both have to be seen."""
    named = {word for word, tag in zh.tagged_words(zh.fold(text)) if tag in ("nr", "ns", "nt", "nz")}
    return {number[:2] for number in numbers(text)} | named


def _shingles(text: str) -> set[str]:
    folded = zh.fold(text)
    return {folded[i : i + _SHINGLE] for i in range(max(1, len(folded) - _SHINGLE + 1))}


def _passage(record: ArticleRecord, key: ChunkKey, stored: StoredChunk, candidate: _Candidate) -> Passage:
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


def _join(passage: Passage, start: int, end: int, text: str) -> Passage:
    if end == passage.start:
        return replace(passage, start=start, text=text + passage.text)
    return replace(passage, end=end, text=passage.text + text)


def _merge(passages: Sequence[Passage]) -> list[Passage]:
    """Join passages that touch; the joined one stands where the better of the two stood."""
    merged: list[Passage] = []
    for passage in passages:
        touching = [other for other in merged if _touch(other, passage)]
        if not touching:
            merged.append(passage)
            continue
        at = merged.index(touching[0])
        joined = _join(touching[0], passage.start, passage.end, passage.text)
        for other in touching[1:]:  # it stood between two
            joined = _join(joined, other.start, other.end, other.text)
            merged.remove(other)
        merged[at] = joined
    return merged


def _touch(one: Passage, other: Passage) -> bool:
    same = (one.article, one.section) == (other.article, other.section)
    return same and (one.end == other.start or other.end == one.start)
