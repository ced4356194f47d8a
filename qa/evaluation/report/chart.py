"""One plot of the report with what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Chart:
    """One plot; ``header`` and ``rows`` are the table of its numbers."""

    anchor: str
    title: str
    caption: str
    picture: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
