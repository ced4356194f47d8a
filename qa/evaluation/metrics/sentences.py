"""The grounding check against a person's labels: what it catches, what it keeps, what its score is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qa.evaluation.metrics.calibration import brier, calibration
from qa.evaluation.record import SentenceRecord
from qa.evaluation.scores import Figure
from qa.evaluation.suite import LabelledSentence


def figures(
    records: Iterable[SentenceRecord], labelled: Mapping[str, LabelledSentence]
) -> tuple[list[Figure], dict[str, Any]]:
    """Return the figures and the curve ``calibration``, over sentences that the suite still has."""
    judged = [(labelled[r.id].supported, r) for r in records if r.id in labelled and r.failure is None]
    caught = {r.id: (float(not r.supported), 1.0) for truth, r in judged if not truth}
    kept = {r.id: (float(r.supported), 1.0) for truth, r in judged if truth}
    scores = {r.id: (r.score, float(truth)) for truth, r in judged}
    squares = {r.id: (brier(r.score, truth), 1.0) for truth, r in judged}
    return [
        Figure("caught", "check", caught, is_headline=True),
        Figure("kept", "check", kept, is_headline=True),
        Figure("auroc of the check", "check", scores, statistic="auroc"),
        Figure("brier score", "check", squares, "lower"),
    ], calibration([(r.score, truth) for truth, r in judged])
