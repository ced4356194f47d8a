"""The command that has the answers of a run judged by a chat model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.evaluation_run import Concurrency, RateOption, judged
from qa.cli.evaluation_runs import RunName
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.errors import QaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluation.runs.record import Judgement
    from qa.evaluation.runs.run_folder import RunFolder

_SHOWN = 10

ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help=text("help.eval.judge_model"))
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", metavar="URL", help=text("help.eval.judge_url"))]


def judge(
    run: RunName,
    model: ModelOption = None,
    base_url: BaseUrl = None,
    concurrency: Concurrency = 1,
    rate: RateOption = None,
    json: AsJson = False,
) -> None:
    """Judge the answers of a run."""
    settings = session.configured(llm_model=model, llm_base_url=base_url)
    from qa.evaluation.runs.finding_runs import find_run

    folder = find_run(run, settings.home)
    made = judged(folder, settings, concurrency=concurrency, rate=rate)
    if json:
        from qa.evaluation.judges.judged_run import to_json

        show_json(to_json(folder, made))
    else:
        _show(folder, made)
    if any(each.failure for each in made):
        raise typer.Exit(QaError.exit_code)


def _show(folder: RunFolder, made: Sequence[Judgement]) -> None:
    from qa.cli import evaluation_pages as pages
    from qa.evaluation.results import scores_of

    failed = [each for each in made if each.failure]
    print(text("eval.judged", count=len(made) - len(failed), run=folder.path.name, judge=folder.info.judge))
    if not made:
        return
    scores = scores_of(folder)
    figures = [each for each in scores.figures.values() if each.group == "judge"]
    console().print(pages.figures(scores, None, only=figures))
    if failed:
        print(text("eval.not_judged", count=len(failed)))
    for each in failed[:_SHOWN]:
        assert each.failure is not None
        console().print(f"  {each.id}: {each.failure.message}", soft_wrap=True)
