"""Who does it: a noun before a verb that in the source stands before another one, where the two are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.parts import Parts, Word, parts
from qa.language import say

_NOUNS = ("n", "j", "eng")
_BETWEEN = ("d", "ad")
_LEAST_SHARED = 2
_LONGEST = 3
_REST = 0.99


class Deed(NamedTuple):
    """A verb of a clause, the nouns right before it, and all words of its sentence."""

    doer: str
    verb: str
    sentence: str
    words: frozenset[str]


def agent_changed(said: Parts, sources: Sequence[str]) -> str | None:
    """Return the sentence in which something is done by another, as a reason; None if there is none.

    >>> agent_changed(parts("馆员拒绝最多的是外地读者。"), ["机器拒绝的读者里，外地读者最多，馆员和机器常常不一致。"])
    'the source has 机器 there, not 馆员'
    """
    for mine in deeds(said):
        theirs = [one for source in sources for one in deeds(parts(source)) if one.verb == mine.verb]
        if not theirs or any(set(one.doer) & set(mine.doer) for one in theirs):
            continue
        near = [one for one in theirs if len(one.words & mine.words) >= _LEAST_SHARED]
        if not near or any(_stands_before(source, mine) for source in sources):
            continue
        other = near[0].doer
        if other in said.folded or not _apart(mine.doer, other, sources):
            continue
        return say(
            f"the source has {other} there, not {mine.doer}", f"来源在此处是“{other}”，不是“{mine.doer}”"
        )
    return None


def owner_for_owned(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why somebody is said to do what the source says of something or somebody of theirs; None if not so.

    >>> owner_for_owned(parts("末班船由周小宁驾驶。"), ["那天，末班船由周小宁的徒弟驾驶。"])
    'the source says that of 周小宁的徒弟, not of 周小宁'
    """
    for name in said.names:
        if name.kind != "nr" or not name.sure or said.folded[name.end : name.end + 1] == "的":
            continue
        clause = next((one for one in said.clauses if one.start <= name.start < one.end), None)
        words = [word for word in said.words_in(clause.start, clause.end) if word.tells] if clause else []
        rest = [word.text for word in words if word.end <= name.start or word.start >= name.end]
        if len(rest) < _LEAST_SHARED:
            continue
        owned = None
        for source in map(parts, sources):
            for other in source.clauses:
                if name.text not in other.text or sum(word in other.text for word in rest) < _REST * len(
                    rest
                ):
                    continue
                match = re.search(rf"{re.escape(name.text)}的(?P<owned>[^，,。；;的]{{2}})", other.text)
                if match is None or match["owned"] in said.folded:
                    return None
                owned = owned or f"{name.text}的{match['owned']}"
        if owned:
            return say(
                f"the source says that of {owned}, not of {name.text}",
                f"来源说的是“{owned}”，不是“{name.text}”",
            )
    return None


@lru_cache(maxsize=1024)
def _deeds(text: str) -> tuple[Deed, ...]:
    whole = parts(text)
    found = []
    for part in whole.sentences:
        every = frozenset(word.text for word in whole.words_in(part.start, part.end) if word.tells)
        for clause in part.clauses:
            words = whole.words_in(clause.start, clause.end)
            for i, verb in enumerate(words):
                if verb.tag not in ("v", "vn") or len(verb.text) < 2 or not verb.tells:
                    continue
                doer = _before(words, i)
                if doer:
                    found.append(Deed(doer, verb.text, part.text, every))
    return tuple(found)


def deeds(text: Parts) -> tuple[Deed, ...]:
    """Return what is done in a text, and by what noun."""
    return _deeds(text.text)


def _before(words: Sequence[Word], i: int) -> str:
    """Return the nouns that stand right before a verb, adverbs aside; nothing where other words do."""
    j = i - 1
    while j >= 0 and words[j].tag in _BETWEEN:
        j -= 1
    end = j + 1
    while j >= 0 and words[j].tag.startswith(_NOUNS) and words[j].tells and end - j <= _LONGEST:
        j -= 1
    # Only what begins a clause or follows 是, 由, 被 does it; what follows a verb has it done.
    if end - 1 == j or (j >= 0 and words[j].text not in ("是", "由", "被", "而", "但", "里", "中", "时")):
        return ""
    return "".join(word.text for word in words[j + 1 : end])


def _stands_before(source: str, mine: Deed) -> bool:
    """Whether a source has the noun somewhere before the verb in a clause, whatever is between."""
    text = parts(source)
    return any(
        mine.verb in clause.text and mine.doer[:2] in clause.text[: clause.text.index(mine.verb)]
        for clause in text.clauses
    )


def _apart(one: str, other: str, sources: Sequence[str]) -> bool:
    """Whether a sentence names both: then they are two."""
    return any(
        one[:2] in part.text and other[:2] in part.text
        for source in sources
        for part in parts(source).sentences
    )
