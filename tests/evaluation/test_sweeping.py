"""Every combination is run once, what they share is done once, and the table says which are worth choosing from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.embedding.base import Vectors
from qa.errors import ArgumentInvalid, ConfigInvalid, GateInvalid
from qa.evaluation.finding_runs import runs
from qa.evaluation.grid import grid
from qa.evaluation.loading import load_suite
from qa.evaluation.pareto import front
from qa.evaluation.record import Failure, QuestionRecord
from qa.evaluation.run_folder import RunFolder, runs_folder
from qa.evaluation.running import run
from qa.evaluation.suite import Suite
from qa.evaluation.sweep_tables import FRONT, cells, data, heads, legend, markdown
from qa.evaluation.sweeping import sweep
from qa.models import Progress
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.test_loading import lines
from tests.openai_server import OpenAIServer, answer
from tests.sample_articles import numbered, write


class Counting(CheapEmbedder):
    """Counts the questions that it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().embed_queries(texts)


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """Two articles, six questions, a note."""
    folder = tmp_path_factory.mktemp("sweep")
    write(folder / "articles" / "one.md", "渡口", numbered(1))
    write(folder / "articles" / "two.md", "大桥", numbered(2))
    (folder / "suite.toml").write_text(
        'name = "ferry"\narticles = ["articles"]\nquestions = "questions.jsonl"\nnotes = "notes.jsonl"\n',
        encoding="utf-8",
    )
    asked = [
        {
            "id": f"{name}-{kind}",
            "question": f"第{number}号文章谈{kind}的第3件事说法是什么？",
            "gold": [[f"{name}.md", kind]],
            "must": [kind],
        }
        for number, name in ((1, "one"), (2, "two"))
        for kind in ("桥梁", "河流", "账本")
    ]
    lines(folder / "questions.jsonl", *asked)
    lines(folder / "notes.jsonl", {"article": "one.md"})
    return load_suite(folder / "suite.toml")


def home(tmp_path: Path) -> dict[str, Any]:
    """Return where everything is kept."""
    return {"home": str(tmp_path / "home")}


def test_every_combination_is_a_run_and_shares_what_it_can(ferry: Suite, tmp_path: Path) -> None:
    embedder = Counting()
    told: list[tuple[int, int, dict[str, Any]]] = []
    varied = {"chunk_tokens": ["60", "320"], "words_weight": ["0.3", "1"]}
    found = sweep(
        ferry,
        varied,
        base=home(tmp_path),
        embedder=embedder,
        on_point=lambda number, total, values: told.append((number, total, dict(values))),
    )
    expected = [(60, 0.3), (60, 1.0), (320, 0.3), (320, 1.0)]
    assert [tuple(point.settings.values()) for point in found.points] == expected
    assert [(number, total) for number, total, _ in told] == [(n, 4) for n in (1, 2, 3, 4)]
    # Each passage and each question is embedded once for all four.
    assert len(embedder.embedded) == len(set(embedder.embedded))
    questions = [question.text for question in ferry.questions]
    assert all(embedder.asked.count(text) == 1 for text in questions)
    kept = {folder.path.name: info for folder, info in runs(tmp_path / "home")}
    assert kept.keys() == {point.run for point in found.points}
    assert {info.label for info in kept.values()} == {
        f"chunk_tokens={tokens} words_weight={weight}" for tokens, weight in expected
    }
    # No figure is about notes, so none was written.
    assert all(RunFolder(runs_folder(tmp_path / "home") / name).read().notes == () for name in kept)
    assert any(point.on_front for point in found.points)
    assert found.points[0].verdicts == {}
    assert set(found.points[1].verdicts) == {"rcap@1"}
    assert "tokens in" not in found.figures


def test_a_sweep_goes_on_where_it_was_stopped(
    ferry: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = CheapEmbedder()
    varied = {"words_weight": [0.2, 0.4, 0.6]}
    asked = 0

    def stop(step: Progress) -> None:
        nonlocal asked
        asked += step.stage == "ask"
        if asked == len(ferry.questions) + 3:  # the third question of the second point
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(ferry, varied, base=home(tmp_path), embedder=embedder, on_progress=stop)
    there = {info.label: (folder, info) for folder, info in runs(tmp_path / "home")}
    assert there["words_weight=0.2"][1].finished
    half, info = there["words_weight=0.4"]
    assert info.finished is None
    done = [record.id for record in half.read().questions]
    assert done == [question.id for question in ferry.questions[:3]]

    resumed: list[Path | None] = []

    def watched(*args: Any, **how: Any) -> RunFolder:
        resumed.append(how["folder"].path if how["folder"] else None)
        return run(*args, **how)

    monkeypatch.setattr("qa.evaluation.sweeping.run", watched)
    found = sweep(ferry, varied, base=home(tmp_path), embedder=embedder)
    assert resumed == [half.path, None]
    assert [point.reused for point in found.points] == [True, False, False]
    assert len(runs(tmp_path / "home")) == 3

    resumed.clear()
    again = sweep(ferry, varied, base=home(tmp_path), embedder=embedder)
    assert resumed == []
    assert [point.figures for point in again.points] == [point.figures for point in found.points]
    sweep(ferry, {"words_weight": [0.2]}, base=home(tmp_path), embedder=embedder, again=True)
    assert resumed == [None]


def test_a_run_of_other_articles_is_not_taken(ferry: Suite, tmp_path: Path) -> None:
    article = write(tmp_path / "articles" / "one.md", "渡口", numbered(1))
    suite = replace(ferry, articles=(article,), questions=ferry.questions[:3], notes=())
    varied = {"words_weight": [0.3]}
    how: dict[str, Any] = {"base": home(tmp_path), "embedder": CheapEmbedder()}
    assert not sweep(suite, varied, **how).points[0].reused
    assert sweep(suite, varied, **how).points[0].reused
    write(article, "渡口", numbered(1, edition=2))
    assert not sweep(suite, varied, **how).points[0].reused


def test_what_failed_is_asked_again(ferry: Suite, tmp_path: Path) -> None:
    how: dict[str, Any] = {"base": home(tmp_path), "embedder": CheapEmbedder()}
    first = sweep(ferry, {"passages": [6]}, **how).points[0]
    folder = RunFolder(runs_folder(tmp_path / "home") / first.run)
    with folder.writing():
        folder.append(QuestionRecord("one-桥梁", (), (), None, failure=Failure("ServerTimeout", "no answer")))
    point = sweep(ferry, {"passages": [6]}, **how).points[0]
    assert (point.run, point.reused) == (first.run, False)
    assert all(record.failure is None for record in folder.read().questions)


def test_models_are_varied_and_their_tokens_counted(
    ferry: Suite, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    openai_server.chat = answer("桥梁的说法与别处不同[1]。")
    base = {**home(tmp_path), "llm_base_url": openai_server.url, "llm_api_key": "sk-secret-0123456789"}
    how: dict[str, Any] = {
        "base": base,
        "embedder": CheapEmbedder(),
        "figures": ["cost", "tokens in", "tokens out"],
    }
    found = sweep(ferry, {"llm_model": ["one", "two"]}, prices=(1.0, 2.0), **how)
    assert {request.json["model"] for request in openai_server.requests} == {"one", "two"}
    assert [point.settings["llm_model"] for point in found.points] == ["one", "two"]
    into, out, cost = (
        found.points[0].figures[name].value or 0 for name in ("tokens in", "tokens out", "cost")
    )
    assert into > out > 0
    assert cost == pytest.approx((into * 1 + out * 2) / 1e6)
    # At other prices nothing is asked again.
    before = len(openai_server.requests)
    dearer = sweep(ferry, {"llm_model": ["one", "two"]}, prices=(10.0, 20.0), **how)
    assert dearer.points[0].figures["cost"].value == pytest.approx(10 * cost)
    assert len(openai_server.requests) == before
    assert "sk-secret" not in json.dumps(data(dearer)) + markdown(dearer)


@pytest.mark.parametrize(
    ("varied", "how", "error"),
    [
        ({"chunk_token": [1]}, {}, ArgumentInvalid),
        ({"home": ["x", "y"]}, {}, ArgumentInvalid),
        ({"llm_api_key": ["a", "b"]}, {}, ArgumentInvalid),
        ({"words_weight": []}, {}, ArgumentInvalid),
        ({"words_weight": [0.1, "much"]}, {}, ConfigInvalid),
        ({"chunk_tokens": [320, 10]}, {}, ConfigInvalid),
        ({"words_weight": [0.1]}, {"quality": ["beauty"]}, GateInvalid),
        ({"words_weight": [0.1]}, {"figures": ["beauty"]}, GateInvalid),
        ({"words_weight": [0.1]}, {"mode": "generative"}, ArgumentInvalid),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_run(
    ferry: Suite, tmp_path: Path, varied: dict[str, Any], how: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        sweep(ferry, varied, base=home(tmp_path), embedder=CheapEmbedder(), **how)
    assert runs(tmp_path / "home") == []


def test_figures_of_notes_have_notes_written(ferry: Suite, tmp_path: Path) -> None:
    found = sweep(
        ferry, {"passages": [6]}, base=home(tmp_path), embedder=CheapEmbedder(), figures=["copied share"]
    )
    folder = RunFolder(runs_folder(tmp_path / "home") / found.points[0].run)
    assert len(folder.read().notes) == 1
    assert found.figures == ("rcap@1", "copied share")


def test_the_table_in_words_and_numbers(ferry: Suite, tmp_path: Path) -> None:
    found = sweep(ferry, {"words_weight": [0.3, 1]}, base=home(tmp_path), embedder=CheapEmbedder())
    first, second = found.points
    assert heads(found)[0] == "words_weight"
    assert cells(found, first)[0] == "0.3"
    assert (FRONT in cells(found, first)) == first.on_front
    assert cells(found, second)[1].endswith((" ▲", " ▼", " ="))
    page = markdown(found)
    table = [line for line in page.splitlines() if line.startswith("|")]
    assert len(table) == 4
    assert {line.count("|") for line in table} == {len(heads(found)) + 1}
    assert page.endswith(legend(found) + "\n")
    shape = json.loads(json.dumps(data(found)))
    assert [point["settings"] for point in shape["points"]] == [{"words_weight": 0.3}, {"words_weight": 1.0}]
    assert shape["points"][0]["figures"]["rcap@1"]["value"] == first.figures["rcap@1"].value
    # A figure that a point has not is a dash.
    bare = replace(first, figures={})
    assert cells(found, bare)[1] == "—"


def test_the_grid_turns_the_last_setting_fastest_and_knows_the_defaults(tmp_path: Path) -> None:
    base = home(tmp_path)
    points = [values for values, _ in grid({"passages": ["6", "8"], "prompts": ["", str(tmp_path)]}, base)]
    assert points == [
        {"passages": 6, "prompts": None},
        {"passages": 6, "prompts": tmp_path},
        {"passages": 8, "prompts": None},
        {"passages": 8, "prompts": tmp_path},
    ]
    assert len(grid({"words_weight": ["0.3", "0.30", 0.3]}, base)) == 1
    [(_, settings)] = grid({"passages": [8]}, {**base, "chunk_tokens": "200"})
    assert (settings.chunk_tokens, settings.passages) == (200, 8)


def test_the_front_by_hand() -> None:
    #         quality, seconds, cost
    points = [
        (0.90, 1.00, 5.0),  # the best
        (0.90, 1.05, 5.0),  # as good: the time differs by chance
        (0.85, 0.50, 5.0),  # faster
        (0.85, 0.90, 5.0),  # as bad, and slower
        (0.80, 1.20, 1.0),  # cheaper
        (0.80, 1.20, 2.0),  # and not so cheap
        (None, 0.10, 0.1),  # nothing is known of it
    ]
    told = front(points, ("higher", "lower", "lower"), (0.0, 0.1, 0.0))
    assert told == [True, True, True, False, True, False, False]
    assert front([], ("higher",), (0.0,)) == []
    assert front([(None,), (None,)], ("higher",), (0.0,)) == [True, True]
    assert front([(0.1,), (0.2,)], ("lower",), (0.0,)) == [True, False]
