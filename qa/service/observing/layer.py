"""The outermost layer of the service: every request gets an id, a language, an observer, and in the end its line of log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.language import spoken
from qa.service.observing import logs
from qa.service.observing.languages import wanted
from qa.service.observing.observation import Observation
from qa.service.observing.record import Record, request_id
from qa.service.observing.routes import method, template
from qa.service.observing.tracing import fail, trace_id
from qa.service.problems import details as problems
from qa.stages import observed

if TYPE_CHECKING:
    from opentelemetry.trace import Span

HEADER = b"x-request-id"


class Observed:
    """An ASGI layer around everything else.

    It gives ``scope["state"]["request_id"]`` to what is under it, and reads ``scope["state"]["key"]`` in the end. No
    exception of a request leaves it: what is not answered yet is answered with a problem.
    """

    def __init__(self, app: ASGIApp, observation: Observation) -> None:
        self._app, self._observation = app, observation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        client = scope.get("client")
        record = Record(
            request_id(headers.get("x-request-id")), scope["method"], client[0] if client else None
        )
        scope.setdefault("state", {})["request_id"] = record.id
        span = self._span(record, headers)
        metrics = self._observation.metrics
        metrics.in_flight.inc()
        try:
            with (
                spoken(wanted(headers.get("accept-language"))),
                observed(self._observation.watching(record, span)),
            ):
                await self._handle(scope, receive, send, record)
        finally:
            metrics.in_flight.dec()
            _complete(record, scope)
            metrics.finished(record)
            if span is not None:
                _end(span, record)
            logs.requests.log(_level(record), "request", extra={"request": record})

    async def _handle(self, scope: Scope, receive: Receive, send: Send, record: Record) -> None:
        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect" and not record.is_complete:
                record.hung_up = True
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (HEADER, record.id.encode())]}
            elif message["type"] == "http.response.body":
                record.bytes += len(message.get("body", b""))
                record.is_complete = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, received, sent)
        except asyncio.CancelledError:
            if not record.hung_up:
                raise
        except Exception as error:
            if not (record.is_complete and record.problem):  # else it was logged where it was answered
                problems.log_internal(error, record.id)
            if record.status is None:
                with contextlib.suppress(OSError):
                    await problems.response(error, record.id)(scope, receive, sent)

    def _span(self, record: Record, headers: Mapping[str, str]) -> Span | None:
        tracing = self._observation.tracing
        if tracing is None:
            return None
        attributes = {"http.request.method": method(record.method), "zhangju.request.id": record.id}
        span = tracing.request(method(record.method), headers, attributes)
        record.trace_id = trace_id(span)
        return span


def _complete(record: Record, scope: Scope) -> None:
    record.route = template(scope)
    key = scope.get("state", {}).get("key")
    if key is not None:
        record.key, record.key_name = key.id, key.name


def _end(span: Span, record: Record) -> None:
    span.update_name(f"{method(record.method)} {record.route}")
    attributes: dict[str, str | int | None] = {
        "http.route": record.route,
        "http.response.status_code": record.told_status,
        "http.response.body.size": record.bytes,
        "client.address": record.client,
        "zhangju.outcome": record.outcome,
        "zhangju.mode": record.mode,
        "zhangju.key.name": record.key_name,
        "zhangju.question": record.question,
        "zhangju.answer": record.answer,
    }
    span.set_attributes({name: value for name, value in attributes.items() if value is not None})
    if record.told_status >= 500:
        fail(span, record.problem or str(record.told_status))
    span.end()


def _level(record: Record) -> int:
    status = record.told_status
    return logging.ERROR if status == 500 else logging.WARNING if status > 500 else logging.INFO
