"""Drafted questions in a suite's file of questions: added behind those that are there, none of which is touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from qa import text as zh
from qa.errors import OutputUnwritable, SuiteEmpty
from qa.evaluation.drafting import numbered
from qa.evaluation.suite import Question
from qa.evaluation.suite_file import bare_questions
from qa.publishing.whole_file import write_whole


def to_row(question: Question) -> dict[str, Any]:
    """Return a question as a line of a suite has it; what is empty is left out.

    >>> to_row(Question("a-1", "渡船每天开几班？", must=(("六班",), ("末班", "最后一班"))))
    {'id': 'a-1', 'kind': 'fact', 'question': '渡船每天开几班？', 'must': ['六班', ['末班', '最后一班']]}
    """
    gold: list[object] = []
    for each in question.gold:
        several = [[ref.article, *ref.path] for ref in each.sections]
        gold.append(several[0] if len(several) == 1 else several)
    row: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "question": question.text,
        "answerable": question.answerable,
        "gold": gold,
        "must": [way[0] if len(way) == 1 else list(way) for way in question.must],
        "must_not": list(question.must_not),
        "references": list(question.references),
        "within": list(question.within),
        "note": question.note,
    }
    if question.answerable:
        del row["answerable"]
    return {key: value for key, value in row.items() if value not in ("", [])}


def to_lines(questions: Iterable[Question]) -> str:
    """Return questions as the lines of a file."""
    return "".join(f"{json.dumps(to_row(each), ensure_ascii=False)}\n" for each in questions)


def asked_in(path: Path) -> tuple[Question, ...]:
    """Return the questions of a file; none where there is no file yet, or nothing in it.

    :raises SuiteBroken: it is no file of questions.
    """
    if not path.exists():
        return ()
    try:
        return bare_questions(path).questions
    except SuiteEmpty:
        return ()


def new_ones(questions: Sequence[Question], known: Sequence[Question], begin: str) -> tuple[Question, ...]:
    """Return the questions that are not among those known, with ids that go on where the known ones end.

    >>> known = [Question("a-07", "渡船每天开几班？")]
    >>> found = new_ones([Question("a-01", "渡船每天开几班？"), Question("a-02", "末班是几点？")], known, "a")
    >>> [(each.id, each.text) for each in found]
    [('a-08', '末班是几点？')]
    """
    asked = {_same(each.text) for each in known}
    fresh = [each for each in questions if _same(each.text) not in asked]
    numbers = [each.id.removeprefix(f"{begin}-") for each in known if each.id.startswith(f"{begin}-")]
    last = max((int(number) for number in numbers if number.isascii() and number.isdigit()), default=0)
    return numbered(fresh, begin, last + 1)


def append(path: Path, questions: Sequence[Question]) -> None:
    """Put questions behind those in a file, all or none; what is in it stays byte for byte.

    :raises OutputUnwritable: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"  # a last line without its end would run into the first new one
        write_whole(path, before + to_lines(questions).encode())
    except OSError as problem:
        raise OutputUnwritable(path=path, problem=problem.strerror or problem) from problem


def _same(question: str) -> str:
    return "".join(character for character in zh.fold(question) if character.isalnum())
