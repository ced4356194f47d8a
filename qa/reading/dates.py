"""Dates as articles write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from email.utils import parsedate_to_datetime

_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NUMERIC = re.compile(r"(?<!\d)(\d{4})\s*([-/.年])\s*(\d{1,2})\s*(?:\2|月)\s*(\d{1,2})(?!\d)(?:\s*日)?")
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_ENGLISH = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# What may follow a date: a time, a weekday, a bracket.
_AFTER = re.compile(r"$|[T\s(（,，]|星期|周|上午|下午|晚|凌晨")


def parse_date(value: object) -> dt.date | None:
    """Return the day that a value names, as it is written (no zone is converted), or ``None`` if it names none.

    >>> parse_date("Fri, 03 Dec 2021 00:00:00 GMT")
    datetime.date(2021, 12, 3)
    >>> parse_date("2021年12月3日") == parse_date("2021/12/3") == parse_date("2021-12-03T23:30:00-08:00")
    True
    >>> parse_date("2021-13-45") is None
    True
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    found = find_date(text)
    if found is not None and found[1] == 0 and _AFTER.match(text[found[2] :]):
        return found[0]
    if compact := _COMPACT.match(text):
        return _day(*compact.groups()) if _AFTER.match(text[8:]) else None
    if english := _ENGLISH.match(text):
        month = english[1].lower()
        return _day(english[3], _MONTHS.index(month) + 1, english[2]) if month in _MONTHS else None
    if text[:1].isdigit() and "-" in text[:5]:
        # An ISO date that is none; the parser for mail would take 2021-13-45 for something else.
        return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def find_date(text: str) -> tuple[dt.date, int, int] | None:
    """Return the first whole date in a text and where it starts and ends.

    >>> find_date("刊于2021年6月18日")
    (datetime.date(2021, 6, 18), 2, 12)
    >>> find_date("二〇二〇年七月二十八日")
    (datetime.date(2020, 7, 28), 0, 11)
    """
    for found in _NUMERIC.finditer(text):
        if day := _day(found[1], found[3], found[4]):
            return day, found.start(), found.end()
    for found in _CHINESE.finditer(text):
        if day := _day(found[1].translate(_DIGITS), _chinese_number(found[2]), _chinese_number(found[3])):
            return day, found.start(), found.end()
    return None


def _chinese_number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    value = int((ones or "0").translate(_DIGITS))
    return value + 10 * int((tens or "1").translate(_DIGITS)) if ten else value


def _day(year: str, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
