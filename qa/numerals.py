"""Numbers in Chinese text, whichever way they are written: 30%, 百分之三十, 三成; 1.2万, 12000; 2014年, 二〇一四年."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from qa import text as zh

_DIGITS = dict(zip("零一二两三四五六七八九", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = re.compile(
    rf"(?P<per>[百千万]分之)(?:(?P<per_arabic>{_ARABIC})|(?P<per_chinese>{_CHINESE}))"
    rf"|(?P<arabic>{_ARABIC})(?P<scale>[十百千]?[万亿]*|[百千])"
    rf"|(?P<chinese>{_CHINESE})"
)
_UNIT = re.compile(
    r"\s*(?P<range>[-~到至](?=\s*\d))?\s*(?P<unit>个?百分点|%|‰|年|月|日|号|成|倍|季度|元|岁)?"
)
_PER = {"百分之": Decimal(1), "千分之": Decimal("0.1"), "万分之": Decimal("0.01")}

# A single Chinese digit is a number only before one of these; elsewhere it is part of a word (一旦, 统一, 三者).
_TELLING_UNITS = {"年", "月", "日", "号", "成", "倍", "季度", "元", "岁", "%"}


class Number(NamedTuple):
    """A number, normalised: ``kind`` is ``%``, ``年``, ``月``, ``日``, ``倍`` or empty."""

    value: Decimal
    kind: str
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order; their offsets are offsets in the text.

    A percentage, 成 and 百分之 are the same kind, in percent. Scales are multiplied out.

    >>> [(str(n.value), n.kind) for n in numbers("二〇一四年的三成，1.2万户，百分之三十，5-8%")]
    [('2014', '年'), ('30', '%'), ('12000', ''), ('30', '%'), ('5', '%'), ('8', '%')]
    """
    folded = zh.fold(text)
    found: list[Number] = []
    for match in _NUMBER.finditer(folded):
        if match["per"]:
            value = _value(match["per_arabic"] or match["per_chinese"]) * _PER[match["per"]]
            found.append(_number(value, "%", match.start(), match.end()))
            continue
        unit_match = _UNIT.match(folded, match.end())
        unit = (unit_match and unit_match["unit"]) or ""
        raw = match["arabic"] or match["chinese"]
        if match["chinese"] and (not _is_number(raw, unit) or folded.startswith("十分", match.start())):
            continue
        value = _value(raw)
        for scale in match["scale"] or "":
            value *= _TENS.get(scale) or _SCALES[scale]
        if unit_match and unit_match["range"] and not unit:
            unit = "range"
        found.append(_with_unit(value, unit, match.start(), match.end()))
    return _ranges_resolved(found)


def _is_number(raw: str, unit: str) -> bool:
    if len(raw) == 1:
        return (raw in _DIGITS and raw != "一" and unit in _TELLING_UNITS) or raw == "十"
    # 万一, 千万 (= by all means), 十分, 一一 are words; a place value with a digit before it is a number.
    return bool(
        re.search(r"[一二两三四五六七八九零十][十百千万亿点零一二三四五六七八九]", raw)
    ) and raw not in ("一一", "万一")


def _with_unit(value: Decimal, unit: str, start: int, end: int) -> Number:
    if unit == "成":
        return _number(value * 10, "%", start, end)
    if unit == "‰":
        return _number(value / 10, "%", start, end)
    kind = {"个百分点": "%", "百分点": "%", "号": "日", "季度": "", "元": "", "岁": ""}.get(unit, unit)
    return _number(value, kind, start, end)


def _number(value: Decimal, kind: str, start: int, end: int) -> Number:
    normal = value.normalize()
    # normalize() writes 1200 as 1.2E+3; a plain integer is easier to read in a reason.
    return Number(normal.quantize(Decimal(1)) if normal == normal.to_integral() else normal, kind, start, end)


def _ranges_resolved(found: list[Number]) -> list[Number]:
    """Give the first number of a range the kind of the second: 5 in 5-8% is a percentage."""
    resolved = list(found)
    for i in reversed(range(len(resolved))):
        if resolved[i].kind == "range":
            kind = resolved[i + 1].kind if i + 1 < len(resolved) else ""
            resolved[i] = resolved[i]._replace(kind=kind)
    return resolved


def _value(raw: str) -> Decimal:
    if raw[0].isdigit():
        return Decimal(raw.replace(",", ""))
    whole, _, fraction = raw.partition("点")
    decimals = "".join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)
    return Decimal(_whole(whole)) + (Decimal(f"0.{decimals}") if decimals else 0)


def _whole(raw: str) -> int:
    if all(character in _DIGITS for character in raw):
        return int("".join(str(_DIGITS[character]) for character in raw) or 0)
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
    return total + section + digit
