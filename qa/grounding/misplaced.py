"""Whether a number, a date or a name that its sources have stands where they have another one."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from qa.grounding.aligned import Aligned, Match
from qa.grounding.amounts import Amount, Date
from qa.grounding.coverage import windows
from qa.grounding.fitting import fits, same_unit
from qa.grounding.names import Name, are_alike, has_name
from qa.grounding.parts import Parts, Word
from qa.grounding.rarity import MOST, rarity
from qa.language import say

_LEAST_SHARE = 0.65
_FEWEST_WORDS = 2
_LEAST_REST, _MOST_ELSEWHERE = 0.8, 0.4
_LEAST_AROUND, _LEAST_ALIKE = 0.7, 0.6
_LONGEST_NOUN = 8
_REACH = 5


def misplaced(clauses: Sequence[Aligned]) -> str | None:
    """Return what a clause puts in another one's place, as a reason; None if it does not.

    >>> from qa.grounding.aligned import align
    >>> from qa.grounding.parts import parts
    >>> source = "岔河镇的不良率是1.1%，石梁村的逾期率是4%。"
    >>> misplaced(align(parts("岔河镇的不良率是4%"), [source], lambda word: 1.0))
    'the source has 1.1% there, not 4%'
    """
    for aligned in clauses:
        for find, least in ((_number, _LEAST_SHARE), (_date, _LEAST_SHARE), (_name, 0.0)):
            matches = [match for match in aligned.matches if match.share >= least]
            if not matches:
                continue
            found = [find(aligned, match) for match in matches]
            # Where another sentence has it so, it is so.
            if found[0] is not None and None not in found:
                return found[0]
    return _exchanged(clauses)


def _exchanged(clauses: Sequence[Aligned]) -> str | None:
    """Return what two places of a sentence have exchanged: 收进了马克，却没付出美元 the other way round."""
    seen: set[tuple[str, str]] = set()
    for aligned in clauses:
        for match in aligned.matches[:1]:
            for start, end in aligned.counterparts(match):
                for gap in _gaps(aligned, match.text, start, end):
                    ours, theirs = (
                        "".join(w.text for w in words if w.tells) for words in (gap.ours, gap.theirs)
                    )
                    if not ours or not theirs:
                        continue
                    if (theirs, ours) in seen:
                        return _instead(theirs, ours)
                    seen.add((ours, theirs))
    return None


def _instead(theirs: str, ours: str) -> str:
    return say(f"the source has {theirs} there, not {ours}", f"来源在此处是“{theirs}”，不是“{ours}”")


def _written(text: Parts, one: Amount | Date | Name | Word) -> str:
    return text.text[one.start : one.end].strip()


def _number(aligned: Aligned, match: Match) -> str | None:
    if len(aligned.telling) < _FEWEST_WORDS:
        return None
    clause = aligned.clause
    stated = [a for a in aligned.said.amounts if clause.start <= a.start < clause.end]
    near = match.around(1)
    ranges = aligned.counterparts(match)
    # Where one of those that are as good has the very figures, it is so: the other row of a table.
    for start, end in ranges if len(ranges) > 1 and stated else ():
        given = [a for a in match.text.amounts if start <= a.start < end]
        is_same = aligned.likeness(match.text, start, end) >= _LEAST_REST
        if is_same and all(any(fits(amount, other) for other in given) for amount in stated):
            return None
    for start, end in ranges:
        given = [a for a in match.text.amounts if start <= a.start < end]
        is_same = aligned.likeness(match.text, start, end) >= _LEAST_REST
        for amount in stated:
            others = [
                other for other in given if amount.unit and other.unit and same_unit(amount.unit, other.unit)
            ]
            beside = [a for a in match.text.amounts if near[0] <= a.start < near[1]]
            found = given if is_same else beside
            if others and not any(fits(amount, other) for other in found):
                free = [other for other in others if not any(fits(one, other) for one in stated)]
                if free:
                    return _instead(_written(match.text, free[0]), _written(aligned.said, amount))
            swapped = _after_same_word(aligned, amount, match.text, others, start)
            if swapped is not None:
                return _instead(_written(match.text, swapped), _written(aligned.said, amount))
    return None


def _after_same_word(
    aligned: Aligned, amount: Amount, text: Parts, others: Sequence[Amount], start: int
) -> Amount | None:
    """Return the source's amount after the words that stand before this one: 从3% … 到2% turned into 从2%."""
    before = aligned.said.folded[aligned.clause.start : amount.start][-_CONTEXT:].strip()
    if len(before) < _CONTEXT:
        before = before[-1:]
    if not before or not before[-1].isalpha() or aligned.clause.text.count(before) != 1:
        return None
    after = [
        other
        for other in others
        if text.folded[max(start, other.start - len(before)) : other.start] == before
    ]
    return after[0] if len(after) == 1 and not fits(amount, after[0]) else None


_CONTEXT = 2


def _date(aligned: Aligned, match: Match) -> str | None:
    clause, part = aligned.clause, match.part
    here = [date for date in match.text.dates if part.start <= date.start < part.end]
    if len(aligned.telling) < _FEWEST_WORDS or not here:
        return None
    start, end = match.around(1)
    # The nearer the words, the nearer its date has to be.
    for range_ in ((part.start, part.end), *aligned.counterparts(match)):
        if aligned.likeness(match.text, *range_) >= _LEAST_REST and any(
            range_[0] <= date.start < range_[1] for date in here
        ):
            start, end = range_
    here = [date for date in here if start <= date.start < end]
    given = [date for date in match.text.dates if start <= date.start < end]
    for date in aligned.said.dates:
        spans = [a for a in match.text.amounts if a.unit == "个月" and a.value == date.month]
        if not clause.start <= date.start < clause.end or (spans and date.day is None):
            continue
        for n, mine in enumerate(date[:3]):
            known = {other[n] for other in given} - {None}
            told = match.text.other_years if n == 0 else frozenset()
            if mine is not None and any(other[n] is not None for other in here) and mine not in known | told:
                return _instead(_written(match.text, here[0]), _written(aligned.said, date))
    return None


def _name(aligned: Aligned, match: Match) -> str | None:
    ranges = aligned.counterparts(match)
    replaced = [_replaced(aligned, match.text, start, end) for start, end in ranges]
    return replaced[0] if replaced[0] is not None and None not in replaced else _elsewhere(aligned, match)


def _replaced(aligned: Aligned, text: Parts, start: int, end: int) -> str | None:
    """Return the name in the source in whose place another one stands, the words before and after it being the same."""
    is_same = aligned.likeness(text, start, end) >= _LEAST_ALIKE
    for gap in _gaps(aligned, text, start, end):
        for name in _names(aligned.said, gap.ours[0].start, gap.ours[-1].end):
            sides = bool(gap.before) and bool(gap.after)
            beside = sides or (name.sure and max(len(gap.before), len(gap.after)) >= _FEWEST_WORDS)
            if not beside or has_name(text.folded[start:end], name.text):
                continue
            for other in _names(text, gap.theirs[0].start, gap.theirs[-1].end):
                certain = other.kind == name.kind and (name.sure or name.kind == "ns")
                of_a_kind = certain or (is_same and (other.kind == name.kind or _may_name(name, other)))
                if of_a_kind and not (
                    are_alike(name.text, other.text) or has_name(aligned.clause.text, other.text)
                ):
                    return _instead(_written(text, other), _written(aligned.said, name))
        swapped = _other_noun(aligned, text, gap) if is_same else None
        if swapped is not None:
            return swapped
    return None


class _Gap(NamedTuple):
    """Where two texts that go along with each other differ: the words of each, and those before and after in both."""

    ours: Sequence[Word]
    theirs: Sequence[Word]
    before: Sequence[Word]
    after: Sequence[Word]


def _gaps(aligned: Aligned, text: Parts, start: int, end: int) -> list[_Gap]:
    """Return the differences between a clause and a range of a source that are the same for the most part."""
    mine = [word for word in aligned.words if word.text.strip()]
    theirs = [word for word in text.words_in(start, end) if word.text.strip()]
    blocks = SequenceMatcher(
        None, [w.text for w in mine], [w.text for w in theirs], autojunk=False
    ).get_opcodes()
    same = {w.start for kind, i, j, _, _ in blocks if kind == "equal" for w in mine[i:j]}
    found = []
    for n, (kind, i, j, k, m) in enumerate(blocks):
        if kind != "replace":
            continue
        rest = [
            word for word in aligned.telling if word.end <= mine[i].start or word.start >= mine[j - 1].end
        ]
        if not rest or sum(word.start in same for word in rest) < _LEAST_AROUND * len(rest):
            continue
        before = mine[slice(*blocks[n - 1][1:3])] if n and blocks[n - 1][0] == "equal" else []
        after = (
            mine[slice(*blocks[n + 1][1:3])] if n + 1 < len(blocks) and blocks[n + 1][0] == "equal" else []
        )
        if any(word.tells for word in (*before[-_REACH:], *after[:_REACH])):
            found.append(_Gap(mine[i:j], theirs[k:m], before, after))
    return found


def _other_noun(aligned: Aligned, text: Parts, gap: _Gap) -> str | None:
    """Return the noun that stands in the source in this one's place, where the source tells the two apart.

    It does where they stand in one sentence of it; words for one thing hardly ever do.
    """
    ours, theirs = ("".join(word.text for word in words) for words in (gap.ours, gap.theirs))
    is_noun = gap.ours[-1].tag[:1] == "n" and gap.theirs[-1].tag[:1] in ("n", "v")
    if not is_noun or min(len(ours), len(theirs)) < _FEWEST_WORDS or set(ours) & set(theirs):
        return None
    if (
        max(len(ours), len(theirs)) > _LONGEST_NOUN
        or ours in text.folded[gap.theirs[0].start : gap.theirs[-1].end]
    ):
        return None
    apart = any(ours in near and theirs in near for near in windows(text.text))
    if not apart or theirs in aligned.clause.text:
        return None
    return _instead(theirs, ours)


def _may_name(one: Name, other: Name) -> bool:
    """Whether one is surely a person or a body, and the other a rare noun, which may be the name of one."""
    return any(
        a.sure and a.kind in ("nr", "nt", "latin") and b.kind == "n" for a, b in ((one, other), (other, one))
    )


def _names(text: Parts, start: int, end: int) -> list[Name]:
    """Return the names in a range, and the rare nouns that may be some."""
    found = [name for name in text.names if start <= name.start and name.end <= end]
    found += [
        Name(word.text, "n", False, word.start, word.end)
        for word in text.words_in(start, end)
        if word.tag == "n"
        and len(word.text) > 1
        and not word.text.isascii()
        and word.end <= end
        and rarity(word.text) == MOST
    ]
    return found


def _elsewhere(aligned: Aligned, match: Match) -> str | None:
    """Return the name of a source sentence that has all the rest of the clause, but not the name that the clause has."""
    clause, part = aligned.clause, match.part
    said = [name for name in aligned.said.names if name.sure and clause.start <= name.start < clause.end]
    for name in said:
        rest = {word.text for word in aligned.telling if word.end <= name.start or word.start >= name.end}
        if len(rest) <= _FEWEST_WORDS:
            continue
        here = sum(word in part.text for word in rest) / len(rest)
        at = match.text.sentences.index(part)
        around = " ".join(one.text for one in match.text.sentences[max(0, at - 2) : at + 2])
        if here < _LEAST_REST or has_name(around, name.text):
            continue
        others = [
            other
            for other in match.text.names
            if other.sure and other.kind == name.kind and part.start <= other.start < part.end
        ]
        with_it = [one.text for one in match.text.sentences if has_name(one.text, name.text)]
        most = max((sum(word in text for word in rest) / len(rest) for text in with_it), default=0.0)
        if (
            others
            and most <= _MOST_ELSEWHERE
            and not any(has_name(aligned.said.folded, o.text) for o in others)
        ):
            return _instead(_written(match.text, others[0]), _written(aligned.said, name))
    return None
