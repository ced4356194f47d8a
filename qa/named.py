"""Which articles a question names by what is known of them: author, site, category, date or title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa import text as zh
from qa.models import ArticleRecord

_TITLE = re.compile(r"《([^》]+)》")
_DAY = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_ASKS_CATEGORY = re.compile(r"分类|类别|栏目|门类|标签|归类|归入")
_SHORTEST_NAME = 2
# A title says which article it is; what several articles share says less.
_BY_TITLE = 2


def times_named(question: str, record: ArticleRecord) -> int:
    """Return how many of an article's facts a question gives; its title counts twice.

    A category counts only where the question speaks of categories: the same words are what articles are about.
    """
    folded = zh.fold(question)
    title = zh.fold(record.title)
    named = _BY_TITLE * any(given.strip() in title for given in _TITLE.findall(folded) if given.strip())
    named += any(name in folded for name in _names(record))
    if _ASKS_CATEGORY.search(folded):
        named += any(zh.fold(category) in folded for category in record.categories)
    return named + _has_date(folded, record)


def _names(record: ArticleRecord) -> Iterator[str]:
    for name in (record.author, record.columnist, record.source):
        if name and len(name) >= _SHORTEST_NAME:
            yield zh.fold(name)


def _has_date(folded: str, record: ArticleRecord) -> bool:
    if record.date is None:
        return False
    date = (record.date.year, record.date.month, record.date.day)
    given = [[int(part) for part in match if part] for match in _DAY.findall(folded)]
    return any(tuple(parts) == date[: len(parts)] for parts in given)
