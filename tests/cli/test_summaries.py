"""`qa note`, `qa summarize`: what is meant by ARTICLE, what is printed where, what is written, exit codes."""

from __future__ import annotations

import datetime as dt
import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.errors import ServerTimeout
from qa.models import Dropped, Filters, FormCheck, Summary
from qa.reading import read_file
from tests.cli.conftest import Run, check
from tests.cli.stage import ID, NOTE, TITLE, StageAssistant

Stage = type[StageAssistant]
TEXT = "# 桥\n\n造桥要先勘察，再打桩。\n"
UNFIT = replace(NOTE, checks=(FormCheck("length", False, "19 (60-120)"), FormCheck("person", True, "none")))


@pytest.fixture
def folder(alone: Path) -> Path:
    for name in ("a.md", "b.md", "deep/c.md"):
        path = alone / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.replace("桥", f"桥{path.stem}"), encoding="utf-8")
    return alone / "articles"


def calls(stage: Stage) -> list[Any]:
    return [value for name, value in stage.calls if name == "summarize"]


def said(run: Run, *arguments: str, code: int = 0, schema: str = "summary", **options: Any) -> Any:
    result = run(*arguments, "--json", **options)
    assert result.exit_code == code, result.output
    return check(json.loads(result.stdout), schema)


# --- what ARTICLE means ---------------------------------------------------------------------------------


def test_a_reference_a_file_a_folder_and_standard_input(run: Run, stage: Stage, folder: Path) -> None:
    assert run("note", ID).stdout == f"{NOTE.text}\n"
    assert calls(stage)[0][0].id == ID
    run("note", "articles/a.md")
    assert calls(stage)[0][0] == Path("articles/a.md")
    run("note", "articles")
    assert [value[0].name for value in calls(stage)] == ["a.md", "b.md", "c.md"]
    run("note", "-", stdin=TEXT.encode("gb18030"))
    assert calls(stage)[0][0].title == "桥"
    run("note", "articles/a.md", "articles", str(folder / "a.md"), TITLE)
    assert len(calls(stage)) == 4, "no file is read twice"


@pytest.mark.usefixtures("stage", "folder")
@pytest.mark.parametrize(
    ("arguments", "code", "error", "named"),
    [
        (["note", "nothing.md"], 1, "PathMissing", "nothing.md"),
        (["note", "没有这篇"], 1, "ArticleUnknown", "没有这篇"),
        (["note", ""], 1, "ArticleUnknown", "''"),
        (["note", "桥" * 5000], 1, "ArticleUnknown", "桥"),
        (["note", "empty"], 1, "FolderWithoutArticles", "empty"),
        (["note", "-"], 1, "FileEmpty", "standard input"),
        (["note", "-", "-"], 2, "UsageError", "once"),
        (["note", ID, "--length", "abc"], 2, "UsageError", "abc"),
        (["note", ID, "--length", "60"], 2, "UsageError", "60-120"),
        (["note", ID, "--length", "120-60"], 2, "ArgumentInvalid", "120-60"),
        (["note", ID, "--length", "0-60"], 2, "ArgumentInvalid", "0-60"),
        (["note", ID, "--length", "60-999999"], 2, "ArgumentInvalid", "2000"),
        (["note", ID, "--candidates", "0"], 2, "UsageError", "--candidates"),
        (["note", ID, "--candidates", "x"], 2, "UsageError", "--candidates"),
        (["note", ID, "--style", "随意"], 2, "UsageError", "资讯"),
        (["note", ID, "--mode", "magic"], 2, "UsageError", "--mode"),
        (["note", ID, "--format", "pdf"], 2, "UsageError", "markdown"),
        (["note", ID, "--out", "no/such/folder.md"], 1, "OutputUnwritable", "no/such/folder.md"),
        (["note", ID, "--out", "empty"], 1, "OutputUnwritable", "folder"),
        (["note", ID, "--out", "articles/a.md"], 1, "OutputExists", "--force"),
        (["note", ID, "--write", "--out", "x.md"], 2, "UsageError", "--out"),
        (["note", ID, "--write", "--cite"], 2, "UsageError", "--cite"),
        (["note", "-", "--write"], 2, "UsageError", "--write"),
        (["summarize", ID, "--form", "note"], 2, "UsageError", "abstract"),
        (["summarize", ID, "--form", "outline", "--length", "60-120"], 2, "ArgumentInvalid", "outline"),
        (["note"], 2, "UsageError", "ARTICLE"),
    ],
)
def test_bad_input(run: Run, alone: Path, arguments: list[str], code: int, error: str, named: str) -> None:
    (alone / "empty").mkdir()
    told = said(run, *arguments, code=code, schema="error", stdin="")["error"]
    assert told["code"] == error
    assert named in told["message"]
    assert run(*arguments, QA_LANG="zh", stdin="").exit_code == code


def test_one_bad_file_does_not_stop_the_others(run: Run, stage: Stage, alone: Path) -> None:
    (alone / "a.md").write_text(TEXT, encoding="utf-8")
    result = run("note", "missing.md", "a.md", "无此文")
    assert result.exit_code == 1
    assert result.stdout == f"{NOTE.text}\n"
    assert "missing.md does not exist" in result.stderr
    assert "无此文" in result.stderr
    told = said(run, "note", "missing.md", "a.md", code=1, schema="summaries")
    assert [each["title"] for each in told["summaries"]] == [TITLE]
    assert [each["code"] for each in told["errors"]] == ["PathMissing"]
    assert len(calls(stage)) == 1


# --- what is asked of the assistant ---------------------------------------------------------------------


def test_what_is_asked_for(run: Run, stage: Stage) -> None:
    run("note", ID)
    assert calls(stage)[0][1:] == ("note", {"length": None, "style": "平实", "audience": None})
    run(
        *("note", ID, "--length", "40–80", "--style", "资讯", "--audience", "风控人员"),
        *("--candidates", "3", "--mode", "extractive"),
    )
    asked = {
        "length": (40, 80),
        "style": "资讯",
        "audience": "风控人员",
        "candidates": 3,
        "mode": "extractive",
    }
    assert calls(stage)[0][1:] == ("note", asked)
    run("summarize", ID)
    assert calls(stage)[0][1] == "abstract"
    for form in ("outline", "takeaways", "one-line", "qa"):
        run("summarize", ID, "--form", form)
        assert calls(stage)[0][1] == form


def test_the_cache_can_be_left_out(run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    caches: list[Any] = []

    class Keeping(stage):  # type: ignore[valid-type, misc]
        def __init__(self, settings: Any, **more: Any) -> None:
            super().__init__(settings, **more)
            caches.append(settings.llm_cache)

    monkeypatch.setattr("qa.assistant.Assistant", Keeping)
    run("note", ID, QA_LLM_CACHE="on")
    run("note", ID, "--no-cache", QA_LLM_CACHE="on")
    assert [cache is None for cache in caches] == [False, True]


# --- what is printed ------------------------------------------------------------------------------------


def test_formats(run: Run, stage: Stage) -> None:
    stage.summary = NOTE
    assert run("note", ID, "--format", "markdown").stdout == f"{NOTE.text}\n"
    assert "<p>" in run("note", ID, "--format", "html").stdout
    assert json.loads(run("note", ID, "--format", "json").stdout)["text"] == NOTE.text
    assert said(run, "note", ID)["missing"] == [["二、做法", "2.1 联邦学习"]]
    assert run("note", ID, "--cite").stdout.startswith(f"{NOTE.text}[1]\n\n[1] 《")
    assert "[^1]" in run("note", ID, "--cite", "--format", "markdown").stdout
    assert "cite-1" in run("note", ID, "--cite", "--format", "html").stdout
    assert said(run, "note", ID, "--format", "html", code=2, schema="error")["error"]["code"] == "UsageError"
    assert list(said(run, "note", ID, ID[:4], schema="summaries")) == ["summaries", "errors"]


def test_candidates_are_shown_best_first(run: Run, stage: Stage) -> None:
    others = (replace(NOTE, score=0.5), replace(NOTE, score=0.25))
    stage.summary = replace(NOTE, score=0.75, candidates=others)
    shown = run("note", ID, "--candidates", "3").stdout
    assert shown == f"1 · 0.75\n{NOTE.text}\n\n2 · 0.50\n{NOTE.text}\n\n3 · 0.25\n{NOTE.text}\n"
    assert run("note", ID, "--format", "markdown").stdout.count("**2 · 0.50**") == 1
    assert [each["score"] for each in said(run, "note", ID)["candidates"]] == [0.5, 0.25]


def test_that_there_are_no_candidates_is_said(run: Run, stage: Stage) -> None:
    assert "no other candidates" in run("note", ID, "--candidates", "3").stderr
    assert "no other candidates" not in run("note", ID).stderr
    stage.summary = replace(NOTE, candidates=(NOTE,))
    assert "no other candidates" not in run("note", ID, "--candidates", "3").stderr


def test_a_file(run: Run, stage: Stage, alone: Path) -> None:
    result = run("note", ID, "--out", "note.html", "--format", "html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "note.html" in result.stderr
    page = (alone / "note.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert run("note", ID, "--out", "note.html").exit_code == 1
    assert (alone / "note.html").read_text(encoding="utf-8") == page
    assert len(calls(stage)) == 1, "nothing was written for nothing"
    assert run("note", ID, "--out", "note.html", "--force", "--json").exit_code == 0
    assert json.loads((alone / "note.html").read_text(encoding="utf-8"))["text"] == NOTE.text


def test_what_failed_is_said_on_standard_error(run: Run, stage: Stage) -> None:
    stage.summary = replace(UNFIT, fallback="没有响应", dropped=(Dropped("我很喜欢。", "没有依据"),))
    result = run("note", ID)
    assert result.exit_code == 3
    assert result.stdout == f"{NOTE.text}\n"
    for words in ("length: 19 (60-120)", "没有响应", "我很喜欢。", "没有依据"):
        assert words in result.stderr
    assert "person" not in result.stderr
    assert "不合要求" in run("note", ID, QA_LANG="zh").stderr
    assert said(run, "note", ID, code=3)["checks"][0]["ok"] is False
    assert f"《{TITLE}》" in run("note", ID, ID[:4]).stderr, "of several, it is said which"


def test_explain(run: Run, stage: Stage) -> None:
    result = run("note", ID, "--explain")
    assert result.stdout == f"{NOTE.text}\n"
    for words in (
        "✓ length: 19 (10-40)",
        "二、做法 › 2.1 联邦学习",
        "1 sections have their say, 1 do not",
        "test-model",
        "note/1",
        "300 tokens in, 40 out",
        "sent back 1 times",
    ):
        assert words in result.stderr
    stage.summary = UNFIT
    assert "✗ length" in run("note", ID, "--explain").stderr


def test_a_digest(run: Run, stage: Stage, folder: Path) -> None:
    said(run, "digest", ID, "articles", "--since", "2021-12-03", "--category", "支付", "--author", "林知远")
    [(references, filters, asked)] = [value for name, value in stage.calls if name == "digest"]
    assert [getattr(each, "name", None) or each.id for each in references] == [ID, "a.md", "b.md", "c.md"]
    assert filters == Filters(author="林知远", category="支付", since=dt.date(2021, 12, 3))
    assert asked == {"style": "平实"}
    said(run, "digest", "--mode", "extractive", "--style", "资讯")
    [called] = [value for name, value in stage.calls if name == "digest"]
    assert called == ([], Filters(), {"mode": "extractive", "style": "资讯"})
    assert "left out: 渡口" in run("digest", "--explain").stderr
    assert run("digest", "--cite", "--out", "digest.html", "--format", "html").exit_code == 0
    assert "cite-1" in (folder.parent / "digest.html").read_text(encoding="utf-8")
    assert run("digest", "missing.md", "articles").exit_code == 1
    stage.summary = UNFIT
    assert run("digest").exit_code == 3
    assert said(run, "digest", "--since", "2021", code=2, schema="error")["error"]["code"] == "UsageError"


# --- notes in files -------------------------------------------------------------------------------------


def test_a_folder_gets_its_notes(run: Run, stage: Stage, folder: Path) -> None:
    (folder / "page.html").write_text("<h1>桥</h1><p>造桥要先勘察。</p>", encoding="utf-8")
    (folder / "b.md").write_text(f"---\neditor_note: 旧的\n---\n{TEXT}", encoding="utf-8")
    (folder / "broken.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = run("note", "articles", "--write")
    assert result.exit_code == 1
    assert "2 written, 2 skipped, 1 failed; 600 tokens in, 80 out" in result.stdout
    assert "broken.md is not a text file" in result.stderr
    for name, expected in (("a.md", NOTE.text), ("b.md", "旧的"), ("deep/c.md", NOTE.text)):
        assert read_file(folder / name).article.editor_note == expected
    assert len(calls(stage)) == 2, "none is made for what cannot be written"
    (folder / "broken.md").unlink()
    again = said(run, "note", "articles", "--write", schema="notes")
    assert (again["written"], again["skipped"], again["failed"]) == (0, 4, 0)
    assert {item["error"]["code"] for item in again["items"]} == {"NoteExists", "NotePlaceMissing"}
    forced = said(run, "note", "articles", "--write", "--force", schema="notes")
    assert forced["written"] == 3
    assert read_file(folder / "b.md").article.editor_note == NOTE.text
    assert (folder / "b.md.bak").is_file()


def test_one_article_that_is_not_written_is_exit_code_3_or_1(run: Run, stage: Stage, folder: Path) -> None:
    stage.summary = UNFIT
    assert run("note", "articles/a.md", "--write").exit_code == 3
    assert "length: 19 (60-120)" in run("note", "articles", "--write").stderr
    assert (folder / "a.md").read_text(encoding="utf-8") == TEXT.replace("桥", "桥a")
    stage.summary = NOTE
    assert run("note", "articles/a.md", "--write").exit_code == 0
    assert run("note", "articles/a.md", "--write").exit_code == 3
    assert run("note", "articles", "--write").exit_code == 0
    assert run("note", "articles", "--write").exit_code == 0, "done is done"
    (folder / "a.html").write_text("<p>造桥要先勘察。</p>", encoding="utf-8")
    assert run("note", "articles/a.html", "--write").exit_code == 1
    assert "front matter" in run("note", "articles/a.html", "--write").stderr


def test_an_article_of_the_library_is_written_into_its_file(run: Run, stage: Stage, alone: Path) -> None:
    told = said(run, "note", ID, "--write", code=1, schema="notes")
    assert told["items"][0]["error"]["code"] == "NotePlaceMissing"
    stage.origin = str(alone / "gone.md")
    assert (
        said(run, "note", ID, "--write", code=1, schema="notes")["items"][0]["error"]["code"] == "PathMissing"
    )
    (alone / "gone.md").write_text(TEXT, encoding="utf-8")
    told = said(run, "note", ID, "--write", code=1, schema="notes")
    assert told["items"][0]["error"]["code"] == "FileChanged"
    assert "qa ingest" in told["items"][0]["error"]["message"]
    assert calls(stage) == []


@pytest.mark.usefixtures("folder")
def test_a_server_that_fails_fails_one_article(run: Run, stage: Stage) -> None:
    def write_one(source: Any) -> Summary:
        if source.title == "桥a":
            raise ServerTimeout(url="http://x", seconds=1)
        return NOTE

    stage.writes = staticmethod(write_one)
    told = said(run, "note", "articles", "--write", code=1, schema="notes")
    assert [item["outcome"] for item in told["items"]] == ["failed", "written", "written"]
    assert said(run, "note", "articles", "--write", code=1, schema="notes")["skipped"] == 2


@pytest.mark.parametrize("write", [True, False])
def test_ctrl_c_ends_after_the_article_in_hand(run: Run, stage: Stage, folder: Path, write: bool) -> None:
    made: list[str] = []

    def write_one(source: Any) -> Summary:
        made.append(str(source))
        signal.raise_signal(signal.SIGINT)
        return NOTE

    stage.writes = staticmethod(write_one)
    result = run("note", "articles", *(["--write"] if write else []))
    assert result.exit_code == 130
    assert len(made) == 1
    assert "Stopping after the article in hand" in result.stderr
    noted = [path.name for path in folder.rglob("*.md") if read_file(path).article.editor_note]
    assert noted == (["a.md"] if write else [])
    if write:
        assert "1 written" in result.stdout
        assert "goes on from here" in result.stdout
        assert said(run, "note", "articles", "--write", code=130, schema="notes")["stopped"] is True
    else:
        assert result.stdout == f"{NOTE.text}\n"


@pytest.mark.parametrize("more", [["--write"], []])
def test_ctrl_c_ends_a_single_article_at_once(run: Run, stage: Stage, folder: Path, more: list[str]) -> None:
    def write_one(_: Any) -> Summary:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not reached")

    stage.writes = staticmethod(write_one)
    result = run("note", str(folder / "a.md"), *more)
    assert result.exit_code == 130
    assert "Stopping" not in result.stderr
    assert list(folder.glob("*.bak")) == []


def test_ctrl_c_again_ends_at_once(run: Run, stage: Stage, folder: Path) -> None:
    def write_one(_: Any) -> Summary:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not reached")

    stage.writes = staticmethod(write_one)
    result = run("note", "articles", "--write")
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert (folder / "a.md").read_text(encoding="utf-8") == TEXT.replace("桥", "桥a")
