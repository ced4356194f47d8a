"""A sweep as rows for a terminal, as Markdown and as JSON."""

from __future__ import annotations

from typing import Any

from qa.evaluation.record_json import to_json
from qa.evaluation.report.markdown import plain
from qa.evaluation.report.names import figure_name, value_words
from qa.evaluation.sweeping import Point, Sweep
from qa.language import say

FRONT = "★"
_SIGNS = {"better": "▲", "worse": "▼", "no difference": "="}


def heads(sweep: Sweep) -> list[str]:
    """Return what stands over the columns: the settings, the figures, the front, the run."""
    return [*sweep.varied, *map(figure_name, sweep.figures), say("Front", "前沿"), say("Run", "运行")]


def cells(sweep: Sweep, point: Point) -> list[str]:
    """Return a point's row. A figure of quality has a sign where a test compared it with the first point's."""
    settings = ["—" if point.settings[name] is None else str(point.settings[name]) for name in sweep.varied]
    figures = []
    for name in sweep.figures:
        words = value_words(point.figures[name]) if name in point.figures else "—"
        verdict = point.verdicts.get(name)
        figures.append(f"{words} {_SIGNS[verdict]}" if verdict else words)
    return [*settings, *figures, FRONT if point.on_front else "", point.run]


def legend(sweep: Sweep) -> str:
    """Return what the signs mean."""
    quality = say(", ", "、").join(map(figure_name, sweep.quality))
    return say(
        f"{FRONT} on the Pareto front: no other point is at least as good in {quality}, time and cost, and better in one. "
        "▲ ▼ = better, worse, no difference from the first point by a paired test.",
        f"{FRONT} 帕累托前沿：没有别的组合在{quality}、用时和成本上都不差、且至少有一项更好。"
        "▲ ▼ = 表示与第一个组合相比，经配对检验更好、更差、没有差异。",
    )


def markdown(sweep: Sweep) -> str:
    """Return a sweep as a page of Markdown."""
    head = heads(sweep)
    settings = len(sweep.varied)
    rule = ["---"] * settings + ["---:"] * len(sweep.figures) + [":---:", "---"]
    rows = [head, rule, *([plain(cell) for cell in cells(sweep, point)] for point in sweep.points)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# {plain(sweep.suite)}\n\n{table}\n\n{legend(sweep)}\n"


def data(sweep: Sweep) -> dict[str, Any]:
    """Return a sweep as JSON; of each figure the value and its interval."""
    return {
        "suite": sweep.suite,
        "suite_hash": sweep.suite_hash,
        "varied": list(sweep.varied),
        "figures": list(sweep.figures),
        "quality": list(sweep.quality),
        "points": [
            {
                "settings": to_json(point.settings),
                "run": point.run,
                "figures": {
                    name: {"value": each.value, "low": each.low, "high": each.high}
                    for name, each in point.figures.items()
                },
                "verdicts": dict(point.verdicts),
                "on_front": point.on_front,
                "reused": point.reused,
            }
            for point in sweep.points
        ],
    }
