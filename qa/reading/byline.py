"""A line under the title that says who wrote it and when: "文／林一木　2021年6月18日"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from qa.reading.credit import simplify
from qa.reading.dates import find_date

_LENGTH = 120
_NAME_COUNT = 3
_NAME_LENGTH = 12
"""Beside what is labelled, a byline holds the names of people and places, and nothing longer."""

_SENTENCE = re.compile("[。！？!?；;…]")
_PARTS = re.compile(r"\s*(?:[|｜/／·•\n]|　+|\s{2,})\s*")
_NAMES = re.compile(r"[，,、\s]+")
_LABEL = re.compile(
    r"(?P<author>作者|撰文|记者|文)|(?P<categories>分类|标签|栏目)"
    r"|来源|日期|时间|发布时间|发表时间|发布日期|更新时间|发布|发表|更新|编辑|责编"
)
_WROTE = re.compile(r"^(?:文|撰文)\s*[／/|｜丨]\s*([^\s／/|｜丨，,：:]{2,12})(?=\s|[／/|｜丨]|$)")
# Where and at what time of the day it appeared.
_APPEARED = re.compile(
    r"(?:发[表布]|刊发|刊载|首发|更新|刊|写|载)[于在]?|[《〈][^》〉]{1,20}[》〉]|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
    r"|[（(]?(?:星期|周)[一二三四五六日天][）)]?"
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?|[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3}")


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says."""

    author: str | None = None
    date: dt.date | None = None
    categories: tuple[str, ...] = ()


def parse_byline(text: str) -> Byline | None:
    """Return what a paragraph says about author and date, or ``None`` if it says anything else too.

    >>> parse_byline("文／林一木　刊于《望江周刊》2021年6月18日")
    Byline(author='林一木', date=datetime.date(2021, 6, 18), categories=())
    >>> parse_byline("2021年6月18日，桥通车了") is None
    True
    """
    if len(text) > _LENGTH or _SENTENCE.search(text):
        return None
    author: str | None = None
    categories: tuple[str, ...] = ()
    names: list[str] = []
    if wrote := _WROTE.match(text):
        author, text = wrote[1], text[wrote.end() :]
    found = find_date(text)
    before, after = (text[: found[1]], text[found[2] :]) if found else (text, "")
    for side in (before, after):
        for part in _PARTS.split(side):
            label, colon, value = part.replace(":", "：").partition("：")
            known = _LABEL.fullmatch(simplify(label.strip())) if colon else None
            if known is None:
                rest = [name for name in _NAMES.split(_APPEARED.sub(" ", part)) if name]
                if rest and side is after:
                    # Names stand before the date. What follows one is a sentence: 2021年6月18日，桥通车了
                    return None
                names += rest
            elif known["author"]:
                author = author or value.strip() or None
            elif known["categories"]:
                categories += tuple(name for name in _NAMES.split(value) if name)
    if (found is None and author is None) or len(names) > _NAME_COUNT:
        return None
    if any(len(name) > _NAME_LENGTH for name in (*names, author or "")):
        return None
    if author is None and names and _PERSON.fullmatch(names[0]):
        author = names[0]
    return Byline(author, found and found[0], categories)
