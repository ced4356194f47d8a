"""The report as JSON: everything that a program may want of a run, without the passages' texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.evaluation.comparing import Comparison
from qa.evaluation.figures import by_kind
from qa.evaluation.gates import evaluate, parse
from qa.evaluation.record import NoteRecord, Place, Run
from qa.evaluation.record_json import to_json
from qa.evaluation.report.outcomes import Outcome, outcomes
from qa.evaluation.scores import Figure, Scores
from qa.evaluation.suite import SectionRef, Suite
from qa.models import Answer, Passage

VERSION = 1
"""Of the shape: fields are added, never renamed."""


def data(
    run: Run,
    suite: Suite,
    scores: Scores,
    places: Mapping[SectionRef, Place],
    before: Run | None = None,
    comparison: Comparison | None = None,
) -> dict[str, Any]:
    """Return the report of a run as what :mod:`json` writes; ``before`` and ``comparison`` are those of ``page.html``."""
    kinds: dict[str, dict[str, Any]] = {kind: {} for kind in scores.kinds.values()}
    for figure in scores.figures.values():
        for kind, one in by_kind(scores, figure).items():
            kinds[kind][figure.name] = _figure(one)
    labelled = {sentence.id: sentence for sentence in suite.sentences}
    return {
        "version": VERSION,
        "run": to_json(run.info),
        "suite": {
            "name": suite.name,
            "description": suite.description,
            "hash": suite.hash,
            "protocol": suite.protocol,
        },
        "figures": {
            name: {
                **_figure(figure),
                "group": figure.group,
                "better": figure.better,
                "is_headline": figure.is_headline,
            }
            for name, figure in scores.figures.items()
        },
        "kinds": kinds,
        "curves": dict(scores.curves),
        "gates": [
            {"gate": str(held.gate), "value": held.value, "ok": held.ok}
            for held in evaluate(map(parse, suite.gates), scores)
        ],
        "comparison": to_json(comparison),
        "questions": [_question(each) for each in outcomes(run, suite, places, before, comparison)],
        "notes": [_note(record) for record in run.notes],
        "sentences": [
            {
                "id": record.id,
                "text": labelled[record.id].text,
                "label": labelled[record.id].supported,
                "supported": None if record.failure else record.supported,
                "score": None if record.failure else record.score,
                "failure": to_json(record.failure),
            }
            for record in run.sentences
            if record.id in labelled
        ],
        "failures": dict(scores.failures),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "count": figure.count}


def _question(each: Outcome) -> dict[str, Any]:
    asked, record = each.question, each.record
    return {
        "id": asked.id,
        "text": asked.text,
        "kind": asked.kind,
        "answerable": asked.answerable,
        "outcome": each.became,
        "gold_ranks": list(each.gold_ranks),
        "answer": _answer(record.answer),
        "confidence": record.confidence,
        "supports": [{"score": score, "supported": supported} for score, supported in record.supports],
        "passages": [_passage(passage, each) for passage in record.ranked],
        "judgement": to_json(each.judgement),
        "seconds": dict(record.seconds),
        "failure": to_json(record.failure),
        "before": {"outcome": each.before.became, "gold_ranks": list(each.before.gold_ranks)}
        if each.before
        else None,
        "change": {
            "worse": list(each.change.worse),
            "better": list(each.change.better),
            "weight": each.change.weight,
        }
        if each.change
        else None,
    }


def _passage(passage: Passage, of: Outcome) -> dict[str, Any]:
    return {
        "chunk": passage.chunk,
        "article": passage.article,
        "title": passage.title,
        "path": list(passage.path),
        "score": passage.score,
        "scores": dict(passage.scores),
        "is_gold": of.is_gold(passage),
    }


def _note(record: NoteRecord) -> dict[str, Any]:
    return {
        "article": record.article,
        "summary": to_json(record.summary),
        "seconds": record.seconds,
        "failure": to_json(record.failure),
    }


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    """Return an answer without the passages, which are there by themselves."""
    if answer is None:
        return None
    return {name: value for name, value in to_json(answer).items() if name not in ("passages", "nearest")}
