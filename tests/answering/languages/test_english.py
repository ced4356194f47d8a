"""What an English sentence states: numbers, dates, names, and names in pinyin."""

from __future__ import annotations

import pytest

from qa import pinyin
from qa.answering.languages import english, translated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("in 2016", [("2016", "")]),
        ("1.2 billion yuan", [("1200000000", "")]),
        ("12.6 million", [("12600000", "")]),
        ("30 percent", [("30", "%")]),
        ("thirty per cent", [("30", "%")]),
        ("0.5%", [("0.5", "%")]),
        ("4,300 requests", [("4300", "")]),
        ("twenty-six months", [("26", "")]),
        ("two hundred and forty", [("240", "")]),
        ("three hundred thousand", [("300000", "")]),
        ("a million", [("1000000", "")]),
        ("On 26 June 1974", [("26", "日"), ("6", "月"), ("1974", "")]),
        ("June 26th, 1974", [("6", "月"), ("26", "日"), ("1974", "")]),
        ("in Sept. 2020", [("9", "月"), ("2020", "")]),
        ("in May 2020", [("5", "月"), ("2020", "")]),
        ("It may be late; they march on.", []),
        ("the 19th month", [("19", "")]),
        ("the first one", []),
        ("GPT4 and P2P and v1.2b", []),
        ("no one", []),
        ("someone often weighs tensions", []),
    ],
)
def test_numbers(text: str, stated: list[tuple[str, str]]) -> None:
    assert [(str(one.value), one.kind) for one in english.stated_numbers(text)] == stated


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Haitang earned it.", [("Haitang",)]),
        ("Technology can be outsourced.", []),
        ("People say so. Everyone does.", []),
        ("In 2016 Haitang Pay left.", [("Haitang", "Pay")]),
        ("the director Jiang Tinglan", [("Jiang", "Tinglan")]),
        ("Only SWIFT knows.", [("SWIFT",)]),
        ("In March it rained.", []),
        ("Haitang's fees", [("Haitang",)]),
    ],
)
def test_names(text: str, names: list[tuple[str, ...]]) -> None:
    assert list(english.stated_names(text)) == names


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Haitang", "海棠支付"),
        ("Cang'er", "苍耳农商行"),
        ("Canger", "苍耳农商行"),
        ("JiangTinglan", "值班主任蒋听澜"),
        ("Chongqing", "重庆"),
        ("Lü", "姓吕"),
        ("Lv", "姓吕"),
        ("Lu", "姓吕"),
        ("Tao", "松濤銀行"),
    ],
)
def test_pinyin(word: str, text: str) -> None:
    assert pinyin.stands_in(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Qinghe", "海棠支付"),
        ("Haitang", "海 棠"),
        ("Haitangs", "海棠"),
        ("", "海棠"),
        ("A", "阿"),
        ("2016", "海棠"),
        ("Pay", "海棠"),
    ],
)
def test_not_pinyin(word: str, text: str) -> None:
    assert not pinyin.stands_in(word, text)


SOURCE = "2016年3月，海棠支付得到利息收入1.62亿元，占利润的三成，用了SWIFT。德国的银行没有参加。"


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2016 Haitang Pay earned 162 million yuan.",
        "In March 2016 it was 30 percent.",
        "Haitang uses SWIFT.",
        "German banks did not take part.",
        "One bank earned 162,000,000 yuan.",
        "It earned money.",
    ],
)
def test_facts_that_are_there(sentence: str) -> None:
    assert translated.missing_fact(sentence, SOURCE) is None


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("In 2016 Haitang Pay earned 126 million yuan.", "number 126000000"),
        ("In 2015 Haitang Pay earned 162 million yuan.", "number 2015"),
        ("In April 2016 it was 30 percent.", "date 2016-4"),
        ("In 2016 it was 20 percent.", "number 20%"),
        ("It was 162 million percent.", "number 162000000%"),
        ("Qinghe Bank earned 162 million yuan.", "name Qinghe Bank"),
        ("Herstatt Bank earned 162 million yuan.", "name Herstatt Bank"),
        ("French banks did not take part.", "name French"),
        ("Haitang uses CIPS.", "name CIPS"),
    ],
)
def test_facts_that_are_not(sentence: str, why: str) -> None:
    assert translated.missing_fact(sentence, SOURCE) == why


def test_a_month_belongs_to_its_year() -> None:
    both = "2023年4月发放补贴，2022年6月发过山洪。"
    assert translated.missing_fact("In April 2023 subsidies were paid.", both) is None
    assert translated.missing_fact("In June 2023 subsidies were paid.", both) == "date 2023-6"


def test_the_other_way_round() -> None:
    source = "In March 2016 Haitang Pay earned 162 million yuan, 30 percent of its profit."
    assert translated.missing_fact("2016年3月海棠支付得到1.62亿元，占三成。", source) is None
    assert translated.missing_fact("2016年3月海棠支付得到1.26亿元。", source) == "number 126000000"


def test_small_numbers_and_words_tell_nothing() -> None:
    assert translated.telling_facts("In three years two banks closed.") == 0
    assert translated.telling_facts("In 2016 Haitang earned 38 percent.") == 3
