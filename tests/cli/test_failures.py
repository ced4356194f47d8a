"""Exit codes and messages when something goes wrong; keys never show."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

from qa.cli.texts import TEXTS
from qa.errors import QuestionEmpty, ServerUnauthorized
from qa.models import Check
from tests.cli.conftest import Run, check
from tests.cli.stage import ID, Outrage, StageAssistant

Stage = type[StageAssistant]
KEY = "key-of-no-known-shape"


@pytest.mark.parametrize(
    ("error", "code"),
    [(QuestionEmpty(question=""), 2), (ServerUnauthorized(url="http://x", status=401), 1)],
)
def test_an_error_is_a_message_and_an_exit_code(error: Exception, code: int, run: Run, stage: Stage) -> None:
    stage.error = error
    plain = run("ask", "？", QA_LANG="zh")
    assert plain.exit_code == code
    assert plain.stdout == ""
    assert plain.stderr.startswith("错误：")
    assert "Traceback" not in plain.stderr
    spoken = run("ask", "？", "--json")
    assert spoken.exit_code == code
    assert check(json.loads(spoken.stdout), "error")["error"]["code"] == type(error).__name__
    assert stage.calls[-1][0] == "close"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["inget"], "错误：没有命令 'inget'。是不是要用 'ingest'、'digest'？"),
        (["--foo"], "错误：没有选项 --foo。"),
        (["ask"], "错误：缺少参数 'QUESTION'。"),
        (["ask", "？", "也？"], "错误：多余的参数：也？。"),
        (
            ["ask", "？", "--mode", "x"],
            "错误：'--mode' 的值不能用：'x' 不在 'extractive'、'generative' 之中。",
        ),
        (["search", "？", "-n", "x"], "错误：'--limit' / '-n' 的值不能用：要写整数。"),
        (["search", "？", "-n", "0"], "错误：'--limit' / '-n' 的值不能用：最小是 1。"),
    ],
)
def test_misuse_is_told_in_chinese(arguments: list[str], said: str, run: Run) -> None:
    told = run(*arguments, QA_LANG="zh")
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.splitlines()[0] == said
    assert "--help" in told.stderr


def test_a_value_that_is_none_of_those_allowed(run: Run) -> None:
    told = run("ask", "？", "--mode", "x")
    assert told.exit_code == 2
    assert "Value error" not in told.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "？", "--since", "2021"],
        ["ask", "？", "--since", "2021-02-30"],
        ["ask", "？", "--since", "2021-02-02", "--until", "2021-02-01"],
        ["ask", "？", "--mode", "creative"],
        ["ask", "？", "--no-such-option"],
        ["search", "？", "--limit", "0"],
        ["search", "？", "--limit", "many"],
        ["ingest"],
        ["ingest", "-"],
        ["ingest", "-", "--name", " "],
        ["ingest", "-", "a.md", "--name", "x.md"],
        ["ingest", "a.md", "--name", "x.md"],
        ["remove", ID],
        ["no-such-command"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("stage")
def test_misuse_is_exit_code_2(arguments: list[str], run: Run) -> None:
    plain = run(*arguments)
    assert plain.exit_code == 2
    assert plain.stdout == ""
    spoken = run(*arguments, "--json")
    assert spoken.exit_code == 2
    assert check(json.loads(spoken.stdout), "error")["error"]["code"] == "UsageError"


@pytest.mark.usefixtures("stage")
def test_two_dashes_end_the_options(run: Run) -> None:
    assert run("ask", "--", "--json").stdout.startswith("它让")


def test_what_nobody_expected_is_told_in_one_line(run: Run, stage: Stage) -> None:
    stage.error = ZeroDivisionError("by zero")
    result = run("ask", "？")
    assert result.exit_code == 1
    assert "ZeroDivisionError: by zero" in result.stderr
    assert "QA_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("ask", "？", QA_DEBUG="1").stderr
    spoken = run("ask", "？", "--json")
    assert check(json.loads(spoken.stdout), "error")["error"]["code"] == "InternalError"


def test_ctrl_c_is_130_and_closes_the_library(run: Run, stage: Stage) -> None:
    stage.error = KeyboardInterrupt()
    result = run("ask", "？")
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
    assert stage.calls[-1] == ("close", KeyboardInterrupt)


@pytest.mark.parametrize("variable", ["QA_LLM_API_KEY", "OPENAI_API_KEY", "QA_EMBEDDING_API_KEY"])
def test_a_key_is_in_no_output(variable: str, run: Run, stage: Stage) -> None:
    shown = []
    for error in (Outrage(said=f"wrong key {KEY}"), ValueError(KEY)):
        stage.error = error
        for debug in ("", "1"):
            for flags in ([], ["--json"]):
                result = run("ask", "？", *flags, **{variable: KEY, "QA_DEBUG": debug})
                shown.append(result.output)
        # The configuration may be what is broken.
        shown.append(run("ask", "？", **{variable: KEY, "QA_CHUNK_TOKENS": "x"}).output)
    shown += [run("config", **{variable: KEY}).output, run("config", "--json", **{variable: KEY}).output]
    assert not [output for output in shown if KEY in output]


def test_a_key_in_a_check_is_in_no_output(run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "doctor", lambda _: [Check("model", False, f"refused: {KEY}")])
    shown = run("doctor", QA_LLM_API_KEY=KEY).output + run("doctor", "--json", QA_LLM_API_KEY=KEY).output
    assert "refused: ****" in shown
    assert KEY not in shown


def test_a_key_in_a_file_is_in_no_output(run: Run, stage: Stage, alone: Path) -> None:
    (alone / "qa.toml").write_text(f'llm_api_key = "{KEY}"', encoding="utf-8")
    stage.error = Outrage(said=KEY)
    shown = [run("ask", "？").output, run("ask", "？", "--json").output, run("config").output]
    assert not [output for output in shown if KEY in output]


@pytest.mark.parametrize("content", ["chunk_tokens = 'x'", "chunk_tokens ="])
def test_a_broken_configuration_is_an_error(content: str, run: Run, alone: Path) -> None:
    (alone / "qa.toml").write_text(content, encoding="utf-8")
    for command in (["config"], ["list"], ["doctor"]):
        result = run(*command)
        assert result.exit_code == 1
        assert str(alone / "qa.toml") in result.stderr
        check(json.loads(run(*command, "--json").stdout), "error")


def test_the_language_of_the_file_is_the_language_of_messages(run: Run, stage: Stage, alone: Path) -> None:
    (alone / "qa.toml").write_text('lang = "zh"', encoding="utf-8")
    stage.error = QuestionEmpty(question="")
    assert run("ask", "").stderr.startswith("错误：")
    assert run("ask", "", QA_LANG="en").stderr.startswith("Error:")


def test_config_shows_where_values_come_from(run: Run, alone: Path) -> None:
    path = alone / "qa.toml"
    path.write_text("chunk_tokens = 100", encoding="utf-8")
    lines = check(json.loads(run("config", "--json", QA_PASSAGES="3").stdout), "config")["settings"]
    found = {line["name"]: (line["value"], line["source"]) for line in lines}
    assert found["chunk_tokens"] == (100, str(path))
    assert found["passages"] == (3, "QA_PASSAGES")
    assert found["words_weight"] == (0.3, "default")
    assert "QA_PASSAGES" in run("config", QA_PASSAGES="3").stdout


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_says_the_same_in_both_languages(key: str) -> None:
    fields = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in TEXTS[key]]
    assert fields[0] == fields[1]
    assert all(TEXTS[key])
