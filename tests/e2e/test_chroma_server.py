"""A library whose store is a Chroma server."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryLocked, LibraryMismatch, LibraryUnreachable
from qa.indexing import connection, lease, library
from qa.indexing.writer import Writer
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.sample_articles import article, numbered, write

QUERY = "第3号文章谈河流的第3件事"


class ChromaServer:
    """``chroma run`` on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = shutil.which("chroma", path=str(Path(sys.executable).parent)) or "chroma"
        self.process = subprocess.Popen(
            [command, "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )
        until = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5):
                    return
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    made = ChromaServer(tmp_path / "server")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(5):
        write(tmp_path / "articles" / f"{number}.md", f"第{number}号文章", numbered(number))
    return tmp_path / "articles"


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Nothing is let go of only because somebody looks for garbage, now and then."""
    gc.disable()
    yield
    gc.enable()


def opened(server: ChromaServer, home: Path, embedder: CheapEmbedder | None = None) -> Assistant:
    return Assistant(Settings(home=home, store=server.url), embedder=embedder or CheapEmbedder())


def test_all_that_a_folder_can(server: ChromaServer, folder: Path, tmp_path: Path) -> None:
    with Assistant(Settings(home=tmp_path / "local"), embedder=CheapEmbedder()) as local:
        local.ingest([folder])
        expected = local.search(QUERY)
    # Two machines: each has words and caches of its own.
    with opened(server, tmp_path / "one") as one, opened(server, tmp_path / "other") as other:
        assert other.articles() == []
        assert {item.outcome for item in one.ingest([folder]).items} == {"added"}
        assert one.search(QUERY) == other.search(QUERY) == expected
        assert one.ask(QUERY).sentences == other.ask(QUERY).sentences
        write(folder / "3.md", "第3号文章", numbered(3, edition=2))
        assert [item.outcome for item in other.ingest([folder]).items].count("updated") == 1
        for assistant in (one, other):
            assert "第2版" in assistant.search(QUERY)[0].text
            assert "第2版" in assistant.article("第3号文章").sections[0].text
        one.remove(["第4号文章"])
        assert len(other.articles()) == 4
        assert one.reindex() == 4
        assert other.search(QUERY)[0].title == "第3号文章"
        assert other.article("第3号文章") == one.article("第3号文章")
        assert [check for check in other.doctor() if not check.ok] == []
        again = opened(server, tmp_path / "one", CheapEmbedder("cheap/2"))
        with again, pytest.raises(LibraryMismatch, match="qa reindex"):
            again.search(QUERY)
        assert again.reindex() == 4
        with pytest.raises(LibraryMismatch, match="cheap/2"):
            other.search(QUERY)
    assert not (tmp_path / "one" / "store").exists()


def test_of_two_machines_one_writes_at_a_time(
    server: ChromaServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def titles(assistant: Assistant) -> list[str]:
        assert [check for check in assistant.doctor() if not check.ok] == []
        return sorted(assistant.article(record.id).title for record in assistant.articles())

    def write_late(
        assistant: Assistant, meanwhile: Callable[[], object], late: Callable[[Writer], object]
    ) -> None:
        with assistant._library.write(CheapEmbedder()) as writer:
            meanwhile()
            late(writer)

    new = write(tmp_path / "new.md", "新", numbered(9))
    monkeypatch.setattr(lease, "_BEAT_SECONDS", 0.1)
    with opened(server, tmp_path / "one") as one, opened(server, tmp_path / "other") as other:
        one.ingest([folder])
        with one._library.write(CheapEmbedder()):
            for attempt in (lambda: other.ingest([new]), lambda: other.reindex()):
                with pytest.raises(LibraryLocked, match=f"{socket.gethostname()}:{os.getpid()}"):
                    attempt()
            assert other.search(QUERY)[0].title == "第3号文章"
        other.ingest([new])
        expected = titles(other)
        assert len(expected) == 6

        # Not heard of for so long that the other one takes it for gone. It is not, and writes nothing.
        monkeypatch.setattr(lease, "_BEAT_SECONDS", 60)
        monkeypatch.setattr(lease, "_GONE_SECONDS", 0.5)
        with pytest.raises(LibraryLocked):
            write_late(
                one, lambda: other.remove(["新"]), lambda writer: writer.put(article("晚了", "晚了的正文。"))
            )
        with pytest.raises(LibraryLocked):
            write_late(one, lambda: other.ingest([new]), lambda writer: writer.remove(min(writer.records)))
        assert titles(one) == titles(other) == expected

        # One that is killed is not waited for in its own home.
        monkeypatch.setattr(lease, "_GONE_SECONDS", 60)
        with lease.leased(server.url, tmp_path / "one"):
            one.remove(["新"])
        assert len(titles(other)) == 5


@pytest.mark.usefixtures("uncollected")
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted there")
def test_what_is_opened_again_and_again_is_let_go_of(
    server: ChromaServer, folder: Path, tmp_path: Path
) -> None:
    open_files = []
    with opened(server, tmp_path / "one") as one, opened(server, tmp_path / "other") as other:
        one.ingest([folder])
        for edition in range(2, 6):
            write(folder / "3.md", "第3号文章", numbered(3, edition=edition))
            one.ingest([folder])
            assert f"第{edition}版" in other.search(QUERY)[0].text
            open_files.append(len(list(Path("/proc/self/fd").iterdir())))
    assert open_files[-1] <= open_files[0]


def test_a_server_that_goes_and_comes_back(
    server: ChromaServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(server, tmp_path / "home") as assistant:
        assistant.ingest([folder])
        expected = assistant.search(QUERY)
        server.stop()
        time.sleep(2 * library._LOOK_SECONDS)  # until then it says what it has just seen
        attempts: list[Callable[[Assistant], object]] = [
            lambda assistant: assistant.search(QUERY),
            lambda assistant: assistant.ingest([folder]),
            lambda assistant: assistant.articles(),
        ]
        for attempt in attempts:
            for one in (assistant, opened(server, tmp_path / "home")):
                began = time.monotonic()
                with pytest.raises(LibraryUnreachable, match=server.url):
                    attempt(one)
                assert time.monotonic() - began < 5
        assert [check.name for check in assistant.doctor() if not check.ok] == ["store", "words"]
        server.start()
        assert assistant.search(QUERY) == expected
        assert {item.outcome for item in assistant.ingest([folder]).items} == {"unchanged"}

    monkeypatch.setattr(connection, "_SERVER_SECONDS", 0.5)
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 0.5)
    with opened(server, tmp_path / "home") as assistant:
        assert assistant.search(QUERY) == expected
        assert server.process is not None
        server.process.send_signal(signal.SIGSTOP)
        try:
            for one in (assistant, opened(server, tmp_path / "home")):
                began = time.monotonic()
                with pytest.raises(LibraryUnreachable, match="timed out"):
                    one.search(QUERY)
                assert time.monotonic() - began < 5
        finally:
            server.process.send_signal(signal.SIGCONT)
        assert assistant.search(QUERY) == expected


def test_what_is_no_chroma_server(tmp_path: Path) -> None:
    from tests.openai_server import OpenAIServer

    with OpenAIServer() as other:
        settings = Settings(home=tmp_path, store=other.url.removesuffix("/v1"))
        with (
            Assistant(settings, embedder=CheapEmbedder()) as assistant,
            pytest.raises(LibraryUnreachable, match="404"),
        ):
            assistant.search("河流")
