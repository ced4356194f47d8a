"""The writers that need no model, by form."""

from __future__ import annotations

from qa.models import Sentence, SummaryPart
from qa.summarizing.brief import Brief
from qa.summarizing.counting import length
from qa.summarizing.note import extract_note
from qa.summarizing.questions import extract_questions
from qa.summarizing.source import Source
from qa.summarizing.takeaways import extract_takeaways


def extract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write a summary out of the article's own sentences."""
    if brief.form == "note":
        return extract_note(source, brief)
    if brief.form == "qa":
        return extract_questions(source)
    if brief.form == "takeaways":
        return extract_takeaways(source)
    found: list[Sentence] = []
    used = 0
    most = (brief.length or (0, 300))[1]
    for sentence in source.sentences:
        more = length(sentence.text)
        if used + more <= most:
            found.append(
                Sentence(sentence.text, (source.cite(sentence.section, sentence.start, sentence.end),))
            )
            used += more
    return (SummaryPart(None, tuple(found)),)
