"""The sentences that could answer a question, and what speaks for each of them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qa import text as zh
from qa.answering.orders import is_about_orders, is_order
from qa.answering.questions import Filler, asked, fillers
from qa.models import Passage
from qa.retrieval import Found

_SHORTEST = 4
# In a library of few passages a word's rarity says little more than whether another passage has it too.
_MOST_RARITY = 1.5
# How far from a word something may stand and still belong to it, in characters.
_FAR, _BESIDE = 50, 30

# What a question asks with is not expected in the answer.
_ASKING = frozenset(
    [
        "时间",
        "日期",
        "年份",
        "时候",
        "地点",
        "人数",
        "多少",
        "数量",
        "什么",
        "哪里",
        "哪个",
        "哪些",
        "谁",
        "哪位",
        "几",
        "原因",
        "名字",
        "名称",
        "是什么",
        "为什么",
        "哪",
        "何时",
        "多久",
        "结果",
        "成绩",
        "有谁",
        "分别",
        "有",
        "哪儿",
        "哪一年",
        "哪年",
        "哪天",
        "几次",
        "请问",
        "具体",
        "大概",
        "一共",
        "总共",
        "何",
        "何地",
        "何处",
        "哪国",
        "哪家",
        "年",
        "月",
        "日",
        "叫",
    ]
)
_CONSTRAINTS = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2})月"),
    re.compile(r"([一二三四1-4])季度|([上下])半年"),
    re.compile(r"第([一二三四五六七八九十百\d]+)[届次艘任批期轮集号]"),
)
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng", "m")
_QUOTED = re.compile(r"《([^》]{1,30})》|\"([^\"]{2,20})\"")


class Features(NamedTuple):
    """What speaks for a sentence, each 0 to 1 where nothing else is said.

    ``cosine``: of its span (-1 to 1). ``standing``: that, standardised over the sentences of all passages.
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


class _Term(NamedTuple):
    weight: float
    is_name: bool


class _Seen(NamedTuple):
    """Where a term stands in a text: its places, their length, and how much of the term they are (0 to 1)."""

    places: tuple[int, ...] = ()
    length: int = 0
    share: float = 0.0


def candidates(question: str, found: Found, rarity: Callable[[str], float]) -> list[Candidate]:
    """Return every sentence of the passages with what speaks for it; ``rarity`` weighs the question's words.

    Takes some milliseconds: nothing is embedded.
    """
    terms = _terms(question, rarity)
    made: list[Candidate] = []
    for passage in found.passages:
        made += _of_passage(question, terms, passage, found.span_scores)
    if not made:
        return []
    cosines = np.array([candidate.features.cosine for candidate in made])
    spread = float(cosines.std())
    return [
        Candidate(c.passage, c.start, c.end, c.text, c.features._replace(standing=float(standing)))
        for c, standing in zip(
            made, (cosines - cosines.mean()) / (spread if spread > 1e-9 else 1.0), strict=True
        )
    ]


def _of_passage(
    question: str,
    terms: Mapping[str, _Term],
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
    whole = _covered(terms, _look_up(terms, zh.fold(passage.text) + above))
    wanted = _constraints(zh.fold(question))
    for i, (start, end) in enumerate(places):
        inside = [score for at, score in cosines if start <= at < end]
        before = [score for at, score in cosines if at <= start]
        around = " ".join((*texts[max(0, i - 1) : i], *texts[i + 1 : i + 2], above))
        seen, beside = _look_up(terms, texts[i]), _look_up(terms, around)
        nearness, fit, role = _around_fillers(question, terms, texts[i], seen, beside)
        features = Features(
            cosine=max((*inside, *before[-1:]), default=lowest),
            standing=0.0,
            nearness=nearness,
            fit=fit,
            role=role,
            constraints=_agreement(wanted, texts[i], " ".join((*texts[:i], above))),
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


def _terms(question: str, rarity: Callable[[str], float]) -> dict[str, _Term]:
    folded = zh.fold(question)
    words = zh.content_words(question)
    words = tuple(word for word in words if word not in _ASKING) or words
    named = {word for word, tag in zh.tagged_words(folded) if tag.startswith(_NAME_TAGS)}
    named |= {part for match in _QUOTED.finditer(folded) for part in match.groups() if part}
    return {
        word: _Term(
            min(rarity(word), _MOST_RARITY),
            word.isascii() or any(word in name or name in word for name in named),
        )
        for word in words
    }


def _look_up(terms: Mapping[str, _Term], text: str) -> dict[str, _Seen]:
    return {term: _seen(term, text) for term in terms}


def _seen(term: str, text: str) -> _Seen:
    """Return where a term stands; of one that does not, the pairs of characters that do: words are cut otherwise there."""
    if term in text:
        return _Seen(tuple(match.start() for match in re.finditer(re.escape(term), text)), len(term), 1.0)
    if len(term) < 3 or term.isascii():
        return _Seen()
    pairs = [term[i : i + 2] for i in range(len(term) - 1)]
    held = [pair for pair in pairs if pair in text]
    return _Seen((text.find(held[0]),), 2, 0.7 * len(held) / len(pairs)) if held else _Seen()


def _covered(terms: Mapping[str, _Term], seen: Mapping[str, _Seen]) -> float:
    total = sum(term.weight for term in terms.values())
    return sum(term.weight * seen[word].share for word, term in terms.items()) / total if total else 0.0


def _around_fillers(
    question: str,
    terms: Mapping[str, _Term],
    text: str,
    seen: Mapping[str, _Seen],
    beside: Mapping[str, _Seen],
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
                near += term.weight * seen[word].share * max(0.2, 1 - _distance(place, seen[word]) / _FAR)
            else:
                near += term.weight * 0.2 * beside[word].share
        nearness = max(nearness, near / total * (0.5 + 0.5 * place.fit))
        if of_predicates:
            beside_it = sum(
                term.weight * seen[word].share * max(0.0, 1 - _distance(place, seen[word]) / _BESIDE)
                for word, term in predicates.items()
                if seen[word].places
            )
            role = max(role, beside_it / of_predicates * place.fit)
    fit = max((place.fit for place in places), default=0.0) if not is_open else 0.5
    return nearness, fit, role if of_predicates else 0.5 * fit


def _distance(place: Filler, seen: _Seen) -> int:
    return min(max(0, at - place.end, place.start - at - seen.length) for at in seen.places)


def _constraints(text: str) -> list[set[str]]:
    return [
        {group for match in pattern.finditer(text) for group in match.groups() if group}
        for pattern in _CONSTRAINTS
    ]


def _agreement(wanted: Sequence[set[str]], text: str, before: str) -> float:
    """Return how far a sentence, or what stands before it, has the question's years and ordinals rather than others."""
    count = sum(map(len, wanted))
    if not count:
        return 0.3  # neither for nor against
    total = 0.0
    for asked_for, here, earlier in zip(wanted, _constraints(text), _constraints(before), strict=True):
        for value in asked_for:
            if here:
                total += 1.0 if value in here else -1.0
            elif earlier:
                total += 0.5 if value in earlier else -0.3
    return total / count


def chance(logit: float) -> float:
    """Return the probability (0 to 1) that a logit stands for.

    >>> chance(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-logit))
