"""The sentences that could answer a question, and what speaks for each of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qa import text as zh
from qa.answering.evidence.orders import is_about_orders, is_order
from qa.answering.question.questions import Filler, asked, fillers
from qa.answering.question.terms import (
    Seen,
    Term,
    agreement,
    constraints,
    covered,
    distance,
    look_up,
    terms_of,
)
from qa.models import Passage
from qa.retrieval import Found

_SHORTEST = 4
# Where all share one span, none stands out and none stands back: about what the best of many has.
_ALONE = 1.5
# How far from a word something may stand and still belong to it, in characters.
_FAR, _BESIDE = 50, 30


class Features(NamedTuple):
    """What speaks for a sentence, each 0 to 1 where nothing else is said.

    ``cosine``: of its span (-1 to 1). ``standing``: that, standardised over the sentences of all passages; the
    same for all where there is one span only.
    ``nearness``: how much of the question, by rarity, stands near what could be the thing asked for.
    ``fit``: how well the form of that thing is what is asked for. ``role``: how close it stands to what the question
    says of it (its words that are no names and no numbers). ``constraints``: years, months, quarters and ordinals of the
    question that the sentence has, less those of which it has others (-1 to 1). ``passage``: how much of the question,
    by rarity, the passage has.
    """

    cosine: float
    standing: float
    nearness: float
    fit: float
    role: float
    constraints: float
    passage: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source sentence: its passage, its range in the section, and what speaks for it."""

    passage: Passage
    start: int
    end: int
    text: str
    features: Features


def candidates(question: str, found: Found, rarity: Callable[[str], float]) -> list[Candidate]:
    """Return every sentence of the passages with what speaks for it; ``rarity`` weighs the question's words.

    Takes some milliseconds: nothing is embedded.
    """
    terms = terms_of(question, rarity)
    made: list[Candidate] = []
    for passage in found.passages:
        made += _of_passage(question, terms, passage, found.span_scores)
    if not made:
        return []
    cosines = np.array([candidate.features.cosine for candidate in made])
    spread = float(cosines.std())
    standings = (cosines - cosines.mean()) / spread if spread > 1e-9 else np.full(len(made), _ALONE)
    return [
        Candidate(c.passage, c.start, c.end, c.text, c.features._replace(standing=float(standing)))
        for c, standing in zip(made, standings, strict=True)
    ]


def _of_passage(
    question: str,
    terms: Mapping[str, Term],
    passage: Passage,
    span_scores: Mapping[tuple[str, int, int], float],
) -> Iterator[Candidate]:
    cosines = sorted(
        (start, score)
        for (article, section, start), score in span_scores.items()
        if (article, section) == (passage.article, passage.section)
    )
    lowest = min(span_scores.values(), default=0.0)
    places = list(_sentences(passage, with_orders=is_about_orders(question)))
    texts = [zh.fold(passage.text[a - passage.start : b - passage.start]) for a, b in places]
    above = zh.fold(" ".join((passage.title, *passage.path)))
    whole = covered(terms, look_up(terms, zh.fold(passage.text) + above))
    wanted = constraints(zh.fold(question))
    for i, (start, end) in enumerate(places):
        inside = [score for at, score in cosines if start <= at < end]
        before = [score for at, score in cosines if at <= start]
        around = " ".join((*texts[max(0, i - 1) : i], *texts[i + 1 : i + 2], above))
        seen, beside = look_up(terms, texts[i]), look_up(terms, around)
        nearness, fit, role = _around_fillers(question, terms, texts[i], seen, beside)
        features = Features(
            cosine=max((*inside, *before[-1:]), default=lowest),
            standing=0.0,
            nearness=nearness,
            fit=fit,
            role=role,
            constraints=agreement(wanted, texts[i], " ".join((*texts[:i], above))),
            passage=whole,
        )
        yield Candidate(
            passage, start, end, passage.text[start - passage.start : end - passage.start], features
        )


def _sentences(passage: Passage, *, with_orders: bool) -> Iterator[tuple[int, int]]:
    for start, end in zh.sentences(passage.text):
        raw = passage.text[start:end]
        text = raw.strip()
        if is_order(text) and not with_orders:
            continue
        if len(text) >= _SHORTEST and any(character.isalnum() for character in text):
            begin = passage.start + start + len(raw) - len(raw.lstrip())
            yield begin, begin + len(text)


def _around_fillers(
    question: str,
    terms: Mapping[str, Term],
    text: str,
    seen: Mapping[str, Seen],
    beside: Mapping[str, Seen],
) -> tuple[float, float, float]:
    """Return nearness, fit and role of the best place that could be what is asked for."""
    is_open = asked(question).kind is None
    # Failing anything of the form that is asked for, the sentence as a whole may still say it.
    places = [Filler(0, len(text), 1.0 if is_open else 0.0), *fillers(text, question)]
    total = sum(term.weight for term in terms.values()) or 1.0
    predicates = {word: term for word, term in terms.items() if not term.is_name}
    of_predicates = sum(term.weight for term in predicates.values())
    nearness = role = 0.0
    for place in places:
        near = 0.0
        for word, term in terms.items():
            if seen[word].places:
                near += (
                    term.weight
                    * seen[word].share
                    * max(0.2, 1 - distance(place.start, place.end, seen[word]) / _FAR)
                )
            else:
                near += term.weight * 0.2 * beside[word].share
        nearness = max(nearness, near / total * (0.5 + 0.5 * place.fit))
        if of_predicates:
            beside_it = sum(
                term.weight
                * seen[word].share
                * max(0.0, 1 - distance(place.start, place.end, seen[word]) / _BESIDE)
                for word, term in predicates.items()
                if seen[word].places
            )
            role = max(role, beside_it / of_predicates * place.fit)
    fit = max((place.fit for place in places), default=0.0) if not is_open else 0.5
    return nearness, fit, role if of_predicates else 0.5 * fit


def chance(logit: float) -> float:
    """Return the probability (0 to 1) that a logit stands for.

    >>> chance(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-logit))
