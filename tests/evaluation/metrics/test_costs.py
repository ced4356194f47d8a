"""Tokens, money and seconds."""

from __future__ import annotations

import pytest

from qa.evaluation.metrics import costs
from qa.evaluation.metrics.statistics import estimated
from qa.models import Dropped, Usage
from tests.evaluation.made import answer, record


def test_by_hand() -> None:
    records = [
        record("1", answer("桥。", usage=Usage(1000, 200)), seconds={"search": 0.1, "answer": 1.0}),
        record(
            "2",
            answer(usage=Usage(3000, 0, cached=True), dropped=(Dropped("船。", "?"),)),
            seconds={"search": 0.3},
        ),
    ]
    found = {figure.name: estimated(figure) for figure in costs.figures(records, prices=(2.0, 10.0))}
    assert (found["tokens in"].value, found["tokens out"].value) == (2000, 100)
    assert found["cost"].value == pytest.approx((1000 * 2 + 200 * 10 + 3000 * 2) / 1e6 / 2)
    assert found["seconds search p50"].value == pytest.approx(0.2)
    assert found["seconds search p95"].value == pytest.approx(0.29)
    assert found["seconds answer p50"].count == 1
    assert found["dropped sentences"].value == 0.5
    assert all(figure.group == "cost" and not figure.is_headline for figure in found.values())


def test_no_price_no_cost() -> None:
    assert "cost" not in {figure.name for figure in costs.figures([record("1")])}
