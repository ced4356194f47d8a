"""What the service answers with, shape by shape, for /openapi.json: here questions and checks.

The JSON itself is made by :mod:`qa.output`, and nothing passes through these models on its way out; a test holds them to
what is sent. Every field is always there. Fields are added, never renamed: leave what you do not know.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from qa.models import Mode
from qa.models import Status as AnswerStatus

Offset = Annotated[int, Field(description="In characters of the section's text.")]
HeadingPath = Annotated[list[str], Field(description="The headings down to the section.")]
Scores = Annotated[
    dict[str, float], Field(description="What the score was made of: `dense`, `words`, `rerank`.")
]


class Shape(BaseModel):
    """One JSON object."""


class Citation(Shape):
    """A place in an article: the section's text from `start` to `end` is the `quote`."""

    article: str = Field(description="The article's id; empty for a text that was sent along.")
    title: str
    path: HeadingPath
    anchor: str | None = Field(description="The heading's id in the article's page.")
    section: int = Field(description="The section's index, from 0; -1 is the metadata.")
    start: Offset
    end: Offset
    quote: str
    source: str | None = Field(description="Where the article was published, else the name of its file.")


class Sentence(Shape):
    """A sentence and the places that bear it out."""

    text: str
    citations: list[Citation]


class Span(Shape):
    """Sentences that stand together."""

    start: Offset
    end: Offset
    text: str


class Passage(Shape):
    """A piece of a section that was found."""

    article: str
    title: str
    path: HeadingPath
    anchor: str | None
    section: int
    chunk: str = Field(description="The chunk's id.")
    start: Offset
    end: Offset
    text: str
    score: float = Field(description="Comparable within one search only.")
    scores: Scores
    best: Span | None
    source: str | None


class Usage(Shape):
    """Tokens, as the model's server counted them."""

    tokens_in: int
    tokens_out: int
    cached: bool


class Dropped(Shape):
    """A sentence that the model wrote and that is not shown."""

    text: str
    why: str


class Repaired(Shape):
    """A sentence that is shown with other citations than the model gave it."""

    text: str
    cited: list[int]
    instead: list[int]
    why: str


class Conflict(Shape):
    """Two articles that disagree."""

    values: list[str]
    sentences: list[Sentence]


class Answer(Shape):
    """What a question got: sentences with citations, or a refusal that says why."""

    status: AnswerStatus
    question: str
    text: str
    sentences: list[Sentence]
    reason: str | None = Field(description="Why it was refused, or answers only a part.")
    nearest: list[Passage] = Field(description="Of a refusal, what came nearest.")
    passages: list[Passage] = Field(description="What it was built from.")
    dropped: list[Dropped]
    mode: Mode
    model: str | None
    prompt: str | None
    usage: Usage
    seconds: float
    understood_as: str | None = Field(description="Of a question that follows up another, what was answered.")
    fallback: str | None = Field(
        description="Why the model did not write the answer, whose sentences are then the articles' own."
    )
    repaired: list[Repaired]
    looked_for: str | None
    missing: list[str] = Field(description="The parts of the question that are not answered.")
    id: str | None = Field(description="What the answer is called in the log, if there is one.")
    conflicts: list[Conflict]
    confidence: float | None


class Understood(Shape):
    """How a question that follows up another is understood."""

    question: str
    understood_as: str
    by: Literal["model", "rules"]
    rejected: str | None = Field(description="Why what the model made of it is not used.")


class Passages(Shape):
    """What a query found, the best first."""

    query: str
    passages: list[Passage]


class CheckedSentence(Shape):
    """A sentence of the text that was checked, and where it stands in `text` of the report."""

    text: str
    supported: bool
    score: float
    citations: list[Citation]
    why: str | None = Field(description="Why it is not supported.")
    start: int
    end: int


class SkippedSentence(Shape):
    """A part of the text that states nothing: a heading, a question, a greeting."""

    text: str
    why: str
    start: int
    end: int


class CheckReport(Shape):
    """A text that was checked."""

    sentences: list[CheckedSentence]
    supported: int
    unsupported: int
    skipped: list[SkippedSentence]
    text: str = Field(description="What the offsets are in: the text, cleaned.")
