"""What a run came to: its scores, measured once and kept with it, and its reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from qa.errors import RunDamaged
from qa.evaluation import scores_json
from qa.evaluation.comparing import Comparison
from qa.evaluation.measuring import measure
from qa.evaluation.record import Place, Run
from qa.evaluation.run_folder import SCORES, RunFolder
from qa.evaluation.scores import Scores
from qa.evaluation.suite import SectionRef, Suite
from qa.language import say

Kind = Literal["html", "markdown", "json"]
_Shown: TypeAlias = tuple[Run, Suite, Scores, Mapping[SectionRef, Place], Run | None, Comparison | None]


def measured(folder: RunFolder) -> Scores:
    """Measure a run as far as it is done, and keep the scores with it.

    Raises what :func:`qa.evaluation.measuring.measure` raises, :class:`RunDamaged` and :class:`OutputUnwritable`.
    """
    scores = measure(folder.read(), folder.suite, folder.places)
    folder.write(SCORES, json.dumps(scores_json.to_json(scores), ensure_ascii=False))
    return scores


def scores_of(folder: RunFolder) -> Scores:
    """Return the scores of a run, as they were kept or, where there are none yet, measured now.

    Raises as :func:`measured` does.
    """
    shape = folder.scores
    if shape is None:
        return measured(folder)
    try:
        return scores_json.from_json(shape)
    except (KeyError, TypeError, ValueError) as problem:
        told = say("it is not what was written", "内容与写入的不符")
        raise RunDamaged(path=folder.path / SCORES, problem=told) from problem


def reports(
    folder: RunFolder,
    kinds: Iterable[Kind],
    scores: Scores,
    before: Run | None = None,
    comparison: Comparison | None = None,
) -> dict[Kind, str]:
    """Return the reports of a run: ``html``, ``markdown`` and ``json``, as far as they are asked for."""
    shown = (folder.read(), folder.suite, scores, folder.places, before, comparison)
    return {kind: _report(kind, shown) for kind in kinds}


def _report(kind: Kind, shown: _Shown) -> str:
    if kind == "html":
        from qa.evaluation.report.page import html

        return html(*shown)
    if kind == "markdown":
        from qa.evaluation.report.markdown import markdown

        return markdown(*shown)
    from qa.evaluation.report.data import data

    return json.dumps(data(*shown), ensure_ascii=False, indent=2)
