"""One call of a tool while it lasts: its client is told how far it is, and nothing is done for one that is gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeAlias, TypeVar

import anyio
from mcp.server.context import ServerRequestContext
from starlette.requests import Request

from qa.language import say
from qa.service.stopping import Stop
from qa.service.workers import Workers

P = TypeVar("P")
T = TypeVar("T")

LOOK_SECONDS = 0.5
"""How often a call that takes long looks whether its client is still there."""

SILENT_SECONDS = 5.0
"""After how long without news a client is told that the work goes on: many give up on a silent server."""

Report: TypeAlias = Callable[[str], None]
"""What is told of the progress of a call, from its thread."""


class _Done(Generic[T]):
    def __init__(self, result: T) -> None:
        self.result = result


class Call:
    """A call, from the request for it to its result.

    :param context: What the SDK knows of the request.
    """

    def __init__(self, context: ServerRequestContext) -> None:
        self._context = context
        self._steps = 0
        self._last = time.monotonic()

    async def at_once(self, workers: Workers, work: Callable[[], T]) -> T:
        """Return what takes milliseconds, from a thread."""
        return await workers.run(work)

    async def followed(self, workers: Workers, prepare: Callable[[], P], work: Callable[[P, Report], T]) -> T:
        """Return what takes long, from a thread. What it reports goes to the client as progress.

        It is stopped, down to the model's answer, when the call is cancelled or its client hangs up.
        """
        stop = Stop()

        def working(prepared: P, tell: Callable[[str | _Done[T]], None]) -> None:
            tell(_Done(work(prepared, tell)))

        try:
            pieces = await self._waited(workers.listen(prepare, working, stop))
            return await self._followed(pieces)
        finally:
            stop.stop()

    async def _followed(self, pieces: AsyncGenerator[str | _Done[T]]) -> T:
        while True:
            piece = await self._waited(anext(pieces))
            if isinstance(piece, _Done):
                return piece.result
            await self._report(piece)

    async def _waited(self, awaited: Awaitable[T]) -> T:
        """Wait for something, looking meanwhile whether it is still wanted."""
        task = asyncio.ensure_future(awaited)
        try:
            while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
                if await self._is_gone():
                    raise asyncio.CancelledError
                if time.monotonic() - self._last > SILENT_SECONDS:
                    await self._report(say("still working", "仍在进行"))
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                with anyio.CancelScope(shield=True), suppress(asyncio.CancelledError, Exception):
                    await task

    async def _is_gone(self) -> bool:
        # In the older protocol a client that hangs up has not cancelled; but here nobody can come back for the result.
        request = self._context.request
        return isinstance(request, Request) and await request.is_disconnected()

    async def _report(self, message: str) -> None:
        self._steps += 1
        self._last = time.monotonic()
        await self._context.session.report_progress(self._steps, message=message)
