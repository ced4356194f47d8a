"""The service: over HTTP, and for programs that speak MCP."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.cli import session
from qa.cli.texts import text

if TYPE_CHECKING:
    from qa.settings import Settings

Host = Annotated[str | None, typer.Option("--host", help=text("help.host"), metavar="ADDRESS")]
Port = Annotated[int | None, typer.Option("--port", help=text("help.port"), metavar="PORT")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the library over HTTP."""
    _serve(session.configured(serve_host=host, serve_port=port))


def mcp(
    transport: Annotated[
        Literal["stdio", "http"],
        typer.Option("--transport", help=text("help.transport"), metavar="TRANSPORT"),
    ] = "stdio",
    host: Host = None,
    port: Port = None,
) -> None:
    """Speak MCP."""
    if transport == "http":
        _serve(session.configured(serve_host=host, serve_port=port), only_mcp=True)
        return
    for name, value in (("--host", host), ("--port", port)):
        if value is not None:
            raise typer.BadParameter(text("misuse.stdio"), param_hint=name)
    settings = session.configured()
    from qa.service.mcp.stdio import serve_stdio
    from qa.service.observing import logs
    from qa.service.service import make_service
    from qa.stages import observed

    logs.install(with_text=settings.serve_log_text, secrets=settings.secrets)
    with closing(make_service(settings)) as service, observed(service.observation.watching()):
        serve_stdio(service)


def _serve(settings: Settings, *, only_mcp: bool = False) -> None:
    from qa.cli.reports import RunReports
    from qa.service.access.addresses import require_closed
    from qa.service.access.keys import Keys
    from qa.service.running.listening import listen

    require_closed(settings, Keys(settings.home))
    with ExitStack() as stack:
        sockets = listen(
            settings.serve_host, settings.serve_port
        )  # first: what follows takes a second or two
        for opened in sockets:
            stack.enter_context(opened)
        from qa.service.app import make_app, make_mcp_app
        from qa.service.observing import logs
        from qa.service.running.serving import open_library, serve
        from qa.service.service import make_service

        logs.install(with_text=settings.serve_log_text, secrets=settings.secrets)
        service = stack.enter_context(closing(make_service(settings, RunReports(settings.home))))
        _say_where(open_library(service), sockets, "/mcp" if only_mcp else "")
        seconds = settings.serve_stop_seconds
        make = make_mcp_app if only_mcp else make_app
        serve(service, sockets, lambda under_way: _say_stop(under_way, seconds), make)


def _say_where(articles: int | None, sockets: Sequence[socket.socket], path: str) -> None:
    from qa.service.running.listening import urls

    where = [url + path for url in urls(sockets)]
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
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)
        return
    from qa.service.observing import logs

    logs.service.info(line)
