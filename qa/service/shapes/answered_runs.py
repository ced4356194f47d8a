"""The shapes of what is told of evaluations, for /openapi.json."""

from __future__ import annotations

from pydantic import Field

from qa.service.shapes.answered import Shape


class RunFigure(Shape):
    """One headline figure of a run."""

    name: str = Field(description="Its stable name, such as `recall@5`.")
    title: str = Field(description="What it is called in the language of the request.")
    words: str = Field(description="Its value as it is written for people.")
    value: float
    low: float | None = Field(description="Of the 95% interval.")
    high: float | None


class EvaluationRun(Shape):
    """One run of an evaluation."""

    id: str
    suite: str
    label: str
    started: str
    finished: str | None = Field(description="None where it is under way or was broken off.")
    seconds: float
    mode: str
    model: str | None
    gated: bool = Field(description="Whether the refusal and the check were in force.")
    figures: list[RunFigure]


class Evaluations(Shape):
    """Runs, the newest first."""

    runs: list[EvaluationRun]


class OpenedReport(Shape):
    """Where the report of a run can be opened without a key, for some minutes."""

    run: EvaluationRun
    report: str = Field(examples=["/reports/4bV7…"])
    seconds: float = Field(description="How long the address is good.")
