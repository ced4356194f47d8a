"""Numbers with their units and dates: equal however they are written, and never equal by chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.grounding.amounts import amounts, dates, relative_years
from qa.grounding.fitting import date_known, known


def is_known(sentence: str, source: str) -> bool:
    [stated] = amounts(sentence)
    return known(stated, amounts(source), dates(source))


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("三成", "百分之三十"),
        ("30%", "三成"),
        ("1.2万户", "12000户"),
        ("一万二千元", "1.2万元"),
        ("3公斤", "3000克"),
        ("5公里", "五千米"),
        ("2小时", "120分钟"),
        ("30人", "三十名"),
        ("4.3万元", "四万三千元"),
        ("162 million yuan", "1.62亿元"),
        ("30 percent", "三成"),
        ("GDP4.8亿元", "4.8亿元"),
        ("3:1", "3比1"),
        ("第七组", "第7组"),
        # said roughly, on the side that is meant
        ("近6万人", "5.9万人"),
        ("超5亿元", "5.2亿元"),
        ("300多只", "342只"),
        ("约3000户", "2980户"),
        ("不到5%", "4.8%"),
        # fewer digits, hardly another number
        ("35万亿元", "35.2万亿元"),
        ("5小时", "302分钟"),
        # a bare number fits any unit
        ("12000", "1.2万元"),
        # one is an article
        ("1家", "公司在杭州"),
    ],
)
def test_the_same(sentence: str, source: str) -> None:
    assert is_known(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("3万元", "3万人"),
        ("3万元", "3万美元"),
        ("3万户", "3万人"),
        ("3%", "3"),
        ("3倍", "3%"),
        ("3公里", "3米"),
        ("3岁", "3个月"),
        ("第3名", "3名"),
        ("3:1", "3:2"),
        ("30人", "30次"),
        ("10人", "共10次，编号10"),
        ("37%", "38%"),
        ("1001元", "1002元"),
        ("100%", "99.6%"),
        # on the other side than is said
        ("超6万人", "5.9万人"),
        ("近5亿元", "5.2亿元"),
        ("超过5%", "不到5%"),
        ("近5010平方米", "5000平方米"),
        ("约3000户", "2000户"),
        ("20多只", "45只"),
    ],
)
def test_another(sentence: str, source: str) -> None:
    assert not is_known(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("2014年3月15日", "二〇一四年三月十五日"),
        ("2014年3月", "2014年3月15日"),
        ("2014年3月15日", "公司成立于2014年，开业在3月15日"),
        ("3月15日", "3月里，15日开业"),
        ("2014-03-15", "2014年3月15日"),
        ("in March 2014", "2014年3月15日"),
        ("in 2014", "2014年"),
        ("2015年", "2014年成立，次年盈利"),
        ("2017年", "2014年成立，三年后上市"),
    ],
)
def test_a_date_is_known(sentence: str, source: str) -> None:
    [stated] = dates(sentence) or [None]
    if stated is None:  # a year alone is a number in English
        assert is_known(sentence, source) or amounts(sentence)[0].value in {d.year for d in dates(source)}
    else:
        assert date_known(stated, dates(source), relative_years(source), amounts(source))


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("2014年3月16日", "2014年3月15日成立，4月16日开业"),
        ("2014年4月", "2014年3月，2015年4月"),
        ("2016年", "2014年成立，次年盈利"),
        ("3月15日", "15日开业，4月停业"),
    ],
)
def test_a_date_is_another(sentence: str, source: str) -> None:
    [stated] = dates(sentence)
    assert not date_known(stated, dates(source), relative_years(source), amounts(source))


def test_when_a_dispatch_was_sent_is_no_date() -> None:
    assert dates("3月8日电 会议开幕") == ()


@given(st.text(st.sampled_from("0123456789.,%万亿元人年月日第约近超多个 -:比a"), max_size=30))
def test_nonsense_never_fails(text: str) -> None:
    places = [(a.start, a.end) for a in amounts(text)] + [(d.start, d.end) for d in dates(text)]
    assert all(0 <= start < end <= len(text) for start, end in places)
