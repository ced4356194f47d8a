"""What 的…是 singles out: 撞桥的都是夜班 leaves no room for a day shift."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.coverage import has_word
from qa.grounding.parts import Parts, parts
from qa.language import say

# 撞桥的(都)是, 最常见的理由是; not 桥的特点是, since a bridge has several.
_CLEFT = re.compile(
    r"(?P<about>[^，,。；;：:！!？?\n]{2,30}?的|[^，,。；;：:！!？?\n]{0,30}最[^，,。；;：:！!？?\n]{1,6}的[^，,。；;：:！!？?\n]{0,4}?)"
    r"(?:都|大多数?|多半|多数|主要|全|恰恰|正好?|就|竟然?|才|几乎都)?(?<![不还但可只若于])是(?P<one>[^，,。；;！!？?\n]{2,40})"
)
_FIGURE = re.compile(r"[\d%一二两三四五六七八九十百千万亿]")
_BARE = re.compile(
    r"(?:^|[，,；;：:])(?P<verb>靠|凭|缺|怕|用|要|争|看|卖|买|赔|输|赢|图|查)的(?:都|就)?是(?P<one>[^，,。；;！!？?\n]{2,40})"
)
_ALIKE = 0.75
_FEWEST = 2
_NOT = re.compile(r"[不没未非]")


class Cleft(NamedTuple):
    """What is spoken of, as words, what is singled out, and the sentence."""

    about: tuple[str, ...]
    one: str
    sentence: str


def singled_out(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence singles out another than its source; None if it does not.

    >>> singled_out(parts("撞上桥墩的都是日班。"), ["撞上桥墩的都是夜班，因为灯太低。"])
    'the source says that of something else: 撞上桥墩的都是夜班,因为灯太低。'
    >>> singled_out(parts("这一仗主要靠人多。"), ["这一仗打赢了，靠的是地形。"])
    'the source says that of something else: 这一仗打赢了,靠的是地形。'
    """
    quote = None
    for mine in clefts(said.text):
        quote = quote or _other_one(mine, sources)
    quote = quote or _other_object(said, sources)
    return (
        say(f"the source says that of something else: {quote}", f"来源说的是别的：{quote}") if quote else None
    )


def _other_one(mine: Cleft, sources: Sequence[str]) -> str | None:
    """Return the sentence that singles out another one, where no sentence has both what is spoken of and this one."""
    words = [word.text for word in parts(mine.one).words if word.tells]
    if not words or len(mine.about) < _FEWEST:
        return None
    quote = None
    for source in sources:
        for theirs in clefts(source):
            if _share(mine.about, theirs.about) < _ALIKE or _share(theirs.about, mine.about) < _ALIKE / 2:
                continue
            if any(_is_like(word, theirs.one) for word in words):
                return None
            quote = quote or theirs.sentence
        for part in parts(source).sentences if quote else ():
            if all(word in part.text for word in (*mine.about, *words)):
                return None
    return quote


def _other_object(said: Parts, sources: Sequence[str]) -> str | None:
    """Return the sentence with 靠的是甲, where a clause of the same matter has 靠乙."""
    for clause in said.clauses:
        for source in sources:
            for part in parts(source).sentences:
                for match in _BARE.finditer(part.text):
                    found = re.search(rf"{match['verb']}(?!的是)(?P<object>[^，,。；;]{{2,}})", clause.text)
                    if found is None or _NOT.search(clause.text[: found.start()]):
                        continue
                    words = [
                        word.text
                        for word in said.words_in(clause.start + found.start("object"), clause.end)
                        if word.tells
                    ]
                    before = [
                        w.text for w in said.words_in(clause.start, clause.start + found.start()) if w.tells
                    ]
                    topic = part.text[: match.start()]
                    is_of_it = sum(word in topic for word in before) >= max(1, len(before) / 2)
                    if words and is_of_it and not any(_is_like(word, match["one"]) for word in words):
                        return part.text
    return None


def _share(ours: Sequence[str], theirs: Sequence[str]) -> float:
    text = " ".join(theirs)
    return sum(has_word(text, word) for word in ours) / len(ours) if ours else 0.0


def _is_like(word: str, text: str) -> bool:
    """Whether a text has a word, or two characters of it."""
    return word in text or (len(word) > 1 and sum(character in text for character in set(word)) >= _FEWEST)


@lru_cache(maxsize=512)
def clefts(text: str) -> tuple[Cleft, ...]:
    """Return what the sentences of a text single out with 的…是."""
    whole = parts(text)
    found = []
    for part in whole.sentences:
        for match in _CLEFT.finditer(part.text):
            # A figure is no other one: figures are compared by themselves.
            if _NOT.search(match["about"][-2:]) or _FIGURE.search(match["one"]):
                continue
            start, end = part.start + match.start("about"), part.start + match.end("about")
            about = tuple(word.text for word in whole.words_in(start, end) if word.tells)
            found.append(Cleft(about, match["one"], part.text))
    return tuple(found)
