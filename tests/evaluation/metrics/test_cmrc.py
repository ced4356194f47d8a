"""CMRC2018's exact match and F1, worked out by hand from the definition."""

from __future__ import annotations

import pytest

from qa.evaluation.metrics.cmrc import common, exact_match, f1, reference_recall, tokens


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("桥长1,670米", "桥 长 1,670 米"),
        ("使用 Big Data 与 AI", "使 用 big data 与 ai"),
        ("《长江》：一桥！", "长 江 一 桥"),
        ("a-b_c", "abc"),
        # Dropped punctuation does not part what stands around it.
        ("ab，cd", "abcd"),
        # An ASCII comma, a percent sign and a bracket are tokens of their own.
        ("ab, cd (50%)", "ab , cd ( 50 % )"),
        ("3.5亿.", "3.5 亿 ."),
        ("don't", "do n't"),
        ("it's", "it 's"),
        ("", ""),
        ("。，", ""),
    ],
)
def test_tokens(text: str, cut: str) -> None:
    assert tokens(text) == tuple(cut.split())


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [
        ("", "abc", 0),
        ("abc", "", 0),
        ("abc", "abc", 3),
        ("axbxc", "abc", 1),
        ("xabyab", "zab", 2),
        ("aab", "ab", 2),
    ],
)
def test_the_run_is_one_piece(one: str, other: str, length: int) -> None:
    assert common(one, other) == common(other, one) == length


def test_f1_is_over_the_longest_run_not_over_shared_tokens() -> None:
    # 武汉 and 大桥 are both shared, but only one run of two counts: 2/4 of either.
    assert f1("武汉的大桥", ["武汉大桥"]) == pytest.approx(2 * (2 / 5) * (2 / 4) / (2 / 5 + 2 / 4))


def test_the_best_reference_counts() -> None:
    assert f1("1957年", ["很久以前", "1957年", "1957"]) == 1.0
    assert f1("桥", ["船"]) == 0.0
    assert f1("", ["船"]) == f1("船", [""]) == 0.0


def test_exact_match_drops_punctuation_and_case() -> None:
    assert exact_match("《武汉 GDP》。", ["武汉 gdp"]) == 1.0
    assert exact_match("武汉GDP", ["武汉 gdp"]) == 0.0  # white space inside counts, as it does there
    assert exact_match("", ["船"]) == 0.0


def test_a_longer_answer_has_the_whole_reference() -> None:
    assert reference_recall("大桥在1957年建成通车。", ["1957年"]) == 1.0
    assert reference_recall("大桥在1957年建成通车。", ["1957年秋"]) == pytest.approx(2 / 3)
    assert reference_recall("", ["1957年"]) == reference_recall("桥", []) == 0.0
