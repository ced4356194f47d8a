"""``qa eval judge`` and ``qa eval draft``, against a server on this machine and on a pseudo-terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.cli.evaluation_draft import choose, edited
from qa.evaluation.record import QuestionRecord, RunInfo
from qa.evaluation.run_folder import RunFolder, runs_folder
from qa.evaluation.suite import Question, Suite
from qa.models import Answer, Citation, Passage, Sentence
from tests.cli.conftest import Run
from tests.cli.test_chat import Terminal
from tests.openai_server import MODEL, OpenAIServer, answer, status

FORM = "理由：无\n忠实：{}\n切题：4\n通顺：3"
TEXT = "# 渡口\n\n渡口的老班渡船每天开六班。渡船是河两岸的人来往的交通工具。\n\n## 票价\n\n渡口的车票每张卖三百元。\n"
QUOTE = "渡船每天开六班。"


@pytest.fixture
def folder(alone: Path) -> RunFolder:
    """A run of four questions, one of which was refused."""
    names = ("a", "b", "c", "d")
    suite = Suite("ferry", alone / "suite.toml", tuple(Question(each, f"{each}问什么？") for each in names))
    info = RunInfo(
        "run-1", "ferry", "", "h", "2026-01-01T00:00:00", "extractive", True, {}, {}, {}, finished="x"
    )
    made = RunFolder.create(runs_folder(alone / "library") / "run-1", info, suite)
    made.write_places({})
    passage = Passage("a1", "渡口", ("导言",), None, 0, "c", 0, len(QUOTE), QUOTE, 1.0)
    place = Citation("a1", "渡口", ("导言",), None, 0, 0, len(QUOTE), QUOTE)
    with made.writing():
        for name in names:
            refused = name == "d"
            sentences = () if refused else (Sentence(QUOTE, (place,)),)
            told = Answer(
                "refused" if refused else "answered", name, "", sentences, "extractive", passages=(passage,)
            )
            supports = () if refused else ((0.9, name != "b"),)
            made.append(QuestionRecord(name, (passage,), (passage,), told, supports=supports))
    return made


@pytest.fixture
def server(openai_server: OpenAIServer) -> OpenAIServer:
    def marks(messages: list[dict[str, Any]]) -> str:
        return FORM.format(1 if "b问" in messages[-1]["content"] else 5)

    openai_server.chat = answer(marks)
    return openai_server


def judged(run: Run, server: OpenAIServer, *more: str) -> Any:
    return run("eval", "judge", "run-1", "--base-url", server.url, "--model", MODEL, *more)


# --- judge ----------------------------------------------------------------------------------------------


def test_a_run_is_judged_and_measured_again(folder: RunFolder, run: Run, server: OpenAIServer) -> None:
    result = judged(run, server, "--concurrency", "2")
    assert result.exit_code == 0, result.output
    assert "judged 3 answers of run-1" in result.output
    assert f"{MODEL} judge/1" in result.output
    assert {each.id: each.faithful for each in folder.read().judgements} == {"a": 5, "b": 1, "c": 5}
    assert folder.info.judge == f"{MODEL} judge/1"
    shape = json.loads(judged(run, server, "--json").stdout)
    found = {each["name"]: each["value"] for each in shape["figures"]}
    assert found["faithful"] == pytest.approx(11 / 3)
    assert found["agreement with the check"] == 1.0, "the check did not accept b either"
    assert (shape["judged"], shape["failed"]) == (3, 0)


def test_judging_again_asks_nothing_not_even_for_another_run_with_the_same_answers(
    folder: RunFolder, run: Run, server: OpenAIServer
) -> None:
    assert judged(run, server).exit_code == 0
    before = len(server.requests)
    assert judged(run, server).exit_code == 0
    (folder.path / "judgements.jsonl").unlink()
    assert judged(run, server).exit_code == 0
    assert len(server.requests) == before
    assert len(folder.read().judgements) == 3


def test_what_failed_is_told_counts_nowhere_and_is_asked_again(
    folder: RunFolder, run: Run, server: OpenAIServer
) -> None:
    def sometimes(exchange: Any) -> None:
        (status(400, "too long") if "b问" in str(exchange.json) else answer(FORM.format(5)))(exchange)

    server.chat = sometimes
    result = judged(run, server)
    assert result.exit_code == 1
    assert "judged 2 answers" in result.output
    assert "b: " in result.output
    assert "too long" in result.output
    assert folder.scores["figures"]
    server.chat = answer(FORM.format(2))
    before = len(server.requests)
    assert judged(run, server).exit_code == 0
    assert len(server.requests) == before + 1
    assert {each.id: each.faithful for each in folder.read().judgements} == {"a": 5, "b": 2, "c": 5}


def test_another_judge_begins_anew(folder: RunFolder, run: Run, server: OpenAIServer) -> None:
    assert judged(run, server).exit_code == 0
    server.chat = answer("我不会打分。")
    result = run("eval", "judge", "run-1", "--base-url", server.url, "--model", "other-model")
    assert result.exit_code == 1
    assert "no whole mark from 1 to 5" in result.output
    assert [each.faithful for each in folder.read().judgements] == [None] * 3, (
        "marks of two judges are not mixed"
    )
    assert folder.info.judge == "other-model judge/1"


def test_what_cannot_be_meant(folder: RunFolder, run: Run, server: OpenAIServer) -> None:
    without = run("eval", "judge", "run-1")
    assert without.exit_code == 2
    assert "OPENAI_API_KEY" in without.output
    unknown = run("eval", "judge", "no-such-run", "--base-url", server.url, "--model", MODEL)
    assert unknown.exit_code == 1
    assert "no-such-run" in unknown.output
    server.key = "right"
    refused = run(
        "eval", "judge", "run-1", "--base-url", server.url, "--model", MODEL, QA_LLM_API_KEY="wrong-key-1"
    )
    assert refused.exit_code == 1
    assert "wrong-key-1" not in refused.output
    with folder.writing():
        assert "another process" in judged(run, server).output


def test_a_run_and_its_judge_in_one_command(alone: Path, run: Run, server: OpenAIServer) -> None:
    (alone / "ferry.md").write_text(TEXT, encoding="utf-8")
    (alone / "suite.toml").write_text('articles = ["ferry.md"]\nquestions = "q.jsonl"\n', encoding="utf-8")
    row = {"id": "a", "question": "渡口的老班渡船每天开几班？", "must": ["六班"], "gold": [["ferry.md"]]}
    (alone / "q.jsonl").write_text(json.dumps(row), encoding="utf-8")
    command = ("eval", "run", "suite.toml", "--mode", "extractive", "--judge", "--no-report", "--json")
    where = {"QA_LLM_BASE_URL": server.url, "QA_LLM_MODEL": MODEL}
    shape = json.loads(run(*command, **where).stdout)
    assert {each["name"]: each["value"] for each in shape["figures"]}["faithful"] == 5.0
    assert len(server.requests) == 1
    server.key = "right"
    (alone / "library" / "judge.sqlite3").unlink()
    refused = run(*command, **where)
    assert json.loads(refused.stdout)["figures"], "the run is not lost with its judge"
    assert "401" in refused.stderr
    without = run(*command)
    assert without.exit_code == 2
    assert "OPENAI_API_KEY" in without.stdout, "told before anything is asked"


# --- draft ----------------------------------------------------------------------------------------------


@pytest.fixture
def article(alone: Path) -> Path:
    path = alone / "ferry.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("article")
def test_questions_are_printed(run: Run) -> None:
    result = run("eval", "draft", "ferry.md", "--no-negatives")
    assert result.exit_code == 0, result.output
    found = rows(result.stdout)
    assert found[0] == {
        "id": "ferry-01",
        "kind": "definition",
        "question": "什么是渡船？",
        "gold": [["ferry.md", "导言"]],
        "references": ["渡船是河两岸的人来往的交通工具。"],
    }
    assert found[-1]["gold"] == [["ferry.md", "票价"]]


@pytest.mark.usefixtures("article")
def test_questions_are_added_to_a_file_once(run: Run) -> None:
    first = run("eval", "draft", "ferry.md", "--out", "q/questions.jsonl", "--no-negatives")
    assert first.exit_code == 0, first.output
    written = Path("q/questions.jsonl").read_text(encoding="utf-8")
    assert f"{len(rows(written))} new questions" in first.output
    again = run("eval", "draft", "ferry.md", "--out", "q/questions.jsonl", "--no-negatives")
    assert "0 new questions" in again.output
    assert Path("q/questions.jsonl").read_text(encoding="utf-8") == written


@pytest.mark.usefixtures("article")
def test_a_folder_and_an_article_of_the_library(run: Run) -> None:
    Path("more").mkdir()
    Path("more/one.md").write_text(TEXT, encoding="utf-8")
    Path("more/two.md").write_text("# 桥\n\n渡口的大桥一共有九个桥墩。", encoding="utf-8")
    result = run("eval", "draft", "more", "--no-negatives")
    assert {row["gold"][0][0] for row in rows(result.stdout)} == {"one.md", "two.md"}
    assert run("ingest", "ferry.md").exit_code == 0
    assert rows(run("eval", "draft", "渡口", "--no-negatives").stdout)[0]["gold"] == [["ferry.md", "导言"]]


@pytest.mark.usefixtures("article")
def test_a_model_proposes_where_there_is_one(run: Run, openai_server: OpenAIServer) -> None:
    openai_server.chat = answer("问：渡口的渡船一天开几趟？\n句：渡口的老班渡船每天开六班。\n答：六班")
    where = {"QA_LLM_BASE_URL": openai_server.url, "QA_LLM_MODEL": MODEL}
    result = run("eval", "draft", "ferry.md", "--no-negatives", **where)
    assert [row["question"] for row in rows(result.stdout)] == [
        "渡口的渡船一天开几趟？",
        "渡口的车票每张卖多少元？",
    ]
    before = len(openai_server.requests)
    run("eval", "draft", "ferry.md", "--mode", "extractive", **where)
    assert len(openai_server.requests) == before
    openai_server.chat = status(400, "no")
    failing = run("eval", "draft", "ferry.md", "--no-negatives", **where)
    assert failing.exit_code == 0
    assert "Warning" in failing.stderr
    assert len(rows(failing.stdout)) == 3


@pytest.mark.usefixtures("article")
def test_drafts_that_cannot_be_made(run: Run) -> None:
    assert run("eval", "draft", "no-such-file.md").exit_code == 1
    assert run("eval", "draft", "ferry.md", "--mode", "generative").exit_code == 2
    assert run("eval", "draft", "ferry.md", "--per-section", "0").exit_code == 2
    not_asked = run("eval", "draft", "ferry.md", "--accept")
    assert not_asked.exit_code == 2
    assert "there is none" in not_asked.output
    Path("bad.jsonl").write_text("{", encoding="utf-8")
    broken = run("eval", "draft", "ferry.md", "--out", "bad.jsonl")
    assert broken.exit_code == 1
    assert "line 1" in broken.output
    assert Path("bad.jsonl").read_text(encoding="utf-8") == "{"
    Path("empty.md").write_text("# 空\n\n他来了。", encoding="utf-8")
    nothing = run("eval", "draft", "empty.md", "--no-negatives")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "nothing is proposed" in nothing.stderr


# --- choosing -------------------------------------------------------------------------------------------

QUESTIONS = [Question(name, f"{name}？", must=(("甲", "乙"), ("丙",))) for name in ("一", "二", "三")]


def typing(*lines: str) -> Iterator[str]:
    yield from lines


def kept(*lines: str) -> tuple[list[Question], bool]:
    typed, found = typing(*lines), list[Question]()

    def ask(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    return found, choose(QUESTIONS, found.append, ask)


def test_what_is_typed_decides() -> None:
    assert kept("y", "n", " Y ") == ([QUESTIONS[0], QUESTIONS[2]], True)
    assert kept("y", "q", "y") == ([QUESTIONS[0]], False)
    assert kept("什么", "", "是", "no", "否") == ([QUESTIONS[0]], True)
    assert kept("y") == ([QUESTIONS[0]], False), "the end of what is typed is the end"


def test_a_question_is_changed_and_then_decided_on() -> None:
    found, _ = kept("e", "一是什么？", "丁 | 戊；己", "y", "e", "", "-", "n", "e", "", "", "y")
    assert found == [
        Question("一", "一是什么？", must=(("丁", "戊"), ("己",))),
        QUESTIONS[2],
    ]
    near = Question("n", "近？", answerable=False)
    assert edited(near, lambda _: "") == near


class Drafting(Terminal):
    command = ("eval", "draft")


def test_on_a_terminal(article: Path) -> None:
    path = article.with_name("q.jsonl")
    path.write_text('{"id": "own-1", "question": "别的？", "answerable": false}\n', encoding="utf-8")
    shell = Drafting("ferry.md", "--accept", "--out", "q.jsonl")
    try:
        for typed in ("y", "n", "q"):
            shell.wait_for(r"Keep it\? \[y/n/e/q\] ")
            shell.type(f"{typed}\n")
        shell.wait_for("1 new questions")
    finally:
        shell.close()
    assert [row["id"] for row in rows(path.read_text(encoding="utf-8"))] == ["own-1", "ferry-01"]
