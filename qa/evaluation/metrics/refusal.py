"""Whether that is refused which cannot be answered, and how far the confidence tells which answers are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qa.evaluation.metrics.answers import answer_text, hits
from qa.evaluation.metrics.phrases import says
from qa.evaluation.metrics.ranking import gold_sections
from qa.evaluation.record import Place, QuestionRecord
from qa.evaluation.scores import Figure, Unit
from qa.evaluation.suite import Question, SectionRef


def is_refused(record: QuestionRecord) -> bool:
    """Whether a question was refused; a partial answer is one."""
    return record.answer is not None and record.answer.status == "refused"


def is_right(question: Question, record: QuestionRecord, places: Mapping[SectionRef, Place]) -> bool | None:
    """Whether an answer is right: it says what it must, or where nothing is set down cites a gold section, or else has
    a reference in it. None where the suite does not tell; a question that cannot be answered has no right answer.
    """
    if not question.answerable:
        return False
    if question.must:
        return hits(question, answer_text(record))
    if question.gold:
        return cites_gold(question, record, places)
    if question.references:
        return any(says(answer_text(record), reference) for reference in question.references)
    return None


def cites_gold(question: Question, record: QuestionRecord, places: Mapping[SectionRef, Place]) -> bool:
    """Whether an answer cites a section that has something of what has to be found."""
    gold = set().union(*gold_sections(question, places))
    sentences = record.answer.sentences if record.answer else ()
    return any((c.article, c.section) in gold for sentence in sentences for c in sentence.citations)


def figures(
    asked: Sequence[tuple[Question, QuestionRecord]], places: Mapping[SectionRef, Place]
) -> tuple[list[Figure], dict[str, list[float]]]:
    """Return the figures and the curve ``risk_coverage``."""
    refused = [(question, is_refused(record)) for question, record in asked]
    unanswerable = [(question, was) for question, was in refused if not question.answerable]
    found = [
        Figure(
            "refusal precision",
            "refusal",
            {question.id: (float(not question.answerable), 1.0) for question, was in refused if was},
        ),
        Figure("refusal recall", "refusal", _shares(unanswerable), is_headline=True),
        Figure(
            "wrong refusals",
            "refusal",
            _shares((question, was) for question, was in refused if question.answerable),
            "lower",
            is_headline=True,
        ),
    ]
    for kind in dict.fromkeys(question.kind for question, _ in unanswerable):
        units = _shares((question, was) for question, was in unanswerable if question.kind == kind)
        found.append(Figure(f"refused: {kind}", "refusal", units))
    sure = [(q, record, record.confidence) for q, record in asked if record.confidence is not None]
    found.append(
        Figure(
            "auroc of confidence",
            "refusal",
            {question.id: (confidence, float(question.answerable)) for question, _, confidence in sure},
            statistic="auroc",
        )
    )
    risky = {
        question.id: (confidence, float(not right))
        for question, record, confidence in sure
        if not is_refused(record) and (right := is_right(question, record, places)) is not None
    }
    found.append(Figure("aurc", "refusal", risky, "lower", "aurc"))
    return found, risk_coverage(risky.values(), len(sure))


def _shares(of: Iterable[tuple[Question, bool]]) -> dict[str, Unit]:
    return {question.id: (float(was), 1.0) for question, was in of}


def risk_coverage(risky: Iterable[Unit], asked: int) -> dict[str, Any]:
    """Return the curve over answers given as (confidence, 1 if it is wrong), of so many questions ``asked``.

    For each distinct confidence, the highest first: ``coverage`` is the share of all questions that is answered if one
    answers from there on, ``risk`` the share of these answers that is wrong. What was refused is never covered.

    >>> risk_coverage([(0.9, 0.0), (0.5, 1.0), (0.5, 0.0)], 4)
    {'confidence': [0.9, 0.5], 'coverage': [0.25, 0.75], 'risk': [0.0, 0.3333333333333333]}
    """
    curve: dict[str, Any] = {"confidence": [], "coverage": [], "risk": []}
    ordered = sorted(risky, reverse=True)
    wrong = 0.0
    for at, (confidence, is_wrong) in enumerate(ordered, 1):
        wrong += is_wrong
        if at == len(ordered) or ordered[at][0] != confidence:
            curve["confidence"].append(confidence)
            curve["coverage"].append(at / asked)
            curve["risk"].append(wrong / at)
    return curve if ordered else {}
