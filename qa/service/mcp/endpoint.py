"""MCP over HTTP: the SDK's streamable HTTP as one ASGI application, for one path of the service.

Who may come in, and from where, is decided before: by the guards of the service. A session belongs to the key that
began it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Receive, Scope, Send

from qa.errors import MethodUnknown, ServiceStopping
from qa.service import problems
from qa.service.ending import RETRY_SECONDS
from qa.service.mcp.server import make_server
from qa.service.service import Service

MOST_SESSIONS = 1000
"""How many clients may be connected at once; each costs little while it is silent."""

IDLE_SECONDS = 30 * 60
"""After how long a session that nobody uses is forgotten."""

_MEGABYTE = 1024 * 1024


class Endpoint:
    """The application. It answers while it is :meth:`running`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sessions: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer within the block; at its end every session is over."""
        sessions = StreamableHTTPSessionManager(
            make_server(self._service),
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
            max_request_body_size=self._service.settings.serve_megabytes * _MEGABYTE,
            session_idle_timeout=IDLE_SECONDS,
            max_sessions=MOST_SESSIONS,
        )
        async with sessions.run():
            self._sessions = sessions
            try:
                yield
            finally:
                self._sessions = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["method"] not in ("POST", "DELETE"):
            # A stream of news that the server has by itself: there are none.
            error = MethodUnknown(path=scope["path"], method=scope["method"], allowed="POST, DELETE")
            await problems.response(error)(scope, receive, send)
        elif self._sessions is None or self._service.ending.is_asked:
            await problems.response(ServiceStopping(seconds=RETRY_SECONDS))(scope, receive, send)
        else:
            await self._sessions.handle_request(_owned(scope), receive, send)


def _owned(scope: Scope) -> Scope:
    key = scope.get("state", {}).get("key")
    if key is None:
        return scope
    return {**scope, "user": AuthenticatedUser(AccessToken(token="-", client_id=key.id, scopes=[key.scope]))}
