"""From the core's results to HTTP: JSON at once, or server-sent events as they come; both end with their client."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from typing import TypeVar

from fastapi import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from qa.output import Json
from qa.service import showing
from qa.service.problems import details as problems
from qa.service.running.ending import Ending
from qa.service.stopping import Stop
from qa.service.workers import Workers

T = TypeVar("T")

KEEP_ALIVE_SECONDS = 15.0
"""How long a stream is silent before a comment tells proxies and clients that it is still there."""

LAST_SECONDS = 1.0
"""How long a stream that ends with the service may take for what it has still to say."""

EVENT_STREAM = "text/event-stream"


def wants_events(request: Request) -> bool:
    """Whether the client asks for server-sent events."""
    return EVENT_STREAM in request.headers.get("accept", "")


async def while_connected(request: Request, workers: Workers, work: Callable[[], T]) -> T:
    """Return what ``work`` returns, from a thread; it is stopped when the client hangs up.

    :raises asyncio.CancelledError: the client hung up.
    """
    stop = Stop()
    working = asyncio.ensure_future(workers.run(work, stop))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise asyncio.CancelledError
        return working.result()
    finally:
        stop.stop()
        gone.cancel()
        working.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def event(name: str, data: Json) -> bytes:
    """Return one server-sent event.

    >>> event("sentence", {"text": "章句"}).decode()
    'event: sentence\\ndata: {"text": "章句"}\\n\\n'
    """
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def problem_event(error: Exception, request_id: str | None) -> bytes:
    """Return the event that a stream ends with where it fails."""
    return event("problem", problems.problem(error, request_id))


async def named_events(pieces: AsyncGenerator[T], names: Mapping[type[T], str]) -> AsyncGenerator[bytes]:
    """Yield each piece as the event that its class is called, and close what they come from."""
    async with contextlib.aclosing(pieces):
        async for piece in pieces:
            yield event(names[type(piece)], showing.to_json(piece))


def events(
    request: Request,
    pieces: AsyncGenerator[bytes],
    failed: Callable[[Exception, str | None], bytes] = problem_event,
) -> Response:
    """Return events as they come; a failure on the way is the last of them, as ``failed`` tells it."""
    request_id = request.scope.get("state", {}).get("request_id")
    ending: Ending = request.app.state.service.ending
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_whole(pieces, ending, request_id, failed), 200, headers, EVENT_STREAM)


async def _whole(
    pieces: AsyncGenerator[bytes],
    ending: Ending,
    request_id: str | None,
    failed: Callable[[Exception, str | None], bytes],
) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(pieces):
        following = None
        end = asyncio.ensure_future(ending.has_come.wait())
        try:
            while True:
                following = following or asyncio.ensure_future(anext(pieces))
                is_last = end.done()
                await asyncio.wait(
                    {following} if is_last else {following, end},
                    timeout=LAST_SECONDS if is_last else KEEP_ALIVE_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not following.done():
                    if is_last:  # it does not end by itself
                        yield failed(ending.problem(), request_id)
                        return
                    if not end.done():
                        yield b": still here\n\n"
                    continue
                done, following = following, None
                try:
                    yield done.result()
                except StopAsyncIteration:
                    return
                except Exception as error:
                    problems.log_internal(error, request_id)
                    yield failed(error, request_id)
                    return
        finally:
            end.cancel()
            if following is not None:
                following.cancel()
                with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                    await following


def answer(content: Json, status: int = 200) -> Response:
    """Return JSON, as the command's ``--json`` has it."""
    return _Json(content, status)


class _Json(JSONResponse):
    def render(self, content: object) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
