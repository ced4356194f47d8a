"""A text that somebody else wrote, checked sentence by sentence: ``qa check``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from qa import grounding
from qa import text as zh
from qa.answering.checking.repair import contradicted, evidence_for, topics
from qa.answering.checking.statements import statements
from qa.answering.without_model.extractive import cite
from qa.chunking import ChunkingParameters, chunk_sections
from qa.errors import ArgumentInvalid, CheckEmpty, CheckTooLong
from qa.indexing.records import card
from qa.language import say
from qa.models import (
    INTRODUCTION,
    Article,
    CheckedSentence,
    CheckReport,
    Filters,
    Passage,
    Section,
    SkippedSentence,
)
from qa.numerals import numbers
from qa.query import LONGEST_QUERY
from qa.retrieval import Retriever
from qa.stages import stage

LONGEST_TEXT = 200_000
"""The most characters that are checked at a time."""

LONGEST_SENTENCE = 2_000
"""The most characters of one sentence: the work grows with their square, and nobody writes or reads a longer one."""

PASSAGES = 8
"""How many passages a sentence is compared with."""

OnSentence: TypeAlias = Callable[[CheckedSentence | SkippedSentence], None]


def check_text(
    text: str, nearest: Callable[[str], Sequence[Passage]], on_sentence: OnSentence | None = None
) -> CheckReport:
    """Check each sentence against the passages that ``nearest`` finds for it.

    :raises CheckEmpty: there is no letter or digit in the text.
    :raises CheckTooLong: it is longer than :data:`LONGEST_TEXT`.
    """
    text = require_text(text)
    checked: list[CheckedSentence] = []
    skipped: list[SkippedSentence] = []
    for part in statements(text):
        piece: CheckedSentence | SkippedSentence
        if part.why is not None:
            piece = SkippedSentence(part.text, part.why, part.start, part.end)
            skipped.append(piece)
        else:
            fitting = part.end - part.start <= LONGEST_SENTENCE
            found = check_sentence(part.text, nearest(part.text)) if fitting else _too_long(part.text)
            piece = replace(found, start=part.start, end=part.end)
            checked.append(piece)
        if on_sentence:
            on_sentence(piece)
    return CheckReport(text, tuple(checked), tuple(skipped))


def _too_long(sentence: str) -> CheckedSentence:
    why = say(
        f"longer than {LONGEST_SENTENCE} characters: part it into sentences",
        f"超过 {LONGEST_SENTENCE} 个字符：请分成几句",
    )
    return CheckedSentence(sentence, False, 0.0, (), why, 0, len(sentence))


def require_text(text: str) -> str:
    """Return the text cleaned, or raise :class:`CheckEmpty` or :class:`CheckTooLong`."""
    text = zh.clean(text)
    if not any(character.isalnum() for character in text):
        raise CheckEmpty()
    if len(text) > LONGEST_TEXT:
        raise CheckTooLong(length=len(text), limit=LONGEST_TEXT)
    return text


def nearest_passages(retriever: Retriever, sentence: str) -> list[Passage]:
    """Return what of the library fits a sentence best, with the metadata of the articles that it is from."""
    found = retriever.find(sentence[:LONGEST_QUERY], PASSAGES, Filters()).passages
    return [*found, *retriever.cards(passage.article for passage in found)]


def require_no_folder(source: Path) -> None:
    """Raise :class:`ArgumentInvalid` for a folder."""
    if source.is_dir():
        allowed = say(
            "a file; put the articles of a folder into the library: qa ingest",
            "一个文件；整个目录请先用 qa ingest 收录",
        )
        raise ArgumentInvalid(name="source", value=str(source), allowed=allowed)


def as_article(text: str, number: int) -> Article | None:
    """Return a text as the article that it is held against; None for what has no end of a sentence in it."""
    if not any(mark in text for mark in "。！？!?…\n；;."):
        return None
    section = Section(0, INTRODUCTION, 0, (), None, text)
    return Article(say(f"source {number}", f"来源{number}"), (section,))


def check_sentence(sentence: str, passages: Sequence[Passage]) -> CheckedSentence:
    """Check one sentence, which is a text of its own, against passages."""
    with stage("check") as facts:
        checked = _checked(sentence, passages)
        facts["outcome"] = "supported" if checked.supported else "unsupported"
    return checked


def _checked(sentence: str, passages: Sequence[Passage]) -> CheckedSentence:
    passages = sorted(passages, key=lambda passage: passage.section < 0)
    texts = evidence_for(sentence, passages)
    articles = [text for text, passage in zip(texts, passages, strict=True) if passage.section >= 0]
    about = topics(passages)
    support = grounding.check(sentence, articles, about=about[: len(articles)])
    # The metadata carries who wrote it and when; a title is no statement that could carry more.
    if not support.supported and any(map(str.strip, texts[len(articles) :])):
        with_metadata = grounding.check(sentence, texts, about=about)
        support = with_metadata if with_metadata.supported else support
    against = contradicted(sentence, passages, texts) if support.supported else None
    if against is not None:
        support = grounding.Support(False, support.score, (), against, hard=True)
    citations = []
    for place in support.places if support.supported else ():
        passage = passages[place.source]
        citations.append(cite(passage, passage.start + place.start, passage.start + place.end))
    why = None if support.supported else support.why
    return CheckedSentence(
        sentence, support.supported, support.score, tuple(citations), why, 0, len(sentence)
    )


def passages_of(article: Article) -> list[Passage]:
    """Return a whole article in passages, with the section that is made of its metadata."""
    sections = [card(article), *article.sections]
    by_index = {section.index: section for section in sections}
    return [
        Passage(
            article=article.id,
            title=article.title,
            path=by_index[chunk.section].path,
            anchor=by_index[chunk.section].anchor,
            section=chunk.section,
            chunk=chunk.id,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            score=0.0,
            source=article.source or article.origin,
        )
        for chunk in chunk_sections(article.id, sections, ChunkingParameters())
    ]


class Shelf:
    """Whole articles, looked through by the words and figures that their passages share with a sentence."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        given = list(passages)
        self._passages = [passage for passage in given if passage.section >= 0]
        self._cards = [passage for passage in given if passage.section < 0]
        self._words = [_words(passage.text) for passage in self._passages]
        self._holding = Counter(word for words in self._words for word in words)

    def nearest(self, sentence: str) -> list[Passage]:
        """Return the :data:`PASSAGES` passages that share most with a sentence, and their articles' metadata.

        Rare things count more.

        >>> texts = (f"第{i}号桥的桥面有{i}米宽。" for i in range(20))
        >>> shelf = Shelf(Passage("", "桥", (), None, 0, "", 0, len(t), t, 0.0) for t in texts)
        >>> shelf.nearest("桥面宽度是17米。")[0].text
        '第17号桥的桥面有17米宽。'
        """
        if len(self._passages) <= PASSAGES:
            return self._passages + self._cards
        wanted = _words(sentence)
        weights = {word: math.log(1 + len(self._passages) / (1 + self._holding[word])) for word in wanted}
        scores = [sum(weights[word] for word in wanted & words) for words in self._words]
        order = sorted(range(len(scores)), key=lambda at: -scores[at])
        chosen = [self._passages[at] for at in order[:PASSAGES]]
        articles = {(passage.article, passage.title) for passage in chosen}
        return chosen + [card for card in self._cards if (card.article, card.title) in articles]


def _words(text: str) -> frozenset[object]:
    """Return what a text is found by: its words, its pairs of characters, its numbers however they are written."""
    folded = zh.fold(text)
    pairs = (folded[at : at + 2] for at in range(len(folded) - 1))
    found: set[object] = {pair for pair in pairs if pair.isalnum()}
    found.update(word for word in zh.words(text) if word not in zh.STOP_WORDS)
    found.update(number[:2] for number in numbers(text))
    return frozenset(found)
