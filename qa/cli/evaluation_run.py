"""The command that goes through a suite and says what came of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.failures import show_error
from qa.cli.progress import bars
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.errors import GateFailed, QaError, ServerError
from qa.models import Mode

if TYPE_CHECKING:
    from qa.evaluation.results import Kind
    from qa.evaluation.runs.record import Judgement, Run
    from qa.evaluation.runs.run_folder import RunFolder
    from qa.evaluation.scoring.comparing import Comparison
    from qa.evaluation.scoring.gates import Gate, Held
    from qa.evaluation.scoring.scores import Scores
    from qa.evaluation.suites.suite import Suite
    from qa.settings import Settings

NO_BASELINE = "none"
WORSE = 3
"""The exit code where a figure is worse and that was to be told."""

REPORTS: dict[Kind, str] = {"html": "report.html", "markdown": "report.md", "json": "report.json"}

SuiteName = Annotated[str, typer.Argument(help=text("help.eval.suite"), metavar="SUITE")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help=text("help.eval.kind"))]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=text("help.eval.set"))
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", metavar="N", min=1, max=256, help=text("help.eval.concurrency"))
]
RateOption = Annotated[
    float | None, typer.Option("--rate", metavar="N", min=0.01, help=text("help.eval.rate"))
]
FailOnWorse = Annotated[bool, typer.Option("--fail-on-worse", help=text("help.eval.fail_on_worse"))]


def run(
    suite: SuiteName,
    mode: Annotated[Mode | None, typer.Option("--mode", metavar="MODE", help=text("help.mode"))] = None,
    no_gate: Annotated[bool, typer.Option("--no-gate", help=text("help.eval.no_gate"))] = False,
    set_: SetOption = None,
    kind: Kinds = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help=text("help.eval.limit"))
    ] = None,
    concurrency: Concurrency = 1,
    rate: RateOption = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="RUN", help=text("help.eval.resume"))
    ] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR", help=text("help.eval.out"))] = None,
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help=text("help.eval.label"))] = "",
    price: Annotated[
        str | None, typer.Option("--price", metavar="IN/OUT", help=text("help.eval.price"))
    ] = None,
    gate: Annotated[
        list[str] | None, typer.Option("--gate", metavar="EXPR", help=text("help.eval.gate"))
    ] = None,
    no_suite_gates: Annotated[
        bool, typer.Option("--no-suite-gates", help=text("help.eval.no_suite_gates"))
    ] = False,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="RUN", help=text("help.eval.against_baseline"))
    ] = None,
    fail_on_worse: FailOnWorse = False,
    judge: Annotated[bool, typer.Option("--judge", help=text("help.eval.judge_too"))] = False,
    report: Annotated[bool, typer.Option("--report/--no-report", help=text("help.eval.reports"))] = True,
    json: AsJson = False,
) -> None:
    """Go through a suite."""
    settings = configured(set_)
    from qa.evaluation.results import measured
    from qa.evaluation.runs.finding_runs import find_run
    from qa.evaluation.scoring.gates import evaluate
    from qa.evaluation.suites.loading import load_suite, select

    whole = load_suite(suite)
    chosen = select(whole, limit=limit, kinds=kind or ())
    # The suite's own bounds are for all of it as it is used, and not for a part of it or for what is worse on purpose.
    has_own = chosen.hash == whole.hash and not no_gate and not no_suite_gates
    gates = _gates([*(gate or ()), *(whole.gates if has_own else ())], whole)
    prices = prices_of(price)
    if judge:
        from qa.llm_setup import require_model

        require_model(settings)  # before anything is asked
    asked = find_run(resume, settings.home) if resume else None
    before = _Before(baseline, whole, settings)
    folder = _gone_through(
        chosen,
        settings,
        {
            "folder": asked,
            "out": Path(out).expanduser().absolute() if out else None,
            "mode": mode,
            "gated": not no_gate,
            "label": label,
            "prices": prices,
            "concurrency": concurrency,
            "rate": rate,
        },
    )
    if judge:
        _judge(folder, settings, concurrency, rate)
    scores = measured(folder)
    comparison = before.compared(scores)
    held = evaluate(gates, scores)
    if report:
        write_reports(folder, scores, before.run, comparison)
    if json:
        from qa.evaluation.shapes import result

        show_json(result(folder, scores, comparison, held))
    else:
        _show(folder, scores, comparison, held, has_report=report)
    _leave(held, scores, comparison if fail_on_worse else None, as_json=json)


def configured(given: Sequence[str] | None) -> Settings:
    """Return the settings, of which those that are given as NAME=VALUE go first."""
    return session.configured(**named(given))


def named(given: Sequence[str] | None) -> dict[str, str]:
    """Return the values that are given as NAME=VALUE by their names."""
    flags: dict[str, str] = {}
    for each in given or ():
        name, equals, value = each.partition("=")
        if not equals:
            raise typer.BadParameter(text("misuse.set", value=each), param_hint="--set")
        flags[name.strip()] = value.strip()
    return flags


def prices_of(price: str | None) -> tuple[float, float] | None:
    """Return the prices of a million tokens, in and out, that are given as IN/OUT."""
    if price is None:
        return None
    try:
        into, out = (float(each) for each in price.split("/"))
        if not (0 <= into < float("inf") and 0 <= out < float("inf")):
            raise ValueError(price)
    except ValueError:
        raise typer.BadParameter(text("misuse.price", value=price), param_hint="--price") from None
    return into, out


def _gates(given: Sequence[str], suite: Suite) -> list[Gate]:
    from qa.evaluation.scoring.gates import parse, require_known

    gates = [parse(each) for each in given]
    if gates:
        from qa.evaluation.scoring.possible_figures import possible

        require_known(gates, possible(suite))
    return gates


class _Before:
    """What the run is compared with: another run, or the suite's baseline, if it has one."""

    def __init__(self, reference: str | None, suite: Suite, settings: Settings) -> None:
        from qa.evaluation.results import scores_of
        from qa.evaluation.runs.finding_runs import find_run
        from qa.evaluation.scoring.baseline import load

        self.scores: Scores | None = None
        self.run: Run | None = None
        if reference is None:
            kept = load(suite, settings.home)
            self.scores = kept.scores if kept else None
        elif reference != NO_BASELINE:
            folder = find_run(reference, settings.home)
            self.scores, self.run = scores_of(folder), folder.read()

    def compared(self, scores: Scores) -> Comparison | None:
        """Return both side by side; ``None`` where there is nothing to compare with, or nothing in common."""
        from qa.errors import RunsApart
        from qa.evaluation.scoring.comparing import compare

        if self.scores is None:
            return None
        try:
            return compare(self.scores, scores)
        except RunsApart as problem:
            show_error(problem)
            return None


def _gone_through(suite: Suite, settings: Settings, asked: dict[str, Any]) -> RunFolder:
    from qa.evaluation.runs.running import run as go_through

    begun: list[RunFolder] = []
    try:
        with bars() as on_progress:
            return go_through(suite, settings, **asked, on_progress=on_progress, on_begin=begun.append)
    except KeyboardInterrupt:
        if begun:
            print(text("eval.interrupted", id=begun[0].reference), file=sys.stderr)
        raise


def _judge(folder: RunFolder, settings: Settings, concurrency: int, rate: float | None) -> None:
    """Have the answers judged; a judge that fails costs nobody the run."""
    try:
        judged(folder, settings, concurrency=concurrency, rate=rate)
    except ServerError as problem:
        show_error(problem)


def judged(
    folder: RunFolder, settings: Settings, *, concurrency: int, rate: float | None
) -> Sequence[Judgement]:
    """Have a run judged, with a bar on a terminal."""
    from qa.evaluation.judges.judged_run import judge_run

    with bars() as on_progress:
        return judge_run(folder, settings, concurrency=concurrency, rate=rate, on_progress=on_progress)


def write_reports(
    folder: RunFolder, scores: Scores, before: Run | None, comparison: Comparison | None
) -> None:
    """Write the reports of a run into its folder."""
    from qa.evaluation.results import reports

    for kind, made in reports(folder, REPORTS, scores, before, comparison).items():
        folder.write(REPORTS[kind], made)


def _show(
    folder: RunFolder,
    scores: Scores,
    comparison: Comparison | None,
    held: Sequence[Held],
    *,
    has_report: bool,
) -> None:
    from qa.cli import evaluation_pages as pages

    run = folder.read()
    print(pages.heading(run.info, (len(run.questions), len(run.notes), len(run.sentences))))
    shown = [each for each in scores.figures.values() if each.is_headline or each.statistic in ("p50", "p95")]
    console().print(pages.figures(scores, comparison, only=shown))
    pages.show_failures(scores.failures)
    if comparison:
        pages.show_comparison(comparison)
    pages.show_gates(held)
    print(text("eval.kept", path=folder.path / REPORTS["html"] if has_report else folder.path))


def _leave(held: Sequence[Held], scores: Scores, comparison: Comparison | None, *, as_json: bool) -> None:
    """End with the exit code for what came: a bound that did not hold, a figure that is worse, a question not asked."""
    from qa.evaluation.scoring.gates import require_held

    try:
        require_held(held)
    except GateFailed as problem:
        if not as_json:
            show_error(problem)
        raise typer.Exit(problem.exit_code) from None
    if comparison and comparison.worse:
        raise typer.Exit(WORSE)
    if scores.failures:
        raise typer.Exit(QaError.exit_code)
