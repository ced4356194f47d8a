"""The figures of a service, for Prometheus: each service has its own, and no label takes a value from a request.

docs/observing.md has the table of them.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

import qa
from qa import errors
from qa.errors import QaError
from qa.models import Answer, IngestItem, Summary
from qa.service.jobs.job import Job
from qa.service.observing.printable import printable
from qa.service.observing.record import Record
from qa.service.observing.routes import method
from qa.service.workers import Workers
from qa.stages import Fact

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

OTHER = "other"
MOST_MODELS = 20
"""How many models are told apart; what the server of a model calls itself is not ours to bound."""

# What a model's server may say of the end of an answer, by the protocol.
_FINISHES = frozenset({"stop", "length", "content_filter", "tool_calls", "function_call", "closed"})

DENIED: tuple[type[QaError], ...] = (
    errors.KeyMissing,
    errors.KeyWrong,
    errors.ScopeTooNarrow,
    errors.OriginForeign,
    errors.HostUnknown,
    errors.RateExceeded,
    errors.QuotaSpent,
    errors.ServiceBusy,
    errors.ServiceStopping,
    errors.RequestTooLarge,
    errors.RequestTooSlow,
)
"""The errors by which a request is turned away, whatever it asks."""

_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_MODEL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600)


disable_created_metrics()  # type: ignore[no-untyped-call]  # when each counter began is one more series for each of its own


class Metrics:
    """Counts what it is told of, in a registry of its own.

    >>> metrics = Metrics()
    >>> metrics.told(Answer("refused", "…", "", (), "extractive"), "too_far")
    >>> [line for line in metrics.exposed().decode().splitlines() if line.startswith("zhangju_refusals_total")]
    ['zhangju_refusals_total{kind="too_far"} 1.0']
    """

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(f"zhangju_{name}", about, labels, registry=registry)

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(f"zhangju_{name}", about, labels, registry=registry)

        def histogram(name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"zhangju_{name}", about, labels, buckets=buckets, registry=registry)

        Info("zhangju_build", "What is running.", registry=registry).info(
            {"version": qa.__version__, "python": platform.python_version()}
        )
        self._requests = counter("requests", "Requests that are over.", "route", "method", "status")
        self._seconds = histogram(
            "request_seconds",
            "From the first byte of a request to the last of its answer.",
            _REQUEST_SECONDS,
            "route",
        )
        self.in_flight = gauge("requests_in_flight", "Requests that are not over.")
        self._hung_up = counter("hung_up", "Requests whose client went away before the end.", "route")
        self._denied = counter("denied", "Requests that were turned away, whatever they asked.", "reason")
        self._problems = counter("problems", "Requests that ended with an error.", "code")
        self._working = gauge("workers_working", "Places that are taken.", "workers")
        self._waiting = gauge("workers_waiting", "Requests in line for a place.", "workers")
        self._places = gauge("workers_places", "Places that there are.", "workers")
        self._answers = counter("answers", "Answers, refusals among them.", "status", "mode")
        self._refusals = counter("refusals", "Questions that were refused, by what kind of refusal.", "kind")
        self._summaries = counter("summaries", "Notes and summaries.", "form", "mode")
        self._fallbacks = counter(
            "fallbacks", "What a model was to write and the articles' own sentences stand for.", "what"
        )
        self._checks = counter("checked_sentences", "Sentences that were checked.", "outcome")
        self._dropped = counter(
            "dropped_sentences", "Sentences of a model that no reader was shown.", "reason"
        )
        self._repaired = counter("repaired_citations", "Sentences of a model whose citations were put right.")
        self._tokens = counter(
            "tokens", "Tokens of chat models, without what was kept.", "model", "direction"
        )
        self._llm = counter("llm_answers", "Answers of chat models, by how they ended.", "model", "outcome")
        self._llm_seconds = histogram(
            "llm_seconds", "From a request to a chat model to the end of its answer.", _MODEL_SECONDS, "model"
        )
        self._llm_first = histogram(
            "llm_first_seconds",
            "From a request to a chat model to its first piece of text.",
            _MODEL_SECONDS,
            "model",
        )
        self._llm_kept = counter("llm_cache_hits", "Answers of chat models that were kept from before.")
        self._stages = histogram(
            "stage_seconds", "How long the stages of the work take.", _STAGE_SECONDS, "stage"
        )
        self._vectors = counter(
            "embedding_cache", "Passages to embed, by whether they had been before.", "result"
        )
        self._articles = counter(
            "articles", "Files and texts that were to be put into the library.", "outcome"
        )
        self._jobs = counter("jobs", "Jobs that are over.", "outcome")
        self._models: set[str] = set()

    def finished(self, request: Record) -> None:
        """Count a request that is over."""
        self._requests.labels(request.route, method(request.method), str(request.told_status)).inc()
        self._seconds.labels(request.route).observe(request.seconds)
        if request.hung_up:
            self._hung_up.labels(request.route).inc()

    def told(self, result: object, kind: str) -> None:
        """Count what came out of the core, or why nothing did."""
        if isinstance(result, Answer):
            self._answers.labels(result.status, result.mode).inc()
            self._repaired.inc(len(result.repaired))
            if result.status == "refused":
                self._refusals.labels(kind or OTHER).inc()
            if result.fallback is not None:
                self._fallbacks.labels("answer").inc()
        elif isinstance(result, Summary):
            self._summaries.labels(result.form, result.mode).inc()
            self._dropped.labels("unsupported").inc(len(result.dropped))
            if result.fallback is not None:
                self._fallbacks.labels("summary").inc()
        elif isinstance(result, IngestItem):
            self._articles.labels(result.outcome).inc()
        elif isinstance(result, Job):
            self._jobs.labels(kind).inc()
        elif isinstance(result, Exception):
            self._problems.labels(result.code if isinstance(result, QaError) else "InternalError").inc()
            if isinstance(result, DENIED):
                self._denied.labels(result.code).inc()

    def ended(self, stage: str, seconds: float, facts: Mapping[str, Fact], error: str | None) -> None:
        """Count a stage that is over; ``error`` is the code of what ended it."""
        if stage == "llm":
            self._llm_ended(seconds, facts, error)
            if facts.get("cached"):
                return
        self._stages.labels(stage).observe(seconds)
        if stage == "embed":
            self._vectors.labels("hit").inc(_number(facts, "kept"))
            self._vectors.labels("miss").inc(_number(facts, "made"))
        elif stage == "check":
            self._checks.labels(str(facts.get("outcome", OTHER))).inc()
            if "reason" in facts:
                self._dropped.labels(str(facts["reason"])).inc()
            if facts.get("absent"):
                self._dropped.labels("says_absent").inc()

    def _llm_ended(self, seconds: float, facts: Mapping[str, Fact], error: str | None) -> None:
        if facts.get("cached"):
            self._llm_kept.inc()
            return
        model = self._model(str(facts.get("model", "")))
        finish = str(facts.get("finish", OTHER))
        self._llm.labels(model, error or (finish if finish in _FINISHES else OTHER)).inc()
        self._llm_seconds.labels(model).observe(seconds)
        if "first" in facts:
            self._llm_first.labels(model).observe(_number(facts, "first"))
        self._tokens.labels(model, "in").inc(_number(facts, "tokens_in"))
        self._tokens.labels(model, "out").inc(_number(facts, "tokens_out"))

    def _model(self, name: str) -> str:
        name = printable(name)[:100]
        if name not in self._models and len(self._models) < MOST_MODELS:
            self._models.add(name)
        return name if name in self._models else OTHER

    def exposed(self, workers: Iterable[Workers] = ()) -> bytes:
        """Return all of it, in the format of Prometheus, with how full the places of the workers are."""
        for each in workers:
            self._working.labels(each.name).set(each.working)
            self._waiting.labels(each.name).set(each.waiting)
            self._places.labels(each.name).set(each.at_once)
        return generate_latest(self.registry)


def _number(facts: Mapping[str, Fact], name: str) -> float:
    fact = facts.get(name, 0)
    return 0.0 if isinstance(fact, str) else float(fact)
