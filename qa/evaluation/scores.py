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


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``units`` are by the id of the question (note, sentence); those that do not count are left out.

    ``statistic`` is ``ratio`` (sum over sum) or ``p50``, ``p95`` (a quantile of the values above the line, such as
    seconds). ``value`` is ``None`` where nothing counts; ``low`` and ``high`` are its 95% bootstrap interval.
    ``group`` is what it is shown under: ``retrieval``, ``answers``, ``refusal``, ``citations``, ``notes``, ``check``,
    ``judge``, ``cost``. ``is_headline`` marks those that a comparison tests and that a summary shows.
    """

    name: str
    group: str
    units: Mapping[str, Unit]
    better: Better = "higher"
    statistic: Literal["ratio", "p50", "p95"] = "ratio"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of a run by name, the kind of each question, and curves for the plots.

    ``curves`` hold what is no figure, as plain JSON: ``risk_coverage``, ``recall_by_k``, ``calibration``. ``failures`` are the
    ids of what could not be asked, with the reason; these count in no figure.
    """

    figures: Mapping[str, Figure]
    kinds: Mapping[str, str]
    curves: Mapping[str, Any] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
