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
from qa.fitted import grounding_coverage
from qa.language import say
from qa.numerals import Number, numbers

_MOST_PLACES = 3
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]*[A-Za-z0-9+#]|[A-Za-z]")
_QUOTED = re.compile(
    r"「([^「」]{1,200})」|『([^『』]{1,200})』|“([^“”]{1,200})”|《([^《》]{1,200})》|\"([^\"]{1,200})\""
)
_NUMERAL = re.compile(r"[\d零一二两三四五六七八九十百千万亿点.,%]+")
_END_MARKS = "。.！!…；;，,、：:\"'」』”’）) \t\n\u3000"

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


def check(sentence: str, sources: Sequence[str], *, coverage_threshold: float | None = None) -> Support:
    """Compare one sentence with the texts it cites.

    ``coverage_threshold`` is the least share of content words that must be found (0 to 1), by default the one
    that was fitted (eval/fit_grounding.py).

    >>> check("手续费是3%。", ["商户手续费为百分之三。另收年费。"]).places
    (Place(source=0, start=0, end=11),)
    >>> check("手续费是4%。", ["商户手续费为百分之三。"]).supported
    False
    """
    threshold = grounding_coverage() if coverage_threshold is None else coverage_threshold
    copied = _copied(sentence, sources)
    if copied is not None:
        return Support(True, 1.0, (copied,))
    everything = "\n".join(map(zh.fold, sources))
    # Numbers are compared as numbers: 3% and 百分之三 are one.
    words = [
        w
        for w in zh.content_words(sentence)
        if w not in _REFERENCE_WORDS and not numbers(w) and not _NUMERAL.fullmatch(w)
    ]
    held = {word for word in words if _holds(everything, word)}
    facts = _facts(sentence)
    score = len(held) / len(words) if words else float(bool(facts.numbers))
    why = _missing_fact(facts, sources, everything)
    if why is None and not words and not facts.numbers:
        why = say("it says nothing", "没有内容")
    if why is None and score < threshold:
        missing = "、".join(word for word in words if word not in held)[:60]
        why = say(f"words not in the source: {missing}", f"来源中没有这些词：{missing}")
    places = _places(sentence, sources, held, facts) if why is None else ()
    if why is None and not places:
        why = say("no source sentence", "没有对应的原句")
    return Support(why is None, score, places, why)


def _missing_fact(facts: _Facts, sources: Sequence[str], everything: str) -> str | None:
    """Return the number, quotation or name that the sources do not have, as a reason."""
    known = {number[:2] for source in sources for number in _numbers(source)}
    for value, kind in facts.numbers:
        # 一 is too often a part of a word to be read as a number there.
        if (value, kind) not in known and not (value == 1 and "一" in everything):
            return say(f"number {value}{kind}", f"来源中没有数字 {value}{kind}")
    for quoted in facts.quoted:
        if _bare(quoted) not in _bare(everything):
            return say(f"quoted words {quoted}", f"来源中没有引语“{quoted}”")
    for name in facts.names:
        if not _has_name(everything, name):
            return say(f"name {name}", f"来源中没有名称“{name}”")
    return None


@dataclass(frozen=True, slots=True)
class _Facts:
    numbers: tuple[tuple[object, str], ...]
    names: tuple[str, ...]
    quoted: tuple[str, ...]


@lru_cache(maxsize=1024)
def _facts(sentence: str) -> _Facts:
    quoted = tuple(next(filter(None, match.groups())) for match in _QUOTED.finditer(sentence))
    names = [
        word
        for word, tag in zh.tagged_words(zh.fold(sentence))
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not numbers(word)
    ]
    names += [zh.fold(match.group()) for match in _LATIN.finditer(sentence)]
    return _Facts(
        tuple(dict.fromkeys(number[:2] for number in numbers(sentence))),
        tuple(dict.fromkeys(names)),
        tuple(zh.fold(words) for words in quoted),
    )


@lru_cache(maxsize=4096)
def _numbers(source: str) -> tuple[Number, ...]:
    return tuple(numbers(source))


def _bare(text: str) -> str:
    """Return folded text without quotes and white space, since a quotation may be set in other ones."""
    return re.sub(r"[\s\"'《》]", "", text).strip(_END_MARKS)


def _has_name(folded: str, name: str) -> bool:
    """Whether a name stands in a text: one in Latin letters as a word of its own (there is no AI in email)."""
    if not name.isascii():
        return name in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded) is not None


@lru_cache(maxsize=256)
def _sentences(source: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, folded text) of each sentence of a source, without the white space around it."""
    folded = zh.fold(source)
    found = []
    for begin, after in zh.sentences(source):
        text = source[begin:after]
        start, end = after - len(text.lstrip()), begin + len(text.rstrip())
        if start < end:
            found.append((start, end, folded[start:end]))
    return tuple(found)


def _copied(sentence: str, sources: Sequence[str]) -> Place | None:
    """Return the source sentence that this one was copied from, word for word."""
    wanted = zh.fold(sentence).strip(_END_MARKS)
    if not any(character.isalnum() for character in wanted):
        return None
    for i, source in enumerate(sources):
        for start, end, folded in _sentences(source):
            if wanted in folded and folded.strip(_END_MARKS) == wanted:
                return Place(i, start, end)
    return None


def _holds(folded: str, word: str) -> bool:
    """Whether a word stands in a text, or, for a long word, each half of it does."""
    if word in folded:
        return True
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return len(word) > 2 and sum(pair in folded for pair in pairs) > len(pairs) / 2


def _pairs(folded: str) -> set[str]:
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def _places(sentence: str, sources: Sequence[str], held: set[str], facts: _Facts) -> tuple[Place, ...]:
    """Return the fewest source sentences that hold what the sentence says, best first taken."""
    stated = set(facts.numbers)
    candidates: list[tuple[Place, set[object]]] = []
    alike: dict[Place, float] = {}
    # Of two that hold as much, the one in nearly the same words is the one that a reader expects.
    pairs = _pairs(zh.fold(sentence))
    for i, source in enumerate(sources):
        for start, end, folded in _sentences(source):
            place, theirs = Place(i, start, end), _pairs(folded)
            holds: set[object] = {word for word in held if _holds(folded, word)}
            holds |= {number[:2] for number in _numbers(source[start:end])} & stated
            candidates.append((place, holds))
            alike[place] = len(pairs & theirs) / max(1, len(pairs | theirs))
    places: list[Place] = []
    left: set[object] = held | stated
    while left and len(places) < _MOST_PLACES:
        place, holds = max(candidates, key=lambda candidate: (len(candidate[1] & left), alike[candidate[0]]))
        gained = holds & left
        # A further sentence is cited for a fact, or for more than a stray word.
        if not gained or (places and len(gained) < 2 and not gained & stated):
            break
        places.append(place)
        left -= gained
    return tuple(sorted(places, key=lambda place: (place.source, place.start)))
