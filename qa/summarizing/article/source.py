"""An article made ready to be summarised: its sentences with their places, and what a sentence is checked against."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from qa import text as zh
from qa.answering.checking.texts import Shelf, passages_of
from qa.models import PARAGRAPH_BREAK, Article, Citation, Passage, Section
from qa.summarizing.form.copying import Original


class SourceSentence(NamedTuple):
    """One sentence of an article: ``source.sections[section].text[start:end] == text``.

    ``paragraph`` counts from 0 in the section, ``order`` from 0 in the article.
    """

    text: str
    section: int
    paragraph: int
    start: int
    end: int
    order: int


class Source:
    """An article and what summaries need of it, each made when it is first asked for.

    ``sections`` are those that have a text of their own, in reading order.

    >>> from qa.reading import read_text
    >>> source = Source(read_text("# 桥\\n\\n## 一、造\\n\\n桥要先勘察。再打桩。\\n\\n## 二、修\\n", name="桥").article)
    >>> [(section.heading, section.text) for section in source.sections]
    [('一、造', '桥要先勘察。再打桩。')]
    >>> [sentence.text for sentence in source.sentences]
    ['桥要先勘察。', '再打桩。']
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.title = article.title
        self.sections: tuple[Section, ...] = tuple(section for section in article.sections if section.text)

    @cached_property
    def sentences(self) -> tuple[SourceSentence, ...]:
        """All sentences, in reading order."""
        found: list[SourceSentence] = []
        for at, section in enumerate(self.sections):
            begin = 0
            for number, paragraph in enumerate(section.paragraphs):
                for start, end in zh.sentences(paragraph):
                    found.append(
                        SourceSentence(
                            paragraph[start:end], at, number, begin + start, begin + end, len(found)
                        )
                    )
                begin += len(paragraph) + len(PARAGRAPH_BREAK)
        return tuple(found)

    @cached_property
    def text(self) -> str:
        """The texts of all sections, as one."""
        return PARAGRAPH_BREAK.join(section.text for section in self.sections)

    @cached_property
    def original(self) -> Original:
        """All that is written in the article, to see what a summary has word for word from it."""
        headings = (section.heading for section in self.article.sections)
        return Original((section.text for section in self.sections), names=(self.title, *headings))

    @cached_property
    def tokens(self) -> int:
        """How many tokens the texts and headings have."""
        return sum(
            zh.count_tokens(section.heading) + zh.count_tokens(section.text) for section in self.sections
        )

    @cached_property
    def passages(self) -> list[Passage]:
        """The whole article in passages, with the section made of its metadata (index -1)."""
        return passages_of(self.article)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.passages)

    @cached_property
    def folded_sections(self) -> tuple[str, ...]:
        """The sections' heading paths and texts, folded: what topics are looked for in."""
        return tuple(zh.fold("\n".join((*section.path, section.text))) for section in self.sections)

    @cached_property
    def folded_headings(self) -> str:
        """The title and all headings, folded."""
        return zh.fold("\n".join((self.title, *(section.heading for section in self.article.sections))))

    @cached_property
    def folded(self) -> str:
        """The title, the headings and the texts, folded, as one."""
        return "\n".join((self.folded_headings, *self.folded_sections))

    def nearest(self, sentence: str) -> list[Passage]:
        """Return the passages that fit a sentence best, and the one made of the metadata."""
        return self._shelf.nearest(sentence)

    def cite(self, section: int, start: int, end: int) -> Citation:
        """Return a place in ``sections[section]`` as a citation."""
        found = self.sections[section]
        return Citation(
            article=self.article.id,
            title=self.title,
            path=found.path,
            anchor=found.anchor,
            section=found.index,
            start=start,
            end=end,
            quote=found.text[start:end],
            source=self.article.source or self.article.origin,
        )

    def cite_sentence(self, sentence: SourceSentence) -> Citation:
        """Return a sentence as a citation, without the space after it."""
        return self.cite(sentence.section, sentence.start, sentence.start + len(sentence.text.rstrip()))

    def cite_sentences(self, orders: Iterable[int]) -> tuple[Citation, ...]:
        """Return sentences as citations, each once; ``orders`` are their positions in ``sentences``."""
        return tuple(self.cite_sentence(self.sentences[order]) for order in dict.fromkeys(orders))
