"""The scores that later runs are compared with: numbers only, so that they can be kept beside a suite in its repository."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from qa.errors import OutputUnwritable, RunDamaged
from qa.evaluation.runs.record import RunInfo
from qa.evaluation.scoring import scores_json
from qa.evaluation.scoring.scores import Figure, Scores
from qa.evaluation.suites.suite import Suite
from qa.evaluation.suites.suite_file import FILE_NAMES
from qa.language import say
from qa.publishing.whole_file import write_whole

FILE_NAME = "baseline.json"
_DIGITS = 6


class Baseline(NamedTuple):
    """Scores to compare with, and the run that they are of. ``path`` is where they are."""

    scores: Scores
    run: str
    path: Path


def keep(info: RunInfo, scores: Scores, suite: Suite, home: Path) -> Path:
    """Make a run the baseline of its suite; return where that is.

    It is beside the suite, or in the home where the suite's folder may not be written to or is no folder of its own.
    Raises :class:`OutputUnwritable`.
    """
    beside, own = _beside(suite), _in_home(suite, home)
    text = _written(info, scores)
    if beside is not None and os.access(beside.parent, os.W_OK):
        with contextlib.suppress(OSError):
            write_whole(beside, text.encode())
            own.unlink(missing_ok=True)  # it would go before the one beside the suite
            return beside
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        write_whole(own, text.encode())
    except OSError as problem:
        raise OutputUnwritable(path=own, problem=problem.strerror or problem) from problem
    return own


def load(suite: Suite, home: Path) -> Baseline | None:
    """Return the baseline of a suite, if it has one: the one in the home, or else the one beside the suite.

    Raises :class:`RunDamaged`.
    """
    for path in (_in_home(suite, home), _beside(suite)):
        if path is not None and path.is_file():
            return _read(path)
    return None


def _beside(suite: Suite) -> Path | None:
    return suite.path.parent / FILE_NAME if suite.path.name in FILE_NAMES else None


def _in_home(suite: Suite, home: Path) -> Path:
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in suite.name).lstrip(".") or "suite"
    return home / "eval" / "baselines" / f"{name}.json"


def _written(info: RunInfo, scores: Scores) -> str:
    """Return JSON with a figure a line, so that a change of it can be read in a repository's history."""
    bare = replace(
        scores,
        figures={name: _rounded(figure) for name, figure in scores.figures.items()},
        curves={},
        failures=dict.fromkeys(scores.failures, ""),
    )
    shape: dict[str, Any] = scores_json.to_json(bare)
    figures = shape.pop("figures")
    made = {"made": info.started, "commit": info.commit, "mode": info.mode, "versions": dict(info.versions)}
    head = json.dumps({"baseline": made, **shape}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(figure, ensure_ascii=False) for figure in figures)
    return f'{head[:-1]}, "figures": [\n{lines}\n]}}\n'


def _rounded(figure: Figure) -> Figure:
    """Return a figure with times rounded; what is tested has to be to the last digit what another run would give."""
    if figure.statistic not in ("p50", "p95"):
        return figure
    return replace(
        figure,
        units={
            id: (round(above, _DIGITS), round(below, _DIGITS)) for id, (above, below) in figure.units.items()
        },
    )


def _read(path: Path) -> Baseline:
    try:
        scores = scores_json.from_json(json.loads(path.read_bytes()))
    except OSError as problem:
        raise RunDamaged(path=path, problem=problem.strerror or problem) from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise RunDamaged(path=path, problem=say("it is no baseline", "不是基线文件")) from problem
    return Baseline(scores, scores.run, path)
