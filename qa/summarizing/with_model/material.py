"""What a model is given of an article: whole sections where they fit, and never an order to the model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.answering.evidence.orders import evidence, is_order
from qa.models import Section
from qa.summarizing.article.source import Source


class Given(NamedTuple):
    """A section as a prompt has it."""

    heading: str
    text: str

    @property
    def tokens(self) -> int:
        """How many tokens it has."""
        return zh.count_tokens(self.heading) + zh.count_tokens(self.text)


def sections(source: Source, most: int | None = None) -> list[Given]:
    """Return the sections of an article without the orders in them: whole, or ``most`` sentences of each.

    Those sentences are taken that have most of the words which the article comes back to.
    """
    if most is None:
        return [Given(section.heading, without_orders(section)) for section in source.sections]
    weights = Counter(word for sentence in source.sentences for word in set(zh.content_words(sentence.text)))
    found = []
    for at, section in enumerate(source.sections):
        own = [each for each in source.sentences if each.section == at and not is_order(each.text)]
        best = sorted(own, key=lambda each: -_weight(each.text, weights))[:most]
        found.append(
            Given(
                section.heading,
                "\n".join(each.text.strip() for each in sorted(best, key=lambda each: each.order)),
            )
        )
    return found


def nearest(source: Source, sentence: str, most: int) -> list[Given]:
    """Return the sentences of an article that share most with one about it, under their headings."""
    wanted = _pairs(sentence)
    own = [each for each in source.sentences if not is_order(each.text)]
    best = sorted(own, key=lambda each: -len(wanted & _pairs(each.text)))[:most]
    found: dict[int, list[str]] = {}
    for each in sorted(best, key=lambda each: each.order):
        found.setdefault(each.section, []).append(each.text.strip())
    return [Given(source.sections[at].heading, "\n".join(texts)) for at, texts in found.items()]


def _pairs(text: str) -> set[str]:
    folded = zh.fold(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def _weight(sentence: str, weights: Counter[str]) -> float:
    words = set(zh.content_words(sentence))
    if not words or sentence.endswith(("？", "?", "：", ":")):
        return 0.0
    # The root keeps long sentences from winning by their length alone, and short ones by a single word.
    return sum(math.log(weights[word]) for word in words) / math.sqrt(len(words) + 4)


def without_orders(section: Section) -> str:
    """Return a section's text without what in it tells a model what to do."""
    lines = (" ".join(line.split()) for line in evidence(section.text).split("\n"))
    return "\n".join(filter(None, lines))


def cut(given: Given, tokens: int) -> Iterator[Given]:
    """Yield a section in parts of at most so many tokens, cut between sentences where it can be."""
    part = ""
    for piece in _pieces(given.text, tokens):
        if part and zh.count_tokens(part + piece) > tokens:
            yield Given(given.heading, part.strip())
            part = ""
        part += piece
    if part.strip():
        yield Given(given.heading, part.strip())


def _pieces(text: str, tokens: int) -> Iterator[str]:
    for paragraph in text.split("\n"):
        for start, end in zh.sentences(paragraph):
            sentence = paragraph[start:end]
            # A character has three tokens at most.
            step = len(sentence) if zh.count_tokens(sentence) <= tokens else max(1, tokens // 3)
            for at in range(0, len(sentence), step):
                yield sentence[at : at + step]
        yield "\n"


def total(material: Sequence[Given]) -> int:
    """Return how many tokens sections have together."""
    return sum(given.tokens for given in material)
