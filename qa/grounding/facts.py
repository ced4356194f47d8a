"""The facts that a sentence states, and the first of them that its sources do not have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa import text as zh
from qa.grounding.amounts import Amount, Date
from qa.grounding.fitting import date_known, known
from qa.grounding.names import has_name
from qa.grounding.parts import Parts, parts
from qa.language import say
from qa.numerals import numbers

_QUOTED = re.compile(
    r"「([^「」]{1,200})」|『([^『』]{1,200})』|“([^“”]{1,200})”|《([^《》]{1,200})》|\"([^\"]{1,200})\""
)
_NAMED = re.compile(r"(?:名为|名叫|叫做?|称为|题为|号称)$")
# A word or two in quotation marks is often the writer's own irony; more is somebody's words.
_FEWEST_QUOTED = 5
_MOST_COUNTED = 10
_COUNTED = ("个", "件", "人", "户", "次")
# What is counted by one of these may be the writer's own sorting; people, times and books are not.
_SORTED = "个种类项点条方层步面"
_MARK_OR_PAUSE = re.compile(r"[，,。；;：:]")
_LIST_MARK = re.compile(r"、|(?<=[^、])[和与及]")
_MARKS = re.compile(r"[\s\"'《》()（）,，.。、!！?？:：;；]")


def missing_fact(sentence: Parts, sources: Sequence[str]) -> str | None:
    """Return the first number, date, quotation or name that no source has, as a reason; None if there is none.

    >>> missing_fact(parts("手续费是4%。"), ["手续费为百分之三。"])
    'number not in the source: 4%'
    """
    given = [amount for source in sources for amount in parts(source).amounts]
    dates = [date for source in sources for date in parts(source).dates]
    years = {year for source in sources for year in parts(source).other_years}
    missing = [
        (amount.start, "number", "数字", amount.end, _shown(amount))
        for amount in sentence.amounts
        if not known(amount, given, dates)
        and not _is_own_count(amount, sentence, sources)
        and not _counts_its_list(amount, sentence)
        and not _is_between(amount, dates)
    ] + [
        (date.start, "date", "日期", date.end, _shown_date(date))
        for date in sentence.dates
        if not date_known(date, dates, years, given)
    ]
    if missing:
        start, en, chinese, end, normal = min(missing)
        return _missing(en, chinese, sentence.text[start:end].strip(), normal)
    everything = "\n".join(parts(source).folded for source in sources)
    bare = _bare(everything)
    for match in _QUOTED.finditer(sentence.text):
        quoted = next(filter(None, match.groups()))
        words = _bare(zh.fold(quoted))
        is_title = match.group()[0] == "《" or _NAMED.search(sentence.text, 0, match.start()) is not None
        if not (is_title or len(words) >= _FEWEST_QUOTED) or words in bare:
            continue
        if _bare(_plain_numbers(zh.fold(quoted))) not in _bare(_plain_numbers(everything)):
            return say(f"quoted words not in the source: {quoted}", f"来源中没有引语“{quoted}”")
    for name in sentence.names:
        if name.sure and not has_name(everything, name.text, is_person=name.kind == "nr"):
            return say(f"name not in the source: {name.text}", f"来源中没有名称“{name.text}”")
    return None


def _is_own_count(amount: Amount, sentence: Parts, sources: Sequence[str]) -> bool:
    """Whether a sentence counts a few things itself: 三种办法, where no source gives a number of 种, nor a 3.

    That is a conclusion, and no changed number; the words around it decide. 每年八次, 三本 and 两家 are facts like any number.
    """
    counter = sentence.folded[amount.end - 1]
    if amount.bound or counter not in _SORTED or not 2 <= amount.value <= _MOST_COUNTED:
        return False
    for source in map(parts, sources):
        if f"一{counter}" in source.folded:
            return False
        for one in source.amounts:
            other_unit = one.value == amount.value and one.unit in _COUNTED and one.unit != amount.unit
            if other_unit or source.folded[one.end - 1] == counter:
                return False
    return True


def _counts_its_list(amount: Amount, sentence: Parts) -> bool:
    """Whether a number says how many things the list before it names: 甲、乙、丙三家."""
    before = _MARK_OR_PAUSE.split(sentence.folded[: amount.start])[-1]
    return not amount.bound and "、" in before and len(_LIST_MARK.split(before)) == amount.value


def _is_between(amount: Amount, dates: Sequence[Date]) -> bool:
    """Whether a number of years lies between two dates: 两年后, where the sources say 2016年 and 2018年."""
    years = {date.year for date in dates if date.year is not None}
    return amount.unit == "年" and any(year + amount.value in years for year in years)


def _missing(en: str, zh_word: str, written: str, normal: str) -> str:
    read = "" if zh.fold(written).rstrip("年月日号") == normal.rstrip("年月日") else f" ({normal})"
    return say(f"{en} not in the source: {written}{read}", f"来源中没有{zh_word}“{written}”{read}")


def _shown(amount: Amount) -> str:
    if amount.unit == "第":
        return f"第{amount.value}"
    if amount.unit.startswith("比"):
        return f"{amount.value}:{amount.unit[1:]}"
    return f"{amount.value}{amount.unit if amount.unit not in ('个', '件') else ''}"


def _shown_date(date: Date) -> str:
    return "".join(
        f"{value}{unit}" for value, unit in zip(date[:3], "年月日", strict=True) if value is not None
    )


@lru_cache(maxsize=512)
def _plain_numbers(folded: str) -> str:
    """Return a text with its numbers in one way of writing: 一九六七年 as 1967年."""
    written, at = "", 0
    for number in numbers(folded):
        if number.start >= at:
            written += folded[at : number.start] + str(number.value)
            at = number.end
    return written + folded[at:]


@lru_cache(maxsize=512)
def _bare(folded: str) -> str:
    """Return folded text without marks and white space, since a quotation may be set in other ones."""
    return _MARKS.sub("", folded)
