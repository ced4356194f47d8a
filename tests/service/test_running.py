"""Addresses, connections, and the end of the service, for whatever is under way."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa import language
from qa.assistant import Assistant
from qa.errors import PortTaken, ServiceStopping
from qa.service.running.connections import Connection
from qa.service.running.listening import listen, urls
from qa.service.service import make_service
from qa.service.workers import Workers
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import OpenAIServer, hang
from tests.service.conftest import Serve, Served, running

QUESTION = "渡船每天开几班？"


# --- addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "reached"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::", "::1"), ("::", "127.0.0.1")]
)
def test_an_address_is_reached_as_soon_as_it_is_taken(host: str, reached: str) -> None:
    opened = listen(host, 0)
    try:
        (url,) = urls(opened)
        port = int(url.rpartition(":")[2])
        with socket.create_connection((reached, port), timeout=5):
            pass
        assert (f"[{host}]" if ":" in host else host) in url
    finally:
        for each in opened:
            each.close()


def test_a_name_of_several_addresses_has_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    both = [(socket.AF_INET6, *stream, ("::1", 0, 0, 0)), (socket.AF_INET, *stream, ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **named: both)
    opened = listen("localhost", 0)
    try:
        assert len({url.rpartition(":")[2] for url in urls(opened)}) == 1
        assert len(opened) == 2
    finally:
        for each in opened:
            each.close()


def test_a_port_that_is_taken() -> None:
    (first,) = listen("127.0.0.1", 0)
    port = first.getsockname()[1]
    with first, pytest.raises(PortTaken, match=rf"qa serve --port {port + 1}\b") as caught:
        listen("127.0.0.1", port)
    assert "已有程序在监听" in said_in_chinese(port)
    assert "another program listens there" in str(caught.value)
    # Free again at once, though connections to it may still be on their way out.
    listen("127.0.0.1", port)[0].close()


def said_in_chinese(port: int) -> str:
    language.use("zh")
    try:
        with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken) as caught:
            listen("127.0.0.1", port)
        return str(caught.value)
    finally:
        language.use(None)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.name.invalid"])
def test_an_address_of_another_machine(host: str) -> None:
    with pytest.raises(PortTaken, match="qa serve --port 8642"):
        listen(host, 8642)


# --- connections ----------------------------------------------------------------------------------------


def test_the_idlest_connection_makes_room(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "most_connections", 5)
    port = int(served.url.rpartition(":")[2])
    # The client of the fixture has asked nothing yet: it has no connection.
    idle = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(5)]
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        for _ in range(3):
            assert client.get("/healthz").status_code == 200
    gone = [each for each in idle if is_closed(each)]
    assert gone == idle[:1]
    for each in idle:
        each.close()


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def test_a_web_socket_is_answered_as_a_request(served: Served) -> None:
    offered = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    assert served.client.get("/healthz", headers=offered).json() == {"status": "alive"}
    assert served.client.get("/healthz").status_code == 200


# --- the end --------------------------------------------------------------------------------------------


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def streamed(served: Served, path: str, body: dict[str, Any], **headers: str) -> str:
    """Return a stream to its end, which has to be a proper one."""
    with served.client.stream("POST", path, json=body, headers=headers) as response:
        assert response.status_code == 200
        return "".join(response.iter_text())


def test_the_end_reaches_everything(serve: Serve, threads: ThreadPoolExecutor) -> None:
    with OpenAIServer(hang("渡船每天开六班[1]。")) as llm:
        served = serve(llm_base_url=llm.url, llm_model="m", serve_answers=5)
        chat = {"model": "zhangju", "messages": [{"role": "user", "content": QUESTION}]}
        asked = {"question": QUESTION}
        streams = [
            threads.submit(streamed, served, "/v1/ask", asked, Accept="text/event-stream"),
            threads.submit(streamed, served, "/v1/chat/completions", {**chat, "stream": True}),
        ]
        wholes = [
            threads.submit(served.client.post, "/v1/ask", json=asked),
            threads.submit(served.client.post, "/v1/chat/completions", json=chat),
            threads.submit(served.client.post, "/v1/notes", json={"article": "渡口"}),
        ]
        llm.wait_for_requests(5, 10)
        # These have no place yet.
        in_line = [threads.submit(served.client.post, "/v1/ask", json=asked) for _ in range(3)]
        until(lambda: served.service.answers.waiting == 3, [*streams, *wholes, *in_line])
        began = time.monotonic()
        served.on_loop(served.service.end)
        events, completion = (stream.result(5).rstrip().rpartition("data: ")[2] for stream in streams)
        assert (json.loads(events)["code"], json.loads(events)["status"]) == ("ServiceStopping", 503)
        assert json.loads(completion)["error"]["code"] == "service_stopping"
        for whole in [*wholes, *in_line]:
            assert whole.result(5).status_code == 503
            assert int(whole.result().headers["retry-after"]) > 0
        assert time.monotonic() - began < 5
        # Nobody pays for what nobody reads.
        for exchange in llm.requests:
            assert exchange.disconnected.wait(5)
        assert len(llm.requests) == 5
        until(lambda: served.service.answers.working == 0, [])


def until(wanted: Any, futures: list[Future[Any]], seconds: float = 10) -> None:
    limit = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < limit, [future.exception() for future in futures if future.done()]
        time.sleep(0.01)


def test_what_was_said_before_the_end_is_sent() -> None:
    went_on = threading.Event()

    def make() -> Generator[str]:
        yield from "一二三"
        went_on.wait(5)
        yield "四"

    async def read() -> list[str]:
        workers = Workers("test", 1, 0)
        pieces = await workers.stream(lambda: None, make)
        read = [await anext(pieces)]
        await asyncio.sleep(0.05)
        workers.end(ServiceStopping(seconds=5))
        try:
            while True:
                read.append(await anext(pieces))
        except ServiceStopping:
            read.append("end")
        went_on.set()
        with pytest.raises(ServiceStopping):
            await workers.run(lambda: None)
        with pytest.raises(ServiceStopping):
            await workers.stream(lambda: None, make)
        workers.close()
        return read

    assert asyncio.run(read()) == ["一", "二", "三", "end"]


def test_a_stream_that_nobody_began_to_read_is_stopped() -> None:
    closed = threading.Event()

    def make() -> Generator[int]:
        try:
            while True:
                yield 0
                time.sleep(0.01)
        finally:
            closed.set()

    async def drop() -> None:
        workers = Workers("test", 1, 0)
        pieces = await workers.stream(lambda: None, make)
        del pieces
        for _ in range(200):
            if closed.is_set():
                break
            await asyncio.sleep(0.01)
        workers.close()

    asyncio.run(drop())
    assert closed.is_set()


def test_clients_that_hang_up_in_the_middle_of_everything(serve: Serve, threads: ThreadPoolExecutor) -> None:
    with OpenAIServer(hang("渡船每天开六班[1]。")) as llm:
        served = serve(llm_base_url=llm.url, llm_model="m", serve_answers=8)
        port = int(served.url.rpartition(":")[2])
        body = json.dumps({"question": QUESTION}, ensure_ascii=False).encode()
        head = "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n"
        whole = head.format("", len(body)).encode() + body
        stream = head.format("Accept: text/event-stream\r\n", len(body)).encode() + body

        def hang_up(number: int) -> None:
            sent = (stream, whole)[number % 2]
            with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                # In the middle of the head, of the body, before the answer and within it.
                client.sendall(sent[: len(sent) * (number % 4 + 1) // 4])
                time.sleep(0.02 * (number % 7))

        list(threads.map(hang_up, range(80)))
        until(lambda: served.service.answers.working == served.service.answers.waiting == 0, [])
        for exchange in llm.requests:
            assert exchange.disconnected.wait(5)
        assert served.client.post("/v1/search", json={"query": "渡船"}).status_code == 200


def test_the_article_in_hand_is_finished(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "library")
    with running(make_service(settings, embedder=CheapEmbedder(pause=0.5))) as served:
        for name in ("一", "二"):
            sent = {"text": f"{name}号渡船每天开六班。", "name": name}
            assert served.client.post("/v1/articles", json=sent).status_code == 202
        until(
            lambda: any(job["status"] == "running" for job in served.client.get("/v1/jobs").json()["jobs"]),
            [],
        )
    with Assistant(settings, embedder=CheapEmbedder()) as assistant:
        assert [record.title for record in assistant.articles()] == ["一"]
    # What was not begun is gone on with.
    with running(make_service(settings, embedder=CheapEmbedder())) as served:
        until(lambda: served.client.get("/v1/articles").json()["total"] == 2, [])
