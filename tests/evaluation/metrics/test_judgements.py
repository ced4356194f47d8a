"""A judge's marks, and its agreement with the check."""

from __future__ import annotations

import pytest

from qa.evaluation.metrics import judgements
from qa.evaluation.metrics.statistics import estimated
from qa.evaluation.record import Failure, Judgement
from tests.evaluation.made import answer, record


def test_by_hand() -> None:
    # The judge (mark 4 and up) and the check, both yes 2, only the judge 1, only the check 1, neither 1.
    given = [(5, True), (4, True), (5, False), (3, True), (1, False)]
    records = {
        str(at): record(str(at), answer("桥。"), supports=((0.5, ok),)) for at, (_, ok) in enumerate(given)
    }
    marks = [Judgement(str(at), mark, 3, None) for at, (mark, _) in enumerate(given)]
    marks += [
        Judgement("gone", 1, 1, 1),
        Judgement("0", None, None, None, failure=Failure("ServerFailed", "")),
    ]
    value = {figure.name: estimated(figure).value for figure in judgements.figures(marks, records)}
    assert value["faithful"] == pytest.approx(18 / 5)
    assert value["relevant"] == 3
    assert value["fluent"] is None
    assert value["raw agreement with the check"] == 3 / 5
    # By chance: 3/5 * 3/5 + 2/5 * 2/5 = 0.52.
    assert value["agreement with the check"] == pytest.approx((0.6 - 0.52) / 0.48)


def test_a_sentence_without_support_is_enough_for_the_check_to_say_no() -> None:
    records = {"q": record("q", answer("桥。"), supports=((0.9, True), (0.2, False)))}
    found = {figure.name: figure for figure in judgements.figures([Judgement("q", 5, 5, 5)], records)}
    assert found["agreement with the check"].units == {"q": (1.0, 0.0)}


def test_no_judge() -> None:
    assert all(not figure.units for figure in judgements.figures([], {}))
