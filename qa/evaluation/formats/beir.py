"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl`` and graded judgements, ``qrels/<split>.tsv``.

Each document is an article. Each document that is judged relevant to a query is a thing to be found of its own, with the
judgement's score as its grade; scores of 0 and below say that it is not relevant. What answers a query is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from qa.errors import SuiteBroken, SuiteEmpty
from qa.evaluation.fingerprint import fingerprint
from qa.evaluation.formats.documents import Documents
from qa.evaluation.rows import Row, json_lines, read_text, row, shown
from qa.evaluation.suite import Gold, Question, SectionRef, Suite
from qa.language import say

_USUAL = ("test", "dev", "train")
_HEADER = "query-id"


class Judgement(NamedTuple):
    """One line of the judgements; ``line`` counts from 1."""

    query: str
    document: str
    grade: int
    line: int


def recognises(folder: Path) -> bool:
    """Whether a folder has the files of this format."""
    return all((folder / name).is_file() for name in ("corpus.jsonl", "queries.jsonl"))


def splits(folder: Path) -> list[str]:
    """Return the names of the parts that there are judgements for, in alphabetical order."""
    return sorted(file.stem for file in (folder / "qrels").glob("*.tsv"))


def load(folder: Path, *, split: str = "") -> Suite:
    """Return one part of a folder as a suite; by default ``test``, else ``dev``, else ``train``, else any.

    Queries without a relevant document are left out. Documents that are the same are one article.

    :raises SuiteBroken: where a line is, or names a query or a document that is not there.
    :raises SuiteEmpty: where there is no such part, or nothing in it.
    """
    there = splits(folder)
    chosen = split or next((name for name in (*_USUAL, *there) if name in there), "")
    if chosen not in there:
        problem = say(
            f"no qrels/{chosen or 'test'}.tsv; there are: {', '.join(there) or 'none'}",
            f"没有 qrels/{chosen or 'test'}.tsv；现有：{'、'.join(there) or '无'}",
        )
        raise SuiteEmpty(path=folder, problem=problem)
    documents = Documents()
    names = dict(_documents(folder / "corpus.jsonl", documents))
    queries = {_id(line): line for line in json_lines(folder / "queries.jsonl")}
    file = folder / "qrels" / f"{chosen}.tsv"
    relevant: dict[str, dict[str, int]] = {}
    for judged in judgements(file):
        if judged.query not in queries or judged.document not in names:
            kind = say("query", "查询") if judged.query not in queries else say("document", "文档")
            name = judged.query if judged.query not in queries else judged.document
            problem = say(f"there is no {kind} {name}", f"没有{kind} {name}")
            raise SuiteBroken(path=file, line=judged.line, problem=problem)
        if judged.grade > 0:
            grades = relevant.setdefault(judged.query, {})
            name = names[judged.document]
            grades[name] = max(judged.grade, grades.get(name, 0))
    questions = tuple(
        Question(
            id=query,
            text=queries[query].text("text"),
            gold=tuple(Gold((SectionRef(name),), grade) for name, grade in grades.items()),
            line=queries[query].line,
        )
        for query, grades in relevant.items()
    )
    if not questions:
        raise SuiteEmpty(path=file, problem=say("no query has a relevant document", "没有一个查询有相关文档"))
    suite = Suite(
        name=f"{folder.name}-{chosen}",
        path=folder,
        questions=questions,
        documents=documents.all(),
        description=f"BEIR, {chosen}",
        protocol="beir",
        files={"questions": folder / "queries.jsonl"},
    )
    return replace(suite, hash=fingerprint(suite))


def judgements(file: Path) -> Iterator[Judgement]:
    """Yield the lines of a file of judgements: query, document and score, with tabs between, after a heading."""
    for number, line in enumerate(read_text(file).split("\n"), 1):
        fields = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and fields[0] == _HEADER):
            continue
        place = row({}, file, number)
        if len(fields) != 3:
            place.broken(f"{len(fields)} columns, not 3", f"有 {len(fields)} 列，应为 3 列")
        try:
            grade = int(float(fields[2]))
        except (ValueError, OverflowError):
            place.broken(f"{shown(fields[2])} is no score", f"{shown(fields[2])} 不是分数")
        yield Judgement(fields[0], fields[1], grade, number)


def _documents(path: Path, documents: Documents) -> Iterator[tuple[str, str]]:
    """Yield each document's id and what its article is called."""
    lines: dict[str, int] = {}
    for line in json_lines(path):
        identity = _id(line)
        if identity in lines:
            line.broken(
                f"the id {identity!r} is that of line {lines[identity]} too",
                f"编号 {identity!r} 与第 {lines[identity]} 行重复",
            )
        lines[identity] = line.line
        title, text = (str(line.values.get(key) or "").strip() for key in ("title", "text"))
        # Some documents are a title only, and some are nothing: they cannot be found, but are there.
        yield identity, documents.add(identity, text or title or "—", title=title)


def _id(line: Row) -> str:
    value = line.values.get("_id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else line.text("_id")
