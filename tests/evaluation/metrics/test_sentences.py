"""The check against labels, and what its score is worth."""

from __future__ import annotations

import pytest

from qa.evaluation.metrics import sentences
from qa.evaluation.metrics.calibration import calibration
from qa.evaluation.metrics.statistics import estimated
from qa.evaluation.record import Failure, SentenceRecord
from qa.evaluation.suite import LabelledSentence


def test_by_hand() -> None:
    labelled = {
        id: LabelledSentence(id, "桥。", supported=id.startswith("t"))
        for id in ("t1", "t2", "f1", "f2", "t3")
    }
    records = [
        SentenceRecord("t1", 0.9, True),
        SentenceRecord("t2", 0.4, False),
        SentenceRecord("f1", 0.6, True),
        SentenceRecord("f2", 0.1, False),
        SentenceRecord("t3", 0.0, False, failure=Failure("CheckEmpty", "nothing")),
        SentenceRecord("gone", 1.0, True),
    ]
    found, curve = sentences.figures(records, labelled)
    value = {figure.name: estimated(figure).value for figure in found}
    assert (value["caught"], value["kept"]) == (0.5, 0.5)
    # t1 is over both, t2 is over f2 alone.
    assert value["auroc of the check"] == 3 / 4
    assert value["brier score"] == pytest.approx((0.1**2 + 0.6**2 + 0.6**2 + 0.1**2) / 4)
    assert curve["brier"] == pytest.approx(value["brier score"])
    assert curve["ece"] == pytest.approx((0.1 + 0.6 + 0.6 + 0.1) / 4)


def test_bins_by_hand() -> None:
    curve = calibration([(0.0, False), (0.1, True), (0.15, False), (1.0, True), (0.9, True)])
    assert curve["count"] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    assert curve["score"][1] == pytest.approx(0.125)
    assert curve["share"][:2] == [0.0, 0.5]
    assert curve["share"][5] is None
    assert curve["ece"] == pytest.approx((1 * 0 + 2 * 0.375 + 2 * 0.05) / 5)


def test_nothing_labelled() -> None:
    found, curve = sentences.figures([], {})
    assert curve == {}
    assert all(estimated(figure).value is None for figure in found)
