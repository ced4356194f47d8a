"""Numbers in Chinese text, whichever way they are written: 30%, 百分之三十, 三成; 1.2万, 12000; 2014年, 二〇一四年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import NamedTuple

from qa import text as zh

_DIGITS = dict(zip("零一二两三四五六七八九", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_KINDS = {"%": "%", "‰": "%", "成": "%", "年": "年", "月": "月", "日": "日", "号": "日", "倍": "倍"}
_FACTORS = {"成": Decimal(10), "‰": Decimal("0.1")}
_ONE = Decimal(1)

# Decimals are rounded to 28 digits by default, and then two account numbers are one.
_EXACT = Context(prec=400)
_LONGEST = 100

_DIGIT = "一二两三四五六七八九"
_SCALE = r"[十百千]?[万亿]{1,2}|百(?!分)|千"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = rf"[零{_DIGIT}十百千万亿]+(?:点[零{_DIGIT}]+(?:{_SCALE})?|[多余来几][万亿]+)?"
_NUMBER = re.compile(
    # The 2 of P2P and the 4 of GPT-4 belong to a name; the 3 of RMB3亿 is an amount.
    r"(?P<currency>rmb|usd|cny|hkd|eur|gdp|cpi|ppi)(?=\d)|(?P<name>[a-z]+(?:[-+]?\d+(?:\.\d+)*[a-z]*)*)"
    r"|(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)(?P<dash>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=dash)"
    r"(?P<day>[12]\d|3[01]|0?[1-9])(?![\d%])"
    rf"|(?P<parts>{_ARABIC}|{_CHINESE})分之(?P<share>{_ARABIC}|{_CHINESE})"
    rf"|(?P<arabic>{_ARABIC})(?:[多余来几]?(?P<scale>{_SCALE}))?"
    # 数十万 is several times 100,000, but 总数十万 is 100,000 in all.
    r"|(?P<several>几|(?<![总人指参函次户系级小少多名分岁])数)(?=[十百千万亿])(?P<times>[十百千万亿]+)"
    rf"|(?P<chinese>{_CHINESE})"
)
# What follows 3亿 in 3亿5000万.
_REST = re.compile(rf"(?P<arabic>{_ARABIC})(?P<scale>[千百十]?万)")
_AFTER = re.compile(
    rf"[多余来几]?\s*(?:(?P<range>[-~到至])\s*(?=\d|(?P<to_chinese>[{_DIGIT}十百]))|(?P<unit>%|‰|年|月|日|号|成|倍|季度|元|岁)"
    r"|(?P<points>个?百分点)|(?P<measure>[个家条种项名位次天周点类款张笔份层级代期轮批段节章篇座台套人户步]|小时|分钟"
    # What is a word with some numeral before it (二把手, 三角, 四起, 三门峡, 两头) is a measure only before its own things.
    r"|回(?![家来去头到归报应答复顾想忆收升落暖民族])|[本册班辆艘匹幅封堂遍趟枚瓶箱袋杯盏颗粒棵株桩届组栋幢间吨斤克亩米秒升]|公里|千米|厘米|毫米|公斤|千克|毫升|平方|公顷|海里|英里|千瓦|兆瓦"
    r"|把(?![手])|道(?!贩)|门(?![峡脸])|只(?![是有能])|角(?=钱|[五一二三四六七八九]?分|\W|$)|块(?=钱|[零多]|\W|$)|里(?=路|地|外|长)"
    r"|头(?=[猪牛羊驴象])|起(?=[^，。；]{0,8}(?:案|事故|事件|纠纷|诉讼|火灾|交易|投诉|追尾))))"
)
_TENTH = re.compile(rf"[{_DIGIT}半](?![个家条种项名位次类款人户])")

_ONE_SCALE = re.compile(rf"[零{_DIGIT}十百千]+([万亿]+)")

# Words that begin as a number does.
_WORDS = re.compile(
    rf"十分(?![之钟])|(?<=花)八门|十[足字全]|一成不变|[一二]元化|([{_DIGIT}])\1([{_DIGIT}])\2(?![零{_DIGIT}年])"
)
# 一 before one of these is hardly ever counted: 一年来, 一日千里, 一号. Nor is it before a measure word: 一个.
_ARTICLE_BEFORE = ("年", "日", "号", "岁")
_TWO_DIGITS = re.compile(rf"(?<![零{_DIGIT}])([{_DIGIT}])([{_DIGIT}])(?![零{_DIGIT}])")


class Number(NamedTuple):
    """A number, normalised: ``kind`` is ``%``, ``年``, ``月``, ``日``, ``倍`` or empty.

    The kind begins with ``数`` where the number is several times the value: 数十年 is 10 of kind ``数年``.
    """

    value: Decimal
    kind: str
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order; their offsets are offsets in the text.

    A percentage, 成, 百分之 and every other 分之 are the same kind, in percent. Scales are multiplied out. Both ends
    of a range have the kind and the scale of the second; what stands for two numbers gives both (两三年, 十四五).
    A number that is part of a word is none (万一, 十分, 第三方, P2P), nor is 一 where it is an article (一个).

    >>> [(str(n.value), n.kind) for n in numbers("二〇一四年的三成，1.2万户，百分之三十，5-8%")]
    [('2014', '年'), ('30', '%'), ('12000', ''), ('30', '%'), ('5', '%'), ('8', '%')]
    """
    result: list[Number] = []
    opened: _Found | None = None
    for found in _found(text):
        one = found
        if opened is not None and one.start == opened.range_end:
            if opened.is_bare and opened.values[0] < one.values[0]:  # 5-8万 begins at 50,000
                result[-1] = _number(opened.values[0], opened._replace(factor=one.factor, kind=one.kind))
            elif opened.kind == "%" and one.is_bare:  # 百分之三十到四十
                one = one._replace(factor=opened.factor, kind="%")
        result += [_number(value, one) for value in one.values]
        opened = one
    return result


class _Found(NamedTuple):
    """One numeral: what it says before its scale and unit are taken in, and where a range that it opens goes on."""

    values: tuple[Decimal, ...]
    factor: Decimal
    kind: str
    start: int
    end: int
    range_end: int | None = None

    @property
    def is_bare(self) -> bool:
        return self.kind == "" and self.factor == 1


def _number(value: Decimal, found: _Found) -> Number:
    normal = _EXACT.normalize(_EXACT.multiply(value, found.factor))
    # normalize() writes 1200 as 1.2E+3; a plain integer is easier to read in a reason.
    is_whole = normal == _EXACT.to_integral_value(normal)
    return Number(_EXACT.quantize(normal, _ONE) if is_whole else normal, found.kind, found.start, found.end)


def _found(text: str) -> Iterator[_Found]:
    folded = zh.fold(text)
    at = 0
    while match := _NUMBER.search(folded, at):
        at = match.end()
        start, end = match.span()
        if match["currency"] or match["name"] or end - start > _LONGEST:
            continue
        if match["year"]:
            for name, kind in (("year", "年"), ("month", "月"), ("day", "日")):
                yield _Found((Decimal(match[name]),), _ONE, kind, *match.span(name))
            continue
        after = _AFTER.match(folded, end)
        if match["parts"]:
            if parts := _value(match["parts"]):
                range_end = after.end() if after and after["range"] else None
                yield _Found((_value(match["share"]),), Decimal(100) / parts, "%", start, end, range_end)
        elif match["arabic"]:
            value, factor = _value(match["arabic"]), Decimal(_scale(match["scale"] or ""))
            if match["scale"] == "亿" and (rest := _REST.match(folded, end)):
                value += _value(rest["arabic"]) * _scale(rest["scale"]) / factor
                at = end = rest.end()
                after = _AFTER.match(folded, end)
            if start and text[start - 1] in "-−－" and not _goes_on(folded, start - 1):
                value, start = -value, start - 1
            yield _with_unit(folded, (value,), factor, start, end, after)
        elif match["several"]:
            several = _with_unit(folded, (_value("一" + match["times"]),), _ONE, start, end, after)
            yield several._replace(kind="数" + several.kind)
        elif not _WORDS.match(folded, start) and (values := _chinese(match["chinese"], after)):
            scale = _ONE_SCALE.fullmatch(match["chinese"])  # 五到八万 begins at 50,000
            factor = Decimal(_scale(scale[1])) if scale else _ONE
            values = tuple(value / factor for value in values)
            yield _with_unit(folded, values, factor, start, end, after)


def _goes_on(folded: str, at: int) -> bool:
    """Whether a hyphen belongs to what is before it: a range, a date, a name, a dash."""
    return at > 0 and re.match(r"[0-9a-z%‰年月日号成倍万亿千百十\-)]", folded[at - 1]) is not None


def _chinese(raw: str, after: re.Match[str] | None) -> tuple[Decimal, ...]:
    """Return what a Chinese numeral says, if it is one; two numbers for 二三十 and 两三(个)."""
    unit = (after["unit"] or after["points"]) if after else None
    is_counted = bool(after and (unit or after["measure"] or after["to_chinese"]))
    if raw == "十":
        return (Decimal(10),)
    if raw == "一":
        is_article = unit in _ARTICLE_BEFORE or bool(after and after["measure"])
        return (_ONE,) if is_counted and not is_article else ()
    if len(raw) == 1:
        return (_value(raw),) if is_counted and raw in _DIGITS else ()
    pair = _TWO_DIGITS.search(raw.partition("点")[0])
    is_approximate = pair is not None and (pair[0] == "三五" or _DIGITS[pair[2]] - _DIGITS[pair[1]] == 1)
    if all(character in _DIGITS for character in raw):
        is_year = unit == "年" and "两" not in raw and raw != "三五"
        if len(raw) > 2 or is_year:
            return () if "两" in raw else (_value(raw),)
        if not is_counted:
            return ()  # 二八, 三四 are words
        # 统一三项: the last one alone is counted.
        return tuple(map(_value, raw if is_approximate else raw[1]))
    # 千万 (= by all means) and 百万 say no number; a place value with a digit before it does.
    if not re.search(rf"[零{_DIGIT}十][十百千万亿点零{_DIGIT}多余来几]", raw):
        return ()
    if pair is not None and is_approximate:
        return tuple(_value(raw[: pair.start()] + digit + raw[pair.end() :]) for digit in pair.groups())
    return (_value(raw),)


def _with_unit(
    folded: str,
    values: tuple[Decimal, ...],
    factor: Decimal,
    start: int,
    end: int,
    after: re.Match[str] | None,
) -> _Found:
    if after is None:
        return _Found(values, factor, "", start, end)
    if after["range"]:
        return _Found(values, factor, "", start, end, after.end())
    unit = "%" if after["points"] else after["unit"] or ""
    if unit == "成" and (tenth := _TENTH.match(folded, after.end())):  # 三成五
        extra = Decimal(5 if tenth[0] == "半" else _DIGITS[tenth[0]]) / 10
        values = tuple(value + extra for value in values)
    return _Found(values, factor * _FACTORS.get(unit, _ONE), _KINDS.get(unit, ""), start, end)


def _scale(scale: str) -> int:
    product = 1
    for character in scale:
        product *= _TENS.get(character) or _SCALES[character]
    return product


def _value(raw: str) -> Decimal:
    if raw[0].isdigit():
        return Decimal(raw.replace(",", ""))
    if match := re.fullmatch(rf"(.+?)(?:点([零{_DIGIT}]+)|[多余来几])([十百千万亿]*)", raw):
        decimals = "".join(str(_DIGITS[character]) for character in match[2] or "")
        return _EXACT.multiply(Decimal(f"{_whole(match[1])}.{decimals}"), Decimal(_scale(match[3])))
    return Decimal(_whole(raw))


def _whole(raw: str) -> int:
    if all(character in _DIGITS for character in raw):
        return int("".join(str(_DIGITS[character]) for character in raw) or 0)
    if len(raw) > 2 and raw[-1] in _DIGIT and raw[-2] in "百千万亿":
        # 三百五 is 350; 305 would be 三百零五.
        return _whole(raw[:-1]) + _DIGITS[raw[-1]] * _scale(raw[-2]) // 10
    total = section = digit = 0
    for character in raw:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        else:
            scale = _SCALES[character]
            total = (total + section + digit) * scale if scale == 10**8 else total + (section + digit) * scale
            section = digit = 0
            total = total or scale  # 万分之五
    return total + section + digit
