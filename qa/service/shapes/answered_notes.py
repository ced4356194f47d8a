"""What the service answers with about summaries and saved notes, for /openapi.json."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from qa.models import Form, Mode
from qa.service.shapes.answered import CheckReport, Dropped, HeadingPath, Sentence, Shape, Usage


class FormCheck(Shape):
    """Something that a text was checked for."""

    name: str
    ok: bool
    detail: str


class SummaryPart(Shape):
    """Sentences that stand together."""

    heading: str | None
    level: int
    path: HeadingPath
    sentences: list[Sentence]


class Summary(Shape):
    """What was written about an article, or about several."""

    article: str
    form: Form
    text: str
    sentences: list[Sentence]
    checks: list[FormCheck]
    mode: Mode
    model: str | None
    usage: Usage
    title: str
    articles: list[str]
    parts: list[SummaryPart]
    prompt: str | None
    seconds: float
    covered: list[list[str]]
    missing: list[list[str]]
    dropped: list[Dropped]
    rounds: int
    fallback: str | None
    score: float
    candidates: list[Summary]


class Progress(Shape):
    """How far a long piece of work is."""

    stage: str
    done: int
    total: int
    label: str


class NoteCheck(Shape):
    """A note that was edited by hand, checked like one that was written here."""

    checks: list[FormCheck]
    report: CheckReport
    characters: int


class NoteVersion(Shape):
    """What a saved note was earlier."""

    text: str
    revision: str
    at: dt.datetime
    by: str | None


class SavedNote(Shape):
    """The note that an editor saved beside an article."""

    article: str
    title: str
    text: str
    revision: str = Field(description="The article's revision when the note was saved.")
    at: dt.datetime
    by: str | None = Field(description="The name of the key that saved it.")
    stale: bool = Field(description="The article has changed since, or is gone.")
    tag: str = Field(description="The version, for `If-Match`.")
    earlier: list[NoteVersion]
