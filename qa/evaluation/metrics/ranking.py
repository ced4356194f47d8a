"""Retrieval: whether the gold sections are among those found, and how high they stand.

What is ranked are sections, each where its first chunk stands. A gold thing that several sections would do for is one
document, found with the first of them; the others keep their places, as they do before a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from qa.evaluation.metrics.packages import required
from qa.evaluation.record import Place, QuestionRecord
from qa.evaluation.scores import Figure, Unit
from qa.evaluation.suite import Question, SectionRef
from qa.models import Passage

SectionId: TypeAlias = tuple[str, int]
"""An article's id and a section's index."""

DEEPEST = 20
RECALLS = (1, 3, 5, 10, 20)
CAPPED = (1, 3, 5)
SUCCESSES = (1, 5)
_CUT = 10
_HEADLINES = ("recall@1", "recall@5", "mrr@10", "ndcg@10")

NOT_RERANKED = " (not reranked)"


class Judged(NamedTuple):
    """One ranking, ready for trec_eval: the documents in order, and the grade of each that has to be found."""

    documents: tuple[str, ...]
    grades: Mapping[str, int]


def sections_of(passages: Iterable[Passage]) -> list[SectionId]:
    """Return the sections of ranked passages, each once, where it first stands."""
    return list(dict.fromkeys((passage.article, passage.section) for passage in passages))


def gold_sections(question: Question, places: Mapping[SectionRef, Place]) -> list[set[SectionId]]:
    """Return, for each gold thing of a question, all sections that have it.

    :raises KeyError: A gold section has no place; :func:`qa.evaluation.gold.places` sees to it that each has.
    """
    return [
        {(places[ref].article, section) for ref in gold.sections for section in places[ref].sections}
        for gold in question.gold
    ]


def judged(sections: Sequence[SectionId], gold: Sequence[set[SectionId]], grades: Sequence[int]) -> Judged:
    """Return a ranking in terms of the gold things.

    >>> judged([("a", 0), ("a", 2), ("b", 1)], [{("b", 1)}, {("a", 2), ("a", 3)}], [1, 2])
    Judged(documents=('0', 'gold 1', 'gold 0'), grades={'gold 0': 1, 'gold 1': 2})
    """
    documents: list[str] = []
    for at, section in enumerate(sections):
        found = [
            name for i, has in enumerate(gold) if section in has and (name := f"gold {i}") not in documents
        ]
        # Two things that one section has are found together: the second takes a place of its own behind it.
        documents += found or [str(at)]
    return Judged(tuple(documents), {f"gold {i}": grade for i, grade in enumerate(grades)})


def figures(
    asked: Iterable[tuple[Question, QuestionRecord]], places: Mapping[SectionRef, Place]
) -> tuple[list[Figure], dict[str, list[float]]]:
    """Return the figures over answerable questions with gold sections, and the curve ``recall_by_k``.

    The curve has ``k`` and the mean recalls ``ranked`` and ``unranked``, the latter only where there are such passages.
    """
    counting = [(q, record) for q, record in asked if q.answerable and q.gold]
    ways = {"ranked": "", "unranked": NOT_RERANKED}
    found: list[Figure] = []
    curve: dict[str, list[float]] = {"k": [float(k) for k in range(1, DEEPEST + 1)]}
    for way, suffix in ways.items():
        if way == "unranked" and not any(record.unranked for _, record in counting):
            continue
        rankings = {
            question.id: judged(
                sections_of(getattr(record, way)),
                gold_sections(question, places),
                [gold.grade for gold in question.gold],
            )
            for question, record in counting
        }
        measured = trec(rankings)
        found += _figures(rankings, measured, suffix)
        if rankings:
            curve[way] = [sum(measured[f"R@{k}"].values()) / len(rankings) for k in range(1, DEEPEST + 1)]
    return found, curve if counting else {}


def trec(rankings: Mapping[str, Judged]) -> dict[str, dict[str, float]]:
    """Return trec_eval's measures by name (R@1 … R@20, Success@1, Success@5, RR@10, nDCG@10) and question."""
    ir = required("ir_measures")
    required("pytrec_eval", "pytrec-eval-terrier")
    measures = [
        *(ir.R @ k for k in range(1, DEEPEST + 1)),
        *(ir.Success @ k for k in SUCCESSES),
        ir.RR @ _CUT,
        ir.nDCG @ _CUT,
    ]
    found: dict[str, dict[str, float]] = {str(measure): dict.fromkeys(rankings, 0.0) for measure in measures}
    # A question for which nothing was found is no part of a run, and has 0 of everything.
    qrels = {id: dict(ranking.grades) for id, ranking in rankings.items() if ranking.documents}
    run = {id: {document: float(-at) for at, document in enumerate(rankings[id].documents)} for id in qrels}
    if qrels:
        for metric in ir.iter_calc(measures, qrels, run):
            found[str(metric.measure)][metric.query_id] = metric.value
    return found


def _figures(
    rankings: Mapping[str, Judged], measured: Mapping[str, Mapping[str, float]], suffix: str
) -> list[Figure]:
    rows: dict[str, dict[str, Unit]] = {}
    for k in RECALLS:
        rows[f"recall@{k}"] = {id: (value, 1.0) for id, value in measured[f"R@{k}"].items()}
    for k in CAPPED:
        sizes = {id: len(ranking.grades) for id, ranking in rankings.items()}
        rows[f"rcap@{k}"] = {
            id: (value * sizes[id] / min(k, sizes[id]), 1.0) for id, value in measured[f"R@{k}"].items()
        }
    for k in SUCCESSES:
        rows[f"success@{k}"] = {id: (value, 1.0) for id, value in measured[f"Success@{k}"].items()}
    rows["mrr@10"] = {id: (value, 1.0) for id, value in measured[f"RR@{_CUT}"].items()}
    rows["ndcg@10"] = {id: (value, 1.0) for id, value in measured[f"nDCG@{_CUT}"].items()}
    return [
        Figure(name + suffix, "retrieval", units, is_headline=name in _HEADLINES and not suffix)
        for name, units in rows.items()
    ]
