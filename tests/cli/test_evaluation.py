"""``qa eval run``, ``list``, ``show``, ``compare``, ``baseline`` and ``report``: what they print and how they end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from qa.evaluation.run_folder import RunFolder
from tests.cheap_embedder import CheapEmbedder
from tests.cli.conftest import Run, check
from tests.evaluation.small_suite import QUESTIONS, write_suite
from tests.openai_server import MODEL, OpenAIServer, answer, status

ANSWER = "修桥的钱由海棠市的财政支付。[1]"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here depends on how good the vectors are."""
    monkeypatch.setattr("qa.evaluation.running.make_embedder", lambda _: CheapEmbedder())


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite and a home with two runs, the second of which has lost its refusal; made once."""
    from qa.evaluation.loading import load_suite
    from qa.evaluation.running import run as go_through
    from qa.settings import Settings

    folder = tmp_path_factory.mktemp("done")
    suite = load_suite(write_suite(folder / "small"))
    for label, gated in (("first", True), ("second", False)):
        go_through(
            suite,
            Settings(home=folder / "library", embedder="use"),
            embedder=CheapEmbedder(),
            label=label,
            gated=gated,
        )
    return folder


@pytest.fixture
def runs(done: Path, alone: Path) -> Path:
    """Those runs, to be looked at and changed."""
    for name in ("small", "library"):
        shutil.copytree(done / name, alone / name)
    return alone


@pytest.fixture
def suite(alone: Path) -> str:
    write_suite(alone / "small")
    return "./small"


def shape(result: Result, schema: str, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return check(json.loads(result.stdout), schema)


def value(result: Any, name: str) -> float:
    return float(next(each["value"] for each in result["figures"] if each["name"] == name))


# --- run ------------------------------------------------------------------------------------------------


def test_run(run: Run, suite: str, alone: Path) -> None:
    made = run("eval", "run", suite, "--label", "before")
    assert made.exit_code == 0, made.output
    assert "5 questions, 1 notes, 3 sentences" in made.stdout
    assert "recall@1" in made.stdout
    assert "wrong refusals" in made.stdout
    [folder] = (alone / "library" / "eval" / "runs").iterdir()
    assert {"report.html", "report.md", "report.json"} <= {file.name for file in folder.iterdir()}
    assert str(folder / "report.html") in " ".join(made.stdout.split())


def test_run_as_json(run: Run, suite: str, alone: Path) -> None:
    made = shape(
        run("eval", "run", suite, "--json", "--no-report", "--out", "kept", "--price", "1/2"), "eval-result"
    )
    assert made["run"]["folder"] == str(alone / "kept")
    assert made["run"]["prices"] == [1.0, 2.0]
    assert made["comparison"] is None
    assert made["failures"] == made["gates"] == made["questions"] == []
    assert value(made, "recall@5") == 1.0
    assert not (alone / "kept" / "report.html").exists()
    assert (alone / "kept" / "scores.json").exists()
    again = shape(run("eval", "run", suite, "--out", "kept", "--json"), "error", 1)
    assert again["error"]["code"] == "OutputUnwritable"


def test_a_part_of_a_suite(run: Run, suite: str) -> None:
    made = shape(run("eval", "run", suite, "--kind", "definition", "--json", "--no-report"), "eval-result")
    assert {each["count"] for each in made["figures"] if each["name"] == "recall@1"} == {1}
    made = shape(run("eval", "run", suite, "--limit", "2", "--json", "--no-report"), "eval-result")
    assert made["run"]["suite_hash"]


def test_settings_of_one_run(run: Run, suite: str) -> None:
    made = shape(
        run(
            "eval", "run", suite, "--set", "passages=2", "--set", "words_weight=0.9", "--json", "--no-report"
        ),
        "eval-result",
    )
    assert (made["run"]["settings"]["passages"], made["run"]["settings"]["words_weight"]) == (2, 0.9)


@pytest.mark.parametrize(
    ("options", "code", "name"),
    [
        (["--set", "passages"], 2, "UsageError"),
        (["--set", "pasages=3"], 1, "ConfigInvalid"),
        (["--set", "passages=many"], 1, "ConfigInvalid"),
        (["--price", "cheap"], 2, "UsageError"),
        (["--price", "1/-2"], 2, "UsageError"),
        (["--price", "nan/1"], 2, "UsageError"),
        (["--gate", "recall@5"], 2, "GateInvalid"),
        (["--gate", "recal@5>=1"], 2, "GateInvalid"),
        (["--kind", "none"], 2, "ArgumentInvalid"),
        (["--resume", "none"], 1, "RunUnknown"),
        (["--resume", "last"], 1, "RunUnknown"),
        (["--baseline", "no-such-run"], 1, "RunUnknown"),
        (["--mode", "generative"], 2, "ArgumentInvalid"),
        (["--concurrency", "0"], 2, "UsageError"),
        (["--rate", "0"], 2, "UsageError"),
    ],
)
def test_misused(run: Run, suite: str, alone: Path, options: list[str], code: int, name: str) -> None:
    assert shape(run("eval", "run", suite, *options, "--json"), "error", code)["error"]["code"] == name
    assert not (alone / "library" / "eval" / "runs").exists()  # nothing was asked


def test_a_suite_that_is_none(run: Run, alone: Path) -> None:
    assert shape(run("eval", "run", "none", "--json"), "error", 1)["error"]["code"] == "SuiteUnknown"
    write_suite(alone / "empty", questions=(), notes=(), sentences=())
    assert shape(run("eval", "run", "./empty", "--json"), "error", 1)["error"]["code"] == "SuiteEmpty"
    broken = write_suite(alone / "broken")
    with (broken / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "x", "question": \n')
    error = shape(run("eval", "run", "./broken", "--json"), "error", 1)["error"]
    assert error["code"] == "SuiteBroken"
    assert "questions.jsonl" in error["message"]
    assert "6" in error["message"]
    gone = write_suite(alone / "gone", questions=[{**QUESTIONS[0], "gold": [["bridge.md", "九、无此节"]]}])
    error = shape(run("eval", "run", str(gone), "--json"), "error", 1)["error"]
    assert error["code"] == "GoldMissing"
    assert "九、无此节" in error["message"]


def test_bounds(run: Run, suite: str) -> None:
    made = run("eval", "run", suite, "--no-report", "--gate", "recall@5>=0.9", "--gate", "refused: far<=0.5")
    assert made.exit_code == 3
    assert "✓ recall@5>=0.9 (1)" in made.stdout
    assert "✗ refused: far<=0.5 (1)" in made.stdout
    assert "1 gate(s) failed" in made.stderr
    said = shape(
        run("eval", "run", suite, "--no-report", "--json", "--gate", "refused: far<=50%"), "eval-result", 3
    )
    assert said["gates"] == [{"gate": "refused: far<=0.5", "value": 1.0, "ok": False}]


def test_the_suite_s_own_bounds(run: Run, alone: Path) -> None:
    write_suite(alone / "small", gates=["recall@1<=0.1"])
    assert run("eval", "run", "./small", "--no-report").exit_code == 3
    for options in (["--no-suite-gates"], ["--limit", "2"], ["--no-gate"]):
        made = run("eval", "run", "./small", "--no-report", *options)
        assert made.exit_code == 0, made.output
    write_suite(alone / "typo", gates=["recal@1<=0.1"])
    assert run("eval", "run", "./typo").exit_code == 2


def test_without_the_gates_of_answers(run: Run, suite: str) -> None:
    made = shape(run("eval", "run", suite, "--no-gate", "--json", "--no-report"), "eval-result")
    assert made["run"]["gated"] is False
    assert value(made, "refused: far") == 0.0


def test_taken_up_again(run: Run, suite: str) -> None:
    first = shape(run("eval", "run", suite, "--json", "--no-report"), "eval-result")
    path = Path(first["run"]["folder"]) / "questions.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:50])
    again = shape(run("eval", "run", suite, "--resume", "last", "--json", "--no-report"), "eval-result")
    assert again["run"]["id"] == first["run"]["id"]
    assert len(path.read_bytes().splitlines()) == len(QUESTIONS)
    timed = ("seconds",)
    assert [each for each in again["figures"] if not each["name"].startswith(timed)] == [
        each for each in first["figures"] if not each["name"].startswith(timed)
    ]
    apart = shape(run("eval", "run", suite, "--resume", "last", "--set", "passages=2", "--json"), "error", 1)[
        "error"
    ]
    assert apart["code"] == "RunsApart"
    assert "passages: 6 → 2" in apart["message"]
    with RunFolder(path.parent).writing():
        busy = shape(run("eval", "run", suite, "--resume", "last", "--json"), "error", 1)
    assert busy["error"]["code"] == "RunInUse"


def test_a_model_that_fails_for_some(run: Run, alone: Path) -> None:
    rows = [{**QUESTIONS[0], "id": f"pay-{at}"} for at in range(8)]
    write_suite(alone / "small", questions=rows, notes=(), sentences=())
    with OpenAIServer(answer(ANSWER)) as server:
        server.script(answer(ANSWER), *[status(500, "out of order")] * 12)
        variables = {
            "QA_LLM_BASE_URL": server.url,
            "QA_LLM_MODEL": MODEL,
            "QA_LLM_API_KEY": "key-of-no-shape",
        }
        made = run("eval", "run", "./small", "--no-report", "--concurrency", "2", **variables)
        assert made.exit_code == 1, made.output
        assert "could not be asked and count in no figure" in made.stdout
        assert "out of order" in made.stdout
        again = run("eval", "run", "./small", "--resume", "last", "--rate", "6000", "--json", **variables)
        told = shape(again, "eval-result")
    assert told["failures"] == []
    assert told["run"]["model"] == MODEL
    assert value(told, "recall@1") == 1.0
    assert "key-of-no-shape" not in made.output + again.output
    for file in Path(told["run"]["folder"]).iterdir():
        assert b"key-of-no-shape" not in file.read_bytes()


# --- the baseline ---------------------------------------------------------------------------------------


def test_later_runs_are_compared_with_the_baseline(run: Run, suite: str, alone: Path) -> None:
    assert run("eval", "run", suite, "--no-report", "--label", "bare", "--no-gate").exit_code == 0
    assert run("eval", "run", suite, "--no-report", "--label", "first").exit_code == 0
    made = shape(run("eval", "baseline", "first", "--json"), "eval-baseline")
    assert made["baseline"] == str(alone / "small" / "baseline.json")
    same = shape(run("eval", "run", "./small", "--json", "--no-report"), "eval-result")["comparison"]
    assert (same["before"], same["worse"], same["changed"]) == (made["run"], [], [])
    plain = run("eval", "run", "./small", "--no-report")
    assert f"Against {made['run']}" in plain.stdout
    assert "No difference that is more than chance" in plain.stdout
    without = run("eval", "run", "./small", "--no-report", "--baseline", "none", "--json")
    assert shape(without, "eval-result")["comparison"] is None
    with_run = run("eval", "run", "./small", "--no-report", "--baseline", "bare", "--json")
    assert shape(with_run, "eval-result")["comparison"]["changed"]


def test_a_baseline_that_is_none(run: Run, suite: str, alone: Path) -> None:
    (alone / "small" / "baseline.json").write_text("{", encoding="utf-8")
    error = shape(run("eval", "run", suite, "--json"), "error", 1)["error"]
    assert error["code"] == "RunDamaged"
    assert "baseline.json" in error["message"]


# --- looking at runs ------------------------------------------------------------------------------------


def test_list(run: Run, runs: Path) -> None:
    told = shape(run("eval", "list", "--json"), "eval-list")
    assert [each["label"] for each in told["runs"]] == ["second", "first"]
    assert "corpus" in {each["name"] for each in told["suites"]}
    plain = run("eval", "list")
    assert told["runs"][0]["id"] in plain.stdout
    shutil.rmtree(runs / "library")
    assert "There is no run yet." in run("eval", "list").stdout
    assert "还没有运行记录" in run("eval", "list", QA_LANG="zh").stdout


@pytest.mark.usefixtures("runs")
def test_show(run: Run) -> None:
    plain = run("eval", "show", "first")
    assert plain.exit_code == 0, plain.output
    for words in ("recall@5", "mrr@10", "95% interval", "seconds answer p95"):
        assert words in plain.stdout
    told = shape(run("eval", "show", "first", "--json"), "eval-result")
    assert value(told, "recall@5") == 1.0
    assert "召回率@5" in run("eval", "show", "first", QA_LANG="zh").stdout
    only = run("eval", "show", "first", "--kind", "far")
    assert "refused: far" in only.stdout
    assert "recall@1" not in only.stdout


@pytest.mark.usefixtures("runs")
def test_show_questions(run: Run) -> None:
    wrong = shape(run("eval", "show", "second", "--only", "wrong", "--json"), "eval-result")["questions"]
    assert [(each["id"], each["became"]) for each in wrong] == [("bell", "untrue")]
    plain = run("eval", "show", "second", "--only", "wrong")
    assert "贝尔不等式是怎么证明的？" in plain.stdout
    assert "Passages as they were found" in plain.stdout
    worse = run("eval", "show", "second", "--only", "worse", "--against", "first", "--json")
    assert [each["id"] for each in shape(worse, "eval-result")["questions"]] == ["bell"]
    better = run("eval", "show", "first", "--only", "better", "--against", "second", "--json")
    assert [each["turned"] for each in shape(better, "eval-result")["questions"]] == ["better"]
    one = run("eval", "show", "first", "--question", "pay")
    assert "《桥与车》 › 二、谁来付钱" in one.stdout
    assert "must have: 海棠市" in one.stdout
    assert "gold found at rank: " in one.stdout
    assert "No question fits." in run("eval", "show", "first", "--only", "failed").stdout
    none = shape(run("eval", "show", "first", "--question", "nobody", "--json"), "error", 2)
    assert none["error"]["code"] == "ArgumentInvalid"
    none = shape(run("eval", "show", "first", "--only", "worse", "--json"), "error", 2)
    assert "no baseline" in none["error"]["message"]


@pytest.mark.usefixtures("runs")
def test_compare(run: Run) -> None:
    told = shape(run("eval", "compare", "first", "second", "--json"), "eval-compare")
    assert {each["id"] for each in told["changed"]} == {"bell"}
    plain = run("eval", "compare", "first", "second")
    assert "▼ bell" in plain.stdout
    same = run("eval", "compare", "first", "first", "--fail-on-worse")
    assert same.exit_code == 0
    assert "No difference" in same.stdout


def test_what_is_worse_for_certain_can_fail(run: Run, alone: Path) -> None:
    far = [
        {"id": f"far-{at}", "kind": "far", "question": f"贝尔不等式的第{at}步？", "answerable": False}
        for at in range(12)
    ]
    write_suite(alone / "small", questions=[*QUESTIONS, *far], notes=(), sentences=())
    for options in (["--label", "gated"], ["--label", "bare", "--no-gate"]):
        assert run("eval", "run", "./small", "--no-report", *options).exit_code == 0
    worse = run("eval", "compare", "gated", "bare", "--fail-on-worse")
    assert worse.exit_code == 3
    assert "worse refusal recall: 1.000 → 0.000" in worse.stdout
    again = ("eval", "run", "./small", "--no-report", "--fail-on-worse", "--baseline")
    assert run(*again, "gated", "--no-gate").exit_code == 3
    assert run(*again, "bare").exit_code == 0
    better = run("eval", "compare", "bare", "gated", "--fail-on-worse")
    assert better.exit_code == 0
    assert "better refusal recall" in better.stdout


def test_report(run: Run, runs: Path) -> None:
    page = run("eval", "report", "first", "--out", "page.html")
    assert page.exit_code == 0, page.output
    assert (runs / "page.html").read_text(encoding="utf-8").startswith("<!")
    assert run("eval", "report", "first", "--out", "page.html").exit_code == 1
    assert run("eval", "report", "first", "--out", "page.html", "--force").exit_code == 0
    assert run("eval", "report", "first", "--format", "markdown").stdout.startswith("#")
    assert json.loads(run("eval", "report", "second", "--format", "json", "--against", "first").stdout)


@pytest.mark.parametrize("command", ["show", "baseline", "report"])
def test_a_run_that_there_is_not(run: Run, command: str) -> None:
    made = run("eval", command, "nothing")
    assert made.exit_code == 1
    assert "there is no run nothing" in made.stderr


def test_help_is_as_fast_as_it_was() -> None:
    script = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from qa.cli.app import app\n"
        "for arguments in (['--help'], ['eval', '--help'], ['eval', 'run', '--help']):\n"
        "    assert CliRunner().invoke(app, arguments).exit_code == 0\n"
        "heavy = {'scipy', 'numpy', 'jinja2', 'sacrebleu', 'ir_measures', 'chromadb', 'openai'}\n"
        "print(sorted(heavy & set(sys.modules)), sorted(m for m in sys.modules if m.startswith('qa.evaluation')))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[] []\n"
