"""The baseline: numbers only, beside the suite where that can be written, and told from what is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import OutputUnwritable, RunDamaged
from qa.evaluation.results import measured, scores_of
from qa.evaluation.runs.record import RunInfo
from qa.evaluation.runs.run_folder import RunFolder
from qa.evaluation.runs.running import run
from qa.evaluation.scoring import baseline
from qa.evaluation.scoring.comparing import compare
from qa.evaluation.scoring.metrics.statistics import estimated
from qa.evaluation.scoring.scores import Figure, Scores
from qa.evaluation.suites.loading import load_suite
from qa.evaluation.suites.suite import Suite
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.small_suite import BRIDGE, QUESTIONS, TEA, write_suite


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(write_suite(tmp_path / "suite"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(suite: Suite, home: Path) -> RunFolder:
    return run(suite, Settings(home=home), embedder=CheapEmbedder())


def test_it_is_what_the_run_measured(suite: Suite, folder: RunFolder, home: Path) -> None:
    scores = measured(folder)
    path = baseline.keep(folder.info, scores, suite, home)
    assert path == suite.path.parent / "baseline.json"
    kept = baseline.load(suite, home)
    assert kept is not None
    assert (kept.run, kept.path) == (folder.info.id, path)
    assert kept.scores.kinds == scores.kinds
    comparison = compare(kept.scores, scores)
    assert not comparison.worse
    assert not comparison.better
    assert not comparison.changed


def test_no_text_of_articles_and_answers_is_in_it(suite: Suite, folder: RunFolder, home: Path) -> None:
    scores = replace(measured(folder), failures={"pay": "修桥的钱"})
    text = baseline.keep(folder.info, scores, suite, home).read_text(encoding="utf-8")
    for words in (*BRIDGE.split(), *TEA.split(), *(row["question"] for row in QUESTIONS)):
        if len(words) > 4 and not words.isascii():
            assert words not in text
    assert "修桥的钱" not in text
    assert str(home) not in text


def test_a_figure_a_line(suite: Suite, folder: RunFolder, home: Path) -> None:
    path = baseline.keep(folder.info, measured(folder), suite, home)
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [json.loads(line.rstrip(","))["name"] for line in lines[1:-1]]
    assert "recall@1" in names
    assert names == list(scores_of(folder).figures)


def test_in_the_home_where_the_suite_cannot_be_written(
    suite: Suite, folder: RunFolder, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = measured(folder)
    with monkeypatch.context() as patched:
        patched.setattr("qa.evaluation.scoring.baseline.os.access", lambda *_: False)
        path = baseline.keep(folder.info, scores, suite, home)
    assert path.is_relative_to(home)
    kept = baseline.load(suite, home)
    assert kept is not None
    assert kept.path == path
    beside = baseline.keep(folder.info, scores, suite, home)
    assert not path.exists()  # the older one is not to go before the newer
    kept = baseline.load(suite, home)
    assert kept is not None
    assert kept.path == beside


def test_a_benchmark_s_folder_is_left_alone(suite: Suite, folder: RunFolder, home: Path) -> None:
    bench = replace(suite, name="../../zh: dev", path=suite.path.parent / "dev.json")
    path = baseline.keep(folder.info, measured(folder), bench, home)
    assert path.parent == home / "eval" / "baselines"
    assert baseline.load(bench, home) is not None
    assert baseline.load(replace(bench, name="other"), home) is None


def test_there_is_none(suite: Suite, home: Path) -> None:
    assert baseline.load(suite, home) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"figures": [1]}', "null"])
def test_what_is_no_baseline(suite: Suite, home: Path, text: str) -> None:
    path = suite.path.parent / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunDamaged) as caught:
        baseline.load(suite, home)
    assert str(path) in str(caught.value)


def test_nowhere_to_put_it(suite: Suite, folder: RunFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    bench = replace(suite, path=Path("dev.json"))
    with pytest.raises(OutputUnwritable):
        baseline.keep(folder.info, measured(folder), bench, tmp_path / "file")


def test_a_run_that_gives_the_same_is_no_different_from_its_baseline(tmp_path: Path) -> None:
    units = {f"q{at}": ((at % 7 + 1) / 7, 1.0) for at in range(40)}
    figure = estimated(Figure("ndcg@10", "retrieval", units, is_headline=True))
    scores = Scores({"ndcg@10": figure}, dict.fromkeys(units, "fact"), run="r", suite="s", suite_hash="h")
    suite = Suite("s", tmp_path / "suite.toml", ())
    info = RunInfo("r", "s", "", "h", "2026-01-01T00:00:00+00:00", "extractive", True, {}, {}, {})
    baseline.keep(info, scores, suite, tmp_path)
    kept = baseline.load(suite, tmp_path)
    assert kept is not None
    comparison = compare(kept.scores, scores)
    assert (comparison.worse, comparison.better, comparison.changed) == ((), (), ())
    assert [each.difference for each in comparison.differences] == [0.0]
