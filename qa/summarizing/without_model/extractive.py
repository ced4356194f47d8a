"""The writers that need no model, by form."""

from __future__ import annotations

from qa.models import SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import is_chinese
from qa.summarizing.without_model.abstract import extract_abstract
from qa.summarizing.without_model.english_note import extract_english_note
from qa.summarizing.without_model.note import extract_note
from qa.summarizing.without_model.one_line import extract_one_line
from qa.summarizing.without_model.outline import extract_outline
from qa.summarizing.without_model.questions import extract_questions
from qa.summarizing.without_model.takeaways import extract_takeaways


def extract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write a summary out of the article's own sentences."""
    return extract_several(source, brief, 1)[0]


def extract_several(source: Source, brief: Brief, most: int) -> list[tuple[SummaryPart, ...]]:
    """Write up to ``most`` summaries, the best first: several notes, and one of any other form."""
    if brief.form != "note":
        return [_extract(source, brief)]
    if source.text and not is_chinese(source.text):
        return [extract_english_note(source, brief)]
    return extract_note(source, brief, most=most)


def _extract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    if brief.form == "abstract":
        return extract_abstract(source, brief)
    if brief.form == "outline":
        return extract_outline(source)
    if brief.form == "one-line":
        return extract_one_line(source, brief)
    if brief.form == "takeaways":
        return extract_takeaways(source)
    return extract_questions(source)
