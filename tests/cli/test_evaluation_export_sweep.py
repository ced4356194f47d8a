"""``qa eval export`` and ``qa eval sweep``, with a real embedder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.evaluation.test_loading import lines
from tests.sample_articles import write

FERRY = "渡船每天开六班。票价两元，学生免票。"


@pytest.fixture
def suite(alone: Path) -> str:
    """Two questions over one article."""
    write(alone / "articles" / "ferry.md", "渡口与大桥", {"渡口": FERRY, "大桥": "大桥全长一千二百米。"})
    (alone / "ferry").mkdir()
    (alone / "ferry" / "suite.toml").write_text(
        'articles = ["../articles"]\nquestions = "questions.jsonl"\n', encoding="utf-8"
    )
    lines(
        alone / "ferry" / "questions.jsonl",
        {"id": "a", "question": "渡船每天开几班？", "gold": [["ferry.md", "渡口"]], "must": ["六班"]},
        {"id": "b", "question": "大桥全长多少米？", "gold": [["ferry.md", "大桥"]], "must": ["一千二百米"]},
    )
    return "ferry"


def test_a_sweep_and_an_export_of_one_of_its_runs(run: Run, suite: str, alone: Path) -> None:
    asked = ["eval", "sweep", f"./{suite}", "--vary", "chunk_tokens=60,320", "--vary", "words_weight=0.3"]
    done = run(*asked, "--quality", "recall@1", "--out", "sweep.md", "--json")
    assert done.exit_code == 0, done.output
    shape = json.loads(done.stdout)
    assert [point["settings"] for point in shape["points"]] == [
        {"chunk_tokens": 60, "words_weight": 0.3},
        {"chunk_tokens": 320, "words_weight": 0.3},
    ]
    assert shape["quality"] == ["recall@1"]
    assert "1 of 2: chunk_tokens=60 words_weight=0.3" in done.stderr
    page = (alone / "sweep.md").read_text(encoding="utf-8")
    assert page.startswith("# ferry\n\n| chunk_tokens | words_weight |")
    again = run(*asked, "--quality", "recall@1")
    assert again.exit_code == 0, again.output
    assert "chunk_tokens  words_weight" in again.stdout
    assert any(point["run"] in again.stdout for point in shape["points"] if point["on_front"])
    assert all(json.loads(run(*asked, "--json").stdout)["points"][n]["reused"] for n in (0, 1))

    name = shape["points"][0]["run"]
    for form, key in (("ragas", "user_input"), ("deepeval", "input")):
        out = alone / f"{form}.jsonl"
        exported = run("eval", "export", name, "--to", form, "--out", out.name)
        assert exported.exit_code == 0, exported.output
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [row[key] for row in rows] == ["渡船每天开几班？", "大桥全长多少米？"]
        assert FERRY in (rows[0].get("reference_contexts") or rows[0].get("context"))
        assert (
            run("eval", "export", name, "--to", form, "--out", out.name).exit_code == 1
        )  # it is there already
        assert run("eval", "export", name, "--to", form, "--out", out.name, "--force").exit_code == 0


def test_an_export_without_the_articles_says_so_and_goes_on(run: Run, suite: str, alone: Path) -> None:
    assert run("eval", "run", f"./{suite}", "--no-report").exit_code == 0
    (alone / "articles" / "ferry.md").unlink()
    done = run("eval", "export", "last", "--to", "ragas", "--out", "out.jsonl", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["samples"] == 2
    assert done.stderr
    row = json.loads((alone / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert row["reference_contexts"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("sweep", "./ferry"),
        ("sweep", "./ferry", "--vary", "words_weight"),
        ("sweep", "./ferry", "--vary", "weight=1"),
        ("sweep", "./ferry", "--vary", "words_weight=0.3", "--price", "1"),
        ("export", "last", "--to", "csv", "--out", "x"),
        ("export", "last", "--to", "ragas"),
    ],
)
def test_what_cannot_be_meant(run: Run, suite: str, arguments: tuple[str, ...]) -> None:
    assert suite
    assert run("eval", *arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("sweep", "nothing", "--vary", "words_weight=0.3"),
        ("sweep", "./ferry", "--vary", "words_weight=3"),
        ("sweep", "./ferry", "--vary", "words_weight=0.3", "--out", "nowhere/x.md"),
        ("export", "last", "--to", "ragas", "--out", "x.jsonl"),
    ],
)
def test_what_is_not_there(run: Run, suite: str, arguments: tuple[str, ...]) -> None:
    assert suite
    done = run("eval", *arguments)
    assert done.exit_code == 1
    assert done.stderr
    assert "Traceback" not in done.stderr
