"""Runs on a terminal: tables of figures, what got better or worse, single questions with all that led to their answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from qa.cli.answers import Pages
from qa.cli.screen import console
from qa.cli.tables import Kind, in_columns, place
from qa.cli.texts import text
from qa.evaluation.report.names import (
    became_words,
    figure_name,
    group_name,
    in_order,
    interval_words,
    kind_name,
    value_words,
)
from qa.publishing.places import one_line

if TYPE_CHECKING:
    from qa.evaluation.comparing import Comparison, Difference
    from qa.evaluation.gates import Held
    from qa.evaluation.record import RunInfo
    from qa.evaluation.report.outcomes import Outcome
    from qa.evaluation.run_folder import RunFolder
    from qa.evaluation.scores import Figure, Scores
    from qa.evaluation.suite import Suite

_SIGNS = {"better": ("▲", "green"), "worse": ("▼", "red"), "no difference": ("=", "")}


def heading(info: RunInfo, counts: Sequence[int]) -> str:
    """Return one line that says which run it is: ``counts`` are of its questions, notes and sentences."""
    questions, notes, sentences = counts
    return text(
        "eval.run",
        id=info.id,
        label=f" ({info.label})" if info.label else "",
        mode=info.model or info.mode,
        gated="" if info.gated else text("eval.ungated"),
        questions=questions,
        notes=notes,
        sentences=sentences,
        seconds=info.seconds,
    ) + ("" if info.finished else text("eval.unfinished"))


def figures(
    scores: Scores, comparison: Comparison | None = None, *, only: Iterable[Figure] | None = None
) -> Table:
    """One line a figure, in groups; with what it was before and whether it differs, where that is known."""
    groups: dict[str, list[Figure]] = {}
    for figure in scores.figures.values() if only is None else only:
        groups.setdefault(figure.group, []).append(figure)
    before = {each.name: each for each in comparison.differences} if comparison else {}
    columns: list[tuple[str, Kind]] = [
        ("figure", "whole"),
        ("meaning", "prose"),
        ("value", "number"),
        ("interval", "whole"),
        ("count", "number"),
    ]
    if comparison:
        columns += [("before", "number"), ("difference", "prose")]
    rows: list[tuple[str, ...]] = []
    for group in in_order(groups):
        for figure in groups[group]:
            row = (
                figure.name,
                f"{group_name(group)} · {figure_name(figure.name)}",
                value_words(figure),
                interval_words(figure),
                str(figure.count),
            )
            rows.append((*row, *_difference(figure, before.get(figure.name))) if comparison else row)
    return in_columns(columns, rows)


def _difference(figure: Figure, difference: Difference | None) -> tuple[str, str]:
    if difference is None or difference.before is None:
        return "—", ""
    before = value_words(figure, difference.before)
    if difference.difference is None:
        return before, ""
    sign = _SIGNS[difference.verdict][0] + " " if difference.verdict else ""
    return before, sign + value_words(figure, difference.difference, signed=True)


def show_comparison(comparison: Comparison) -> None:
    """Print what is better and what is worse for certain, and what has to be known of the two runs."""
    screen = console()
    screen.print(Text(text("eval.against", before=comparison.before)), soft_wrap=True)
    for verdict, found in (("worse", comparison.worse), ("better", comparison.better)):
        for each in found:
            sign, style = _SIGNS[verdict]
            values = {"before": _plain(each.before), "after": _plain(each.after), "p": each.corrected or 0.0}
            line = text(f"eval.{verdict}", name=each.name, **values)
            screen.print(Text(f"  {sign} {line}", style=style), soft_wrap=True)
    if not comparison.worse and not comparison.better:
        screen.print(Text(f"  {text('eval.same')}"), soft_wrap=True)
    changed = [(sum(each.weight < 0 for each in comparison.changed), "worse")]
    changed.append((len(comparison.changed) - changed[0][0], "better"))
    if comparison.changed:
        counts = {name: count for count, name in changed}
        screen.print(Text(f"  {text('eval.changed', **counts)}"), soft_wrap=True)
    for remark in comparison.remarks:
        screen.print(Text(f"  {one_line(remark)}", style="dim"), soft_wrap=True)


def show_changed(comparison: Comparison) -> None:
    """Print the questions that changed, the worst first, with what became different."""
    for change in comparison.changed:
        sign, style = _SIGNS["worse" if change.weight < 0 else "better"]
        told = "; ".join((*change.worse, *change.better))
        line = f"{sign} {change.id} ({kind_name(change.kind)}): {one_line(told)}"
        console().print(Text(line, style=style), soft_wrap=True)


def _plain(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def show_gates(held: Iterable[Held]) -> None:
    """Print each bound and what came of it."""
    for one in held:
        mark, style = ("✓", "green") if one.ok else ("✗", "red")
        console().print(Text(f"{mark} {one}", style=style), soft_wrap=True)


def show_failures(failures: Mapping[str, str]) -> None:
    """Print what could not be asked, and why; it counts in no figure."""
    if not failures:
        return
    console().print(Text(text("eval.failures", count=len(failures)), style="yellow"), soft_wrap=True)
    for id, message in failures.items():
        console().print(Text(f"  {id}: {one_line(message)}"), soft_wrap=True)


def show_question(outcome: Outcome) -> None:
    """Print one question: what was expected, what was found, what was answered and why."""
    screen, question, record = console(), outcome.question, outcome.record
    style = "green" if outcome.became == "right" else "yellow" if outcome.became == "failed" else "red"
    head = f"{question.id} · {kind_name(question.kind)} · {became_words(outcome.became)}"
    screen.print(Text(head, style=style), soft_wrap=True)
    screen.print(Text(one_line(question.text), style="bold"), soft_wrap=True)
    if question.note:
        screen.print(Text(one_line(question.note), style="dim"), soft_wrap=True)
    for key, values in (
        ("gold", [_ref(gold.sections) for gold in question.gold]),
        ("must", [" / ".join(phrases) for phrases in question.must]),
        ("must_not", list(question.must_not)),
        ("references", list(question.references)),
    ):
        if values:
            line = text(f"eval.{key}", values="; ".join(map(one_line, values)))
            screen.print(Text(line), soft_wrap=True)
    if outcome.gold_ranks:
        ranks = ", ".join("—" if rank is None else str(rank) for rank in outcome.gold_ranks)
        screen.print(Text(text("eval.ranks", ranks=ranks)), soft_wrap=True)
    screen.print()
    if record.failure:
        screen.print(Text(one_line(record.failure.message), style="yellow"), soft_wrap=True)
    if record.answer is not None:
        pages = Pages(screen)
        for sentence in record.answer.sentences:
            pages.sentence(sentence)
        pages.ending(record.answer)
        pages.explanation(record.answer)
    screen.print(Text(text("eval.ranked")), soft_wrap=True)
    for number, passage in enumerate(record.ranked, 1):
        mark = "*" if outcome.is_gold(passage) else " "
        line = f" {mark}{number:>2} {passage.score:7.3f} {place(passage)}"
        screen.print(Text(line, style="green" if outcome.is_gold(passage) else ""), soft_wrap=True)
    screen.print()


def _ref(sections: Iterable[object]) -> str:
    from qa.evaluation.report.showing import ref_words
    from qa.evaluation.suite import SectionRef

    return " | ".join(ref_words(ref) for ref in sections if isinstance(ref, SectionRef))


def suites(found: Mapping[str, Suite]) -> Table:
    """One line a suite that comes with the package."""
    rows = [
        (name, str(len(suite.questions)), str(len(suite.notes)), str(len(suite.sentences)), suite.description)
        for name, suite in found.items()
    ]
    columns: list[tuple[str, Kind]] = [
        ("suite", "whole"),
        ("questions", "number"),
        ("notes", "number"),
        ("sentences", "number"),
        ("description", "prose"),
    ]
    return in_columns(columns, rows)


def runs(found: Iterable[tuple[RunFolder, RunInfo]]) -> Table:
    """One line a run."""
    rows = [
        (
            info.id,
            info.suite,
            (info.model or info.mode) + ("" if info.gated else text("eval.ungated")),
            info.label,
            f"{info.seconds:.1f}" if info.finished else text("eval.unfinished").strip(" ()（）"),
        )
        for _, info in found
    ]
    columns: list[tuple[str, Kind]] = [
        ("id", "whole"),
        ("suite", "whole"),
        ("written_by", "prose"),
        ("label", "prose"),
        ("seconds", "number"),
    ]
    return in_columns(columns, rows)
