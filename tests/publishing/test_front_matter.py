"""A note in the front matter, and not another byte: line ends, encodings, all the ways to write YAML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import FileEmpty, FrontMatterBroken, NotePlaceMissing
from qa.publishing.front_matter import quoted, with_note
from qa.reading import read_text
from qa.reading.encoding import decode
from qa.reading.front_matter import split_front_matter

NOTE = "文章谈桥怎样造、怎样修，适合造桥的人阅读。"
LINE = f'editor_note: "{NOTE}"'
BODY = "# 桥\n\n造桥要先勘察，再打桩，然后铺面，最后才是通车的日子。\n"


def noted(text: str, note: str = NOTE) -> str:
    return with_note(text.encode(), note, name="a.md").decode()


def value(text: str) -> object:
    return split_front_matter(text, name="a.md")[0].get("editor_note")


# --- where it goes --------------------------------------------------------------------------------------


def test_it_is_the_last_line_of_the_front_matter() -> None:
    assert noted(f"---\ntitle: 桥\ndate: 2021-12-03\n---\n{BODY}") == (
        f"---\ntitle: 桥\ndate: 2021-12-03\n{LINE}\n---\n{BODY}"
    )


def test_a_file_without_front_matter_gets_one_on_top() -> None:
    assert noted(BODY) == f"---\n{LINE}\n---\n{BODY}"
    assert noted("一行，没有换行") == f"---\n{LINE}\n---\n一行，没有换行"


@pytest.mark.parametrize(
    "front",
    [
        "---\n---\n",
        "---\n# 只有注释\n---\n",
        "\n\n---\ntitle: 桥\n---\n",
        " \t\n---   \ntitle: 桥\n...\n",
        "---\ntitle: 桥   # 注释\n\n\n# 结尾的注释\n---\n",
        "---\ntitle: 桥\ntags:\n  - 甲\n  - 乙\n---\n",
        "---\ntitle: 桥\ntags:\n- 甲\n- 乙\n---\n",
        "---\ntitle: 桥\nsummary: |\n  第一行\n\n  第二行\n\n---\n",
        "---\ntitle: 桥\nsummary: >+\n  第一行\n\n\n---\n",
        "---\ntitle: 桥\nsummary: 第一行\n  接着写\n---\n",
        '---\ntitle: "桥：\n  续"\n---\n',
        "---\nbase: &b {a: 1}\nother: *b\n---\n",
        "---\n  title: 桥\n  date: 2021-12-03\n---\n",
        "---\neditor_notes: 别的\nmy_editor_note: 也是别的\nin: {editor_note: 里面的}\n---\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_other_character_stays(front: str, end: str) -> None:
    before = (front + BODY).replace("\n", end)
    after = with_note(before.encode(), NOTE, name="a.md").decode()
    assert after.replace(f"  {LINE}{end}", "", 1).replace(f"{LINE}{end}", "", 1) == before
    assert value(after) == NOTE
    assert read_text(after, name="a.md").article.editor_note == NOTE


def test_braces_get_it_inside() -> None:
    for front in ("{title: 桥, date: 2021-12-03}", '{\n  "title": "桥",\n}', "{}", "{ }"):
        after = noted(f"---\n{front}\n---\n{BODY}")
        assert after.startswith(f"---\n{{{LINE}")
        assert value(after) == NOTE
        assert after.endswith(f"---\n{BODY}")


def test_line_ends_are_those_of_the_file() -> None:
    assert noted("---\r\ntitle: 桥\r\n---\r\n文\n文\r\n") == (
        f"---\r\ntitle: 桥\r\n{LINE}\r\n---\r\n文\n文\r\n"
    )
    assert noted("# 桥\r\n\r\n文") == f"---\r\n{LINE}\r\n---\r\n# 桥\r\n\r\n文"
    assert noted("---\ntitle: 桥\r\n---\r\n文") == f"---\ntitle: 桥\r\n{LINE}\r\n---\r\n文"


def test_rules_are_no_front_matter() -> None:
    for text in ("---\n\n一段文字\n\n---\n又一段\n", "---\n文字没有结尾\n"):
        assert noted(text) == f"---\n{LINE}\n---\n{text}"


# --- a note that is there -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("editor_note: 旧的", LINE),
        ("editor_note:", LINE),
        ("editor_note: ", LINE + ""),
        ("editor_note:   '旧的'  # 待改", f'editor_note:   "{NOTE}"  # 待改'),
        ('"editor_note" : "旧\\n的"', f'"editor_note" : "{NOTE}"'),
        ("Editor_Note: 旧的", f'Editor_Note: "{NOTE}"'),
        ("editor_note: 旧的\n  第二行\n  第三行", LINE),
        ("editor_note: |\n  旧的\n\n  还有", LINE),
        ("editor_note: >-\n  旧的\n  还有\n", LINE + "\n"),
        ("editor_note: |  # 注释\n  旧的", LINE),
        ("editor_note:\n  旧的", f'editor_note:\n  "{NOTE}"'),
        ("editor_note: # 注释\n  旧的", f'editor_note: # 注释\n  "{NOTE}"'),
        ("editor_note: [旧的, '还有']", LINE),
        ("editor_note:\n- 旧的\n- 还有\n# 注释", f'editor_note:\n  "{NOTE}"\n# 注释'),
        ("editor_note:\n  - [旧的]\n  - 还有", f'editor_note:\n  "{NOTE}"'),
        ("editor_note: {a: 旧的, b: [c]}", LINE),
        ("editor_note: !!str 旧的", LINE),
        ("? editor_note\n: 旧的", f'? editor_note\n: "{NOTE}"'),
        ("x: &n 旧的\neditor_note: *n", f"x: &n 旧的\n{LINE}"),
        ("editor_note: 甲\neditor_note: 乙", f"editor_note: 甲\n{LINE}"),
    ],
)
@pytest.mark.parametrize("more", ["", "\ntitle: 桥", "\n\n# 注释\ntitle: 桥\n"])
def test_only_its_value_is_replaced(before: str, after: str, more: str) -> None:
    made = noted(f"---\ndate: 2021-12-03\n{before}{more}\n---\n{BODY}")
    # Blanks at the end of a line with no value belong to nobody.
    assert made.replace('" \n', '"\n') == f"---\ndate: 2021-12-03\n{after}{more}\n---\n{BODY}"
    assert value(made) == NOTE


def test_within_braces_only_its_value_is_replaced() -> None:
    assert noted("---\n{a: 1, editor_note: 旧的, b: 2}\n---\n文") == f"---\n{{a: 1, {LINE}, b: 2}}\n---\n文"


@pytest.mark.parametrize(
    "front",
    ["editor_note: &n 旧的\nx: *n", "~", "? editor_note\ntitle: 桥", "{editor_note, title: 桥}"],
)
def test_what_cannot_be_changed_without_harm_is_refused(front: str) -> None:
    with pytest.raises(NotePlaceMissing, match="add the line yourself"):
        noted(f"---\n{front}\n---\n{BODY}")


def test_broken_front_matter_is_refused() -> None:
    for text in ("---\ntitle: [甲\n---\n文", "---\ntitle: 甲\n文"):
        with pytest.raises(FrontMatterBroken):
            noted(text)
    with pytest.raises(FileEmpty):
        noted(" \n")


# --- bytes ----------------------------------------------------------------------------------------------

TRADITIONAL = "---\ntitle: 橋\n---\n造橋要先勘察，再打樁，然後鋪面，最後才是通車的日子。這是一座很長的橋。\n"
SIMPLIFIED = f"---\ntitle: 桥\n---\n{BODY}这一段只是为了让编码看得更清楚一些，没有别的意思。\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
    ],
)
@pytest.mark.parametrize("text", [SIMPLIFIED, SIMPLIFIED.split("---\n")[2]])
def test_encodings_and_marks_stay(encoding: str, mark: bytes, text: str) -> None:
    before = mark + text.encode(encoding)
    after = with_note(before, NOTE, name="a.md")
    new = f"{LINE}\n" if text is SIMPLIFIED else f"---\n{LINE}\n---\n"
    assert after.startswith(mark)
    assert after.replace(new.encode(encoding), b"", 1) == before
    assert value(decode(after, name="a.md")) == NOTE


def test_characters_that_the_encoding_has_not_are_escaped() -> None:
    before = TRADITIONAL.encode("big5")
    after = with_note(before, "这座桥：𠮷。", name="a.md")
    assert b"\\u8fd9" in after
    assert value(decode(after, name="a.md")) == "这座桥：𠮷。"
    assert after.replace(after.split(b"\n")[2] + b"\n", b"", 1) == before


def test_bytes_that_the_encoder_would_write_otherwise_stay() -> None:
    doubled = b"\xa1\xc3\xa2\xcc\xf9\xe9"  # characters that Big5 has twice
    before = TRADITIONAL.encode("cp950").replace(b"title: ", b"title: " + doubled) + doubled
    assert decode(before, name="a.md").encode("cp950") != before
    after = with_note(before, "橋。", name="a.md")
    assert after.replace('editor_note: "橋。"\n'.encode("cp950"), b"", 1) == before


def test_two_marks() -> None:
    before = b"\xef\xbb\xbf\xef\xbb\xbf" + BODY.encode()
    after = with_note(before, NOTE, name="a.md")
    assert after == b"\xef\xbb\xbf\xef\xbb\xbf" + f"---\n{LINE}\n---\n{BODY}".encode()


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60).filter(
        lambda note: note.lower() not in ("~", "null")  # which say that there is none
    )
)
def test_any_note_is_read_as_it_was(note: str) -> None:
    after = noted(f"---\ntitle: 桥\n---\n{BODY}", note)
    assert value(after) == note
    assert len(after.split("\n")) == len(f"---\ntitle: 桥\n{LINE}\n---\n{BODY}".split("\n"))


@given(st.text(st.sampled_from("-:#|>'\"[]{},&*!%@ \n\tab桥。"), max_size=40))
def test_any_front_matter_is_kept_or_refused(front: str) -> None:
    before = f"---\ntitle: 桥\n{front}\n---\n{BODY}"
    try:
        old, body = split_front_matter(before, name="a.md")
        after = noted(before)
    except (FrontMatterBroken, NotePlaceMissing):
        return
    assert split_front_matter(after, name="a.md") == ({**old, "editor_note": NOTE}, body)


def test_quotes() -> None:
    assert quoted('a"b\\c\td') == '"a\\"b\\\\c\\td"'
    assert quoted("“桥”：#1") == '"“桥”：#1"'
    assert quoted("\u2028\ufeff\x85\x07") == '"\\u2028\\ufeff\\u0085\\u0007"'
