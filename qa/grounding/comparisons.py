"""甲比乙快: whether the sources compare the two the other way round, or have figures for them that do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.parts import Parts, parts
from qa.grounding.scales import SCALE_WORDS, is_of_time, opposite, side
from qa.grounding.values import Piece, pieces, size
from qa.language import say

_SCALE = "|".join(sorted(SCALE_WORDS, key=len, reverse=True))
_THAN = re.compile(
    rf"(?P<one>[^，,。；;：:！!？?\n]{{0,24}}?)(?<![对相无成占之])比(?![如例较率重])(?P<other>[^，,。；;：:！!？?\n]{{1,16}}?)"
    rf"(?:更加|还要|更为|更|还|也|都|要|只|略|稍|来得|竟|反而|再)*(?P<adjective>{_SCALE})(?P<not>不)?"
    r"(?=$|[，,。；;：:！!？?\n的了得些许百千\d一两二三四五六七八九十几多好于])"
)
_TIME_UNITS = frozenset(["秒", "天", "周", "个月", "年", "点"])
_MOST = re.compile(r"最(?P<adjective>[多高大贵长久慢重远少低小短快轻近])(?!只|要|可|能|不)")
_NEAR = 12
_LIKE = 0.5
_NEGATED = re.compile(r"[不没未](?:会|是|见得|一定)?$")


class Comparison(NamedTuple):
    """One thing, another, the adjective, and the sentence that compares them."""

    one: str
    other: str
    adjective: str
    sentence: str


def miscompared(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a comparison is turned round; None if there is none, or none that is.

    >>> miscompared(parts("渡船比缆车快。"), ["过江，渡船要二十分钟，缆车要四分钟。"])
    'the source has it the other way round: 渡船要二十分钟, 缆车要四分钟'
    >>> miscompared(parts("渡船的票价比缆车高两成。"), ["渡船的票价比缆车低两成。"])
    'the source has it the other way round: 渡船的票价比缆车低两成。'
    """
    for mine in comparisons(said.text):
        quote = _turned(mine, sources) or _by_figures(mine, sources) or _alike_in_it(mine, sources)
        if quote is not None:
            return say(f"the source has it the other way round: {quote}", f"来源的说法正好相反：{quote}")
    return _not_the_most(said, sources)


def _not_the_most(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why what is said to be most is less than another in the figures of a source."""
    for clause in said.clauses:
        match = _MOST.search(clause.text)
        # 最多的是甲 begins with what it is said of, 甲最多 ends with it; 最多只能 is a bound.
        if match is None or any(clause.start <= a.start < clause.end for a in said.amounts):
            continue
        about = clause.text[: match.start()] or clause.text[match.end() :]
        after = re.match(r"的(?:一[个家项种]|人|地方)?是(?P<who>.+)", clause.text[match.end() :])
        about = after["who"] if after else about
        more = side(match["adjective"])
        found = []
        for source in sources:
            for one, others in pieces(source):
                rivals = [rival for rival in others if any(word in rival.text for word in one.words)]
                if not rivals:
                    continue
                own = [w for w in one.words if w in about and all(w not in rival.text for rival in rivals)]
                shared = [w for w in (*one.words, *(w for r in rivals for w in r.words)) if w in said.folded]
                if own and one.text.find(own[0]) < _NEAR and len(set(shared)) > 1:
                    if is_of_time(match["adjective"]) and one.amount.unit not in _TIME_UNITS:
                        continue
                    top = max(rivals, key=lambda rival: size(rival.amount) if more else -size(rival.amount))
                    at = max(about.rfind(word) for word in own)
                    found.append((at, one, top, (size(one.amount) > size(top.amount)) == more))
        # 经费村里出得最多 is about the village.
        last = max((at for at, *_ in found), default=0)
        found = [each for each in found if each[0] == last]
        if found and not any(agrees for *_, agrees in found):
            _, one, top, _ = found[0]
            quote = f"{one.text}, {top.text}"
            return say(f"the source has more of another: {quote}", f"来源中还有更多的：{quote}")
    return None


@lru_cache(maxsize=512)
def comparisons(text: str) -> tuple[Comparison, ...]:
    """Return what a text compares with 比.

    >>> [each[:3] for each in comparisons("甲比乙快，比如丙。")]
    [('甲', '乙', '快')]
    """
    if "比" not in text:
        return ()
    return tuple(
        Comparison(match["one"], match["other"], match["adjective"], part.text)
        for part in parts(text).sentences
        for match in _THAN.finditer(part.text)
        if not _NEGATED.search(match["one"]) and not _NEGATED.search(match["other"])
    )


def _turned(mine: Comparison, sources: Sequence[str]) -> str | None:
    """Return the sentence that compares the same two otherwise, where none has it so."""
    quote = None
    for theirs in (one for source in sources for one in comparisons(source)):
        is_same = theirs.adjective == mine.adjective
        is_opposite = side(theirs.adjective) is not None and theirs.adjective == opposite(mine.adjective)
        if not is_same and not is_opposite:
            continue
        straight = min(
            _alike(mine.one, theirs.one, theirs.other), _alike(mine.other, theirs.other, theirs.one)
        )
        crossed = min(
            _alike(mine.one, theirs.other, theirs.one), _alike(mine.other, theirs.one, theirs.other)
        )
        if max(straight, crossed) < _LIKE or straight == crossed:
            continue
        if (straight > crossed) == is_same:
            return None
        quote = quote or theirs.sentence
    return quote


def _by_figures(mine: Comparison, sources: Sequence[str]) -> str | None:
    """Return the pieces of a sentence whose figures compare otherwise."""
    more, words = side(mine.adjective), (_names(mine.one, mine.other), _names(mine.other, mine.one))
    if more is None or not all(words):
        return None
    found = []
    for one, other in (pair for source in sources for pair in _pairs(source)):
        if is_of_time(mine.adjective) and one.amount.unit not in _TIME_UNITS:
            continue
        left, right = (_only(some, one.text, other.text) for some in words)
        if right < 0 <= left and any(word in one.text for word in words[0]):
            held = sum(word in one.text for word in words[0]) + sum(word in other.text for word in words[1])
            found.append((held, one, other, (size(one.amount) > size(other.amount)) == more))
    # Those that are of what is compared: the fare, and not the time.
    most = max((held for held, *_ in found), default=0)
    found = [each for each in found if each[0] == most]
    if not found or any(agrees for *_, agrees in found):
        return None
    return f"{found[0][1].text}, {found[0][2].text}"


def _pairs(source: str) -> Iterator[tuple[Piece, Piece]]:
    for one, rivals in pieces(source):
        for other in rivals:
            yield one, other


def _alike_in_it(mine: Comparison, sources: Sequence[str]) -> str | None:
    """Return the clause that says that both are alike in what is compared: 借期都是四周."""
    words = [word.text for word in parts(mine.one).words if word.tells and word.tag.startswith("n")]
    if not words or words[-1] in mine.other or not mine.one.endswith(words[-1]):
        return None
    equal = re.compile(
        rf"{re.escape(words[-1])}(?:都|全|均|全都|一律)(?:是|为)[^，,。；;不]+|{re.escape(words[-1])}(?:都|完全)?(?:一样|相同|相等)$"
    )
    for source in sources:
        for part in parts(source).sentences:
            if mine.other not in part.text and words[0] not in part.text:
                continue
            for clause in part.clauses:
                if equal.search(clause.text):
                    return clause.text
    return None


def _names(name: str, other: str) -> tuple[str, ...]:
    """Return the words of one of two that tell it from the other."""
    found = tuple(word.text for word in parts(name).words if word.tells and word.text not in other)
    return found or ((name,) if len(name) > 1 and name not in other else ())


def _only(words: Sequence[str], one: str, other: str) -> int:
    """Return how many more words only the one text has than only the other."""
    return sum((word in one) - (word in other) for word in words)


def _alike(name: str, theirs: str, against: str) -> float:
    """Return the share of the characters of a name that a text has, less by those that the other side has too."""
    own = set(name) - set("的了是一个在和与而就也都还")
    telling = {character for character in own if character not in against} or own
    return sum(character in theirs for character in telling) / len(telling) if telling else 0.0
