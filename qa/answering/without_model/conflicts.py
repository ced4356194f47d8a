"""Sources that disagree: two articles that say the same of the same, with another number, date or name.

Rules only. Different years, different subjects, ranges, rounded and rough figures are no conflict.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from qa import text as zh
from qa.answering.question.questions import asked, fillers
from qa.answering.without_model.extractive import cite
from qa.grounding.amounts import Amount, Date
from qa.grounding.parts import parts
from qa.models import Conflict, Passage, Sentence
from qa.numerals import numbers

_MOST_CONFLICTS = 3
# How much of the shorter sentence's words the other has to have, numbers apart.
_SAME = 0.7
_FEWEST_SHARED = 2
_LONGEST_NAME = 12
_NAMES = ("person", "place", "organisation", "name", "work")


def conflicts(question: str, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[Conflict]:
    """Return where a source of what is given disagrees with a passage of another article on what is asked."""
    found: list[Conflict] = []
    for citation in (citation for sentence in sentences for citation in sentence.citations):
        for passage in (passage for passage in passages if passage.article != citation.article):
            for part in parts(passage.text).sentences:
                other = passage.text[part.start : part.end]
                values = disagreement(question, citation.quote, other)
                if values is None or any(set(values) == set(conflict.values) for conflict in found):
                    continue
                place = cite(passage, passage.start + part.start, passage.start + part.end)
                one = Sentence(citation.quote, (citation,))
                found.append(Conflict(values, (one, Sentence(other, (place,)))))
                if len(found) == _MOST_CONFLICTS:
                    return found
    return found


def disagreement(question: str, one: str, other: str) -> tuple[str, str] | None:
    """Return the two values in which two sentences disagree on what is asked, as they are written; None if they do not.

    >>> disagreement("利息是多少？", "海棠支付2018年的利息为1.62亿元。", "2018年，海棠支付的利息为1.82亿元。")
    ('1.62亿元', '1.82亿元')
    >>> disagreement("利息是多少？", "海棠支付2018年的利息为1.62亿元。", "海棠支付2017年的利息为1.82亿元。")
    """
    if zh.fold(one) == zh.fold(other):
        return None
    kind = asked(question).kind
    if kind in _NAMES:
        return _names(one, other)
    if (changed := _changed(one, other)) is not None:
        return _figures(question, one, other, *changed)
    if not _say_the_same(one, other):
        return None
    if kind == "date":
        return _dates(one, other)
    return _amounts(question, one, other) if _dates_agree(one, other) else None


def _changed(one: str, other: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the one stretch in which two sentences differ, in each of them; None where they differ in more."""
    a, b = ([word for word, _ in zh.tagged_words(zh.fold(text).rstrip("。.！!"))] for text in (one, other))
    codes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    kept = sum(word in zh.content_words(other) for word in zh.content_words(one))
    if len(changed) != 1 or changed[0][0] != "replace" or kept < _FEWEST_SHARED:
        return None
    _, i, j, k, m = changed[0]
    return (len("".join(a[:i])), len("".join(a[:j]))), (len("".join(b[:k])), len("".join(b[:m])))


def _figures(
    question: str, one: str, other: str, mine: tuple[int, int], theirs: tuple[int, int]
) -> tuple[str, str] | None:
    """Return the figures in which alone two sentences differ, where these are what is asked for."""
    found: list[tuple[str, Amount | Date]] = []
    for text, (start, end) in ((one, mine), (other, theirs)):
        all_figures: list[Amount | Date] = [*parts(text).amounts, *parts(text).dates]
        figures = [each for each in all_figures if each.start < end and start < each.end]
        if len(figures) != 1 or not _is_asked(question, text, figures[0].start, figures[0].end):
            return None
        found.append((text[figures[0].start : figures[0].end].strip(), figures[0]))
    (shown, a), (shown_other, b) = found
    if isinstance(a, Amount) and isinstance(b, Amount):
        differ = a.unit == b.unit and not a.bound and not b.bound and not _agree(a, b)
    else:
        differ = isinstance(a, Date) and isinstance(b, Date) and not _may_be(a, b)
    return (shown, shown_other) if differ else None


def _say_the_same(one: str, other: str) -> bool:
    mine, theirs = ({word.text for word in parts(text).telling} for text in (one, other))
    names, others = ({name.text for name in parts(text).names} for text in (one, other))
    if names - others and others - names:
        return False  # each is about somebody else
    shared = len(mine & theirs)
    return (
        shared >= _FEWEST_SHARED
        and shared >= _SAME * min(len(mine), len(theirs))
        and 2 * shared >= max(len(mine), len(theirs))
    )


def _amounts(question: str, one: str, other: str) -> tuple[str, str] | None:
    mine, theirs = parts(one).amounts, parts(other).amounts
    for unit in dict.fromkeys(amount.unit for amount in mine if amount.unit):
        a, b = ([each for each in amounts if each.unit == unit] for amounts in (mine, theirs))
        # With two of a unit, as in a range or in a comparison, it is open which belongs to which.
        if len(a) != 1 or len(b) != 1 or a[0].bound or b[0].bound or _agree(a[0], b[0]):
            continue
        if all(
            _is_asked(question, text, each.start, each.end) for text, each in ((one, a[0]), (other, b[0]))
        ):
            return one[a[0].start : a[0].end].strip(), other[b[0].start : b[0].end].strip()
    return None


def _agree(one: Amount, other: Amount) -> bool:
    """Whether two amounts may be one, rounded more or less."""
    return one.value == other.value or (
        one.step != other.step and abs(one.value - other.value) < max(one.step, other.step)
    )


def _is_asked(question: str, sentence: str, start: int, end: int) -> bool:
    if asked(question).kind is None:
        return True
    return any(place.start < end and start < place.end for place in fillers(sentence, question))


def _dates(one: str, other: str) -> tuple[str, str] | None:
    """Return the dates that cannot be the same; None where they may be, or where there are several."""
    mine, theirs = parts(one).dates, parts(other).dates
    if len(mine) != 1 or len(theirs) != 1 or _may_be(mine[0], theirs[0]):
        return None
    return one[mine[0].start : mine[0].end].strip(), other[theirs[0].start : theirs[0].end].strip()


def _dates_agree(one: str, other: str) -> bool:
    mine, theirs = parts(one).dates, parts(other).dates
    return all(not theirs or any(_may_be(a, b) for b in theirs) for a in mine)


def _may_be(one: Date, other: Date) -> bool:
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(a == b for a, b in pairs if a is not None and b is not None)


def _names(one: str, other: str) -> tuple[str, str] | None:
    """Return the names that stand at the same place of two sentences which differ in nothing else."""
    changed = _changed(one, other)
    if changed is None:
        return None
    mine, theirs = one[slice(*changed[0])], other[slice(*changed[1])]
    folded = zh.fold(mine), zh.fold(theirs)
    if max(len(mine), len(theirs)) > _LONGEST_NAME or folded[0] in folded[1] or folded[1] in folded[0]:
        return None
    are_names = (
        any(name.text in words or words in name.text for name in parts(text).names)
        for words, text in zip(folded, (one, other), strict=True)
    )
    return (mine, theirs) if all(are_names) and not numbers(mine + theirs) else None
