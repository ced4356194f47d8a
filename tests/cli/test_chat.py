"""``qa chat``: through a pipe, and on a terminal as a process."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.cli.saving import markdown
from qa.models import Citation, Sentence
from tests.cli.conftest import Run, check
from tests.cli.stage import ANSWERED, CITATION, QUOTE, REFUSED, TITLE, StageAssistant
from tests.openai_server import OpenAIServer, answer, hang

Stage = type[StageAssistant]
ROOT = Path(__file__).parents[2]
QUESTION = "什么是隐私计算？"


def test_a_pipe_gets_one_answer_a_line_and_no_prompt(run: Run, stage: Stage) -> None:
    result = run("chat", stdin=f"{QUESTION}\n\n它安全吗？\n")
    assert result.exit_code == 0
    assert result.stdout.count(ANSWERED.sentences[0].text) == 2
    assert "›" not in result.stdout.replace(f"《{TITLE}》 ›", "")
    assert [value[0] for name, value in stage.calls if name == "stream"] == [QUESTION, "隐私计算安全吗？"]
    assert "Understood as: 隐私计算安全吗？" in result.stdout


def test_json_is_one_object_a_line(run: Run, stage: Stage) -> None:
    stage.answer = REFUSED
    result = run("chat", "--json", stdin=f"{QUESTION}\n为什么？\n")
    assert result.exit_code == 0
    first, second = map(json.loads, result.stdout.splitlines())
    check(first, "ask")
    check(second, "ask")
    assert first["understood_as"] is None
    assert (second["question"], second["understood_as"]) == ("为什么？", "什么是隐私计算，为什么？")


@pytest.mark.usefixtures("stage")
def test_a_command_that_there_is_not(run: Run) -> None:
    result = run("chat", stdin=f"/nonsense\n{QUESTION}\n")
    assert result.exit_code == 1
    assert ANSWERED.sentences[0].text in result.stdout
    assert "There is no command /nonsense" in result.stderr


def put_in(folder: Path, run: Run) -> None:
    """Put three small articles into the library: where there is one word only, none is rare."""
    (folder / "articles").mkdir()
    for name, text in {
        "渡口": "青石渡在江的北岸。\n\n## 班次\n\n渡船每天开六班，末班是傍晚六点。大雾天停航。\n\n## 票价\n\n过江一次三元，学生免费。",
        "桥": "大桥全长一千二百米，二〇一九年通车。",
        "轮渡公司": "轮渡公司有三条船。",
    }.items():
        (folder / "articles" / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")
    assert run("ingest", "articles").exit_code == 0


def test_real_errors_do_not_end_a_conversation(run: Run, alone: Path) -> None:
    put_in(alone, run)
    result = run("chat", stdin="？\n渡船每天开几班？\n")
    assert result.exit_code == 1
    assert "has no word in it" in result.stderr
    assert "渡船每天开六班" in result.stdout
    shapes = [
        json.loads(line) for line in run("chat", "--json", stdin="？\n渡船每天开几班？\n").stdout.splitlines()
    ]
    assert shapes[0]["error"]["code"] == "QuestionEmpty"
    assert shapes[1]["status"] == "answered"


def test_an_empty_library_is_said_each_time(run: Run) -> None:
    result = run("chat", stdin="渡船每天开几班？\n末班呢？\n")
    assert result.exit_code == 1
    assert result.stderr.count("Error:") == 2


def test_quit_ends_it(run: Run, stage: Stage) -> None:
    result = run("chat", stdin=f"/quit\n{QUESTION}\n")
    assert result.exit_code == 0
    assert [name for name, _ in stage.calls] == ["chat", "close"]


@pytest.mark.usefixtures("stage")
def test_commands_before_there_is_anything(run: Run) -> None:
    result = run("chat", stdin="/sources\n/why\n/save a.md\n/help\n")
    assert result.stderr.count("Nothing was answered yet.") == 3
    assert "/save FILE" in result.stdout
    assert not Path("a.md").exists()


@pytest.mark.usefixtures("stage")
def test_sources_and_why(run: Run) -> None:
    sources = run("chat", stdin=f"{QUESTION}\n/sources\n").stdout
    assert sources.count(f"“{QUOTE}”") == 2
    assert f"{CITATION.article} 0–{len(QUOTE)}" in sources
    why = run("chat", stdin=f"{QUESTION}\n还有呢？\n/why\n").stdout
    for words in ("它发明于1990年。", "dense 0.875", "test-model", "(by rules)"):
        assert words in why


def test_why_a_refusal(run: Run, stage: Stage) -> None:
    stage.answer = REFUSED
    shown = run("chat", stdin="谁赢了世界杯？\n/sources\n/why\n").stdout
    assert shown.count("No answer: 文库里没有谈到世界杯。") == 2
    assert "The last answer cites nothing." in shown


@pytest.mark.usefixtures("stage")
def test_clear_forgets(run: Run, stage: Stage) -> None:
    run("chat", stdin=f"{QUESTION}\n/clear\n它安全吗？\n")
    assert [value[0] for name, value in stage.calls if name == "stream"][-1] == "它安全吗？"


@pytest.mark.usefixtures("stage")
def test_save(run: Run, alone: Path) -> None:
    result = run("chat", stdin=f"{QUESTION}\n它安全吗？\n/save 笔记.md\n")
    assert "saved 2 answers to 笔记.md" in result.stdout
    saved = (alone / "笔记.md").read_text(encoding="utf-8")
    assert saved.startswith(f"## {QUESTION}\n\n它让数据能用，却看不见。[^1]\n")
    assert "*Understood as: 隐私计算安全吗？*" in saved
    assert saved.count("[^1]:") == 1
    assert f"“{QUOTE}”" in saved
    assert [path.name for path in alone.iterdir() if "part" in path.name] == []


@pytest.mark.usefixtures("stage")
def test_save_replaces_nothing_without_asking(run: Run, alone: Path) -> None:
    (alone / "a.md").write_text("mine", encoding="utf-8")
    result = run("chat", stdin=f"{QUESTION}\n/save a.md\n")
    assert result.exit_code == 1
    assert "a.md exists and was not replaced" in result.stderr
    assert (alone / "a.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize("name", ["missing/a.md", ".", "/dev/null/a.md", ""])
def test_save_to_where_nothing_can_be_saved(run: Run, name: str, alone: Path) -> None:
    before = sorted(alone.rglob("*"))
    result = run("chat", stdin=f"{QUESTION}\n/save {name}\n")
    assert result.exit_code == 1
    assert ("cannot be written" in result.stderr) or (not name and "Name a file" in result.stderr)
    assert sorted(alone.rglob("*")) == before


def test_what_is_saved_is_no_markdown_of_the_model() -> None:
    odd = Citation("a", "标题](http://x)", ("# 一",), None, 0, 0, 3, "<b>\n#")
    text = markdown(
        [replace(ANSWERED, question="# 问\n题", sentences=(Sentence("**甲**\x1b[2J<script>", (odd,)),))]
    )
    assert text.startswith("## \\# 问 题\n\n\\*\\*甲\\*\\*\\[2J\\<script\\>[^1]\n")
    assert "](" not in text.replace("\\](", "")


def test_control_characters_do_not_reach_the_terminal(run: Run, stage: Stage) -> None:
    stage.answer = replace(ANSWERED, sentences=(Sentence("甲\x1b[2J乙。", (CITATION,)),))
    assert "\x1b" not in run("chat", stdin=f"{QUESTION}\n/sources\n/why\n").stdout


# --- on a terminal --------------------------------------------------------------------------------------


class Terminal:
    """``qa chat``, or another command, on a pseudo-terminal of its own."""

    command: tuple[str, ...] = ("chat",)

    def __init__(self, *arguments: str, **variables: str) -> None:
        self._master, slave = pty.openpty()
        self.shown = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qa", *self.command, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "TERM": "dumb",
                "NO_COLOR": "1",
                "COLUMNS": "200",
                **variables,
            },
            start_new_session=True,
            # Whatever runs the tests in the background has its children ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(slave)
        os.set_blocking(self._master, False)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def wait_for(self, pattern: str, seconds: float = 60.0) -> str:
        """Return what is shown up to a pattern that comes after what was waited for last."""
        until = time.monotonic() + seconds
        while not (match := re.search(pattern, self.shown)):
            assert time.monotonic() < until, f"{pattern!r} did not come, but {self.shown!r}"
            with contextlib.suppress(BlockingIOError):
                try:
                    self.shown += self._decoder.decode(os.read(self._master, 65536))
                except BlockingIOError:
                    time.sleep(0.02)
                except OSError:  # the other end is closed
                    assert re.search(pattern, self.shown), f"it ended with {self.shown!r}"
        before, self.shown = self.shown[: match.end()], self.shown[match.end() :]
        return before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def ferry(alone: Path, run: Run) -> Path:
    """A library with one article in it."""
    put_in(alone, run)
    return alone


@contextlib.contextmanager
def terminal(*arguments: str, **variables: str) -> Iterator[Terminal]:
    opened = Terminal(*arguments, **variables)
    try:
        yield opened
    finally:
        opened.close()


def test_a_conversation_on_a_terminal(ferry: Path) -> None:
    with terminal() as shell:
        shell.wait_for("Ask away.*\n.*› ")
        shell.type("渡船每天开几班？\n")
        shell.wait_for(r"渡船每天开六班[^\n]*\[1\](?s:.*)\n› ")
        shell.type("那末班呢？\n")
        shell.wait_for(r"Understood as: (?s:.*)\n› ")
        shell.interrupt()
        shell.wait_for(r"Ctrl-D leaves(?s:.*)\n› ")
        shell.type("/save a.md\n")
        shell.wait_for(r"saved 2 answers(?s:.*)\n› ")
        shell.type("/save a.md\n")
        shell.wait_for(r"Replace it\? \[y/N\] ")
        shell.type("n\n")
        shell.wait_for(r"was not replaced(?s:.*)\n› ")
        shell.type("\x04")
        assert shell.process.wait(20) == 0
    assert (ferry / "a.md").read_text(encoding="utf-8").count("## ") == 2


def test_ctrl_c_stops_the_answer_and_not_the_conversation(ferry: Path, openai_server: OpenAIServer) -> None:
    openai_server.script(
        hang("渡船每天开六班，末班是傍晚六点。[1]过江一次"), answer("过江一次三元，学生免费。[1]")
    )
    with terminal(QA_LLM_BASE_URL=openai_server.url, QA_LLM_MODEL="test-model") as shell:
        shell.wait_for("› ")
        shell.type("渡船每天开几班？\n")
        shell.wait_for(r"渡船每天开六班[^\n]*\[1\]")
        shell.interrupt()
        shell.wait_for(r"Stopped this answer(?s:.*)\n› ")
        assert openai_server.requests[0].disconnected.wait(10), "the model's server was told"
        shell.type("过江一次多少钱？\n")
        shell.wait_for(r"三元[^\n]*\[1\](?s:.*)\n› ")
        shell.type("/quit\n")
        assert shell.process.wait(20) == 0
    assert ferry.exists()
