"""kill -9 in the middle of a run, two runs at once, a disk that is full: each in processes of their own."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qa.evaluation.run_folder import RunFolder
from tests.evaluation.small_suite import NOTES, QUESTIONS, SENTENCES, write_suite
from tests.openai_server import MODEL, OpenAIServer, answer

_ROOT = Path(__file__).resolve().parents[2]
ANSWER = "修桥的钱由海棠市的财政支付。[1]"
COUNT = 30

# The command, with vectors that cost nothing.
_COMMAND = """
import sys
import qa.evaluation.running as running
from tests.cheap_embedder import CheapEmbedder
running.make_embedder = lambda settings: CheapEmbedder()
from qa.cli.main import main
main()
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "OPENAI_"))}
    return {**kept, "QA_HOME": str(tmp_path / "home"), "QA_LANG": "en", "PYTHONPATH": str(_ROOT)}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Thirty questions, of which every one that a model is asked has its number in it."""
    rows = [
        {**QUESTIONS[at % 4], "id": f"q-{at}", "question": f"{QUESTIONS[at % 4]['question']}（第{at}问）"}
        for at in range(COUNT)
    ]
    return write_suite(tmp_path / "suite", questions=rows)


def begin(suite: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "eval", "run", str(suite), "--no-report", *options],
        env=environment,
        cwd=suite,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def end(process: subprocess.Popen[str], seconds: float = 120) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=seconds)
    return process.returncode, out, error


def lines(out: Path) -> int:
    names = ("questions", "notes", "sentences")
    files = [out / f"{name}.jsonl" for name in names]
    return sum(file.read_bytes().count(b"\n") for file in files if file.exists())


def kept(out: Path) -> Any:
    """Return all that a run has, without times."""
    done = RunFolder(out).read()
    questions = [
        (each.id, each.ranked, each.answer and each.answer.text, each.supports) for each in done.questions
    ]
    notes = [(each.article, each.summary and each.summary.text) for each in done.notes]
    return questions, notes, [(each.id, each.score, each.supported) for each in done.sentences]


def test_killed_at_any_moment_and_taken_up_again(
    tmp_path: Path, suite: Path, environment: dict[str, str]
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "killed"
    code, _, error = end(begin(suite, environment, "--out", str(whole)))
    assert code == 0, error
    chance = random.Random(7)
    done, kills = 0, 0
    while not (out / "run.json").exists() or RunFolder(out).info.finished is None:
        resume = ["--resume", str(out)] if (out / "run.json").exists() else ["--out", str(out)]
        process = begin(suite, environment, *resume)
        until = done + chance.randint(1, 9)
        while process.poll() is None and lines(out) < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.03))
        if kills < 5:
            process.send_signal(signal.SIGKILL)
            kills += 1
        _, _, error = end(process)
        assert "Error" not in error
        assert lines(out) >= done  # nothing that was done is lost
        done = lines(out)
    assert kills >= 3
    assert kept(out) == kept(whole)
    written = (out / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    assert max(Counter(json.loads(line)["id"] for line in written).values()) == 1
    assert lines(out) == COUNT + len(NOTES) + len(SENTENCES)


def test_a_model_is_not_asked_again_what_is_done(
    tmp_path: Path, suite: Path, environment: dict[str, str]
) -> None:
    out = tmp_path / "killed"
    with OpenAIServer(answer(ANSWER, characters=4, pause=0.01)) as server:
        environment |= {"QA_LLM_BASE_URL": server.url, "QA_LLM_MODEL": MODEL, "QA_LLM_API_KEY": "none"}
        process = begin(suite, environment, "--out", str(out), "--concurrency", "3")
        while process.poll() is None and lines(out) < 8:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        end(process)
        done = {each.id for each in RunFolder(out).read().questions}
        before = len(server.requests)
        assert 8 <= len(done) < COUNT
        code, _, error = end(begin(suite, environment, "--resume", str(out), "--concurrency", "3"))
        assert code == 0, error
        again = [json.dumps(each.json, ensure_ascii=False) for each in server.requests[before:]]
    assert not [id for id in done if any(f"（第{id.removeprefix('q-')}问）" in asked for asked in again)]
    assert len(RunFolder(out).read().questions) == COUNT


def test_ctrl_c(tmp_path: Path, suite: Path, environment: dict[str, str]) -> None:
    out = tmp_path / "stopped"
    with OpenAIServer(answer(ANSWER, characters=4, pause=0.2)) as server:
        environment |= {"QA_LLM_BASE_URL": server.url, "QA_LLM_MODEL": MODEL, "QA_LLM_API_KEY": "none"}
        process = begin(suite, environment, "--out", str(out), "--concurrency", "4")
        while process.poll() is None and lines(out) < 4:
            time.sleep(0.01)
        stopped = time.monotonic()
        process.send_signal(signal.SIGINT)
        code, _, error = end(process)
        assert time.monotonic() - stopped < 10
    assert code == 130
    assert f"--resume {out}" in error
    assert all(each.answer and each.answer.status != "refused" for each in RunFolder(out).read().questions)


def test_two_runs_at_once(tmp_path: Path, suite: Path, environment: dict[str, str]) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    processes = [begin(suite, environment, "--out", str(out)) for out in outs]
    for process in processes:
        code, _, error = end(process)
        assert code == 0, error
    assert kept(outs[0]) == kept(outs[1])
    assert len(list((tmp_path / "home" / "eval" / "libraries").iterdir())) == 1


def test_one_run_is_written_by_one_process(tmp_path: Path, suite: Path, environment: dict[str, str]) -> None:
    out = tmp_path / "one"
    code, _, error = end(begin(suite, environment, "--out", str(out)))
    assert code == 0, error
    with RunFolder(out).writing():
        code, _, error = end(begin(suite, environment, "--resume", str(out)))
    assert code == 1
    assert "is being written by another process" in error


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs ulimit -f")
def test_a_disk_that_fills_up(tmp_path: Path, suite: Path, environment: dict[str, str]) -> None:
    out = tmp_path / "full"
    code, _, error = end(begin(suite, environment, "--limit", "1", "--out", str(tmp_path / "warm")))
    assert code == 0, error  # the library is there: what follows writes the run only
    limited = _COMMAND.replace(
        "import sys\n",
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n",
        1,
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "eval", "run", str(suite), "--no-report", "--out", str(out)],
        env=environment,
        cwd=suite,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert "internal error" not in done.stderr
    whole = len(RunFolder(out).read().questions)
    assert 1 <= whole < COUNT
    code, _, error = end(begin(suite, environment, "--resume", str(out)))
    assert code == 0, error
    assert len(RunFolder(out).read().questions) == COUNT
