"""Scores as plain JSON and back: what ``scores.json`` of a run holds."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from qa.evaluation.scores import Figure, Scores


def to_json(scores: Scores) -> dict[str, Any]:
    """Return scores as what :mod:`json` writes.

    >>> scores = Scores({"f1": Figure("f1", "answers", {"q1": (0.5, 1.0)}, value=0.5)}, {"q1": "fact"})
    >>> from_json(to_json(scores)) == scores
    True
    """
    return {**asdict(scores), "figures": [_of_figure(figure) for figure in scores.figures.values()]}


def _of_figure(figure: Figure) -> dict[str, Any]:
    return {**asdict(figure), "units": {id: list(unit) for id, unit in figure.units.items()}}


def from_json(data: dict[str, Any]) -> Scores:
    """Return scores as they were written; what a later version added to them is left out.

    :raises KeyError: Something that they need is not there.
    :raises TypeError, ValueError: Something is of another kind.
    """
    figures = [_figure(each) for each in data["figures"]]
    rest = {each.name: data[each.name] for each in fields(Scores) if each.name in data}
    return Scores(**{**rest, "figures": {figure.name: figure for figure in figures}, "kinds": data["kinds"]})


def _figure(data: dict[str, Any]) -> Figure:
    known = {each.name: data[each.name] for each in fields(Figure) if each.name in data}
    units = {id: (float(above), float(below)) for id, (above, below) in data["units"].items()}
    return Figure(**{**known, "units": units})
