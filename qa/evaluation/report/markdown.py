"""The report as Markdown: for a pull request, a chat, a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qa.evaluation.comparing import Comparison
from qa.evaluation.record import Place, Run
from qa.evaluation.report import made, showing, tables
from qa.evaluation.report.names import became_words, figure_name, interval_words, kind_name, value_words
from qa.evaluation.report.outcomes import Outcome, outcomes
from qa.evaluation.scores import Scores
from qa.evaluation.suite import SectionRef, Suite
from qa.language import say

MOST_LISTED = 100
_LONGEST = 200
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~&])")


def markdown(
    run: Run,
    suite: Suite,
    scores: Scores,
    places: Mapping[SectionRef, Place],
    before: Run | None = None,
    comparison: Comparison | None = None,
) -> str:
    """Return the report of a run as GitHub's Markdown; ``before`` and ``comparison`` are those of ``page.html``."""
    told = outcomes(run, suite, places, before, comparison)
    parts = [
        f"# {plain(suite.name)}",
        plain(showing.summary(run, told)),
        *_headline(scores, comparison),
        *_gates(suite, scores),
        *_kinds(scores),
        *_changes(scores, told, comparison),
        *_failing(told),
        *_made(run),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace").decode()


def plain(text: str) -> str:
    """Return a text on one line, as it is: nothing in it is markup.

    >>> plain("a|b\\n<i>*c*</i>")
    'a\\\\|b \\\\<i\\\\>\\\\*c\\\\*\\\\</i\\\\>'
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _headline(scores: Scores, comparison: Comparison | None) -> Iterable[str]:
    differences = tables.of(comparison)
    shown = [tables.shown(figure, differences.get(figure.name)) for figure in tables.headline(scores)]
    header = [say("Figure", "指标"), say("Value", "数值"), say("95% interval", "95% 置信区间"), "n"]
    rows = [[each.name, each.words, each.between, str(each.count)] for each in shown]
    if comparison:
        header += [say("Before", "对照"), say("Change", "变化"), say("Verdict", "结论")]
        rows = [[*row, each.before, each.change, each.judged] for row, each in zip(rows, shown, strict=True)]
    yield "## " + say("Headline figures", "主要指标")
    yield _table(header, rows)


def _gates(suite: Suite, scores: Scores) -> Iterable[str]:
    found = tables.gates(suite, scores)
    if found:
        yield "## " + say("Gates", "门槛")
        yield _list(
            f"{'✓' if gate.ok else '✕'} {plain(gate.text)} ({say('is', '实际')} {gate.words})"
            for gate in found
        )


def _kinds(scores: Scores) -> Iterable[str]:
    columns, rows = tables.kind_rows(scores)
    if rows:
        yield "## " + say("By kind of question", "按问题类型")
        header = [
            say("Kind", "类型"),
            say("Questions", "题数"),
            *(figure_name(each.name) for each in columns),
        ]
        yield _table(
            header,
            [
                [
                    kind_name(row.kind),
                    str(row.count),
                    *(f"{value_words(each)} {interval_words(each)}" if each else "—" for each in row.figures),
                ]
                for row in rows
            ],
        )


def _changes(scores: Scores, told: Sequence[Outcome], comparison: Comparison | None) -> Iterable[str]:
    if not comparison:
        return
    yield (
        "## " + say("What changed", "有何变化") + f" ({plain(comparison.before)} → {plain(comparison.after)})"
    )
    certain = []
    for difference in (*comparison.worse, *comparison.better):
        if figure := scores.figures.get(difference.name):
            change, judged = tables.change_words(figure, difference)
            certain.append(f"{judged}: {figure_name(figure.name)} {change}")
    yield (
        _list(certain)
        if certain
        else say("No headline figure differs by more than chance.", "没有主要指标出现显著差异。")
    )
    if comparison.remarks:
        yield _list(map(plain, comparison.remarks))
    asked = {each.question.id: each.question.text for each in told}
    yield _list(
        f"{'▼' if change.weight < 0 else '▲'} `{change.id}` {_short(asked.get(change.id, ''))} — "
        + plain("; ".join((*change.worse, *change.better)))
        for change in comparison.changed
        if change.weight
    )


def _failing(told: Sequence[Outcome]) -> Iterable[str]:
    wrong = [each for each in told if each.became != "right"]
    if not wrong:
        return
    yield "## " + say("What went wrong", "出错的问题")
    yield _list(_told(each) for each in wrong[:MOST_LISTED])
    if len(wrong) > MOST_LISTED:
        yield say(f"… and {len(wrong) - MOST_LISTED} more.", f"……另有 {len(wrong) - MOST_LISTED} 个。")


def _told(each: Outcome) -> str:
    answer, failure = each.record.answer, each.record.failure
    came = failure.message if failure else (answer.text or answer.reason or "") if answer else ""
    rank = f", {say('rank', '排名')} {each.rank or '—'}" if each.gold_ranks else ""
    asked = f"**{became_words(each.became)}** `{each.question.id}` {_short(each.question.text)}"
    return f"{asked} ({plain(kind_name(each.question.kind))}{rank})" + (f" — {_short(came)}" if came else "")


def _made(run: Run) -> Iterable[str]:
    yield "## " + say("What it was made with", "运行环境")
    yield _list(f"{name}: {plain(value)}" for name, value in made.facts(run.info))


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return plain(whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…")


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [
        [*map(plain, header)],
        ["---", *["---:"] * (len(header) - 1)],
        *([*map(plain, row)] for row in rows),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
