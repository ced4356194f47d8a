"""A suite by its name or its path: a folder with ``suite.toml``, bare questions, or a benchmark in its own format.

A benchmark may be followed by ``#`` and options: ``zh.json#protocols=noise+rejection,noise=0.4`` and ``scifact#split=dev``.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from qa.errors import ArgumentInvalid, SuiteEmpty, SuiteUnknown
from qa.evaluation.fingerprint import fingerprint
from qa.evaluation.formats import beir, rgb, squad
from qa.evaluation.rows import json_value, read_text, row
from qa.evaluation.suite import Suite
from qa.evaluation.suite_file import FILE_NAMES, bare_questions, read_suite_file
from qa.language import say
from qa.packaged import packaged

Entry = TypeVar("Entry")


def load_suite(reference: str | Path) -> Suite:
    """Return the suite that is meant.

    A string without a separator is first the name of a suite that comes with the package (:func:`known_suites`); ``./corpus``
    is the folder. Otherwise it is a folder with ``suite.toml`` (or ``suite.yaml``), that file itself, a file of questions
    (asked of the user's own library), or a benchmark's file or folder, which is told by what is in it.

    :raises SuiteUnknown: if there is none.
    :raises SuiteBroken: if one of its files cannot be read, with the line.
    :raises SuiteEmpty: if it holds nothing to ask.
    """
    if isinstance(reference, str) and reference in known_suites():
        return read_suite_file(_suite_file(packaged("eval") / reference) or Path(reference))
    # A run remembers where its suite is, and may be looked at from another folder.
    path, options = _split(Path(reference).absolute())
    if path.is_dir():
        file = _suite_file(path)
        if file is not None:
            return _without_options(read_suite_file(file), options)
        if beir.recognises(path):
            taken = _taken(options, {"split"})
            return _named_with(beir.load(path, split=taken.get("split", "")), options)
    elif path.is_file():
        if path.suffix.lower() in (".toml", ".yaml", ".yml"):
            return _without_options(read_suite_file(path), options)
        return _from_file(path, options)
    known = known_suites()
    near = difflib.get_close_matches(str(reference), known, n=1)
    # The nearest comes first, which is where the eye falls.
    raise SuiteUnknown(
        suite=reference, known=", ".join([*near, *(name for name in known if name not in near)]) or "—"
    )


def known_suites() -> list[str]:
    """Return the names of the suites that come with the package, in alphabetical order.

    >>> "corpus" in known_suites()
    True
    """
    top = packaged("eval")
    return sorted(folder.name for folder in top.iterdir() if _suite_file(folder)) if top.is_dir() else []


def select(
    suite: Suite, *, limit: int | None = None, kinds: Collection[str] = (), ids: Collection[str] = ()
) -> Suite:
    """Return a part of a suite: the questions of some kinds, those of some ids, and of these at most ``limit``.

    ``ids`` may name sentences, and articles whose notes are asked for, too. With ``kinds`` or ``ids`` nothing else is asked.
    ``limit`` takes evenly from the whole list, since a suite's questions stand together by kind. The documents of a benchmark
    that no chosen question may look at are left out.

    :raises ArgumentInvalid: if an id or a kind is none of the suite's, or the limit is less than 1.
    :raises SuiteEmpty: if nothing is left.
    """
    if limit is not None and limit < 1:
        raise ArgumentInvalid(name="limit", value=limit, allowed=">= 1")
    notes, sentences = suite.notes, suite.sentences
    _require("kind", kinds, {question.kind for question in suite.questions})
    _require(
        "id",
        ids,
        {q.id for q in suite.questions} | {s.id for s in sentences} | {n.article for n in notes},
    )
    if kinds or ids:
        notes = tuple(note for note in notes if note.article in ids)
        sentences = tuple(sentence for sentence in sentences if sentence.id in ids)
    questions = tuple(
        question
        for question in suite.questions
        if (not kinds or question.kind in kinds) and (not ids or question.id in ids)
    )
    if limit is not None:
        questions, notes = _evenly(questions, limit), _evenly(notes, limit)
        sentences = _evenly(sentences, limit)
    if not (questions or notes or sentences):
        raise SuiteEmpty(path=suite.path, problem=say("nothing of this kind and id", "没有符合条件的条目"))
    documents = suite.documents
    if documents and all(question.within for question in questions):
        needed = {name for question in questions for name in question.within}
        documents = tuple(document for document in documents if document.origin in needed)
    part = replace(suite, questions=questions, notes=notes, sentences=sentences, documents=documents)
    return replace(part, hash=fingerprint(part))


def _evenly(entries: tuple[Entry, ...], limit: int) -> tuple[Entry, ...]:
    count = min(limit, len(entries))
    return tuple(entries[at * len(entries) // count] for at in range(count))


def _require(name: str, asked: Collection[str], known: Collection[str]) -> None:
    for value in asked:
        if value not in known:
            near = difflib.get_close_matches(value, known, n=3) or sorted(known)[:20]
            raise ArgumentInvalid(name=name, value=value, allowed=", ".join(near))


def _suite_file(folder: Path) -> Path | None:
    return next((folder / name for name in FILE_NAMES if (folder / name).is_file()), None)


def _split(reference: Path) -> tuple[Path, dict[str, str]]:
    """Return the path, and the options behind its last ``#`` unless that is part of a file's name."""
    written, mark, tail = str(reference).rpartition("#")
    if not mark or reference.exists():
        return reference, {}
    options = {}
    for part in tail.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            raise ArgumentInvalid(name="#", value=part, allowed="name=value,name=value")
        options[key] = value
    return Path(written), options


def _named_with(suite: Suite, options: Mapping[str, str]) -> Suite:
    """Return a suite whose path names the options too: by that it can be read again."""
    tail = ",".join(f"{key}={value}" for key, value in options.items())
    return replace(suite, path=Path(f"{suite.path}#{tail}")) if tail else suite


def _taken(options: Mapping[str, str], known: Collection[str]) -> Mapping[str, str]:
    for key in options:
        if key not in known:
            raise ArgumentInvalid(name="#", value=key, allowed=", ".join(sorted(known)) or "—")
    return options


def _without_options(suite: Suite, options: Mapping[str, str]) -> Suite:
    _taken(options, ())
    return suite


def _from_file(path: Path, options: Mapping[str, str]) -> Suite:
    text = read_text(path)
    lines = text.split("\n")
    number, first = next(((n, line) for n, line in enumerate(lines, 1) if line.strip()), (0, ""))
    if not first:
        raise SuiteEmpty(path=path, problem=say("the file is empty", "文件是空的"))
    # A benchmark's file is one value, on one line or on many; the others have a value a line.
    is_one_value = not _is_json(first) and not first.rstrip().endswith("}")
    value = json_value(text, path) if is_one_value else json_value(first, path, number)
    if squad.recognises(value):
        _taken(options, ())
        return squad.load(path)
    if rgb.recognises(value):
        return _named_with(rgb.load(path, **_rgb_options(options)), options)
    if isinstance(value, dict) and "_id" in value:
        row(value, path, number).broken(
            "this is one file of a BEIR folder; name the folder", "这是 BEIR 目录中的一个文件，请指定目录"
        )
    return _without_options(bare_questions(path), options)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _rgb_options(options: Mapping[str, str]) -> dict[str, Any]:
    """Return the options of :func:`qa.evaluation.formats.rgb.load`, each of its type and within its bounds."""
    numbers: dict[str, tuple[Callable[[str], float], float, float]] = {
        "noise": (float, 0, 1),
        "correct": (float, 0, 1),
        "passages": (int, 1, 100),
        "seed": (int, 0, 10**9),
    }
    taken: dict[str, Any] = {}
    for key, value in _taken(options, {"protocols", *numbers}).items():
        if key == "protocols":
            taken[key] = value.split("+")
            _require("protocols", taken[key], rgb.PROTOCOLS)
            continue
        kind, least, most = numbers[key]
        try:
            taken[key] = kind(value)
        except ValueError:
            taken[key] = math.nan
        if not least <= taken[key] <= most:
            raise ArgumentInvalid(name=key, value=value, allowed=f"{least:g}–{most:g}")
    return taken
