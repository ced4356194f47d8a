"""The arguments and options that several commands share, and how they are read."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.texts import text
from qa.errors import FileEmpty, FileTooLarge
from qa.models import Filters

if TYPE_CHECKING:
    from qa.assistant import Assistant

STDIN = "-"


def day(value: str) -> dt.date:
    """Read a date.

    >>> day("2021-12-03")
    datetime.date(2021, 12, 3)
    """
    try:
        return dt.datetime.strptime(value.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(text("misuse.date", value=value)) from None


NoCache = Annotated[bool, typer.Option("--no-cache", help=text("help.no_cache"))]
AsJson = Annotated[bool, typer.Option("--json", help=text("help.json"))]
Reference = Annotated[str, typer.Argument(help=text("help.reference"), metavar="ARTICLE")]
References = Annotated[list[str], typer.Argument(help=text("help.reference"), metavar="ARTICLE...")]
ArticleFilter = Annotated[
    list[str] | None, typer.Option("--article", help=text("help.article"), metavar="ARTICLE")
]
AuthorFilter = Annotated[str | None, typer.Option("--author", help=text("help.author"), metavar="NAME")]
CategoryFilter = Annotated[str | None, typer.Option("--category", help=text("help.category"), metavar="NAME")]
Since = Annotated[
    dt.date | None, typer.Option("--since", help=text("help.since"), metavar="DATE", parser=day)
]
Until = Annotated[
    dt.date | None, typer.Option("--until", help=text("help.until"), metavar="DATE", parser=day)
]


def filters(
    assistant: Assistant,
    articles: list[str] | None,
    author: str | None,
    category: str | None,
    since: dt.date | None,
    until: dt.date | None,
) -> Filters:
    """Return the filters that were asked for; each reference to an article becomes its id."""
    if since and until and until < since:
        raise typer.BadParameter(text("misuse.period"), param_hint="--until")
    ids = tuple(dict.fromkeys(assistant.resolve(reference).id for reference in articles or ()))
    return Filters(articles=ids, author=author, category=category, since=since, until=until)


def typed(argument: str) -> str:
    """Return an argument, or standard input in its place where it is ``-``."""
    if argument != STDIN:
        return argument
    try:
        return standard_input(STDIN).strip()
    except FileEmpty:
        return ""  # an empty question, as it would be on the command line


def standard_input(name: str) -> str:
    """Return all of standard input, in whatever encoding a file could have; errors call it by ``name``."""
    from qa.reading.encoding import decode
    from qa.reading.files import SIZE_LIMIT

    raw = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    if len(raw) > SIZE_LIMIT:
        raise FileTooLarge(path=name, size=f"> {SIZE_LIMIT}", limit=SIZE_LIMIT)
    return decode(raw, name=name)
