"""The addresses of articles and their sections as resources."""

from __future__ import annotations

import re

ARTICLE = "zhangju://articles/{id}"
SECTION = "zhangju://articles/{id}/sections/{n}"

_ADDRESS = re.compile(r"zhangju://articles/(?P<id>[0-9a-f]{4,64})(?:/sections/(?P<n>[0-9]{1,6}))?")


def address(article: str, section: int | None = None) -> str:
    """Return where an article or one of its sections is read; what is made from its metadata stands with the article.

    >>> address("02f59939bc4d", 3), address("02f59939bc4d", -1)
    ('zhangju://articles/02f59939bc4d/sections/3', 'zhangju://articles/02f59939bc4d')
    """
    if section is None or section < 0:
        return ARTICLE.format(id=article)
    return SECTION.format(id=article, n=section)


def place(given: str) -> tuple[str, int | None] | None:
    """Return the article's id and the section that an address names; None for one that is none of ours.

    >>> place("zhangju://articles/02f59939bc4d/sections/3"), place("file:///etc/passwd")
    (('02f59939bc4d', 3), None)
    """
    found = _ADDRESS.fullmatch(given)
    if found is None:
        return None
    return found["id"], int(found["n"]) if found["n"] else None
