"""What got better or worse between two runs, and which differences are more than chance.

A difference of a headline figure is called one where a paired permutation test says so at 5%, after Holm's correction for
the number of figures that are tested. All others are shown with their interval and without a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa.errors import RunsApart
from qa.evaluation.changes import Change, changes
from qa.evaluation.metrics.statistics import (
    as_array,
    holm,
    paired_interval,
    permutation_test,
    value_of,
)
from qa.evaluation.scores import Better, Figure, Scores, Unit
from qa.language import say

LEVEL = 0.05

Verdict = Literal["better", "worse", "no difference"]

# Their units are by the name of an article or the id of a sentence, not by that of a question.
_BY_OTHER_IDS = ("notes", "check")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in both runs, over the questions (notes, sentences) that are in both.

    ``difference`` is ``after`` minus ``before``, between ``low`` and ``high`` by a paired bootstrap. ``p`` is of the
    permutation test and ``corrected`` the same by Holm; both are unset for a figure that is shown for information, and
    so is ``verdict``. ``count`` is how many of those in both count in the figure in either run.
    """

    name: str
    group: str
    better: Better
    before: float | None
    after: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    corrected: float | None = None
    verdict: Verdict | None = None
    count: int = 0
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side.

    ``differences`` are in the order of the figures, ``changed`` the questions that got worse or better, the worst first.
    ``only_before`` and ``only_after`` are ids that the other run was not asked or could not answer, and that count nowhere
    here. ``remarks`` are what a reader has to know of the two.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    changed: tuple[Change, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def worse(self) -> tuple[Difference, ...]:
        """The figures that are worse for certain."""
        return tuple(each for each in self.differences if each.verdict == "worse")

    @property
    def better(self) -> tuple[Difference, ...]:
        """The figures that are better for certain."""
        return tuple(each for each in self.differences if each.verdict == "better")


def compare(before: Scores, after: Scores) -> Comparison:
    """Compare two runs on what both were asked, paired by id.

    :raises RunsApart: Nothing was asked in both.
    """
    then, now = _asked(before), _asked(after)
    shared = {
        group: then.get(group, {}).keys() & now.get(group, {}).keys() for group in then.keys() | now.keys()
    }
    if not any(shared.values()):
        raise RunsApart(
            one=before.run,
            other=after.run,
            problem=say("no question, note or sentence was asked in both", "两次运行没有共同的题目"),
            remedy=say("Compare runs of one suite.", "请比较同一评测集的运行。"),
        )
    found = [
        _difference(before.figures.get(name), after.figures.get(name), shared)
        for name in dict.fromkeys((*before.figures, *after.figures))
    ]
    return Comparison(
        before.run,
        after.run,
        tuple(_judged(each for each in found if each.count)),
        changes(before, after, [id for id in before.kinds if id in shared.get("", ())]),
        _only(then, now),
        _only(now, then),
        tuple(_remarks(before, after, _only(then, now), _only(now, then))),
    )


def _asked(scores: Scores) -> dict[str, dict[str, None]]:
    """Return the ids by where they come from: questions under the empty name, notes and sentences under their group."""
    found: dict[str, dict[str, None]] = {"": dict.fromkeys(scores.kinds)}
    for figure in scores.figures.values():
        group = _ids_of(figure)
        if group:
            found.setdefault(group, {}).update(dict.fromkeys(figure.units))
    return found


def _ids_of(figure: Figure) -> str:
    return "notes" if "note" in figure.name.split() else figure.group if figure.group in _BY_OTHER_IDS else ""


def _only(
    ones: Mapping[str, Mapping[str, None]], others: Mapping[str, Mapping[str, None]]
) -> tuple[str, ...]:
    return tuple(id for group, ids in ones.items() for id in ids if id not in others.get(group, {}))


def _difference(
    before: Figure | None, after: Figure | None, shared: Mapping[str, Iterable[str]]
) -> Difference:
    figure = after or before
    assert figure is not None, "a name comes from one of the two"
    then: Mapping[str, Unit] = before.units if before else {}
    now: Mapping[str, Unit] = after.units if after else {}
    both = sorted(shared.get(_ids_of(figure), ()))
    counting = [id for id in both if id in then or id in now]
    if figure.statistic != "ratio":  # a unit of nothing would be a reading of 0 there
        counting = [id for id in both if id in then and id in now]
    one = as_array([then.get(id, (0.0, 0.0)) for id in counting])
    other = as_array([now.get(id, (0.0, 0.0)) for id in counting])
    found = Difference(
        name=figure.name,
        group=figure.group,
        better=figure.better,
        before=value_of(figure.statistic, one),
        after=value_of(figure.statistic, other),
        count=len(counting),
        is_headline=figure.is_headline,
    )
    if found.before is None or found.after is None:
        return found
    low, high = paired_interval(figure.statistic, one, other)
    is_tested = figure.is_headline and figure.statistic == "ratio" and figure.better != "neither"
    return replace(
        found,
        difference=found.after - found.before,
        low=low,
        high=high,
        p=permutation_test(one, other) if is_tested else None,
    )


def _judged(found: Iterable[Difference]) -> list[Difference]:
    """Return the differences with the verdicts on those that were tested."""
    judged = list(found)
    # Where no question differs nothing could have been found, so that it is no chance of a false alarm either (Tarone).
    tested = [at for at, each in enumerate(judged) if each.p is not None and each.p < 1]
    corrected = dict(zip(tested, holm([judged[at].p or 0.0 for at in tested]), strict=True))
    for at, each in enumerate(judged):
        if each.p is None:
            continue
        p = corrected.get(at, 1.0)
        rises = (each.difference or 0.0) > 0
        verdict: Verdict = "no difference"
        if p < LEVEL:
            verdict = "better" if rises == (each.better == "higher") else "worse"
        judged[at] = replace(each, corrected=p, verdict=verdict)
    return judged


def _remarks(
    before: Scores, after: Scores, only_before: Sequence[str], only_after: Sequence[str]
) -> Iterable[str]:
    if before.suite_hash != after.suite_hash:
        yield say(
            "The suite has changed between the runs, or they are of different suites: only ids that are in both are compared.",
            "两次运行之间评测集有改动，或两者并非同一评测集：只比较共同的题目。",
        )
    for scores, only in ((before, only_before), (after, only_after)):
        if only:
            yield say(
                f"{len(only)} are in {scores.run} alone and are not compared.",
                f"{len(only)} 项只在 {scores.run} 中有结果，不参与比较。",
            )
        if scores.failures:
            yield say(
                f"{len(scores.failures)} could not be asked in {scores.run}.",
                f"{scores.run} 中有 {len(scores.failures)} 项未能完成。",
            )
    if any(
        figure.name.startswith("seconds") for figure in (*before.figures.values(), *after.figures.values())
    ):
        yield say(
            "Seconds differ by machine and by what else runs on it; they are shown and not judged.",
            "用时因机器和负载而异，仅供参考，不作判断。",
        )
