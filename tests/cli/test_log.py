"""`qa ask --log` and `qa log`, over a real library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, check
from tests.sample_articles import write


@pytest.fixture(autouse=True)
def library(run: Run, alone: Path) -> Path:
    assert run("ingest", str(write(alone / "a.md"))).exit_code == 0
    return alone / "library"


def ids(run: Run, *arguments: str, **variables: str) -> list[str]:
    result = run("log", "--json", *arguments, **variables)
    assert result.exit_code == 0, result.output
    return [each["id"] for each in check(json.loads(result.stdout), "log")["log"]]


def test_an_answer_is_found_again(run: Run) -> None:
    asked = check(json.loads(run("ask", "什么是基础设施？", "--log", "--json").stdout), "ask")
    refused = check(json.loads(run("ask", "红烧肉怎么做？", "--log", "--json").stdout), "ask")
    assert ids(run) == [refused["id"], asked["id"]]
    assert ids(run, "--limit", "1") == ids(run, "--status", "refused") == [refused["id"]]
    assert ids(run, "--contains", "基础") == [asked["id"]]
    assert ids(run, "--until", "2020-01-01") == []
    again = run("log", asked["id"][:6], "--json")
    assert check(json.loads(again.stdout), "ask") == asked
    table = run("log").stdout
    assert asked["id"] in table
    assert "什么是基础设施？" in table
    shown = run("log", asked["id"]).stdout
    for part in (
        "什么是基础设施？",
        "桥是基础设施，车是跑在上面的应用。",
        "《桥与车》",
        "extractive",
        asked["id"],
    ):
        assert part in shown
    assert "No answer: " in run("log", refused["id"]).stdout


def test_what_is_kept_and_where(run: Run, library: Path, alone: Path) -> None:
    run("ask", "什么是基础设施？")
    assert not (library / "log.sqlite3").exists()
    own = str(alone / "own.sqlite3")
    run("ask", "什么是基础设施？", QA_LOG=own)
    run("ask", "什么是基础设施？", "--log", QA_LOG=own)
    run("ask", "什么是基础设施？", "--no-log", QA_LOG=own)
    assert len(ids(run, QA_LOG=own)) == 2
    assert ids(run) == []
    assert not (library / "log.sqlite3").exists()
    assert "qa ask --log" in run("log").stdout


def test_an_id_that_is_none(run: Run) -> None:
    result = run("log", "abcdef", "--json")
    assert result.exit_code == 1
    assert check(json.loads(result.stdout), "error")["error"]["code"] == "AnswerUnknown"


def test_a_log_that_cannot_be_written_is_a_warning(run: Run, library: Path) -> None:
    (library / "log.sqlite3").mkdir()
    result = run("ask", "什么是基础设施？", "--log")
    assert result.exit_code == 0
    assert "桥是基础设施，车是跑在上面的应用。" in result.stdout
    assert "Warning: The log" in result.stderr
    looked = run("log")
    assert looked.exit_code == 1
    assert "cannot be used" in looked.stderr
