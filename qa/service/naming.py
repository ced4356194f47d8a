"""The article that a request names: by its id, the beginning of that, its title, or a part of the title."""

from __future__ import annotations

from qa import text as zh
from qa.assistant import Assistant
from qa.errors import ArticleUnknown
from qa.models import ArticleRecord


def article_meant(assistant: Assistant, reference: str) -> ArticleRecord:
    """Return the article, as :meth:`qa.Assistant.resolve`, but never by the path that it was read from.

    Who asks over a network could otherwise find out by trying which files are where.

    :raises ArticleUnknown: none is called so.
    :raises ArticleAmbiguous: several are.
    """
    record = assistant.resolve(reference)
    folded = zh.fold(reference.strip())
    if record.id.startswith(folded) or folded in zh.fold(record.title):
        return record
    raise ArticleUnknown(reference=reference)


def article_named_whole(assistant: Assistant, reference: str) -> ArticleRecord:
    """Return the article with this id or this whole title: what is to be removed is not guessed.

    :raises ArticleUnknown: none is called exactly so.
    :raises ArticleAmbiguous: several are.
    """
    record = article_meant(assistant, reference)
    folded = zh.fold(reference.strip())
    if folded in (record.id, zh.fold(record.title)):
        return record
    raise ArticleUnknown(reference=reference)
