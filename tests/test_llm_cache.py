"""A repeated question costs nothing, and what is kept is never a reason to fail or to say something else."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from qa.errors import ServerAnswerBroken, ServerFailed
from qa.llm import Message, OpenAIChat
from qa.llm_cache import CachedChat
from qa.models import Usage
from tests.openai_server import MODEL, OpenAIServer, answer, cut, endless, events, status, tool_calls

QUESTION = [Message("system", "只根据材料回答。"), Message("user", "什么是备付金？")]
TEXT = "备付金是预收的待付资金。[1]\n由银行存管。"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "answers.sqlite3"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(TEXT) as running:
        yield running


def model(server: OpenAIServer, **options: object) -> OpenAIChat:
    return OpenAIChat(server.url, MODEL, retries=0, **options)  # type: ignore[arg-type]


def say(chat: CachedChat, messages: list[Message] = QUESTION) -> tuple[str, str | None, Usage]:
    with chat.stream(messages) as stream:
        return "".join(stream), stream.finish_reason, stream.usage


def ask(server: OpenAIServer, path: Path, **options: object) -> tuple[str, int]:
    """Return what a cache that is opened anew gives, and how often the server was asked for it."""
    before = len(server.requests)
    chat = model(server, **options)
    with closing(CachedChat(chat, path, chat.parameters)) as cached:
        text, _, _ = say(cached)
    return text, len(server.requests) - before


@pytest.fixture
def cached(server: OpenAIServer, path: Path) -> Iterator[CachedChat]:
    chat = model(server)
    with closing(CachedChat(chat, path, chat.parameters)) as made:
        yield made


def test_the_second_time_costs_nothing(cached: CachedChat, server: OpenAIServer) -> None:
    first = say(cached)
    server.chat = status(500)
    again = say(cached)
    assert first[:2] == again[:2] == (TEXT, "stop")
    assert first[2].tokens_out == len(TEXT)
    assert again[2] == Usage(first[2].tokens_in, first[2].tokens_out, cached=True)
    assert not first[2].cached
    assert len(server.requests) == 1
    assert cached.id == MODEL


def test_it_is_kept_on_disk(server: OpenAIServer, path: Path) -> None:
    assert ask(server, path) == (TEXT, 1)
    assert ask(server, path) == (TEXT, 0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_kept_answer_is_a_stream(cached: CachedChat) -> None:
    say(cached)
    stream = cached.stream(QUESTION)
    assert (stream.finish_reason, stream.usage) == (None, Usage())
    assert len(list(stream)) > 1
    assert list(stream) == []
    stream = cached.stream(QUESTION)
    next(stream)
    for _ in range(2):
        stream.close()
    assert list(stream) == []
    assert stream.finish_reason is None


@pytest.mark.parametrize(
    "options",
    [{"temperature": 0.5}, {"max_tokens": 9}, {"seed": 1}, {"extra": {"top_k": 1}}],
    ids=lambda options: next(iter(options)),
)
def test_other_parameters_are_another_question(
    options: dict[str, object], server: OpenAIServer, path: Path
) -> None:
    assert ask(server, path) == (TEXT, 1)
    assert ask(server, path, **options) == (TEXT, 1)
    assert ask(server, path, **options) == (TEXT, 0)


def test_another_server_or_message_is_another_question(server: OpenAIServer, path: Path) -> None:
    ask(server, path)
    with OpenAIServer("别的。") as other:
        assert ask(other, path) == ("别的。", 1)
    chat = model(server)
    with closing(CachedChat(chat, path, chat.parameters)) as cached:
        for messages in (
            QUESTION[1:],
            QUESTION[::-1],
            [Message("user", each.content) for each in QUESTION],
            [QUESTION[0], Message("user", "什么是备付金?")],
        ):
            before = len(server.requests)
            say(cached, messages)
            assert len(server.requests) == before + 1


def test_a_field_that_the_server_does_not_know_is_the_same_question(server: OpenAIServer, path: Path) -> None:
    server.unknown = {"stream_options"}
    assert ask(server, path) == (TEXT, 2)
    assert ask(server, path) == (TEXT, 0)


@pytest.mark.parametrize(
    "behaviour",
    [
        cut(),
        cut(chunked=False),
        status(500),
        answer(""),
        tool_calls(),
        answer(TEXT, finish="content_filter"),
        events({"choices": [{"delta": {"content": "好"}}]}, {"error": {"message": "overloaded"}}),
    ],
    ids=["cut", "cut-without-chunks", "500", "empty", "tools", "filtered", "error-inside"],
)
def test_what_is_not_complete_is_not_kept(
    behaviour: Callable[..., None], cached: CachedChat, server: OpenAIServer
) -> None:
    server.script(behaviour)
    with suppress(ServerFailed, ServerAnswerBroken):
        say(cached)
    assert say(cached)[0] == TEXT
    assert len(server.requests) == 2


def test_what_was_not_read_to_its_end_is_not_kept(cached: CachedChat, server: OpenAIServer) -> None:
    server.script(endless("好。"))
    with cached.stream(QUESTION) as stream:
        next(stream)
    assert server.requests[0].disconnected.wait(5)
    assert say(cached)[0] == TEXT


def test_the_limit_of_tokens_is_an_end(cached: CachedChat, server: OpenAIServer) -> None:
    server.chat = answer("只说了一", finish="length")
    for _ in range(2):
        assert say(cached)[:2] == ("只说了一", "length")
    assert len(server.requests) == 1


# --- files that are not what they should be -------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database" * 1000),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096)),
        lambda path: path.unlink(),
    ],
    ids=["empty", "garbage", "cut", "garbage-inside", "missing"],
)
def test_a_spoilt_file_is_made_anew(
    spoil: Callable[[Path], object], server: OpenAIServer, path: Path
) -> None:
    ask(server, path)
    spoil(path)
    assert ask(server, path) == (TEXT, 1)
    ask(server, path)
    assert ask(server, path) == (TEXT, 0)


@pytest.mark.parametrize(
    "change",
    ["text = ''", "text = x'ff'", "tokens_in = 'many'", "finish_reason = 'half'"],
)
def test_a_row_that_is_no_answer_is_asked_for_again(change: str, server: OpenAIServer, path: Path) -> None:
    ask(server, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE loose AS SELECT * FROM answers")
        connection.execute("DROP TABLE answers")
        connection.execute("ALTER TABLE loose RENAME TO answers")
        connection.execute(f"UPDATE answers SET {change}")
    assert ask(server, path) == (TEXT, 1)


def test_another_program_s_database(server: OpenAIServer, path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE answers (name TEXT)")
    assert ask(server, path) == (TEXT, 1)
    assert ask(server, path) == (TEXT, 0)


@pytest.mark.parametrize("kind", ["folder-is-a-file", "path-is-a-folder"])
def test_a_file_that_cannot_be_made_is_done_without(kind: str, server: OpenAIServer, path: Path) -> None:
    if kind == "folder-is-a-file":
        path.parent.write_text("")
    else:
        path.mkdir(parents=True)
    for _ in range(2):
        assert ask(server, path) == (TEXT, 1)


def test_a_disk_that_is_full_is_done_without(cached: CachedChat, server: OpenAIServer) -> None:
    say(cached)
    with cached._file.kept() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    server.chat = answer("长" * 20_000)
    for _ in range(2):
        assert len(say(cached, QUESTION[1:])[0]) == 20_000
    assert say(cached)[0] == TEXT, "what was kept before is kept"


class Half:
    """A model that writes half a character."""

    id = "half"
    usage, finish_reason = Usage(), "stop"

    def stream(self, messages: object) -> Half:  # noqa: ARG002
        self.pieces = iter(["好", "\ud83d"])
        return self

    def __iter__(self) -> Half:
        return self

    def __next__(self) -> str:
        return next(self.pieces)

    def close(self) -> None:
        pass

    def __enter__(self) -> Half:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_half_a_character_is_no_reason_to_fail(path: Path) -> None:
    with closing(CachedChat(Half(), path)) as cached:
        for _ in range(2):
            assert say(cached)[0] == "好\ud83d"
        say(cached, [Message("user", "\ud83d")])


# --- not too much, and not alone ------------------------------------------------------------------------


def test_the_oldest_goes_first(server: OpenAIServer, path: Path) -> None:
    server.chat = answer(lambda messages: messages[-1]["content"] * 800, characters=800)
    chat = model(server)
    most = 200_000
    with closing(CachedChat(chat, path, chat.parameters, most_bytes=most)) as cached:
        for number in range(60):
            say(cached, [Message("user", f"{number:04}")])
            say(cached, [Message("user", "first")])  # which is used again and again
        assert len(server.requests) == 61
        before = len(server.requests)
        for number, is_kept in ((59, True), (50, True), (0, False), (1, False)):
            say(cached, [Message("user", f"{number:04}")])
            assert (len(server.requests) == before) == is_kept, number
            before = len(server.requests)
    assert sum(file.stat().st_size for file in path.parent.glob("*.sqlite3")) < 1.2 * most


def test_an_answer_that_is_too_large_is_not_kept(server: OpenAIServer, path: Path) -> None:
    chat = model(server)
    with closing(CachedChat(chat, path, chat.parameters, most_bytes=40)) as cached:
        for _ in range(2):
            say(cached)
    assert len(server.requests) == 2


def test_threads(cached: CachedChat, server: OpenAIServer) -> None:
    server.chat = answer(lambda messages: messages[-1]["content"] * 3)
    wrong: list[str] = []

    def use() -> None:
        for number in range(12):
            text, reason, _ = say(cached, [Message("user", f"{number}。")])
            if (text, reason) != (f"{number}。" * 3, "stop"):
                wrong.append(text)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    before = len(server.requests)
    use()
    assert len(server.requests) == before


ASKER = """
import sys
from pathlib import Path
from qa.llm import Message, OpenAIChat
from qa.llm_cache import CachedChat
chat = OpenAIChat(sys.argv[1], "m", retries=0)
cached = CachedChat(chat, Path(sys.argv[2]), chat.parameters)
for number in range(40):
    with cached.stream([Message("user", f"{number}。")]) as stream:
        assert "".join(stream) == f"{number}。" * 3
"""


@pytest.mark.e2e
def test_two_processes(server: OpenAIServer, path: Path) -> None:
    server.chat = answer(lambda messages: messages[-1]["content"] * 3)
    command = [sys.executable, "-c", ASKER, server.url, str(path)]
    running = [subprocess.Popen(command, cwd=Path(__file__).parents[1]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    before = len(server.requests)
    assert subprocess.run(command, cwd=Path(__file__).parents[1]).returncode == 0
    assert len(server.requests) == before
