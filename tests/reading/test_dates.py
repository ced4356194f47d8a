"""Dates in every form that articles have them in, and those that are none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import DateUnknown
from qa.reading import read_text
from qa.reading.dates import find_date, parse_date

DAY = dt.date(2021, 12, 3)


@pytest.mark.parametrize(
    "value",
    [
        "Fri, 03 Dec 2021 00:00:00 GMT",
        "Fri, 3 Dec 2021 23:59:00 -1200",
        "3 Dec 2021 10:00:00 +0800",
        "2021-12-03",
        "2021-12-3",
        "2021-12-03T00:30:00+08:00",
        "2021-12-03T23:30:00Z",
        "2021-12-03 23:30:00 -08:00",
        "2021-12-03 10:00",
        "2021/12/3",
        "2021/12/03 08:00",
        "2021.12.3",
        "20211203",
        "2021年12月3日",
        "2021 年 12 月 3 日",
        "2021年12月03日 星期五",
        "2021年12月3日（星期五）下午",
        "２０２１年１２月３日",
        "二〇二一年十二月三日",
        "Dec 3, 2021",
        "December 3rd, 2021",
        " 2021-12-03 ",
        DAY,
        dt.datetime(2021, 12, 3, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=-8))),
    ],
)
def test_dates(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二〇年七月二十八日", (2020, 7, 28)),
        ("二零二〇年十月十日", (2020, 10, 10)),
        ("二〇二〇年一月三十一日", (2020, 1, 31)),
    ],
)
def test_chinese_numerals(text: str, day: tuple[int, int, int]) -> None:
    assert parse_date(text) == dt.date(*day)


@pytest.mark.parametrize(
    "value",
    [
        "2021-13-45", "2021-02-29", "昨天", "2021年12月", "2021", "", "0000-00-00", "2021-12-033", "12/3/2021",
        "2021-12-03abc", "二〇二一年十三月三日", "32 Dec 2021 10:00:00 GMT", "Foo 3, 2021", "1638489600", 20211399, None, [],
    ],
)  # fmt: skip
def test_not_dates(value: object) -> None:
    assert parse_date(value) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    parse_date(text)
    find_date(text)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_understood(day: dt.date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert parse_date(text) == day


@pytest.mark.parametrize("value", ["2021-13-45", "昨天"])
def test_an_unknown_date_is_a_warning(value: str) -> None:
    reading = read_text(f"---\ndate: {value}\n---\n文", name="船.md")
    assert reading.article.date is None
    (warning,) = reading.warnings
    assert isinstance(warning, DateUnknown)
    assert value in str(warning)
    assert "船.md" in str(warning)


def test_no_date_is_no_warning() -> None:
    assert read_text("---\ndate:\n---\n文", name="a.md").warnings == ()
    assert read_text("文", name="a.md").warnings == ()


def test_a_date_that_is_none_gives_way_to_one_that_is() -> None:
    page = (
        '<meta name="date" content="昨天"><article><time datetime="2021-12-03">上周</time><p>文</p></article>'
    )
    reading = read_text(page, name="a.html")
    assert (reading.article.date, reading.warnings) == (DAY, ())
