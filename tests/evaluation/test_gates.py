"""Bounds: how they may be written, what holds, and which figures there are before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import GateFailed, GateInvalid
from qa.evaluation.gates import Gate, evaluate, parse, require_held, require_known
from qa.evaluation.loading import load_suite
from qa.evaluation.possible_figures import possible
from qa.evaluation.results import measured
from qa.evaluation.running import run
from qa.evaluation.scores import Figure, Scores
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.small_suite import write_suite


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("recall@5>=0.98", Gate("recall@5", ">=", 0.98)),
        (" wrong refusals <= 0.08 ", Gate("wrong refusals", "<=", 0.08)),
        ("refused: far>=1", Gate("refused: far", ">=", 1.0)),
        ("ndcg@10 (not reranked)>=.5", Gate("ndcg@10 (not reranked)", ">=", 0.5)),
        ("recall@1>=95%", Gate("recall@1", ">=", 0.95)),
        ("seconds answer p95<=2", Gate("seconds answer p95", "<=", 2.0)),
    ],
)
def test_written(text: str, gate: Gate) -> None:
    assert parse(text) == gate
    assert parse(str(gate)) == gate


@pytest.mark.parametrize(
    "text",
    ["", "recall@5", "recall@5>0.9", "recall@5=0.9", ">=0.9", "recall@5>=", "recall@5>=high", "a>=b>=0.5",
     "recall@5>=-1", "recall@5>=nan", "recall@5>=1e-1x", " >=1"],
)  # fmt: skip
def test_written_otherwise(text: str) -> None:
    with pytest.raises(GateInvalid) as caught:
        parse(text)
    assert caught.value.exit_code == 2


def scores(**values: float | None) -> Scores:
    return Scores({name: Figure(name, "retrieval", {}, value=value) for name, value in values.items()}, {})


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("a>=0.5", True),
        ("a>=0.51", False),
        ("a<=0.5", True),
        ("a<=0.49", False),
        ("b>=0", False),
        ("b<=1", False),
    ],
)
def test_what_holds(text: str, ok: bool) -> None:
    [held] = evaluate([parse(text)], scores(a=0.5, b=None))
    assert held.ok == ok


def test_the_last_bit_of_a_float_decides_nothing() -> None:
    [held] = evaluate([parse("a>=0.3")], scores(a=0.1 * 3 - 1e-16))
    assert held.ok


def test_all_that_failed_are_named() -> None:
    held = evaluate([parse("a>=0.9"), parse("a>=0.1"), parse("b<=1")], scores(a=0.5, b=None))
    with pytest.raises(GateFailed) as caught:
        require_held(held)
    assert caught.value.exit_code == 3
    assert "a>=0.9 (0.5)" in str(caught.value)
    assert "b<=1" in str(caught.value)
    assert "a>=0.1" not in str(caught.value)
    require_held(held[1:2])


def test_a_figure_that_there_is_not_is_known_before(tmp_path: Path) -> None:
    known = possible(load_suite(write_suite(tmp_path / "suite")))
    require_known([parse("Recall@5>=0.9"), parse("wrong-refusals<=1"), parse("refused: far>=1")], known)
    for name in ("recal@5", "refused: nowhere", "nothing"):
        with pytest.raises(GateInvalid) as caught:
            require_known([parse(f"{name}>=0.9")], known)
        assert f"{name}>=0.9" in str(caught.value)


def test_no_run_has_a_figure_that_was_not_possible(tmp_path: Path) -> None:
    suite = load_suite(write_suite(tmp_path / "suite"))
    folder = run(suite, Settings(home=tmp_path / "home"), embedder=CheapEmbedder())
    assert measured(folder).figures.keys() <= possible(suite).figures.keys()
