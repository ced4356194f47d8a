"""From a draft to a summary: its text, what it was checked for, and which sections have their say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.errors import ServerError
from qa.models import Progress, Summary
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.draft import Draft
from qa.summarizing.form.layout import sentences_of, text_of
from qa.summarizing.judging.checks import form_checks
from qa.summarizing.judging.coverage import coverage
from qa.summarizing.judging.ranking import ranked
from qa.summarizing.without_model.extractive import extract, extract_several

if TYPE_CHECKING:
    from qa.summarizing.with_model.writing import Writer

MOST_CANDIDATES = 9
"""How many texts may be asked for: more are no choice."""


def summarize(
    source: Source,
    brief: Brief,
    writer: Writer | None = None,
    *,
    candidates: int = 1,
    may_fall_back: bool = True,
) -> Summary:
    """Write a summary, by default without a model.

    :param candidates: How many are written; the best is returned, with the others in it.
    :param may_fall_back: Whether the rules may write what a server fails to.
    :raises ServerError: the server failed, and nothing may stand in for it.
    """
    began = time.perf_counter()
    found: list[Summary] = []
    if writer is None:
        several = extract_several(source, brief, candidates)
        found = [finished(Draft(parts), source, brief, began) for parts in several]
        return _best(found, brief)
    for attempt in range(1, candidates + 1):
        if candidates > 1 and writer.on_progress is not None:
            writer.on_progress(Progress("candidate", attempt - 1, candidates, source.title))
        try:
            draft = writer.write(source, brief, attempt)
        except ServerError as error:
            if found:
                break
            if not may_fall_back:
                raise
            draft = Draft(extract(source, brief), model=writer.chat.id, fallback=str(error))
        found.append(finished(draft, source, brief, began))
        if found[-1].mode == "extractive":  # it would say the same again
            break
    return _best(found, brief)


def _best(found: Sequence[Summary], brief: Brief) -> Summary:
    best, *others = ranked(found, brief)
    return replace(best, candidates=tuple(others))


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
