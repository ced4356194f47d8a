"""The plots with a row for each kind of question or for each figure."""

from __future__ import annotations

from qa.evaluation.comparing import Comparison, Difference
from qa.evaluation.figures import by_kind
from qa.evaluation.report.chart import Chart
from qa.evaluation.report.names import figure_name, interval_words, kind_name, value_words
from qa.evaluation.report.rows import Row, bars, differences
from qa.evaluation.report.tables import change_words, of
from qa.evaluation.scores import Figure, Scores
from qa.language import say

_OF_KINDS = ("rcap@1", "recall@5", "answer hit", "refusal recall")


def row_charts(scores: Scores, comparison: Comparison | None) -> list[Chart]:
    """Return run against run, if there are two, and a plot for each figure that is told by kind."""
    changes = _changes(scores, comparison)
    return [*([changes] if changes else []), *_kinds(scores)]


def _kinds(scores: Scores) -> list[Chart]:
    found = []
    for column in (scores.figures[name] for name in _OF_KINDS if name in scores.figures):
        told = by_kind(scores, column)
        if len(told) < 2:
            continue
        rows = [
            Row(kind_name(kind), figure.value, value_words(figure), figure.low, figure.high)
            for kind, figure in told.items()
        ]
        name = figure_name(column.name)
        title = say(f"{name} by kind", f"{name}：按问题类型")
        found.append(
            Chart(
                "kind-" + column.name.replace(" ", "-").replace("@", "-"),
                title,
                say(
                    f"All kinds together: {value_words(column)}. The thin line is the 95% interval.",
                    f"全部类型合计 {value_words(column)}；细线为 95% 置信区间。",
                ),
                bars(rows, 1.0, f"{title}: " + ", ".join(f"{row.name} {row.words}" for row in rows)),
                (say("kind", "类型"), name, say("95% interval", "95% 置信区间"), "n"),
                tuple(
                    (kind_name(kind), value_words(figure), interval_words(figure), str(figure.count))
                    for kind, figure in told.items()
                ),
            )
        )
    return found


def _changes(scores: Scores, comparison: Comparison | None) -> Chart | None:
    told = [
        (figure, difference)
        for name, difference in of(comparison).items()
        if (figure := scores.figures.get(name)) and figure.is_headline and difference.difference is not None
    ]
    rows = [_difference_row(figure, difference) for figure, difference in told if figure.group != "cost"]
    if not rows:
        return None
    title = say("Run against run", "两次运行的差异")
    return Chart(
        "changes",
        title,
        say(
            "Paired differences with 95% intervals; to the right is better. A triangle is a difference that a paired test confirms, a ring is none.",
            "配对差异及 95% 置信区间，向右为变好。三角表示配对检验确认的差异，圆圈表示未见显著差异。",
        ),
        differences(
            rows,
            title + ": " + ", ".join(f"{row.name} {row.words}" for row in rows),
            say("worse", "变差"),
            say("better", "变好"),
        ),
        (say("figure", "指标"), say("change", "变化"), say("p (Holm)", "p（Holm 校正）")),
        tuple((figure_name(f.name), " ".join(change_words(f, d)), _p(d.corrected)) for f, d in told),
    )


def _difference_row(figure: Figure, difference: Difference) -> Row:
    """Return a difference turned so that more is better, in units of its own axis."""
    turn = -1 if figure.better == "lower" else 1
    value, low, high = (
        None if each is None else turn * each
        for each in (difference.difference, difference.low, difference.high)
    )
    low, high = (high, low) if turn < 0 else (low, high)
    words = value_words(figure, difference.difference, signed=True)
    return Row(figure_name(figure.name), value, words, low, high, difference.verdict)


def _p(p: float | None) -> str:
    return "—" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"
