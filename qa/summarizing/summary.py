"""From a draft to a summary: its text, what it was checked for, and which sections have their say."""

from __future__ import annotations

import time

from qa.models import Summary
from qa.summarizing.brief import Brief
from qa.summarizing.coverage import coverage
from qa.summarizing.draft import Draft
from qa.summarizing.extractive import extract
from qa.summarizing.form import form_checks
from qa.summarizing.layout import sentences_of, text_of
from qa.summarizing.source import Source


def summarize(source: Source, brief: Brief) -> Summary:
    """Write a summary without a model."""
    began = time.perf_counter()
    return finished(Draft(extract(source, brief)), source, brief, began)


def finished(draft: Draft, source: Source, brief: Brief, began: float) -> Summary:
    """Return a draft as a summary; ``began`` is when it was asked for, by ``time.perf_counter``."""
    sentences = sentences_of(draft.parts)
    sections = coverage(sentences, source)
    return Summary(
        article=source.article.id,
        form=brief.form,
        text=text_of(brief.form, draft.parts),
        sentences=sentences,
        checks=form_checks(draft.parts, source, brief, generative=draft.mode == "generative"),
        mode=draft.mode,
        model=draft.model,
        usage=draft.usage,
        title=source.title,
        articles=(source.article.id,) if source.article.id else (),
        parts=draft.parts,
        prompt=draft.prompt,
        seconds=round(time.perf_counter() - began, 3),
        covered=sections.covered,
        missing=sections.missing,
        dropped=draft.dropped,
        rounds=draft.rounds,
        fallback=draft.fallback,
    )
