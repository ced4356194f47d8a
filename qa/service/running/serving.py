"""`qa serve`: the application under uvicorn, from its first request to the end of the last one.

The end is bounded. Told to stop (SIGTERM, Ctrl-C), the service takes no new connections; what is under way has
``serve_stop_seconds``, then it is told that the service stops, and ends. Whatever still hangs then is left: the library is
whole however the process ends. Told a second time, the process ends at once.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from qa.errors import LibraryUnreachable, ServerError
from qa.service.app import make_app
from qa.service.running.connections import KEEP_ALIVE_SECONDS, Connection, look_after
from qa.service.service import Service

SIGNALS = (signal.SIGINT, signal.SIGTERM)

LAST_SECONDS = 2.0
"""How long requests have to end once they are told to."""

LEFT_SECONDS = 5.0
"""After how many more seconds threads that hang are left behind."""

log = logging.getLogger("qa.service")


def open_library(service: Service) -> int | None:
    """Return how many articles there are, or None where a server that keeps them does not answer for the moment.

    Raises what cannot be waited for: :class:`qa.errors.LibraryMismatch`, :class:`qa.errors.LibraryDamaged`,
    :class:`qa.errors.EmbedderUnavailable`.
    """
    try:
        return service.assistant.count()
    except (LibraryUnreachable, ServerError) as problem:
        log.warning("library: %s", problem)
        return None


def serve(
    service: Service,
    sockets: Sequence[socket.socket],
    on_stop: Callable[[int], object] = lambda under_way: None,
    make: Callable[[Service], ASGIApp] = make_app,
) -> None:
    """Serve until the process is told to end.

    :param sockets: Where; they are closed.
    :param on_stop: Called with the number of requests under way when the process is told to end.
    :param make: What makes the application.
    """
    service.watch.on_warm = _settle
    gc.enable()
    server = Server(service, on_stop, make=make)
    server.run(sockets=list(sockets))


def _settle() -> None:
    # What is loaded by now stays. Looking through it for garbage again and again would hold up requests.
    gc.collect()
    gc.freeze()


class Server(uvicorn.Server):
    """uvicorn's server, which ends in bounded time and with exit code 0.

    :param seconds: How long requests under way have; by default what the settings say.
    :param make: What makes the application.
    """

    def __init__(
        self,
        service: Service,
        on_stop: Callable[[int], object] = lambda under_way: None,
        *,
        seconds: float | None = None,
        make: Callable[[Service], ASGIApp] = make_app,
    ) -> None:
        self._service, self._on_stop = service, on_stop
        self._seconds = service.settings.serve_stop_seconds if seconds is None else seconds
        config = uvicorn.Config(
            make(service),
            http=Connection,
            ws="none",
            lifespan="on",  # "auto" takes what fails at the start for an application that has none
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        config.timeout_graceful_shutdown = self._seconds + LAST_SECONDS  # type: ignore[assignment]
        super().__init__(config)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Listen to signals; unlike uvicorn, do not let them end the process afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        # Where Ctrl-C is ignored, as in a job in the background, it stays so.
        heard = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        before = {number: signal.signal(number, self.handle_exit) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """End in good order; the second time, at once."""
        if self.should_exit:
            _leave(128 + sig)
        self.should_exit = True
        # A thread that hangs would keep the process, and no exception reaches it.
        last = threading.Timer(self._seconds + LAST_SECONDS + LEFT_SECONDS, _leave, [0])
        last.daemon = True
        last.start()

    async def main_loop(self) -> None:
        """Serve, with an eye on the connections."""
        looking = asyncio.ensure_future(look_after(self.server_state.connections))
        try:
            await super().main_loop()
        finally:
            looking.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is under way, after its time."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._seconds
        self._service.ask_to_end()
        self._on_stop(len(self.server_state.tasks))
        limit = loop.call_at(until, self._service.end)
        try:
            await super().shutdown(sockets)
            while not self._service.jobs.is_ended and loop.time() < until:  # the article in hand
                await asyncio.sleep(0.05)
        finally:
            limit.cancel()
            self._service.end()


def _leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
