"""A figure that a sentence gives to a person of whom its sources speak somewhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.amounts import Amount
from qa.grounding.fitting import fits
from qa.grounding.parts import Parts, parts
from qa.language import say

_SAYS = re.compile(
    r"说|表示|认为|指出|称|透露|介绍|强调|告诉|坦言|写道|回忆|宣布|呼吁|提出|建议|主张|看来|记得|统计|估算|解释|提到|谈到|发现|写|讲|笔下|文章|采访|作者"
)
_PARAGRAPH = re.compile(r"[^\n]+")
_MOST_PARAGRAPHS = 2
_LEAST_VALUE = 3


def misattributed(said: Parts, sources: Sequence[str]) -> str | None:
    """Return the person whom a sentence gives a figure that no paragraph about that person has; None if there is none.

    Who says something may speak of anything, and of whom the whole text speaks may have any figure.

    >>> source = "馆长周小宁管三座分馆。\\n\\n去年，会计何志清借出了4200元。"
    >>> misattributed(parts("馆长周小宁借出了4200元。"), [source])
    'the source does not say that of 周小宁: 4200元'
    """
    people = [name for name in said.names if name.kind == "nr" and name.sure]
    if not people or _SAYS.search(said.folded):
        return None
    paragraphs = [paragraph for source in sources for paragraph in _paragraphs(source)]
    for name in people:
        own = [paragraph for paragraph in paragraphs if name.text in paragraph.text]
        if not 0 < len(own) <= _MOST_PARAGRAPHS:
            continue
        for amount in said.amounts:
            if amount.value < _LEAST_VALUE or amount.unit in ("第", "年", "岁"):
                continue
            if any(fits(amount, other) for paragraph in own for other in paragraph.amounts):
                continue
            if any(fits(amount, other) for paragraph in paragraphs for other in paragraph.amounts):
                written = said.text[amount.start : amount.end].strip()
                return say(
                    f"the source does not say that of {name.text}: {written}",
                    f"来源没有说这是{name.text}的：{written}",
                )
    return None


class _Paragraph(NamedTuple):
    """A paragraph, folded, and its figures."""

    text: str
    amounts: tuple[Amount, ...]


@lru_cache(maxsize=512)
def _paragraphs(source: str) -> tuple[_Paragraph, ...]:
    text = parts(source)
    return tuple(
        _Paragraph(match.group(), tuple(a for a in text.amounts if match.start() <= a.start < match.end()))
        for match in _PARAGRAPH.finditer(text.folded)
    )
