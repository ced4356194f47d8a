"""The things that a Chinese question is about: its noun phrases, where they stand, and what each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from qa import text as zh
from qa.numerals import numbers

Kind = Literal["person", "place", "name", "thing"]

# Tags of rjieba that may stand in a noun phrase; a verb may where a noun follows or the phrase is a subject.
_NOUNS = ("n", "eng", "j", "b", "zg", "l", "i", "a")
_VERBS = ("v",)
_ASKS = re.compile("谁|什么|怎|哪|何时|何处|多少")
_AFTER_SUBJECT = frozenset(
    ["的", "是", "有", "在", "由", "和", "与", "跟", "同", "及", "或", "还是", "为什么", "为何", "怎么", "如何", "会", "能", "要", "被", "从"]
)  # fmt: skip
_NEVER = frozenset(
    ["什么", "区别", "关系", "意思", "原因", "好处", "坏处", "时候", "问题", "作者", "文章", "文中", "本文", "前者", "后者", "具体", "详细"]
)  # fmt: skip


# A question that asks what something is names it and nothing else, however its words are cut: 什么叫备付金 has 叫备 in it.
_ASKS_WHAT = re.compile(
    r"(?:请问|那么|那)?(?:(?:什么(?:是|叫做|叫作|叫|算是|算)|何谓|何为)(?P<after>.{2,20}?)"
    r"|(?P<before>.{2,20}?)(?:是什么(?:意思|东西)?|是啥|是?指什么|什么意思|是怎么回事))(?:呢|呀|啊)?[？?\s]*"
)
_NOT_ONE_THING = re.compile(r"[的和与跟同及或、，,。；;：:\s]|^[这那该此它他她其]|\d")
_DEFINES = ("是", "叫", "叫做", "何谓", "所谓")


class Phrase(NamedTuple):
    """A noun phrase with its range in the text. ``head`` is its last word."""

    text: str
    start: int
    end: int
    kind: Kind
    head: str


@lru_cache(maxsize=1024)
def noun_phrases(text: str) -> tuple[Phrase, ...]:
    """Return the noun phrases in order; 的 and a number part two, and a verb is in one only as a part of a name.

    >>> [phrase.text for phrase in noun_phrases("海棠支付2018年的利息收入是多少？")]
    ['海棠支付', '利息收入']
    >>> [phrase.text for phrase in noun_phrases("商户每年要交什么费用？")]
    ['商户', '费用']
    >>> [phrase.text for phrase in noun_phrases("什么叫备付金？")]
    ['备付金']
    """
    if asked := _asked_what(text):
        return (asked,)
    found: list[Phrase] = []
    run: list[tuple[str, str, int]] = []
    at, before = 0, ""
    for word, tag in (*zh.tagged_words(zh.fold(text)), ("", "end")):
        if word and _may_stand(word, tag):
            run.append((word, tag, at))
        elif run:
            # 什么是隐私计算 defines the whole of what follows.
            is_defined = before in _DEFINES and tag in ("end", "x")
            found += _phrase(text, run, word, tag, is_first=run[0][2] == 0, is_defined=is_defined)
            run = []
        if not run:
            before = word
        at += len(word)
    return tuple(found)


def _asked_what(text: str) -> Phrase | None:
    """Return the one thing that a question asks the meaning of, if it is such a question."""
    match = _ASKS_WHAT.fullmatch(zh.fold(text))
    if match is None:
        return None
    start, end = match.span("after" if match["after"] else "before")
    named = zh.fold(text)[start:end]
    words = zh.tagged_words(named)
    if _NOT_ONE_THING.search(named) or not all(
        _may_stand(word, tag) or len(word) == 1 for word, tag in words
    ):
        return None
    return Phrase(text[start:end], start, end, _kind(words, words[-1][1]), words[-1][0])


def _may_stand(word: str, tag: str) -> bool:
    if word in zh.STOP_WORDS or word in _NEVER or _ASKS.search(word) or tag == "vd":
        return False
    if not any(character.isalnum() for character in word) or word[0].isdigit():
        return False
    return tag.startswith((*_NOUNS, *_VERBS)) or tag in ("s", "k")


def _phrase(
    text: str,
    run: list[tuple[str, str, int]],
    after: str,
    tag_after: str,
    *,
    is_first: bool,
    is_defined: bool,
) -> list[Phrase]:
    def is_verb(i: int) -> bool:
        return run[i][1].startswith(_VERBS) and run[i][1] != "vn"

    is_subject = is_defined or after in _AFTER_SUBJECT or after[:1].isdigit() or tag_after in ("c", "p")
    last = len(run)
    if not (is_subject and last > 1 and not is_verb(last - 2)):
        while last and is_verb(last - 1):
            last -= 1
    first = 0
    while first < last and is_verb(first) and not is_first and not is_defined:
        # 备付金 is cut into a verb and a noun of one character.
        if first + 1 < last and not is_verb(first + 1) and len(run[first + 1][0]) == 1:
            break
        first += 1
    if first >= last:
        return []
    start = run[first][2]
    end = run[last - 1][2] + len(run[last - 1][0])
    head, tag, _ = run[last - 1]
    if end - start < 2 and not text[start:end].isascii():
        return []
    return [
        Phrase(
            text[start:end], start, end, _kind([(word, tag) for word, tag, _ in run[first:last]], tag), head
        )
    ]


def _kind(words: Sequence[tuple[str, str]], last_tag: str) -> Kind:
    tags = [tag for _, tag in words]
    if last_tag.startswith("ns"):
        return "place"
    if tags[0].startswith("nr") and len(words) <= 2 and sum(len(word) for word, _ in words) <= 4:
        return "person" if all(len(word) == 1 or tag.startswith("nr") for word, tag in words) else "name"
    if any(tag.startswith(("nt", "nz", "eng", "nr", "ns")) for tag in tags):
        return "name"
    return "thing"


def period(text: str) -> tuple[int, int] | None:
    """Return the range of the first year, month or day in a text, with the unit; None where there is none.

    >>> "它2016年的利息"[slice(*period("它2016年的利息"))]
    '2016年'
    """
    dates = [number for number in numbers(text) if number.kind in ("年", "月", "日")]
    if not dates:
        return None
    start = dates[0].start
    end = dates[0].end
    for number in dates:
        if number.start > end + 1:
            break
        end = number.end + (text[number.end : number.end + 1] in ("年", "月", "日", "号"))
    return start, end
