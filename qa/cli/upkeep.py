"""The commands that look after the program itself."""

from __future__ import annotations

from dataclasses import replace

import typer

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.failures import safe
from qa.cli.screen import console, show_json


def doctor(json: AsJson = False) -> None:
    """Check every part."""
    with session.opened() as assistant:
        # Details may be errors, and those may repeat what a server said.
        found = [replace(check, detail=safe(check.detail)) for check in assistant.doctor()]
    if json:
        from qa.output import checks

        show_json(checks(found))
    else:
        from qa.cli import tables

        console().print(tables.checks(found))
    if not all(check.ok for check in found):
        raise typer.Exit(1)


def config(json: AsJson = False) -> None:
    """Show every setting."""
    from qa.settings import describe

    values = describe(session.configured())
    if json:
        from qa.output import settings

        show_json(settings(values))
    else:
        from qa.cli import tables

        console().print(tables.settings(values))
