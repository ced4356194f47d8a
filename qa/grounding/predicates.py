"""What a short clause says of its subject: a word that no source has, where the subject makes up most of the clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.grounding.parts import Parts, Word, parts
from qa.language import say

_DEGREE = re.compile(r"(?:很|非常|十分|极其|极为|特别|相当|尤其|最为|颇为?|挺|格外|异常)$")
_SAYS = ("a", "v", "z", "d", "l", "i")
_WORDS = 2


def unsaid(said: Parts, sources: Sequence[str]) -> str | None:
    """Return what a clause says of its subject and no source does, as a reason; None if there is nothing.

    Looked at are clauses that end in a degree (很高) and those of a subject (甲, 甲的乙) and one word more. A word counts as said where a
    source sentence that has the subject has a character of it too: 提升 for 提高.

    >>> unsaid(parts("手续费很高。"), ["手续费为百分之三。"])
    'no source says so: 高'
    >>> unsaid(parts("手续费提高。"), ["手续费有所提升。"]) is None
    True
    """
    told = [sentence.text for source in sources for sentence in parts(source).sentences]
    for sentence in said.sentences:
        for clause in sentence.clauses:
            words = [word for word in said.words_in(clause.start, clause.end) if word.tells]
            if len(words) < _WORDS:
                continue
            last, rest = words[-1], words[:-1]
            before = said.folded[clause.start : last.start]
            has_degree = _DEGREE.search(before) is not None
            if not (
                has_degree or (len(words) - clause.text.count("的") <= _WORDS and last.tag.startswith(_SAYS))
            ):
                continue
            # 足球综合：… is a label.
            is_label = said.folded[clause.end : clause.end + 1] in (":", "：")
            if (
                is_label
                or said.folded[last.end : clause.end].strip()
                or any(a.start >= clause.start and a.end <= clause.end for a in said.amounts)
            ):
                continue
            if not _is_said(last, rest, told):
                return say(f"no source says so: {last.text}", f"来源没有这样说：{last.text}")
    return None


def _is_said(last: Word, rest: Sequence[Word], told: Sequence[str]) -> bool:
    if any(last.text in sentence for sentence in told):
        return True
    own = set(last.text) - {character for word in rest for character in word.text}
    on_it = [sentence for sentence in told if any(word.text in sentence for word in rest)]
    return not on_it or any(character in sentence for sentence in on_it for character in own)
