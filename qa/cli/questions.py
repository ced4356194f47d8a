"""The commands that ask the library something."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import session
from qa.cli.arguments import (
    ArticleFilter,
    AsJson,
    AuthorFilter,
    CategoryFilter,
    NoCache,
    Since,
    Until,
    filters,
    typed,
)
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.models import Answer, Filters, Mode

if TYPE_CHECKING:
    from qa.assistant import Assistant

REFUSED = 3


def search(
    query: Annotated[str, typer.Argument(help=text("help.query"), metavar="QUERY")],
    limit: Annotated[int, typer.Option("--limit", "-n", help=text("help.limit"), min=1, max=1000)] = 10,
    article: ArticleFilter = None,
    author: AuthorFilter = None,
    category: CategoryFilter = None,
    since: Since = None,
    until: Until = None,
    json: AsJson = False,
) -> None:
    """Find passages."""
    query = typed(query)
    with session.opened() as assistant:
        chosen = filters(assistant, article, author, category, since, until)
        found = assistant.search(query, limit=limit, filters=chosen)
    if json:
        from qa.output import passages

        show_json(passages(query, found))
    elif found:
        from qa.cli import tables

        console().print(tables.passages(found))
    else:
        print(text("search.none"))


def ask(
    question: Annotated[str, typer.Argument(help=text("help.question"), metavar="QUESTION")],
    mode: Annotated[Mode | None, typer.Option("--mode", metavar="MODE", help=text("help.mode"))] = None,
    explain: Annotated[bool, typer.Option("--explain", help=text("help.explain"))] = False,
    article: ArticleFilter = None,
    author: AuthorFilter = None,
    category: CategoryFilter = None,
    since: Since = None,
    until: Until = None,
    log: Annotated[bool | None, typer.Option("--log/--no-log", help=text("help.keep_log"))] = None,
    no_cache: NoCache = False,
    json: AsJson = False,
) -> None:
    """Ask a question."""
    question = typed(question)
    flags = {"llm_cache": "off" if no_cache else None, "log": "off" if log is False else None}
    settings = session.configured(**flags)
    if log and settings.log is None:
        settings = session.configured(**{**flags, "log": "on"})
    with session.opened(settings) as assistant:
        chosen = filters(assistant, article, author, category, since, until)
        if json:
            from qa.output import to_json

            answer = assistant.ask(question, filters=chosen, mode=mode)
            show_json(to_json(answer))
        else:
            answer = _show(assistant, question, chosen, mode, explain=explain)
    if answer.status == "refused":
        raise typer.Exit(REFUSED)


def _show(
    assistant: Assistant, question: str, chosen: Filters, mode: Mode | None, *, explain: bool
) -> Answer:
    from qa.cli.answers import Pages

    pages = Pages(console())
    # Closing is what stops the model's server: not to be left to the garbage collector.
    with closing(assistant.stream(question, filters=chosen, mode=mode)) as pieces:
        for piece in pieces:
            if isinstance(piece, Answer):
                answer = piece
                pages.ending(answer)
            else:
                pages.sentence(piece)
    if explain:
        pages.explanation(answer)
    return answer
