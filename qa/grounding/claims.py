"""A short sentence as whom it speaks of and what it says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.grounding.parts import Parts, Word, parts
from qa.grounding.predicates import CHANGES, IDLE, LINKS
from qa.grounding.rarity import rarity
from qa.thesaurus import synonyms

NOUNS = ("n", "j")
_MATTER = ("n", "v", "a", "j", "s", "z", "x", "l", "i")
_NAMING = ("n", "j", "s", "x", "vn")
_JOINED = "nvjbz"
_PIECE = 2
_HALF = 0.5
# What a common word weighs that a list of frequencies gives nothing.
_LEAST_WEIGHT = 0.1
_FIRST_PERSON = re.compile(r"(?:我们?|咱们|本人|笔者)(?![国省市县行方院校厂])")
_BEFORE_PIVOT = re.compile(r"[^的是由被在于]*")
_IS = re.compile(r"(?<=.)(?<![不而还但可若只凡要])是(?!否|不是)")
_DONE = re.compile(r"的[。！!]?$")
_QUOTED = re.compile(r"[\"“「『《]([^\"”」』》]{2,})[\"”」』》]")


class Claim:
    """A short sentence as whom it speaks of (``lead``) and what it says (``rest``), in words that the sources have."""

    def __init__(self, said: Parts, everything: str) -> None:
        self.said = said
        self.me = _FIRST_PERSON.match(said.folded)
        """Whether it is the writer who is spoken of."""
        self._named = [(name.start, name.end) for name in said.names if name.sure]
        pivot = _IS.search(said.folded)
        telling = said.telling if pivot is None else _around(said, pivot.start(), pivot.end())
        telling = tuple(
            word for word in telling if word.tag.startswith(_MATTER) and word.text not in LINKS | CHANGES
        )
        self._instead = self._wholes(telling)
        words = [word for word in telling if self._has(everything, word)]
        self.is_literal = len(words) == len(telling)
        quoted = _QUOTED.match(said.folded)
        if quoted and self.me is None:
            words = [word for word in words if word.start >= quoted.end()]
        self.lead = [] if quoted or self.me else _lead(said.folded, words, everything)
        rest = [word for word in words if word not in self.lead]
        # 拿, 去, 钱 are put in other words more often than not.
        self.rest = [word for word in rest if self.me or len(word.text) > 1] or rest
        self.predicate = [word for word in self.rest if pivot is None or word.start >= pivot.end()]
        # 甲是租来的 tells what was done.
        is_noun = bool(telling) and telling[-1].tag.startswith(NOUNS)
        self.is_definition = pivot is not None and is_noun and not _DONE.search(said.folded)
        # 两家, “丙三”: a figure, or what stands in quotation marks, may be all that the source calls them by.
        end = self.lead[-1].end if self.lead else 0
        figures = [word.text for word in said.words if word.tag == "m" and word.end <= end]
        self.called = [quoted[1]] if quoted else [one for one in figures if len(one) > 1 and one[0] != "一"]

    def named(self) -> str:
        """Return whom the sentence speaks of, as it does."""
        if self.me is not None:
            return self.me.group()
        return self.said.folded[self.lead[0].start : self.lead[-1].end] if self.lead else self.called[0]

    def share(self, text: str, half: float = _HALF) -> float:
        """Return how much of what is said a text has, 0 to 1; ``half`` is for a word of which it has half of the characters."""
        total = sum(map(_weight, self.rest))
        return (
            sum(_weight(word) * self._held(text, word, half) for word in self.rest) / total if total else 1.0
        )

    def is_of(self, text: str) -> bool:
        """Whether a text has whom the sentence speaks of."""
        if any(name in text for name in self.called):
            return True
        if self.me is not None:
            return _FIRST_PERSON.search(text) is not None
        lead = [word for word in self.lead if len(word.text) > 1] or self.lead
        total = sum(map(_weight, lead))
        found = sum(
            _weight(word)
            for word in lead
            if self._has(text, word) or any(other in text for other in synonyms(word.text))
        )
        return bool(lead) and found >= _HALF * total

    def _held(self, text: str, word: Word, half: float) -> float:
        if self._has(text, word):
            return 1.0
        if any(other in text for other in synonyms(word.text)):
            return half
        if word.text.isascii() or self._is_name(word):
            return 0.0
        own = [character for character in word.text if character not in IDLE]
        return half if own and sum(character in text for character in own) * 2 >= len(own) else 0.0

    def _has(self, text: str, word: Word) -> bool:
        """Whether a text has a word, a piece of a long one, or the rarest word of its compound."""
        if word.text in text:
            return True
        if len(word.text) > _PIECE and not word.text.isascii() and not self._is_name(word):
            return any(word.text[at : at + _PIECE] in text for at in range(len(word.text) - 1))
        whole = self._instead.get(word)
        return whole is not None and whole is not word and self._has(text, whole)

    def _is_name(self, word: Word) -> bool:
        return any(start <= word.start and word.end <= end for start, end in self._named)

    def _wholes(self, words: Sequence[Word]) -> dict[Word, Word]:
        """Return the rarest word of each compound for all of its words: 青禾 stands for 青禾银行."""
        found = {}
        for some in _together(words):
            is_compound = all(word.tag.startswith(NOUNS) or word.tag == "vn" for word in some)
            if len(some) > 1 and (is_compound or any(map(self._is_name, some))):
                rarest = max(some, key=lambda word: (rarity(word.text), -word.start))
                found.update(dict.fromkeys(some, rarest))
        return found


def _lead(folded: str, words: Sequence[Word], everything: str) -> list[Word]:
    """Return the words that a sentence begins with and that name something, up to its verb or 的."""
    if not words:
        return []
    found = _BEFORE_PIVOT.match(folded)
    end = max(found.end() if found else 0, words[0].end)
    first = [word for word in _together(words)[0] if word.end <= end]
    cut = next((n for n in range(1, len(first)) if not _names_on(first, n, everything)), len(first))
    # 走的理赔员 does not speak of going.
    is_verb = all(word.tag.startswith("v") for word in first[:cut])
    return [] if is_verb and folded[first[cut - 1].end :][:1] == "的" else first[:cut]


def _names_on(words: Sequence[Word], at: int, everything: str) -> bool:
    """Whether a word goes on with the name before it: 支付 in 海棠支付收到了, where the sources have it so."""
    if words[at].tag.startswith(_NAMING):
        return True
    is_between = words[at].tag.startswith("v") and any(
        word.tag.startswith("v") for word in words[at + 1 : at + 2]
    )
    return is_between and words[at - 1].text + words[at].text in everything


def _around(said: Parts, start: int, end: int) -> tuple[Word, ...]:
    """Return the telling words on both sides of 是, each side cut by itself: 金是 is no word."""
    found = []
    for begin, text in ((0, said.folded[:start]), (end, said.folded[end:])):
        found += [Word(w.text, w.tag, begin + w.start, begin + w.end) for w in parts(text).telling]
    return tuple(found)


def _weight(word: Word) -> float:
    return rarity(word.text) or _LEAST_WEIGHT


def _together(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words that stand together, with nothing between them: 海棠 支付."""
    found: list[list[Word]] = []
    for word in words:
        last = found[-1][-1] if found else None
        if last is not None and last.end == word.start and all(one.tag[0] in _JOINED for one in (last, word)):
            found[-1].append(word)
        else:
            found.append([word])
    return found
