"""Names: what is surely one, and in which other forms a source has it."""

from __future__ import annotations

import pytest

from qa.grounding.names import are_alike, has_name, names


def sure(text: str) -> list[str]:
    return [name.text for name in names(text) if name.sure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("信贷员莫小满做过统计", ["莫小满"]),
        ("石梁村的冯桂枝养了羊", ["石梁村", "冯桂枝"]),
        ("研究所主任何春说", ["何春"]),
        ("代表亚历山德罗·莫雷诺表示", ["亚历山德罗·莫雷诺"]),
        ("他从杭州去了西班牙", ["杭州", "西班牙"]),
        ("后台由GPT-4驱动", ["gpt-4"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert sure(text) == expected


@pytest.mark.parametrize(
    "text", ["他谢幕了", "科普文章", "令人动容", "深度合作", "一家老小", "备付金全额集中交存", "周边地区"]
)
def test_a_word_is_no_sure_name(text: str) -> None:
    assert sure(text) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("清华大学的课", "清华"),
        ("清华的课", "清华大学"),
        ("中国人民银行发布", "央行"),
        ("央行发布", "人民银行"),
        ("中国国际航空公司", "国航"),
        ("德国和法国的外长", "德法"),
        ("用户用app付款", "app"),
    ],
)
def test_other_forms(source: str, name: str) -> None:
    assert has_name(source, name)


@pytest.mark.parametrize(
    ("source", "name"), [("e-mail", "ai"), ("北京的会", "南京"), ("法律与国家", "法国"), ("王建国", "王建民")]
)
def test_other_names(source: str, name: str) -> None:
    assert not has_name(source, name)


def test_banks_are_not_alike_for_being_banks() -> None:
    assert not are_alike("银湾银行", "青禾银行")
    assert are_alike("青禾", "青禾银行")
