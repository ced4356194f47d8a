"""The writers that need no model, by form."""

from __future__ import annotations

from qa.models import SummaryPart
from qa.summarizing.abstract import extract_abstract
from qa.summarizing.brief import Brief
from qa.summarizing.note import extract_note
from qa.summarizing.one_line import extract_one_line
from qa.summarizing.outline import extract_outline
from qa.summarizing.questions import extract_questions
from qa.summarizing.source import Source
from qa.summarizing.takeaways import extract_takeaways


def extract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write a summary out of the article's own sentences."""
    if brief.form == "abstract":
        return extract_abstract(source, brief)
    if brief.form == "outline":
        return extract_outline(source)
    if brief.form == "one-line":
        return extract_one_line(source, brief)
    if brief.form == "takeaways":
        return extract_takeaways(source)
    if brief.form == "qa":
        return extract_questions(source)
    return extract_note(source, brief)
