"""Plots with a row for each thing: values as bars, differences as points around none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qa.evaluation.comparing import Verdict
from qa.evaluation.report.plots import WIDTH
from qa.evaluation.report.svg import Axis, drawing, element, path, text_width

_ROW = 28


@dataclass(frozen=True, slots=True)
class Row:
    """A value with its name, its interval, and the words that are set beside it.

    ``verdict`` gives a difference its sign: a triangle up or down, or a ring where nothing is shown to differ.
    """

    name: str
    value: float | None
    words: str
    low: float | None = None
    high: float | None = None
    verdict: Verdict | None = None


def bars(rows: Sequence[Row], high: float, label: str) -> Markup:
    """Draw a bar a row from 0 to ``high``, each with its interval as a line and its words behind it."""
    left, right = _room(rows)
    x, parts = Axis(0, high, left, right), []
    for index, row in enumerate(rows):
        middle = index * _ROW + 16.0
        parts.append(element("text", row.name, x=left - 10, y=middle + 4, text_anchor="end", class_="name"))
        parts.append(element("rect", x=left, y=middle - 6, width=right - left, height=12, class_="track"))
        if row.value is not None:
            said = element("title", f"{row.name} · {row.words}")
            parts.append(
                element(
                    "rect",
                    said,
                    x=left,
                    y=middle - 6,
                    width=max(x.at(row.value) - left, 1.5),
                    height=12,
                    class_="bar s0",
                )
            )
        parts.append(_whisker(row, x, middle))
        parts.append(element("text", row.words, x=right + 10, y=middle + 4, class_="value"))
    return drawing(WIDTH, len(rows) * _ROW + 4, label, *parts)


def differences(rows: Sequence[Row], label: str, worse: str, better: str) -> Markup:
    """Draw a difference a row with its interval, around a line for none; to the right is better."""
    left, right = _room(rows)
    far = (
        max([abs(v) for row in rows for v in (row.value, row.low, row.high) if v is not None] + [0.01]) * 1.08
    )
    x, bottom = Axis(-far, far, left, right), len(rows) * _ROW + 30.0
    parts = [
        element("line", x1=x.at(0), x2=x.at(0), y1=24, y2=bottom - 6, class_="axis"),
        element("text", f"← {worse}", x=left, y=14, class_="tick"),
        element("text", f"{better} →", x=right, y=14, text_anchor="end", class_="tick"),
    ]
    for index, row in enumerate(rows):
        middle = index * _ROW + 42.0
        parts.append(element("text", row.name, x=left - 10, y=middle + 4, text_anchor="end", class_="name"))
        parts.append(element("line", x1=left, x2=right, y1=middle, y2=middle, class_="grid"))
        parts.append(_whisker(row, x, middle))
        if row.value is not None:
            parts.append(_verdict(x.at(row.value), middle, row))
        parts.append(
            element(
                "text", row.words, x=right + 10, y=middle + 4, class_=f"value {row.verdict or ''}".rstrip()
            )
        )
    return drawing(WIDTH, bottom, label, *parts)


def _room(rows: Sequence[Row]) -> tuple[float, float]:
    names = max((text_width(row.name, 13) for row in rows), default=0.0)
    words = max((text_width(row.words, 12) for row in rows), default=0.0)
    return min(names + 14, 190.0), WIDTH - words - 16


def _whisker(row: Row, x: Axis, middle: float) -> Markup:
    if row.low is None or row.high is None:
        return Markup("")
    one, other = x.at(row.low), x.at(row.high)
    ends = (
        element("line", x1=at, x2=at, y1=middle - 4, y2=middle + 4, class_="whisker") for at in (one, other)
    )
    return element("line", x1=one, x2=other, y1=middle, y2=middle, class_="whisker") + Markup("").join(ends)


def _verdict(at: float, middle: float, row: Row) -> Markup:
    said = element("title", f"{row.name} · {row.words}")
    if row.verdict not in ("better", "worse"):
        return element("circle", said, cx=at, cy=middle, r=5, class_="verdict same")
    up = 1 if row.verdict == "better" else -1
    corners = [(at - 6, middle + 5 * up), (at + 6, middle + 5 * up), (at, middle - 6 * up)]
    return element("path", said, d=path(corners, closed=True), class_=f"verdict {row.verdict}")
