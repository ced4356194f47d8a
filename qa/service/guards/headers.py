"""What every response tells the browser that it must not do."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.service.guards.scopes import needed

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    ),
    # JSON is no page: nothing in it may be loaded or run, wherever a browser is made to open it.
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
NO_STORE = (b"cache-control", b"no-store")
# Only where the request came in encrypted: uvicorn says so of its own TLS, and of a proxy that it trusts
# (X-Forwarded-Proto from 127.0.0.1, or from what FORWARDED_ALLOW_IPS names). Not for the names below this one.
ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")


class Headers:
    """Adds to each response the headers that its route did not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ours = [*HEADERS]
        if needed(scope["method"], scope["path"]) is not None:
            ours.append(NO_STORE)
        if scope["scheme"] == "https":
            ours.append(ENCRYPTED)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message = {**message, "headers": given + [pair for pair in ours if pair[0] not in names]}
            await send(message)

        await self._app(scope, receive, sending)
