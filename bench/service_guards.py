"""What the guards add to a request: the same tiny application with and without them, in one process, no network.

python -m bench.service_guards
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.service.access.keys import Keys
from qa.service.access.quotas import Quotas
from qa.service.guards import guarded
from qa.service.service import Service
from qa.settings import Settings

ROUNDS, REQUESTS = 20, 500


async def tiny(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI's signature
    """Read the body, and answer with one of 2 bytes."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


async def microseconds(app: ASGIApp, headers: list[tuple[bytes, bytes]]) -> float:
    """Return how long a request takes, the median of some rounds."""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        pass

    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(REQUESTS):
            scope = {
                "type": "http",
                "method": "POST",
                "path": "/v1/search",
                "scheme": "http",
                "headers": [(b"host", b"127.0.0.1"), (b"content-length", b"2"), *headers],
                "client": ("127.0.0.1", 1),
            }
            await app(scope, receive, send)
        seconds.append((time.perf_counter() - began) / REQUESTS)
    return statistics.median(seconds) * 1e6


async def main() -> None:
    """Print one line a case."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), serve_rate=1_000_000)
        keys, quotas = Keys(settings.home), Quotas(settings.home)
        service: Any = SimpleNamespace(settings=settings, keys=keys, quotas=quotas)
        app = guarded(tiny, cast("Service", service))
        bare = await microseconds(tiny, [])
        print(f"without guards         {bare:6.1f} µs")
        print(f"with, no keys          {await microseconds(app, []) - bare:6.1f} µs more")
        for name, quota in (("with a key", None), ("with a key and a quota", 1_000_000)):
            _, secret = keys.add(name, quota=quota)
            header = (b"authorization", f"Bearer {secret}".encode())
            print(f"{name:<22} {await microseconds(app, [header]) - bare:6.1f} µs more")
        quotas.close()


if __name__ == "__main__":
    asyncio.run(main())
