"""A server on this machine that speaks the OpenAI protocol, well or as badly as a test wants.

What it answers is a *behaviour*: a function that is given one :class:`Exchange` and writes to it. The
functions of this module make them. ``chat`` and ``embeddings`` are what the server does as a rule;
:meth:`OpenAIServer.script` puts behaviours in front that are used up one request each.

>>> import json, urllib.request
>>> with OpenAIServer(answer("你好")) as server:
...     server.script(status(503))
...     body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "在吗？"}]}).encode()
...     for attempt in range(2):
...         try:
...             with urllib.request.urlopen(server.url + "/chat/completions", body, timeout=10) as response:
...                 print(json.load(response)["choices"][0]["message"]["content"])
...         except OSError as error:
...             error.close()
...             print(error)
...     [request.json["messages"][0]["content"] for request in server.requests]
HTTP Error 503: Service Unavailable
你好
['在吗？', '在吗？']
"""

from __future__ import annotations

import base64
import collections
import contextlib
import itertools
import json
import math
import select
import socket
import socketserver
import struct
import threading
import time
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

Behaviour: TypeAlias = "Callable[[Exchange], None]"
Words: TypeAlias = "str | Callable[[list[dict[str, Any]]], str]"
"""An answer's text, or a function that makes it from the request's messages."""

Headers: TypeAlias = Mapping[str, str]
_NO_HEADERS: Headers = {}

MODEL = "test-model"


class _Gone(Exception):
    """Nobody reads what would be written next."""


@dataclass
class Exchange:
    """One request, kept for the test to look at, and the pen that answers it.

    ``disconnected`` is set when the client went away before the answer was complete, ``finished`` when the
    server is done with the request either way. ``at`` is when it came, by :func:`time.monotonic`.
    """

    method: str
    path: str
    headers: Headers
    """With names in lower case."""
    json: Any
    at: float
    handler: BaseHTTPRequestHandler = field(repr=False)
    stopping: threading.Event = field(repr=False)
    disconnected: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    _chunked: bool = False

    # --- whole answers ---

    def reply(
        self, body: bytes, content_type: str, status: int = 200, headers: Headers = _NO_HEADERS
    ) -> None:
        """Answer at once, with a body of known length."""
        self.handler.send_response(status)
        own = {"Content-Type": content_type, "Content-Length": str(len(body))}
        for name, value in (own | dict(headers)).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.write(body)

    def reply_json(self, payload: object, status: int = 200, headers: Headers = _NO_HEADERS) -> None:
        """Answer at once, with JSON."""
        self.reply(json.dumps(payload, ensure_ascii=False).encode(), "application/json", status, headers)

    # --- answers bit by bit ---

    def start(self, content_type: str = "text/event-stream; charset=utf-8", *, chunked: bool = True) -> None:
        """Begin an answer of unknown length; one that is not chunked ends where the connection does."""
        self._chunked = chunked
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", content_type)
        self.handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Connection", "close")))
        self.handler.end_headers()
        self.handler.wfile.flush()

    def write(self, data: bytes) -> None:
        """Send bytes now."""
        self.pause(0)
        try:
            self.handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
            self.handler.wfile.flush()
        except OSError:
            self.disconnected.set()
            raise _Gone from None

    def event(self, payload: object) -> None:
        """Send one server-sent event; text is sent as it is, anything else as JSON."""
        text = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
        self.write(f"data: {text}\n\n".encode())

    def delta(self, content: str | None = None, finish: str | None = None, **more: object) -> None:
        """Send one chunk of a chat completion."""
        delta = {**({} if content is None else {"content": content}), **more}
        self.event(self.chunk([{"index": 0, "delta": delta, "finish_reason": finish}]))

    def chunk(self, choices: list[Any], **more: object) -> dict[str, object]:
        """Return a chunk of a chat completion with these choices."""
        kind = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": MODEL}
        return {**kind, "choices": choices, **more}

    def end(self) -> None:
        """End an answer that was started, properly."""
        if self._chunked:
            self._chunked = False
            self.write(b"0\r\n\r\n")
        else:
            self.cut()

    def cut(self) -> None:
        """Close the connection, whatever was promised."""
        self.handler.close_connection = True
        with contextlib.suppress(OSError):
            self.handler.connection.shutdown(socket.SHUT_RDWR)

    def pause(self, seconds: float) -> None:
        """Wait, and notice when the client goes away."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            if self.stopping.is_set():
                raise _Gone
            try:
                readable, _, _ = select.select([self.handler.connection], [], [], max(0.0, min(0.02, left)))
                gone = bool(readable) and not self.handler.connection.recv(1, socket.MSG_PEEK)
            except (OSError, ValueError):
                gone = True
            if gone:
                self.disconnected.set()
                raise _Gone
            if left <= 0:
                return

    # --- what the request says ---

    @property
    def streams(self) -> bool:
        """Whether the request asks for a stream."""
        return bool(self.json.get("stream"))

    @property
    def key(self) -> str:
        """The API key that came with the request."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


# --- chat, as it should be ------------------------------------------------------------------------------


def answer(
    words: Words = "你好。",
    *,
    characters: int = 2,
    finish: str = "stop",
    pause: float = 0.0,
    comments: bool = False,
    thoughts: str = "",
    usage: bool = True,
    done: bool = True,
) -> Behaviour:
    """Give a text, in deltas of so many characters, with a pause before each.

    :param comments: Put a keep-alive comment before each delta.
    :param thoughts: What a reasoning model says in ``reasoning_content`` first.
    :param usage: Report usage where the request asks for it.
    :param done: End the stream with ``[DONE]``.
    """

    def behave(exchange: Exchange) -> None:
        messages = exchange.json["messages"]
        text = words if isinstance(words, str) else words(messages)
        counts = {"prompt_tokens": sum(len(str(message["content"])) for message in messages)}
        counts["completion_tokens"] = len(text)
        counts["total_tokens"] = sum(counts.values())
        if not exchange.streams:
            exchange.pause(pause)
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            exchange.reply_json(
                {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice], "usage": counts}
            )
            return
        exchange.start()
        exchange.delta("", role="assistant")
        for thought in thoughts:
            exchange.delta(None, reasoning_content=thought)
        for at in range(0, len(text), characters):
            if comments:
                exchange.write(b": keep-alive\n\n")
            exchange.pause(pause)
            exchange.delta(text[at : at + characters])
        exchange.delta(finish=finish)
        if usage and exchange.json.get("stream_options", {}).get("include_usage"):
            exchange.event(exchange.chunk([], usage=counts))
        if done:
            exchange.event("[DONE]")
        exchange.end()

    return behave


def endless(text: str = "好", *, pause: float = 0.01) -> Behaviour:
    """Repeat a text for ever."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        while True:
            exchange.delta(text)
            exchange.pause(pause)

    return behave


# --- chat, as it should not be --------------------------------------------------------------------------


def status(number: int, message: str = "", *, headers: Headers = _NO_HEADERS, **error: object) -> Behaviour:
    """Refuse with a status, as OpenAI does; ``error`` goes into the body (``param``, ``code``, ``type``)."""

    def behave(exchange: Exchange) -> None:
        body = {"message": message or f"status {number}", "type": "test_error", "param": None, "code": None}
        exchange.reply_json({"error": {**body, **error}}, number, headers)

    return behave


def html(number: int = 200, title: str = "Welcome to nginx!", content_type: str = "text/html") -> Behaviour:
    """Answer with a page, as a proxy or a wrong port does."""

    def behave(exchange: Exchange) -> None:
        page = (
            f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        )
        exchange.reply(page.encode(), content_type, number)

    return behave


def raw(body: bytes, content_type: str = "application/json", number: int = 200) -> Behaviour:
    """Answer with these bytes."""
    return lambda exchange: exchange.reply(body, content_type, number)


def hang(after: str | None = None) -> Behaviour:
    """Never go on: with nothing sent at all, or after this much text of the answer."""

    def behave(exchange: Exchange) -> None:
        if after is not None:
            exchange.start()
            exchange.delta(after)
        exchange.pause(math.inf)

    return behave


def hang_up() -> Behaviour:
    """Close the connection without a word."""
    return lambda exchange: exchange.cut()


def cut(text: str = "只说了一", *, chunked: bool = True) -> Behaviour:
    """Close the connection in the middle of the answer.

    Without ``chunked`` nothing but the missing ``[DONE]`` and ``finish_reason`` tells that it is not the end.
    """

    def behave(exchange: Exchange) -> None:
        exchange.start(chunked=chunked)
        exchange.delta(text)
        exchange.cut()

    return behave


def keep_alives(pause: float = 0.02) -> Behaviour:
    """Send comments for ever, and never an event."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        while True:
            exchange.write(b": OPENROUTER PROCESSING\n\n")
            exchange.pause(pause)

    return behave


def pieces(*parts: bytes, pause: float = 0.02, content_type: str = "text/event-stream") -> Behaviour:
    """Send these bytes, one write each, with a pause after each, and end properly."""

    def behave(exchange: Exchange) -> None:
        exchange.start(content_type)
        for part in parts:
            exchange.write(part)
            exchange.pause(pause)
        exchange.end()

    return behave


def events(*payloads: object) -> Behaviour:
    """Send these events and end properly; see :meth:`Exchange.event`."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        for payload in payloads:
            exchange.event(payload)
        exchange.end()

    return behave


def split_character(text: str = "章句") -> Behaviour:
    """Send each byte of the answer in a write of its own, so that every character comes in pieces."""
    event = json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}, ensure_ascii=False).encode()
    start = event.index(text.encode())
    end = start + len(text.encode())
    middle = [event[at : at + 1] for at in range(start, end)]
    last = b"\n\n" + b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    return pieces(b"data: " + event[:start], *middle, event[end:] + last, pause=0.005)


def broken_utf8(text: str = "好") -> Behaviour:
    """Send one good delta, then one whose bytes are not UTF-8."""
    event = 'data: {"choices":[{"index":0,"delta":{"content":"%s"}}]}\n\n'
    return pieces((event % text).encode(), (event % "§").encode("latin-1"), b"data: [DONE]\n\n")


def no_choices(times: int | None = None) -> Behaviour:
    """Send chunks without a choice: so many before the answer, or for ever."""

    def behave(exchange: Exchange) -> None:
        exchange.start()
        sent = 0
        while times is None or sent < times:
            exchange.event(exchange.chunk([]))
            sent += 1
        exchange.delta("好", "stop")
        exchange.event("[DONE]")
        exchange.end()

    return behave


def tool_calls(text: str = "好") -> Behaviour:
    """Call a tool that nobody offered, in the middle of the answer."""
    call = {"index": 0, "id": "call-1", "type": "function", "function": {"name": "search", "arguments": "{"}}

    def behave(exchange: Exchange) -> None:
        exchange.start()
        exchange.delta(text)
        exchange.delta(None, tool_calls=[call])
        exchange.delta(None, tool_calls=[{"index": 0, "function": {"arguments": "}"}}])
        exchange.delta(text, "tool_calls")
        exchange.event("[DONE]")
        exchange.end()

    return behave


# --- embeddings -----------------------------------------------------------------------------------------


def vector(text: str, dimension: int) -> list[float]:
    """Return a vector of unit length that depends on the text only; texts that share characters are near.

    >>> near, far = vector("数字人民币的试点", 64), vector("保险理赔流程", 64)
    >>> query = vector("人民币试点", 64)
    >>> sum(map(float.__mul__, query, near)) > sum(map(float.__mul__, query, far))
    True
    """
    values = [0.0] * dimension
    for part in (*text, *map("".join, itertools.pairwise(text)), "\0" + text):
        code = zlib.crc32(part.encode("utf-8", "surrogatepass"))
        # The text as a whole counts a little, so that no two texts are alike and none is all zeros.
        values[code % dimension] += (1 if code & 1 << 31 else -1) * (0.01 if part[0] == "\0" else 1)
    length = math.hypot(*values)
    return [value / length for value in values] if length else [1.0, *values[1:]]


def vectors(
    dimension: int = 8,
    *,
    dimensions: Sequence[int] = (),
    scale: float = 1.0,
    replace: Mapping[int, object] | None = None,
    missing: int = 0,
    order: Literal["given", "shuffled"] = "given",
    index: Literal["right", "absent", "same"] = "right",
    pause: float = 0.0,
    formats: Collection[str] = ("float", "base64"),
) -> Behaviour:
    """Embed: :func:`vector` of each input, as ``float`` or ``base64`` as the request wants.

    :param dimension: The length of a vector where the request does not set ``dimensions``.
    :param dimensions: The lengths of the first vectors, whatever the request wants.
    :param scale: The length of a vector in space.
    :param replace: What is sent instead of the vectors with these indices.
    :param missing: How many vectors are left out at the end.
    :param order: ``shuffled`` sends them backwards, with the right ``index`` each.
    :param index: ``absent`` sends no index, ``same`` sends 0 for all.
    :param formats: A request for another ``encoding_format`` is refused with 400.
    """

    def behave(exchange: Exchange) -> None:
        texts = exchange.json["input"]
        texts = [texts] if isinstance(texts, str) else texts
        form = exchange.json.get("encoding_format", "float")
        if form not in formats:
            status(400, f"unsupported encoding_format: {form}", param="encoding_format")(exchange)
            return
        exchange.pause(pause)
        data: list[dict[str, object]] = []
        for at, text in enumerate(texts[: len(texts) - missing]):
            length = dimensions[at] if at < len(dimensions) else exchange.json.get("dimensions") or dimension
            values = [value * scale for value in vector(text, length)]
            packed = base64.b64encode(struct.pack(f"<{length}f", *values)).decode()
            shown = (replace or {}).get(at, packed if form == "base64" else values)
            place = {} if index == "absent" else {"index": at if index == "right" else 0}
            data.append({"object": "embedding", "embedding": shown, **place})
        if order == "shuffled":
            data.reverse()
        usage = {"prompt_tokens": sum(map(len, texts)), "total_tokens": sum(map(len, texts))}
        exchange.reply_json({"object": "list", "data": data, "model": MODEL, "usage": usage})

    return behave


# --- the server -----------------------------------------------------------------------------------------


class OpenAIServer:
    """The server; a context manager that runs it.

    :param chat: What ``/v1/chat/completions`` does; a text or a function of the messages is answered with
        :func:`answer`.
    :param embeddings: What ``/v1/embeddings`` does.
    :param key: The only API key that is accepted; by default any is, and none.
    :param models: The only models there are; by default there is any, and the list names one.
    :param unknown: Fields of a request that are refused with 400, as OpenAI does with what a model lacks.
    """

    def __init__(
        self,
        chat: Behaviour | str | None = None,
        embeddings: Behaviour | None = None,
        *,
        key: str | None = None,
        models: Collection[str] = (),
        unknown: Collection[str] = (),
    ) -> None:
        self.chat = answer(chat) if isinstance(chat, str) else chat or answer()
        self.embeddings = embeddings or vectors()
        self.key = key
        self.models = tuple(models)
        self.unknown = set(unknown)
        self.requests: list[Exchange] = []
        self._script: collections.deque[Behaviour] = collections.deque()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """The base URL, with ``/v1``."""
        assert self._server is not None, "the server is not running"
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/v1"

    def script(self, *behaviours: Behaviour) -> None:
        """Let the next POST requests meet these, one each, and only then the rule."""
        self._script.extend(behaviours)

    def wait_for_requests(self, number: int, seconds: float = 5.0) -> list[Exchange]:
        """Return the requests as soon as there are so many."""
        until = time.monotonic() + seconds
        while len(self.requests) < number:
            assert time.monotonic() < until, f"{len(self.requests)} requests came, not {number}"
            time.sleep(0.005)
        return self.requests

    def __enter__(self) -> Self:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._stopping.set()
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Record one request and answer it."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        try:
            parsed = json.loads(body) if body else None
        except ValueError:
            parsed = body
        headers = {name.lower(): value for name, value in handler.headers.items()}
        exchange = Exchange(
            handler.command, handler.path, headers, parsed, time.monotonic(), handler, self._stopping
        )
        with self._lock:
            self.requests.append(exchange)
            behaviour = self._behaviour(exchange)
        try:
            behaviour(exchange)
        except _Gone:
            handler.close_connection = True
        finally:
            exchange.finished.set()

    def _behaviour(self, exchange: Exchange) -> Behaviour:
        if self.key is not None and exchange.key != self.key:
            return status(401, f"Incorrect API key provided: {exchange.key}", code="invalid_api_key")
        route = exchange.path.partition("?")[0].removeprefix("/v1")
        if exchange.method == "GET":
            return self._list if route == "/models" else status(404, "no such page")
        if not isinstance(exchange.json, dict):
            return status(400, "the body is not a JSON object")
        if self._script:
            return self._script.popleft()
        model = exchange.json.get("model")
        if self.models and model not in self.models:
            return status(404, f"The model {model} does not exist", code="model_not_found")
        for name in sorted(self.unknown & exchange.json.keys()):
            return status(400, f"Unsupported parameter: {name}", param=name, code="unsupported_parameter")
        rules = {"/chat/completions": self.chat, "/embeddings": self.embeddings}
        return rules.get(route, status(404, "no such page"))

    def _list(self, exchange: Exchange) -> None:
        names = self.models or (MODEL,)
        exchange.reply_json({"object": "list", "data": [{"id": name, "object": "model"} for name in names]})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self.server.owner.handle(self)

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    # Not http.server's own: that asks the name service for this machine's name, which can take seconds.
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, owner: OpenAIServer) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that goes away between two requests

    def close_connections(self) -> None:
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
