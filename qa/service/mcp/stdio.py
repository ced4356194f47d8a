"""MCP over standard input and output: for a client that starts the command itself."""

from __future__ import annotations

import asyncio
import signal

from mcp.server.stdio import stdio_server

from qa import language
from qa.errors import QaError
from qa.service.mcp.server import make_server
from qa.service.service import Service


def serve_stdio(service: Service) -> None:
    """Serve until standard input ends. Nothing but the protocol goes to standard output."""
    # The thread that reads standard input cannot be interrupted, and there is nothing to be finished in good order.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(_serve(service))


async def _serve(service: Service) -> None:
    server = make_server(service, _own_message)
    service.watch.start()
    try:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        service.watch.close()


def _own_message(error: QaError) -> str:
    """Return the command's own message: who reads it has the command."""
    return error.message(language.current())
