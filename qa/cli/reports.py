"""The runs of the evaluation, for the service: which may not look into that room itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import RunDamaged

if TYPE_CHECKING:
    from qa.evaluation.runs.record import RunInfo
    from qa.evaluation.runs.run_folder import RunFolder

_INSIDE = frozenset({"home", "store", "prompts", "log", "llm_base_url", "embedding_base_url"})
"""Settings that name folders and addresses behind the service: no reader of a report over HTTP needs to know them."""


class RunReports:
    """The runs of a home, told as the service tells them; a :class:`qa.service.service.Reports`.

    :param home: The folder of the library.

    >>> from tempfile import mkdtemp
    >>> RunReports(Path(mkdtemp())).runs()
    []
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    def runs(self) -> list[dict[str, object]]:
        """Return each run with its headline figures, the newest first."""
        from qa.evaluation.runs.finding_runs import runs

        return [_told(folder, info) for folder, info in runs(self._home)]

    def page(self, run: str) -> str | None:
        """Return the report of a run, by its whole id; None where there is no such run.

        :raises RunDamaged: its files are not what was written.
        """
        from qa.evaluation.report.page import html
        from qa.evaluation.results import scores_of
        from qa.evaluation.runs.finding_runs import runs

        found = next((folder for folder, info in runs(self._home) if info.id == run), None)
        if found is None:
            return None
        done = found.read()
        settings = {name: value for name, value in done.info.settings.items() if name not in _INSIDE}
        shown = replace(done, info=replace(done.info, settings=settings))
        return html(shown, found.suite, scores_of(found), found.places)


def _told(folder: RunFolder, info: RunInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "suite": info.suite,
        "label": info.label,
        "started": info.started,
        "finished": info.finished,
        "seconds": info.seconds,
        "mode": info.mode,
        "model": info.model,
        "gated": info.gated,
        "figures": _figures(folder),
    }


def _figures(folder: RunFolder) -> list[dict[str, Any]]:
    """Return the headline figures, as far as they were measured: a list does not measure again."""
    from qa.evaluation.report.names import figure_name, value_words
    from qa.evaluation.report.tables import headline
    from qa.evaluation.scoring import scores_json

    try:
        shape = folder.scores
        scores = scores_json.from_json(shape) if shape is not None else None
    except (RunDamaged, KeyError, TypeError, ValueError):
        return []
    return [
        {
            "name": figure.name,
            "title": figure_name(figure.name),
            "words": value_words(figure),
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
        }
        for figure in (headline(scores) if scores else ())
    ]
