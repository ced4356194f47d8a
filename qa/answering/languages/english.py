"""What an English sentence states that can be looked for in Chinese: numbers, dates, names, a negation, a direction."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from qa.answering.languages.which import ENGLISH_GRAMMAR

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_UNITS = dict(zip(_ONES.split(), range(20), strict=True)) | {
    word: 10 * (at + 2) for at, word in enumerate(_TENS.split())
}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = {name: at + 1 for at, name in enumerate(_MONTHS)} | {
    name[:3]: at + 1 for at, name in enumerate(_MONTHS)
}

_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.])(?:(?P<figure>{_FIGURE})(?:st|nd|rd|th)?|(?P<words>(?:{_UNIT}|a(?= (?:hundred|thousand|million|billion)))(?:[- ](?:and )?(?:{_UNIT}|{_SCALE}))*))"
    rf"(?:[- ](?P<scale>{_SCALE}))?(?![\w])(?P<percent> ?(?:%|percent\b|per cent\b|percentage points?\b))?(?P<permille> ?(?:‰|per mille\b))?",
    re.IGNORECASE,
)
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")
_MONTH_NAME = re.compile(
    r"\b(?P<before>\d{1,2}(?:st|nd|rd|th)?(?: of)? )?"
    rf"(?P<month>{'|'.join(_MONTHS)}|(?:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)(?P<after> \d{{1,2}}(?:st|nd|rd|th)?\b(?!,?\d))?",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z0-9&'’-]*(?:(?: (?:of|the|de|van|von|and))? [A-Z][A-Za-z0-9&'’-]*)*")
_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|nowhere|without|cannot|hardly|unable|fails?|failed|lacks?|lacked|refus\w+|instead of|rather than)\b|n't\b"
    r"|\bir(?:revocabl|reversibl)\w+|\bun(?:paid|touched|able|used|known|limited|lawful)\b",
    re.IGNORECASE,
)
_CHINESE_NEGATION = re.compile(r"[不没未无非否勿莫免]|并非|而不是|拒")
_UP = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|increas\w+|gr(?:ow|ew|own|owing|ows)\b|growth|climb\w*|higher|rais\w+|up to)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:fall(?:s|en|ing)?|fell|decreas\w+|declin\w+|drop(?:s|ped|ping)?|lower\w*|reduc\w+|cut|shr[aiu]nk\w*|less than)\b",
    re.I,
)
_CHINESE_UP = re.compile(r"[升涨增]|提高|上调|扩大|爬到|翻番|加快|拉长")
_CHINESE_DOWN = re.compile(r"[降跌减缩]|下调|压到|回落|掉了|收窄|变少")

# What sentences begin with that could be read as pinyin.
_BEGINNINGS = frozenset(
    [
        "people",
        "everyone",
        "someone",
        "none",
        "some",
        "same",
        "manage",
        "more",
        "here",
        "there",
        "women",
        "men",
        "money",
        "fine",
        "line",
        "site",
    ]
)

# Names that are no pinyin, and what they may be in Chinese.
IN_CHINESE = {
    "china": "中国|我国|全国|国内",
    "chinese": "中国|我国|中文|国内",
    "hong": "香港",
    "macau": "澳门",
    "taiwan": "台湾",
    "us": "美国",
    "usa": "美国",
    "america": "美国",
    "american": "美国",
    "united": "美国|英国|联合国",
    "uk": "英国",
    "britain": "英国",
    "british": "英国",
    "england": "英国",
    "japan": "日本",
    "japanese": "日本",
    "korea": "韩国|朝鲜",
    "korean": "韩国|朝鲜",
    "germany": "德国",
    "german": "德国|德",
    "france": "法国",
    "french": "法国|法",
    "europe": "欧洲|欧盟",
    "european": "欧洲|欧盟",
    "russia": "俄罗斯|俄国",
    "russian": "俄罗斯|俄国",
    "india": "印度",
    "indian": "印度",
    "singapore": "新加坡",
    "london": "伦敦",
    "new": "纽约|新西兰",
    "paris": "巴黎",
    "internet": "互联网|网络",
    "monday": "周一|星期一",
    "tuesday": "周二|星期二",
    "wednesday": "周三|星期三",
    "thursday": "周四|星期四",
    "friday": "周五|星期五",
    "saturday": "周六|星期六",
    "sunday": "周日|周天|星期日|星期天",
    "christmas": "圣诞",
}

Kind = Literal["%", "年", "月", "日", ""]


class Stated(NamedTuple):
    """A number with its kind, which is that of :mod:`qa.numerals`."""

    value: Decimal
    kind: Kind


@lru_cache(maxsize=2048)
def stated_numbers(text: str) -> tuple[Stated, ...]:
    """Return the numbers of an English text, in figures or words, multiplied out.

    ``one`` and ordinals in words are none: they are as often an article or a connective as a number.

    >>> [(str(n.value), n.kind) for n in stated_numbers("In March 2016 1.2 billion, thirty-one percent of 4,300.")]
    [('3', '月'), ('2016', ''), ('1200000000', ''), ('31', '%'), ('4300', '')]
    """
    found: list[tuple[int, Stated]] = []
    # 海棠支付9 billion: what is written without a space is a word of its own all the same.
    text = _SEAM.sub(" ", text)
    rest = list(text)
    for match in _MONTH_NAME.finditer(text):
        name = match["month"].lower().strip(".")
        if name in ("may", "march") and not (match["before"] or _dates(text, match)):
            continue
        found.append((match.start("month"), Stated(Decimal(_MONTH[name[:3]]), "月")))
        for day in ("before", "after"):
            if match[day]:
                digits = re.sub(r"\D", "", match[day])
                found.append((match.start(day), Stated(Decimal(digits), "日")))
                rest[match.start(day) : match.end(day)] = " " * len(match[day])
    for match in _NUMBER.finditer("".join(rest)):
        value = _value(match)
        if value is None:
            continue
        kind: Kind = "%" if match["percent"] or match["permille"] else ""
        if match["permille"]:
            value /= 10
        found.append((match.start(), Stated(_plain(value), kind)))
    return tuple(stated for _, stated in sorted(found))


def stated_dates(text: str) -> list[tuple[Decimal, Decimal]]:
    """Return (year, month) of each “June 2023”, and (month, day + 100) of each “26 June” or “June 26”.

    >>> [(int(a), int(b)) for a, b in stated_dates("On 26 June 1974, and in May 2020.")]
    [(6, 126), (1974, 6), (2020, 5)]
    """
    found = []
    text = _SEAM.sub(" ", text)
    for match in _MONTH_NAME.finditer(text):
        name = match["month"].lower().strip(".")
        if name in ("may", "march") and not (match["before"] or _dates(text, match)):
            continue
        month = Decimal(_MONTH[name[:3]])
        days = (re.sub(r"\D", "", match[day]) for day in ("before", "after") if match[day])
        found += [(month, Decimal(day) + 100) for day in days]
        year = re.match(r",? (?:of )?((?:1[5-9]|20)\d\d)\b", text[match.end() :])
        if year:
            found.append((Decimal(year[1]), month))
    return found


def _dates(text: str, month: re.Match[str]) -> bool:
    """Whether May or March is a month here, and not a verb."""
    after = text[month.end() : month.end() + 8]
    before = text[: month.start()].rstrip().lower()
    is_capital = month["month"][0].isupper()
    return is_capital and (
        bool(month["after"] or re.match(r",? ?(?:of )?\d", after))
        or before.endswith(
            ("in", "since", "by", "until", "from", "of", "late", "early", "to", "last", "before", "after")
        )
    )


def _value(match: re.Match[str]) -> Decimal | None:
    scale = Decimal(_SCALES[match["scale"].lower()]) if match["scale"] else Decimal(1)
    if match["figure"]:
        return Decimal(match["figure"].replace(",", "")) * scale
    words = [word for word in re.split(r"[- ]", match["words"].lower()) if word not in ("and", "")]
    if words == ["one"] and not match["percent"] and scale == 1:
        return None
    total = part = 0
    for word in words:
        if word == "a":
            part = 1
        elif word in _UNITS:
            part += _UNITS[word]
        elif word == "hundred":
            part = (part or 1) * 100
        else:
            total += (part or 1) * _SCALES[word]
            part = 0
    return Decimal(total + part) * scale


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


@lru_cache(maxsize=2048)
def stated_names(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of an English text, each as its words: what has a capital without beginning a sentence.

    A first word counts when more capitals follow it, or when it is not one that English sentences begin with.

    >>> stated_names("In 2016 Haitang Pay left Qinghe. The Bank of Venice is older than SWIFT.")
    (('Haitang', 'Pay'), ('Qinghe',), ('Bank', 'Venice'), ('SWIFT',))
    """
    found = []
    for match in _CAPITALS.finditer(text):
        words = [word.strip("'’-") for word in re.split(r"[ ]", match.group())]
        words = [word.removesuffix("'s").removesuffix("’s") for word in words if word]
        begins = (
            not text[: match.start()].strip(" \"'“‘(")
            or re.search(r"[.!?:…。]\s*[\"'“‘(]*$", text[: match.start()]) is not None
        )
        if (
            begins
            and words
            and (words[0].lower() in ENGLISH_GRAMMAR or (len(words) == 1 and not _odd(words[0])))
        ):
            words = words[1:]
        words = [
            w for w in words if w.lower() not in ENGLISH_GRAMMAR and w.lower() not in _MONTH and w != "I"
        ]
        if words:
            found.append(tuple(words))
    return tuple(found)


def _odd(word: str) -> bool:
    """Whether a word that begins a sentence is no common one: it has further capitals, or reads as pinyin."""
    from qa.pinyin import syllables

    if word.lower() in _BEGINNINGS or word.lower() in _UNITS:
        return False

    if word.lower() in IN_CHINESE and word.lower() != "new":
        return True
    return any(character.isupper() or character.isdigit() for character in word[1:]) or bool(syllables(word))


def denies(text: str, *, is_chinese: bool) -> bool:
    """Whether a text has a negation in it."""
    return (_CHINESE_NEGATION if is_chinese else _NEGATION).search(text) is not None


def directions(text: str, *, is_chinese: bool) -> frozenset[str]:
    """Return whether something rises or falls in a text: ``up``, ``down``, both or neither.

    >>> sorted(directions("The rate fell to 0.5%.", is_chinese=False)), sorted(directions("升到0.5%", is_chinese=True))
    (['down'], ['up'])
    """
    up, down = (_CHINESE_UP, _CHINESE_DOWN) if is_chinese else (_UP, _DOWN)
    return frozenset(name for name, pattern in (("up", up), ("down", down)) if pattern.search(text))
