"""Heads of requests that cannot be used."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import HeadBroken, QaError
from qa.language import say
from qa.service.guards.refusing import refuse
from qa.service.running.connections import BROKEN


class Heads:
    """Refuses requests whose head could not be read, or names two hosts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        error = _broken(scope) if scope["type"] == "http" else None
        if error is None:
            await self._app(scope, receive, send)
        else:
            await refuse(error, scope, receive, send)


def _broken(scope: Scope) -> QaError | None:
    found: QaError | None = scope.get("extensions", {}).get(BROKEN)
    if found is None and sum(name == b"host" for name, _ in scope["headers"]) > 1:
        return HeadBroken(problem=say("it names more than one host", "其中有不止一个 Host"))
    return found
