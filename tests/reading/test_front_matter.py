"""Front matter: values as they are written, and errors that say where."""

from __future__ import annotations

import pytest

from qa.errors import FrontMatterBroken
from qa.reading import read_text
from qa.reading.front_matter import split_front_matter, strings


def test_values_stay_as_written() -> None:
    values, body = split_front_matter(
        "---\ntitle: 2021\nok: yes\nzip: 0123\ndate: 2021-13-45\nempty:\nnone: ~\n---\n文", name="a.md"
    )
    assert values == {"title": "2021", "ok": "yes", "zip": "0123", "date": "2021-13-45"}
    assert body == "文"


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    for text in (
        "---\r\ntitle: 甲\r\n---\r\n文",
        "\ufeff---\ntitle: 甲\n---\n文",
        "\n\n---  \ntitle: 甲\n...\n文",
    ):
        assert split_front_matter(text, name="a.md") == ({"title": "甲"}, "文")


def test_keys_are_found_in_any_case() -> None:
    assert read_text("---\nTitle: 甲\nAuthor: 乙\n---\n文", name="a.md").article.author == "乙"


@pytest.mark.parametrize(
    "text",
    [
        "文\n---\n文",
        "---\n\n一段文字\n\n---\n又一段",
        "---\n文字没有结尾",
        "----\na: b\n----\n文",
        "-- -\n文",
    ],
)
def test_rules_are_not_front_matter(text: str) -> None:
    assert split_front_matter(text, name="a.md") == ({}, text)


def test_a_paragraph_between_rules_is_kept() -> None:
    article = read_text("---\n\n一段文字\n\n---\n又一段", name="a.md").article
    assert "一段文字" in article.sections[0].heading + article.sections[0].text


def test_empty_front_matter() -> None:
    assert split_front_matter("---\n---\n文", name="a.md") == ({}, "文")
    assert split_front_matter("---\n# 注释\n---\n文", name="a.md") == ({}, "文")


@pytest.mark.parametrize(
    ("yaml", "where"),
    [
        ("title: 甲\nauthor: [乙", "line"),
        ("title: 甲\n  author: 乙", "line 3"),
        ("title: '甲", "line"),
        ("title: 甲: 乙", "line 2"),
        ("title: @甲", "line 2"),
        ("a: *b", "line 2"),
        ("title: \x07", "special characters"),
        ("a: " + "[" * 5000, "nested"),
    ],
)
def test_broken_yaml_names_file_and_place(yaml: str, where: str) -> None:
    with pytest.raises(FrontMatterBroken) as caught:
        read_text(f"---\n{yaml}\n---\n文", name="坏.md")
    assert "坏.md" in str(caught.value)
    assert where in str(caught.value)


def test_front_matter_without_an_end() -> None:
    with pytest.raises(FrontMatterBroken, match="no --- line"):
        read_text("---\ntitle: 甲\n\n文", name="a.md")


def test_nothing_is_built_from_tags() -> None:
    text = "---\ntitle: !!python/object/apply:os.system ['false']\n---\n文"
    assert read_text(text, name="a.md").article.title == "false"


def test_lists_that_multiply_or_hold_themselves_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    text = "---\n" + "\n".join(lines) + "\ncategories: *a8\n---\n文"
    assert read_text(text, name="a.md").article.categories == ("x",)
    with pytest.raises(FrontMatterBroken, match="recursive"):
        read_text("---\ncategories: &a [x, *a]\n---\n文", name="a.md")


def test_characters_escaped_in_halves_are_made_whole() -> None:
    assert strings(r"甲") == ["甲"]
    text = '---\ntitle: "\\uD83D\\uDEA2 \\uD83D渡口"\n---\n文'
    assert read_text(text, name="a.md").article.title == "🚢 渡口"
