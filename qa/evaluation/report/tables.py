"""The figures of a run as they are set in words: headline figures, all by group, by kind of question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from qa.evaluation.comparing import Comparison, Difference, Verdict
from qa.evaluation.figures import by_kind
from qa.evaluation.figures import figure as figure_of
from qa.evaluation.gates import evaluate, parse
from qa.evaluation.metrics.ranking import NOT_RERANKED
from qa.evaluation.report.names import figure_name, in_order, interval_words, is_share, value_words
from qa.evaluation.report.svg import Axis, element
from qa.evaluation.scores import Figure, Scores
from qa.evaluation.suite import Suite
from qa.language import say

OF_KINDS = ("rcap@1", "recall@5", "answer hit", "refusal recall", "wrong refusals", "citation precision")
"""The figures that are told by kind of question."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in words; ``before``, ``change`` and ``judged`` are empty where there is nothing to compare with."""

    id: str
    name: str
    words: str
    between: str
    count: int
    before: str = ""
    change: str = ""
    judged: str = ""
    verdict: Verdict | None = None
    gauge: Markup | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound that the suite sets, what it is about, and whether it holds."""

    text: str
    name: str
    words: str
    ok: bool


@dataclass(frozen=True, slots=True)
class KindRow:
    """The figures of one kind of question; ``None`` where the kind has none."""

    kind: str
    count: int
    figures: tuple[Figure | None, ...]


def shown(figure: Figure, difference: Difference | None = None) -> Shown:
    """Set a figure in words, with what became of it since the other run."""
    return Shown(
        figure.name,
        figure_name(figure.name),
        value_words(figure),
        interval_words(figure),
        figure.count,
        value_words(figure, difference.before) if difference and difference.before is not None else "",
        *(change_words(figure, difference) if difference else ("", "")),
        difference.verdict if difference else None,
        gauge(figure),
    )


def change_words(figure: Figure, difference: Difference) -> tuple[str, str]:
    """Say how far a figure moved, and whether that is more than chance: never by colour or sign alone.

    Both are empty where there is nothing to compare, the second also where nothing was tested.
    """
    if difference.difference is None:
        return "", ""
    unit = say(" points", " 个百分点") if is_share(figure) else ""
    verdict = {
        "better": "▲ " + say("better", "变好"),
        "worse": "▼ " + say("worse", "变差"),
        "no difference": "○ " + say("no difference", "无显著差异"),
        None: "",
    }
    return value_words(figure, difference.difference, signed=True) + unit, verdict[difference.verdict]


def gauge(figure: Figure) -> Markup | None:
    """Draw where a share and its interval lie between none and all."""
    if figure.value is None or not is_share(figure):
        return None
    x = Axis(0, 1, 4, 196)
    low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
    return element(
        "svg",
        element("rect", x=0, y=3, width=200, height=4, rx=2, class_="track"),
        element(
            "rect", x=x.at(low), y=2, width=max(x.at(high) - x.at(low), 2.0), height=6, rx=3, class_="span"
        ),
        element("rect", x=x.at(figure.value) - 2, y=0, width=4, height=10, rx=1.5, class_="dot"),
        viewBox="0 0 200 10",
        preserveAspectRatio="none",
        aria_hidden="true",
        class_="gauge",
    )


def headline(scores: Scores) -> list[Figure]:
    """Return the headline figures that have a value, group by group."""
    return [each for _, figures in by_group(scores) for each in figures if each.is_headline]


def by_group(scores: Scores) -> list[tuple[str, list[Figure]]]:
    """Return the figures that have a value, group by group; what reranking did not change is there once."""
    groups: dict[str, list[Figure]] = {}
    for figure in scores.figures.values():
        reranked = scores.figures.get(figure.name.removesuffix(NOT_RERANKED))
        is_twice = reranked is not None and reranked is not figure and reranked.units == figure.units
        if figure.value is not None and not is_twice:
            groups.setdefault(figure.group, []).append(figure)
    return [(group, groups[group]) for group in in_order(groups)]


def kind_rows(scores: Scores) -> tuple[list[Figure], list[KindRow]]:
    """Return the figures that are told by kind, and a row a kind with each of them over its questions alone."""
    columns = [scores.figures[name] for name in OF_KINDS if name in scores.figures]
    told = [by_kind(scores, figure) for figure in columns]
    counts = Counter(scores.kinds.values())
    return columns, [KindRow(kind, n, tuple(each.get(kind) for each in told)) for kind, n in counts.items()]


def of(comparison: Comparison | None) -> Mapping[str, Difference]:
    """Return the differences of a comparison by the figure's name."""
    return {each.name: each for each in comparison.differences} if comparison else {}


def gates(suite: Suite, scores: Scores) -> list[Gate]:
    """Return the bounds that the suite sets, those that do not hold first.

    :raises GateInvalid: One cannot be read.
    """
    found = []
    for held in evaluate(map(parse, suite.gates), scores):
        about = None if held.value is None else figure_of(scores, held.gate.figure)
        name = about.name if about else held.gate.figure
        found.append(Gate(str(held.gate), figure_name(name), value_words(about) if about else "—", held.ok))
    return sorted(found, key=lambda gate: gate.ok)
