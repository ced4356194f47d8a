"""What observing costs: all of it for a request, with and without spans, and a stage of the core that nobody hears of.

    python -m bench.observing [--requests 4000]

A request goes through the layer to an application that answers at once, and one goes to the application alone, in turn;
medians of the differences. The log goes to /dev/null, the spans to nowhere.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
import timeit
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.models import Answer
from qa.service.observing import logs
from qa.service.observing.layer import Observed
from qa.service.observing.observation import Observation
from qa.service.observing.tracing import Tracing
from qa.stages import stage, tell

ANSWER = Answer("answered", "…", "…", (), "extractive")


async def bare(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI's signature
    """Answer at once."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def working(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer after what an extractive answer tells of itself: two stages and a result."""
    with stage("retrieve") as facts:
        with stage("embed") as inner:
            inner["queries"] = 1
        facts["passages"] = 6
    tell(ANSWER)
    await bare(scope, receive, send)


def scope() -> Scope:
    """Return a request."""
    headers = [(b"host", b"127.0.0.1"), (b"accept-language", b"zh-CN,zh;q=0.9"), (b"user-agent", b"bench")]
    return {
        "type": "http",
        "method": "POST",
        "path": "/v1/ask",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "state": {},
    }


async def receive() -> MutableMapping[str, Any]:
    """Return the end of a body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def send(message: MutableMapping[str, Any]) -> None:
    """Take a message."""


async def seconds(app: ASGIApp) -> float:
    """Return how long one request takes."""
    asked = scope()
    began = time.perf_counter()
    await app(asked, receive, send)
    return time.perf_counter() - began


async def compare(requests: int) -> None:
    """Measure in turn, and print."""
    processor = BatchSpanProcessor(InMemorySpanExporter())
    observed: dict[str, ASGIApp] = {
        "ids, language, log, metrics": Observed(working, Observation()),
        "the same and spans": Observed(working, Observation(Tracing(processor))),
    }
    costs: dict[str, list[float]] = {name: [] for name in observed}
    for _ in range(requests):
        for name, app in observed.items():
            alone = await seconds(working)
            costs[name].append(await seconds(app) - alone)
    for name, spent in costs.items():
        spent.sort()
        print(
            f"{name:30} {statistics.median(spent) * 1e6:6.0f} µs a request, p99 {spent[int(len(spent) * 0.99)] * 1e6:.0f} µs"
        )
    processor.shutdown()  # type: ignore[no-untyped-call]


def nobody_listens() -> None:
    """Print what a stage costs that nobody hears of."""

    def block() -> None:
        with stage("check") as facts:
            facts["outcome"] = "shown"

    times = 200_000
    spent = [timeit.timeit(block, number=times) / times for _ in range(5)]
    print(f"{'a stage that nobody hears of':30} {min(spent) * 1e9:6.0f} ns")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=4000)
    arguments = parser.parse_args()
    with Path("/dev/null").open("w") as nowhere:
        logs.install(with_text=False, stream=nowhere)
        asyncio.run(compare(arguments.requests))
    nobody_listens()


if __name__ == "__main__":
    main()
