"""How long a request may take, from its head to the last byte of its answer, and how long one piece of that."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import AnswerTooSlow
from qa.service.guards.refusing import refuse
from qa.service.problems import details as problems
from qa.service.responding import EVENT_STREAM, event
from qa.service.running.connections import ABORT

SEND_SECONDS = 30.0
"""How long a client may leave what it was sent in our memory before it reads on."""


class Times:
    """Ends what takes too long: with 504 where nothing was sent yet, a stream with the event ``problem``.

    A client that does not read is disconnected: what it has still to read stays in the memory of this process.

    :param seconds: How long a request may take.
    :param send_seconds: How long it may take to get rid of one piece of the answer.
    """

    def __init__(self, app: ASGIApp, seconds: float, *, send_seconds: float = SEND_SECONDS) -> None:
        self._app, self._seconds, self._send_seconds = app, seconds, send_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_started = is_stream = is_ended = is_stalled = False
        deadline = asyncio.timeout(self._seconds)

        async def sending(message: Message) -> None:
            nonlocal is_started, is_stream, is_ended, is_stalled
            if message["type"] == "http.response.start":
                is_started, is_stream = True, _is_stream(message)
            else:
                is_ended = not message.get("more_body", False)
            try:
                async with asyncio.timeout(self._send_seconds):
                    await send(message)
            except TimeoutError:
                is_stalled = True
                _hang_up(scope)
                deadline.reschedule(0)  # ends the application, wherever in it this was called from
                await asyncio.Event().wait()

        try:
            async with deadline:
                await self._app(scope, receive, sending)
        except TimeoutError:
            if not deadline.expired():
                raise
        if is_stalled or not deadline.expired() or is_ended:
            return
        error = AnswerTooSlow(seconds=self._seconds)
        if not is_started:
            await refuse(error, scope, receive, send)
        elif is_stream:
            request_id = scope.get("state", {}).get("request_id")
            last = event("problem", problems.problem(error, request_id))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._send_seconds):
                    await send({"type": "http.response.body", "body": last, "more_body": False})
                return
            _hang_up(scope)
        else:
            _hang_up(scope)


def _is_stream(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(EVENT_STREAM.encode())
        for name, value in start.get("headers", ())
    )


def _hang_up(scope: Scope) -> None:
    """Close the connection without waiting for what the client has not read."""
    abort = scope.get("extensions", {}).get(ABORT)
    if abort is not None:  # another server has its own way to lose a client
        abort()
