"""Which sections have their say in a summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa import text as zh
from qa.language import say
from qa.models import Citation, Section, Sentence
from qa.summarizing.article.headings import stripped
from qa.summarizing.article.source import Source

ENOUGH = 0.75
"""The share of the sections that should have their say in a summary."""

# A heading is named where most of what it says is said, and more than a word or two of it.
_NAMED_SHARE = 0.75
_NAMED_CHARACTERS = 4
# An article without headings is looked at in thirds, unless it is so short that it says one thing.
_THIRDS = 3
_FEWEST_SENTENCES = 6


class SectionCoverage(NamedTuple):
    """The heading paths of the sections that have their say, and of those that do not, in reading order."""

    covered: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[str, ...], ...]

    @property
    def share(self) -> float:
        """The share of sections that have their say, 0 to 1; 1 where there is none that could."""
        total = len(self.covered) + len(self.missing)
        return len(self.covered) / total if total else 1.0


def coverage(sentences: Sequence[Sentence], source: Source) -> SectionCoverage:
    """Return which sections the sentences' citations come from, or are named in a sentence by their headings.

    Only a section with a text of its own counts. An article that is one section is looked at in thirds of its text (by
    the middle of what is cited), if it has at least six sentences.

    >>> from qa.models import Article
    >>> sections = [Section(i, h, 2, (h,), None, "船。") for i, h in enumerate(["一、渡船时刻", "二、票价与优惠"])]
    >>> source = Source(Article("渡口", tuple(sections)))
    >>> coverage([Sentence("每天六班。", (source.cite(0, 0, 2),))], source)
    SectionCoverage(covered=(('一、渡船时刻',),), missing=(('二、票价与优惠',),))
    >>> coverage([Sentence("后文讲票价和优惠。", (source.cite(0, 0, 2),))], source).share
    1.0
    """
    if len(source.sections) == 1 and len(source.sentences) >= _FEWEST_SENTENCES:
        return _thirds(_citations(sentences, source), source.sections[0])
    cited = {citation.section for citation in _citations(sentences, source)}
    said = [zh.fold(sentence.text) for sentence in sentences]
    covered = [
        section.index in cited or any(_names(text, section.heading) for text in said)
        for section in source.sections
    ]
    return SectionCoverage(
        tuple(section.path for section, has in zip(source.sections, covered, strict=True) if has),
        tuple(section.path for section, has in zip(source.sections, covered, strict=True) if not has),
    )


def _names(folded: str, heading: str) -> bool:
    words = zh.content_words(stripped(heading))
    named = sum(len(word) for word in words if word in folded)
    return named >= max(_NAMED_CHARACTERS, _NAMED_SHARE * sum(map(len, words)))


def _citations(sentences: Sequence[Sentence], source: Source) -> list[Citation]:
    """Return the citations of this article; a digest cites others as well."""
    article = source.article
    return [
        citation
        for sentence in sentences
        for citation in sentence.citations
        if (citation.article, citation.title) == (article.id, article.title)
    ]


def _thirds(citations: Sequence[Citation], section: Section) -> SectionCoverage:
    names = (say("beginning", "开头"), say("middle", "中段"), say("end", "结尾"))
    cited = {
        min(_THIRDS - 1, _THIRDS * (citation.start + citation.end) // (2 * len(section.text)))
        for citation in citations
        if citation.section == section.index
    }
    return SectionCoverage(
        tuple((name,) for at, name in enumerate(names) if at in cited),
        tuple((name,) for at, name in enumerate(names) if at not in cited),
    )
