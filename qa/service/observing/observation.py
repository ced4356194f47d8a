"""The observer of a service: what it hears of each request goes into its metrics, its record and its spans."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from qa.errors import QaError
from qa.models import Answer, Summary
from qa.service.observing.metrics import Metrics
from qa.service.observing.record import Record
from qa.service.observing.tracing import Tracing, end_stage
from qa.service.stopping import Stopped
from qa.stages import Fact, Name

if TYPE_CHECKING:
    from opentelemetry.trace import Span


class Observation:
    """What a service sees of itself.

    :param tracing: Makes the spans; None for none.
    :param with_text: Whether questions and answers may be seen.
    """

    def __init__(self, tracing: Tracing | None = None, *, with_text: bool = False) -> None:
        self.metrics = Metrics()
        self.tracing, self.with_text = tracing, with_text

    def watching(self, record: Record | None = None, span: Span | None = None) -> Watching:
        """Return an observer, for :func:`qa.stages.observed`: of a request, or of work that is for none."""
        return Watching(self, record, span)

    def close(self) -> None:
        """Send what is not sent yet."""
        if self.tracing is not None:
            self.tracing.close()


class Watching:
    """Hears of what is done for one request, or within one of its stages."""

    def __init__(self, observation: Observation, record: Record | None, span: Span | None) -> None:
        self._observation, self.record, self._span = observation, record, span

    def begun(self, name: Name) -> StageUnderWay:
        """Begin to take the time of a stage."""
        tracing = self._observation.tracing
        span = tracing.stage(name, self._span) if tracing is not None else None
        return StageUnderWay(name, self._observation, self.record, span)

    def told(self, result: object, kind: str) -> None:
        """Count a result, and put it down to the request."""
        self._observation.metrics.told(result, kind)
        record = self.record
        if record is None:
            return
        if isinstance(result, Answer):
            record.outcome, record.mode = result.status, result.mode
            if self._observation.with_text:
                record.question, record.answer = result.question, result.text
        elif isinstance(result, Summary):
            record.outcome, record.mode = "written", result.mode
            if self._observation.with_text:
                record.answer = result.text
        elif isinstance(result, Exception):
            record.problem = code_of(result)


class StageUnderWay(Watching):
    """A stage that is not over."""

    def __init__(
        self, name: Name, observation: Observation, record: Record | None, span: Span | None
    ) -> None:
        super().__init__(observation, record, span)
        self._name, self._began = name, time.perf_counter()

    def ended(self, facts: dict[str, Fact], error: BaseException | None) -> None:
        """Count the stage, and end its span."""
        code = None if error is None else code_of(error)
        self._observation.metrics.ended(self._name, time.perf_counter() - self._began, facts, code)
        if self._span is not None:
            end_stage(self._span, self._name, facts, code)


def code_of(error: BaseException) -> str:
    """Return a name for an error, of which there are only so many.

    >>> code_of(Stopped()), code_of(KeyError("…"))
    ('stopped', 'InternalError')
    """
    if isinstance(error, Stopped | GeneratorExit):
        return "stopped"
    return error.code if isinstance(error, QaError) else "InternalError"
