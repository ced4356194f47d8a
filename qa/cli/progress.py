"""Progress bars, on a terminal only and on standard error only, so that output can be piped meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.cli.texts import text

if TYPE_CHECKING:
    from rich.progress import Task, TaskID
    from rich.text import Text

    from qa.models import Progress


@contextmanager
def bars() -> Iterator[Callable[[Progress], None] | None]:
    """Give an ``on_progress`` for :class:`qa.Assistant` that draws one bar a stage; no terminal, no bars."""
    if not sys.stderr.isatty():
        yield None
        return

    from rich import progress
    from rich.text import Text

    from qa.cli.screen import console

    class Rate(progress.ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(text("progress.rate", rate=task.speed) if task.speed else "")

    shown = progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        Rate(),
        progress.TimeRemainingColumn(),
        console=console(stderr=True),
        # Lines that are printed meanwhile go above the bars, unless they go somewhere else altogether.
        redirect_stdout=sys.stdout.isatty(),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}
    totals: dict[str, int] = {}

    def update(step: Progress) -> None:
        task = tasks.get(step.stage)
        if task is None:
            task = tasks[step.stage] = shown.add_task("", total=step.total)
        elif step.total != totals[step.stage]:
            shown.reset(task, total=step.total)  # the next article: its rate is its own
        totals[step.stage] = step.total
        description = f"{text(f'stage.{step.stage}')} {step.label[:40]}".rstrip()
        shown.update(task, description=description, completed=step.done, total=step.total)

    with shown:
        yield update
