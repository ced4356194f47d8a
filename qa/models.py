"""What flows through the program: frozen dataclasses, no behaviour beyond their own fields.

Offsets are in characters (Python ``str`` indices). ``section.text[span.start:span.end] == span.text`` holds
for every span and every citation, always.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["answered", "partial", "refused"]
Mode = Literal["extractive", "generative"]
Form = Literal["note", "abstract", "outline", "takeaways", "one-line", "qa", "digest"]
Style = Literal["平实", "资讯", "书面"]

PARAGRAPH_BREAK = "\n\n"
"""What stands between two paragraphs in a section's text; a paragraph holds no blank line."""

INTRODUCTION = "导言"
"""The heading given to the text before an article's first heading."""

CARD = "文章信息"
"""The heading of the section that is made from an article's metadata (see ``indexing.card``)."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next heading of any level.

    ``index`` counts from 0 in reading order; the metadata section has index -1. ``level`` is the heading's
    level 1 to 6, or 0 for the text before the first heading. ``path`` is the chain of headings down to this
    one. ``text`` is the paragraphs joined by a blank line.
    """

    index: int
    heading: str
    level: int
    path: tuple[str, ...]
    anchor: str | None
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the text, in order; empty for a heading without text."""
        return tuple(self.text.split(PARAGRAPH_BREAK)) if self.text else ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read: its metadata and its sections.

    ``id`` is empty until the library has given the article its place. ``origin`` is the absolute path it was
    read from, or only a name where the file is elsewhere (``None`` for standard input). ``editor_note``, ``author_note`` and ``credits`` were found in the
    text and kept apart from it: they are never indexed. ``columnist`` is the person named by the author's blurb
    where ``author`` names a site.
    """

    title: str
    sections: tuple[Section, ...]
    id: str = ""
    author: str | None = None
    columnist: str | None = None
    date: dt.date | None = None
    categories: tuple[str, ...] = ()
    source: str | None = None
    head_image: str | None = None
    editor_note: str | None = None
    author_note: str | None = None
    credits: tuple[str, ...] = ()
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive sentences of a section: what is embedded, and what a citation is compared with."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one section, made of whole spans: the context a model is given.

    ``id`` is a hash of the article's id, the section's place and the text: the same on every machine.
    ``order`` counts from 0 inside the section; ``start`` and ``end`` are offsets in the section's text.
    """

    id: str
    article: str
    section: int
    order: int
    start: int
    end: int
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found for a query.

    ``scores`` holds what ``score`` was fused from: ``dense`` is the cosine of the best span (−1 to 1), ``words``
    is BM25 (0 and up); and ``rerank`` is what was then added (0 or less; absent without reranking). ``best`` is the span that the dense score belongs to, in the section's offsets.
    """

    article: str
    title: str
    path: tuple[str, ...]
    anchor: str | None
    section: int
    chunk: str
    start: int
    end: int
    text: str
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    best: Span | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place: ``end - start == len(quote)``, and the section's text from ``start`` to ``end`` is the quote."""

    article: str
    title: str
    path: tuple[str, ...]
    anchor: str | None
    section: int
    start: int
    end: int
    quote: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the places that support it; ``citations`` is never empty when shown."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that a model wrote and the reader was not shown, with the reason."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A sentence that was shown with other citations than the model gave it.

    ``cited`` are the numbers that the model wrote, ``instead`` those of the passages that carry the sentence;
    :attr:`Answer.passages` counts from 1.
    """

    text: str
    cited: tuple[int, ...]
    instead: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences of different articles that disagree; ``values`` are what they differ in, as it is written."""

    values: tuple[str, str]
    sentences: tuple[Sentence, Sentence]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model took in and gave out; 0 where the server did not say or no model was asked.

    ``cached`` tells that the answer was kept from an earlier time, and that these tokens were spent then.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got: sentences with citations, or a refusal that says why.

    ``passages`` is what it was built from; ``nearest`` is offered where it was refused. ``seconds`` is wall time.
    ``understood_as`` is the question that was answered, where ``question`` is one that follows up another.
    ``fallback`` is why a chat model that was to write it did not, and is set where its sentences are therefore those
    of the articles; ``model`` and ``prompt`` are then what failed.
    ``looked_for`` says of a refusal what was looked for; ``missing`` are the parts of the question that a partial
    answer does not cover. ``id`` is what it is called in the log, if it is there.
    ``confidence`` is the chance (0 to 1) that the passages answer the question, by a rule fitted for the embedder; unset
    where there is none.
    """

    status: Status
    question: str
    text: str
    sentences: tuple[Sentence, ...]
    mode: Mode
    reason: str | None = None
    nearest: tuple[Passage, ...] = ()
    passages: tuple[Passage, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    model: str | None = None
    prompt: str | None = None
    usage: Usage = Usage()
    seconds: float = 0.0
    understood_as: str | None = None
    fallback: str | None = None
    repaired: tuple[Repaired, ...] = ()
    looked_for: str | None = None
    missing: tuple[str, ...] = ()
    id: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """An answer in the log, and when it was put there."""

    id: str
    at: dt.datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A question that was asked before, and what was answered, for a conversation that begins with a history.

    ``text`` is the answer's text and ``titles`` those of the articles it cites. ``understood_as`` is how the question was
    understood where it is a follow-up; without it, that is made out anew, by rules.
    """

    question: str
    text: str = ""
    titles: tuple[str, ...] = ()
    understood_as: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A question of a conversation that refers to what was said before, as it was understood.

    ``by`` is what understood it. ``rejected`` is why what a model made of it is not used, where that is so.
    """

    question: str
    understood_as: str
    by: Literal["model", "rules"]
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence of a text that was checked; :attr:`CheckReport.text` from ``start`` to ``end`` is where it stands.

    ``text`` is without markup and citation marks. ``score`` is that of :class:`qa.grounding.Support`. ``why`` is set
    when it is not supported, ``citations`` when it is.
    """

    text: str
    supported: bool
    score: float
    citations: tuple[Citation, ...]
    why: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SkippedSentence:
    """A part of a checked text that states nothing that could be supported; ``why`` says what it is."""

    text: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A text that was checked: its sentences and what states nothing, each in order.

    ``text`` is what the offsets are in: the text that was given, cleaned, or the text of an HTML page.
    """

    text: str
    sentences: tuple[CheckedSentence, ...]
    skipped: tuple[SkippedSentence, ...] = ()

    @property
    def supported(self) -> int:
        """How many sentences are supported."""
        return sum(sentence.supported for sentence in self.sentences)

    @property
    def unsupported(self) -> int:
        """How many are not."""
        return len(self.sentences) - self.supported


@dataclass(frozen=True, slots=True)
class FormCheck:
    """One thing that a summary was checked for; ``detail`` says what was found, and where it failed how much."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """Sentences of a summary that stand together.

    ``heading`` is the heading of a section in an outline (``level`` and ``path`` are that section's), a question, or
    a theme of a digest; a note, an abstract and each takeaway have none.
    """

    heading: str | None
    sentences: tuple[Sentence, ...]
    level: int = 0
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written about an article, or in a digest about several.

    ``text`` is ``parts`` as they are set, ``sentences`` all of theirs; each has citations. ``article`` is the id, empty
    for an article that is not in the library and for a digest, whose articles are in ``articles``. ``covered`` and
    ``missing`` are the heading paths of the sections that have their say and of those that do not, for a digest the titles
    of its articles. ``dropped`` are
    sentences that a model wrote and that were not kept, ``rounds`` how often its text was sent back to it,
    ``fallback`` why the sentences are those of the rules although a model was asked. Of several candidates this is
    the best by ``score``, the others are in ``candidates``.
    """

    article: str
    form: Form
    text: str
    sentences: tuple[Sentence, ...]
    checks: tuple[FormCheck, ...]
    mode: Mode
    model: str | None = None
    usage: Usage = Usage()
    title: str = ""
    articles: tuple[str, ...] = ()
    parts: tuple[SummaryPart, ...] = ()
    prompt: str | None = None
    seconds: float = 0.0
    covered: tuple[tuple[str, ...], ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    rounds: int = 0
    fallback: str | None = None
    score: float = 0.0
    candidates: tuple[Summary, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it has the form that was asked for."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """An edited note that was checked: its form, its sentences, and how many characters an editor counts in it."""

    checks: tuple[FormCheck, ...]
    report: CheckReport
    characters: int


NoteOutcome = Literal["written", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class NoteItem:
    """What became of one article that was to get an editor's note into its file.

    ``note`` and ``backup`` (where the file is kept as it was) are set where it was written, ``error`` where it was
    not. ``seconds`` and ``usage`` are what the note cost, written or not; ``fallback`` is that of :class:`Summary`.
    """

    path: str
    outcome: NoteOutcome
    title: str = ""
    note: str | None = None
    backup: str | None = None
    mode: Mode | None = None
    model: str | None = None
    fallback: str | None = None
    usage: Usage = Usage()
    seconds: float = 0.0
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class NoteReport:
    """All articles of one run, in order. ``stopped`` tells that there were more, and that it was asked to end."""

    items: tuple[NoteItem, ...]
    seconds: float
    stopped: bool = False

    def count(self, outcome: NoteOutcome) -> int:
        """How many articles came out so."""
        return sum(item.outcome == outcome for item in self.items)

    @property
    def usage(self) -> Usage:
        """What all of it took; what was kept from an earlier time was paid for then."""
        paid = [item.usage for item in self.items if not item.usage.cached]
        return Usage(sum(each.tokens_in for each in paid), sum(each.tokens_out for each in paid))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a query may look at; every field that is set must hold.

    ``articles`` are ids. ``since`` and ``until`` are inclusive, and an article without a date matches neither.
    """

    articles: tuple[str, ...] = ()
    author: str | None = None
    category: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article as the library lists it: its metadata and headings, without the text.

    ``revision`` is a hash of everything that was read and how it was cut; it changes exactly when the article
    or the chunking does. ``headings`` has one entry per section, as :class:`Section` without its text.
    """

    id: str
    revision: str
    title: str
    author: str | None
    columnist: str | None
    date: dt.date | None
    categories: tuple[str, ...]
    source: str | None
    head_image: str | None
    editor_note: str | None
    author_note: str | None
    credits: tuple[str, ...]
    origin: str | None
    headings: tuple[Section, ...]
    chunks: int
    spans: int
    characters: int


IngestOutcome = Literal["added", "updated", "unchanged", "duplicate", "failed"]


@dataclass(frozen=True, slots=True)
class IngestItem:
    """What became of one input. ``error`` is set when it failed; ``warnings`` are things that did not stop it."""

    path: str
    outcome: IngestOutcome
    article: str | None = None
    title: str | None = None
    sections: int = 0
    chunks: int = 0
    error: Exception | None = None
    warnings: tuple[Exception, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """All inputs of one ingest, in order."""

    items: tuple[IngestItem, ...]
    seconds: float

    @property
    def failed(self) -> tuple[IngestItem, ...]:
        """The inputs that did not go in."""
        return tuple(item for item in self.items if item.outcome == "failed")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is.

    ``done`` and ``total`` count spans to embed (reindex), the parts of one article that a model sums up (``write``),
    the texts that it writes to choose from (``candidate``), the questions of an evaluation (``ask``), or files (the
    others).
    """

    stage: Literal["read", "embed", "words", "summarize", "candidate", "write", "ask"]
    done: int
    total: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None
