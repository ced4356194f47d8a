"""Finding a figure by its name, and its values for each kind of question."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from qa.errors import GateInvalid
from qa.evaluation.metrics.statistics import estimated
from qa.evaluation.scores import Figure, Scores
from qa.language import say

_NEAR = 3
_APART = re.compile(r"[\s_\-:()（）：]+")


def figure(scores: Scores, name: str) -> Figure:
    """Return a figure by a name as a person may write it: in any case, with ``-`` or ``_`` for blanks.

    :raises GateInvalid: There is none; it names those that are near, or all where none is.

    >>> scores = Scores({"answer hit": Figure("answer hit", "answers", {})}, {})
    >>> figure(scores, "Answer-Hit").name
    'answer hit'
    """
    if name in scores.figures:
        return scores.figures[name]
    by_bare = {_bare(each): each for each in scores.figures}
    if _bare(name) in by_bare:
        return scores.figures[by_bare[_bare(name)]]
    near = difflib.get_close_matches(_bare(name), by_bare, n=_NEAR, cutoff=0.5)
    names = [by_bare[each] for each in near] or list(scores.figures)
    listed = ", ".join(names)
    if near:
        problem = say(
            f"there is no figure of this name; near ones: {listed}", f"没有这项指标，相近的有：{listed}"
        )
    else:
        problem = say(f"there is no figure of this name, only {listed}", f"没有这项指标，只有：{listed}")
    raise GateInvalid(gate=name, problem=problem)


def _bare(name: str) -> str:
    return _APART.sub("", name.strip().lower())


def by_kind(scores: Scores, figure: Figure) -> dict[str, Figure]:
    """Return a figure for each kind of question that counts in it, in the order in which the kinds are asked.

    >>> units = {"q1": (1.0, 1.0), "q2": (0.0, 1.0)}
    >>> scores = Scores({}, {"q1": "fact", "q2": "list"})
    >>> {kind: one.value for kind, one in by_kind(scores, Figure("f1", "answers", units)).items()}
    {'fact': 1.0, 'list': 0.0}
    """
    found: dict[str, Figure] = {}
    for kind in dict.fromkeys(scores.kinds.values()):
        units = {id: unit for id, unit in figure.units.items() if scores.kinds.get(id) == kind}
        if units:
            found[kind] = estimated(replace(figure, units=units))
    return found
