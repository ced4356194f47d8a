"""HEAD wherever there is GET: the same answer without its body, which the server leaves out."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.service.guards.scopes import MCP


class HeadsAsGets:
    """An ASGI layer under which a HEAD is answered as a GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        # A GET of MCP is a stream without an end.
        if scope["type"] == "http" and scope["method"] == "HEAD" and scope["path"] != MCP:
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)
