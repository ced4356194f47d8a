"""What was only meant or nearly happened (原打算停航, 差点撞上), told as if it had."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.grounding.coverage import has_word
from qa.grounding.parts import Clause, Part, Parts, parts
from qa.language import say

_UNREAL = re.compile(
    r"(?:原|本|原本|本来|起初|最初)(?:打算|计划|想|准备|要|定于|拟)|(?:一度|曾经?)(?:打算|计划|想要?|考虑)|差一?点|险些|几乎要|未遂|眼看就?要"
)
_ASKED = re.compile(r"劝|建议|提议|请求|请|要求|希望|想让|主张")
_REFUSED = re.compile(
    r"不肯|拒绝|谢绝|回绝|婉拒|(?:没有?|未)(?:答应|同意|采纳|接受|理会|照做)|不(?:同意|答应|接受|采纳)|否决|驳回"
)
_NOT_REAL = re.compile(
    r"打算|计划|想|准备|考虑|拟|差一?点|险些|几乎|原本|本来|可能|也许|如果|要是|假如|若|将|会|没|未|不|取消|放弃|劝|建议|提议|要求|希望|请|主张"
)
_LEAST, _FEWEST = 0.75, 2


def not_done(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a clause tells as a fact what its source says was only meant, or nearly so; None if it does not.

    >>> not_done(parts("航运局最后停掉了两条渡线。"), ["航运局原打算停掉两条渡线，后来留下了一条。"])
    'in the source it did not come to that: 航运局原打算停掉两条渡线'
    """
    if not any(_UNREAL.search(parts(source).folded) or _REFUSED.search(source) for source in sources):
        return None
    for clause in said.clauses:
        if _NOT_REAL.search(clause.text):
            continue
        words = [word.text for word in said.words_in(clause.start, clause.end) if word.tells]
        if len(words) < _FEWEST:
            continue
        held = [
            (sum(has_word(other.text, word) for word in words) / len(words), other, part)
            for source in sources
            for part in parts(source).sentences
            for other in part.clauses
        ]
        most = max((share for share, _, _ in held), default=0.0)
        near = [(other, part) for share, other, part in held if share >= max(_LEAST, most)]
        if near and all(_is_unreal(other, part) for other, part in near):
            quote = near[0][0].text
            return say(f"in the source it did not come to that: {quote}", f"来源中这件事没有成真：{quote}")
    return None


def _is_unreal(clause: Clause, part: Part) -> bool:
    """Whether a clause tells of what was only meant, or was asked for and refused: 有人劝他装机器, 他不肯."""
    if _UNREAL.search(clause.text):
        return True
    return _ASKED.search(clause.text) is not None and any(
        _REFUSED.search(other.text) for other in part.clauses if other.start > clause.start
    )
