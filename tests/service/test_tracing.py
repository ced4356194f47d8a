"""Spans: none unless a collector is named, one tree for each request, and no text in any of them."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from qa.indexing.connection import connect
from qa.service.observing.observation import Observation
from qa.service.observing.tracing import CLOSE_SECONDS, Tracing, make_tracing
from qa.service.service import make_service
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import OpenAIServer, answer, status
from tests.service.conftest import Serve, Served
from tests.service.test_observing import QUESTION, SECRET, STREAM, Install, install

__all__ = ["install"]

TRACE = "0af7651916cd43dd8448eb211c80319c"
SAID = "2018年起，备付金由人民银行集中存管[1]。月亮是奶酪做的[1]。"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


class Spans:
    """What a service made of spans, in memory."""

    def __init__(self, *, with_text: bool = False) -> None:
        self.exporter = InMemorySpanExporter()
        self.observation = Observation(Tracing(SimpleSpanProcessor(self.exporter)), with_text=with_text)

    def of(self, home: Path, serve: Serve, **settings: object) -> Served:
        made = make_service(Settings(home=home, **settings), embedder=CheapEmbedder())
        return serve(dataclasses.replace(made, observation=self.observation))

    def until(self, name: str, count: int = 1) -> list[ReadableSpan]:
        """Return all spans, once there are so many of a name: a request's ends after its answer was sent."""
        limit = time.monotonic() + 20
        while True:
            found = list(self.exporter.get_finished_spans())
            if sum(span.name == name for span in found) >= count:
                return found
            assert time.monotonic() < limit, [span.name for span in found]
            time.sleep(0.01)


@pytest.fixture
def home(stocked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stocked, tmp_path / "library"))


def attributes(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def test_a_request_and_its_stages(
    home: Path, serve: Serve, openai_server: OpenAIServer, install: Install
) -> None:
    log = install()
    openai_server.chat = answer(SAID)
    spans = Spans()
    served = spans.of(home, serve, llm_base_url=openai_server.url, llm_model="test-model")
    headers = {**STREAM, "traceparent": PARENT, "X-Request-ID": "mine"}
    told = served.client.post("/v1/ask", json=QUESTION, headers=headers)
    found = spans.until("POST /v1/ask")
    assert {f"{span.context.trace_id:032x}" for span in found if span.context} == {TRACE}
    [request] = [span for span in found if span.kind is SpanKind.SERVER]
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == "b7ad6b7169203331"
    assert attributes(request) == {
        "http.request.method": "POST",
        "http.route": "/v1/ask",
        "http.response.status_code": 200,
        "http.response.body.size": len(told.content),
        "client.address": "127.0.0.1",
        "zhangju.request.id": "mine",
        "zhangju.outcome": "answered",
        "zhangju.mode": "generative",
    }
    under = {
        span.name: span for span in found if span.parent and span.parent.span_id == request.context.span_id
    }
    assert set(under) == {"retrieve", "check", "chat test-model"}
    assert [attributes(span)["zhangju.outcome"] for span in found if span.name == "check"][1] == "dropped"
    [embed] = [span for span in found if span.name == "embed" and attributes(span).get("zhangju.queries")][:1]
    assert embed.parent is not None
    assert embed.parent.span_id == under["retrieve"].context.span_id
    chat = attributes(under["chat test-model"])
    assert under["chat test-model"].kind is SpanKind.CLIENT
    assert 0 < chat.pop("gen_ai.response.time_to_first_chunk") < 10  # type: ignore[operator]
    assert chat.pop("gen_ai.usage.input_tokens") > 100  # type: ignore[operator]
    assert chat == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "test-model",
        "gen_ai.usage.output_tokens": len(SAID),
        "gen_ai.response.finish_reasons": ("stop",),
        "zhangju.cached": False,
    }
    assert log.requests()[-1]["trace_id"] == TRACE
    assert SECRET not in "".join(span.to_json() for span in found)


def test_what_fails(home: Path, serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = status(400, SECRET)
    spans = Spans()
    served = spans.of(home, serve, llm_base_url=openai_server.url, llm_model="test-model")
    served.client.post(
        "/v1/ask", json={**QUESTION, "mode": "generative"}, headers={"traceparent": "00-wrong"}
    )
    found = {span.name: span for span in spans.until("POST /v1/ask")}
    assert attributes(found["chat test-model"])["error.type"] == "ServerRefused"
    assert attributes(found["POST /v1/ask"])["error.type"] == "ServerRefused"
    assert not found["POST /v1/ask"].status.is_ok
    assert found["POST /v1/ask"].parent is None
    served.client.get(f"/{SECRET}?{SECRET}")
    assert SECRET not in "".join(span.to_json() for span in spans.until("GET (unknown)"))


def test_text_where_it_may_be(home: Path, serve: Serve) -> None:
    spans = Spans(with_text=True)
    spans.of(home, serve).client.post("/v1/ask", json=QUESTION)
    [request] = [span for span in spans.until("POST /v1/ask") if span.kind is SpanKind.SERVER]
    assert attributes(request)["zhangju.question"] == QUESTION["question"]
    assert SECRET in str(attributes(request)["zhangju.answer"])


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
        {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:9"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "True"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_off_unless_a_collector_is_named(environment: dict[str, str]) -> None:
    assert make_tracing(environment) is None


def test_without_the_packages(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(
        __import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None
    )
    assert make_tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}) is None
    assert "zhangju[otel]" in caplog.text


# --- a real collector -----------------------------------------------------------------------------------


class Collector:
    """A server that takes OTLP over HTTP."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, ExportTraceServiceRequest]] = []
        collector = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.taken.append((self.path, ExportTraceServiceRequest.FromString(body)))
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()


@pytest.fixture
def collector() -> Iterator[Collector]:
    taking = Collector()
    yield taking
    taking.server.shutdown()
    taking.server.server_close()


def test_a_real_collector(
    home: Path, serve: Serve, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    # What could send by itself where it finds this.
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("CHROMA_OTEL_GRANULARITY", "all")
    monkeypatch.setenv("CHROMA_OTEL_COLLECTION_ENDPOINT", collector.url)
    served = serve(make_service(Settings(home=home), embedder=CheapEmbedder()))
    served.client.post("/v1/ask", json=QUESTION, headers={"traceparent": PARENT})
    served.service.observation.close()
    resources = [resource for _, sent in collector.taken for resource in sent.resource_spans]
    scopes = [scope for resource in resources for scope in resource.scope_spans]
    assert {path for path, _ in collector.taken} == {"/v1/traces"}
    assert {scope.scope.name for scope in scopes} == {"zhangju"}
    named = {each.key: each.value.string_value for each in resources[0].resource.attributes}
    assert (named["service.name"], named["deployment.environment.name"]) == ("zhangju", "test")
    spans = [span for scope in scopes for span in scope.spans]
    assert {"POST /v1/ask", "retrieve", "embed"} <= {span.name for span in spans}
    assert {span.trace_id.hex() for span in spans if span.name != "embed"} == {TRACE}
    assert SECRET not in str(collector.taken)


def test_a_collector_that_does_not_answer(home: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr("qa.service.observing.tracing.CLOSE_SECONDS", 0.3)
        served = serve(make_service(Settings(home=home), embedder=CheapEmbedder()))
        assert served.client.post("/v1/ask", json=QUESTION).status_code == 200
        began = time.monotonic()
        served.service.observation.close()
        assert time.monotonic() - began < CLOSE_SECONDS


def test_nobody_else_sends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_OTEL_GRANULARITY", "all")
    client, close = connect(str(tmp_path / "store"))
    try:
        client.get_or_create_collection("spans")
    finally:
        close()
    import chromadb.telemetry.opentelemetry as chromas

    assert chromas.tracer is None
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
