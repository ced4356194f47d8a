"""Plain text: paragraphs, no headings."""

from __future__ import annotations

import pytest

from qa.reading import read_text


def paragraphs(text: str) -> list[str]:
    (section,) = read_text(text, name="笔记.txt").article.sections
    assert (section.heading, section.level, section.anchor) == ("导言", 0, None)
    return list(section.paragraphs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。\n\n乙。\n \n　\n丙。", ["甲。", "乙。", "丙。"]),
        ("甲。\n乙。\n丙", ["甲。", "乙。", "丙"]),
        ("甲。\r\n\r\n乙。", ["甲。", "乙。"]),
        ("甲。\r乙。", ["甲。", "乙。"]),
        ("渡口的老船\n工说，走\n吧。\n\n后来他真的走了。", ["渡口的老船工说，走吧。", "后来他真的走了。"]),
        ("第一句。\n第二句没\n完。\n\n乙", ["第一句。\n第二句没完。", "乙"]),
        ("　　甲。\n　　乙。\n\n　　丙。", ["甲。", "乙。", "丙。"]),
        ("    甲\n乙\n    丙\n\n丁", ["甲乙", "丙", "丁"]),
        ("    甲\n    乙\n\n    丙", ["甲乙", "丙"]),
        ("one\ntwo\n\nthree", ["one two", "three"]),
        ("一、渡口\n\n文", ["一、渡口", "文"]),
        ("3 < 5 & 7 > 2 <3", ["3 < 5 & 7 > 2 <3"]),
        ("**甲** _乙_ &amp; [丙](d)", ["**甲** _乙_ &amp; [丙](d)"]),
        ("甲\n---\n乙", ["甲", "---", "乙"]),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


def test_the_title_is_the_files_name() -> None:
    assert read_text("文", name="/a/b/渡口 三题.txt").article.title == "渡口 三题"
    assert read_text("文", name="standard input").article.title == "standard input"
    assert read_text("文", name="v1.2").article.title == "v1.2"
    assert read_text("文", name=".md").article.title == ".md"
