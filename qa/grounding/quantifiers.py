"""Most and all, where a source says only so many: 大多通过, and 通过的只有五家."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.grounding.coverage import has_word
from qa.grounding.fitting import same_unit
from qa.grounding.parts import Clause, Part, Parts, parts
from qa.language import say

_MOST = re.compile(
    r"绝大多数|绝大部分|大多数|大部分|大多|多数|多半|全部|全都|悉数|无一例外|一律|过半|超过半数|半数以上|几乎都|都"
)
_FEW = re.compile(
    r"只(?:有|占|剩|花|用|是|能|给|算|得|卖|过|贡献)|仅|才(?:有|占)|不到|不足|寥寥|少数|很少|极少"
)
_NEGATED = re.compile(r"[不没未非并]\w?$")
_ALL = ("都", "全部", "全都", "悉数", "一律", "无一例外")
_LEAST = 0.5
_FEWEST = 2


def overstated(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence says most or all of what its source says only a few of; None if it does not.

    >>> overstated(parts("报名的读者大多拿到了座位。"), ["报名的读者有300人，拿到座位的只有40人。"])
    'the source says only so many: 拿到座位的只有40人'
    """
    for part in said.sentences:
        for clause in part.clauses:
            quantifier = _MOST.search(clause.text)
            if quantifier is None or _NEGATED.search(clause.text[: quantifier.start()]):
                continue
            if _FEW.search(clause.text):
                continue
            at = clause.start + quantifier.end()
            focus = [word.text for word in said.words_in(at, clause.end) if len(word.text) > 1]
            words = [
                word.text
                for word in said.words_in(clause.start, clause.end)
                if word.tells and _MOST.fullmatch(word.text) is None
            ]
            if not focus or len(words) < _FEWEST:
                continue
            quote = _fewer(said, clause, quantifier.group(), focus, sources)
            if quote is not None:
                return say(f"the source says only so many: {quote}", f"来源说的只是一部分：{quote}")
            for source in sources:
                for sentence, few in _few(source):
                    held = sum(has_word(sentence.text, word) for word in words) / len(words)
                    if held >= _LEAST and _is_of(focus, few.text):
                        return say(
                            f"the source says only so many: {few.text}", f"来源说的只是一小部分：{few.text}"
                        )
    return None


def _fewer(
    said: Parts, clause: Clause, quantifier: str, focus: Sequence[str], sources: Sequence[str]
) -> str | None:
    """Return the clause that says of fewer what a clause says of all of so many: 三艘都…, 两艘…."""
    stated = [a for a in said.amounts if clause.start <= a.start < clause.end and a.unit not in ("第", "%")]
    if len(stated) != 1 or quantifier not in _ALL or len(focus) < _FEWEST:
        return None
    [amount] = stated
    quote = None
    for source in map(parts, sources):
        for other in source.clauses:
            if sum(word in other.text for word in focus) < _LEAST * len(focus):
                continue
            given = [a for a in source.amounts if other.start <= a.start < other.end]
            if any(a.value == amount.value for a in given):
                return None
            if any(same_unit(a.unit, amount.unit) and 1 < a.value < amount.value for a in given):
                quote = other.text
    return quote


def _is_of(focus: Sequence[str], text: str) -> bool:
    """Whether what comes after most or all stands before the only: 通过的只有."""
    found = _FEW.search(text)
    before = text[: found.start()] if found else text
    return any(word in before for word in focus) or (len(focus) > 1 and all(word in text for word in focus))


@lru_cache(maxsize=512)
def _few(source: str) -> tuple[tuple[Part, Clause], ...]:
    text = parts(source)
    return tuple(
        (part, clause)
        for part in text.sentences
        for clause in part.clauses
        if (found := _FEW.search(clause.text))
        and any(
            clause.start + found.start() <= a.start <= clause.start + found.end() + 4 for a in text.amounts
        )
    )
