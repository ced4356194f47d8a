"""What the service answers with about itself and what went wrong, for /openapi.json."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa.models import Mode
from qa.service.shapes.answered import Shape


class KeyShown(Shape):
    """The key of a request."""

    name: str
    scope: Literal["read", "write"]


class Limits(Shape):
    """What is taken at a time."""

    question_characters: int
    check_characters: int
    check_sources: int
    history_turns: int
    body_bytes: int = Field(description="Of any request but an upload.")
    upload_megabytes: int
    seconds: float
    requests_per_minute: int


class Status(Shape):
    """What the service is."""

    version: str
    mode: Mode = Field(description="What a question without a mode is answered by.")
    model: str | None
    embedder: str
    articles: int
    key: KeyShown | None = Field(description="None where no key is needed.")
    languages: list[Literal["zh", "en"]]
    limits: Limits


class Problem(Shape):
    """What went wrong (RFC 9457). `code` is for programs, `detail` for people, in the language of the request."""

    type: str = Field(description="Leads to what the problem means.")
    title: str
    status: int
    detail: str
    instance: str | None = Field(description="Names the request, as the log of the service does.")
    code: str
    details: dict[str, str]


class ProblemMeaning(Shape):
    """What a problem means; … stands for what is told of each case."""

    code: str
    status: int
    title: str
    en: str
    zh: str


class ProblemMeanings(Shape):
    """Every problem that the service can answer with."""

    problems: list[ProblemMeaning]


class Alive(Shape):
    """That requests are taken."""

    status: Literal["alive"]


class CheckShown(Shape):
    """One thing that was looked at; `detail` is the name of what is wrong."""

    name: str
    ok: bool
    detail: str


class Readiness(Shape):
    """Whether questions can be answered."""

    status: Literal["ready", "not ready"]
    checks: list[CheckShown]
