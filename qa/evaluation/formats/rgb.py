"""RGB: questions on news, each with passages that hold its answer and passages on its topic that do not.

A file has one object a line. Each question is asked of its own few passages only (``within``). The kinds are those of the
benchmark's paper:

``noise``
    passages with the answer among others without: ``noise`` is the share of the others, rounded up. Where there are too few
    of one sort, more of the other are taken.
``rejection``
    passages without the answer only: the right answer is none.
``integration``
    an answer of several parts, each with passages of its own: one of each first, then a second of each, and others where
    that is not enough.
``counterfactual``
    passages in which the answer was changed (``positive_wrong``), ``correct`` of them left as they were, and others by
    ``noise``: the right answer is still the true one, and must not be the changed one.

An answer is right where all its parts are in it, each in one of its ways. ``seed`` 0 takes the first passages of each sort,
as the benchmark's own script does; every other seed draws them. What that script shuffles, it shuffles with the passages
that a model is given in order; there is no such order here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from qa.errors import SuiteEmpty
from qa.evaluation.fingerprint import fingerprint
from qa.evaluation.formats.documents import Documents
from qa.evaluation.rows import Row, json_lines
from qa.evaluation.suite import Gold, Question, SectionRef, Suite
from qa.language import say

Protocol: TypeAlias = Literal["noise", "rejection", "integration", "counterfactual"]
PROTOCOLS: tuple[Protocol, ...] = get_args(Protocol)

Answers: TypeAlias = tuple[tuple[str, ...], ...]
"""All of these parts must be there, each in one of its ways."""


class Item(NamedTuple):
    """One line. ``positive`` has one group for each part of the answer in the integration files, else a single one."""

    id: str
    question: str
    answers: Answers
    positive: tuple[tuple[str, ...], ...]
    negative: tuple[str, ...]
    wrong: tuple[str, ...]
    fake_answers: tuple[str, ...]
    line: int


class Given(NamedTuple):
    """The passages that a question is asked of; ``gold`` are groups of those that hold the answer."""

    texts: tuple[str, ...]
    gold: tuple[tuple[str, ...], ...]


def recognises(value: object) -> bool:
    """Whether this is what a line of this format says.

    >>> recognises({"id": 0, "query": "？", "answer": ["甲"], "positive": [], "negative": []})
    True
    """
    return isinstance(value, dict) and {"query", "answer", "positive", "negative"} <= value.keys()


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the lines as they stand in the file.

    :raises SuiteBroken: on one that is not JSON.
    """
    return [dict(line.values) for line in json_lines(path)]


def load(
    path: Path,
    *,
    protocols: Sequence[Protocol] = (),
    noise: float = 0.6,
    passages: int = 5,
    correct: float = 0.0,
    seed: int = 0,
) -> Suite:
    """Return the file as a suite.

    ``protocols`` are by default ``integration`` for a file in which the passages are grouped, ``counterfactual`` for one
    in which some were changed, and ``noise`` and ``rejection`` for any other: each question is then asked twice.
    """
    items = [_item(line) for line in json_lines(path)]
    if not items:
        raise SuiteEmpty(path=path, problem=say("no question in it", "没有问题"))
    documents, questions = Documents(), list[Question]()
    for item in items:
        names: dict[str, str] = {}
        for protocol in protocols or _usual(item):
            given = passages_for(item, protocol, noise=noise, count=passages, correct=correct, seed=seed)
            for text in given.texts:
                names[text] = names.get(text) or documents.add(f"{item.id}-{len(names) + 1}", text)
            questions.append(_question(item, protocol, given, names))
    # One kind after the other, as in any suite: a part that is taken evenly has some of each.
    order: dict[str, int] = {protocol: number for number, protocol in enumerate(PROTOCOLS)}
    questions.sort(key=lambda question: order[question.kind])
    suite = Suite(
        name=path.stem,
        path=path,
        questions=tuple(questions),
        documents=documents.all(),
        description=say(
            f"RGB, {passages} passages a question, noise {noise:g}, seed {seed}",
            f"RGB，每题 {passages} 段，噪声比例 {noise:g}，种子 {seed}",
        ),
        protocol="rgb",
        files={"questions": path},
    )
    return replace(suite, hash=fingerprint(suite))


def passages_for(
    item: Item, protocol: Protocol, *, noise: float = 0.6, count: int = 5, correct: float = 0.0, seed: int = 0
) -> Given:
    """Return at most ``count`` passages for a question, each once, and which of them hold the answer."""
    groups, negative, wrong = list(item.positive), list(item.negative), list(enumerate(item.wrong))
    if seed:
        chance = random.Random(f"{seed}-{item.id}")
        groups = [tuple(chance.sample(group, len(group))) for group in groups]
        chance.shuffle(negative)
        chance.shuffle(wrong)
    others = math.ceil(count * noise)
    if protocol == "rejection":
        return Given(tuple(negative[:count]), ())
    if protocol == "integration":
        texts = [text for row in zip_longest(*groups) for text in row if text is not None]
        # At least one passage for each part, whatever the number of passages is.
        texts = texts[: max(len(groups), count - others)]
        texts += negative[: max(0, count - len(texts))]
        return Given(tuple(dict.fromkeys(texts)), _there(groups, texts))
    [positive] = groups
    if protocol == "counterfactual":
        right = math.ceil(count * correct)
        changed, rest = wrong[: max(0, count - others - right)], wrong[max(0, count - others - right) :]
        kept = [positive[at] for at, _ in rest[:right] if at < len(positive)]
        texts = [text for _, text in changed] + kept + negative[:others]
        return Given(tuple(dict.fromkeys(texts)), (tuple(kept),) if kept else ())
    with_answer = min(len(positive), count - min(others, len(negative)))
    texts = [*positive[:with_answer], *negative[: count - with_answer]]
    return Given(tuple(dict.fromkeys(texts)), _there([positive], texts))


def _there(groups: Sequence[Sequence[str]], texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    found = (tuple(dict.fromkeys(text for text in group if text in texts)) for group in groups)
    return tuple(group for group in found if group)


def _usual(item: Item) -> tuple[Protocol, ...]:
    if item.wrong:
        return ("counterfactual",)
    return ("integration",) if len(item.positive) > 1 else ("noise", "rejection")


def _question(item: Item, protocol: Protocol, given: Given, names: dict[str, str]) -> Question:
    answerable = protocol != "rejection"
    return Question(
        id=f"{item.id}-{protocol}",
        text=item.question,
        kind=protocol,
        answerable=answerable,
        gold=tuple(Gold(tuple(SectionRef(names[text]) for text in group)) for group in given.gold),
        must=item.answers if answerable else (),
        must_not=item.fake_answers if protocol == "counterfactual" else (),
        # With several parts there are many whole answers: the first way of each part stands for them.
        references=_references(item.answers) if answerable else (),
        within=tuple(names[text] for text in given.texts),
        line=item.line,
    )


def _references(answers: Answers) -> tuple[str, ...]:
    return answers[0] if len(answers) == 1 else ("、".join(ways[0] for ways in answers),)


def _item(line: Row) -> Item:
    positive = line.items("positive")
    groups = positive if positive and isinstance(positive[0], list) else [positive]
    answers = line.values.get("answer")
    if isinstance(answers, str):
        line = Row(line.path, line.line, {**line.values, "answer": [answers]})
    item = Item(
        id=str(line.values.get("id", line.line)),
        question=line.text("query"),
        answers=line.alternatives("answer"),
        positive=tuple(_texts(group, line) for group in groups),
        negative=_texts(line.items("negative"), line),
        wrong=_texts(line.items("positive_wrong"), line),
        fake_answers=(line.text("fakeanswer"),) if line.has("fakeanswer") else (),
        line=line.line,
    )
    if not item.answers:
        line.broken("'answer' is empty", "'answer' 是空的")
    return item


def _texts(values: object, line: Row) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        line.broken("the passages are not a list of texts", "段落应为文字的列表")
    return tuple(value.strip() for value in values if value.strip())
