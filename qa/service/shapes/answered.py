"""What the service answers with, shape by shape, for /openapi.json.

The JSON itself is made by :mod:`qa.output`, and nothing passes through these models on its way out; a test holds them to
what is sent. Every field is always there. Fields are added, never renamed: leave what you do not know.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from qa.models import Form, IngestOutcome, Mode
from qa.models import Status as AnswerStatus

Offset = Annotated[int, Field(description="In characters of the section's text.")]
HeadingPath = Annotated[list[str], Field(description="The headings down to the section.")]
Scores = Annotated[
    dict[str, float], Field(description="What the score was made of: `dense`, `words`, `rerank`.")
]


class Shape(BaseModel):
    """One JSON object."""


# --- answers --------------------------------------------------------------------------------------------


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


# --- checks ---------------------------------------------------------------------------------------------


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


# --- summaries ------------------------------------------------------------------------------------------


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


# --- articles -------------------------------------------------------------------------------------------


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


# --- the service ----------------------------------------------------------------------------------------


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
