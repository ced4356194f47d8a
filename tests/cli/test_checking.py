"""`qa check` over a real library: texts, files, standard input; exit codes and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, check
from tests.cli.test_commands import library, loaded_once, shelf  # noqa: F401

pytestmark = pytest.mark.usefixtures("loaded_once", "library")

GOOD = "桥是基础设施，车是跑在上面的应用。"
BAD = "海王星上住着八百只会唱歌的企鹅。"


def said(run: Run, *arguments: str, code: int = 0, schema: str = "check", **options: Any) -> Any:
    result = run("check", *arguments, "--json", **options)
    assert result.exit_code == code, result.output
    return check(json.loads(result.stdout), schema)


def verdicts(report: Any) -> list[bool]:
    assert report["supported"] + report["unsupported"] == len(report["sentences"])
    return [sentence["supported"] for sentence in report["sentences"]]


def test_a_text(run: Run) -> None:
    report = said(run, f"{GOOD}{BAD}谁来付钱？", code=3)
    assert verdicts(report) == [True, False]
    assert report["sentences"][0]["citations"][0]["title"] == "桥与车"
    assert report["sentences"][0]["why"] is None
    assert report["sentences"][1]["citations"] == []
    assert report["sentences"][1]["why"]
    assert [part["text"] for part in report["skipped"]] == ["谁来付钱？"]
    assert verdicts(said(run, GOOD)) == [True]


def test_standard_input(run: Run) -> None:
    assert verdicts(said(run, "-", stdin=f"- {GOOD}[1]\n")) == [True]
    assert verdicts(said(run, "-", stdin=GOOD.encode("gb18030"))) == [True]
    for nothing in ("", " \n", "。"):
        assert said(run, "-", stdin=nothing, code=2, schema="error")["error"]["code"] == "CheckEmpty"


def test_a_file(run: Run, alone: Path) -> None:
    note = alone / "note.md"
    note.write_text(f"---\ntitle: 导语\n---\n# 导语\n\n> 编辑导语：{GOOD}\n\n1. {BAD}\n", encoding="utf-8")
    report = said(run, str(note), code=3)
    assert verdicts(report) == [True, False]
    page = alone / "note.html"
    page.write_text(f"<p>{GOOD}</p><p><b>{BAD}</b></p>", encoding="utf-8")
    assert verdicts(said(run, "note.html", code=3)) == [True, False]
    (alone / "empty.txt").write_text("", encoding="utf-8")
    assert said(run, "empty.txt", code=2, schema="error")["error"]["code"] == "CheckEmpty"


def test_against_an_article(run: Run) -> None:
    assert verdicts(said(run, GOOD, "--article", "桥与车")) == [True]
    assert verdicts(said(run, GOOD, "--article", "茶山", code=3)) == [False]
    assert verdicts(said(run, GOOD, "--article", "茶山", "--article", "桥与车")) == [True]


def test_against_a_file_without_a_library(run: Run, alone: Path) -> None:
    source = alone / "source.txt"
    source.write_text("渡船每天开六班，末班是傍晚六点。", encoding="utf-8")
    empty: dict[str, Any] = {"QA_HOME": str(alone / "nowhere")}
    report = said(run, "渡船每天开六班。", "--source", str(source), **empty)
    assert report["sentences"][0]["citations"][0]["source"] == str(source)
    assert not (alone / "nowhere").exists()
    assert said(run, GOOD, code=1, schema="error", **empty)["error"]["code"] == "LibraryEmpty"


@pytest.mark.parametrize(
    ("arguments", "code", "error", "named"),
    [
        (["missing.md"], 1, "PathMissing", "missing.md"),
        (["./no/such/note"], 1, "PathMissing", "./no/such/note"),
        (["~/note"], 1, "PathMissing", "~/note"),
        (["folder"], 2, "UsageError", "folder"),
        (["binary.md"], 1, "FileBinary", "binary.md"),
        ([GOOD, "--source", "missing.md"], 1, "PathMissing", "missing.md"),
        ([GOOD, "--source", "folder"], 2, "UsageError", "folder"),
        ([GOOD, "--source", "binary.md"], 1, "FileBinary", "binary.md"),
        ([GOOD, "--article", "无此文"], 1, "ArticleUnknown", "无此文"),
        ([GOOD, "--article", "桥与车", "--source", "binary.md"], 2, "UsageError", "--article"),
        ([""], 2, "CheckEmpty", "qa check"),
        (["？！"], 2, "CheckEmpty", "qa check"),
        (["桥" * 200_001], 2, "CheckTooLong", "200000"),
    ],
)
def test_errors(run: Run, alone: Path, arguments: list[str], code: int, error: str, named: str) -> None:
    (alone / "folder").mkdir()
    (alone / "binary.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    told = said(run, *arguments, code=code, schema="error")["error"]
    assert told["code"] == error
    assert named in told["message"]
    assert run("check", *arguments, QA_LANG="zh").exit_code == code


@pytest.mark.parametrize("text", ["3.5%的利率没有依据", "a/b", "见www.example.com。", "note"])
def test_what_only_looks_a_little_like_a_path_is_a_text(run: Run, text: str) -> None:
    assert said(run, text, code=3)["text"] == text


def test_what_is_shown(run: Run) -> None:
    result = run("check", f"# 导语\n{GOOD}{BAD}你好！")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert lines[0] == "· 导语 (a heading: not checked)"
    assert lines[1] == f"✓ {GOOD}[1]"
    assert lines[2] == f"✗ {BAD}"
    assert lines[3].startswith("    ")
    assert "[1] 《桥与车》 › 一、什么是基础设施" in result.stdout
    assert lines[-1] == "1 supported, 1 not supported, 2 not checked."
    chinese = run("check", GOOD, QA_LANG="zh")
    assert chinese.exit_code == 0
    assert chinese.stdout.splitlines()[-1] == "1 句有依据，0 句没有，0 句不必核对。"


def test_colours_are_for_terminals(run: Run) -> None:
    assert "\x1b[" not in run("check", f"{GOOD}{BAD}").stdout
    coloured = run("check", f"{GOOD}{BAD}", FORCE_COLOR="1", TERM="xterm-256color").stdout
    assert "\x1b[32m✓" in coloured
    assert "\x1b[31m✗" in coloured


def test_what_a_text_holds_cannot_steer_the_terminal(run: Run) -> None:
    shown = run("check", "企鹅\x1b[31m红\x07了。", FORCE_COLOR="").stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_only_questions_are_all_supported(run: Run) -> None:
    assert said(run, "谁来付钱？")["sentences"] == []
