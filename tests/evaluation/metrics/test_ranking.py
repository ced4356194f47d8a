"""Ranking figures: by hand, and against trec_eval itself."""

from __future__ import annotations

import random

import pytest

from qa.evaluation.metrics import ranking
from qa.evaluation.metrics.ranking import Judged, judged, sections_of, trec
from qa.evaluation.metrics.statistics import estimated
from tests.evaluation.made import gold, passage, places, question, record


def test_sections_rank_where_their_first_chunk_stands() -> None:
    passages = [passage(3), passage(1), passage(3, start=20), passage(1, article="b")]
    assert sections_of(passages) == [("a", 3), ("a", 1), ("b", 1)]


def test_alternatives_count_once_and_keep_their_places() -> None:
    found = judged([("a", 1), ("a", 2), ("a", 3)], [{("a", 1), ("a", 2)}, {("a", 3)}], [1, 1])
    assert found.documents == ("gold 0", "1", "gold 1")


def test_two_things_in_one_section_are_found_together() -> None:
    found = judged([("a", 1)], [{("a", 1)}, {("a", 1)}], [1, 2])
    assert found.documents == ("gold 0", "gold 1")


def test_by_hand() -> None:
    # Two things to be found: one at 2, one (of grade 2) at 4.
    asked = [
        (question("q", gold(7), gold(8, 9, grade=2)), record("q", ranked=[1, 7, 2, 9, 8], unranked=[7, 9]))
    ]
    figures, curve = ranking.figures(asked, places())
    value = {figure.name: estimated(figure).value for figure in figures}
    assert [value[f"recall@{k}"] for k in (1, 3, 5)] == [0, 0.5, 1]
    assert [value[f"rcap@{k}"] for k in (1, 3, 5)] == [0, 0.5, 1]
    assert (value["success@1"], value["success@5"], value["mrr@10"]) == (0, 1, 0.5)
    # (1/log2(3) + 2/log2(5)) / (2/log2(2) + 1/log2(3))
    assert value["ndcg@10"] == pytest.approx((0.63093 + 0.86135) / 2.63093, abs=1e-4)
    assert value["recall@1 (not reranked)"] == 0.5
    assert value["rcap@1 (not reranked)"] == 1
    assert curve["ranked"][:5] == [0, 0.5, 0.5, 1, 1]
    assert curve["unranked"][:2] == [0.5, 1]
    assert curve["k"] == list(range(1, 21))


def test_what_does_not_count() -> None:
    asked = [
        (question("no gold"), record("no gold", ranked=[1])),
        (question("unanswerable", gold(1), answerable=False), record("unanswerable", ranked=[1])),
    ]
    figures, curve = ranking.figures(asked, places())
    assert all(not figure.units for figure in figures)
    assert curve == {}


def test_nothing_found_is_zero_and_not_left_out() -> None:
    asked = [(question("q", gold(1)), record("q")), (question("r", gold(1)), record("r", ranked=[1]))]
    figures, curve = ranking.figures(asked, places())
    by_name = {figure.name: figure for figure in figures}
    assert by_name["recall@20"].units == {"q": (0.0, 1.0), "r": (1.0, 1.0)}
    assert curve["ranked"][0] == 0.5
    for name in ("mrr@10", "ndcg@10", "success@1"):
        assert by_name[name].units["q"] == (0.0, 1.0)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_pytrec_eval_on_random_rankings_with_ties(seed: int) -> None:
    pytrec_eval = pytest.importorskip("pytrec_eval")
    rng = random.Random(seed)
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    rankings: dict[str, Judged] = {}
    for at in range(40):
        id = f"q{at}"
        grades = {f"gold {i}": rng.randint(1, 3) for i in range(rng.randint(1, 6))}
        documents = [*grades, *map(str, range(rng.randint(0, 25)))]
        shown = rng.sample(documents, rng.randint(1, len(documents)))
        # trec_eval breaks ties by the document's name, the last in the alphabet first.
        scores = {document: float(rng.randint(0, 6)) for document in shown}
        ordered = sorted(sorted(shown, reverse=True), key=lambda document: -scores[document])
        qrels[id], run[id] = grades, scores
        rankings[id] = Judged(tuple(ordered), grades)
    measures = {"recall.1,5,20", "success.1,5", "ndcg_cut.10", "recip_rank"}
    wanted = pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(run)
    found = trec(rankings)
    for id, values in wanted.items():
        for k in (1, 5, 20):
            assert found[f"R@{k}"][id] == pytest.approx(values[f"recall_{k}"])
        for k in (1, 5):
            assert found[f"Success@{k}"][id] == values[f"success_{k}"]
        assert found["nDCG@10"][id] == pytest.approx(values["ndcg_cut_10"])
        cut = values["recip_rank"] if values["recip_rank"] >= 0.1 else 0.0
        assert found["RR@10"][id] == pytest.approx(cut)
