"""What a person sees, played by an assistant that says what the test wants."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest

from qa.cli import tables
from qa.cli.progress import bars
from qa.cli.screen import console
from qa.models import Conflict, Progress, Repaired, Sentence
from tests.cli.conftest import Run
from tests.cli.stage import ANSWERED, CITATION, ID, PASSAGE, QUOTE, RECORD, REFUSED, TITLE, StageAssistant

Stage = type[StageAssistant]
PLACE = f"《{TITLE}》 › 一、什么是隐私计算 #toc-1"


def test_an_answer_names_its_places(run: Run, stage: Stage) -> None:
    result = run("ask", "什么是隐私计算？")
    assert result.exit_code == 0
    assert result.stdout == f"它让数据能用，却看不见。[1]\n\n[1] {PLACE}\n    “{QUOTE}”\n"
    assert stage.calls[-1] == ("close", None)


def test_a_place_that_is_cited_twice_has_one_number(run: Run, stage: Stage) -> None:
    other = replace(CITATION, anchor=None, start=3)
    first, second = Sentence("甲。", (CITATION, other)), Sentence("乙。", (CITATION,))
    stage.answer = replace(ANSWERED, sentences=(first, second))
    lines = run("ask", "？").stdout.splitlines()
    assert lines[:2] == ["甲。[1][2]", "乙。[1]"]
    assert sum(line.startswith("[1] ") for line in lines) == 1


def test_an_extractive_sentence_is_shown_as_the_quote_it_is(run: Run, stage: Stage) -> None:
    stage.answer = replace(ANSWERED, mode="extractive", sentences=(Sentence(QUOTE, (CITATION,)),))
    assert run("ask", "？").stdout == f"“{QUOTE}”[1]\n\n[1] {PLACE}\n    “{QUOTE}”\n"


def test_a_refusal_says_why_and_what_comes_nearest(run: Run, stage: Stage) -> None:
    stage.answer = REFUSED
    result = run("ask", "谁赢了世界杯？")
    assert result.exit_code == 3
    assert "No answer: 文库里没有谈到世界杯。" in result.stdout
    assert f"{PLACE} ({ID})" in result.stdout
    assert "No answer" not in result.stderr


def test_a_partial_answer_says_what_is_missing(run: Run, stage: Stage) -> None:
    stage.answer = replace(ANSWERED, status="partial", reason="没有说明年份。")
    result = run("ask", "？", QA_LANG="zh")
    assert result.exit_code == 0
    assert "未能完全回答：没有说明年份。" in result.stdout


def test_explain_shows_what_was_dropped_and_the_scores(run: Run, stage: Stage) -> None:
    shown = run("ask", "？", "--explain").stdout
    for words in (
        "它发明于1990年。",
        "没有一句原文支持。",
        "dense 0.875",
        "words 7.500",
        "test-model",
        "answer/1",
    ):
        assert words in shown
    assert [name for name, _ in stage.calls] == ["stream", "close"]


def test_explain_shows_citations_that_were_put_right(run: Run, stage: Stage) -> None:
    repaired = Repaired("它让数据能用，却看不见。", (9,), (1,), "注明的材料不存在")
    stage.answer = replace(ANSWERED, repaired=(repaired,))
    shown = run("ask", "？", "--explain").stdout
    assert "Citation put right [9] → [1] (注明的材料不存在):" in shown
    assert f"  [1] {PLACE}" in shown, "the passages are numbered"
    assert "put right" not in run("ask", "？").stdout


def test_articles_that_disagree(run: Run, stage: Stage) -> None:
    other = replace(CITATION, article="b", title="另一篇")
    sentences = (Sentence("甲为3%。", (CITATION,)), Sentence("甲为4%。", (other,)))
    stage.answer = replace(ANSWERED, sentences=sentences, conflicts=(Conflict(("3%", "4%"), sentences),))
    assert "The articles disagree: 3%[1] / 4%[2]" in run("ask", "？").stdout
    assert "文章说法不一：3%[1] / 4%[2]" in run("ask", "？", QA_LANG="zh").stdout


def test_a_refusal_says_what_was_looked_for(run: Run, stage: Stage) -> None:
    stage.answer = replace(REFUSED, looked_for="人名；世界杯")
    assert "要找的是：人名；世界杯" in run("ask", "？", QA_LANG="zh").stdout


def test_control_characters_of_a_model_do_not_reach_the_terminal(run: Run, stage: Stage) -> None:
    stage.answer = replace(ANSWERED, sentences=(Sentence("甲\x1b[2J乙。", (CITATION,)),))
    assert "\x1b" not in run("ask", "？").stdout


def test_ids_are_whole_however_narrow_the_window() -> None:
    title = replace(RECORD, title="一个很长的标题" * 9)
    for width in (30, 40, 60, 100, 200):
        for table in (tables.articles([title]), tables.passages([PASSAGE])):
            screen = console()
            screen.width = width
            screen.file = io.StringIO()
            screen.print(table)
            assert ID in screen.file.getvalue()


@pytest.mark.usefixtures("stage")
def test_a_pipe_gets_the_same_width_in_every_window(run: Run) -> None:
    shown = run("list", COLUMNS="40").stdout
    assert shown == run("list", COLUMNS="300").stdout
    assert TITLE in shown, "brackets in a title are not markup"


@pytest.mark.usefixtures("stage")
def test_wide_characters_are_aligned(run: Run) -> None:
    from rich.cells import cell_len

    header, row = run("list", QA_LANG="zh").stdout.splitlines()
    assert cell_len(header) == cell_len(row)
    assert cell_len(header[: header.index("作者")]) == cell_len(row[: row.index("林知远")])


@pytest.mark.usefixtures("stage")
def test_articles_go_in_one_line_each_and_one_failure_is_exit_code_1(run: Run) -> None:
    result = run("ingest", "a.md", "b.md")
    assert result.exit_code == 1
    first, last = result.stdout.splitlines()
    assert first.startswith(f"added {ID} ")
    assert last == "1 added, 1 failed (1.5 s)"
    assert "Warning: The date '昨天' of a.md" in result.stderr
    assert "Error: b.md is empty" in result.stderr


@pytest.mark.usefixtures("stage")
def test_doctor_shows_the_remedy_and_fails(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert "启动服务器" in result.stdout


@pytest.mark.usefixtures("stage")
def test_show_has_the_text_and_the_chunks(run: Run) -> None:
    assert f"## 一、什么是隐私计算  #toc-1\n\n{QUOTE}" in run("show", ID[:4]).stdout
    assert "c1  section 0 · 0–26" in run("show", ID, "--chunks").stdout


@pytest.mark.parametrize("command", ["list", "search", "ask"])
def test_filters_are_passed_on_and_articles_resolved(command: str, run: Run, stage: Stage) -> None:
    question = [] if command == "list" else ["？"]
    given = [
        "--article",
        ID[:4],
        "--article",
        TITLE,
        "--author",
        "林",
        "--category",
        "技术",
        "--since",
        "2021-01-02",
    ]
    assert run(command, *question, *given, "--until", "2021-01-02").exit_code == 0
    value = stage.calls[0][1]
    filters = value if command == "list" else next(part for part in value if hasattr(part, "articles"))
    assert filters.articles == (ID,)
    assert (filters.author, filters.category) == ("林", "技术")
    assert filters.since == filters.until
    assert str(filters.since) == "2021-01-02"


def test_limit_and_mode_are_passed_on(run: Run, stage: Stage) -> None:
    run("search", "？", "--limit", "3")
    assert stage.calls[0][1][1] == 3
    run("ask", "？", "--mode", "extractive")
    assert stage.calls[0][1][2] == "extractive"


@pytest.mark.parametrize(
    "raw", ["甲\n".encode(), "甲\r\n".encode("gb18030"), b"\xef\xbb\xbf" + "甲".encode()]
)
def test_standard_input_in_the_encodings_of_chinese_files(raw: bytes, run: Run, stage: Stage) -> None:
    assert run("ask", "-", stdin=raw).exit_code == 0
    assert stage.calls[0][1][0] == "甲"
    assert run("search", "-", stdin=raw).exit_code == 0
    assert stage.calls[0][1][0] == "甲"
    assert run("ingest", "-", "--name", "n.md", stdin=raw).exit_code == 0
    assert stage.calls[0][1][0].strip() == "甲"
    assert stage.calls[0][1][1] == "n.md"


def test_remove_asks_on_a_terminal(run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.cli.library._can_ask", lambda: True)
    assert run("remove", ID, stdin="\n").exit_code == 1
    assert run("remove", ID, stdin="n\n").exit_code == 1
    assert ("remove", [ID]) not in stage.calls
    result = run("remove", ID, "--json", stdin="y\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("{"), "the question is not part of the JSON"
    assert ("remove", [ID]) in stage.calls


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    def shown(stream: io.StringIO) -> str:
        monkeypatch.setattr(sys, "stdout", stream)
        console().print("章句", style="bold red")
        return stream.getvalue()

    assert "\x1b[" in shown(Terminal())
    assert "\x1b" not in shown(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(Terminal())


def test_progress_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with bars() as on_progress:
        assert on_progress is not None
        on_progress(Progress("embed", 1, 4, "甲[bold].md"))
        on_progress(Progress("embed", 4, 4, "甲[bold].md"))
    assert "4/4" in terminal.getvalue()
    assert "[bold]" in terminal.getvalue()


def test_no_terminal_no_bars() -> None:
    with bars() as on_progress:
        assert on_progress is None
