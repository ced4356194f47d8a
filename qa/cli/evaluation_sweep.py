"""The command that runs a suite with one setting after another."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.evaluation_run import Concurrency, Kinds, RateOption, SetOption, SuiteName, named, prices_of
from qa.cli.progress import bars
from qa.cli.screen import console, show_json
from qa.cli.summary_pages import require_out, save
from qa.cli.texts import text
from qa.models import Mode

if TYPE_CHECKING:
    from rich.table import Table

    from qa.evaluation.sweeping import Sweep


def sweep(
    suite: SuiteName,
    vary: Annotated[
        list[str], typer.Option("--vary", metavar="NAME=VALUE,VALUE", help=text("help.eval.vary"))
    ],
    set_: SetOption = None,
    quality: Annotated[
        list[str] | None, typer.Option("--quality", metavar="FIGURE", help=text("help.eval.quality"))
    ] = None,
    figure: Annotated[
        list[str] | None, typer.Option("--figure", metavar="FIGURE", help=text("help.eval.figure"))
    ] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", metavar="MODE", help=text("help.mode"))] = None,
    kind: Kinds = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help=text("help.eval.limit"))
    ] = None,
    concurrency: Concurrency = 1,
    rate: RateOption = None,
    price: Annotated[
        str | None, typer.Option("--price", metavar="IN/OUT", help=text("help.eval.price"))
    ] = None,
    again: Annotated[bool, typer.Option("--again", help=text("help.eval.again"))] = False,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help=text("help.eval.sweep_out"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=text("help.force"))] = False,
    json: AsJson = False,
) -> None:
    """Run a suite with every combination of settings."""
    place = require_out(out, force=force)
    base, varied = named(set_), _varied(vary)
    session.configured(**base)
    from rich.text import Text

    from qa.evaluation import sweep_tables
    from qa.evaluation.grid import words_of
    from qa.evaluation.loading import load_suite, select
    from qa.evaluation.sweeping import QUALITY
    from qa.evaluation.sweeping import sweep as swept

    chosen = select(load_suite(suite), limit=limit, kinds=kind or ())
    with bars() as on_progress:
        found = swept(
            chosen,
            varied,
            base=base,
            figures=figure or (),
            quality=quality or QUALITY,
            again=again,
            mode=mode,
            prices=prices_of(price),
            concurrency=concurrency,
            rate=rate,
            on_progress=on_progress,
            on_point=_show_point,
        )
    if place is not None:
        save(sweep_tables.markdown(found), place)
    if json:
        show_json(sweep_tables.data(found))
        return
    screen = console()
    screen.print(_table(found))
    for point in found.points:
        if point.on_front:
            line = f"{sweep_tables.FRONT} {words_of(point.settings)}: {point.run}"
            screen.print(Text(line), soft_wrap=True)
    screen.print(Text(sweep_tables.legend(found), style="dim"), soft_wrap=True)


def _varied(given: list[str]) -> dict[str, list[str]]:
    """Return the values by the name of a setting; a name that comes twice has the values of both."""
    varied: dict[str, list[str]] = {}
    for name, values in (pair for each in given for pair in named([each]).items()):
        varied.setdefault(name, []).extend(value.strip() for value in values.split(","))
    return varied


def _show_point(number: int, total: int, values: Mapping[str, Any]) -> None:
    from qa.evaluation.grid import words_of

    print(text("eval.point", number=number, total=total, values=words_of(values)), file=sys.stderr)


def _table(found: Sweep) -> Table:
    """One line a point; ids of runs are long, and stand under the table where they are worth choosing from."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    from qa.evaluation import sweep_tables

    rows = [sweep_tables.cells(found, point)[:-1] for point in found.points]
    table = Table(box=None, pad_edge=False)
    for number, head in enumerate(sweep_tables.heads(found)[:-1]):
        is_figure = len(found.varied) <= number < len(found.varied) + len(found.figures)
        width = max(cell_len(row[number]) for row in rows)
        # Only the heads of figures may be broken.
        table.add_column(
            Text(head),
            justify="right" if is_figure else "left",
            min_width=width if is_figure else cell_len(head),
        )
    for point, row in zip(found.points, rows, strict=True):
        table.add_row(*map(Text, row), style="bold" if point.on_front else "")
    return table
