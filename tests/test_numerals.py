"""Numbers, whichever way they are written: the same value and kind, or no number at all."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.numerals import Number, numbers

unhurried = settings(deadline=None)


def read(text: str) -> str:
    """Return the numbers of a text as ``value kind`` pairs, and check that their offsets are in it."""
    found = numbers(text)
    assert all(0 <= number.start < number.end <= len(text) for number in found)
    assert [number.start for number in found] == sorted(number.start for number in found)
    return " ".join(f"{number.value}{number.kind}" for number in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # percentages
        ("30%", "30%"),
        ("30 %", "30%"),
        ("３０％", "30%"),
        ("百分之三十", "30%"),
        ("百分之30", "30%"),
        ("百分之三十五点六", "35.6%"),
        ("百分之零点三", "0.3%"),
        ("百分之百", "100%"),
        ("三成", "30%"),
        ("3成", "30%"),
        ("三成五", "35%"),
        ("三成半", "35%"),
        ("一成", "10%"),
        ("千分之三", "0.3%"),
        ("3‰", "0.3%"),
        ("万分之五", "0.05%"),
        ("5个百分点", "5%"),
        ("5百分点", "5%"),
        ("零点五个百分点", "0.5%"),
        ("五分之一", "20%"),
        ("二分之一", "50%"),
        ("-3%", "-3%"),
        ("增长-3.5%", "-3.5%"),
        ("——3%", "3%"),
        # scales
        ("12000", "12000"),
        ("12,000", "12000"),
        ("１２，０００", "12000"),
        ("1.2万", "12000"),
        ("一万二千", "12000"),
        ("一万二", "12000"),
        ("2,600万元", "26000000"),
        ("两千六百万元", "26000000"),
        ("1.2亿", "120000000"),
        ("一点二亿", "120000000"),
        ("兩億", "200000000"),
        ("三亿五千万", "350000000"),
        ("3亿5000万", "350000000"),
        ("3.5亿", "350000000"),
        ("1万亿", "1000000000000"),
        ("一万亿", "1000000000000"),
        ("3千万", "30000000"),
        ("100多万", "1000000"),
        ("100万多", "1000000"),
        ("三十余万", "300000"),
        ("RMB3亿", "300000000"),
        # Chinese numerals
        ("一百零三", "103"),
        ("一百三十", "130"),
        ("一百三", "130"),
        ("三百五", "350"),
        ("三百零五", "305"),
        ("两百", "200"),
        ("两千零五万", "20050000"),
        ("十来个", "10"),
        ("十多家", "10"),
        ("十分钟", "10"),
        ("二十一世纪", "21"),
        ("一千零一夜", "1001"),
        ("九五五八八", "95588"),
        ("三点五倍", "3.5倍"),
        ("一倍", "1倍"),
        ("三家公司", "3"),
        ("两个", "2"),
        ("第三季度", "3"),
        ("第3条与第三条", "3 3"),
        # what is said roughly
        ("数十万", "100000数"),
        ("几十万", "100000数"),
        ("数百", "100数"),
        ("数十年", "10数年"),
        ("总数十万", "100000"),
        ("两三成", "20% 30%"),
        ("七八个", "7 8"),
        ("两三年", "2年 3年"),
        ("二三十家", "20 30"),
        ("十四五", "14 15"),
        # dates
        ("二〇二一年", "2021年"),
        ("二零二一年", "2021年"),
        ("一九九八年", "1998年"),
        ("2021年3月15日", "2021年 3月 15日"),
        ("3月15号", "3月 15日"),
        ("二〇二一年三月十五日", "2021年 3月 15日"),
        ("2021-03-15", "2021年 3月 15日"),
        ("2021/3/15", "2021年 3月 15日"),
        ("2021.3.15", "2021年 3月 15日"),
        ("3个月", "3"),
        ("三个月", "3"),
        ("3年半", "3年"),
        ("24小时", "24"),
        # ranges
        ("5-8%", "5% 8%"),
        ("5～8%", "5% 8%"),
        ("3%到5%", "3% 5%"),
        ("3%—5%", "3% 5%"),
        ("5至8个百分点", "5% 8%"),
        ("三到五倍", "3倍 5倍"),
        ("一到三成", "10% 30%"),
        ("百分之三十到四十", "30% 40%"),
        ("2014-2015年", "2014年 2015年"),
        ("3月1日-5日", "3月 1日 5日"),
        ("5-8万", "50000 80000"),
        ("五到八万", "50000 80000"),
        ("1,000到2万", "1000 20000"),
        ("1.2万—1.5万", "12000 15000"),
        # several
        ("从3%降到2.5%，减少0.5个百分点", "3% 2.5% 0.5%"),
        ("2014年，18家银行共1.2万户", "2014年 18 12000"),
        ("10:30", "10 30"),
        ("3.2.1", "3.2 1"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert read(text) == expected
    assert read(f"共{text}。") == expected
    assert read(f"约为{text}，") == expected


@pytest.mark.parametrize(
    "text",
    [
        *[
            "一个",
            "一年来",
            "一日千里",
            "万一",
            "一旦",
            "统一",
            "同一",
            "之一",
            "一一对应",
            "一成不变",
            "一元化",
        ],
        *["十分", "十足", "红十字", "三三两两", "七七八八", "五花八门", "四通八达", "三四线城市", "二八定律"],
        *["千万别", "成千上万", "千家万户", "百万级", "上百", "亿元"],
        *["第三方", "第三方案", "两者", "两岸", "二维码", "四川", "张三", "零售", "二是", "第一，"],
        *["半数", "一半", "半年", "几乎", "若干", "数字", "百分之几"],
        *["P2P", "B2B2C", "GPT-4", "GPT-4.5", "v1.2", "Web3.0", "H5", "iPhone12", "Covid-19", "①", "²"],
        *["", "。", "%", "年月日", "点", "分之"],
    ],
)
def test_no_number(text: str) -> None:
    assert read(text) == ""
    assert read(f"这{text}。") == ""


def test_a_third_is_a_percentage() -> None:
    third, other, percent = (numbers(text)[0] for text in ("三分之一", "3分之1", "33.3%"))
    assert third[:2] == other[:2]
    assert third.kind == "%"
    assert abs(third.value - percent.value) < Decimal("0.1")
    assert third.value != percent.value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3%", "3"),
        ("3%", "3‰"),
        ("3万", "3"),
        ("3万", "3亿"),
        ("3年", "3个月"),
        ("3月", "3个月"),
        ("3月", "3日"),
        ("3倍", "3"),
        ("3成", "3%"),
        ("3%", "-3%"),
        ("数十万", "十万"),
        ("1.5", "15"),
        ("2014年", "2014"),
        ("123456789012345678901234567890", "123456789012345678901234567891"),
    ],
)
def test_what_is_not_the_same(one: str, other: str) -> None:
    assert [number[:2] for number in numbers(one)] != [number[:2] for number in numbers(other)]


def test_offsets_are_those_of_the_text() -> None:
    text = "占３０％，即百分之三十，約兩億元，-5到8万"
    shown = [text[number.start : number.end] for number in numbers(text)]
    assert shown == ["３０", "百分之三十", "兩億", "-5", "8万"]


def test_a_number_is_shown_plainly() -> None:
    assert [str(number.value) for number in numbers("1200、1.50、100万")] == ["1200", "1.5", "1000000"]


# --- properties -----------------------------------------------------------------------------------------

DIGITS = "零一二三四五六七八九"


def in_chinese(value: int) -> str:
    """Write a number below 一亿 as a schoolbook does."""
    if value >= 10_000:
        above, below = divmod(value, 10_000)
        rest = "" if not below else ("零" if below < 1000 else "") + in_chinese(below)
        return in_chinese(above) + "万" + rest
    text = ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += DIGITS[digit] + unit
        elif text and value and not text.endswith("零"):
            text += "零"
        if text and not value:
            break
    return text.rstrip("零") or "零"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "零"), (10, "一十"), (105, "一百零五"), (10_010, "一万零一十"), (20_500_000, "二千零五十万")],
)
def test_the_writer_of_this_test(value: int, text: str) -> None:
    assert in_chinese(value) == text


@unhurried
@given(st.integers(0, 99_999_999))
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert [number[:2] for number in numbers(f"共{in_chinese(value)}元")] == [(Decimal(value), "")]


@unhurried
@given(st.integers(10, 19))
def test_ten_may_go_without_its_one(value: int) -> None:
    assert read(f"共{in_chinese(value).removeprefix('一')}元") == str(value)


@unhurried
@given(st.integers(0, 10**12), st.sampled_from(["{}", "{:,}"]))
def test_arabic_numerals_are_read_back(value: int, form: str) -> None:
    assert read(f"共{form.format(value)}户") == str(value)


@unhurried
@given(st.decimals(0, 10_000, places=2))
def test_a_percentage_is_the_same_in_words(value: Decimal) -> None:
    whole, _, decimals = f"{value:f}".partition(".")
    words = f"百分之{in_chinese(int(whole))}点{''.join(DIGITS[int(digit)] for digit in decimals)}"
    assert [number[:2] for number in numbers(words)] == [number[:2] for number in numbers(f"{value}%")]


@unhurried
@given(
    st.text(
        st.sampled_from("零一二两三十百千万亿点成半几数多第个年月日%‰分之百到至-~.,/ 0123aP"), max_size=40
    )
)
def test_nonsense_never_fails(text: str) -> None:
    for number in numbers(text):
        assert isinstance(number, Number)
        assert number.value.is_finite()
        assert text[number.start : number.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "1,111" * 20_000,
        "零" * 100_000,
        "一点" * 40_000,
        "百分之" * 20_000,
        "亿" * 100_000,
        "5-" * 40_000,
        "a1" * 40_000,
        "2020-" * 20_000,
        ("1" + " " * 1000) * 200,
        "数十" * 40_000,
        "1亿" + "亿" * 99,
    ],
    ids=lambda text: text[:4],
)
def test_any_text_takes_linear_time(text: str) -> None:
    began = time.perf_counter()
    numbers(text)
    assert time.perf_counter() - began < 3
