"""The words of a question, and where a text has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from qa import text as zh

# In a library of few passages a word's rarity says little more than whether another passage has it too.
_MOST_RARITY = 1.5
# What a question asks with is not expected in the answer.
_ASKING = frozenset(
    re.findall(
        r"\S+",
        """
        时间 日期 年份 时候 地点 举办地 举办地点 人数 多少 数量 钱 多大 多长 多高 多远 多重 什么 哪里 哪个
        哪些 谁 哪位 几 原因 名字 名称 是什么 为什么 哪 何时 多久 结果 成绩 有谁 分别 有 哪儿 哪一年 哪年
        哪天 几次 请问 具体 大概 一共 总共 何 何地 何处 哪国 哪家 年 月 日 叫
        """,
    )
)
_CONSTRAINTS = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2})月"),
    re.compile(r"([一二三四1-4])季度|([上下])半年"),
    re.compile(r"第([一二三四五六七八九十百\d]+)[届次艘任批期轮集号]"),
)
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng", "m")
_QUOTED = re.compile(r"《([^》]{1,30})》|\"([^\"]{2,20})\"")


class Term(NamedTuple):
    """A word of a question: how much it tells, and whether it is a name or a number."""

    weight: float
    is_name: bool


class Seen(NamedTuple):
    """Where a term stands in a text: its places, their length, and how much of the term they are (0 to 1)."""

    places: tuple[int, ...] = ()
    length: int = 0
    share: float = 0.0


def terms_of(question: str, rarity: Callable[[str], float]) -> dict[str, Term]:
    """Return the words of a question that an answer should have near it; ``rarity`` weighs them."""
    folded = zh.fold(question)
    words = zh.content_words(question)
    words = tuple(word for word in words if word not in _ASKING) or words
    named = {word for word, tag in zh.tagged_words(folded) if tag.startswith(_NAME_TAGS)}
    named |= {part for match in _QUOTED.finditer(folded) for part in match.groups() if part}
    return {
        word: Term(
            min(rarity(word), _MOST_RARITY),
            word.isascii() or any(word in name or name in word for name in named),
        )
        for word in words
    }


def look_up(terms: Mapping[str, Term], text: str) -> dict[str, Seen]:
    """Return where each of the words stands in a folded text."""
    return {term: _seen(term, text) for term in terms}


def _seen(term: str, text: str) -> Seen:
    """Return where a term stands; of one that does not, the pairs of characters that do: words are cut otherwise there."""
    if term in text:
        return Seen(tuple(match.start() for match in re.finditer(re.escape(term), text)), len(term), 1.0)
    if len(term) < 3 or term.isascii():
        return Seen()
    pairs = [term[i : i + 2] for i in range(len(term) - 1)]
    held = [pair for pair in pairs if pair in text]
    return Seen((text.find(held[0]),), 2, 0.7 * len(held) / len(pairs)) if held else Seen()


def covered(terms: Mapping[str, Term], seen: Mapping[str, Seen]) -> float:
    """Return how much of the words, by weight, was seen (0 to 1)."""
    total = sum(term.weight for term in terms.values())
    return sum(term.weight * seen[word].share for word, term in terms.items()) / total if total else 0.0


def distance(start: int, end: int, seen: Seen) -> int:
    """Return how many characters lie between a range and the nearest place of a term; 0 where they touch."""
    return min(max(0, at - end, start - at - seen.length) for at in seen.places)


def constraints(text: str) -> list[set[str]]:
    """Return the years, months, quarters and ordinals of a folded text."""
    return [
        {group for match in pattern.finditer(text) for group in match.groups() if group}
        for pattern in _CONSTRAINTS
    ]


def agreement(wanted: Sequence[set[str]], text: str, before: str) -> float:
    """Return how far a sentence, or what stands before it, has the question's years and ordinals rather than others."""
    count = sum(map(len, wanted))
    if not count:
        return 0.3  # neither for nor against
    total = 0.0
    for asked_for, here, earlier in zip(wanted, constraints(text), constraints(before), strict=True):
        for value in asked_for:
            if here:
                total += 1.0 if value in here else -1.0
            elif earlier:
                total += 0.5 if value in earlier else -0.3
    return total / count
