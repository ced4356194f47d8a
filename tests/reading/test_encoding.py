"""Bytes: every encoding that Chinese articles are saved in, and nothing wrong in silence."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import EncodingUnknown, FileBinary, FileEmpty, ReadingError
from qa.reading import read_file
from qa.reading.encoding import decode

SIMPLIFIED = "渡口的老船工说，先有水路，后有公路；「码头」不是终点。"
TRADITIONAL = "渡口的老船工說，先有水路，後有公路；「碼頭」不是終點。"
SHORT_SIMPLIFIED = ["先修桥", "银行与桥梁", "支付清算", "船是最早的车。", "谁来付这笔钱？", "账本"]
SHORT_TRADITIONAL = ["先修橋", "銀行與橋樑", "支付清算", "船是最早的車。", "誰來付這筆錢？", "帳本"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "utf-32"])
def test_simplified(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), name="a.md") == SIMPLIFIED


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "big5", "cp950", "gb18030", "big5hkscs"]
)
def test_traditional(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), name="a.md") == TRADITIONAL


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_both_byte_orders(mark: bytes, encoding: str) -> None:
    assert decode(mark + SIMPLIFIED.encode(encoding), name="a.md") == SIMPLIFIED


@pytest.mark.parametrize("text", SHORT_SIMPLIFIED)
def test_short_simplified(text: str) -> None:
    assert decode(text.encode("gb18030"), name="a.md") == text


@pytest.mark.parametrize("text", SHORT_TRADITIONAL)
def test_short_traditional(text: str) -> None:
    assert decode(text.encode("big5"), name="a.md") == text


def test_every_part_of_a_text_is_recognised() -> None:
    for text, encoding in ((SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5"), (TRADITIONAL, "gb18030")):
        for start in range(len(text) - 10):
            part = text[start : start + 10]
            assert decode(part.encode(encoding), name="a.md") == part


def test_an_emoji_in_gb18030() -> None:
    text = SIMPLIFIED + "🚢"
    assert decode(text.encode("gb18030"), name="a.md") == text


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="big5">',
        '<meta http-equiv="Content-Type" content="text/html; charset=Big5">',
    ],
)
def test_a_page_says_its_encoding(head: str) -> None:
    # Two characters that look like common ones in GB18030, too.
    page = f"<html><head>{head}</head><body><p>盧瞿</p></body></html>"
    assert decode(page.encode("cp950"), name="a.html") == page


def test_gb2312_means_its_widest_form() -> None:
    page = '<meta charset="gb2312"><p>朱镕基</p><p>囍</p>'
    assert decode(page.encode("gb18030"), name="a.html") == page


def test_a_wrong_or_unknown_name_of_an_encoding_does_not_matter() -> None:
    for name in ("utf-8", "ascii", "no-such-encoding", "", "\u00e9", "hex", "rot13", "idna", "undefined"):
        page = f'<meta charset="{name}"><p>{SIMPLIFIED}</p>'
        assert decode(page.encode("gb18030"), name="a.html") == page


def test_utf8_wins_over_what_the_page_says() -> None:
    page = f'<meta charset="gbk"><p>{SIMPLIFIED}</p>'
    assert decode(page.encode(), name="a.html") == page


@pytest.mark.parametrize(
    "data",
    [
        "Un texte français, déjà publié à Genève, où l'été fut très chaud.".encode("cp1252"),
        "Все люди рождаются свободными и равными в своем достоинстве.".encode("cp1251"),
        "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。".encode("shift_jis"),
        ("모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. " * 3).encode("euc_kr"),
        SIMPLIFIED.encode()[:-1] + b"\xff\xff",
        SIMPLIFIED.encode()[1:],
        codecs.BOM_UTF16_LE + b"a\x00b",
        codecs.BOM_UTF8 + b"\xff\xfe\xfd",
        bytes(range(128, 256)) * 10,
    ],
)
def test_nothing_is_replaced_in_silence(data: bytes) -> None:
    with pytest.raises(EncodingUnknown, match="Save it as UTF-8"):
        decode(data, name="a.md")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n rest",
        b"\xff\xd8\xff\xe0 JFIF",
        b"%PDF-1.7\n1 0 obj",
        b"PK\x03\x04 docx",
        b"\x1f\x8b\x08",
        b"GIF89a",
        b"text with a \x00 in it",
        bytes(range(1, 32)) * 4 + b"abc",
        b"\x7fELF\x02",
        "前\0后".encode("utf-16"),
    ],
)
def test_binary_files_with_a_text_ending(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(FileBinary, match=r"a\.md is not a text file"):
        read_file(tmp_path / "a.md")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\r\n",
        codecs.BOM_UTF8,
        codecs.BOM_UTF8 + b"\n",
        codecs.BOM_UTF16_LE,
        "\u3000\u200b\n".encode(),
    ],
)
def test_empty_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(FileEmpty, match=r"a\.md is empty"):
        read_file(tmp_path / "a.md")


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_an_error(data: bytes) -> None:
    try:
        text = decode(data, name="a.md")
    except ReadingError as error:
        text = str(error)
    assert "\x00" not in text


@given(st.text(st.sampled_from(SIMPLIFIED), min_size=12, max_size=60))
def test_common_text_is_never_taken_for_something_else(text: str) -> None:
    text += "的船是木头的"
    assert decode(text.encode("gb18030"), name="a.md") == text
