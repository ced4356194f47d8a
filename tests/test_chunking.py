"""Chunks and spans: not a character lost, none too long, and the same ids for ever."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import text as zh
from qa.chunking import ChunkingParameters, chunk_sections, in_context
from qa.errors import ArgumentInvalid
from qa.models import Chunk, Section

unhurried = settings(deadline=None)
SMALL = ChunkingParameters(40, 20)


def section(text: str, index: int = 0, *path: str) -> Section:
    names = path or (f"第{index}节",)
    return Section(index, names[-1], len(names), names, None, text)


def chunk(text: str, parameters: ChunkingParameters = SMALL) -> list[Chunk]:
    return chunk_sections("a1", [section(text)], parameters)


# --- what holds for every text --------------------------------------------------------------------------

FAMILY = "👨\u200d👩\u200d👧"
pieces = st.sampled_from(
    [
        "甲",
        "科技",
        "。",
        "，",
        "、",
        "；",
        "！？",
        "……",
        "\n",
        "\n\n",
        "「",
        "」",
        "『",
        "』",
        "“",
        "”",
        "（",
        "）",
        " ",
        "3.5%",
        "1,234",
        "word",
        "https://example.com/a?b=c",
        FAMILY,
        "🇨🇳",
        "é",
        "が",
        "̖" * 5,
        "甲乙丙丁戊己庚辛壬癸" * 5,
        "long" * 30,
        "9" * 50,
        "。甲" * 9,
        FAMILY * 9,
        "🇨🇳" * 20,
        "    ",
    ]
)
texts = st.lists(pieces, max_size=40).map("".join)
parameters = st.builds(ChunkingParameters, st.sampled_from([40, 55, 320]), st.sampled_from([20, 50, 120]))


def holds(chunks: list[Chunk], text: str, limits: ChunkingParameters) -> None:
    assert "".join(span.text for each in chunks for span in each.spans) == text
    sentences = zh.sentences(text, semicolons=True)
    end = 0
    for order, each in enumerate(chunks):
        assert (each.order, each.start, each.text) == (order, end, text[each.start : each.end])
        assert zh.count_tokens(each.text) <= limits.chunk_tokens
        for span in each.spans:
            assert (span.start, span.text) == (end, text[span.start : span.end])
            assert span.text
            end = span.end
            # Only what is one sentence, or a piece of a sentence that no chunk can hold, may be longer.
            touched = [a for a, b in sentences if a < span.end and span.start < b]
            assert len(span.text.rstrip()) <= limits.span_characters or len(touched) == 1
        assert end == each.end
    assert len({each.id for each in chunks}) == len(chunks)


@unhurried
@given(texts, parameters)
def test_the_spans_are_the_text(text: str, limits: ChunkingParameters) -> None:
    holds(chunk(text, limits), text, limits)


@unhurried
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_the_spans_are_the_text_of_any_text(text: str) -> None:
    holds(chunk(text), text, SMALL)


@unhurried
@given(st.lists(texts, min_size=2, max_size=4))
def test_no_chunk_crosses_a_section(parts: list[str]) -> None:
    sections = [section(text, index) for index, text in enumerate(parts)]
    chunks = chunk_sections("a1", sections, SMALL)
    for each in sections:
        mine = [one for one in chunks if one.section == each.index]
        assert "".join(one.text for one in mine) == each.text
        assert [one.order for one in mine] == list(range(len(mine)))
    assert [one.section for one in chunks] == sorted(one.section for one in chunks)
    assert len({one.id for one in chunks}) == len(chunks)


def test_tokens_are_counted_on_the_whole_chunk() -> None:
    # Where two sentences meet, cl100k makes other tokens of them, and more.
    text = ".d？" * 120
    for limits in (SMALL, ChunkingParameters(100, 20)):
        holds(chunk(text, limits), text, limits)
    long = "Tokens are counted in stretches. " * 3000
    holds(chunk(long, ChunkingParameters(4000, 2000)), long, ChunkingParameters(4000, 2000))


# --- ids ------------------------------------------------------------------------------------------------

ARTICLE = [
    section("科技是基础设施。金融是上层建筑。", 0, "导言"),
    section("桥修好了，车才跑得起来。", 1, "一、桥", "桥与车"),
    section("桥修好了，车才跑得起来。", 2, "二、车", "桥与车"),
]


def test_ids_are_the_same_for_ever() -> None:
    chunks = chunk_sections("a1", ARTICLE, ChunkingParameters())
    assert [each.id for each in chunks] == ["d3e01a7a710590f2", "63ed12bf112f6027", "5dd51ef2e4e9aa34"]


def test_an_inserted_section_changes_no_other_id() -> None:
    added = section("新的一节。", 1, "新")
    shifted = [ARTICLE[0], added, *(replace(each, index=each.index + 1) for each in ARTICLE[1:])]
    before = {each.id for each in chunk_sections("a1", ARTICLE, SMALL)}
    after = {each.id for each in chunk_sections("a1", shifted, SMALL)}
    assert before < after
    assert len(after - before) == 1


def test_the_same_text_under_the_same_heading_has_ids_of_its_own() -> None:
    twice = [section("好。", 0, "小结"), section("好。", 1, "小结")]
    one, other = chunk_sections("a1", twice, SMALL)
    assert one.id != other.id
    assert one.id == chunk_sections("a1", twice[:1], SMALL)[0].id


def test_an_id_depends_on_article_path_and_text_only() -> None:
    [base] = chunk_sections("a1", [section("好。", 0, "甲", "乙")], SMALL)
    same = [section("好。", 7, "甲", "乙")]
    assert chunk_sections("a1", same, ChunkingParameters(500, 300))[0].id == base.id
    others = [
        chunk_sections("a2", [section("好。", 0, "甲", "乙")], SMALL),
        chunk_sections("a1", [section("好。", 0, "甲")], SMALL),
        chunk_sections("a1", [section("好。", 0, "甲乙")], SMALL),
        chunk_sections("a1", [section("好！", 0, "甲", "乙")], SMALL),
    ]
    assert len({base.id, *(chunks[0].id for chunks in others)}) == 5


# --- sizes ----------------------------------------------------------------------------------------------


def test_sentences_share_a_span_up_to_its_limit() -> None:
    text = "一二三四五六七八九。" * 4
    [only] = chunk(text, ChunkingParameters(320, 20))
    assert [span.text for span in only.spans] == ["一二三四五六七八九。" * 2] * 2


def test_white_space_between_paragraphs_is_not_length() -> None:
    text = "一二三四五六七八九。\n\n一二三四五六七八九。\n\n"
    [only] = chunk(text, ChunkingParameters(320, 22))
    assert [span.text for span in only.spans] == [text]


def test_a_long_sentence_is_a_span_alone() -> None:
    long = "，".join(["一二三四五六七八九"] * 6) + "。"
    [only] = chunk("短。" + long + "短。", ChunkingParameters(320, 20))
    assert [span.text for span in only.spans] == ["短。", long, "短。"]


@pytest.mark.parametrize("count", range(4, 14))
def test_no_chunk_is_left_with_a_tail(count: int) -> None:
    chunks = chunk("一二三四五六七八九。" * count)
    assert len({len(each.text) for each in chunks[-2:]}) <= 2
    assert min(len(each.text) for each in chunks) >= 10
    if len(chunks) > 1:
        assert len(chunks[-1].text) >= len(chunks[-2].text) / 3


def test_a_tail_that_cannot_be_shared_stays() -> None:
    long = "一二三四五六七八九，" * 2 + "一二三四五六七八。"
    assert 35 < zh.count_tokens(long) <= 40
    chunks = chunk(long + "短。")
    assert [each.text for each in chunks] == [long, "短。"]


@pytest.mark.parametrize("length", range(30, 130, 5))
def test_no_piece_of_a_long_sentence_is_a_scrap(length: int) -> None:
    pieces = chunk("甲" * length)
    assert min(len(each.text) for each in pieces) * 3 >= max(len(each.text) for each in pieces)


# --- where a sentence is cut that no chunk can hold -----------------------------------------------------


def test_a_long_quotation_is_cut_after_a_sentence() -> None:
    for each in chunk(f"「{'一二三，四五六七八九。' * 30}」")[:-1]:
        assert each.text.endswith("。")


def test_a_long_sentence_is_cut_after_a_comma() -> None:
    for each in chunk("一二三四五六七八九，" * 30)[:-1]:
        assert each.text.endswith("，")


def test_a_long_sentence_without_a_mark_is_cut_after_a_space() -> None:
    for each in chunk("lorem ipsum dolor " * 60)[:-1]:
        assert each.text.endswith(" ")


def test_no_number_is_cut() -> None:
    for each in chunk("1,234,567.89元" * 60)[:-1]:
        assert not (each.text[-1].isdigit())
        assert not (each.text.endswith(","))


@pytest.mark.parametrize("sign", [FAMILY, "🇨🇳", "👍🏽", "e\u0301", "か\u3099", "नि", "❤\ufe0f"])
def test_no_sign_is_cut(sign: str) -> None:
    chunks = chunk(sign * 120)
    assert len(chunks) > 1
    assert all(len(each.text) % len(sign) == 0 for each in chunks)


# --- nothing to lose ------------------------------------------------------------------------------------


def test_no_text_no_chunk() -> None:
    assert chunk("") == []
    assert chunk_sections("a1", [], SMALL) == []


@pytest.mark.parametrize("unit", ["甲", "甲乙，丙丁abc "])
def test_five_megabytes_without_a_full_stop(unit: str) -> None:
    text = unit * (5_000_000 // len(unit.encode()))
    began = time.perf_counter()
    chunks = chunk(text, ChunkingParameters())
    assert time.perf_counter() - began < 10
    assert "".join(each.text for each in chunks) == text


# --- parameters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tokens", "characters"), [(40, 20), (4000, 2000), (320, 120)])
def test_parameters_at_their_bounds(tokens: int, characters: int) -> None:
    made = ChunkingParameters(tokens, characters)
    assert (made.chunk_tokens, made.span_characters) == (tokens, characters)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"chunk_tokens": 39}, "chunk_tokens"),
        ({"chunk_tokens": 4001}, "chunk_tokens"),
        ({"chunk_tokens": -1}, "chunk_tokens"),
        ({"span_characters": 19}, "span_characters"),
        ({"span_characters": 2001}, "span_characters"),
    ],
)
def test_parameters_out_of_bounds(arguments: dict[str, int], name: str) -> None:
    with pytest.raises(ArgumentInvalid) as caught:
        ChunkingParameters(**arguments)
    assert caught.value.details["name"] == name
    assert "…" in str(caught.value.details["allowed"])


# --- context --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "path", "expected"),
    [
        ("两条路", ("自建", "成本"), "两条路｜自建 › 成本\n三亿。"),
        ("两条路", ("导言",), "两条路\n三亿。"),
        ("", ("成本",), "成本\n三亿。"),
        ("", (), "三亿。"),
    ],
)
def test_a_span_is_embedded_after_its_headings(title: str, path: tuple[str, ...], expected: str) -> None:
    assert in_context(title, path, "三亿。\n\n") == expected
