"""Chinese text: what every other room leans on, with the texts that are meant to trip it."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import text as zh

MARKS = "。．.！!？?…；;，,、：:"
PAIRS = "「」『』“”‘’（）()《》【】[]\"'"
texts = st.text(st.sampled_from("甲乙科技aZ019" + MARKS + PAIRS + " \u3000\n%"), max_size=80)
# The first example loads tables and dictionaries.
unhurried = settings(deadline=None)
anything = st.text(st.characters(codec="utf-8"), max_size=60)


def cut(text: str, *, semicolons: bool = False) -> list[str]:
    return [text[start:end] for start, end in zh.sentences(text, semicolons=semicolons)]


def ends(text: str) -> set[int]:
    return {end for _, end in zh.sentences(text)}


# --- sentences ------------------------------------------------------------------------------------------


@unhurried
@given(texts | anything, st.booleans())
def test_sentences_cover_the_text(text: str, semicolons: bool) -> None:
    ranges = zh.sentences(text, semicolons=semicolons)
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(start < end for start, end in ranges)
    assert [start for start, _ in ranges] == [0, *(end for _, end in ranges)][: len(ranges)]


@pytest.mark.parametrize(
    "parts",
    [
        ["他说：「好。走吧！」", "他走了。"],
        ["「甲。乙！丙？」", "丁。"],
        ["「甲。」", "「乙。」", "丙"],
        ["「甲『乙。丙』丁。」", "戊。"],
        ["『甲「乙。丙」』。", "丁"],
        ["他说「甲。乙」然后走了。", "丙"],
        ["“甲。乙。”", "丙。"],
        ["他说“好。走”就走了。", "她没走。"],
        ["（甲。乙。）", "丙。"],
        ["甲（见下文。另见附录）乙。", "丙。"],
        ["甲。」", "乙。"],
        ["甲。）", "乙。"],
        ["真的吗？！", "真的……", "好。"],
        ["真的……。」』）", "好"],
        ["好！！！", "走"],
        ["甲。　", "乙。"],
        ["甲。\n\n", "乙"],
        ["没有句号的标题\n", "正文。"],
        ["\n\n", "甲。"],
        ["甲；乙;丙。", "丁"],
        ["涨了3.5%。", "降了1,234.56元。", "v1.2发布。"],
        ["第3.5.1节。", "完"],
        ["见 https://example.com/?id=3&x=!a 一文。", "完"],
        ["行吗?", "3.5%的人说行!", "好"],
        ["Rates rose to 3.5. ", "They fell. ", "End"],
        ['He said "done." ', "Then he left. ", "(All of it.) ", "End."],
        ["1. 第一条\n", "2. 第二条\n", "12. 第十二条"],
        ["「甲。", "乙"],
        [],
        ["   "],
        ["。。。"],
        ["……"],
    ],
    ids=lambda parts: "|".join(parts)[:20] or "empty",
)
def test_sentences(parts: list[str]) -> None:
    assert cut("".join(parts)) == parts


def test_semicolons_are_an_option() -> None:
    text = "甲；「乙；丙」；丁;戊。"
    assert cut(text) == [text]
    assert cut(text, semicolons=True) == ["甲；", "「乙；丙」；", "丁;", "戊。"]


def quotations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(["「」", "『』"]), inner).map(lambda pair: pair[1].join(pair[0]))


plain = st.text(st.sampled_from("甲乙a1。！？….\n；，（）“”()[]【】《》' "), max_size=12).filter(
    lambda text: "\n\n" not in text
)
balanced = st.recursive(
    plain,
    lambda inner: quotations(inner) | st.lists(inner, max_size=3).map("".join),
    max_leaves=10,
).filter(lambda text: "\n\n" not in text)


@unhurried
@given(st.lists(st.tuples(plain, quotations(balanced)), min_size=1, max_size=4))
def test_no_sentence_ends_inside_a_quotation(parts: list[tuple[str, str]]) -> None:
    text, inside = "", []
    for before, quotation in parts:
        text += before
        inside.append(range(len(text) + 1, len(text) + len(quotation)))
        text += quotation
    if "\n\n" in text:
        return
    assert not [end for end in ends(text) if any(end in place for place in inside)]


@unhurried
@given(texts, st.text(st.sampled_from("甲乙a1。！？….\n；，「」『』“”（）"), max_size=40))
def test_marks_left_open_reach_no_further_than_the_paragraph(before: str, after: str) -> None:
    after = "甲" + after
    before += "「（“\n\n"
    shifted = {end - len(before) for end in ends(before + after) if end > len(before)}
    assert shifted == ends(after)


def test_a_quotation_is_whole_however_long() -> None:
    text = f"「{'甲。' * 3000}」乙。丙"
    assert cut(text) == [f"「{'甲。' * 3000}」", "乙。", "丙"]


def test_only_a_short_bracket_is_whole() -> None:
    assert len(cut(f"（{'甲。' * 30}）乙。")) == 2
    assert len(cut(f"（{'甲。' * 300}）乙。")) == 301


def test_a_bracket_does_not_close_a_quotation() -> None:
    assert cut("（甲「乙）丙。丁」戊。己") == ["（甲「乙）丙。丁」戊。", "己"]


numerals = st.sampled_from(["3.5%", "1,234.56", "v1.2", "0.5", "3.14159", "-2.5‰", "１２．５", "1.2.3"])


@unhurried
@given(st.lists(st.tuples(st.text(st.sampled_from("甲乙。！？，「」 \n"), max_size=6), numerals), max_size=5))
def test_no_sentence_ends_inside_a_number(parts: list[tuple[str, str]]) -> None:
    text, inside = "", []
    for before, number in parts:
        text += before + "约"
        inside.append(range(len(text) + 1, len(text) + len(number)))
        text += number + "的"
    assert not [end for end in ends(text) if any(end in place for place in inside)]


# About a megabyte of Chinese.
N = 350_000


@pytest.mark.parametrize(
    "text",
    [
        "「" * N,
        "「（『“" * (N // 4),
        "」）』”" * (N // 4),
        "（「）」" * (N // 4),
        "「" + "甲。" * (N // 2) + "」",
        "「甲" + "\n " * (N // 2) + "」",
        "「甲" + '。"' * (N // 2) + "甲」",
        "甲." + ")" * N + ".",
        "。" * N,
        ". " * (N // 2),
        "甲\n" * (N // 2),
        "甲" * N,
    ],
    ids=lambda text: repr(text[:5]),
)
def test_sentences_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    zh.sentences(text)
    assert time.perf_counter() - began < 2


@unhurried
@given(texts)
def test_a_sentence_may_go_on_only_where_a_mark_is_open(text: str) -> None:
    if not any(mark in text for mark in "「『“‘（(《〈【［["):
        assert not zh.is_open(text, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：「好。", True),
        ("他说：「好。」", False),
        ("他说：「好。\n\n", False),
        ("（好。", True),
        ("（好。" + "甲" * 80, False),
        ("「好。" + "甲" * 500, True),
        ("好。", False),
        ("「甲（乙」好。", False),
    ],
)
def test_is_open(text: str, expected: bool) -> None:
    assert zh.is_open(text, len(text)) is expected


def test_what_opens_after_the_place_does_not_count() -> None:
    assert not zh.is_open("好。「走", 2)


# --- folding --------------------------------------------------------------------------------------------


def test_folding_keeps_every_character_one_character() -> None:
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    longer = [character for character in every if len(zh.fold(character)) != 1]
    changing = [character for character in every if zh.fold(zh.fold(character)) != zh.fold(character)]
    assert (longer, changing) == ([], [])


@unhurried
@given(anything)
def test_folding_keeps_length_and_is_idempotent(text: str) -> None:
    assert len(zh.fold(text)) == len(text)
    assert zh.fold(zh.fold(text)) == zh.fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣的網際網路與資訊安全", "台湾的网际网路与资讯安全"),
        ("數位貨幣錢包、區塊鏈", "数位货币钱包、区块链"),
        ("后臺與前臺、後來", "后台与前台、后来"),
        ("ＡＢＣ１２３％（甲）", "abc123%(甲)"),
        ("「甲」『乙』“丙”", '"甲""乙""丙"'),
        ("‘甲’", "'甲'"),
        ("GPT‑4—GPT−5", "gpt-4-gpt-5"),
        ("二〇二一", "二零二一"),
        ("甲　乙", "甲 乙"),
        ("É", "é"),
        ("５～８", "5~8"),
    ],
)
def test_what_is_compared_as_one(one: str, other: str) -> None:
    assert zh.fold(one) == zh.fold(other) == other


@pytest.mark.parametrize(
    ("one", "other"), [("甲", "乙"), ("3%", "3‰"), ("后", "前"), ("一", "-"), ("。", ".")]
)
def test_what_stays_apart(one: str, other: str) -> None:
    assert zh.fold(one) != zh.fold(other)


# --- cleaning -------------------------------------------------------------------------------------------


@unhurried
@given(st.text(max_size=60) | texts)
def test_cleaning(raw: str) -> None:
    text = zh.clean(raw)
    assert zh.clean(text) == text
    assert unicodedata.is_normalized("NFC", text)
    controls = {character for character in text if unicodedata.category(character) in ("Cc", "Cs")}
    assert controls <= {"\n", "\t"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("甲\r\n乙\r丙\n丁", "甲\n乙\n丙\n丁"),
        ("甲\u2028乙\u2029丙\x0b丁\x0c戊\x85己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("\ufeff甲\u200b乙\u2060丙\x00\x1b\x7f\x9b", "甲乙丙"),
        ("基\xad础\u202e设\u2066施\u200f", "基础设施"),
        ("甲\ud800乙\udfff", "甲乙"),
        ("cafe\u0301 か\u3099", "café が"),
        ("\u212b\uf900", "Å豈"),
        ("甲\t乙", "甲\t乙"),
        ("「科技」ＡＢ１％，“甲”", "「科技」ＡＢ１％，“甲”"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
        ("", ""),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert zh.clean(raw) == expected


@pytest.mark.parametrize(
    "marks", ["\u0301\u0316" * 200_000, "\u0316" * 200_000 + "\u0301" * 200_000, "\u0344" * 400_000]
)
def test_a_heap_of_marks_takes_no_time(marks: str) -> None:
    began = time.perf_counter()
    text = zh.clean("甲" + marks + "乙")
    assert time.perf_counter() - began < 2
    assert (text[0], text[-1]) == ("甲", "乙")
    assert zh.clean(text) == text


# --- words ----------------------------------------------------------------------------------------------


def test_words_are_folded_and_have_no_punctuation() -> None:
    assert zh.words("基礎設施，「GPT-4」……") == ["基础", "设施", "基础设施", "gpt", "gpt-4"]
    assert zh.words("，。！？ \n「」") == []
    assert zh.words("") == []


@unhurried
@given(anything)
def test_words_and_content_words_never_fail(text: str) -> None:
    words = zh.words(text)
    content = zh.content_words(text)
    assert all(
        any(character.isalnum() or character == "_" for character in word) for word in words if word.isascii()
    )
    assert len(set(content)) == len(content)
    assert not zh.STOP_WORDS.intersection(content)


def test_content_words() -> None:
    assert (
        zh.content_words("科技和金融，科技是什麼？")
        == zh.content_words("科技和金融，科技是什么？")
        == ("科技", "金融")
    )
    assert zh.content_words("什么呢？") == ()


def test_tagged_words_cover_the_text() -> None:
    text = "林见微在北京说：「好。」 3%"
    assert "".join(word for word, _ in zh.tagged_words(text)) == text


# --- tokens ---------------------------------------------------------------------------------------------


def test_count_tokens() -> None:
    assert zh.count_tokens("") == 0
    assert zh.count_tokens("hello world") == 2
    assert zh.count_tokens("<|endoftext|>") > 1, "what is a token for the model's makers is text here"
    assert zh.count_tokens("科技" * 5000) > 5000


@pytest.mark.parametrize("text", ["甲" * N, " " * N, "a" * N, "👨\u200d👩\u200d👧" * 50_000, "\n" * N])
def test_tokens_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    zh.count_tokens(text)
    assert time.perf_counter() - began < 4
