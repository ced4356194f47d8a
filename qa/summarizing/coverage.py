"""Which sections have their say in a summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.models import Sentence
from qa.summarizing.source import Source


class SectionCoverage(NamedTuple):
    """The heading paths of the sections that have their say, and of those that do not, in reading order."""

    covered: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[str, ...], ...]


def coverage(sentences: Sequence[Sentence], source: Source) -> SectionCoverage:
    """Return which sections the sentences' citations come from."""
    cited = {citation.section for sentence in sentences for citation in sentence.citations}
    return SectionCoverage(
        tuple(section.path for section in source.sections if section.index in cited),
        tuple(section.path for section in source.sections if section.index not in cited),
    )
