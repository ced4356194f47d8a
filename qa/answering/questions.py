"""What kind of thing a question asks for, and whether a sentence has one."""

from __future__ import annotations

import re
from functools import lru_cache

from qa import text as zh
from qa.numerals import numbers

_KINDS: dict[str, re.Pattern[str]] = {
    "date": re.compile(r"什么时候|何时|(哪|几)(一)?(年|月|天|日)|年份|日期|时间|\bwhen\b", re.IGNORECASE),
    "number": re.compile(
        r"多少|几(?!乎|年|月|天|日)|多(大|高|长|久|快|远|重)|比例|占比|百分之|费率|利率|\bhow (many|much|long|often)\b",
        re.IGNORECASE,
    ),
    "person": re.compile(r"谁|哪位|什么人|何人|\bwho\b", re.IGNORECASE),
    "place": re.compile(r"哪里|哪儿|何处|什么地方|哪个?(国家|省|市|县|镇|城市)|\bwhere\b", re.IGNORECASE),
    "reason": re.compile(r"为什么|为何|为啥|缘何|何以|原因|凭啥|凭什么|何故|\bwhy\b", re.IGNORECASE),
    "definition": re.compile(
        r"什么是|是什么|什么叫|指的?是?什么|定义|什么意思|区别|\bwhat (is|are)\b", re.IGNORECASE
    ),
}
_REASON = re.compile(r"因为|由于|所以|因此|原因|为了|导致|使得|在于|之所以|源于|出于|怕|否则|以免|才")
_DEFINITION = re.compile(r"是|指|即|称为|叫做?|就是|等于|意味着")


@lru_cache(maxsize=256)
def kinds(question: str) -> frozenset[str]:
    """Return what a question asks for: date, number, person, place, reason, definition; maybe nothing of these.

    >>> sorted(kinds("海棠支付2016年拿到多少利息？"))
    ['number']
    """
    folded = zh.fold(question)
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(folded))


def has_kind(sentence: str, kind: str, question: str) -> bool:
    """Whether a sentence holds a thing of a kind that the question does not already hold itself.

    >>> has_kind("利息收入为1.62亿元。", "number", "2016年利息是多少？")
    True
    """
    if kind in ("date", "number"):
        given = {number[:2] for number in numbers(question)}
        dates = ("年", "月", "日")
        return any(
            (number.kind in dates) == (kind == "date") and number[:2] not in given
            for number in numbers(sentence)
        )
    if kind in ("person", "place"):
        wanted = "nr" if kind == "person" else "ns"
        asked = zh.fold(question)
        return any(
            tag.startswith(wanted) and word not in asked for word, tag in zh.tagged_words(zh.fold(sentence))
        )
    return bool((_REASON if kind == "reason" else _DEFINITION).search(zh.fold(sentence)))
