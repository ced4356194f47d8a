"""Figures: what each question contributes to each, so that they can be summed up, compared and tested later.

Every mean and every ratio is the sum of what the questions give above the line over the sum of what they give below it:
recall@1 has 1 below for each question with gold sections, refusal precision has 1 below for each question that was refused.
That is all that a bootstrap over questions and a paired test need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Unit: TypeAlias = tuple[float, float]
"""What one question (note, sentence) gives above and below the line."""

Better = Literal["higher", "lower", "neither"]

Statistic = Literal["ratio", "p50", "p95", "auroc", "aurc", "kappa"]
"""How the units come to one value. ``ratio`` is the sum above over the sum below; ``p50`` and ``p95`` are quantiles of
what is above. The others take a unit as two readings: ``auroc`` a score and whether it is a positive (0 or 1), ``aurc``
the confidence in an answer and whether it is wrong, ``kappa`` two judges' yes or no."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``units`` are by the id of the question (note, sentence); those that do not count are left out.

    ``statistic`` is mostly ``ratio`` (sum over sum, see :data:`Statistic`). ``value`` is ``None`` where nothing counts; ``low`` and ``high`` are its 95% bootstrap interval.
    ``group`` is what it is shown under: ``retrieval``, ``answers``, ``refusal``, ``citations``, ``notes``, ``check``,
    ``judge``, ``cost``. ``is_headline`` marks those that a comparison tests and that a summary shows.
    """

    name: str
    group: str
    units: Mapping[str, Unit]
    better: Better = "higher"
    statistic: Statistic = "ratio"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of a run by name, the kind of each question, and curves for the plots.

    ``curves`` hold what is no figure, as plain JSON: ``risk_coverage``, ``recall_by_k``, ``calibration``. ``failures`` are the
    ids of what could not be asked, with the reason; these count in no figure. ``run`` and ``suite`` are ids,
    ``suite_hash`` tells whether two runs were asked the same.
    """

    figures: Mapping[str, Figure]
    kinds: Mapping[str, str]
    curves: Mapping[str, Any] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    suite: str = ""
    suite_hash: str = ""
