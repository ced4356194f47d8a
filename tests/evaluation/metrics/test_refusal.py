"""Refusals, right and wrong, and risk against coverage."""

from __future__ import annotations

import pytest

from qa.evaluation.metrics import refusal
from qa.evaluation.metrics.statistics import estimated
from qa.evaluation.record import QuestionRecord
from qa.evaluation.scores import Figure
from qa.evaluation.suite import Question
from tests.evaluation.made import answer, citation, gold, places, question, record, sentence

Asked = list[tuple[Question, QuestionRecord]]


def named(asked: Asked) -> dict[str, Figure]:
    found, _ = refusal.figures(asked, places())
    return {figure.name: estimated(figure) for figure in found}


def test_by_hand() -> None:
    asked: Asked = [
        (question("a1", must=(("勘察",),)), record("a1", answer("桥要先勘察。"))),
        (question("a2", must=(("勘察",),)), record("a2")),
        (question("a3"), record("a3", answer("桥。", status="partial"))),
        (question("n1", kind="near", answerable=False), record("n1")),
        (question("n2", kind="near", answerable=False), record("n2", answer("桥。"))),
        (question("f1", kind="far", answerable=False), record("f1")),
        (question("p1", kind="false-premise", answerable=False), record("p1", answer("桥。"))),
        (question("p2", kind="自拟", answerable=False), record("p2")),
    ]
    found = named(asked)
    value = {name: figure.value for name, figure in found.items()}
    assert value["refusal precision"] == 3 / 4
    assert value["refusal recall"] == 3 / 5
    assert value["wrong refusals"] == 1 / 3
    assert found["wrong refusals"].better == "lower"
    assert (value["refused: near"], value["refused: far"], value["refused: false-premise"]) == (0.5, 1, 0)
    assert value["refused: 自拟"] == 1


def test_all_refused_and_nothing_refused() -> None:
    asked: Asked = [(question("q"), record("q"))]
    found = named(asked)
    assert (found["refusal precision"].value, found["wrong refusals"].value) == (0.0, 1.0)
    assert found["refusal recall"].value is None
    answered: Asked = [(question("q"), record("q", answer("桥。")))]
    assert named(answered)["refusal precision"].value is None


def test_nothing_asked() -> None:
    found, curve = refusal.figures([], {})
    assert all(not figure.units for figure in found)
    assert curve == {}


def test_right_by_what_the_suite_tells() -> None:
    given = record("q", answer(sentence("桥要先勘察。", citation(3, "桥要先勘察。"))))
    assert refusal.is_right(question("q", gold(5), must=(("勘察",),)), given, places()) is True
    assert refusal.is_right(question("q", gold(3), must=(("打桩",),)), given, places()) is False
    assert refusal.is_right(question("q", gold(4, 3)), given, places()) is True
    assert refusal.is_right(question("q", gold(4)), given, places()) is False
    assert refusal.is_right(question("q", references=("先勘察",)), given, places()) is True
    assert refusal.is_right(question("q"), given, places()) is None
    assert refusal.is_right(question("q", must=(("勘察",),), answerable=False), given, places()) is False


def test_risk_coverage_by_hand() -> None:
    right, wrong = answer("桥要先勘察。"), answer("桥要先打桩。")
    asked: Asked = [
        (question("1", must=(("勘察",),)), record("1", right, confidence=0.9)),
        (question("2", must=(("勘察",),)), record("2", wrong, confidence=0.7)),
        (question("3", must=(("勘察",),)), record("3", right, confidence=0.8)),
        (question("4", answerable=False), record("4", right, confidence=0.7)),
        (question("5", must=(("勘察",),)), record("5", None, confidence=0.2)),
        (question("6", must=(("勘察",),)), record("6", right)),
    ]
    found, curve = refusal.figures(asked, places())
    # Five questions with a confidence, of which one was refused.
    assert curve["confidence"] == [0.9, 0.8, 0.7]
    assert curve["coverage"] == pytest.approx([1 / 5, 2 / 5, 4 / 5])
    assert curve["risk"] == pytest.approx([0, 0, 1 / 2])
    values = {figure.name: estimated(figure) for figure in found}
    assert values["aurc"].value == pytest.approx((0 + 0 + 1 / 2 + 1 / 2) / 4)
    # The unanswerable one (0.7) is under 0.9 and 0.8, equal to one, and over 0.2.
    assert values["auroc of confidence"].value == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert values["auroc of confidence"].low is not None


def test_no_confidence_no_curve() -> None:
    found, curve = refusal.figures([(question("q"), record("q", answer("桥。")))], places())
    assert curve == {}
    assert not {figure.name: figure for figure in found}["aurc"].units
