"""Requests that cannot be read at all: each is answered, and seen in the log and the figures, like any other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from qa.service import responding
from qa.service.running.connections import Connection
from tests import openai_server as model
from tests.openai_server import OpenAIServer
from tests.service.conftest import Serve, Served
from tests.service.sending import connect, until

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /v1/search HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def answers(served: Served, sent: bytes) -> Iterator[tuple[int, dict[str, str], dict[str, Any]]]:
    """Send bytes, and yield each answer: its status, its headers, its JSON. The connection has to end by itself."""
    with connect(served) as connection:
        connection.sendall(sent)
        got = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                got += piece
    while got:
        head, _, rest = got.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers["content-length"])
        yield int(status.split()[1]), headers, json.loads(rest[:length])
        got = rest[length:]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"hello\r\n\r\n", 400, "HeadBroken"),
        (b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", 400, "HeadBroken"),
        (b"GET /healthz HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n", 400, "HeadBroken"),
        (b"GET /v1/status HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", 400, "HeadBroken"),
        (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "HeadBroken"),
        (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "HeadBroken"),
        (
            POST.replace(b"1.1", b"1.0", 1) + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            400,
            "HeadBroken",
        ),
        # As a whole in one packet, and with a body behind it, too.
        (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 70_000 + b"\r\n\r\n", 400, "HeadBroken"),
        (b"GET /healthz?" + b"x" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, "HeadBroken"),
        (CHUNKED + b"2\r\n{}\r\nzz\r\n", 400, "RequestBroken"),
        (CHUNKED + b"ffffffffffffffffff\r\n{}", 400, "RequestBroken"),
    ],
)
def test_each_is_answered_and_seen(served: Served, sent: bytes, status: int, code: str) -> None:
    before = served.client.get("/metrics").text
    [(given, headers, told)] = answers(served, sent)
    assert (given, told["status"], told["code"]) == (status, status, code)
    assert headers["content-type"] == "application/problem+json"
    assert told["instance"] == f"/requests/{headers['x-request-id']}"
    assert headers["connection"] == "close"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"
    counted = f'zhangju_problems_total{{code="{code}"}} 1.0'
    assert counted not in before
    assert counted in served.client.get("/metrics").text


def test_chinese_that_is_not_encoded_is_told_from_what_is_no_http(served: Served) -> None:
    typed = "GET /v1/articles?contains=渡口 HTTP/1.1\r\nAccept-Language: zh\r\n".encode()
    [(status, _, told)] = answers(served, typed + HOST + b"\r\n")
    assert (status, told["code"]) == (400, "HeadBroken")
    assert "--data-urlencode" in told["detail"]


def test_a_head_that_is_almost_too_long_is_taken(served: Served) -> None:
    head = b"POST /v1/search HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 60_000 + b"\r\nConnection: close\r\n"
    body = json.dumps({"query": "船" * 2000}).encode()
    sent = head + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    [(status, _, _)] = answers(served, sent)
    assert status == 200


def test_a_head_that_stops_on_its_way(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_seconds", 0.2)
    begun = b"GET /healthz HTTP/1.1\r\nAccept-Language: zh\r\nX-Request-ID: mine\r\nX: "
    [(status, headers, told)] = answers(served, begun)
    assert (status, told["code"], headers["x-request-id"]) == (408, "RequestTooSlow", "mine")
    assert "已放弃" in told["detail"]
    assert list(answers(served, b"")) == []  # a connection that was only opened
    figures = served.client.get("/metrics").text
    assert 'zhangju_requests_total{method="OTHER",route="(unknown)",status="408"} 1.0' in figures


def test_what_was_asked_before_is_answered_first(served: Served) -> None:
    asked = b"GET /v1/articles HTTP/1.1\r\n" + HOST + b"\r\n"
    [first, second] = answers(served, asked + b"hello\r\n\r\n" + asked)
    assert first[2]["total"] == 3
    assert second[2]["code"] == "HeadBroken"


def test_a_client_that_hangs_up_with_another_request_in_line(
    serve: Serve, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responding, "KEEP_ALIVE_SECONDS", 0.1)
    openai_server.chat = model.hang()
    served = serve(llm_base_url=openai_server.url)
    body = json.dumps({"question": "什么叫备付金？"}).encode()
    head = b"POST /v1/ask HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
    asked = head + b"Accept: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with connect(served) as connection:
        connection.sendall(asked + b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
        until(lambda: openai_server.requests, bool)
    assert openai_server.requests[-1].disconnected.wait(10)
