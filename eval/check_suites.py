"""Check the sample suites against the articles they ask about.

    python -m eval.check_suites

Identifiers have to be unique, sections to exist, what an answer must have to stand in one of its sections (or in the
article's metadata), and a paraphrase to share no content word with its section. English words among the alternatives are
passed over: they are for answers in English, and one of the others has to be in the article.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from qa import text as zh
from qa.indexing.records import card
from qa.models import CARD, Article
from qa.numerals import numbers
from qa.reading import find_files, read_file

SUITES = tuple(Path(__file__).parent / name / "suite.toml" for name in ("corpus", "essay"))


def main() -> int:
    """Print what is wrong, and return 1 if anything is."""
    wrong = [f"{suite.parent.name}: {fault}" for suite in SUITES if suite.exists() for fault in faults(suite)]
    print("\n".join(wrong) or "nothing wrong")
    return int(bool(wrong))


def faults(suite: Path) -> Iterator[str]:
    """Yield what is wrong with a suite, one line each."""
    settings = tomllib.loads(suite.read_text(encoding="utf-8"))
    articles = read(suite.parent, settings["articles"])
    if not articles:
        print(f"{suite.parent.name}: no article at {settings['articles']}, passed over")
        return
    questions, notes, sentences = (
        lines(suite.parent / settings[kind]) if kind in settings else []
        for kind in ("questions", "notes", "sentences")
    )
    identifiers = [item["id"] for item in questions + sentences]
    yield from (f"{one} is there twice" for one in sorted(set(identifiers)) if identifiers.count(one) > 1)
    texts = [item["question"] for item in questions]
    yield from (f"asked twice: {one}" for one in sorted(set(texts)) if texts.count(one) > 1)
    for item in notes + sentences:
        if item["article"] not in articles:
            yield f"{item.get('id', 'a note')}: no article {item['article']}"
    for item in questions:
        yield from (f"{item['id']}: {fault}" for fault in question_faults(item, articles))


def question_faults(item: dict[str, Any], articles: dict[str, Article]) -> Iterator[str]:
    """Yield what is wrong with one question."""
    if not item.get("answerable", True):
        if item.get("gold") or item.get("must"):
            yield "cannot be answered, but says what answers it"
        return
    if not item.get("gold"):
        yield "says nothing of the section that answers it"
    places: list[list[str]] = []
    for thing in item.get("gold", []):
        places.append([])
        for reference in [thing] if isinstance(thing[0], str) else thing:
            found = sections(reference, articles)
            if len(found) != 1:
                yield f"{len(found)} sections at {reference}"
            places[-1] += found
    # Whichever of the alternatives come up, the answer can be given from them.
    for held in map("\n".join, product(*places)):
        for entry in item.get("must", []):
            ways = [entry] if isinstance(entry, str) else entry
            if not any(stands_in(way, held) for way in ways):
                yield f"none of {ways} in {held[:20]!r}…"
        if item["kind"] == "paraphrase":
            shared = set(zh.content_words(item["question"])) & set(zh.content_words(held))
            if shared:
                yield f"shares {'、'.join(sorted(shared))} with its section"


def sections(reference: list[str], articles: dict[str, Article]) -> list[str]:
    """Return the heading and text of each section that a reference names: one, if it is right."""
    name, *path = reference
    if name not in articles:
        return []
    article = articles[name]
    if path == [CARD]:
        return [card(article).text]
    if path[0].startswith("#"):
        found = [section for section in article.sections if section.anchor == path[0][1:]]
    else:
        found = [section for section in article.sections if list(section.path[-len(path) :]) == path]
    return [f"{section.heading}\n{section.text}" for section in found]


def stands_in(phrase: str, text: str) -> bool:
    """Whether a phrase is in a text, as it is or with its numbers written another way.

    >>> stands_in("7分钱", "总账差了七分钱"), stands_in("8分钱", "总账差了七分钱")
    (True, False)
    """
    return zh.fold(phrase) in zh.fold(text) or _plain(phrase) in _plain(text)


def _plain(text: str) -> str:
    """Return a text folded, with each of its numbers as digits and kind."""
    parts, at = [], 0
    for number in numbers(text):
        if number.start >= at:
            parts += [zh.fold(text[at : number.start]), f"{number.value}{number.kind}"]
            at = number.end
    return "".join(parts) + zh.fold(text[at:])


def read(folder: Path, patterns: list[str]) -> dict[str, Article]:
    """Return the articles of a suite by their file names."""
    files = []
    for pattern in patterns:
        parent, last = (folder / pattern).parent, Path(pattern).name
        files += [file for path in sorted(parent.glob(last)) for file in find_files(path)]
    return {file.name: read_file(file).article for file in files}


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file with one on each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
