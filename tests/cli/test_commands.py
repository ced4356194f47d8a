"""The commands over a real library: exit codes, and JSON that is what the schemas say."""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.embedding import make_embedder
from qa.embedding.base import Embedder
from qa.settings import Settings
from tests import openai_server
from tests.cli.conftest import Run, check

BRIDGE = """---
title: 桥与车
author: 林知远
date: 2021-12-03
categories: [金融科技]
---

# 桥与车

## 一、什么是基础设施

桥是基础设施，车是跑在上面的应用。一座桥平均要修四年。

## 二、谁来付钱

修桥的钱由海棠市的财政支付，过桥的车不再收费。
"""
KEY = "key-of-no-known-shape"
TEA = """---
title: 茶山上的保险
author: 韩若溪
date: 2023-05-01
---

# 茶山上的保险

## 只看雨

茶农投保的是降雨指数，只要寒潮到来，赔款第二天就到账。
"""


@functools.cache
def embedder() -> Embedder:
    return make_embedder(Settings(embedder="use"))


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the embedder is most of what a command takes, and is the same each time."""
    monkeypatch.setattr("qa.embedding.make_embedder", lambda _: embedder())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two articles, made once."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "articles").mkdir()
    (folder / "articles" / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (folder / "articles" / "tea.md").write_text(TEA, encoding="utf-8")
    with Assistant(Settings(home=folder / "library"), embedder=embedder()) as assistant:
        assert not assistant.ingest([folder / "articles"]).failed
    return folder


@pytest.fixture
def library(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library, for reading only."""
    monkeypatch.setenv("QA_HOME", str(shelf / "library"))
    return shelf


@pytest.fixture
def copy(shelf: Path, alone: Path) -> Path:
    """A library to change."""
    shutil.copytree(shelf / "library", alone / "library")
    return shelf


def said(run: Run, *arguments: str, code: int = 0, schema: str | None = None, **options: Any) -> Any:
    result = run(*arguments, "--json", **options)
    assert result.exit_code == code, result.output
    return check(json.loads(result.stdout), schema or arguments[0])


@pytest.mark.usefixtures("library")
def test_list(run: Run) -> None:
    titles = {record["title"] for record in said(run, "list")["articles"]}
    assert titles == {"桥与车", "茶山上的保险"}
    for flags, expected in (
        (["--author", "林知远"], {"桥与车"}),
        (["--category", "金融科技"], {"桥与车"}),
        (["--since", "2022-01-01"], {"茶山上的保险"}),
        (["--until", "2021-12-03"], {"桥与车"}),
        (["--article", "茶山"], {"茶山上的保险"}),
        (["--author", "无此人"], set()),
    ):
        assert {record["title"] for record in said(run, "list", *flags)["articles"]} == expected
    assert "桥与车" in run("list").stdout
    assert run("list", "--author", "无此人").stdout == "No article fits.\n"


def test_a_list_of_nothing_says_how_to_begin(run: Run) -> None:
    assert "qa ingest PATH" in run("list").stdout


def test_show(run: Run, library: Path) -> None:
    article = said(run, "show", "桥与车")
    assert article["date"] == "2021-12-03"
    for reference in (article["id"], article["id"][:6], str(library / "articles" / "bridge.md")):
        assert said(run, "show", reference) == article
    chunks = said(run, "show", "桥与车", "--chunks", schema="show-chunks")
    assert chunks["article"] == article["id"]
    assert "一座桥平均要修四年。" in run("show", "桥与车").stdout
    assert "一座桥平均要修四年。" in run("show", "桥与车", "--chunks").stdout


@pytest.mark.usefixtures("library")
def test_search(run: Run) -> None:
    found = said(run, "search", "什么是基础设施", "--limit", "1")
    assert [passage["title"] for passage in found["passages"]] == ["桥与车"]
    only = said(run, "search", "什么是基础设施", "--article", "茶山上的保险")
    assert {passage["title"] for passage in only["passages"]} <= {"茶山上的保险"}
    assert "桥是基础设施" in run("search", "什么是基础设施").stdout


@pytest.mark.usefixtures("library")
def test_ask(run: Run) -> None:
    answer = said(run, "ask", "什么是基础设施？")
    assert answer["status"] == "answered"
    quotes = [citation["quote"] for sentence in answer["sentences"] for citation in sentence["citations"]]
    assert any("桥是基础设施" in quote for quote in quotes)
    plain = run("ask", "什么是基础设施？", "--explain")
    assert plain.exit_code == 0
    assert "《桥与车》 › 一、什么是基础设施" in plain.stdout
    assert said(run, "ask", "-", stdin="什么是基础设施？\n")["question"] == "什么是基础设施？"


@pytest.mark.usefixtures("library")
def test_a_refusal_is_exit_code_3(run: Run) -> None:
    question = "量子纠缠的贝尔不等式是怎么证明的？"
    answer = said(run, "ask", question, code=3)
    assert answer["status"] == "refused"
    assert answer["reason"]
    plain = run("ask", question, QA_LANG="zh")
    assert plain.exit_code == 3
    assert plain.stdout.startswith("未能回答：")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("question", ["", "  ", "？！"])
def test_an_empty_question_is_exit_code_2(question: str, run: Run) -> None:
    for command in ("ask", "search"):
        assert said(run, command, question, code=2, schema="error")["error"]["code"] == "QuestionEmpty"
    assert said(run, "ask", "-", stdin=question, code=2, schema="error")["error"]["code"] == "QuestionEmpty"


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (["ask", "长" * 5000], 2, "QuestionTooLong"),
        (["ask", "什么是基础设施？", "--mode", "generative"], 2, "ArgumentInvalid"),
        (["ask", "？桥", "--article", "无此文"], 1, "ArticleUnknown"),
        (["show", "无此文"], 1, "ArticleUnknown"),
        (["remove", "无此文", "--yes"], 1, "ArticleUnknown"),
    ],
)
def test_errors_of_the_library(arguments: list[str], code: int, name: str, run: Run) -> None:
    assert said(run, *arguments, code=code, schema="error")["error"]["code"] == name
    plain = run(*arguments, QA_LANG="zh")
    assert plain.exit_code == code
    assert plain.stderr.startswith("错误：")


@pytest.mark.usefixtures("library")
def test_a_model_s_answer_is_checked(run: Run) -> None:
    written = "桥是基础设施，车是跑在上面的应用。[1]海王星上住着八百只会唱歌的企鹅。[1]"
    with openai_server.OpenAIServer(openai_server.answer(written)) as server:
        variables = {
            "QA_LLM_BASE_URL": server.url,
            "QA_LLM_MODEL": openai_server.MODEL,
            "OPENAI_API_KEY": KEY,
        }
        result = run("ask", "什么是基础设施？", "--explain", **variables)
        assert result.exit_code == 0, result.output
        told, explained = result.stdout.split("\ngenerative · ")
        assert "桥是基础设施，车是跑在上面的应用。" in told
        assert "企鹅" not in told
        assert "企鹅" in explained
        answer = run("ask", "什么是基础设施？", "--json", **variables)
        assert check(json.loads(answer.stdout), "ask")["mode"] == "generative"
        assert KEY not in result.output + answer.output


@pytest.mark.usefixtures("library")
def test_a_server_that_refuses_the_key_is_done_without_and_the_key_is_not_shown(run: Run) -> None:
    said_no = openai_server.status(401, f"Incorrect API key provided: {KEY}")
    with openai_server.OpenAIServer(said_no) as server:
        variables = {
            "QA_LLM_BASE_URL": server.url,
            "QA_LLM_MODEL": openai_server.MODEL,
            "QA_LLM_API_KEY": KEY,
        }
        plain = run("ask", "什么是基础设施？", **variables, QA_DEBUG="1")
        spoken = run("ask", "什么是基础设施？", "--json", **variables)
        strict = run("ask", "什么是基础设施？", "--mode", "generative", "--json", **variables)
    assert (plain.exit_code, spoken.exit_code, strict.exit_code) == (0, 0, 1)
    assert "These are sentences of the articles" in plain.stdout
    assert "refused the key (401)" in plain.stdout
    answer = check(json.loads(spoken.stdout), "ask")
    assert (answer["mode"], answer["status"]) == ("extractive", "answered")
    assert "refused the key (401)" in answer["fallback"]
    assert check(json.loads(strict.stdout), "error")["error"]["code"] == "ServerUnauthorized"
    assert KEY not in plain.output + spoken.output + strict.output


def test_an_empty_library(run: Run) -> None:
    assert said(run, "list") == {"articles": []}
    assert said(run, "ask", "什么是桥？", code=1, schema="error")["error"]["code"] == "LibraryEmpty"


def test_ingest(run: Run, alone: Path) -> None:
    folder = alone / "articles"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (folder / "empty.md").write_text("", encoding="utf-8")
    report = said(run, "ingest", str(folder), str(alone / "missing.md"), code=1)
    assert [item["outcome"] for item in report["items"]] == ["added", "failed", "failed"]
    assert [item["error"] and item["error"]["code"] for item in report["items"]] == [
        None,
        "FileEmpty",
        "PathMissing",
    ]
    again = run("ingest", str(folder / "bridge.md"))
    assert again.exit_code == 0
    assert again.stdout.startswith("unchanged ")
    text = said(run, "ingest", "-", "--name", "茶山.md", stdin=TEA.encode("gb18030"))
    assert [item["title"] for item in text["items"]] == ["茶山上的保险"]
    assert len(said(run, "list")["articles"]) == 2
    nothing = said(run, "ingest", "-", "--name", "无.md", stdin="", code=1, schema="error")
    assert nothing["error"]["code"] == "FileEmpty"


@pytest.mark.usefixtures("copy")
def test_remove(run: Run) -> None:
    assert run("remove", "桥与车").exit_code == 2
    removed = said(run, "remove", "桥与车", "桥与车", "--yes")["removed"]
    assert [record["title"] for record in removed] == ["桥与车"]
    assert [record["title"] for record in said(run, "list")["articles"]] == ["茶山上的保险"]
    assert run("remove", "茶山", "-y").stdout.startswith("removed ")


@pytest.mark.usefixtures("copy")
def test_reindex_after_a_change_of_the_chunking(run: Run) -> None:
    smaller: dict[str, Any] = {"QA_CHUNK_TOKENS": "40"}
    assert said(run, "list", code=1, schema="error", **smaller)["error"]["code"] == "LibraryMismatch"
    assert said(run, "reindex", **smaller) == {"reindexed": 2}
    assert len(said(run, "list", **smaller)["articles"]) == 2


@pytest.mark.usefixtures("library")
def test_doctor(run: Run) -> None:
    assert all(line["ok"] for line in said(run, "doctor")["checks"])
    broken = said(run, "doctor", code=1, QA_LLM_BASE_URL="http://127.0.0.1:9/v1", QA_LLM_MODEL="m")["checks"]
    assert [line["name"] for line in broken if not line["ok"]] == ["model"]
    assert run("doctor").exit_code == 0


def test_config(run: Run) -> None:
    names = [line["name"] for line in said(run, "config")["settings"]]
    assert names == list(Settings.model_fields)
    assert names == [line.split()[0] for line in run("config").stdout.splitlines()[1:] if line[0] != " "]
