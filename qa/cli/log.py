"""The command that looks answers up again."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli import session
from qa.cli.arguments import AsJson, Since, Until
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.models import Logged, Status


def log(
    answer: Annotated[str | None, typer.Argument(help=text("help.answer"), metavar="[ID]")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help=text("help.log_limit"), min=1, max=10_000)] = 20,
    status: Annotated[
        Status | None, typer.Option("--status", metavar="STATUS", help=text("help.status"))
    ] = None,
    contains: Annotated[str, typer.Option("--contains", metavar="TEXT", help=text("help.contains"))] = "",
    since: Since = None,
    until: Until = None,
    json: AsJson = False,
) -> None:
    """Look up answers."""
    from qa.record import AnswerLog
    from qa.settings import LOG_NAME

    settings = session.configured()
    kept = AnswerLog(settings.log or settings.home / LOG_NAME)
    if answer is not None:
        _show(kept.find(answer), as_json=json)
        return
    found = kept.entries(limit, status=status, contains=contains, since=since, until=until)
    if json:
        from qa import output

        show_json(output.log(found))
    elif found:
        from qa.cli import tables

        console().print(tables.log(found))
    else:
        print(text("log.none"))


def _show(logged: Logged, *, as_json: bool) -> None:
    if as_json:
        from qa.output import to_json

        show_json(to_json(logged.answer))
        return
    from qa.cli.answers import Pages
    from qa.publishing.places import one_line

    print(f"{logged.id} {logged.at.astimezone():%Y-%m-%d %H:%M:%S}\n{one_line(logged.answer.question)}\n")
    pages = Pages(console())
    for sentence in logged.answer.sentences:
        pages.sentence(sentence)
    pages.ending(logged.answer)
    pages.explanation(logged.answer)
