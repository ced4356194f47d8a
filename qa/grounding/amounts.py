"""Numbers with their units, bounds and dates: what a sentence may not change.

Numerals are read by ``qa.numerals``; here each gets its unit, normalised (公斤 are 克, 公里 are 米), and whether it is
exact. English is read too: "162 million yuan", "30 percent", "March 2016".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from qa import text as zh
from qa.numerals import numbers

Bound = Literal["", "over", "under", "about"]

_UNITS: dict[str, tuple[str, str]] = {
    # unit as it is written: (kind, factor)
    **dict.fromkeys(("元", "块钱", "块", "人民币", "rmb", "yuan", "renminbi", "cny"), ("元", "1")),
    "角": ("元", "0.1"),
    "角钱": ("元", "0.1"),
    **dict.fromkeys(("美元", "美金", "usd", "dollars", "us dollars"), ("美元", "1")),
    **dict.fromkeys(("欧元", "eur", "euros", "euro"), ("欧元", "1")),
    **dict.fromkeys(("港元", "港币", "hkd"), ("港元", "1")),
    **dict.fromkeys(("日元", "yen"), ("日元", "1")),
    **dict.fromkeys(("英镑", "pounds"), ("英镑", "1")),
    **dict.fromkeys(("人", "名", "位", "人次", "people", "persons"), ("人", "1")),
    **dict.fromkeys(("户", "households"), ("户", "1")),
    **dict.fromkeys(("次", "场", "回", "times"), ("次", "1")),
    **dict.fromkeys(("倍", "fold"), ("倍", "1")),
    **dict.fromkeys(("岁", "周岁", "years old"), ("岁", "1")),
    **dict.fromkeys(("秒", "秒钟", "seconds"), ("秒", "1")),
    **dict.fromkeys(("分钟", "minutes"), ("秒", "60")),
    **dict.fromkeys(("小时", "个小时", "钟头", "个钟头", "hours"), ("秒", "3600")),
    **dict.fromkeys(("天", "days"), ("天", "1")),
    **dict.fromkeys(("周", "个星期", "星期", "个礼拜", "weeks"), ("周", "1")),
    **dict.fromkeys(("个月", "月份", "months"), ("个月", "1")),
    **dict.fromkeys(("米", "metres", "meters"), ("米", "1")),
    **dict.fromkeys(("公里", "千米", "km", "kilometres", "kilometers"), ("米", "1000")),
    "里": ("米", "500"),
    "厘米": ("米", "0.01"),
    "毫米": ("米", "0.001"),
    "海里": ("海里", "1"),
    **dict.fromkeys(("克", "grams"), ("克", "1")),
    **dict.fromkeys(("公斤", "千克", "kg"), ("克", "1000")),
    **dict.fromkeys(("吨", "tons", "tonnes"), ("克", "1000000")),
    "斤": ("克", "500"),
    "升": ("升", "1"),
    "毫升": ("升", "0.001"),
    "平方米": ("平方米", "1"),
    "平方公里": ("平方米", "1000000"),
    "公顷": ("平方米", "10000"),
    "亩": ("亩", "1"),
    "瓦": ("瓦", "1"),
    "千瓦": ("瓦", "1000"),
    "兆瓦": ("瓦", "1000000"),
    **dict.fromkeys(("度", "℃", "摄氏度"), ("度", "1")),
    "点": ("点", "1"),
    "股": ("股", "1"),
    "票": ("票", "1"),
    "字": ("字", "1"),
    "页": ("页", "1"),
    **dict.fromkeys(("percent", "per cent", "percentage points"), ("%", "1")),
}
_COUNTERS = "个家项条种件款张笔份部座所套批支只头台辆艘架层级类代期轮段节章篇步门间栋幢枚颗棵根把本册班匹幅封堂遍趟瓶箱袋杯盏粒株桩届组道起"
_UNIT = re.compile(
    r"[多余来几]?\s*(?P<unit>"
    + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    + rf"|[{_COUNTERS}])"
    r"(?P<people>人|户)?"
)
# 三个半小时, 两天半 is written the other way round and is read as 两天.
_AND_A_HALF = re.compile(r"个半(?=(?P<unit>小时|钟头|月|星期|礼拜))")
_WORD_UNIT = re.compile(r"[a-z]")
_ENGLISH_SCALE = re.compile(r"\s*-?(thousand|million|billion|trillion)\b")
_ENGLISH_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?(?:\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d))?(?:,?\s*(?P<year>(?:1[5-9]|20)\d\d)\b)?"
)
_ENGLISH_NUMBERS = dict(
    zip(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        map(Decimal, range(2, 13)),
        strict=True,
    )
)
_ENGLISH_NUMBER = re.compile(rf"\b({'|'.join(_ENGLISH_NUMBERS)})\b(?!-)")

_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "under",
        re.compile(
            r"(?:将近|接近|近|不到|不足|不满|不[得能可应许准会]?(?:超过|多于|高于|大于|超出)|(?<!不)(?<!不[得能可应许准会])(?:低于|少于|小于)|(?:至多|最多)(?:只?[能可]?要?有|只?[能可]|为|是)?|(?:less|fewer) than|under|nearly|almost|at most|up to)\s*$"
        ),
    ),
    (
        "over",
        re.compile(
            r"(?:(?<!不)(?<!不[得能可应许准会])(?:超过|高于|大于|多于|超出|超)|逾|突破|不[得能可应许准会]?(?:低于|少于|小于)|(?:至少|最少|起码)(?:[需须得]?要?有|[需须得]?要|[需须得]|为|是)?|over|more than|above|at least|exceed(?:s|ed|ing)?)\s*$"
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:大约|大概|约为|约|大致|几乎|差不多|上下|about|around|approximately|roughly|some)\s*$"
        ),
    ),
)
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("over", re.compile(r"[多余]|\S{0,3}?(?:以上|之上|多(?=[，。、；\s]|$))")),
    ("under", re.compile(r"\S{0,3}?(?:以下|以内|之内|之下)")),
    ("about", re.compile(r"[来几]|\S{0,3}?(?:左右|上下|前后)")),
)
_ORDINAL = re.compile(r"第\s*$")
_ORDINAL_WORD = re.compile(
    r"第\s*(?P<value>\d+|[一二三四五六七八九十百]+)(?!方|三者|[一二三四五六七八九十]+方)"
)
# What stands before the first words of a dispatch says when it was sent, and nothing about its matter.
_DATELINE = re.compile(r"\d{1,2}月\d{1,2}日(?:特稿|专电|电|讯|消息)")
_SCORE = re.compile(r"(?<![\d:：.])(\d{1,3})\s*[:：比\-]\s*(\d{1,3})(?![\d:：.%年月日]|\s*[-:])")
_RELATIVE = re.compile(
    r"(?P<same>同年|当年|该年|这一年|那一年)|(?P<next>次年|翌年|第二年|来年)|(?P<last>前一年|上一年|上年|头一年)"
    r"|(?<![\d一二三四五六七八九十零])(?:(?P<after>[一两二三四五六七八九十\d]{1,2})年(?:以?后|之后)|(?P<before>[一两二三四五六七八九十\d]{1,2})年(?:以?前|之前))"
)


class Amount(NamedTuple):
    """A number with what it counts: ``unit`` is normalised (元, 人, 克, %, 年 …), 件 for a counter of things, 个 for 个, empty for none.

    ``value`` is in that unit. ``bound`` tells whether the text gives it as exact (empty), over, under or about.
    An ordinal has the unit 第. A match's score is its higher number, with the lower one in the unit: 3:1 is 3 比1.
    """

    value: Decimal
    unit: str
    bound: Bound
    start: int
    end: int
    step: Decimal = Decimal(1)
    """What one more in the last digit that is not nought is worth: 1000 for 12000, 3600 (秒) for 8小时."""


class Date(NamedTuple):
    """The parts of a date that a text gives; None for those that it does not."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int


@lru_cache(maxsize=8192)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts of a text in order, dates not among them (see `dates`), except years that stand alone.

    >>> [(str(a.value), a.unit, a.bound) for a in amounts("超过3公斤，约1.2万人，百分之三十，162 million yuan")]
    [('3000', '克', 'over'), ('12000', '人', 'about'), ('30', '%', ''), ('162000000', '元', '')]
    """
    return _read(text)[0]


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of a text in order, each with the parts that it has.

    >>> [date[:3] for date in dates("二〇一四年3月15日，到2016年底；in March 2017")]
    [(2014, 3, 15), (2016, None, None), (2017, 3, None)]
    """
    return _read(text)[1]


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[tuple[Amount, ...], tuple[Date, ...]]:
    folded = zh.fold(text)
    amounts: list[Amount] = []
    parts: list[Amount] = []
    datelines = [match.span() for match in _DATELINE.finditer(folded)]
    english = [match for match in _MONTH.finditer(folded) if match["day"] or match["year"]]
    taken = [match.span() for match in english] + datelines
    for score in _SCORE.finditer(folded):
        if folded[score.start(1) : score.end(2)].count("-") and _looks_like_range(folded, score.end()):
            continue
        taken.append(score.span())
        less, more = sorted((int(score[1]), int(score[2])))
        amounts.append(Amount(Decimal(more), f"比{less}", "", *score.span()))
    for match in _ORDINAL_WORD.finditer(folded):
        value = _ordinal(match["value"])
        if value is not None:
            taken.append(match.span())
            amounts.append(Amount(value, "第", "", *match.span()))
    for number in numbers(text):
        if any(start <= number.start < end for start, end in taken):
            continue
        if number.kind in ("年", "月", "日"):
            parts.append(Amount(number.value, number.kind, "", number.start, number.end))
            continue
        amounts.append(_with_unit(folded, number.value, number.kind, number.start, number.end))
    amounts += [
        _with_unit(folded, _ENGLISH_NUMBERS[match[1]], "", *match.span())
        for match in _ENGLISH_NUMBER.finditer(folded)
    ]
    joined, spans = _joined(parts, folded)
    for match in english:
        month = _MONTHS.index(match["month"][:3]) + 1
        joined.append(
            Date(
                int(match["year"]) if match["year"] else None,
                month,
                int(match["day"]) if match["day"] else None,
                *match.span(),
            )
        )
    return (
        tuple(sorted([*amounts, *spans], key=lambda amount: amount.start)),
        tuple(sorted(joined, key=lambda date: date.start)),
    )


def _looks_like_range(folded: str, end: int) -> bool:
    """Whether 3-5 is followed by a unit: then it is a range, and no score."""
    return _UNIT.match(folded, end) is not None or folded[end : end + 1] in (
        "万",
        "亿",
        "千",
        "百",
        "成",
        "倍",
    )


def _ordinal(raw: str) -> Decimal | None:
    if raw.isdigit():
        return Decimal(raw)
    read = numbers(f"共{raw}个")
    return read[0].value if read else (Decimal(1) if raw == "一" else None)


def _with_unit(folded: str, value: Decimal, kind: str, start: int, end: int) -> Amount:
    if scale := _ENGLISH_SCALE.match(folded, end):
        value, end = value * _ENGLISH_SCALES[scale[1]], scale.end()
    unit, at, step = kind, end, _step(value)
    if kind == "" and (half := _AND_A_HALF.match(folded, end)):
        value, end, step = value + Decimal("0.5"), half.start("unit"), Decimal("0.5")
        at = end
    if kind in ("", "数") and (match := _UNIT.match(folded, end)):
        written = match["unit"]
        is_word = _WORD_UNIT.match(written) and folded[match.end("unit") : match.end("unit") + 1].isalpha()
        if not is_word:
            name, factor = _UNITS.get(written, ("个" if written == "个" else "件", "1"))
            if match["people"] and name in ("个", "件"):
                name = match["people"]
            value, step = value * Decimal(factor), step * Decimal(factor)
            unit, at = kind + name, match.end("unit")
    elif kind == "%" and folded[end : end + 1] == "%":
        at = end + 1
    if not unit and (
        folded[max(0, start - 1) : start] in ("$",) or folded[max(0, start - 3) : start] == "usd"
    ):
        unit = "美元"
    if not unit and (
        folded[max(0, start - 1) : start] in ("¥", "￥") or folded[max(0, start - 3) : start] == "rmb"
    ):
        unit = "元"
    if _ORDINAL.search(folded, max(0, start - 2), start):
        return Amount(value, "第", "", start, end)
    return Amount(_plain(value), unit, _bound(folded, start, end, at), start, max(end, at), step)


def _plain(value: Decimal) -> Decimal:
    normal = value.normalize()
    return (
        normal.quantize(Decimal(1))
        if normal == normal.to_integral_value() and abs(normal) < 10**25
        else normal
    )


def _bound(folded: str, start: int, end: int, after_unit: int) -> Bound:
    before = folded[max(0, start - 12) : start]
    for bound, pattern in _BEFORE:
        if pattern.search(before):
            return bound
    if re.search(r"[多余]", folded[start:end]):
        return "over"
    for bound, pattern in _AFTER:
        if pattern.match(folded, end) or (after_unit > end and pattern.match(folded, after_unit)):
            return bound
    return ""


def _joined(parts: Sequence[Amount], folded: str) -> tuple[list[Date], list[Amount]]:
    """Put year, month and day that stand together into dates; 三年 is a time span, and an amount."""
    found: list[Date] = []
    spans: list[Amount] = []
    open_: dict[str, int] = {}
    begin = last = 0

    def close() -> None:
        if open_:
            found.append(Date(open_.get("年"), open_.get("月"), open_.get("日"), begin, last))
            open_.clear()

    order = "年月日"
    for part in parts:
        value = part.value
        is_date = value == value.to_integral_value() and (
            1000 <= value <= 2999 if part.unit == "年" else 1 <= value <= (12 if part.unit == "月" else 31)
        )
        # '98年 is a year, 15年 hardly ever.
        if not is_date:
            spans.append(_with_bound(folded, part))
            continue
        touches = bool(open_) and re.fullmatch(r"[/.\-\s]{0,2}", folded[last : part.start]) is not None
        if not touches or order.index(part.unit) <= max(order.index(unit) for unit in open_):
            close()
            begin = part.start
        open_[part.unit] = int(value)
        last = part.end + (folded[part.end : part.end + 1] in tuple("年月日号"))
    close()
    return found, spans


def _with_bound(folded: str, part: Amount) -> Amount:
    return part._replace(bound=_bound(folded, part.start, part.end, part.end + 1))


def relative_years(text: str) -> set[int]:
    """Return the years that a text tells by another one: 次年 after 2014年 is 2015.

    >>> sorted(relative_years("2014年成立，次年盈利，三年后上市。"))
    [2015, 2017]
    """
    folded = zh.fold(text)
    found: set[int] = set()
    years = [date for date in dates(text) if date.year is not None]
    for match in _RELATIVE.finditer(folded):
        before = [date.year for date in years if date.start < match.start() and date.year is not None]
        if not before:
            continue
        base = before[-1]
        step = {"same": 0, "next": 1, "last": -1}.get(match.lastgroup or "")
        if step is None:
            read = numbers((match["after"] or match["before"]) + "个")
            if not read:
                continue
            step = int(read[0].value) * (1 if match["after"] else -1)
        if step:
            found.add(base + step)
    return found


def _step(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
