"""The writers that need no model, by form."""

from __future__ import annotations

from qa.models import Sentence, SummaryPart
from qa.summarizing.brief import Brief
from qa.summarizing.counting import length
from qa.summarizing.note import extract_note
from qa.summarizing.source import Source


def extract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write a summary out of the article's own sentences."""
    if brief.form == "note":
        return extract_note(source, brief)
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
