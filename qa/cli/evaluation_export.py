"""The command that writes a run for other programs that evaluate."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.evaluation_runs import RunName
from qa.cli.failures import show_warning
from qa.cli.screen import show_json
from qa.cli.summary_pages import require_out
from qa.cli.texts import text
from qa.errors import QaError

if TYPE_CHECKING:
    from qa.evaluation.run_folder import RunFolder
    from qa.evaluation.suite import SectionRef
    from qa.settings import Settings

Form = Literal["ragas", "deepeval"]


def export(
    run: RunName,
    to: Annotated[Form, typer.Option("--to", metavar="FORM", help=text("help.eval.to"))],
    out: Annotated[str, typer.Option("--out", metavar="FILE", help=text("help.eval.export_out"))],
    force: Annotated[bool, typer.Option("--force", help=text("help.force"))] = False,
    json: AsJson = False,
) -> None:
    """Write a run's questions as samples."""
    place = require_out(out, force=force)
    assert place is not None
    settings = session.configured()
    from qa.evaluation.exporting import export as written
    from qa.evaluation.finding_runs import find_run

    folder = find_run(run, settings.home)
    exported = written(
        folder.read(), folder.suite, to, place, places=folder.places, texts=_texts(folder, settings)
    )
    if json:
        show_json({"file": str(place), "samples": exported.samples, "left_out": list(exported.left_out)})
        return
    print(text("eval.exported", samples=exported.samples, path=place))
    if exported.left_out:
        print(text("eval.left_out", ids=", ".join(exported.left_out)), file=sys.stderr)


def _texts(folder: RunFolder, settings: Settings) -> dict[SectionRef, str]:
    """Return the gold sections' texts; none where an article is not there any more, which is no reason to write nothing."""
    from qa.evaluation.exporting import gold_texts

    suite, places = folder.suite, folder.places
    try:
        if suite.articles or suite.protocol:
            return gold_texts(suite, places)
        with session.opened(settings) as assistant:
            return gold_texts(suite, places, assistant.article)
    except QaError as problem:
        show_warning(problem)
        return {}
