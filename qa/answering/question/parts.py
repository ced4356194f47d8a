"""The parts of a question that asks for several things, and which of them an answer covers. Rules only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from qa import text as zh
from qa.answering.question.questions import asked, fillers
from qa.embedding.base import Embedder, Vectors
from qa.fitted import parts_margin
from qa.models import Sentence
from qa.numerals import numbers

MOST_PARTS = 4
Nearness: TypeAlias = Callable[[Sequence[str], Sequence[str]], Vectors]
_ASKS = re.compile(
    r"谁|什么|多少|几(?!乎)|哪(?:一?(?:年|月|天|日|个|家|位)|里|儿|些)?|怎|为何|何时|何处|何人|如何|是否|能否|可否|有没有|是不是|会不会|吗|多(?:大|高|长|久|快|远|重|深|宽)"
    r"|\b(?:what|when|where|who|whom|whose|which|why|how)\b",
    re.IGNORECASE,
)
# A comma parts two questions; 或 and 还是 offer a choice, which is one.
_CUT = re.compile(
    r"(?<=[？?；;。])\s*|(?<=[，,])\s*|\s+(?=and\s+(?:what|when|where|who|which|why|how)\b)", re.IGNORECASE
)
_LINK = re.compile(
    r"^(?:那么|那|而且|而|以及|并且|并|还有|另外|此外|同时|其次|又|and\b|then\b|also\b)[，,\s]*",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"^(?P<before>.*[，,；;：:])?(?P<list>[^，,；;：:]{1,30}(?:、|和|与|及|跟)[^，,；;：:、]{1,30}?)(?:分别|各自|各(?=[是为有占]))(?P<rest>.*)$"
)
_AND = re.compile(r"、|以及|和|与|及|跟")
# A thing is often told by its unit alone.
_SAID_BY = {
    **dict.fromkeys(("年纪", "年龄", "岁数"), ("岁",)),
    **dict.fromkeys(("价格", "费用", "价钱", "金额", "钱", "售价"), ("元",)),
    **dict.fromkeys(
        ("成立", "创立", "创办", "创建", "设立", "建立"), ("成立", "创立", "创办", "创建", "设立", "建立")
    ),
    "面积": ("平方", "公顷", "亩"),
    **dict.fromkeys(("长度", "高度", "宽度", "距离"), ("米", "公里")),
    "作者": ("写", "著"),
}
_EXACT_KINDS = ("number", "date")


class Part(NamedTuple):
    """One thing that is asked for. ``words`` tell it from the other parts."""

    text: str
    words: tuple[str, ...]


@lru_cache(maxsize=256)
def parts(question: str) -> tuple[Part, ...]:
    """Return the parts of a question; one that asks for one thing is its only part.

    >>> [part.text for part in parts("备付金由谁存管，商户的手续费又是多少？")]
    ['备付金由谁存管', '商户的手续费又是多少']
    >>> [part.text for part in parts("甲行和乙行的利率分别是多少？")]
    ['甲行的利率是多少', '乙行的利率是多少']
    """
    texts = [text for clause in _clauses(question) for text in _each(clause)]
    if not 1 < len(texts) <= MOST_PARTS:
        texts = [question.rstrip("？? ")]
    words = [zh.content_words(_ASKS.sub(" ", text)) for text in texts]
    return tuple(
        Part(text, tuple(word for word in own if not _in_others(word, at, words)) or own)
        for at, (text, own) in enumerate(zip(texts, words, strict=True))
    )


def uncovered(
    question: str,
    sentences: Sequence[Sentence],
    nearness: Nearness | None = None,
    *,
    margin: float | None = None,
) -> tuple[Part, ...]:
    """Return the parts of a question that no sentence covers; none where the question asks for one thing only.

    A sentence covers a part if it has half of the words that tell it from the others and, where a number or a date is
    asked for, one that the question does not have. Since other words may say the same, ``nearness`` has the last
    word: a sentence also covers the part that it is nearest to, or nearly so. ``margin`` is how much nearer, 0 to 1
    (negative: how much less near), by default as fitted (eval/fit_parts.py).

    >>> [part.text for part in uncovered("利率和期限分别是多少？", [Sentence("利率是百分之三。", ())])]
    ['期限是多少']
    """
    found = parts(question)
    if len(found) < 2:
        return ()
    left = [part for part in found if not any(covers(sentence, part) for sentence in sentences)]
    if not left or not sentences or nearness is None:
        return tuple(left)
    near = nearness([part.text for part in found], [sentence.text for sentence in sentences])
    least = parts_margin() if margin is None else margin
    return tuple(part for part in left if not _is_nearest(near, found.index(part), least))


def nearness_by(embedder: Embedder) -> Nearness:
    """Return the cosines of questions (rows) and sentences (columns) by an embedder."""

    def near(questions: Sequence[str], sentences: Sequence[str]) -> Vectors:
        return embedder.embed_queries(questions) @ embedder.embed_passages(sentences).T

    return near


def _is_nearest(near: Vectors, at: int, least: float) -> bool:
    others = np.delete(near, at, axis=0).max(axis=0)
    return bool((near[at] - others >= least).any())


def covers(sentence: Sentence, part: Part) -> bool:
    """Whether a sentence says something on a part of a question; what it is on may stand in its quotes alone."""
    whole = "\n".join([sentence.text, *(citation.quote for citation in sentence.citations)])
    figures = [word for word in part.words if word.isdigit()]
    if not all(_has(whole, figure) for figure in figures):
        return False
    if 2 * sum(_has(whole, word) for word in part.words) < len(part.words):
        return False
    return asked(part.text).kind not in _EXACT_KINDS or bool(fillers(sentence.text, part.text))


def _has(sentence: str, word: str) -> bool:
    folded = zh.fold(sentence)
    if any(other in folded for other in (word, *_SAID_BY.get(word, ()))):
        return True
    # 2016 is 二〇一六 as well.
    values = {number.value for number in numbers(sentence)} if word.isdigit() else set()
    return Decimal(word) in values if values else False


def _in_others(word: str, at: int, words: Sequence[Sequence[str]]) -> bool:
    return any(word in other for number, other in enumerate(words) if number != at)


def _clauses(question: str) -> list[str]:
    """Return the clauses that ask; what does not ask stays with the one after it, or with the last."""
    found: list[str] = []
    held = ""
    for piece in filter(None, _CUT.split(question)):
        held += piece
        if _ASKS.search(piece) and not re.match(r"\s*(?:还是|或者?)", piece):
            found.append(held)
            held = ""
    if found and held:
        found[-1] += held
    return [
        stripped for clause in found if (stripped := _LINK.sub("", clause.strip()).rstrip("，,？?；;。 "))
    ]


def _each(clause: str) -> list[str]:
    """Return a clause for each thing of a list, where it asks for each of them."""
    match = _EACH.match(clause)
    if match is None:
        return [clause]
    things = [thing.strip() for thing in _AND.split(match["list"]) if thing.strip()]
    each = ""
    # 甲行和乙行的利率: what follows the last thing belongs to all of them.
    if "的" in things[-1] and all("的" not in thing for thing in things[:-1]):
        last, _, owned = things[-1].partition("的")
        things[-1], each = last, "的" + owned
    # 海棠支付的利率和期限: what stands before the first belongs to all of them.
    elif "的" in things[0] and all("的" not in thing for thing in things[1:]):
        owner, _, first = things[0].rpartition("的")
        things = [f"{owner}的{thing}" for thing in (first, *things[1:])]
    return [f"{match['before'] or ''}{thing}{each}{match['rest']}".rstrip("？?") for thing in things]
