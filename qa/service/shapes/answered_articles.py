"""What the service answers with about articles and what becomes of uploads, for /openapi.json."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from qa.models import IngestOutcome
from qa.service.shapes.answered import HeadingPath, Offset, Shape, Span


class Heading(Shape):
    """A section without its text."""

    index: int
    heading: str
    level: int
    path: HeadingPath
    anchor: str | None


class Section(Heading):
    """What stands under one heading."""

    text: str


class Metadata(Shape):
    """What is known of an article."""

    id: str
    title: str
    author: str | None
    columnist: str | None
    date: dt.date | None
    categories: list[str]
    source: str | None
    head_image: str | None
    editor_note: str | None
    author_note: str | None
    credits: list[str]
    origin: str | None = Field(description="The name of the file that it was read from.")


class Record(Metadata):
    """An article as it is listed, without its text."""

    revision: str
    headings: list[Heading]
    chunks: int
    spans: int
    characters: int


class Chunk(Shape):
    """A piece of a section: the unit of a search."""

    id: str
    article: str
    section: int
    order: int
    start: Offset
    end: Offset
    text: str
    spans: list[Span]


class Articles(Shape):
    """Articles, and how many there are in all."""

    articles: list[Record]
    total: int


class Article(Metadata):
    """An article with all its text; `chunks` where they were asked for."""

    sections: list[Section]
    chunks: list[Chunk] | None = None


class Removed(Shape):
    """What was taken out."""

    removed: list[Record]


class Told(Shape):
    """What went wrong with one file of several."""

    code: str
    message: str
    details: dict[str, str]


class IngestItem(Shape):
    """What became of one file."""

    path: str
    outcome: IngestOutcome
    article: str | None
    title: str | None
    sections: int
    chunks: int
    error: Told | None
    warnings: list[Told]


class JobProgress(Shape):
    """How far the work is: `read` counts files, `embed` the spans of the article in hand."""

    stage: str
    done: int
    total: int


class Job(Shape):
    """An upload on its way into the library."""

    id: str
    status: Literal["waiting", "running", "done", "failed", "stopped"] = Field(
        description="`failed` is about all of it, such as a library that cannot be written to; one file that fails is an item."
    )
    at: str = Field(description="When it arrived.")
    ended: str | None = Field(description="When it ended.")
    done: int = Field(description="Of how many files it is known what became of them.")
    total: int = Field(description="How many files there are; those in a zip file count once it is opened.")
    current: str | None = Field(description="The file in hand.")
    progress: JobProgress | None
    outcomes: dict[IngestOutcome, int] = Field(description="How many files had which outcome.")
    items: list[IngestItem] = Field(
        description="What became of each file: at most 200, what failed first. A list of jobs has none."
    )
    error: Told | None


class Jobs(Shape):
    """Jobs, the latest first."""

    jobs: list[Job]
