"""The public face: references, filters, settings that name a server, closing, and many threads."""

from __future__ import annotations

import datetime as dt
import doctest
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import qa.assistant
from qa import servers
from qa.assistant import Assistant
from qa.errors import (
    ArgumentInvalid,
    ArticleAmbiguous,
    ArticleUnknown,
    EmbedderUnavailable,
    EmbeddingInvalid,
    LibraryEmpty,
    LibraryMismatch,
    QuestionEmpty,
    QuestionTooLong,
    ServerFailed,
    ServerPaused,
    ServerUnauthorized,
    ServerUnreachable,
)
from qa.models import Answer, Filters, IngestItem, Sentence
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import MODEL, OpenAIServer, answer, status, vectors
from tests.sample_articles import numbered, write

Make: TypeAlias = Callable[..., Assistant]


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant with three articles, two of them of nearly one title."""
    folder = tmp_path / "articles"
    write(folder / "bridges.md", "桥与车", numbered(1), author="林见微", date=dt.date(2020, 5, 1))
    write(folder / "more.md", "桥与车续篇", numbered(2), author="周遠山", date=dt.date(2021, 5, 1))
    write(folder / "lights.md", "ABC灯塔", numbered(3), author=None, date=None)
    with Assistant(Settings(home=tmp_path / "home"), embedder=CheapEmbedder()) as made:
        made.ingest([folder])
        yield made


def test_the_examples_run() -> None:
    failed, attempted = doctest.testmod(qa.assistant)
    assert failed == 0
    assert attempted > 15


# --- summaries -------------------------------------------------------------------------------------------


def test_words_of_the_house_are_looked_for(tmp_path: Path) -> None:
    text = "渡船每天开六班，末班是傍晚六点。渡船停在北岸，渡船不过夜。"
    failed = []
    for banned in (None, "渡轮、 渡船"):
        settings = Settings(home=tmp_path, banned_words=banned)
        with Assistant(settings, embedder=CheapEmbedder()) as assistant:
            assistant.ingest_text(text, name="渡口")
            failed.append([check.name for check in assistant.summarize("渡口").checks if not check.ok])
    assert "banned" not in failed[0]
    assert "banned" in failed[1]


# --- articles -------------------------------------------------------------------------------------------


def test_resolve(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_title = {record.title: record for record in assistant.articles()}
    monkeypatch.chdir(tmp_path)
    bridges = by_title["桥与车"]
    for reference in (
        *(bridges.id, bridges.id.upper(), f" {bridges.id}\n", bridges.id[:4], bridges.id[:11]),
        *("桥与车", "橋與車", " 桥与车 "),  # a whole title goes before a part of another
        *(str(tmp_path / "articles" / "bridges.md"), "articles/bridges.md", "./articles/bridges.md"),
    ):
        assert assistant.resolve(reference) == bridges, reference
    assert assistant.resolve("续篇").title == "桥与车续篇"
    assert assistant.resolve("ａｂｃ").title == "ABC灯塔"
    with pytest.raises(ArticleAmbiguous) as caught:
        assistant.resolve("桥")
    assert bridges.id in str(caught.value)
    for nothing in ("", " ", "火箭", bridges.id[:3], "0" * 12, "articles/none.md", "\x00"):
        with pytest.raises(ArticleUnknown):
            assistant.resolve(nothing)


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(), {"桥与车", "桥与车续篇", "ABC灯塔"}),
        (Filters(author="周远山"), {"桥与车续篇"}),
        (Filters(author="周"), set()),
        (Filters(since=dt.date(2020, 5, 1)), {"桥与车", "桥与车续篇"}),
        (Filters(until=dt.date(2020, 5, 1)), {"桥与车"}),
        (Filters(category="支付"), set()),
    ],
)
def test_articles(filters: Filters, titles: set[str], assistant: Assistant) -> None:
    found = assistant.articles(filters)
    assert {record.title for record in found} == titles
    assert [record.id for record in found] == sorted(record.id for record in found)


def test_articles_by_id(assistant: Assistant) -> None:
    some = assistant.resolve("桥与车")
    assert assistant.articles(Filters(articles=(some.id,))) == [some]
    assert {p.title for p in assistant.search("河流", filters=Filters(articles=(some.id,)))} == {"桥与车"}
    assert assistant.ask("火星", filters=Filters(articles=("none",))).status == "refused"


def test_article_and_chunks(assistant: Assistant) -> None:
    article = assistant.article("桥与车续篇")
    assert {section.heading: section.text for section in article.sections} == numbered(2)
    chunks = assistant.chunks(article.id)
    assert chunks[0].section == -1
    for section in article.sections:
        mine = [chunk for chunk in chunks if chunk.section == section.index]
        assert "".join(chunk.text for chunk in mine) == section.text
        assert all(section.text[chunk.start : chunk.end] == chunk.text for chunk in mine)
        assert all(section.text[s.start : s.end] == s.text for chunk in mine for s in chunk.spans)
    for method in (assistant.article, assistant.chunks):
        with pytest.raises(ArticleUnknown):
            method("火箭")


# --- questions ------------------------------------------------------------------------------------------


def test_search_and_ask(assistant: Assistant) -> None:
    found = assistant.search("第2号文章谈河流的第3件事", limit=3)
    assert len(found) == 3
    assert found[0].title == "桥与车续篇"
    answer = assistant.ask("第2号文章谈河流的第3件事", mode="extractive")
    pieces = list(assistant.stream("第2号文章谈河流的第3件事", mode="extractive"))
    assert tuple(piece for piece in pieces if isinstance(piece, Sentence)) == answer.sentences
    for sentence in answer.sentences:
        for citation in sentence.citations:
            section = assistant.article(citation.article).sections[citation.section]
            assert section.text[citation.start : citation.end] == citation.quote


def test_what_cannot_be_asked(assistant: Assistant, tmp_path: Path) -> None:
    for ask in (assistant.search, assistant.ask):
        with pytest.raises(QuestionEmpty):
            ask("？！")
        with pytest.raises(QuestionTooLong):
            ask("长" * 5000)
    with pytest.raises(ArgumentInvalid):
        assistant.search("桥", limit=0)
    with pytest.raises(ArgumentInvalid, match="OPENAI_API_KEY"):
        assistant.ask("桥", mode="generative")
    with Assistant(Settings(home=tmp_path / "empty"), embedder=CheapEmbedder()) as empty:
        for ask in (empty.search, empty.ask):
            with pytest.raises(LibraryEmpty, match="qa ingest"):
                ask("桥")


# --- an embedder on a server ----------------------------------------------------------------------------


@pytest.fixture
def remote(openai_server: OpenAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Make assistants whose settings name the server."""
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.01)
    made: list[Assistant] = []

    def make(**settings: Any) -> Assistant:
        given = {"home": tmp_path / "home", "embedder": "openai", "embedding_model": MODEL}
        given["embedding_base_url"] = openai_server.url
        made.append(Assistant(Settings(**{**given, **settings})))
        return made[-1]

    yield make
    for assistant in made:
        assistant.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        write(tmp_path / "articles" / f"{number}.md", f"第{number}号文章", numbered(number))
    return tmp_path / "articles"


def test_ingest_and_search_by_a_server(remote: Make, openai_server: OpenAIServer, folder: Path) -> None:
    openai_server.embeddings = vectors(dimension=64)
    assistant = remote(embedding_api_key="sk-0123456789abcdef")
    assert {item.outcome for item in assistant.ingest([folder]).items} == {"added"}
    assert assistant.search("第2号文章谈河流的第3件事")[0].title == "第2号文章"
    assert {request.key for request in openai_server.requests} == {"sk-0123456789abcdef"}
    texts = [text for request in openai_server.requests for text in request.json["input"]]
    openai_server.requests.clear()
    again = remote()
    again.ingest([folder])
    again.reindex()
    asked = [text for request in openai_server.requests for text in request.json["input"]]
    assert len(asked) == 1, "no passage again, only what the dimension is"
    assert len(texts) > 20


@pytest.mark.parametrize(
    ("behaviours", "error"),
    [
        ([vectors(64), *[status(500)] * 4], ServerFailed),
        ([vectors(64), status(401)], ServerUnauthorized),
        ([vectors(64), vectors(64, dimensions=[32] * 99)], EmbeddingInvalid),
        ([vectors(64), vectors(64, dimensions=[64, 64, 63])], EmbeddingInvalid),
        ([vectors(64), vectors(64, missing=1)], EmbeddingInvalid),
    ],
    ids=["500", "401", "other-dimension", "one-other", "missing"],
)
def test_a_server_that_fails_at_the_second_article(
    behaviours: list[Any], error: type[Exception], remote: Make, openai_server: OpenAIServer, folder: Path
) -> None:
    openai_server.embeddings = vectors(64)
    assistant = remote()
    assert assistant.articles() == []  # which asks for the dimension
    openai_server.script(*behaviours)
    told: list[IngestItem] = []
    with pytest.raises(error):
        assistant.ingest([folder], on_item=told.append)
    assert [item.title for item in told] == ["第0号文章"]
    assert [record.title for record in assistant.articles()] == ["第0号文章"]
    assert {p.title for p in assistant.search("第1号文章谈河流", limit=50)} == {"第0号文章"}
    assert [item.outcome for item in assistant.ingest([folder]).items] == ["unchanged", *["added"] * 3]
    assert [check for check in assistant.doctor() if not check.ok] == []


def test_a_server_that_is_another_one_now(remote: Make, openai_server: OpenAIServer, folder: Path) -> None:
    openai_server.embeddings = vectors(64)
    running = remote()
    running.ingest([folder])
    openai_server.embeddings = vectors(32)
    with pytest.raises(EmbeddingInvalid, match="32"):
        running.search("河流")
    with pytest.raises(LibraryMismatch, match="qa reindex"):
        remote().search("河流")
    assert remote(home=running.settings.home / "other").articles() == []


def test_a_server_that_is_down(remote: Make, folder: Path) -> None:
    down = remote(embedding_base_url="http://127.0.0.1:9/v1")
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
        down.ingest([folder])
    assert not down.settings.home.joinpath("store").exists()


def test_an_embedder_without_a_key(tmp_path: Path, folder: Path) -> None:
    with Assistant(Settings(home=tmp_path / "home", embedder="openai")) as assistant:
        for _ in range(2):
            with pytest.raises(EmbedderUnavailable, match="OPENAI_API_KEY"):
                assistant.ingest([folder])


# --- using it -------------------------------------------------------------------------------------------


def test_it_can_be_used_after_it_was_closed(assistant: Assistant, tmp_path: Path) -> None:
    before = assistant.search("河流")
    for _ in range(2):
        assistant.close()
        assert assistant.search("河流") == before
    assistant.close()
    assert assistant.ingest([tmp_path / "articles"]).items[0].outcome == "unchanged"
    with assistant:
        assert len(assistant.articles()) == 3
    assert len(assistant.articles()) == 3


def test_threads_make_each_part_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CheapEmbedder] = []

    def make(settings: Settings) -> CheapEmbedder:
        made.append(CheapEmbedder(f"made for {settings.embedder}"))
        return made[-1]

    monkeypatch.setattr("qa.embedding.make_embedder", make)
    with Assistant(Settings(home=tmp_path / "home")) as assistant:
        threads = [threading.Thread(target=assistant.articles) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assistant.close()
        assistant.articles()
    assert len(made) == 1


def test_a_stream_that_is_not_read_to_its_end(assistant: Assistant) -> None:
    stream = assistant.stream("第2号文章谈河流的第3件事", mode="extractive")
    next(stream)
    assistant.remove(["桥与车续篇"])
    stream.close()
    assert len(assistant.articles()) == 2


def test_chromas_telemetry_is_off(assistant: Assistant) -> None:
    assistant.articles()
    state = assistant._library._state()
    assert state.vectors is not None
    assert state.vectors._client.get_settings().anonymized_telemetry is False


def test_the_second_answer_comes_from_the_cache(
    assistant: Assistant, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    openai_server.chat = answer("第2号文章第1版谈河流的第3件事，说法与别处不同。[1]")
    monkeypatch.setenv("QA_LLM_BASE_URL", openai_server.url)
    home = assistant.settings.home

    def ask(cache: str) -> Answer:
        settings = Settings(home=home, llm_cache=cache)
        with Assistant(settings, embedder=CheapEmbedder()) as asked:
            found = asked.ask("第2号文章谈河流的第3件事")
            assert all(check.ok for check in asked.doctor())
            return found

    first, again = ask("on"), ask("on")
    assert first.status == "answered"
    assert first.sentences == again.sentences
    assert (first.usage.cached, again.usage.cached) == (False, True)
    assert first.usage.tokens_out == again.usage.tokens_out > 0
    questions = [each for each in openai_server.requests if each.method == "POST"]
    assert len(questions) == 3, "one was asked, and each doctor asks"
    assert not ask("off").usage.cached


def test_a_model_that_keeps_failing_is_left_alone(
    assistant: Assistant, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.01)
    openai_server.chat = status(503)
    settings = Settings(home=assistant.settings.home, llm_base_url=openai_server.url, llm_model=MODEL)
    with Assistant(settings, embedder=CheapEmbedder()) as asked:
        answers = [asked.ask("第2号文章谈河流的第3件事") for _ in range(5)]
        assert {(each.status, each.mode) for each in answers} == {("answered", "extractive")}
        assert [str(each.fallback).count("3 times in a row") for each in answers] == [0, 0, 0, 1, 1]
        assert len(openai_server.requests) == 3 * 4, "three questions, each with its retries"
        with pytest.raises(ServerPaused):
            asked.ask("第2号文章谈河流的第3件事", mode="generative")


def test_a_server_that_cannot_name_its_model(assistant: Assistant) -> None:
    settings = Settings(home=assistant.settings.home, llm_base_url="http://127.0.0.1:9/v1")
    with Assistant(settings, embedder=CheapEmbedder()) as asked:
        found = asked.ask("第2号文章谈河流的第3件事")
        assert (found.status, found.mode, found.model) == ("answered", "extractive", None)
        assert "127.0.0.1:9" in str(found.fallback)
        with pytest.raises(ServerUnreachable):
            asked.ask("第2号文章谈河流的第3件事", mode="generative")
