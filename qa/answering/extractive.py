"""Answers without a model: the one to three source sentences that answer best, word for word."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from qa import text as zh
from qa.answering.orders import is_about_orders, is_order
from qa.answering.questions import has_kind, kinds
from qa.fitted import SentenceRule, sentence_rule
from qa.models import Citation, Passage, Sentence
from qa.retrieval import Found

_MOST_SENTENCES = 3
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source sentence: its passage, its range in the section, and its features for ``SentenceRule``."""

    passage: Passage
    start: int
    end: int
    text: str
    features: tuple[float, ...]


def candidates(question: str, found: Found, rarity: Callable[[str], float]) -> list[Candidate]:
    """Return every sentence of the passages with its features.

    The features, in order: cosine of its span and score of its passage (both standardised over the candidates),
    coverage of the question's content words weighted by rarity, whether it has the kind of thing that is asked
    for, whether it is a question itself.
    """
    weights = {word: rarity(word) for word in zh.content_words(question)}
    total = sum(weights.values()) or 1.0
    wanted = kinds(question)
    places: list[tuple[Passage, int, int, str]] = []
    raw: list[tuple[float, float, float, float, float]] = []
    floor = min(found.span_scores.values(), default=0.0)
    for passage in found.passages:
        starts = sorted(
            (start, score)
            for (article, section, start), score in found.span_scores.items()
            if article == passage.article and section == passage.section
        )
        for start, end in zh.sentences(passage.text):
            text = passage.text[start:end].strip()
            if len(text) < _SHORTEST or not any(character.isalnum() for character in text):
                continue
            if is_order(text) and not is_about_orders(question):
                continue
            begin = (
                passage.start + start + (len(passage.text[start:end]) - len(passage.text[start:end].lstrip()))
            )
            stop = begin + len(text)
            overlapping = [score for at, score in starts if begin <= at < stop]
            before = [score for at, score in starts if at <= begin]
            cosine = max([*overlapping, *before[-1:]], default=floor)
            folded = zh.fold(text)
            coverage = sum(weight for word, weight in weights.items() if word in folded) / total
            kind = float(any(has_kind(text, kind, question) for kind in wanted)) if wanted else 0.5
            places.append((passage, begin, stop, text))
            raw.append(
                (cosine, passage.score, coverage, kind, float(text.rstrip('」”』"').endswith(("？", "?"))))
            )
    if not raw:
        return []
    table = np.asarray(raw)
    spread = table.std(axis=0)
    table[:, :2] = (table[:, :2] - table[:, :2].mean(axis=0)) / np.where(spread[:2] > 1e-9, spread[:2], 1.0)
    return [
        Candidate(passage, start, end, text, tuple(map(float, row)))
        for (passage, start, end, text), row in zip(places, table, strict=True)
    ]


def choose(
    question: str,
    found: Found,
    rarity: Callable[[str], float],
    said: Collection[tuple[str, int, int]] = (),
) -> list[Sentence]:
    """Return one to three sentences, best first, each cited to the place it was copied from.

    ``said`` are (article, section, start) of sentences that were given before and are not given again.
    """
    rule = sentence_rule()
    ranked = sorted(
        (
            (probability(rule, candidate), candidate)
            for candidate in candidates(question, found, rarity)
            if (candidate.passage.article, candidate.passage.section, candidate.start) not in said
        ),
        key=lambda pair: -pair[0],
    )
    chosen: list[Candidate] = []
    for chance, candidate in ranked:
        if chosen and (len(chosen) == _MOST_SENTENCES or chance < rule.share * ranked[0][0]):
            break
        if all(candidate.text != other.text for other in chosen):
            chosen.append(candidate)
    return [_sentence(candidate) for candidate in chosen]


def probability(rule: SentenceRule, candidate: Candidate) -> float:
    """Return the chance that a sentence holds the answer, by the fitted logistic (0 to 1)."""
    total = rule.bias + sum(w * x for w, x in zip(rule.weights, candidate.features, strict=True))
    return 1 / (1 + math.exp(-total))


def cite(passage: Passage, start: int, end: int) -> Citation:
    """Return the citation of a range of a passage's section; ``start`` and ``end`` are the section's offsets."""
    return Citation(
        article=passage.article,
        title=passage.title,
        path=passage.path,
        anchor=passage.anchor,
        section=passage.section,
        start=start,
        end=end,
        quote=passage.text[start - passage.start : end - passage.start],
        source=passage.source,
    )


def _sentence(candidate: Candidate) -> Sentence:
    return Sentence(candidate.text, (cite(candidate.passage, candidate.start, candidate.end),))


def texts(sentences: Sequence[Sentence]) -> str:
    """Return sentences as one text: no space between Chinese ones, a line break after what has no full stop.

    >>> texts([Sentence("一。", ()), Sentence("表格：1", ()), Sentence("Two.", ()), Sentence("Three.", ())])
    '一。表格：1\\nTwo. Three.'
    """
    text = ""
    for sentence in sentences:
        if text and text.rstrip("」』”’）)\"'")[-1:] not in "。！？!?….；;":
            text += "\n"
        elif text and text[-1].isascii() and sentence.text[:1].isascii():
            text += " "
        text += sentence.text
    return text
