"""One connection of a client, as uvicorn has it, and bounds for what uvicorn lets go on for ever.

An application sees a request when its head is there, and no longer when its answer is written; what a client does
before and after that is seen here only: it sends a head byte by byte or without an end, leaves a connection open
without a request, or does not read what it was sent. What is wrong with how a request is written is found here, too; the
application answers it like any other, so that it has an id, its line in the log and all headers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Set
from typing import Any

from httptools import HttpParserError, HttpParserInvalidURLError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from qa.errors import HeadBroken, QaError, RequestBroken, RequestTooSlow
from qa.language import say

HEAD_SECONDS = 20.0
"""How long the head of a request may take to arrive, from the connection or from its first byte."""
MOST_HEAD_BYTES = 65_536
STALLED_SECONDS = 30.0
"""How long a client may take nothing of what waits for it, and how long it has to read the rest once all is written."""
KEEP_ALIVE_SECONDS = 75
"""How long a connection stays without a request: longer than a proxy keeps it (nginx: 60 s), which then sends none
into a connection that is being closed."""
LOOK_SECONDS = 1.0
MOST_CONNECTIONS = 1000
"""How many connections there may be. A further one takes the place of the one that has gone longest without a request."""

ABORT = "zhangju.abort"
"""The extension of the scope that closes the connection at once."""
BROKEN = "zhangju.broken"
"""The extension of the scope that has the error to answer with, where a request cannot be read."""

_OF_BODIES = (b"content-length", b"transfer-encoding", b"expect")


async def look_after(connections: Set[Any]) -> None:
    """Hang up on clients that do not read what they are sent, for as long as this is not cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        now = time.monotonic()
        for connection in tuple(connections):
            if isinstance(connection, Connection):
                connection.bounded.look(now)


class Connection(HttpToolsProtocol):
    """Reads requests from a connection, and ends it where its client wastes it: ``uvicorn.Config(http=Connection)``."""

    head_seconds = HEAD_SECONDS
    most_connections = MOST_CONNECTIONS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._idle_since = time.monotonic()
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._is_in_head = self._is_in_body = self._is_broken = False
        self._answered: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.bounded = _Transport(transport, self.loop)
        super().connection_made(self.bounded)  # type: ignore[arg-type]
        self._await_head()
        if len(self.connections) > self.most_connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        # uvicorn tells the last request only, which may be in line behind the one that is being answered.
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._is_broken:
            return
        if self._head_timer is None and not self._is_answering:
            self._await_head()
        # What is still sent of a body that was answered early is no head.
        self._head_bytes += 0 if self._is_in_body else len(data)
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:
            pass  # a client that offers a web socket or HTTP/2 is answered without it
        except HttpParserInvalidURLError:  # what curl sends where Chinese is typed behind the "?"
            self._break(_unencoded())
            return
        except HttpParserError:
            self._break(self._problem())
            return
        if self._head_timer is None:
            self._head_bytes = 0
        elif self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._break(_too_long())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_head = True
        self.scope["extensions"] = {ABORT: {}}
        self.scope["extensions"][ABORT] = self.transport.abort  # type: ignore[assignment]
        if self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        if self._is_too_long:
            raise ValueError  # the parser makes an error of its own of it
        super().on_headers_complete()
        self._head_is_there()
        self._is_in_head, self._is_in_body = False, True

    def on_message_complete(self) -> None:
        self._is_in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._idle_since = time.monotonic()
        super().on_response_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _make_room(self) -> None:
        idle = [
            one
            for one in self.connections
            if isinstance(one, Connection) and one is not self and not one._is_answering
        ]
        leaving = min(idle, key=lambda one: one._idle_since, default=self)
        self.connections.discard(leaving)
        leaving.transport.abort()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _head_is_there(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self._is_answering:  # the next request, in line behind this one
            self._await_head()
        elif self._is_in_head:
            self._break(RequestTooSlow(seconds=self.head_seconds))
        else:
            self.transport.close()

    @property
    def _is_too_long(self) -> bool:
        """Whether the head is, as far as it was read: with what follows, it may have come at once."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        return size > MOST_HEAD_BYTES

    def _problem(self) -> QaError:
        """Return what is wrong with what the parser did not take."""
        if self._is_in_body:
            return RequestBroken(problem=say("its parts are not as HTTP/1.1 has them", "分块不符合 HTTP/1.1"))
        if self._is_in_head and self._is_too_long:
            return _too_long()
        return HeadBroken(problem=say("it is not HTTP/1.1", "不是 HTTP/1.1"))

    def _break(self, error: QaError) -> None:
        """Have the application answer with an error, after what it still answers; then the connection ends."""
        self._is_broken = True
        self._head_is_there()
        if self._is_in_body:
            self._break_body(error)
            return
        headers = self.headers if self._is_in_head else []
        extensions = {ABORT: self.transport.abort, BROKEN: error}
        cycle = RequestResponseCycle(
            scope={
                "type": "http",
                "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
                "http_version": "1.1",
                "server": self.server,
                "client": self.client,
                "scheme": self.scheme or "http",
                "root_path": self.root_path,
                "method": "",
                "path": "",
                "raw_path": b"",
                "query_string": b"",
                "headers": [pair for pair in headers if pair[0] not in _OF_BODIES],
                "state": self.app_state.copy(),
                "extensions": extensions,  # type: ignore[typeddict-item]
            },
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        cycle.message_event.set()
        if self._is_answering:
            self.pipeline.appendleft((cycle, self.app))
        else:
            self.cycle = cycle
            self._start_asgi_task(cycle, self.app)

    def _break_body(self, error: QaError) -> None:
        cycle = self.cycle
        cycle.keep_alive = False
        if cycle.response_complete:
            self.transport.close()
        elif cycle.response_started:  # half an answer is not to be mixed with another
            cycle.disconnected = True
            self.transport.close()
        else:
            cycle.scope["extensions"][BROKEN] = error  # type: ignore[assignment]
            cycle.more_body = False
        cycle.message_event.set()


def _unencoded() -> HeadBroken:
    return HeadBroken(
        problem=say(
            "its address has a character that must be written as %XX (curl: -G --data-urlencode)",
            "网址里有必须写成 %XX 的字符（curl 用 -G --data-urlencode）",
        )
    )


def _too_long() -> HeadBroken:
    return HeadBroken(
        problem=say(f"it is longer than {MOST_HEAD_BYTES} bytes", f"超过 {MOST_HEAD_BYTES} 字节")
    )


class _Transport:
    """A transport that is closed in a bounded time, also when the client does not read."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._written = self._taken = 0
        self._since = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._written += len(data)
        self._transport.write(data)

    def close(self) -> None:
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._loop.call_later(STALLED_SECONDS, self._transport.abort)

    def look(self, now: float) -> None:
        waiting = self._transport.get_write_buffer_size()
        taken = self._written - waiting
        if not waiting or taken != self._taken:
            self._taken, self._since = taken, now
        elif now - self._since > STALLED_SECONDS:
            self._transport.abort()
