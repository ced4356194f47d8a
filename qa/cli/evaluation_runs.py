"""The commands that look at runs that are there: list, show, compare, baseline, report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.evaluation_run import WORSE, FailOnWorse
from qa.cli.screen import console, show_json
from qa.cli.summary_pages import require_out, save
from qa.cli.texts import text
from qa.errors import ArgumentInvalid

if TYPE_CHECKING:
    from qa.evaluation.comparing import Comparison
    from qa.evaluation.record import Run
    from qa.evaluation.report.outcomes import Outcome
    from qa.evaluation.run_folder import RunFolder
    from qa.evaluation.scores import Scores
    from qa.settings import Settings

BASELINE = "baseline"

Only = Literal["worse", "better", "failed", "wrong", "refused"]
Format = Literal["html", "markdown", "json"]

RunName = Annotated[str, typer.Argument(help=text("help.eval.run_name"), metavar="RUN")]
Against = Annotated[str | None, typer.Option("--against", metavar="RUN", help=text("help.eval.against"))]


def list_all(json: AsJson = False) -> None:
    """List suites and runs."""
    settings = session.configured()
    from qa.evaluation.finding_runs import runs
    from qa.evaluation.loading import known_suites, load_suite

    suites = {name: load_suite(name) for name in known_suites()}
    found = runs(settings.home)
    if json:
        from qa.evaluation.shapes import overview

        show_json(overview(suites, found))
        return
    from qa.cli import evaluation_pages as pages

    console().print(pages.suites(suites))
    print()
    if found:
        console().print(pages.runs(found))
    else:
        print(text("eval.no_runs"))


def show(
    run: RunName,
    only: Annotated[Only | None, typer.Option("--only", metavar="WHAT", help=text("help.eval.only"))] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help=text("help.eval.show_kind"))
    ] = None,
    against: Against = None,
    question: Annotated[
        list[str] | None, typer.Option("--question", metavar="ID", help=text("help.eval.question"))
    ] = None,
    json: AsJson = False,
) -> None:
    """Show one run."""
    settings = session.configured()
    from qa.evaluation.finding_runs import find_run
    from qa.evaluation.results import scores_of

    folder = find_run(run, settings.home)
    scores = scores_of(folder)
    if only in ("worse", "better") and against is None:
        against = BASELINE
    before, comparison = _against(against, folder, scores, settings)
    wanted = _outcomes(folder, only, kind or (), question or (), before, comparison)
    if json:
        from qa.evaluation.shapes import result

        show_json(result(folder, scores, comparison, outcomes=wanted))
        return
    from qa.cli import evaluation_pages as pages

    done = folder.read()
    print(pages.heading(done.info, (len(done.questions), len(done.notes), len(done.sentences))))
    if only or question:
        for outcome in wanted:
            print()
            pages.show_question(outcome)
        if not wanted:
            print(text("eval.no_questions"))
        return
    if kind:
        from qa.evaluation.figures import by_kind

        for one in dict.fromkeys(kind):
            shown = [part for each in scores.figures.values() if (part := by_kind(scores, each).get(one))]
            console().print(pages.figures(scores, only=shown))
    else:
        console().print(pages.figures(scores, comparison))
    pages.show_failures(scores.failures)
    if comparison:
        pages.show_comparison(comparison)


def compare(
    before: Annotated[str, typer.Argument(help=text("help.eval.before"), metavar="A")],
    after: Annotated[str, typer.Argument(help=text("help.eval.after"), metavar="B")],
    fail_on_worse: FailOnWorse = False,
    json: AsJson = False,
) -> None:
    """Compare two runs."""
    settings = session.configured()
    from qa.evaluation.comparing import compare as compared
    from qa.evaluation.finding_runs import find_run
    from qa.evaluation.results import scores_of

    one = scores_of(find_run(before, settings.home))
    other = scores_of(find_run(after, settings.home))
    comparison = compared(one, other)
    if json:
        from qa.evaluation import shapes

        show_json(shapes.compared(comparison))
    else:
        from qa.cli import evaluation_pages as pages

        console().print(pages.figures(other, comparison))
        pages.show_comparison(comparison)
        pages.show_changed(comparison)
    if fail_on_worse and comparison.worse:
        raise typer.Exit(WORSE)


def baseline(run: RunName, json: AsJson = False) -> None:
    """Make a run the baseline."""
    settings = session.configured()
    from qa.evaluation.baseline import keep
    from qa.evaluation.finding_runs import find_run
    from qa.evaluation.results import scores_of

    folder = find_run(run, settings.home)
    path = keep(folder.info, scores_of(folder), folder.suite, settings.home)
    if json:
        show_json({"baseline": str(path), "run": folder.info.id})
    else:
        if folder.info.finished is None:
            print(text("eval.baseline_unfinished"), file=sys.stderr)
        print(text("eval.baseline", id=folder.info.id, path=path))


def report(
    run: RunName,
    against: Against = None,
    format_: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help=text("help.eval.format"))
    ] = "html",
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=text("help.out"))] = None,
    force: Annotated[bool, typer.Option("--force", help=text("help.force"))] = False,
) -> None:
    """Write a run's report."""
    place = require_out(out, force=force)
    settings = session.configured()
    from qa.evaluation.finding_runs import find_run
    from qa.evaluation.results import reports, scores_of

    folder = find_run(run, settings.home)
    scores = scores_of(folder)
    before, comparison = _against(against, folder, scores, settings)
    made = reports(folder, [format_], scores, before, comparison)[format_]
    if place is None:
        print(made, end="", flush=True)
    else:
        save(made, place)


def _against(
    reference: str | None, folder: RunFolder, scores: Scores, settings: Settings
) -> tuple[Run | None, Comparison | None]:
    """Return the run that is compared with, where it is one, and the comparison, where there is one."""
    from qa.evaluation.baseline import load
    from qa.evaluation.comparing import compare as compared
    from qa.evaluation.finding_runs import find_run
    from qa.evaluation.results import scores_of

    if reference is None:
        return None, None
    if reference != BASELINE:
        other = find_run(reference, settings.home)
        return other.read(), compared(scores_of(other), scores)
    kept = load(folder.suite, settings.home)
    if kept is None:
        raise ArgumentInvalid(name="against", value=BASELINE, allowed=text("eval.no_baseline"))
    return None, compared(kept.scores, scores)


def _outcomes(
    folder: RunFolder,
    only: Only | None,
    kinds: Sequence[str],
    ids: Sequence[str],
    before: Run | None,
    comparison: Comparison | None,
) -> list[Outcome]:
    """Return the questions that are asked for, with what became of them; none where none was asked for."""
    from qa.evaluation.report.outcomes import outcomes

    if not (only or ids):
        return []
    found = outcomes(folder.read(), folder.suite, folder.places, before, comparison)
    if unknown := set(ids) - {each.question.id for each in found}:
        raise ArgumentInvalid(name="question", value=", ".join(sorted(unknown)), allowed=text("eval.ids"))
    return [
        each
        for each in found
        if (not ids or each.question.id in ids)
        and (not kinds or each.question.kind in kinds)
        and (
            only is None
            or only in (each.became, each.turned)
            or (only == "wrong" and each.became == "untrue")
        )
    ]
