"""The service: over HTTP, and for programs that speak MCP."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from qa.cli import session
from qa.cli.texts import text

Host = Annotated[str | None, typer.Option("--host", help=text("help.host"), metavar="ADDRESS")]
Port = Annotated[int | None, typer.Option("--port", help=text("help.port"), metavar="PORT")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the library over HTTP."""
    settings = session.configured(serve_host=host, serve_port=port)
    from qa.service.running import serve as run
    from qa.service.service import make_service

    with closing(make_service(settings)) as service:
        run(service)
