"""``suite.toml`` (or the same in YAML) with its lines of questions, notes and sentences; or questions alone.

The suite's own keys are ``name``, ``description``, ``articles`` (files, folders and patterns, relative to the file), ``gates``,
and ``questions``, ``notes`` and ``sentences``: a file each, with an object a line.

A question has ``id``, ``question`` and, as :class:`qa.evaluation.suites.suite.Question` says of them, ``kind``, ``answerable``, ``must``
(each entry a phrase or a list of phrases, any of which will do), ``must_not``, ``references``, ``within`` and ``note``. Each entry
of its ``gold`` is a section, ``[file, heading, …]``; or a list of sections, any of which has it; or ``{"any": [section, …],
"grade": 2}``. A note has ``article`` and ``references``, a sentence ``id``, ``text``, ``supported`` and ``article``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

import yaml

from qa.errors import SuiteBroken, SuiteEmpty
from qa.evaluation.suites.fingerprint import fingerprint
from qa.evaluation.suites.rows import Row, json_lines, read_text, row, shown
from qa.evaluation.suites.suite import Gold, LabelledSentence, Question, ReferenceNote, SectionRef, Suite
from qa.language import say

FILE_NAMES = ("suite.toml", "suite.yaml", "suite.yml")

_KEYS = ("name", "description", "articles", "questions", "notes", "sentences", "gates")
_QUESTION = (
    "id", "question", "kind", "answerable", "gold", "must", "must_not", "references", "within", "note",
)  # fmt: skip
_NOTE = ("article", "references")
_SENTENCE = ("id", "text", "supported", "article")
_PATTERN = re.compile(r"[*?\[]")
_LINE = re.compile(r"\(at line (\d+)")


class _Entry(Protocol):
    @property
    def line(self) -> int: ...


Entry = TypeVar("Entry", bound=_Entry)


def read_suite_file(path: Path) -> Suite:
    """Return the suite that a file of settings describes.

    :raises SuiteBroken: with the file and the line, on anything that is not understood.
    :raises SuiteEmpty: if there is no question, note or sentence.
    """
    text = read_text(path)
    settings = row(_parsed(text, path), path, 1)
    settings.only(_KEYS)
    files = {
        key: path.parent / _at(settings, key, text).text(key)
        for key in ("questions", "notes", "sentences")
        if settings.has(key)
    }
    for key, file in files.items():
        if not file.is_file():
            _at(settings, key, text).broken(f"{file} is not there", f"找不到 {file}")
    suite = Suite(
        name=_at(settings, "name", text).text("name", path.resolve().parent.name),
        path=path,
        questions=_unique(files.get("questions"), _question, lambda question: question.id),
        articles=_articles(_at(settings, "articles", text)),
        notes=_unique(files.get("notes"), _note, lambda note: note.article),
        sentences=_unique(files.get("sentences"), _sentence, lambda sentence: sentence.id),
        gates=_at(settings, "gates", text).texts("gates"),
        description=_at(settings, "description", text).text("description", ""),
        files=files,
    )
    return _asked(suite)


def bare_questions(path: Path) -> Suite:
    """Return a suite of the questions in a file, which are asked of the user's own library. Raises as above."""
    questions = _unique(path, _question, lambda question: question.id)
    return _asked(Suite(path.stem, path, questions, files={"questions": path}))


def _asked(suite: Suite) -> Suite:
    if not (suite.questions or suite.notes or suite.sentences):
        raise SuiteEmpty(
            path=suite.path, problem=say("no question, note or sentence", "没有问题、编辑导语或句子")
        )
    return replace(suite, hash=fingerprint(suite))


def _parsed(text: str, path: Path) -> Any:
    try:
        return tomllib.loads(text) if path.suffix.lower() == ".toml" else yaml.safe_load(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line, problem = int(found[1]) if found else text.count("\n") + 1, f"TOML: {error}"
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = f"YAML: {getattr(error, 'problem', None) or error}"
    except (RecursionError, ValueError) as error:
        line, problem = 0, str(error) or type(error).__name__
    raise SuiteBroken(path=path, line=line, problem=problem)


def _at(settings: Row, key: str, text: str) -> Row:
    """Return the settings as they stand on the line of one key."""
    pattern = re.compile(rf"""\s*["']?{key}["']?\s*[=:]""")
    line = next((n for n, each in enumerate(text.split("\n"), 1) if pattern.match(each)), 0)
    return replace(settings, line=line)


def _articles(settings: Row) -> tuple[Path, ...]:
    folder = settings.path.parent
    found: list[Path] = []
    for written in settings.texts("articles"):
        if _PATTERN.search(written):
            # glob takes relative patterns only.
            top = Path(Path(written).anchor) if Path(written).is_absolute() else folder
            matching = sorted(top.glob(str(Path(written).relative_to(top) if top != folder else written)))
            matching = [path.resolve() for path in matching]
        else:
            # Whether it is there is told when it is read: a suite of articles that only some have can be listed by all.
            matching = [(folder / written).resolve()]
        if not matching:
            settings.broken(f"there is no article at {folder / written}", f"{folder / written} 没有文章")
        found += matching
    return tuple(dict.fromkeys(found))


def _unique(
    path: Path | None, read: Callable[[Row], Entry], name: Callable[[Entry], str]
) -> tuple[Entry, ...]:
    """Return what stands on the lines of a file, no two of which may have the same name."""
    entries: dict[str, Entry] = {}
    for line in json_lines(path) if path else ():
        entry = read(line)
        first = entries.setdefault(name(entry), entry)
        if first is not entry:
            line.broken(
                f"{name(entry)!r} is on line {first.line} already",
                f"{name(entry)!r} 在第 {first.line} 行已经出现过",
            )
    return tuple(entries.values())


def _question(line: Row) -> Question:
    line.only(_QUESTION)
    answerable = line.flag("answerable", True)
    question = Question(
        id=line.text("id"),
        text=line.text("question"),
        kind=line.text("kind", "fact" if answerable else "unanswerable"),
        answerable=answerable,
        gold=tuple(_gold(value, line) for value in line.items("gold")),
        must=line.alternatives("must"),
        must_not=line.texts("must_not"),
        references=line.texts("references"),
        within=line.texts("within"),
        note=line.text("note", ""),
        line=line.line,
    )
    if not any(character.isalnum() for character in question.text):
        line.broken("'question' has no word in it", "'question' 里没有文字")
    expected = question.gold or question.must or question.references
    if answerable and not expected:
        line.broken(
            "nothing is expected of the answer: give 'gold', 'must' or 'references', or \"answerable\": false",
            "没有说明期望的答案：请给出 'gold'、'must' 或 'references'，或写明 \"answerable\": false",
        )
    if not answerable and expected:
        line.broken(
            "it is not answerable, and yet has 'gold', 'must' or 'references'",
            "标为不可回答，却给出了 'gold'、'must' 或 'references'",
        )
    return question


def _gold(value: object, line: Row) -> Gold:
    """Return one thing to be found: a section, a list of sections any of which has it, or that with a grade."""
    grade = 1
    if isinstance(value, dict):
        graded = row(value, line.path, line.line)
        graded.only(("any", "grade"))
        grade, value = value.get("grade", 1), graded.items("any")
        if isinstance(grade, bool) or not isinstance(grade, int) or grade < 1:
            line.broken(
                f"'grade' has {shown(grade)}, not 1 or more",
                f"'grade' 应为不小于 1 的整数，而不是 {shown(grade)}",
            )
    if not isinstance(value, list) or not value:
        _not_gold(value, line)
    several = value if isinstance(value[0], list) else [value]
    return Gold(tuple(_section(each, line) for each in several), grade)


def _section(value: object, line: Row) -> SectionRef:
    if not isinstance(value, list) or not value:
        _not_gold(value, line)
    article, *path = (line.string(each, "gold") for each in value)
    return SectionRef(article, tuple(path))


def _not_gold(value: object, line: Row) -> NoReturn:
    line.broken(
        f"'gold' has {shown(value)}, not [file, heading, …] or a list of those",
        f"'gold' 应为 [文件, 标题, …] 或由它们组成的列表，而不是 {shown(value)}",
    )


def _note(line: Row) -> ReferenceNote:
    line.only(_NOTE)
    return ReferenceNote(line.text("article"), line.texts("references"), line.line)


def _sentence(line: Row) -> LabelledSentence:
    line.only(_SENTENCE)
    return LabelledSentence(
        line.text("id"), line.text("text"), line.flag("supported"), line.text("article", ""), line.line
    )
