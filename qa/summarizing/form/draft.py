"""What a writer hands in: a summary's parts and how they came about, before anything is said of their form."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa.models import Dropped, Mode, SummaryPart, Usage


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a summary, with the fields of :class:`qa.models.Summary` that only its writer knows."""

    parts: tuple[SummaryPart, ...]
    mode: Mode = "extractive"
    model: str | None = None
    prompt: str | None = None
    usage: Usage = field(default_factory=Usage)
    dropped: tuple[Dropped, ...] = ()
    rounds: int = 0
    fallback: str | None = None
