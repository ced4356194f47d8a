"""The plots with two axes: what they show of a run, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from qa.evaluation.metrics.ranking import NOT_RERANKED
from qa.evaluation.metrics.statistics import as_array, value_of
from qa.evaluation.record import Run
from qa.evaluation.report.chart import Chart
from qa.evaluation.report.names import value_words
from qa.evaluation.report.plots import (
    Bin,
    Point,
    Series,
    curve,
    histogram,
    lines_by_step,
    percent,
    reliability,
)
from qa.evaluation.scores import Scores
from qa.language import say

T = TypeVar("T")

_STEPS = (1, 2, 3, 5, 10, 20)


def curve_charts(run: Run, scores: Scores) -> list[Chart]:
    """Return recall by k, risk and coverage, calibration and the time for a question, as far as there are numbers."""
    found = (_recall(scores), _risk(scores), _calibration(scores), _latency(run))
    return [chart for chart in found if chart]


def _recall(scores: Scores) -> Chart | None:
    given = scores.curves.get("recall_by_k") or {}
    steps = [k for k in _STEPS if k in given.get("k", ())]
    if not steps or "ranked" not in given:
        return None
    ways = [("ranked", say("as answered", "最终排序"), "")]
    if given.get("unranked") not in (None, given["ranked"]):
        ways.append(("unranked", say("not reranked", "重排前"), NOT_RERANKED))
    series = []
    for way, name, suffix in ways:
        values = dict(zip(given["k"], given[way], strict=True))
        points = []
        for k in steps:
            figure = scores.figures.get(f"recall@{k}{suffix}")
            low, high = (figure.low, figure.high) if figure else (None, None)
            points.append(Point(k, values[k], low, high))
        series.append(Series(name, tuple(points)))
    title = say("Recall by k", "召回率随 k 的变化")
    said = say("; ", "；").join(f"{line.name} {_ends(line)}" for line in series)
    return Chart(
        "recall",
        title,
        say(
            f"The share of what has to be found that is among the first k sections, with 95% intervals: {said}.",
            f"前 k 个小节里找到了多少应找到的内容，色带为 95% 置信区间：{said}。",
        ),
        lines_by_step(series, steps, say("k sections", "前 k 个小节"), f"{title}: {said}"),
        ("k", *(name for _, name, _ in ways)),
        tuple(
            (f"{k:g}", *(_with_interval(line.points[index]) for line in series))
            for index, k in enumerate(steps)
        ),
    )


def _risk(scores: Scores) -> Chart | None:
    given = scores.curves.get("risk_coverage") or {}
    if not given.get("coverage"):
        return None
    points = list(zip(given["coverage"], given["risk"], strict=True))
    here = points[-1]
    aurc = scores.figures.get("aurc")
    area = value_words(aurc) if aurc else "—"
    at = say(
        f"answered {percent(here[0])}, wrong {percent(here[1])}",
        f"回答 {percent(here[0])}，其中错 {percent(here[1])}",
    )
    title = say("Risk and coverage", "风险—覆盖率曲线")
    return Chart(
        "risk",
        title,
        say(
            f"If only the surest answers were given: how many of them would be wrong. The ring is where the system works: {at}. AURC {area} (less is better).",
            f"若只给出最有把握的回答，其中有多少是错的。圆圈为系统当前的工作点：{at}。AURC {area}（越小越好）。",
        ),
        curve(
            points,
            here,
            at,
            say("share of all questions answered", "回答的问题所占比例"),
            say("wrong among the answered", "回答中的错误率"),
            f"{title}: {at}, AURC {area}",
        ),
        (say("confidence from", "置信度不低于"), say("coverage", "覆盖率"), say("risk", "风险")),
        tuple(
            (f"{sure:.3f}", percent(c), percent(r))
            for sure, (c, r) in _thinned(list(zip(given["confidence"], points, strict=True)))
        ),
    )


def _calibration(scores: Scores) -> Chart | None:
    given = scores.curves.get("calibration") or {}
    counts = given.get("count")
    if not counts:
        return None
    edges = [index / len(counts) for index in range(len(counts) + 1)]
    bins = [
        Bin(edges[index], edges[index + 1], count, given["score"][index], given["share"][index])
        for index, count in enumerate(counts)
        if count
    ]
    ece, total = f"{given['ece']:.3f}", sum(counts)
    title = say("Calibration of the support score", "支持分的校准")
    return Chart(
        "calibration",
        title,
        say(
            f"Of the labelled sentences with such a score, how many are supported; on the dashed line a score means what it says. ECE {ece}, n = {total}. Below: how many sentences have each score.",
            f"得到某一支持分的标注句子中，真有支持的比例；落在虚线上表示分数名副其实。ECE {ece}，n = {total}。下方为各分数段的句子数。",
        ),
        reliability(
            bins,
            say("support score", "支持分"),
            say("share that is supported", "真有支持的比例"),
            say("sentences", "句子数"),
            f"{title}: ECE {ece}, n = {total}",
        ),
        (say("score", "支持分"), say("mean score", "平均分"), say("supported", "真有支持"), "n"),
        tuple((f"{b.low:.1f}–{b.high:.1f}", f"{b.mean:.2f}", percent(b.share), str(b.count)) for b in bins),
    )


def _latency(run: Run) -> Chart | None:
    seconds = [
        sum(record.seconds.values()) for record in run.questions if record.seconds and not record.failure
    ]
    if not seconds:
        return None
    pairs = as_array([(each, 1.0) for each in seconds])
    p50, p95 = value_of("p50", pairs) or 0.0, value_of("p95", pairs) or 0.0
    title = say("Time for a question", "单题用时")
    said = say(", ", "，").join((f"p50 {p50:.2f} s", f"p95 {p95:.2f} s"))
    return Chart(
        "latency",
        title,
        say(
            f"From the question to the whole answer, {len(seconds)} questions: {said}.",
            f"从提问到完整回答，共 {len(seconds)} 题：{said}。",
        ),
        histogram(
            seconds,
            [(p50, f"p50 {p50:.2f} s"), (p95, f"p95 {p95:.2f} s")],
            say("seconds, on a logarithmic scale", "秒（对数刻度）"),
            f"{title}: {said}",
        ),
        ("", say("seconds", "秒")),
        (("p50", f"{p50:.3f}"), ("p95", f"{p95:.3f}"), (say("most", "最长"), f"{max(seconds):.3f}")),
    )


def _ends(line: Series) -> str:
    return say(" to ", " 至 ").join(
        f"{percent(point.y)} (k = {point.x:g})" for point in (line.points[0], line.points[-1])
    )


def _with_interval(point: Point) -> str:
    if point.low is None or point.high is None:
        return percent(point.y)
    return f"{percent(point.y)} [{percent(point.low)}, {percent(point.high)}]"


def _thinned(rows: Sequence[T], most: int = 25) -> list[T]:
    """Return at most so many rows, evenly spread, the last one always among them."""
    if len(rows) <= most:
        return list(rows)
    return [rows[round(index * (len(rows) - 1) / (most - 1))] for index in range(most)]
