"""`qa serve` as its users run it: started, told to stop in the middle of everything, killed, and without its parts."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.assistant import Assistant
from qa.settings import Settings
from tests.e2e.serving import COMMAND, Serving
from tests.openai_server import OpenAIServer, answer, hang
from tests.service.articles import write_all

QUESTION = "渡船每天开几班？"
SENTENCE = "渡船每天开六班[1]。"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three articles, made with the embedder that the processes use."""
    folder = tmp_path_factory.mktemp("stocked")
    with Assistant(Settings(home=folder / "library", embedder="use")) as assistant:
        assert not assistant.ingest(write_all(folder)).failed
    return folder / "library"


@pytest.fixture
def home(tmp_path: Path, stocked: Path) -> Path:
    return Path(shutil.copytree(stocked, tmp_path / "home"))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def events(serving: Serving) -> list[tuple[str, Any]]:
    """Ask, and return the events up to the end of the stream, which has to be a proper one."""
    found: list[tuple[str, Any]] = []
    headers = {"Accept": "text/event-stream"}
    with serving.client.stream("POST", "/v1/ask", json={"question": QUESTION}, headers=headers) as response:
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: "))))
    return found


def when_asked(llm: OpenAIServer, number: int, *futures: Future[Any]) -> None:
    """Wait until the model was asked so often."""
    until = time.monotonic() + 40
    while len(llm.requests) < number:
        assert time.monotonic() < until, [future.exception() for future in futures if future.done()]
        time.sleep(0.01)


def test_started_with_nothing_and_stopped(tmp_path: Path) -> None:
    with Serving(tmp_path / "home") as serving:
        assert serving.client.get("/healthz").json() == {"status": "alive"}
        assert f"empty: open {serving.url}" in serving.said()
        assert serving.client.post("/v1/search", json={"query": "渡船"}).status_code == 409
        serving.wait_until_ready()
        port = serving.url.rpartition(":")[2]
        began = time.monotonic()
        second = subprocess.run(
            [COMMAND, "serve", "--port", port],
            env={"QA_LANG": "zh", "PATH": "", "HOME": str(tmp_path), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=20,
        )
        assert second.returncode == 1
        assert f"qa serve --port {int(port) + 1}" in second.stderr
        assert "已有程序在监听" in second.stderr
        assert time.monotonic() - began < 10
        began = time.monotonic()
        serving.tell(signal.SIGINT)
        assert serving.end() == 0
        assert time.monotonic() - began < 3
        assert "Stopping." in serving.said()
        assert "Traceback" not in serving.said()


def test_stop_lets_requests_end(home: Path, threads: ThreadPoolExecutor) -> None:
    # Some pieces come long after the process is told to stop.
    slow = answer(SENTENCE + "大桥明年通车[1]。", pause=0.1)
    with (
        OpenAIServer(slow) as llm,
        Serving(home, llm_base_url=llm.url, llm_model="m", serve_stop_seconds=15) as serving,
    ):
        stream = threads.submit(events, serving)
        whole = threads.submit(serving.client.post, "/v1/ask", json={"question": QUESTION})
        when_asked(llm, 2, stream, whole)
        serving.tell()
        found = stream.result(15)
        assert [name for name, _ in found][-1] == "answer"
        assert "六班" in found[-1][1]["text"]
        assert whole.result(15).status_code == 200
        assert "六班" in whole.result().json()["text"]
        with pytest.raises(httpx.ConnectError):
            httpx.get(serving.url + "/healthz", trust_env=False)
        assert serving.end() == 0
        assert "2 requests" in serving.said()


def test_stop_ends_what_does_not_end(home: Path, threads: ThreadPoolExecutor) -> None:
    with (
        OpenAIServer(hang(SENTENCE)) as llm,
        Serving(home, llm_base_url=llm.url, llm_model="m", serve_stop_seconds=1) as serving,
    ):
        stream = threads.submit(events, serving)
        whole = threads.submit(serving.client.post, "/v1/ask", json={"question": QUESTION})
        when_asked(llm, 2, stream, whole)
        began = time.monotonic()
        serving.tell()
        *_, (name, problem) = stream.result(10)
        assert (name, problem["code"], problem["status"]) == ("problem", "ServiceStopping", 503)
        response = whole.result(10)
        assert response.status_code == 503
        assert response.json()["code"] == "ServiceStopping"
        assert int(response.headers["retry-after"]) > 0
        assert serving.end() == 0
        assert 1 <= time.monotonic() - began < 6
        for exchange in llm.requests:
            assert exchange.disconnected.wait(2)
        assert "Traceback" not in serving.said()


def test_told_twice_it_ends_at_once(home: Path, threads: ThreadPoolExecutor) -> None:
    with (
        OpenAIServer(hang()) as llm,
        Serving(home, llm_base_url=llm.url, llm_model="m", serve_stop_seconds=60) as serving,
    ):
        # One that reads nothing is not waited for either.
        stream = threads.submit(events, serving)
        when_asked(llm, 1, stream)
        serving.tell()
        until = time.monotonic() + 30
        while "Stopping" not in serving.said():
            assert time.monotonic() < until
            time.sleep(0.01)
        began = time.monotonic()
        serving.tell()
        assert serving.end() == 128 + signal.SIGTERM
        assert time.monotonic() - began < 5
        with pytest.raises(httpx.HTTPError):
            stream.result(5)


def test_killed_it_leaves_the_library_whole(home: Path) -> None:
    with Serving(home) as serving:
        serving.wait_until_ready()
        before = {one["id"] for one in serving.client.get("/v1/articles").json()["articles"]}
        files = [
            ("files", (f"{number}.md", f"# 第{number}篇\n\n" + "河流向东。" * 20, "text/markdown"))
            for number in range(16)
        ]
        accepted = serving.client.post("/v1/articles", files=files)
        assert accepted.status_code == 202
        location = accepted.headers["location"]
        until = time.monotonic() + 40
        while not serving.client.get(location).json()["done"]:
            assert time.monotonic() < until
            time.sleep(0.005)
        serving.process.kill()
        serving.process.wait(10)
    with Assistant(Settings(home=home, embedder="use")) as assistant:
        after = assistant.articles()
        assert before < {record.id for record in after}
        assert [check for check in assistant.doctor() if not check.ok] == []
        for record in after:
            assert assistant.article(record.id).sections[-1].text
        assert assistant.search("渡船")[0].title == "渡口"


def test_what_cannot_be_served_says_what_to_do(home: Path, tmp_path: Path) -> None:
    environment = {"QA_HOME": str(home), "QA_LANG": "en", "PATH": "", "HOME": str(tmp_path)}
    failed = subprocess.run(
        [COMMAND, "serve", "--port", "0"],
        env={**environment, "QA_EMBEDDER": "use", "QA_CHUNK_TOKENS": "100"},
        capture_output=True,
        encoding="utf-8",
        timeout=30,
    )
    assert failed.returncode == 1
    assert "chunk_tokens = 320" in failed.stderr
    assert "qa reindex" in failed.stderr
    assert "istening" not in failed.stderr
