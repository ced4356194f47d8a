"""Whether a summary has the form that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from qa.models import FormCheck, SummaryPart
from qa.summarizing.brief import Brief
from qa.summarizing.counting import length
from qa.summarizing.layout import text_of
from qa.summarizing.source import Source


def form_checks(
    parts: Sequence[SummaryPart],
    source: Source,
    brief: Brief,
    *,
    generative: bool,  # noqa: ARG001
) -> tuple[FormCheck, ...]:
    """Return one line for each thing that the form asks for."""
    if brief.length is None:
        return ()
    count = length(text_of(brief.form, parts))
    least, most = brief.length
    return (FormCheck("length", least <= count <= most, f"{count} ({least}-{most})"),)
