"""Imports go one way: a room takes nothing from a room above it, whether at once, later, or for its types only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import qa

_ROOT = Path(qa.__file__).parent

# From the top: each takes from those in the rows under its own, and from none beside it.
PROGRAM = """
    __main__
    cli
    service evaluation
    publishing assistant
    summarizing health record
    answering output
    retrieval prompt_checks
    prompting llm_setup llm_stage adjoining named near_duplicates reranking fusing sides word_query
    llm_cache circuit background query indexing
    forwarding chunking reading embedding pinyin grounding
    llm thesaurus fitted numerals
    llm_events llm_text closing settings stages packaged from_json framing cache_file
    servers setting_types
    text models server_texts sockets masking
    errors
    language
"""
ANSWERING = """
    draft
    conversation
    with_model
    languages
    checking refusing
    without_model
    question
    evidence
"""
SUMMARIZING = """
    digests summary
    with_model
    without_model
    said judging
    article
    sentences
    form
"""


@cache
def modules() -> dict[str, Path]:
    """Return all modules of the program, with their files."""
    found: dict[str, Path] = {}
    for file in sorted(_ROOT.rglob("*.py")):
        parts = ("qa", *file.relative_to(_ROOT).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules of the program that one imports, wherever in its text."""
    return frozenset(_imported(module)) - {module}


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module in modules():
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in modules() else node.module


def room(module: str, package: str) -> str | None:
    """Return the room of a package that a module is in; None for the package itself and what is not in it."""
    return module.removeprefix(f"{package}.").split(".")[0] if module.startswith(f"{package}.") else None


@pytest.mark.parametrize(
    ("package", "rows"), [("qa", PROGRAM), ("qa.answering", ANSWERING), ("qa.summarizing", SUMMARIZING)]
)
def test_each_room_takes_from_those_under_it(package: str, rows: str) -> None:
    depth = {name: number for number, row in enumerate(rows.split("\n")) for name in row.split()}
    assert depth.keys() == {room(module, package) for module in modules()} - {None}
    against = [
        f"{module} imports {other}"
        for module in modules()
        if (own := room(module, package)) is not None
        for other in imported(module)
        if (theirs := room(other, package)) not in (own, None) and depth[own] >= depth[str(theirs)]
    ]
    assert against == []


def test_no_modules_import_each_other() -> None:
    # The package has what is public, and is imported for its version.
    left = {module: imported(module) - {"qa"} for module in modules() if module != "qa"}
    while free := {module for module, others in left.items() if not others & left.keys()}:
        left = {module: others for module, others in left.items() if module not in free}
    assert _circle(left) == []


def _circle(left: dict[str, frozenset[str]]) -> list[str]:
    """Return a way along imports from a module back to itself, where each has one that leads on."""
    way = list(left)[:1]
    while way and way[-1] not in way[:-1]:
        way.append(min(left[way[-1]] & left.keys()))
    circle = way[way.index(way[-1]) :] if way else []
    return [f"{one} imports {other}" for one, other in pairwise(circle)]
