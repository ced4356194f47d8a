"""The commands that say who may use the service: ``qa keys``."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.cli import session
from qa.cli.arguments import AsJson, day
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.text import clean

if TYPE_CHECKING:
    from qa.service.access.keys import Key, Keys

app = typer.Typer(no_args_is_help=True)

LONGEST_DAYS = 36_500


def expiry(value: str) -> dt.datetime:
    """Read until when a key is valid: so many days from now, or to the end of a date, as it is counted here.

    >>> expiry("2090-12-03").astimezone().strftime("%Y-%m-%d %H:%M")
    '2090-12-04 00:00'
    >>> (expiry("30") - dt.datetime.now(dt.UTC)).days
    29
    """
    now = dt.datetime.now(dt.UTC)
    if value.strip().isdecimal():
        days = int(value)
        until = now + dt.timedelta(days=days) if 1 <= days <= LONGEST_DAYS else now
    else:
        last = day(value)
        until = dt.datetime.min.replace(tzinfo=dt.UTC)
        if last < dt.date.max:
            until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time()).astimezone(dt.UTC)
    if until <= now:
        raise typer.BadParameter(text("misuse.expires", value=value))
    return until.replace(microsecond=0)


Name = Annotated[str, typer.Argument(help=text("help.keys.name"), metavar="NAME")]


@app.command("add", help=text("help.keys.add"))
def add(
    name: Name,
    scope: Annotated[
        Literal["read", "write"], typer.Option("--scope", help=text("help.keys.scope"), metavar="SCOPE")
    ] = "read",
    rate: Annotated[
        int | None, typer.Option("--rate", help=text("help.keys.rate"), metavar="N", min=1)
    ] = None,
    quota: Annotated[
        int | None, typer.Option("--quota", help=text("help.keys.quota"), metavar="N", min=1)
    ] = None,
    expires: Annotated[
        dt.datetime | None,
        typer.Option("--expires", help=text("help.keys.expires"), metavar="DATE|DAYS", parser=expiry),
    ] = None,
    json: AsJson = False,
) -> None:
    """Make a key."""
    keys = _keys()
    is_first = not keys.are_needed
    key, secret = keys.add(name, scope=scope, expires=expires, rate=rate, quota=quota)
    if json:
        from qa.service.access import keys as shapes

        show_json(shapes.added(key, secret))
        return
    # The key alone is on standard output, for scripts.
    _say(text(f"keys.added.{key.scope}", name=clean(key.name), until=_until(key)))
    print(secret, flush=True)
    if is_first:
        _say(text("keys.first"))


@app.command("list", help=text("help.keys.list"))
def list_keys(json: AsJson = False) -> None:
    """List the keys."""
    keys = _keys()
    found = keys.all()
    if json:
        from qa.service.access import keys as shapes

        show_json(shapes.listed(found))
    elif found:
        from qa.cli import tables

        rows = [
            (
                key.name,
                key.id,
                key.scope,
                f"{key.created.astimezone():%Y-%m-%d}",
                _until(key),
                str(key.rate or ""),
                str(key.quota or ""),
            )
            for key in found
        ]
        columns: list[tuple[str, tables.Kind]] = [
            ("name", "prose"),
            ("id", "whole"),
            ("scope", "whole"),
            ("created", "whole"),
            ("expires", "whole"),
            ("rate", "number"),
            ("quota", "number"),
        ]
        console().print(tables.in_columns(columns, rows))
    else:
        print(text("keys.all_gone", path=keys.path) if keys.are_needed else text("keys.none"))


@app.command("revoke", help=text("help.keys.revoke"))
def revoke(name: Name, json: AsJson = False) -> None:
    """Take a key away."""
    keys = _keys()
    key = keys.revoke(name)
    if json:
        from qa.service.access import keys as shapes

        show_json(shapes.revoked(key))
        return
    print(text("keys.revoked", name=clean(key.name), id=key.id), flush=True)
    if not keys.all():
        _say(text("keys.all_gone", path=keys.path))


def _keys() -> Keys:
    from qa.service.access.keys import Keys

    return Keys(session.configured().home)


def _until(key: Key) -> str:
    if key.expires is None:
        return text("keys.always")
    moment = f"{key.expires.astimezone():%Y-%m-%d %H:%M}"
    return text("keys.expired", moment=moment) if key.is_expired else moment


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
