"""MCP over HTTP: the SDK's streamable HTTP as one ASGI application, for one path of the service.

Who may come in, and from where, is decided before: by the guards of the service. A session belongs to the key that
began it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Message, Receive, Scope, Send

from qa.errors import MediaTypeUnknown, MethodUnknown, ServiceStopping
from qa.service.guards.refusing import header, refuse
from qa.service.mcp.server import make_server
from qa.service.mcp.sessions import Sessions
from qa.service.problems.validating import JSON
from qa.service.running.ending import RETRY_SECONDS
from qa.service.service import Service

MOST_SESSIONS = 500
"""How many clients may be connected at once; each costs little while it is silent."""

IDLE_SECONDS = 12 * 60 * 60
"""After how long a session that nobody uses is forgotten: clients that sit beside an editor all day do not expect it."""

_SESSION = b"mcp-session-id"

_MEGABYTE = 1024 * 1024


class Endpoint:
    """The application. It answers while it is :meth:`running`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._manager: StreamableHTTPSessionManager | None = None
        self._sessions = Sessions(MOST_SESSIONS)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer within the block; at its end every session is over."""
        self._sessions = Sessions(MOST_SESSIONS)
        manager = StreamableHTTPSessionManager(
            make_server(self._service),
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
            max_request_body_size=self._service.settings.serve_megabytes * _MEGABYTE,
            session_idle_timeout=IDLE_SECONDS,
            max_sessions=None,  # see Sessions
        )
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["method"] not in ("POST", "DELETE"):
            # A stream of news that the server has by itself: there are none.
            error = MethodUnknown(path=scope["path"], method=scope["method"], allowed="POST, DELETE")
            await refuse(error, scope, receive, send)
        elif self._manager is None or self._service.ending.is_asked:
            await refuse(ServiceStopping(seconds=RETRY_SECONDS), scope, receive, send)
        elif scope["method"] == "POST" and (kind := _type(scope)) != JSON:
            await refuse(MediaTypeUnknown(type=kind, allowed=JSON), scope, receive, send)
        else:
            await self._handle(self._manager, scope, receive, send)

    async def _handle(
        self, manager: StreamableHTTPSessionManager, scope: Scope, receive: Receive, send: Send
    ) -> None:
        key = scope.get("state", {}).get("key")
        owner = key.id if key else None
        session = _session(scope["headers"])

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._take_note(scope["method"], session, owner, message)
            await send(message)

        with self._sessions.used(session):
            await manager.handle_request(_owned(scope, owner), receive, watched)
        while (surplus := self._sessions.surplus()) is not None:
            await self._end(manager, surplus)

    def _take_note(self, method: str, session: str | None, owner: str | None, begun: Message) -> None:
        """Learn from the beginning of a response which sessions there are."""
        if session is None:
            told = _session(begun["headers"])
            if told is not None and begun["status"] < 400:
                self._sessions.began(told, owner)
        elif (method == "DELETE" or begun["status"] == 404) and self._sessions.belongs(session, owner):
            self._sessions.ended(session)

    async def _end(self, manager: StreamableHTTPSessionManager, session: str) -> None:
        """End a session as its client would."""
        owner = self._sessions.ended(session)
        headers = [(_SESSION, session.encode()), (b"host", b"localhost")]
        scope = {"type": "http", "method": "DELETE", "path": "/", "query_string": b"", "headers": headers}

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            pass  # nobody waits for it

        await manager.handle_request(_owned(scope, owner), receive, send)


def _type(scope: Scope) -> str:
    given = header(scope, b"content-type") or b""
    return given.decode("latin-1").partition(";")[0].strip().lower()


def _session(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    return next((value.decode("latin-1") for name, value in headers if name.lower() == _SESSION), None)


def _owned(scope: Scope, owner: str | None) -> Scope:
    """Return the scope of a request with the key that it came with, in the SDK's terms."""
    if owner is None:
        return scope
    return {**scope, "user": AuthenticatedUser(AccessToken(token="-", client_id=owner, scopes=[]))}
