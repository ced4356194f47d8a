"""Plots with two axes, each from plain numbers to one picture. What they show is chosen in ``curve_charts.py``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qa.evaluation.report.svg import (
    Axis,
    drawing,
    element,
    grid_of_values,
    marks_below,
    path,
    text_width,
    ticks,
)

WIDTH = 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 444, 36, 250
_SHORTEST = 0.001


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line, with its interval where there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A line and what it is called."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """What was seen between two scores: how many, the mean score, and the share of them that was right."""

    low: float
    high: float
    count: int
    mean: float
    share: float


def percent(share: float) -> str:
    """Write a share as a percentage, with a digit behind the point where there is one.

    >>> percent(0.5), percent(0.985)
    ('50%', '98.5%')
    """
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def lines_by_step(series: Sequence[Series], steps: Sequence[float], x_label: str, label: str) -> Markup:
    """Draw lines over steps that stand equally far apart (1, 2, 3, 5, 10 …), with their intervals as bands."""
    seen = [
        value
        for line in series
        for point in line.points
        for value in (point.y, point.low)
        if value is not None
    ]
    x, y = Axis(0, max(len(steps) - 1, 1), _LEFT + 16, _RIGHT - 16), Axis(_floor(seen), 1, _BOTTOM, _TOP)
    place = {step: x.at(index) for index, step in enumerate(steps)}
    parts: list[object] = [
        grid_of_values(y, _LEFT, _RIGHT, [(value, percent(value)) for value in ticks(y.low, 1)])
    ]
    parts.append(marks_below(x, _BOTTOM, [(index, f"{step:g}") for index, step in enumerate(steps)]))
    for number, line in enumerate(series):
        edges = [
            (place[p.x], y.at(p.low), y.at(p.high))
            for p in line.points
            if p.low is not None and p.high is not None
        ]
        if len(edges) > 1:
            around = [(at, high) for at, _, high in edges] + [(at, low) for at, low, _ in reversed(edges)]
            parts.append(element("path", d=path(around, closed=True), class_=f"band s{number}"))
    for number, line in enumerate(series):
        points = [(place[point.x], y.at(point.y)) for point in line.points]
        parts.append(element("path", d=path(points), class_=f"line s{number}") if len(points) > 1 else "")
        parts += (
            _mark(at, up, number, f"{line.name} · {x_label} {point.x:g} · {percent(point.y)}")
            for (at, up), point in zip(points, line.points, strict=True)
        )
    return _framed(label, x_label, *parts, _legend([line.name for line in series]))


def curve(
    points: Sequence[tuple[float, float]],
    here: tuple[float, float] | None,
    here_words: str,
    x_label: str,
    y_label: str,
    label: str,
) -> Markup:
    """Draw a curve over shares, both axes from 0, and mark the point where the system works."""
    most = max([up for _, up in points] + ([here[1]] if here else []) + [0.1])
    x, y = Axis(0, 1, _LEFT, _RIGHT), Axis(0, _ceiling(most), _BOTTOM, _TOP)
    parts = [grid_of_values(y, _LEFT, _RIGHT, [(value, percent(value)) for value in ticks(0, y.high)])]
    parts.append(marks_below(x, _BOTTOM, [(value, percent(value)) for value in ticks(0, 1)]))
    drawn = [(x.at(across), y.at(up)) for across, up in points]
    if len(drawn) > 1:
        under = [(drawn[0][0], float(_BOTTOM)), *drawn, (drawn[-1][0], float(_BOTTOM))]
        parts += (
            element("path", d=path(under, closed=True), class_="band s0"),
            element("path", d=path(drawn), class_="line s0"),
        )
    if here:
        at, up = x.at(here[0]), y.at(here[1])
        anchor = "end" if at > (_LEFT + _RIGHT) / 2 else "start"
        parts += (
            element("line", x1=at, x2=at, y1=up, y2=_BOTTOM, class_="drop"),
            element("circle", element("title", here_words), cx=at, cy=up, r=6, class_="here"),
            element(
                "text",
                here_words,
                x=at + (-8 if anchor == "end" else 8),
                y=up - 12,
                text_anchor=anchor,
                class_="said",
            ),
        )
    return _framed(label, x_label, *parts, element("text", y_label, x=0, y=16, class_="tick"))


def reliability(bins: Sequence[Bin], x_label: str, y_label: str, count_label: str, label: str) -> Markup:
    """Draw what share was right at each score against the diagonal, and under it how many there were."""
    x, y = Axis(0, 1, _LEFT, _RIGHT), Axis(0, 1, 200, _TOP)
    most = max([each.count for each in bins] + [1])
    heights = Axis(0, most, 300, 248)
    parts = [grid_of_values(y, _LEFT, _RIGHT, [(value, percent(value)) for value in ticks(0, 1)])]
    for each in bins:
        if not each.count:
            continue
        left, wide = x.at(each.low) + 1.5, x.at(each.high) - x.at(each.low) - 3
        said = element("title", f"{each.low:.2f}–{each.high:.2f} · {percent(each.share)} · n = {each.count}")
        up, top = y.at(each.share), heights.at(each.count)
        parts += (
            element("rect", said, x=left, y=up, width=wide, height=max(200 - up, 1.5), class_="bar s0"),
            element("rect", said, x=left, y=top, width=wide, height=300 - top, class_="bar quiet"),
        )
    parts.append(element("line", x1=x.at(0), y1=y.at(0), x2=x.at(1), y2=y.at(1), class_="ideal"))
    parts += (
        element("circle", cx=x.at(b.mean), cy=y.at(b.share), r=3.5, class_="mark s0") for b in bins if b.count
    )
    parts += (
        element("line", x1=_LEFT, x2=_RIGHT, y1=300, y2=300, class_="axis"),
        element("text", count_label, x=_LEFT, y=238, class_="tick"),
        element("text", str(most), x=_LEFT - 8, y=256, text_anchor="end", class_="tick"),
        element("text", y_label, x=0, y=16, class_="tick"),
        marks_below(x, 300, [(value, f"{value:g}") for value in ticks(0, 1)]),
        element("text", x_label, x=(_LEFT + _RIGHT) / 2, y=340, text_anchor="middle", class_="label"),
    )
    return drawing(WIDTH, 348, label, *parts)


def histogram(
    seconds: Sequence[float], marked: Sequence[tuple[float, str]], x_label: str, label: str
) -> Markup:
    """Draw how many times lie in each step of a scale on which ten times as long is one way further, and lines at some.

    Times are that far apart: one question in a hundred that takes as long as all others hides no difference here.
    """
    logs = [math.log10(max(value, _SHORTEST)) for value in seconds]
    low, high = math.floor(min(logs, default=0.0)), math.ceil(max(logs, default=0.0))
    high = max(high, low + 1)
    fine = 10 if high - low <= 3 else 5
    counts = [0] * (fine * (high - low))
    for log in logs:
        counts[min(int((log - low) * fine + 1e-9), len(counts) - 1)] += 1
    x, y = Axis(low, high, _LEFT, _RIGHT), Axis(0, max([*counts, 1]), _BOTTOM, _TOP + 24)
    whole = [value for value in ticks(0, y.high) if value == int(value)]
    parts: list[object] = [grid_of_values(y, _LEFT, _RIGHT, [(value, f"{value:g}") for value in whole])]
    parts.append(marks_below(x, _BOTTOM, [(power, f"{10.0**power:g}") for power in range(low, high + 1)]))
    for index, count in enumerate(counts):
        start, end = low + index / fine, low + (index + 1) / fine
        said = element("title", f"{10**start:.3g}–{10**end:.3g} s · n = {count}")
        left, wide, top = x.at(start) + 0.75, x.at(end) - x.at(start) - 1.5, y.at(count)
        parts.append(
            element("rect", said, x=left, y=top, width=wide, height=_BOTTOM - top, class_="bar s0")
            if count
            else ""
        )
    for index, (value, words) in enumerate(marked):
        at, up = x.at(math.log10(max(value, _SHORTEST))), _TOP - 12.0 + index * 18
        anchor = "end" if at + text_width(words) + 6 > _RIGHT else "start"
        parts.append(element("line", x1=at, x2=at, y1=up - 8, y2=_BOTTOM, class_="drop"))
        parts.append(
            element(
                "text", words, x=at + (-6 if anchor == "end" else 6), y=up, text_anchor=anchor, class_="said"
            )
        )
    return _framed(label, x_label, *parts)


def _framed(label: str, x_label: str, *parts: object) -> Markup:
    axis = element("line", x1=_LEFT, x2=_RIGHT, y1=_BOTTOM, y2=_BOTTOM, class_="axis")
    below = element(
        "text", x_label, x=(_LEFT + _RIGHT) / 2, y=_BOTTOM + 40, text_anchor="middle", class_="label"
    )
    return drawing(WIDTH, _BOTTOM + 48, label, *parts, axis, below)


def _floor(values: Sequence[float]) -> float:
    """Return where an axis of shares begins: a round tenth under all of them, so that what differs can be seen."""
    return max(int(min(values, default=0.0) * 10 - 0.5), 0) / 10


def _ceiling(most: float) -> float:
    """Return where an axis from 0 ends: at the first round number over everything."""
    step = ticks(0, most)[1]
    return step * math.ceil(most / step * 1.0001)


def _mark(at: float, up: float, number: int, said: str) -> Markup:
    """Return a point: a disc for the first line, a ring for the second, so that colour is not all that tells them apart."""
    return element("circle", element("title", said), cx=at, cy=up, r=4, class_=f"mark s{number}")


def _legend(names: Sequence[str]) -> Markup:
    parts, at = [], float(_LEFT)
    for number, name in enumerate(names):
        parts += [
            element("path", d=path([(at, 14), (at + 22, 14)]), class_=f"line s{number}"),
            element("circle", cx=at + 11, cy=14, r=4, class_=f"mark s{number}"),
            element("text", name, x=at + 28, y=18, class_="tick"),
        ]
        at += 28 + text_width(name) + 22
    return Markup("").join(parts)
