"""Articles that are too long for one request: every section has its say, whatever the model and its server do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.errors import ServerFailed
from qa.llm import OpenAIChat
from qa.models import Article, Progress, Section, Summary
from qa.settings import Settings
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.with_model.material import Given, cut, total
from qa.summarizing.with_model.reducing import MOST_REQUESTS, fitted
from qa.summarizing.with_model.writing import Writer
from qa.text import count_tokens
from tests.openai_server import MODEL, OpenAIServer, answer, status

TOPICS = ("灯塔", "码头", "缆绳", "罗盘", "船坞", "渔网")


def article(sections: int = 6, sentences: int = 8) -> Article:
    """Return an article whose sections each speak of their own thing."""
    found = []
    for at in range(sections):
        topic = TOPICS[at % len(TOPICS)] + ("" if at < len(TOPICS) else f"第{at}号")
        lines = [f"{topic}的维护归港务所，每年检修两次。"]
        lines += [
            f"{topic}的第{number}处零件由老工匠经手，用料要记在账上，旧料也要留下。"
            for number in range(2, sentences)
        ]
        found.append(Section(at, f"{at}、{topic}", 2, (f"{at}、{topic}",), None, "\n\n".join(lines)))
    return Article("海港手册", tuple(found))


def sums_up(messages: list[dict[str, Any]]) -> str:
    """Say of a section whose thing it is; of the whole, what its notes say."""
    asked = messages[-1]["content"]
    things = re.findall(r'章节="\d+、([^"]+)"', asked)
    if "概括这一节" in asked:
        return f"{things[0]}每年检修两次，归港务所维护。"
    listed = "、".join(things[1:5])
    return f"文章讨论海港的维护，作者认为{things[0]}的维护归港务所。\n文章先介绍{listed}，再分析检修和零件，最后谈到旧料怎样留下。\n适合关心码头与船坞的读者阅读。"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(answer(sums_up)) as running:
        yield running


def write(
    server: OpenAIServer, tmp_path: Path, given: Article, form: Any = "note", **options: Any
) -> Summary:
    tokens = options.pop("article_tokens", 400)
    chat = OpenAIChat(server.url, MODEL, timeout_seconds=10.0, retries=0)
    with Assistant(Settings(home=tmp_path / "home", article_tokens=tokens), chat=chat) as assistant:
        return assistant.summarize(given, form, **options)


def asked(server: OpenAIServer) -> list[str]:
    return [request.json["messages"][-1]["content"] for request in server.requests]


def test_each_section_is_asked_about_and_then_the_whole(server: OpenAIServer, tmp_path: Path) -> None:
    steps: list[Progress] = []
    summary = write(server, tmp_path, article(), on_progress=steps.append)
    assert summary.mode == "generative"
    of_sections = [text for text in asked(server) if "概括这一节" in text]
    assert len(of_sections) == len(TOPICS)
    whole = asked(server)[len(TOPICS)]
    for topic in TOPICS:
        assert f"{topic}每年检修两次，归港务所维护。" in whole
    assert count_tokens(re.sub(r"(?s).*?(?=<材料)", "", whole, count=1)) < 400 + 200
    assert [step.done for step in steps if step.stage == "write"] == [0, 1, 2, 3, 4, 5, 6]

    assert summary.usage.tokens_in > len(server.requests)


def test_an_article_that_fits_is_asked_about_once(server: OpenAIServer, tmp_path: Path) -> None:
    write(server, tmp_path, article(), article_tokens=4000)
    assert not any("概括这一节" in text for text in asked(server))


def test_a_section_that_is_too_long_goes_in_parts(server: OpenAIServer, tmp_path: Path) -> None:
    write(server, tmp_path, article(1, 60))
    of_parts = [text for text in asked(server) if "概括这一节" in text]
    assert len(of_parts) > 3
    for number in range(2, 60):
        assert sum(f"第{number}处零件" in text for text in of_parts) == 1


@pytest.mark.parametrize("behaviour", ["无", "抱歉，我无法概括。", "灯塔每年检修九次，归海军。"])
def test_what_gives_nothing_is_filled(server: OpenAIServer, tmp_path: Path, behaviour: str) -> None:
    def fails_in_the_middle(messages: list[dict[str, Any]]) -> str:
        return (
            behaviour
            if '章节="2、' in messages[-1]["content"] and "概括这一节" in messages[-1]["content"]
            else sums_up(messages)
        )

    server.chat = answer(fails_in_the_middle)
    write(server, tmp_path, article())
    whole = asked(server)[len(TOPICS)]
    assert '章节="2、缆绳"' in whole
    assert "缆绳的维护归港务所" in whole
    assert "九次" not in whole


def test_one_failure_of_the_server_in_the_middle(server: OpenAIServer, tmp_path: Path) -> None:
    good = answer(sums_up)
    server.script(good, good, status(500), good, good, good)
    summary = write(server, tmp_path, article())
    assert summary.mode == "generative"
    assert "缆绳的维护归港务所" in asked(server)[len(TOPICS)]


@pytest.mark.parametrize("first", [0, 2])
def test_a_server_that_stays_down(server: OpenAIServer, tmp_path: Path, first: int) -> None:
    server.script(*[answer(sums_up)] * first)
    server.chat = status(500)
    summary = write(server, tmp_path, article())
    assert summary.mode == "extractive"
    assert summary.fallback
    assert len(server.requests) <= first + 2
    with pytest.raises(ServerFailed):
        write(server, tmp_path, article(), mode="generative")


def test_two_hundred_thousand_characters(server: OpenAIServer, tmp_path: Path) -> None:
    given = article(40, 150)
    assert sum(len(section.text) for section in given.sections) > 190_000
    write(server, tmp_path, given, article_tokens=2000)
    assert sum("概括这一节" in text for text in asked(server)) == MOST_REQUESTS
    assert len(server.requests) <= MOST_REQUESTS + 12
    assert max(count_tokens(text) for text in asked(server)) < 2000 + 400


def test_an_outline_of_many_sections(server: OpenAIServer, tmp_path: Path) -> None:
    summary = write(server, tmp_path, article(12, 3), "outline")
    assert [part.heading for part in summary.parts] == [s.heading for s in article(12, 3).sections]


def test_a_note_is_checked_against_its_own_section(server: OpenAIServer) -> None:
    """What another section says is no ground for a note on this one."""
    server.chat = answer("渔网每年检修两次，归港务所维护。")
    chat = OpenAIChat(server.url, MODEL, retries=0)
    Writer(chat, article_tokens=400).write(Source(article()), Brief("note"))
    whole = asked(server)[len(TOPICS)]
    assert whole.count("渔网每年检修两次，归港务所维护。") == 1


def test_notes_that_are_too_many_are_summed_up_again(server: OpenAIServer, tmp_path: Path) -> None:
    write(server, tmp_path, article(30, 3), article_tokens=300)
    of_notes = [text for text in asked(server) if " … " in text and "概括这一节" in text]
    assert len(of_notes) > 1
    last = next(text for text in asked(server) if "编辑导语" in text)
    assert '章节="0、灯塔 … ' in last
    assert "29、渔网第29号" in last
    assert count_tokens(last.split("题目：")[1]) < 300 + 150


# --- what a request holds ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tokens", [5, 20, 100])
@pytest.mark.parametrize("text", ["桥。" * 300, "桥" * 300, "The bridge is old. " * 60, "一二三\n" * 50])
def test_parts_fit_and_are_the_whole(text: str, tokens: int) -> None:
    parts = list(cut(Given("桥", text), tokens))
    assert all(count_tokens(part.text) <= tokens + 1 for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join(text.split())


@pytest.mark.parametrize("tokens", [10, 60, 1000])
def test_fitted_keeps_within_the_tokens(tokens: int) -> None:
    material = [Given(f"{at}", "\n".join(["桥要先勘察。"] * (at + 1))) for at in range(9)]
    found = fitted(material, tokens)
    assert total(found) <= tokens or len(found) == 1
    assert found[0].heading == "0"
    if tokens == 1000:
        assert found == material
