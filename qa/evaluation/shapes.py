"""The JSON that ``qa eval`` prints: one function a shape, as in :mod:`qa.output`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

from qa.evaluation.comparing import Comparison
from qa.evaluation.gates import Held
from qa.evaluation.record import RunInfo
from qa.evaluation.record_json import to_json
from qa.evaluation.report.outcomes import Outcome
from qa.evaluation.run_folder import RunFolder
from qa.evaluation.scores import Figure, Scores
from qa.evaluation.suite import Suite

Json: TypeAlias = dict[str, Any]


def figure(one: Figure) -> Json:
    """Return the shape of a figure; what each question gives to it is in the run's ``scores.json``."""
    return {
        "name": one.name,
        "group": one.group,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "count": one.count,
        "better": one.better,
        "is_headline": one.is_headline,
    }


def result(
    folder: RunFolder,
    scores: Scores,
    comparison: Comparison | None = None,
    held: Iterable[Held] = (),
    outcomes: Iterable[Outcome] = (),
) -> Json:
    """Return the shape of a run: what it was made with, its figures, and what became of the questions asked for."""
    return {
        "run": run(folder, folder.info),
        "figures": [figure(one) for one in scores.figures.values()],
        "failures": [{"id": id, "message": message} for id, message in scores.failures.items()],
        "comparison": compared(comparison) if comparison else None,
        "gates": [gate(one) for one in held],
        "questions": [outcome(one) for one in outcomes],
    }


def run(folder: RunFolder, info: RunInfo) -> Json:
    """Return the shape of what a run was made with."""
    return {**to_json(info), "folder": str(folder.path)}


def gate(held: Held) -> Json:
    """Return the shape of a bound and what came of it."""
    return {"gate": str(held.gate), "value": held.value, "ok": held.ok}


def compared(comparison: Comparison) -> Json:
    """Return the shape of two runs side by side."""
    return {
        "before": comparison.before,
        "after": comparison.after,
        "better": [each.name for each in comparison.better],
        "worse": [each.name for each in comparison.worse],
        "differences": [asdict(each) for each in comparison.differences],
        "changed": [to_json(each) for each in comparison.changed],
        "only_before": list(comparison.only_before),
        "only_after": list(comparison.only_after),
        "remarks": list(comparison.remarks),
    }


def outcome(one: Outcome) -> Json:
    """Return the shape of a question and what became of it; ``rank`` is that of the first gold section, from 1."""
    return {
        "id": one.question.id,
        "kind": one.question.kind,
        "question": one.question.text,
        "became": one.became,
        "rank": one.rank,
        "turned": one.turned,
        "failure": to_json(one.record.failure) if one.record.failure else None,
        "answer": to_json(one.record.answer) if one.record.answer else None,
        "ranked": [to_json(passage) for passage in one.record.ranked],
    }


def overview(suites: Mapping[str, Suite], runs: Iterable[tuple[RunFolder, RunInfo]]) -> Json:
    """Return the shape of the suites and runs that there are.

    >>> overview({}, [])
    {'suites': [], 'runs': []}
    """
    return {
        "suites": [
            {
                "name": name,
                "description": suite.description,
                "path": str(suite.path),
                "questions": len(suite.questions),
                "notes": len(suite.notes),
                "sentences": len(suite.sentences),
            }
            for name, suite in suites.items()
        ],
        "runs": [run(folder, info) for folder, info in runs],
    }
