"""The commands that measure: ``qa eval``."""

from __future__ import annotations

import typer

from qa.cli import (
    evaluation_draft,
    evaluation_export,
    evaluation_judge,
    evaluation_run,
    evaluation_runs,
    evaluation_sweep,
)
from qa.cli.texts import text

app = typer.Typer(no_args_is_help=True)

app.command("run", help=text("help.eval.run"))(evaluation_run.run)
app.command("list", help=text("help.eval.list"))(evaluation_runs.list_all)
app.command("show", help=text("help.eval.show"))(evaluation_runs.show)
app.command("compare", help=text("help.eval.compare"))(evaluation_runs.compare)
app.command("baseline", help=text("help.eval.baseline"))(evaluation_runs.baseline)
app.command("report", help=text("help.eval.report"))(evaluation_runs.report)
app.command("judge", help=text("help.eval.judge"))(evaluation_judge.judge)
app.command("draft", help=text("help.eval.draft"))(evaluation_draft.draft)
app.command("export", help=text("help.eval.export"))(evaluation_export.export)
app.command("sweep", help=text("help.eval.sweep"))(evaluation_sweep.sweep)
