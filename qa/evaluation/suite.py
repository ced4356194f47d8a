"""A suite: articles, questions with the sections that answer them, notes and sentences with what is known of them.

Frozen dataclasses; :mod:`qa.evaluation.loading` reads them from a folder, :mod:`qa.evaluation.formats` from the files
of public benchmarks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa.models import Article

KINDS = (
    "fact",
    "reason",
    "comparison",
    "across",
    "definition",
    "list",
    "metadata",
    "paraphrase",
    "english",
    "typo",
    "near",
    "far",
    "false-premise",
    "injection",
)
"""The kinds that the sample suites state: ``comparison`` is over sections of one article, ``across`` over articles,
``paraphrase`` shares no content word with its section, ``near`` and ``far`` are unanswerable, on the library's topic and
away from it. A suite may have kinds of its own."""


@dataclass(frozen=True, slots=True)
class SectionRef:
    """A section by what survives re-chunking: its article's file name (or id, or title) and its heading path.

    ``path`` may be the end of the section's path: its last heading alone where that is the only one in the article; or one
    anchor with ``#`` in front, such as ``("#toc-2",)``.
    ``()`` is the whole article. ``(CARD,)`` (文章信息) is the section that is made from the metadata.
    """

    article: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """One thing that has to be found: any of ``sections`` has it. ``grade`` is its relevance, 1 and up."""

    sections: tuple[SectionRef, ...]
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its answer.

    ``gold`` are all the things that a whole answer rests on; empty where it is not known, and where the question cannot be
    answered. ``must`` are phrases that the answer has to have: each entry is a tuple of alternatives, any of which
    will do. ``must_not`` are phrases that it must not have. ``references`` are answers by people, any of which is right.
    ``within`` are the articles (by name) that may be looked at; empty for all. ``line`` is where it stands, from 1.
    """

    id: str
    text: str
    kind: str = "fact"
    answerable: bool = True
    gold: tuple[Gold, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReferenceNote:
    """An article whose note is to be written, and notes that people wrote of it, if there are any."""

    article: str
    references: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence of which a person says whether an article (or the library, if empty) supports it."""

    id: str
    text: str
    supported: bool
    article: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Suite:
    """Everything that one run goes through.

    ``articles`` are files and folders to be read, ``documents`` articles that a benchmark's file holds itself (each is
    known by its ``origin``); without either, the user's own library is asked. ``gates`` are bounds such as
    ``recall@1>=0.9``. ``hash`` is over everything that is asked and expected. ``protocol`` names a benchmark's own way of
    scoring where it has one: ``squad``, ``rgb``, ``beir``, or empty. ``files`` are those that hold the ``questions``, the
    ``notes`` and the ``sentences``: what the lines are counted in.
    """

    name: str
    path: Path
    questions: tuple[Question, ...]
    articles: tuple[Path, ...] = ()
    documents: tuple[Article, ...] = ()
    notes: tuple[ReferenceNote, ...] = ()
    sentences: tuple[LabelledSentence, ...] = ()
    gates: tuple[str, ...] = ()
    description: str = ""
    protocol: str = ""
    hash: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
