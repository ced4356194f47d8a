"""A text taken apart for the check: sentences, their clauses, and the words in them. Kept, since sources recur."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
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
        "篇文章",
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


_FRAME = re.compile(
    r"\s*(?:(?:根据|据|按照|从|由)?(?:本|该|这篇|这份|上述|以上|所给|提供的|给定的)?(?:文章|文中|全文|材料|资料|原文|报道|报告|作者|笔者|段落|来源|内容)"
    r"(?:的?(?:内容|描述|说法|观点|介绍))?(?:还|也|又|中|里|所|则|曾)*(?:认为|指出|提到|显示|介绍|说明|表明|强调|写道|称|说|记载|谈到|可知|来看|看来|总结)?"
    r"|(?:总的来说|总体而言|总体来看|总而言之|综上所述|综上|总之|简而言之|简单来说|换句话说|换言之|也就是说|具体来说|具体而言|据介绍|据悉|据了解|可以看到"
    r"|可以看出|由此可见|可见|值得注意的是|值得一提的是|需要注意的是|需要说明的是|首先|其次|再次|最后|此外|另外|同时|因此|所以|答案是|回答|答))\s*[，,：:]\s*"
)


def unframed(text: str) -> str:
    """Return a sentence without the words at its head that only say where it comes from or how it goes on.

    >>> unframed("综上所述，作者认为，手续费是3%。")
    '手续费是3%。'
    """
    at = 0
    while match := _FRAME.match(text, at):
        at = match.end()
    return text[at:]


class Word(NamedTuple):
    """A word of a text with jieba's tag; offsets are in the text."""

    text: str
    tag: str
    start: int
    end: int

    @property
    def tells(self) -> bool:
        """Whether it has matter of its own: no stop word, number, or mark."""
        return _tells(self.text)


@lru_cache(maxsize=16384)
def _tells(word: str) -> bool:
    return (
        word not in zh.STOP_WORDS
        and word not in REFERENCE_WORDS
        and _WORD.search(word) is not None
        and _NUMERAL.fullmatch(word) is None
        and not numbers(word)
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
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that begin in a range."""
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def clauses_in(self, start: int, end: int) -> list[Clause]:
        """Return the clauses that lie in a range."""
        return [clause for clause in self.clauses if start <= clause.start and clause.end <= end]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for sentence in self.sentences for clause in sentence.clauses)

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
    def values(self) -> dict[int, frozenset[Decimal]]:
        """The numbers, and the parts of dates, in each sentence, by where it begins."""
        return {part.start: self.values_in(part.start, part.end) for part in self.sentences}

    def values_in(self, start: int, end: int) -> frozenset[Decimal]:
        """Return the numbers, and the parts of dates, in a range."""
        found = {amount.value for amount in self.amounts if start <= amount.start < end}
        for date in self.dates:
            if start <= date.start < end:
                found |= {Decimal(value) for value in date[:3] if value is not None}
        return frozenset(found)

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


@lru_cache(maxsize=512)
def parts(text: str) -> Parts:
    """Return a text taken apart.

    >>> [clause.text for clause in parts("共12,000户，三年后停办。").sentences[0].clauses]
    ['共12,000户', '三年后停办']
    """
    return Parts(text)
