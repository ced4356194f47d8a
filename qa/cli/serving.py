"""The service: over HTTP, and for programs that speak MCP."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Annotated

import typer

from qa.cli import session
from qa.cli.texts import text

Host = Annotated[str | None, typer.Option("--host", help=text("help.host"), metavar="ADDRESS")]
Port = Annotated[int | None, typer.Option("--port", help=text("help.port"), metavar="PORT")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the library over HTTP."""
    settings = session.configured(serve_host=host, serve_port=port)
    from qa.service.addresses import require_closed
    from qa.service.keys import Keys
    from qa.service.listening import listen

    require_closed(settings, Keys(settings.home))
    with ExitStack() as stack:
        sockets = listen(
            settings.serve_host, settings.serve_port
        )  # first: what follows takes a second or two
        for opened in sockets:
            stack.enter_context(opened)
        from qa.service.observing import logs
        from qa.service.running import open_library, serve
        from qa.service.service import make_service

        logs.install(with_text=settings.serve_log_text, secrets=settings.secrets)
        service = stack.enter_context(closing(make_service(settings)))
        _say_where(open_library(service), sockets)
        seconds = settings.serve_stop_seconds
        serve(service, sockets, lambda under_way: _say_stop(under_way, seconds))


def _say_where(articles: int | None, sockets: Sequence[socket.socket]) -> None:
    from qa.service.listening import urls

    where = urls(sockets)
    if articles is None:
        _say(text("serve.waiting"))
    elif not articles:
        _say(text("serve.empty", url=where[0]))
    else:
        _say(text("serve.articles", articles=articles))
    _say(text("serve.listening", url="  ".join(where)))


def _say_stop(under_way: int, seconds: float) -> None:
    _say(
        text("serve.stopping", under_way=under_way, seconds=f"{seconds:g}")
        if under_way
        else text("serve.stopped")
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
