from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.summarizing.form.counting import excess, is_chinese, length


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t　", 0),
        ("渡船，六班。", 6),
        ("渡 船", 2),
        ("AI 写 note", 3),
        ("3.5%", 1),
        ("1,200米", 2),
        ("it's", 1),
        ("2021年7月", 4),
        ("……", 2),
        ("——", 2),
        ("cafe\u0301", 1),
        ("café", 1),
        ("“好”", 3),
        ("T+1到账", 5),
        ("👍🏻", 2),
    ],
)
def test_length_is_what_a_word_processor_shows(text: str, count: int) -> None:
    assert length(text) == count


@given(st.text(), st.text())
def test_length_adds_up_and_is_never_more_than_the_characters(one: str, other: str) -> None:
    assert length(f"{one}\n{other}") == length(one) + length(other)
    assert length(one) <= len(one)


@given(st.integers(0, 500), st.integers(0, 200), st.integers(0, 200))
def test_taking_the_excess_away_brings_a_count_within(count: int, least: int, more: int) -> None:
    allowed = (least, least + more)
    assert least <= count - excess(count, allowed) <= least + more


def test_a_text_with_some_chinese_is_chinese() -> None:
    assert is_chinese("用 GPT-4 与 Claude 3.5 写导语")
    assert not is_chinese("The 渡船 leaves six times a day.")
