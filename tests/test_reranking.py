"""The order of what was found, mended."""

from __future__ import annotations

from qa.indexing.words import ChunkKey
from qa.reranking import reranked


def key(article: str, section: int, order: int = 0) -> ChunkKey:
    return ChunkKey(article, "r", section, order)


def order(scores: dict[ChunkKey, float]) -> list[ChunkKey]:
    mended = reranked(scores, lambda each: each.section == 0)
    assert mended.keys() == scores.keys()
    return sorted(mended, key=lambda each: -mended[each])


def test_an_introduction_goes_right_behind_the_best_of_its_sections() -> None:
    scores = {key("a", 0): 2.0, key("b", 1): 1.8, key("a", 2): 1.5, key("b", 2): 1.4, key("a", 1): 1.3}
    assert order(scores) == [key("b", 1), key("a", 2), key("a", 0), key("b", 2), key("a", 1)]


def test_an_introduction_that_is_far_ahead_stays() -> None:
    scores = {key("a", 0): 2.0, key("b", 1): 1.8, key("a", 1): 0.9}
    assert order(scores) == list(scores)
    assert reranked(scores, lambda each: each.section == 0) == scores


def test_an_introduction_that_is_behind_anyway_keeps_its_score() -> None:
    scores = {key("a", 1): 2.0, key("a", 0): 1.5}
    assert reranked(scores, lambda each: each.section == 0) == scores


def test_other_articles_sections_do_not_count() -> None:
    scores = {key("a", 0): 2.0, key("b", 1): 1.9}
    assert reranked(scores, lambda each: each.section == 0) == scores
    assert reranked({}, lambda each: each.section == 0) == {}


def test_all_chunks_of_an_introduction_move() -> None:
    scores = {key("a", 0): 2.0, key("a", 0, 1): 1.9, key("a", 1): 1.5}
    assert order(scores)[0] == key("a", 1)
