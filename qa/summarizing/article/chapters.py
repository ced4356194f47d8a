"""The chapters of an article: how each can be named in a sentence, and where it says what its heading says."""

from __future__ import annotations

from typing import NamedTuple

from qa import text as zh
from qa.models import Citation, Section
from qa.summarizing.article.headings import items, outline_of
from qa.summarizing.article.source import Source


class Item(NamedTuple):
    """A chapter with how it can be named, the fullest first, and the sections that the name stands for."""

    names: tuple[str, ...]
    sections: tuple[Section, ...]


def named_chapters(source: Source, topic: str) -> list[Item]:
    """Return the chapters that can be named, in reading order."""
    with_text = {section.index for section in source.sections}
    found = []
    for chapter, below in outline_of(source.article.sections):
        names = items(chapter, topic)
        told = tuple(section for section in (chapter, *below) if section.index in with_text)
        if names and told:
            found.append(Item(names, told))
    return found


def place(section: Section, source: Source) -> Citation:
    """Return the sentence of a section that says most of what its heading says; the first, where none does."""
    at = next(number for number, found in enumerate(source.sections) if found.index == section.index)
    own = [sentence for sentence in source.sentences if sentence.section == at]
    wanted = set(zh.content_words(section.heading))
    best = max(
        own, key=lambda sentence: (len(wanted & set(zh.content_words(sentence.text))), -sentence.order)
    )
    return source.cite_sentence(best)
