"""What ARTICLE may be where a text is written about it: a reference, a file, a folder, standard input."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from qa.cli.arguments import STDIN, standard_input
from qa.cli.texts import text
from qa.errors import ArticleUnknown, PathMissing, QaError
from qa.models import Article

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.publishing.folder import Input
    from qa.publishing.manuscript import Manuscript

# What is no sentence and can only have been meant as the path of a file that is not there.
LIKE_A_PATH = re.compile(r"(?:\.{0,2}|~)/[^\s，。；！？]+|[^\s，。；！？]+\.[A-Za-z][A-Za-z0-9]{0,7}")


class Given(NamedTuple):
    """One article: what it is called, and where it is or why it is not there.

    ``is_named`` is unset for what was found in a folder.
    """

    name: str
    where: Path | str | QaError
    is_named: bool = True


def given(arguments: Sequence[str]) -> list[Given]:
    """Return the articles that are meant, each file once; a path that exists goes before a title of that name."""
    from qa.reading.files import find_files

    if arguments.count(STDIN) > 1:
        raise typer.BadParameter(text("misuse.twice"), param_hint="ARTICLE")
    found: dict[object, Given] = {}
    for argument in arguments:
        path = Path(argument).expanduser() if argument.startswith("~") else Path(argument)
        if argument == STDIN or not argument or not _exists(path):
            found.setdefault(argument, Given(argument, argument))
            continue
        try:
            files = find_files(path)
        except QaError as error:
            found.setdefault(path, Given(argument, error))
        else:
            for file in files:
                found.setdefault(file.resolve(), Given(str(file), file, file == path))
    return list(found.values())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # longer than a file's name can be
        return False


def article_of(one: Given, assistant: Assistant) -> Article | Path:
    """Return what a summary is to be written of. Raises why it is not there."""
    if isinstance(one.where, QaError):
        raise one.where
    if isinstance(one.where, Path):
        return one.where
    if one.where == STDIN:
        from qa.reading import read_text

        name = text("name.stdin")
        return read_text(standard_input(name), name=name).article
    return _referred_to(one.where, assistant)


def input_of(one: Given, assistant: Assistant) -> Input:
    """Return what a note is to be written into."""
    from qa.publishing.folder import Input
    from qa.publishing.manuscript import manuscript_of, open_manuscript

    def opened() -> Manuscript:
        if isinstance(one.where, str):
            return manuscript_of(_referred_to(one.where, assistant))
        if isinstance(one.where, QaError):
            raise one.where
        return open_manuscript(one.where)

    return Input(one.name, opened, one.is_named)


def _referred_to(reference: str, assistant: Assistant) -> Article:
    try:
        return assistant.article(reference)
    except ArticleUnknown:
        if LIKE_A_PATH.fullmatch(reference):
            raise PathMissing(path=reference) from None
        raise
