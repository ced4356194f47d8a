"""A text taken apart for the check: sentences, their clauses, and the words in them. Kept, since sources recur."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from qa import text as zh
from qa.grounding.amounts import Amount, Date, amounts, dates, relative_years
from qa.grounding.names import Name, names
from qa.numerals import numbers

_PAUSE = re.compile(r"[，,；;：:。！!？?…\n]+|--+|(?<=[一-鿿\"》)])[ \t]+(?=[一-鿿\"《(])")
_NUMERAL = re.compile(
    r"[\d零一二两三四五六七八九十百千万亿点.,%]+(?:[元万亿人名个年月日号家项次户]|亿元|万元|多)?"
)
_WORD = re.compile(r"\w")

# How a sentence refers to its sources, and what it says about itself: no source has to say it.
REFERENCE_WORDS = frozenset(
    [
        "材料",
        "资料",
        "段落",
        "原文",
        "原因",
        "上述",
        "以上",
        "以下",
        "内容",
        "提供",
        "显示",
        "表示",
        "可知",
        "可见",
        "总之",
        "综上",
        "综上所述",
        "例如",
        "比如",
        "据悉",
        "据了解",
        "了解",
        "介绍",
        "指出",
        "强调",
        "称",
        "记者",
        "报道",
        "据",
        "文中",
        "本文",
        "该文",
        "看来",
        "来看",
        "方面",
        "情况",
        "分别",
        "进行",
        "写道",
        "谈到",
        "讲述",
        "讨论",
        "分析",
        "总结",
        "主要",
        "具体",
        "此外",
        "另外",
        "同时",
        "首先",
        "其次",
        "最后",
        "然后",
        "接着",
        "随后",
        "还有",
        "而是",
        "由此",
        "因而",
        "从而",
        "也就是说",
        "换句话说",
        "意味着",
        "说明",
        "表明",
        "即",
        "便",
        "称为",
        "属于",
        "包括",
        "当时",
        "之所以",
    ]
)


class Word(NamedTuple):
    """A word of a text with jieba's tag; offsets are in the text."""

    text: str
    tag: str
    start: int
    end: int

    @property
    def tells(self) -> bool:
        """Whether it has matter of its own: no stop word, number, or mark."""
        return (
            self.text not in zh.STOP_WORDS
            and self.text not in REFERENCE_WORDS
            and _WORD.search(self.text) is not None
            and _NUMERAL.fullmatch(self.text) is None
            and not numbers(self.text)
        )


class Clause(NamedTuple):
    """What stands between two pauses: folded text and its range in the whole text."""

    text: str
    start: int
    end: int


class Part(NamedTuple):
    """One sentence: folded text and its range in the whole text, white space around it left out."""

    text: str
    start: int
    end: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Parts:
    """A text taken apart, each view of it made when it is first asked for."""

    text: str

    @cached_property
    def folded(self) -> str:
        return zh.fold(self.text)

    @cached_property
    def sentences(self) -> tuple[Part, ...]:
        found = []
        for begin, after in zh.sentences(self.text):
            raw = self.text[begin:after]
            start, end = after - len(raw.lstrip()), begin + len(raw.rstrip())
            if start < end:
                found.append(Part(self.folded[start:end], start, end, _clauses(self.folded, start, end)))
        return tuple(found)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        found, at = [], 0
        for word, tag in zh.tagged_words(self.folded):
            at = self.folded.index(word, at)
            found.append(Word(word, tag, at, at + len(word)))
            at += len(word)
        return tuple(found)

    @cached_property
    def telling(self) -> tuple[Word, ...]:
        """The words with matter of their own."""
        return tuple(word for word in self.words if word.tells)

    @cached_property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """The ranges of telling words that stand together, with no other word or mark between them."""
        found: list[tuple[int, int]] = []
        for word in self.telling:
            if found and found[-1][1] == word.start:
                found[-1] = (found[-1][0], word.end)
            else:
                found.append((word.start, word.end))
        return tuple(found)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return amounts(self.text)

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        return dates(self.text)

    @cached_property
    def other_years(self) -> frozenset[int]:
        """The years that are told by way of another one."""
        return frozenset(relative_years(self.text))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.text)


def _clauses(folded: str, start: int, end: int) -> tuple[Clause, ...]:
    found, at = [], start
    for pause in _PAUSE.finditer(folded, start, end):
        # A comma inside 12,000 is none.
        if (
            pause.group() == ","
            and folded[pause.end() : pause.end() + 1].isdigit()
            and folded[at : pause.start()][-1:].isdigit()
        ):
            continue
        if folded[at : pause.start()].strip():
            found.append(Clause(folded[at : pause.start()], at, pause.start()))
        at = pause.end()
    if folded[at:end].strip():
        found.append(Clause(folded[at:end], at, end))
    return tuple(found)


@lru_cache(maxsize=2048)
def parts(text: str) -> Parts:
    """Return a text taken apart.

    >>> [clause.text for clause in parts("共12,000户，三年后停办。").sentences[0].clauses]
    ['共12,000户', '三年后停办']
    """
    return Parts(text)
