"""How people name an article: its id, the beginning of that, its title, a part of that, or its path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qa import text as zh
from qa.errors import ArticleAmbiguous, ArticleUnknown
from qa.indexing.library import Library
from qa.models import ArticleRecord


def resolved(reference: str, library: Library) -> ArticleRecord:
    """Return the one article that is meant; the first way in which any fits decides.

    Raises :class:`ArticleUnknown` or :class:`ArticleAmbiguous`.
    """
    records = list(library.records.values())
    folded = zh.fold(reference.strip())
    path = str(Path(reference).absolute())
    ways: list[Callable[[ArticleRecord], bool]] = [
        lambda record: record.id == folded,
        lambda record: record.origin in (reference, path),
        lambda record: zh.fold(record.title) == folded,
        lambda record: len(folded) >= 4 and record.id.startswith(folded),
        lambda record: bool(folded) and folded in zh.fold(record.title),
    ]
    for way in ways:
        fitting = [record for record in records if way(record)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            named = ", ".join(f"{record.id} 《{record.title}》" for record in fitting[:5])
            raise ArticleAmbiguous(reference=reference, candidates=named)
    raise ArticleUnknown(reference=reference)
