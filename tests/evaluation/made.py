"""Questions, what was answered and where gold sections are, as small as a test needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.evaluation.record import Place, QuestionRecord, Run, RunInfo
from qa.evaluation.suite import Gold, Question, SectionRef, Suite
from qa.models import Answer, Citation, Passage, Sentence


def passage(section: int, text: str = "桥要先勘察。", *, article: str = "a", start: int = 0) -> Passage:
    """A chunk of a section."""
    end = start + len(text)
    return Passage(article, "桥", (str(section),), None, section, f"{section}-{start}", start, end, text, 1.0)


def citation(section: int, quote: str, *, article: str = "a", start: int = 0) -> Citation:
    """A quotation of a section."""
    return Citation(article, "桥", (str(section),), None, section, start, start + len(quote), quote)


def sentence(text: str, *citations: Citation) -> Sentence:
    """A sentence of an answer."""
    return Sentence(text, citations)


def answer(*sentences: Sentence | str, status: Any = None, **fields: Any) -> Answer:
    """An answer of sentences, and a refusal where there are none; a bare string cites itself in section 0."""
    given = tuple(s if isinstance(s, Sentence) else sentence(s, citation(0, s)) for s in sentences)
    text = "".join(s.text for s in given)
    return Answer(status or ("answered" if given else "refused"), "？", text, given, "extractive", **fields)


def record(
    id: str,
    given: Answer | None = None,
    ranked: Iterable[int] = (),
    unranked: Iterable[int] | None = None,
    **fields: Any,
) -> QuestionRecord:
    """What was kept of a question; passages are named by their section in article ``a``."""
    first = tuple(passage(section) for section in ranked)
    second = first if unranked is None else tuple(passage(section) for section in unranked)
    return QuestionRecord(id, first, second, answer() if given is None else given, **fields)


def gold(*sections: int, grade: int = 1) -> Gold:
    """One thing that any of the sections of article ``a`` has."""
    return Gold(tuple(SectionRef("a", (str(section),)) for section in sections), grade)


def question(id: str, *golds: Gold, **fields: Any) -> Question:
    """A question with gold sections."""
    return Question(id, "桥怎么造？", gold=golds, **fields)


def places(sections: int = 50) -> dict[SectionRef, Place]:
    """Where the sections of article ``a`` are."""
    refs = [(SectionRef("a", (str(at),)), at) for at in range(sections)]
    return {ref: Place(ref, "a", (at,)) for ref, at in refs}


def suite(questions: Sequence[Question] = (), **fields: Any) -> Suite:
    """A suite of questions."""
    return Suite("made", Path("made"), tuple(questions), **fields)


def run(records: Sequence[QuestionRecord] = (), info: Mapping[str, Any] | None = None, **fields: Any) -> Run:
    """A finished run."""
    given: dict[str, Any] = {
        "id": "r1",
        "suite": "made",
        "suite_path": "made",
        "suite_hash": "h",
        "started": "2024-01-01T00:00:00Z",
        "mode": "extractive",
        "gated": True,
        "settings": {},
        "versions": {},
        "prompts": {},
    }
    return Run(RunInfo(**{**given, **(info or {})}), tuple(records), **fields)
