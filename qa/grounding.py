"""One sentence and its sources: supported or not, by which source sentences, and why not.

Rules only: no model is asked. A sentence is supported when every number, date, name and quoted word in it stands in
its sources and enough of its content words do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa import text as zh
from qa.numerals import Number, numbers

# The share of content words that must be found in the sources. Fitted by eval/fit_grounding.py, which says on what.
COVERAGE_THRESHOLD = 0.6
_MOST_PLACES = 3
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]*[A-Za-z0-9+#]|[A-Za-z]")
_QUOTED = re.compile(
    r"「([^「」]{1,60})」|『([^『』]{1,60})』|“([^“”]{1,60})”|《([^《》]{1,60})》|\"([^\"]{1,60})\""
)

# How a sentence refers to its sources; it says nothing that a source would have to say.
_REFERENCE_WORDS = frozenset(
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
        "总之",
        "综上",
        "综上所述",
        "例如",
        "比如",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """A source sentence: ``source`` is the number of the text it stands in, offsets are in that text."""

    source: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict. ``score`` is the share of content words found (0 to 1); ``why`` is set when not supported."""

    supported: bool
    score: float
    places: tuple[Place, ...] = ()
    why: str | None = None


def check(sentence: str, sources: Sequence[str]) -> Support:
    """Compare one sentence with the texts it cites.

    >>> check("手续费是3%。", ["商户手续费为百分之三。另收年费。"]).places
    (Place(source=0, start=0, end=11),)
    >>> check("手续费是4%。", ["商户手续费为百分之三。"]).why
    'number 4%'
    """
    folded = [zh.fold(source) for source in sources]
    everything = "\n".join(folded)
    # Numbers were compared as numbers: 3% and 百分之三 are one.
    words = [w for w in zh.content_words(sentence) if w not in _REFERENCE_WORDS and not numbers(w)]
    facts = _facts(sentence)

    known = {number[:2] for source in sources for number in _numbers(source)}
    for value, kind in facts.numbers:
        if (value, kind) not in known:
            return Support(False, 0.0, why=f"number {value}{kind}")
    for quoted in facts.quoted:
        if _bare(quoted) not in _bare(everything):
            return Support(False, 0.0, why=f"quoted words {quoted}")
    for name in facts.names:
        if name not in everything:
            return Support(False, 0.0, why=f"name {name}")

    held = {word for word in words if _holds(everything, word)}
    score = len(held) / len(words) if words else 0.0
    if not words and not facts.numbers:
        return Support(False, 0.0, why="no content")
    if words and score < COVERAGE_THRESHOLD:
        missing = "、".join(word for word in words if word not in held)
        return Support(False, score, why=f"words not in the source: {missing[:60]}")
    places = _places(sources, folded, held, facts)
    if not places:
        return Support(False, score, why="no source sentence")
    return Support(True, score if words else 1.0, places)


@dataclass(frozen=True, slots=True)
class _Facts:
    numbers: frozenset[tuple[object, str]]
    names: tuple[str, ...]
    quoted: tuple[str, ...]


@lru_cache(maxsize=1024)
def _facts(sentence: str) -> _Facts:
    quoted = tuple(next(filter(None, match.groups())) for match in _QUOTED.finditer(sentence))
    names = [
        zh.fold(word)
        for word, tag in zh.tagged_words(sentence)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not numbers(word)
    ]
    names += [zh.fold(match.group()) for match in _LATIN.finditer(sentence)]
    return _Facts(
        frozenset(number[:2] for number in numbers(sentence)),
        tuple(dict.fromkeys(names)),
        tuple(zh.fold(words) for words in quoted),
    )


@lru_cache(maxsize=4096)
def _numbers(source: str) -> tuple[Number, ...]:
    return tuple(numbers(source))


def _bare(text: str) -> str:
    """Return folded text without quotes and white space, since a quotation may be set in other ones."""
    return re.sub(r"[\s\"'《》]", "", text)


def _holds(folded: str, word: str) -> bool:
    """Whether a word stands in a text, or, for a long word, each half of it does."""
    if word in folded:
        return True
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return len(word) > 2 and sum(pair in folded for pair in pairs) > len(pairs) / 2


def _places(
    sources: Sequence[str], folded: Sequence[str], held: set[str], facts: _Facts
) -> tuple[Place, ...]:
    """Return the fewest source sentences that hold what the sentence says, best first taken."""
    candidates = []
    for i, source in enumerate(sources):
        for start, end in zh.sentences(source):
            part = folded[i][start:end]
            holds: set[object] = {word for word in held if _holds(part, word)}
            holds |= {number[:2] for number in _numbers(source[start:end])} & facts.numbers
            stripped = len(source[start:end].rstrip())
            candidates.append((Place(i, start, start + stripped), holds))
    places: list[Place] = []
    left: set[object] = held | facts.numbers
    while left and len(places) < _MOST_PLACES:
        place, holds = max(candidates, key=lambda candidate: len(candidate[1] & left))
        gained = holds & left
        # A further sentence is cited for a fact, or for more than a stray word.
        if not gained or (places and len(gained) < 2 and not gained & facts.numbers):
            break
        places.append(place)
        left -= gained
    return tuple(sorted(places, key=lambda place: (place.source, place.start)))
