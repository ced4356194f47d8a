"""One connection of a client, as uvicorn has it, and bounds for what uvicorn lets go on for ever.

An application sees a request when its head is there, and no longer when its answer is written; what a client does
before and after that is seen here only: it sends a head byte by byte or without an end, leaves a connection open
without a request, or does not read what it was sent.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Set
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from qa.errors import HeadBroken
from qa.language import say
from qa.service.problems import details as problems

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
        self._is_in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.bounded = _Transport(transport, self.loop)
        super().connection_made(self.bounded)  # type: ignore[arg-type]
        self._await_head()
        if len(self.connections) > self.most_connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head_timer is None and not self._is_answering:
            self._await_head()
        # What is still sent of a body that was answered early is no head.
        self._head_bytes += 0 if self._is_in_body else len(data)
        super().data_received(data)
        if self._head_timer is None:
            self._head_bytes = 0
        elif self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(say(f"it is longer than {MOST_HEAD_BYTES} bytes", f"超过 {MOST_HEAD_BYTES} 字节"))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {}}
        self.scope["extensions"][ABORT] = self.transport.abort  # type: ignore[assignment]
        if self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        self._is_in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._idle_since = time.monotonic()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """Answer what is no HTTP."""
        self._refuse(say("it is not HTTP/1.1", "不是 HTTP/1.1"))

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

    def _unsupported_upgrade_warning(self) -> None:
        pass  # a client that offers a web socket or HTTP/2 is answered without it

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _head_is_there(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        if self._is_answering:  # the next request, in line behind this one
            self._await_head()
        else:
            self._head_timer = None
            self.transport.close()

    def _refuse(self, problem: str) -> None:
        self._head_is_there()
        if not (
            self._is_answering and self.cycle.response_started
        ):  # half an answer is not to be mixed with another
            body = json.dumps(problems.problem(HeadBroken(problem=problem)), ensure_ascii=False).encode()
            self.transport.write(
                STATUS_LINE[400]
                + b"content-type: %b\r\ncontent-length: %d\r\n" % (problems.MEDIA_TYPE.encode(), len(body))
                + b"connection: close\r\nx-content-type-options: nosniff\r\n\r\n"
                + body
            )
        if self._is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()


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
