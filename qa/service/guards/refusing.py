"""Answering with a problem instead of what was asked for, before the body of the request is read."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import Receive, Scope, Send

from qa.errors import QaError
from qa.service.problems import details as problems

SMALL_BYTES = 65_536
"""A body up to this long is taken off the wire as if it were wanted, and the connection goes on."""
LINGER_SECONDS = 2.0
"""How long a body that nobody wants is still taken off the wire: a client that sends does not read, and if the
connection were closed under it, it would never see why."""


async def refuse(error: QaError, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a problem. Where a body is on its way that is not small, the connection ends with it."""
    request_id = scope.get("state", {}).get("request_id")
    response = problems.response(error, request_id)
    if not has_body(scope) or _is_small(scope):
        await response(scope, receive, send)
        return
    headers = [*response.raw_headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    # The whole of the answer is on its way to the client with this; that it is the last comes when the body ended.
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    if header(scope, b"expect") is None:  # who waits for "100 Continue" does not send at all
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while (await receive()).get("more_body"):
                    pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def header(scope: Scope, name: bytes) -> bytes | None:
    """Return a header of the request; None where there is none."""
    return next((value for key, value in scope["headers"] if key == name), None)


def has_body(scope: Scope) -> bool:
    """Whether a body comes with the request."""
    length = header(scope, b"content-length")
    return header(scope, b"transfer-encoding") is not None or (length is not None and length.strip() != b"0")


def _is_small(scope: Scope) -> bool:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    is_clear = len(lengths) == 1 and lengths[0].isdigit() and header(scope, b"transfer-encoding") is None
    return is_clear and int(lengths[0]) <= SMALL_BYTES and header(scope, b"expect") is None
