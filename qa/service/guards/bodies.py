"""How large the body of a request may be, and how long it may take to arrive."""

from __future__ import annotations

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import HeadBroken, MediaTypeUnknown, QaError, RequestTooLarge, RequestTooSlow
from qa.language import say
from qa.service.guards.refusing import has_body, header, refuse
from qa.service.running.connections import BROKEN

MOST_BYTES = 1_000_000
ARRIVAL_SECONDS = 30.0
ARRIVAL_RATE = 16_000
"""A body has the seconds, and one more for each so many bytes that came."""

_UPLOAD = ("POST", "/v1/articles")


class Bodies:
    """Refuses a body that is too large, as soon as that is known, or that does not arrive in time.

    :param upload_bytes: The most for ``POST /v1/articles``; any other body may have :data:`MOST_BYTES`.
    :param seconds: How long a body may take, however small.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int, *, seconds: float = ARRIVAL_SECONDS) -> None:
        self._app, self._upload_bytes, self._seconds = app, upload_bytes, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not has_body(scope):
            await self._app(scope, receive, send)
            return
        is_upload = (scope["method"], scope["path"]) == _UPLOAD
        limit = max(self._upload_bytes, MOST_BYTES) if is_upload else MOST_BYTES
        error = _unwanted(scope, limit)
        if error is not None:
            await refuse(error, scope, receive, send)
            return
        arriving = _Arriving(scope, receive, limit, self._seconds)
        is_started = False

        async def sending(message: Message) -> None:
            nonlocal is_started
            if arriving.failure is None or is_started:
                is_started = True
                await send(message)

        try:
            await self._app(scope, arriving.receive, sending)
        except BaseException:
            # Whatever became of our error inside, it is this that the client is told.
            if arriving.failure is None or is_started:
                raise
        if arriving.failure is not None and not is_started:
            await refuse(arriving.failure, scope, receive, send)


class _Arriving:
    """A body on its way, measured while the application takes it in."""

    def __init__(self, scope: Scope, receive: Receive, limit: int, seconds: float) -> None:
        self._scope, self._receive, self._limit, self._seconds = scope, receive, limit, seconds
        self._bytes = 0
        self._waited = 0.0  # for the client; how long the application takes is not its fault
        self._is_whole = False
        self.failure: QaError | None = None

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()
        if self.failure is not None:
            raise self.failure
        allowed = self._seconds + self._bytes / ARRIVAL_RATE
        began = time.monotonic()
        try:
            async with asyncio.timeout(allowed - self._waited):
                message = await self._receive()
        except TimeoutError:
            self.failure = RequestTooSlow(seconds=round(allowed, 1))
            raise self.failure from None
        self._waited += time.monotonic() - began
        self.failure = self._scope.get("extensions", {}).get(BROKEN)
        if self.failure is not None:
            raise self.failure
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._limit:
            self.failure = RequestTooLarge(limit=self._limit)
            raise self.failure
        self._is_whole = not message.get("more_body", False)
        return message


def _unwanted(scope: Scope, limit: int) -> QaError | None:
    """Return why a body is refused before any of it is read."""
    lengths = {value.strip() for name, value in scope["headers"] if name == b"content-length"}
    transfer = header(scope, b"transfer-encoding")
    is_old = scope["http_version"] == "1.0"  # which has no Transfer-Encoding
    # Two servers that take the end of a body for different places can be made to see different requests.
    if transfer is not None and (lengths or is_old or transfer.strip().lower() != b"chunked"):
        return HeadBroken(
            problem=say("the length of the body is not clear", "正文的长度不明确") + ": Transfer-Encoding"
        )
    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
        return HeadBroken(
            problem=say("the length of the body is not clear", "正文的长度不明确") + ": Content-Length"
        )
    if any(int(length) > limit for length in lengths):
        return RequestTooLarge(limit=limit)
    encoding = header(scope, b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        # A few bytes of it can be gigabytes.
        return MediaTypeUnknown(type=f"Content-Encoding: {encoding.decode('latin-1')}", allowed="identity")
    return None
