"""Which web pages may use the service from a browser: its own, and those that the settings name (CORS)."""

from __future__ import annotations

import re
from collections.abc import Set

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import OriginForeign
from qa.language import say
from qa.service.access.addresses import DEFAULT_PORTS, origin_of
from qa.service.guards.refusing import header, refuse
from qa.service.guards.scopes import needed

METHODS = b"GET, POST, PUT, DELETE"
EXPOSED = (
    b"Location, Retry-After, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, "
    b"X-Request-ID, ETag, Mcp-Session-Id"
)
PREFLIGHT_SECONDS = b"600"

_NAMES = re.compile(rb"[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*", re.ASCII)
_LONGEST_SHOWN = 100


class Origins:
    """Refuses what the pages of other places ask for, and tells the browser of those that may.

    Only requests that a browser made for a page are looked at: it says so in ``Origin`` and ``Sec-Fetch-Site``,
    which no page can change. Cookies are never used, and no origin may send them.

    :param allowed: The origins that may, each as :func:`qa.service.access.addresses.origin_of` has it.
    """

    def __init__(self, app: ASGIApp, allowed: Set[tuple[str, str]]) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = header(scope, b"origin")
        is_allowed = origin is not None and origin_of(origin.decode("latin-1")) in self._allowed
        sending = self._telling(send, origin if is_allowed else None) if self._allowed else send
        is_preflight = (
            scope["method"] == "OPTIONS"
            and origin is not None
            and header(scope, b"access-control-request-method") is not None
        )
        if is_preflight and is_allowed:
            await _permit(scope, sending)
        elif is_preflight or (
            not is_allowed
            and needed(scope["method"], scope["path"]) is not None
            and _is_foreign(scope, origin)
        ):
            shown = origin.decode("latin-1")[:_LONGEST_SHOWN] if origin else say("another place", "别的网站")
            await refuse(OriginForeign(origin=shown), scope, receive, sending)
        else:
            await self._app(scope, receive, sending)

    @staticmethod
    def _telling(send: Send, origin: bytes | None) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"vary", b"Origin")]
                if origin is not None:
                    headers.append((b"access-control-allow-origin", origin))
                    headers.append((b"access-control-expose-headers", EXPOSED))
                message = {**message, "headers": headers}
            await send(message)

        return sending


def _is_foreign(scope: Scope, origin: bytes | None) -> bool:
    # The page may be behind a proxy that calls the service by another name; then only the browser knows.
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site not in (b"same-origin", b"none")
    if origin is None:
        return False  # no browser, or none that asks for a page
    found = origin_of(origin.decode("latin-1"))
    host = (header(scope, b"host") or b"").decode("latin-1").lower()
    return found is None or found[1] != host.removesuffix(DEFAULT_PORTS[found[0]])


async def _permit(scope: Scope, send: Send) -> None:
    headers = [
        (b"access-control-allow-methods", METHODS),
        (b"access-control-max-age", PREFLIGHT_SECONDS),
        (b"vary", b"Access-Control-Request-Method, Access-Control-Request-Headers"),
    ]
    # Each client library has headers of its own; who may use the service at all may send them.
    asked = header(scope, b"access-control-request-headers") or b""
    if _NAMES.fullmatch(asked.strip()):
        headers.append((b"access-control-allow-headers", asked.strip()))
    if header(scope, b"access-control-request-private-network") == b"true":
        headers.append((b"access-control-allow-private-network", b"true"))
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
