"""What a run keeps of each question, note and sentence: everything that is needed to measure it again later.

A run is a folder: ``run.json`` (:class:`RunInfo`), ``questions.jsonl``, ``notes.jsonl``, ``sentences.jsonl`` and, where there is a
judge, ``judgements.jsonl`` (a record a line, in the order in which they were done), ``scores.json`` (:mod:`qa.evaluation.scoring.scores`) and the reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qa.models import Answer, Passage, Summary


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be asked: the error's stable name and its message. It counts as no answer at all."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """One question as it was answered.

    ``ranked`` are the passages as they are given to the answer, best first, ``unranked`` the same before they were
    reranked (equal where reranking is off). ``answer`` is unset only where ``failure`` is set. ``confidence`` is how sure the
    system is that the passages answer the question (0 to 1, ``None`` where it does not tell). ``supports`` has one entry a
    sentence of the answer: the score (0 to 1) by which the grounding check holds it to be supported by what it cites, checked
    again after the fact, and whether it is. ``seconds`` are wall times by stage: ``search``, ``answer``.
    """

    id: str
    ranked: tuple[Passage, ...]
    unranked: tuple[Passage, ...]
    answer: Answer | None
    confidence: float | None = None
    supports: tuple[tuple[float, bool], ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """One article's note as it was written. ``article`` is the name that the suite calls the article by."""

    article: str
    summary: Summary | None
    seconds: float = 0.0
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class SentenceRecord:
    """One labelled sentence as the grounding check judged it: its score (0 to 1) and its verdict."""

    id: str
    score: float
    supported: bool
    seconds: float = 0.0
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a chat model thinks of one answer: marks from 1 (bad) to 5 (good) by the scale in its prompt, and why.

    ``faithful`` is about whether what it cites says it, ``relevant`` whether it answers the question, ``fluent`` its language.
    """

    id: str
    faithful: int | None
    relevant: int | None
    fluent: int | None
    why: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run was made with.

    ``settings`` are the settings without keys, ``versions`` those of the program, of Python and of the packages that the
    result depends on, ``prompts`` each prompt's label and the hash of its text. ``suite_hash`` is that of the suite,
    ``library_hash`` of its articles' revisions. ``commit`` is git's, with ``+`` behind it where files were changed;
    ``gated`` tells whether the refusal and the check were in force. ``prices`` are per million tokens, in and out.
    ``finished`` is unset while the run is under way or was killed.
    """

    id: str
    suite: str
    suite_path: str
    suite_hash: str
    started: str
    mode: str
    gated: bool
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    prompts: Mapping[str, str]
    commit: str | None = None
    library_hash: str = ""
    model: str | None = None
    judge: str | None = None
    prices: tuple[float, float] | None = None
    machine: Mapping[str, Any] = field(default_factory=dict)
    finished: str | None = None
    seconds: float = 0.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is read back, or as it has just been made."""

    info: RunInfo
    questions: tuple[QuestionRecord, ...] = ()
    notes: tuple[NoteRecord, ...] = ()
    sentences: tuple[SentenceRecord, ...] = ()
    judgements: tuple[Judgement, ...] = ()
