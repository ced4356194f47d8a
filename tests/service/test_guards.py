"""What a request goes through before anything looks at what it asks for: names, pages, sizes and times."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from qa import language
from qa.errors import AddressOpen, ConfigInvalid, KeysUnusable
from qa.service.access.addresses import require_closed
from qa.service.access.keys import Keys
from qa.service.guards.bodies import Bodies
from qa.service.guards.headers import Headers
from qa.service.guards.times import Times
from qa.service.responding import EVENT_STREAM
from qa.service.running import connections
from qa.service.running.connections import Connection
from qa.settings import Settings
from tests.service.conftest import Serve, Served

SEARCH = {"query": "基础设施"}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", "en")


def post(served: Served, path: str = "/v1/search", **headers: str) -> httpx.Response:
    return served.client.post(path, json=SEARCH, headers=headers)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


# --- the address ----------------------------------------------------------------------------------------


def test_an_address_that_others_reach_needs_a_key(tmp_path: Any) -> None:
    keys = Keys(tmp_path)
    for host in ("127.0.0.1", "localhost", "::1"):
        require_closed(Settings(home=tmp_path, serve_host=host), keys)
    for host in ("0.0.0.0", "::", "192.168.1.7", "notes.example"):
        with pytest.raises(AddressOpen):
            require_closed(Settings(home=tmp_path, serve_host=host), keys)
    key, _ = keys.add("one")
    require_closed(Settings(home=tmp_path, serve_host="0.0.0.0"), keys)
    keys.revoke(key.id)
    with pytest.raises(AddressOpen):
        require_closed(Settings(home=tmp_path, serve_host="0.0.0.0"), keys)
    keys.path.write_text("{", encoding="utf-8")
    for host in ("127.0.0.1", "0.0.0.0"):
        with pytest.raises(KeysUnusable):
            require_closed(Settings(home=tmp_path, serve_host=host), keys)


def test_an_open_address_asks_for_a_key_whatever_becomes_of_the_file(serve: Serve) -> None:
    served = serve(serve_host="0.0.0.0")
    assert code(post(served)) == (401, "KeyMissing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"serve_origins": "*"},
        {"serve_origins": "notes.example"},
        {"serve_origins": "https://notes.example/page"},
        {"serve_origins": "null"},
        {"serve_hosts": "https://notes.example"},
        {"serve_hosts": "*.example"},
    ],
)
def test_names_and_origins_that_are_none(wrong: dict[str, str], tmp_path: Any) -> None:
    with pytest.raises(ConfigInvalid) as raised:
        require_closed(Settings(home=tmp_path, **wrong), Keys(tmp_path))
    assert raised.value.details["name"] in wrong


# --- names (DNS rebinding) ------------------------------------------------------------------------------


def test_it_answers_to_its_own_names_only(serve: Serve) -> None:
    served = serve(serve_hosts="Notes.Example, zhangju.example:8642")
    for own in (
        "127.0.0.1",
        "localhost:1",
        "[::1]:80",
        "notes.example",
        "NOTES.example:443",
        "zhangju.example",
    ):
        assert post(served, Host=own).status_code == 200, own
    for foreign in (
        "evil.example",
        "127.0.0.1.evil.example",
        "notes.example.evil",
        "a@127.0.0.1",
        "x:y",
        "[::2]",
    ):
        assert code(post(served, Host=foreign)) == (421, "HostUnknown"), foreign
    assert served.client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
    raw = talk(served.url, b"GET /v1/articles HTTP/1.0\r\n\r\n")
    assert raw.startswith(b"HTTP/1.1 421 ")
    two = b"GET /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert talk(served.url, two).startswith(b"HTTP/1.1 400 ")


# --- pages (CORS) ---------------------------------------------------------------------------------------


def test_pages_of_other_places_are_refused(served: Served) -> None:
    own = served.url
    for fine in (
        {},
        {"Origin": own},
        {"Origin": own, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ):
        assert post(served, **fine).status_code == 200, fine
    foreign: list[dict[str, str]] = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": own.replace("http:", "ftp:")},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": own, "Sec-Fetch-Site": "cross-site"},
    ]
    for headers in foreign:
        refused = post(served, **headers)
        assert code(refused) == (403, "OriginForeign"), headers
        assert "access-control-allow-origin" not in refused.headers
        assert served.client.get("/v1/articles", headers=headers).status_code == 403
        assert served.client.get("/healthz", headers=headers).status_code == 200


def test_no_cors_unless_asked_for(served: Served) -> None:
    preflight = served.client.options(
        "/v1/ask", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert code(preflight) == (403, "OriginForeign")
    assert not [name for name in preflight.headers if name.startswith("access-control")]


def test_cors_for_the_origins_that_are_named(serve: Serve) -> None:
    served = serve(serve_origins="https://notes.example, http://localhost:3000/")
    _, secret = served.service.keys.add("page")
    preflight = served.client.options(
        "/v1/ask",
        headers={
            "Origin": "https://notes.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, x-stainless-lang",
        },
    )
    assert preflight.status_code == 204, "without a key: a browser sends none with it"
    assert preflight.headers["access-control-allow-origin"] == "https://notes.example"
    assert (
        preflight.headers["access-control-allow-headers"] == "authorization, content-type, x-stainless-lang"
    )
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert "Origin" in ", ".join(preflight.headers.get_list("vary"))
    allowed = post(
        served,
        Origin="http://localhost:3000",
        Authorization=f"Bearer {secret}",
        **{"Sec-Fetch-Site": "cross-site"},
    )
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "Retry-After" in allowed.headers["access-control-expose-headers"]
    # A page has to see why it is refused.
    assert code(post(served, Origin="https://notes.example")) == (401, "KeyMissing")
    assert post(served, Origin="https://notes.example").headers["access-control-allow-origin"]
    assert "Origin" in post(served).headers["vary"]
    for foreign in ("https://notes.example.evil", "http://notes.example", "https://notes.example:8443"):
        refused = post(served, Origin=foreign, Authorization=f"Bearer {secret}")
        assert code(refused) == (403, "OriginForeign")
        assert "access-control-allow-origin" not in refused.headers
        asked = {"Origin": foreign, "Access-Control-Request-Method": "POST"}
        assert served.client.options("/v1/ask", headers=asked).status_code == 403
    split = served.client.options(
        "/v1/ask",
        headers={
            "Origin": "https://notes.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "*, <script>",
        },
    )
    assert "access-control-allow-headers" not in split.headers


# --- headers --------------------------------------------------------------------------------------------


def test_what_every_response_forbids(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(type(served.assistant), "search", broken)
    answers = [
        served.client.get("/v1/articles"),
        served.client.get("/nothing"),
        served.client.get("/healthz"),
        served.client.post("/v1/ask", content=b"{"),
        post(served, Host="evil.example"),
        post(served),
    ]
    assert answers[-1].status_code == 500
    assert "secret" not in answers[-1].text
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers
    assert answers[0].headers["cache-control"] == "no-store"
    encrypted = served.client.get("/v1/articles", headers={"X-Forwarded-Proto": "https"})
    assert encrypted.headers["strict-transport-security"] == "max-age=31536000"


def test_a_route_can_have_headers_of_its_own() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("", headers={"Content-Security-Policy": "default-src 'self'"})(scope, receive, send)

    with running(Headers(page)) as url:
        answer = httpx.get(url, trust_env=False)
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]


# --- bodies ---------------------------------------------------------------------------------------------


def test_fifty_megabytes_are_refused_at_once(served: Served) -> None:
    began = time.monotonic()
    for path, limit in (("/v1/articles", 32_000_000), ("/v1/ask", 1_000_000)):
        refused = served.client.post(path, content=bytes(50_000_000))
        assert code(refused) == (413, "RequestTooLarge")
        assert refused.json()["details"]["limit"] == str(limit)
    waiting = b"POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50000000\r\nExpect: 100-continue\r\n\r\n"
    assert talk(served.url, waiting).startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - began < 10
    assert post(served).status_code == 200


def test_a_body_that_does_not_end(served: Served) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 400_000_000:
            sent += 65_536
            yield b" " * 65_536

    assert code(served.client.post("/v1/ask", content=endless())) == (413, "RequestTooLarge")
    assert post(served).status_code == 200


def test_a_compressed_body_is_not_taken(served: Served) -> None:
    assert code(post(served, **{"Content-Encoding": "gzip"})) == (415, "MediaTypeUnknown")
    assert post(served, **{"Content-Encoding": "identity"}).status_code == 200


AMBIGUOUS = (
    "Content-Length: 20\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 4",
    "Content-Length: 20\r\nContent-Length: 21",
    "Content-Length: 20, 21",
    "Content-Length: +20",
    "Content-Length: -1",
    "Content-Length: 0x14",
    "Content-Length: 99999999999999999999999999",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\x0bchunked",
    "Content-Length: 20\r\n folded: header",
    "X: a\rTransfer-Encoding: chunked",
)


def test_requests_that_two_servers_could_read_differently(served: Served) -> None:
    body = b"0\r\n\r\nGET /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for head in AMBIGUOUS:
        request = (
            f"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{head}\r\n\r\n"
        )
        answer = talk(served.url, request.encode() + body)
        assert re.match(rb"HTTP/1\.1 (400|413) ", answer), (head, answer)
        assert len(re.findall(rb"HTTP/1\.1 \d", answer)) == 1, "what is in the body is no request"
        assert b"application/problem+json" in answer


# --- times ----------------------------------------------------------------------------------------------


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await JSONResponse({"bytes": len(body)})(scope, receive, send)


async def swallowing(scope: Scope, receive: Receive, send: Send) -> None:
    """Do what frameworks do: make another answer of whatever goes wrong with the body."""
    try:
        await echo(scope, receive, send)
    except Exception:
        await JSONResponse({"bytes": "none"}, 400)(scope, receive, send)


@pytest.mark.parametrize("app", [echo, swallowing])
def test_a_body_that_comes_byte_by_byte_is_given_up(app: ASGIApp) -> None:
    with running(Bodies(app, 10_000_000, seconds=0.25)) as url, connected(url) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n")
        drip(client, 0.5)
        answer = client.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"RequestTooSlow"' in answer
        # A large one that comes as fast as lines are has more time.
        assert httpx.post(url, content=bytes(900_000), trust_env=False).json() == {"bytes": 900_000}


def test_a_body_that_the_application_takes_its_time_with() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(0.4)
        await echo(scope, receive, send)

    with running(Bodies(slow, 10_000_000, seconds=0.2)) as url:
        answer = httpx.post(url, content=bytes(900_000), trust_env=False)
    assert answer.status_code == 200


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    ended = threading.Event()

    async def slow(*_: object) -> None:
        try:
            await asyncio.sleep(20)
        finally:
            ended.set()

    with running(Times(slow, 0.2)) as url:
        answer = httpx.get(url, trust_env=False)
    assert code(answer) == (504, "AnswerTooSlow")
    assert ended.is_set()


def test_a_stream_that_takes_too_long_ends_with_a_problem() -> None:
    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        async def pieces() -> AsyncIterator[str]:
            for number in range(1000):
                yield f"event: sentence\ndata: {number}\n\n"
                await asyncio.sleep(0.05)

        await StreamingResponse(pieces(), media_type=EVENT_STREAM)(scope, receive, send)

    with running(Times(stream, 0.3)) as url:
        answer = httpx.get(url, trust_env=False)
    events = answer.text.strip().split("\n\n")
    assert events[0] == "event: sentence\ndata: 0"
    name, _, data = events[-1].partition("\ndata: ")
    assert name == "event: problem"
    assert json.loads(data)["code"] == "AnswerTooSlow"


def test_a_client_that_does_not_read_is_let_go() -> None:
    ended = threading.Event()
    sent = 0

    async def much(scope: Scope, receive: Receive, send: Send) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 1_000_000_000:
                sent += 65_536
                yield bytes(65_536)

        try:
            await StreamingResponse(pieces(), media_type=EVENT_STREAM)(scope, receive, send)
        finally:
            ended.set()

    with running(Times(much, 20, send_seconds=0.25)) as url, connected(url) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert ended.wait(3)
        assert sent < 30_000_000, "what nobody reads is not made"
        assert is_closed(client)


# --- connections ----------------------------------------------------------------------------------------


def test_a_head_that_comes_byte_by_byte_or_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_seconds", 0.25)
    with running(echo) as url:
        for begun in (b"", b"\r\n"):
            with connected(url) as client:
                client.sendall(begun)
                assert client.recv(1000) == b""
        with connected(url) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
            drip(client, 0.5)
            assert is_closed(client)
        with connected(url) as client:  # and after a request that was whole
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                answer += client.recv(65_536)
            client.sendall(b"GET /")
            assert is_closed(client)


def test_a_head_that_does_not_end(served: Served) -> None:
    with connected(served.url) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 400_000_000:
                client.sendall(b"x" * 65_536)
                sent += 65_536
        assert sent < 40_000_000
    short = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 70_000
    answer = talk(served.url, short)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"65536" in answer


def test_what_is_no_http_gets_a_problem(served: Served) -> None:
    for wrong in (
        b"hello\r\n\r\n",
        b"GET /\xe6\xa1\xa5 HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ):
        answer = talk(served.url, wrong)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert json.loads(body)["code"] == "HeadBroken"


def test_a_client_that_leaves_what_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is written as a whole, so that nothing of ours waits: the connection has to be looked after."""
    monkeypatch.setattr(connections, "STALLED_SECONDS", 0.3)
    monkeypatch.setattr(connections, "LOOK_SECONDS", 0.1)

    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(bytes(30_000_000))(scope, receive, send)

    with running(large) as url, connected(url) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(0.7)
        assert is_closed(client)


# --- parts ----------------------------------------------------------------------------------------------


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Serve an application as `qa serve` does, on a free port."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        config = uvicorn.Config(
            app, http=Connection, lifespan="off", log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)

        async def serve() -> None:
            looking = asyncio.ensure_future(connections.look_after(server.server_state.connections))
            await server.serve([listening])
            looking.cancel()

        thread = threading.Thread(target=asyncio.run, args=[serve()], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80), 5) as client:
        yield client


def talk(url: str, request: bytes) -> bytes:
    """Send bytes, and return what comes back until the connection ends or nothing more comes."""
    with connected(url) as client:
        client.settimeout(3)
        client.sendall(request)
        answer = b""
        try:
            while piece := client.recv(65_536):
                answer += piece
                client.settimeout(0.3)
        except TimeoutError:
            pass
        return answer


def drip(client: socket.socket, seconds: float) -> None:
    """Send a byte at a time."""
    until = time.monotonic() + seconds
    with contextlib.suppress(OSError):
        while time.monotonic() < until:
            client.sendall(b"x")
            time.sleep(0.05)


def is_closed(client: socket.socket) -> bool:
    """Whether the other side has ended the connection, after what it had sent before."""
    try:
        while client.recv(1_000_000):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True
