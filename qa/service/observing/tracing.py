"""Spans for OpenTelemetry: only where a collector is named, and the packages for it are there (``zhangju[otel]``).

The provider is one of its own. The global one stays what it is, which is nothing: Chroma and the MCP library find it there,
and have nothing to send anything with.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import qa
from qa.stages import Fact

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Span

log = logging.getLogger("qa.service")

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
CLOSE_SECONDS = 3.0
"""How long the end of the service waits for the last spans to be sent."""

# By the conventions for generative AI; what they have no name for is under our own.
_NAMES = {
    "model": "gen_ai.request.model",
    "tokens_in": "gen_ai.usage.input_tokens",
    "tokens_out": "gen_ai.usage.output_tokens",
    "first": "gen_ai.response.time_to_first_chunk",
}


class Tracing:
    """Makes spans.

    :param processor: What becomes of those that are over.
    """

    def __init__(self, processor: SpanProcessor) -> None:
        from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        named = Resource.create()  # from OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
        own: dict[str, Any] = {SERVICE_VERSION: qa.__version__}
        if str(named.attributes.get(SERVICE_NAME, "unknown_service")).startswith("unknown_service"):
            own[SERVICE_NAME] = "zhangju"
        self._provider = TracerProvider(resource=named.merge(Resource(own)), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("zhangju", qa.__version__)
        self._propagator = TraceContextTextMapPropagator()

    def request(self, method: str, headers: Mapping[str, str], attributes: Mapping[str, str]) -> Span:
        """Begin the span of a request, in the trace of the client that has one."""
        from opentelemetry.context import Context
        from opentelemetry.trace import SpanKind

        # An empty context: the global one, where others may have put something, has no say.
        parent = self._propagator.extract(headers, Context())
        return self._tracer.start_span(method, parent, SpanKind.SERVER, attributes)

    def stage(self, name: str, within: Span | None) -> Span:
        """Begin the span of a stage, within that of another or of a request; or else in a trace of its own."""
        from opentelemetry.context import Context
        from opentelemetry.trace import SpanKind, set_span_in_context

        context = Context() if within is None else set_span_in_context(within, Context())
        kind = SpanKind.CLIENT if name == "llm" else SpanKind.INTERNAL
        return self._tracer.start_span(name, context, kind)

    def close(self) -> None:
        """Send what is not sent yet, and stop; a collector that does not answer is not waited for long."""
        ending = threading.Thread(target=self._provider.shutdown, name="spans", daemon=True)
        ending.start()
        ending.join(CLOSE_SECONDS)


def trace_id(span: Span) -> str:
    """Return the id of a span's trace, as a log has it."""
    return f"{span.get_span_context().trace_id:032x}"


def end_stage(span: Span, name: str, facts: Mapping[str, Fact], error: str | None) -> None:
    """End the span of a stage, with what was found out about it."""
    if name == "llm":
        span.update_name(f"chat {facts.get('model', '')}".rstrip())
        span.set_attribute("gen_ai.operation.name", "chat")
        span.set_attribute("gen_ai.provider.name", "openai")
        if "finish" in facts:
            span.set_attribute("gen_ai.response.finish_reasons", [str(facts["finish"])])
    for key, fact in facts.items():
        if key != "finish":
            span.set_attribute(_NAMES.get(key, f"zhangju.{key}"), fact)
    if error is not None:
        fail(span, error)
    span.end()


def fail(span: Span, error: str) -> None:
    """Say that what the span is about failed."""
    from opentelemetry.trace import StatusCode

    span.set_attribute("error.type", error)
    span.set_status(StatusCode.ERROR)


def make_tracing(environment: Mapping[str, str] = os.environ) -> Tracing | None:
    """Return what makes spans, if a collector is named by the standard variables; else None.

    That the packages are there means nothing: Chroma brings some of them along.
    """
    named = next((environment[name] for name in ENDPOINTS if environment.get(name, "").strip()), None)
    is_off = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if named is None or is_off or environment.get("OTEL_TRACES_EXPORTER", "otlp").strip() == "none":
        return None
    protocol = next(
        (
            environment[name]
            for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
            if environment.get(name)
        ),
        "http/protobuf",
    )
    if protocol != "http/protobuf":
        log.warning("no spans are sent: the protocol is %s, and only http/protobuf is spoken", protocol)
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("no spans are sent: install zhangju[otel]")
        return None
    return Tracing(BatchSpanProcessor(OTLPSpanExporter()))
