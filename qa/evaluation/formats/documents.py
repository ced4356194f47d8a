"""The texts of a benchmark as articles."""

from __future__ import annotations

from qa.models import INTRODUCTION, Article, Section


def document(name: str, text: str, *, title: str = "") -> Article:
    """Return a bare text as an article that is known by its ``origin``.

    >>> document("p-1", "桥是基础设施。").origin
    'p-1'
    """
    return Article(
        title=title, sections=(Section(0, INTRODUCTION, 0, (INTRODUCTION,), None, text),), origin=name
    )


class Documents:
    """Articles in the order in which they come, each text once: a library holds the same article once only."""

    def __init__(self) -> None:
        self._by_text: dict[tuple[str, str], Article] = {}
        self._names: set[str] = set()

    def add(self, name: str, text: str, *, title: str = "") -> str:
        """Take a text in, and return what it is called: the first name that it came by.

        >>> documents = Documents()
        >>> documents.add("a", "桥"), documents.add("b", "桥"), documents.add("a", "车")
        ('a', 'a', 'a-2')
        """
        kept = self._by_text.get((title, text))
        if kept is None:
            free, number = name, 1
            while free in self._names:
                number += 1
                free = f"{name}-{number}"
            self._names.add(free)
            kept = self._by_text[title, text] = document(free, text, title=title)
        return str(kept.origin)

    def all(self) -> tuple[Article, ...]:
        """Return what was taken in."""
        return tuple(self._by_text.values())
