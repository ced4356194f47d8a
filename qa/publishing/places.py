"""Where a citation stands, as readers are told: its article, the headings above it, its number."""

from __future__ import annotations

from collections.abc import Iterable

from qa.models import CheckedSentence, Citation, Sentence
from qa.text import clean


def path(title: str, headings: Iterable[str], anchor: str | None) -> str:
    """Name a section of an article.

    >>> path("章句", ["一、缘起"], "toc-1")
    '《章句》 › 一、缘起 #toc-1'
    """
    where = " › ".join((f"《{title}》", *headings))
    return clean(f"{where} #{anchor}" if anchor else where)


def one_line(words: str) -> str:
    """Return a text without line ends.

    >>> one_line("第一段。\\n\\n第二段。")
    '第一段。 第二段。'
    """
    return " ".join(clean(words).split())


class Numbers(dict[Citation, int]):
    """The citations of a text, numbered in the order in which they come up."""

    def of(self, sentence: Sentence | CheckedSentence) -> list[int]:
        """Return the numbers of a sentence's citations, ascending; a place that is cited again keeps its number."""
        for citation in sentence.citations:
            self.setdefault(citation, len(self) + 1)
        return sorted({self[citation] for citation in sentence.citations})
