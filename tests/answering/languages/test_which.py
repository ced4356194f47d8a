"""Which language a question is in."""

from __future__ import annotations

import pytest

from qa.answering.languages.which import language_of


@pytest.mark.parametrize(
    "text",
    [
        "什么是备付金？",
        "備付金歸誰？",
        "API是什么？",
        "ＡＰＩ是什麼",
        "the who 乐队是谁",
        "SWIFT与CIPS有什么区别？",
        "用 Python 怎么写",
        "请用English回答",
        "OK吗",
        "IMF的SDR",
        "“What is an API?”这句话是什么意思？",
        "海棠支付 2018",
        "《What Is to Be Done》的作者是谁？",
    ],
)
def test_chinese(text: str) -> None:
    assert language_of(text) == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "What is 备付金?",
        "How does 海棠支付 earn money?",
        "Explain 备付金的利息",
        "What did 林见微 say in 《桥是基础设施，是什么的》?",
        "Why?",
        "Qu'est-ce que l'API ?",
        "The fee is 3%.",
        "What about 2017?",
        "備考のひらがなは何ですか",
    ],
)
def test_not_chinese(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text", ["3.5%", "GPT-4", "Haitang Pay", "2018", "？", "", "AI", "International Business Machines"]
)
def test_a_name_or_a_number_is_in_no_language(text: str) -> None:
    assert language_of(text) is None
