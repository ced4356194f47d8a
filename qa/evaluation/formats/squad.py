"""SQuAD 1.1 and 2.0, DRCD, and CMRC2018 in both of its forms: paragraphs with questions that they answer.

Each paragraph is an article, and the gold of a question is its paragraph. The answers of people are its references; what
SQuAD 2.0 calls impossible is not answerable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from qa.errors import SuiteEmpty
from qa.evaluation.fingerprint import fingerprint
from qa.evaluation.formats.documents import Documents
from qa.evaluation.rows import Row, json_value, read_text, row
from qa.evaluation.suite import Gold, Question, SectionRef, Suite
from qa.language import say


class Asked(NamedTuple):
    """One question of a paragraph as it stands in the file: some have no word in it."""

    id: str
    text: str
    answers: tuple[str, ...]
    is_answerable: bool


class Paragraph(NamedTuple):
    """One paragraph with its questions. ``name`` is its id, or its number after the title of its article."""

    name: str
    title: str
    text: str
    asked: tuple[Asked, ...]


def recognises(value: object) -> bool:
    """Whether this is what a file of this format says.

    >>> recognises({"version": "1.1", "data": []}), recognises([{"context_id": "T_1", "context_text": "文"}])
    (True, True)
    >>> recognises({"query": "？"})
    False
    """
    if isinstance(value, dict):
        return isinstance(value.get("data"), list)
    return (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "context_text" in value[0]
    )


def load(path: Path) -> Suite:
    """Return the file as a suite; paragraphs that are the same are one article.

    Questions without a letter or digit cannot be asked and are left out.
    """
    documents, questions, blank = Documents(), list[Question](), 0
    for paragraph in paragraphs(path):
        name = documents.add(paragraph.name, paragraph.text, title=paragraph.title)
        gold = (Gold((SectionRef(name),)),)
        for asked in paragraph.asked:
            if not any(character.isalnum() for character in asked.text):
                blank += 1
                continue
            answers = tuple(dict.fromkeys(asked.answers))
            questions.append(
                Question(
                    asked.id,
                    asked.text,
                    kind="fact" if asked.is_answerable else "near",
                    answerable=asked.is_answerable,
                    gold=gold if asked.is_answerable else (),
                    # An answer in whole sentences has the span in it: that is its hit, beside the overlap.
                    must=(answers,) if answers and asked.is_answerable else (),
                    references=answers,
                )
            )
    if not questions:
        raise SuiteEmpty(path=path, problem=say("no question in it", "没有问题"))
    left_out = say(f"; {blank} without a word left out", f"；略去 {blank} 个空白问题") if blank else ""
    suite = Suite(
        name=path.stem,
        path=path,
        questions=tuple(questions),
        documents=documents.all(),
        description=say(f"{len(questions)} questions", f"{len(questions)} 个问题") + left_out,
        protocol="squad",
        files={"questions": path},
    )
    return replace(suite, hash=fingerprint(suite))


def paragraphs(path: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs as they stand in the file, with all of their questions.

    :raises SuiteBroken: on what is not of this format, and on an id that comes twice.
    """
    seen: set[str] = set()
    value = json_value(read_text(path), path)
    entries = value["data"] if isinstance(value, dict) else value
    for paragraph in _cmrc(entries, path) if isinstance(value, list) else _squad(entries, path):
        for asked in paragraph.asked:
            if asked.id in seen:
                row({}, path, 0).broken(f"the id {asked.id!r} comes twice", f"编号 {asked.id!r} 重复")
            seen.add(asked.id)
        yield paragraph


def _squad(entries: list[Any], path: Path) -> Iterator[Paragraph]:
    for number, value in enumerate(entries, 1):
        entry = row(value, path, 0)
        title = _text(entry, "title", default="")
        for order, each in enumerate(entry.items("paragraphs"), 1):
            paragraph = row(each, path, 0)
            name = _text(paragraph, "id", default=f"{title or number}-{order}")
            asked = []
            for nth, question in enumerate(paragraph.items("qas"), 1):
                fields = row(question, path, 0)
                answers = tuple(_text(row(answer, path, 0), "text") for answer in fields.items("answers"))
                asked.append(
                    Asked(
                        _text(fields, "id", default=f"{name}-{nth}"),
                        _text(fields, "question"),
                        answers,
                        not fields.flag("is_impossible", False),
                    )
                )
            yield Paragraph(name, title, _text(paragraph, "context"), tuple(asked))


def _cmrc(entries: list[Any], path: Path) -> Iterator[Paragraph]:
    for value in entries:
        entry = row(value, path, 0)
        asked = []
        for question in entry.items("qas"):
            fields = row(question, path, 0)
            answers = tuple(str(answer) for answer in fields.items("answers"))
            asked.append(Asked(_text(fields, "query_id"), _text(fields, "query_text"), answers, True))
        title = _text(entry, "title", default="")
        yield Paragraph(_text(entry, "context_id"), title, _text(entry, "context_text"), tuple(asked))


def _text(fields: Row, key: str, *, default: str | None = None) -> str:
    """Return a text as it stands, blank or not; ids may be numbers."""
    value = fields.values.get(key, default)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return fields.text(key)
    return str(value)
