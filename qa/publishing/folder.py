"""Editor's notes for many files: each is in, or it is said why not; what is in is never done again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from qa.errors import NoteExists, NotePlaceMissing, NoteUnfit, UsageError
from qa.models import Article, NoteItem, NoteReport, Progress, Summary
from qa.publishing.manuscript import Manuscript, require_place, write_note


class Input(NamedTuple):
    """What a note is to be written into: what it is called, what opens it, and whether it was named or found."""

    name: str
    open: Callable[[], Manuscript]
    is_named: bool = True


def write_notes(
    inputs: Iterable[Input],
    make: Callable[[Article], Summary],
    *,
    force: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_item: Callable[[NoteItem], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> NoteReport:
    """Make a note for each article and write it into its file.

    An article that has a note is skipped (with ``force`` it is not), and so is a file in a folder that has no place for
    one: nothing is made for those. The notes themselves are what is remembered, so that a run that was cut off is
    taken up by running it again. ``should_stop`` is asked between two articles.

    Raises :class:`qa.errors.UsageError`, since that concerns all of them.
    """
    began = time.perf_counter()
    inputs = list(inputs)
    items: list[NoteItem] = []
    for number, given in enumerate(inputs):
        if should_stop():
            break
        if on_progress:
            on_progress(Progress("summarize", number, len(inputs), given.name))
        item = _written(given, make, force=force)
        items.append(item)
        if on_item:
            on_item(item)
    if on_progress:
        on_progress(Progress("summarize", len(items), len(inputs)))
    return NoteReport(tuple(items), round(time.perf_counter() - began, 3), len(items) < len(inputs))


def _written(given: Input, make: Callable[[Article], Summary], *, force: bool) -> NoteItem:
    began = time.perf_counter()
    title, summary = "", None
    try:
        manuscript = given.open()
        title = manuscript.article.title
        require_place(manuscript, force=force)
        summary = make(manuscript.article)
        _require_form(summary, manuscript.name)
        backup = write_note(manuscript, summary.text, force=force)
    except UsageError:
        raise
    except Exception as error:  # whatever is wrong with one file, the others are not to wait for it
        is_skipped = isinstance(error, NoteExists) or (
            isinstance(error, NotePlaceMissing) and not given.is_named
        )
        # A traceback would keep the article's text for as long as the report is there.
        bare = error.with_traceback(None)
        bare.__cause__ = bare.__context__ = None
        item = NoteItem(given.name, "skipped" if is_skipped else "failed", title, error=bare)
    else:
        item = NoteItem(given.name, "written", title, summary.text, str(backup) if backup else None)
    return _with_cost(item, summary, round(time.perf_counter() - began, 3))


def _with_cost(item: NoteItem, summary: Summary | None, seconds: float) -> NoteItem:
    if summary is None:
        return replace(item, seconds=seconds)
    return replace(
        item,
        mode=summary.mode,
        model=summary.model,
        fallback=summary.fallback,
        usage=summary.usage,
        seconds=seconds,
    )


def _require_form(summary: Summary, name: str) -> None:
    failed = [f"{check.name}: {check.detail}" for check in summary.checks if not check.ok]
    if failed:
        raise NoteUnfit(path=name, problem="; ".join(failed))
