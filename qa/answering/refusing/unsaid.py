"""What a question takes for granted that no passage says: its names, its numbers, and its other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from qa import text as zh
from qa.answering.question.misspelt import sounds_like
from qa.answering.question.terms import Term, look_up
from qa.framing import frames
from qa.grounding.names import has_name, names
from qa.grounding.rarity import MOST, rarity
from qa.models import Passage
from qa.numerals import numbers

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[-/.]\d)")
_CHINESE_YEAR = str.maketrans("零〇一二三四五六七八九", "00123456789")
_SPELT_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
_LATIN = re.compile(r"[a-z][a-z0-9.+-]*")
# As much of a longer word as makes it said: words are cut otherwise in a passage.
_SAID = 0.35
_MATTER = ("n", "v", "l", "i", "j")


class Unsaid(NamedTuple):
    """What no passage says. ``names`` and ``years`` stand as they do in the folded question.

    ``words`` are the others, each with how little of it is there: 1 where nothing is, 0.5 where some passage has half of
    its characters close to other words of the question.
    """

    names: tuple[str, ...]
    years: tuple[str, ...]
    words: tuple[tuple[str, float], ...]


def unsaid(
    question: str, terms: Mapping[str, Term], passages: Sequence[Passage], is_known: Callable[[str], bool]
) -> Unsaid:
    """Return which names, years and other words of a question (``terms``) the passages do not have.

    ``is_known`` tells whether the library has a word anywhere: a name that it has is not counted, since the passages
    of a question on two things may all be on one.

    Another spelling of the same sound counts, and so does a name that is shortened. Words that questions are put in are
    left out, and so are words that are not known from elsewhere: these are often cut wrongly.
    """
    folded = zh.fold(question)
    texts = [zh.fold("\n".join((p.title, *p.path, p.text))) for p in passages]
    whole = "\n".join(texts)
    if not whole:
        return Unsaid((), (), ())
    seen = look_up(terms, whole)
    named = tuple(
        name
        for name in _names(folded)
        if not _is_named(name, whole) and not all(map(is_known, zh.words(name)))
    )
    told = _years(whole)
    years = tuple(year for year in dict.fromkeys(_years(folded)) if year not in told)
    words = []
    tags = dict(zh.tagged_words(folded))
    for word in terms:
        is_matter = tags.get(word, "n").startswith(_MATTER) and tells(word)
        if seen[word].share >= _SAID or not is_matter or any(word in name for name in named):
            continue
        if sounds_like(word, whole):
            continue
        there = _letters(word, [term for term in terms if term != word], texts)
        # 骗走 may be said as 骗去: of a word that is hardly known, nothing may be there.
        if rarity(word) < MOST or not there:
            words.append((word, 1 - there))
    return Unsaid(named, years, tuple(words))


def _names(folded: str) -> list[str]:
    found = [name.text for name in names(folded) if name.sure and len(name.text) > 1]
    found += [word for word in _LATIN.findall(folded) if len(word) > 1]
    return list(dict.fromkeys(found))


def _is_named(name: str, text: str) -> bool:
    return has_name(text, name) or sounds_like(name, text)


def _years(folded: str) -> list[str]:
    spelt = [match.group().translate(_CHINESE_YEAR) for match in _SPELT_YEAR.finditer(folded)]
    return _YEAR.findall(folded) + spelt


def tells(word: str) -> bool:
    """Whether a word is known, and says something that a passage with the answer would say too."""
    return (
        len(word) > 1
        and not frames(word)
        and (rarity(word) < MOST or _is_listed(word))
        and not numbers(word)
        and not word[0].isascii()
    )


@lru_cache(maxsize=4096)
def _is_listed(word: str) -> bool:
    """Whether the segmenter's dictionary has a word; others are often cut wrongly."""
    import rjieba

    return list(rjieba.cut(word, hmm=False)) == [word]


def _letters(word: str, others: Sequence[str], texts: Sequence[str]) -> float:
    """Return the share of a word's characters, at most half, that a sentence with other words of the question has."""
    best = 0.0
    for text in texts:
        for start, end in zh.sentences(text):
            sentence = text[start:end]
            if any(other in sentence for other in others):
                best = max(best, sum(character in sentence for character in word) / len(word))
    return min(0.5, best)
