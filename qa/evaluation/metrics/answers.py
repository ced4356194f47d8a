"""Whether an answer says what it has to, and how like a reference it is. A refusal is an empty answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from qa.evaluation.metrics import cmrc
from qa.evaluation.metrics.phrases import says
from qa.evaluation.record import QuestionRecord
from qa.evaluation.scores import Figure
from qa.evaluation.suite import Question


def answer_text(record: QuestionRecord) -> str:
    """Return what was answered; nothing where it was refused."""
    answer = record.answer
    return "" if answer is None or answer.status == "refused" else answer.text


def hits(question: Question, text: str) -> bool:
    """Whether a text has every phrase that it must have, in any of its forms, and none that it must not have."""
    return all(any(says(text, phrase) for phrase in any_of) for any_of in question.must) and not errs(
        question, text
    )


def errs(question: Question, text: str) -> bool:
    """Whether a text has a phrase that it must not have."""
    return any(says(text, phrase) for phrase in question.must_not)


def matches(question: Question, text: str) -> bool:
    """Whether a text has the answers as RGB looks for them: as they are written, letters in lower case."""
    lower = text.lower()
    return all(any(phrase.lower() in lower for phrase in any_of) for any_of in question.must)


def figures(asked: Iterable[tuple[Question, QuestionRecord]], protocol: str = "") -> list[Figure]:
    """Return the figures; those of references and of what must be said are over answerable questions that have these."""
    given = [(question, answer_text(record)) for question, record in asked]
    told = [(question, text) for question, text in given if question.answerable and question.must]
    referred = [(question, text) for question, text in given if question.answerable and question.references]
    found = [
        Figure(
            "answer hit",
            "answers",
            {question.id: (float(hits(question, text)), 1.0) for question, text in told},
            is_headline=True,
        ),
        Figure(
            "forbidden phrases",
            "answers",
            {q.id: (float(errs(q, text)), 1.0) for q, text in given if q.must_not},
            "lower",
        ),
    ]
    measures: tuple[tuple[str, Callable[[str, Sequence[str]], float]], ...] = (
        ("exact match", cmrc.exact_match),
        ("f1", cmrc.f1),
        ("reference recall", cmrc.reference_recall),
    )
    for name, measure in measures:
        units = {question.id: (measure(text, question.references), 1.0) for question, text in referred}
        found.append(Figure(name, "answers", units, is_headline=name == "f1"))
    if protocol == "rgb":
        units = {question.id: (float(matches(question, text)), 1.0) for question, text in told}
        found.append(Figure("string match", "answers", units))
    return found
