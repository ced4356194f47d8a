"""Bounds that figures have to keep to: ``recall@5>=0.98``, ``wrong refusals<=0.08``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.errors import GateFailed, GateInvalid
from qa.evaluation.figures import figure
from qa.evaluation.scores import Scores
from qa.language import say

_FORM = re.compile(
    r"\s*(?P<figure>[^<>=]*[^<>=\s])\s*(?P<sign>>=|<=)\s*(?P<bound>\d+(?:\.\d+)?|\.\d+)(?P<percent>\s*%)?\s*"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """One bound: the figure's name, whether it is the least or the most, and the value."""

    figure: str
    sign: Literal[">=", "<="]
    bound: float

    def __str__(self) -> str:
        return f"{self.figure}{self.sign}{self.bound:g}"


@dataclass(frozen=True, slots=True)
class Held:
    """A gate and what came: ``value`` is ``None`` where nothing counts in the figure, which does not keep the bound."""

    gate: Gate
    value: float | None
    ok: bool

    def __str__(self) -> str:
        return f"{self.gate} ({'—' if self.value is None else format(self.value, '.4g')})"


def parse(text: str) -> Gate:
    """Read a gate.

    :raises GateInvalid: it is not FIGURE>=NUMBER or FIGURE<=NUMBER.

    >>> parse("wrong refusals <= 8%")
    Gate(figure='wrong refusals', sign='<=', bound=0.08)
    """
    found = _FORM.fullmatch(text)
    if not found:
        problem = say("it is no bound", "不是一个界限")
        raise GateInvalid(gate=text, problem=problem)
    bound = float(found["bound"]) / (100 if found["percent"] else 1)
    return Gate(found["figure"], ">=" if found["sign"] == ">=" else "<=", bound)


def require_known(gates: Iterable[Gate], known: Scores) -> None:
    """Raise :class:`GateInvalid` for a gate whose figure is none, before anything is asked.

    :param known: Scores that have every figure that the run can have (see :mod:`qa.evaluation.possible_figures`).
    """
    for gate in gates:
        try:
            figure(known, gate.figure)
        except GateInvalid as problem:
            raise GateInvalid(gate=str(gate), problem=problem.details["problem"]) from None


def evaluate(gates: Iterable[Gate], scores: Scores) -> list[Held]:
    """Return what came of each gate, in order; a figure in which nothing counted keeps no bound."""
    return [_held(gate, scores) for gate in gates]


def _held(gate: Gate, scores: Scores) -> Held:
    try:
        value = figure(scores, gate.figure).value
    except GateInvalid:
        value = None
    if value is None:
        return Held(gate, None, ok=False)
    # A share such as 49/50 is not to fail against 0.98 for the last bit of a float.
    distance = value - gate.bound if gate.sign == ">=" else gate.bound - value
    return Held(gate, value, ok=distance >= -1e-9)


def require_held(held: Sequence[Held]) -> None:
    """Raise :class:`GateFailed`, naming every gate that did not hold."""
    failed = [str(one) for one in held if not one.ok]
    if failed:
        raise GateFailed(count=len(failed), failed="; ".join(failed))
