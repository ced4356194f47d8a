"""What a model streams, cut into sentences and citations: every form of marker, however the text comes in."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering.checking.sentences import Written, written_sentences

unhurried = settings(deadline=None)


def written(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.text, each.cited) for each in written_sentences([text])]


# --- markers --------------------------------------------------------------------------------------------

FORMS: list[tuple[str, tuple[int, ...]]] = [
    ("[1]", (1,)),
    ("[1,2]", (1, 2)),
    ("[1, 2]", (1, 2)),
    ("[1，2]", (1, 2)),
    ("[1、2]", (1, 2)),
    ("[1][2]", (1, 2)),
    ("[1] [2]", (1, 2)),
    ("【1】", (1,)),
    ("【1】【2】", (1, 2)),
    ("［1］", (1,)),
    ("〔1〕", (1,)),
    ("(1)", (1,)),
    ("（1）", (1,)),
    ("（1、2）", (1, 2)),
    ("[1-3]", (1, 2, 3)),
    ("[1~3]", (1, 2, 3)),
    ("[1-2,5]", (1, 2, 5)),
    ("[ 1 ]", (1,)),
    ("[材料1]", (1,)),
    ("[材料1、材料2]", (1, 2)),
    ("（材料1）", (1,)),
    ("（见材料1、2）", (1, 2)),
    ("[资料 1]", (1,)),
    ("[^1]", (1,)),
    ("[12]", (12,)),
    ("[1][1]", (1,)),
    ("[3][1]", (3, 1)),
    ("[9-1]", (9, 1)),
]


@pytest.mark.parametrize(("marker", "cited"), FORMS, ids=[marker for marker, _ in FORMS])
def test_every_marker_at_every_place(marker: str, cited: tuple[int, ...]) -> None:
    fee, due = "费率是3%。", "按月收取。"
    assert written(f"{marker}{fee}") == [(fee, cited)], "at the start"
    assert written(f"费率是3%{marker}。") == [(fee, cited)], "at the end"
    assert written(f"费率是3% {marker}。{due}") == [(fee, cited), (due, ())]
    assert written(f"{fee}{marker}") == [(fee, cited)], "after the full stop, and nothing more"
    assert written(f"{fee}{marker}{due}") == [(fee, cited), (due, ())], "after the full stop"
    assert written(f"{fee} {marker} {due}") == [(fee, cited), (due, ())]
    assert written(f"{fee}\n{marker}\n{due}") == [(fee, cited), (due, ())], "on a line of its own"
    assert written(f"{fee}{marker}。{due}") == [(fee, cited), (due, ())], "between two full stops"
    assert written(f"费率是3%{marker}，{due}") == [("费率是3%，按月收取。", cited)], "in the middle"
    assert written(f"费率是3%（{marker}）。") == [(fee, cited)]
    assert written(f"The fee is 3%.{marker} It is due monthly.") == [
        ("The fee is 3%.", cited),
        ("It is due monthly.", ()),
    ]


@pytest.mark.parametrize("marker", ["[1]", "【1】", "［1］", "[材料1]", "[1-2]"])
def test_a_square_marker_before_more_words(marker: str) -> None:
    [(text, cited)] = written(f"费率{marker}是3%。")
    assert (text, cited[0]) == ("费率是3%。", 1)
    [(text, cited)] = written(f"费率 {marker} 是3%。")
    assert (text, cited[0]) == ("费率是3%。", 1)
    [(text, cited)] = written(f"The fee {marker} is 3%.")
    assert (text, cited[0]) == ("The fee is 3%.", 1)


def test_no_marker() -> None:
    assert written("费率是3%。按月收取！真的？") == [("费率是3%。", ()), ("按月收取！", ()), ("真的？", ())]


def test_each_sentence_keeps_its_own() -> None:
    text = "一是登记[1]。二是备案【2】。\n三是年检。[3][4]\n\n四是公示（5）。"
    assert [cited for _, cited in written(text)] == [(1,), (2,), (3, 4), (5,)]


def test_a_marker_that_leads_a_line_belongs_to_the_line() -> None:
    assert written("[1] 登记\n[2] 备案\n[3][4] 年检") == [("登记", (1,)), ("备案", (2,)), ("年检", (3, 4))]


@pytest.mark.parametrize(
    "text",
    [
        "该制度（2021）已废止。",
        "占比（3.5%）很高。",
        "(1998年)成立。",
        "[2021]年成立。",
        "共[1,000]元。",
        "第（3）条规定了费率。",
        "分两步：（1）登记；（2）备案。",
        "费率(3%)不变。",
        "他说（甲）不对。",
        "区间为[0.5, 1.5]。",
        "[注]费率不变。",
        "【重要】费率不变。",
        "（3天）内登记。",
        "A[i]是数组。",
    ],
)
def test_what_is_in_brackets_and_is_no_citation_stays(text: str) -> None:
    assert written(text) == [(text, ())]


def test_no_citation_is_made_up() -> None:
    assert written("[1]") == []
    assert written("[]。") == []
    assert written("费率[。") == [("费率[。", ())]
    assert written("费率]1[。") == [("费率]1[。", ())]
    assert [cited for _, cited in written("费率[0]。")] == [(0,)], "the answer has to say that there is no 0"
    assert len(written("费率[1-999]。")[0][1]) == 2


# --- markup ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**费率**是3%。", ["费率是3%。"]),
        ("__费率__是`3%`。", ["费率是3%。"]),
        ("- 登记。\n- 备案。", ["登记。", "备案。"]),
        ("* 登记\n* 备案\n", ["登记", "备案"]),
        ("• 登记。\n•备案。", ["登记。", "备案。"]),
        ("1. 登记。\n2. 备案。\n10) 年检。", ["登记。", "备案。", "年检。"]),
        ("1、登记。2、备案。", ["登记。", "备案。"]),
        ("1.登记。2.备案。", ["登记。", "备案。"]),
        ("## 费率\n\n费率是3%。", ["费率", "费率是3%。"]),
        ("> 费率是3%。", ["费率是3%。"]),
        ("答：费率是3%。", ["费率是3%。"]),
        ("**回答：** 费率是3%。", ["费率是3%。"]),
        ("Answer: 3%.", ["3%."]),
        ("- **登记**：要先登记。[1]", ["登记：要先登记。"]),
        ("费率\n是3%。", ["费率", "是3%。"]),
        ("费率  是 3%。", ["费率 是 3%。"]),
        ("-3%是实际利率。", ["-3%是实际利率。"]),
        ("3.5%是费率。", ["3.5%是费率。"]),
        ("1、2号线已通车。", ["1、2号线已通车。"]),
        ("2016. 登记。", ["2016. ".strip(), "登记。"]),
    ],
)
def test_markup_goes_and_words_stay(text: str, expected: list[str]) -> None:
    assert [each for each, _ in written(text)] == expected


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "。", "……", "**", "---", "- \n- ", "[1][2]", "```\n```", "👍"]
)
def test_nothing_written(text: str) -> None:
    assert written(text) == []


# --- sentences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：「好。走吧！」[1]然后走了。", ["他说：「好。走吧！」", "然后走了。"]),
        ("他说（甲。乙）丙。丁。", ["他说（甲。乙）丙。", "丁。"]),
        ("“甲。乙。”丙。", ["“甲。乙。”", "丙。"]),
        ("他说「甲。乙。丙", ["他说「甲。", "乙。", "丙"]),
        ("费率是3.5%[1]。年费是1,234.5元。", ["费率是3.5%。", "年费是1,234.5元。"]),
        ("没有写完的句", ["没有写完的句"]),
        ("登记；备案；年检。", ["登记；备案；年检。"]),
    ],
)
def test_sentences_end_where_they_do_in_a_source(text: str, expected: list[str]) -> None:
    assert [each for each, _ in written(text)] == expected


def test_a_sentence_comes_as_soon_as_it_is_complete() -> None:
    came: list[str] = []

    def deltas() -> Iterator[str]:
        for delta in ["登记。", "[1]", "[2]", "备", "案。", "\n", "完"]:
            came.append(delta)
            yield delta

    sentences = written_sentences(deltas())
    assert next(sentences) == Written("登记。", (1, 2))
    assert came == ["登记。", "[1]", "[2]", "备"]
    assert next(sentences) == Written("备案。", ())
    assert came[-1] == "完"


# --- how it is cut into deltas makes no difference ------------------------------------------------------

ANSWERS = [
    "商户要登记。[1][3] 费率是3%【2】。",
    "他说：「好。走吧！」[1]然后（见下文。另见附录）走了（2）。",
    "[1] 登记\n[2] 备案\n\n- **年检**。[3]\n- 公示（材料4）\n答：3.5%。",
    "The fee is 3%.[1] It is due [2] monthly. Ok [3].",
    "分两步：（1）登记；（2）备案。（3）年检。（2021）年。",
    "他说「甲。乙。\n\n丙。[1,2]丁[",
    "甲。【重要】乙。[注] 丙。（注：丁。戊）己。",
]
parts = st.sampled_from(
    [
        "登记",
        "费率是3.5%",
        "。",
        "！",
        "…",
        "\n",
        "\n\n",
        " ",
        "[1]",
        "[2,3]",
        "【4】",
        "（5）",
        "(2021)",
        "[",
        "（",
        "」",
        "「",
        "”",
        "“",
        ")",
        "]",
        "**",
        "- ",
        "1. ",
        "答：",
        "材料",
        "A.",
        ".",
        "；",
        "，",
        "1",
    ]
)


def texts(deltas: Iterable[str]) -> list[str]:
    return [written.text for written in written_sentences(deltas)]


def same_for_every_size(text: str, sizes: range) -> None:
    whole = list(written_sentences([text]))
    for size in sizes:
        deltas = [text[at : at + size] for at in range(0, len(text), size)]
        assert list(written_sentences(deltas)) == whole


@pytest.mark.parametrize("text", ANSWERS)
def test_every_size_of_delta_gives_the_same(text: str) -> None:
    same_for_every_size(text, range(1, len(text) + 1))
    for at in range(len(text)):
        # A pause may cut off a marker, and no word.
        assert texts([text[:at], "", text[at:]]) == texts([text])


@unhurried
@given(st.lists(parts, max_size=25).map("".join), st.integers(1, 9))
def test_any_size_of_delta_gives_the_same(text: str, size: int) -> None:
    same_for_every_size(text, range(size, size + 1))


@unhurried
@given(st.lists(parts, max_size=25).map("".join))
def test_no_word_is_lost(text: str) -> None:
    for hint in ("答：", "1. ", "材料"):
        text = text.replace(hint, "")
    kept = "".join(each.text for each in written_sentences([text]))
    for word in ("登记", "费率是3.5%", "(2021)"):
        assert kept.count(word) == text.count(word)


# --- without end ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "甲",
        " ",
        "。",
        "[1]",
        "「",
        "「甲。",
        "（",
        "甲。（",
        "[1",
        "甲\n",
        "**",
        "「甲乙",
        "\n",
        "a",
        "1. ",
        "甲[1",
    ],
)
def test_a_text_without_end_takes_bounded_memory_and_time(unit: str) -> None:
    began = time.perf_counter()
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while taken < 12_000:
            taken += len(unit)
            yield unit

    longest = max((len(each.text) for each in written_sentences(endless())), default=0)
    assert longest <= 600
    assert time.perf_counter() - began < 4


def test_what_has_no_full_stop_is_given_all_the_same() -> None:
    sentences = written_sentences(itertools.repeat("甲乙丙丁"))
    assert [len(next(sentences).text) for _ in range(3)] == [600, 600, 600]
