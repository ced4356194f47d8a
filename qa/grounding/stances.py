"""Who is for it and who is against it: whether a sentence turns a stance round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.grounding.parts import Clause, Parts, Word, parts
from qa.language import say

_FOR = "赞成|赞同|支持|同意|拥护|主张|提倡|倡导|欢迎|看好|认可|推荐|鼓励|喜欢|愿意|允许|准许|许可|批准"
_AGAINST = "反对|抵制|拒绝|反感|讨厌|否决|禁止|严禁|质疑|谴责|抗议|否认|劝阻"
_STANCE = re.compile(f"(?P<pro>{_FOR})|(?P<contra>{_AGAINST})")
_NEGATED = re.compile(r"(?:[不没未别莫]|并非|难以|无法)[曾会再能太很]?$")
_NOT_NEGATED = re.compile(r"(?:不[得能可]不|无不|莫不|没有不)$")
_LEAST, _FEWEST = 0.3, 2


class Stance(NamedTuple):
    """Whether a clause is for what its words are about; the words after it, and those before."""

    is_for: bool
    words: tuple[Word, ...]
    who: frozenset[str]
    clause: Clause


def stance_turned(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence is for what its source is against, or the other way round; None if it is not.

    >>> stance_turned(parts("馆长赞成周末收取停车费。"), ["馆长说，她不赞成周末收停车费。"])
    'the source says the opposite: 她不赞成周末收停车费'
    >>> stance_turned(parts("馆长反对周末收停车费。"), ["馆长说，她不赞成周末收停车费。"]) is None
    True
    """
    for mine in stances(said):
        about = {word.text for word in mine.words}
        if not about:
            continue
        found = []
        for source in sources:
            for theirs in stances(parts(source)):
                others = [word.text for word in theirs.words]
                shared = sum(_is_in(word, about) for word in others)
                # One word is enough where the same one takes the stance.
                is_same = any(word in theirs.clause.text for word in mine.who)
                fewest = 1 if is_same else _FEWEST
                if others and shared >= max(fewest, _LEAST * min(len(others), len(about))):
                    found.append(theirs)
        if found and all(theirs.is_for != mine.is_for for theirs in found):
            quote = found[0].clause.text
            return say(f"the source says the opposite: {quote}", f"来源的说法相反：{quote}")
    return None


def _is_in(word: str, about: set[str]) -> bool:
    return any(word in other or other in word for other in about)


def stances(text: Parts) -> tuple[Stance, ...]:
    """Return the stances that the clauses of a text take."""
    if _STANCE.search(text.folded) is None:
        return ()
    found = []
    for clause in text.clauses:
        for match in _STANCE.finditer(clause.text):
            before = clause.text[: match.start()]
            negated = _NEGATED.search(before) is not None and _NOT_NEGATED.search(before) is None
            at = clause.start + match.end()
            words = tuple(word for word in text.words_in(at, clause.end) if word.tells)
            who = frozenset(
                word.text
                for word in text.words_in(clause.start, clause.start + match.start())
                if word.tells and len(word.text) > 1
            )
            found.append(Stance((match["pro"] is not None) != negated, words, who, clause))
    return tuple(found)
