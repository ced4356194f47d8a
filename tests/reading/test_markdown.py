"""What kind of text an input is, and Markdown in all its forms."""

from __future__ import annotations

import pytest

from qa.models import Article
from qa.reading import read_text
from qa.reading.markdown import Kind, kind_of, to_html


def read(text: str, name: str = "船.md") -> Article:
    return read_text(text, name=name).article


def paragraphs(text: str) -> list[str]:
    return [paragraph for section in read(text).sections for paragraph in section.paragraphs]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("<div>\n\n      <p>文</p>\n\n</div>", "a.txt", "html"),
        ("<p>文", "a.md", "html"),
        ("\n  <BLOCKQUOTE>文</BLOCKQUOTE>", "a.md", "html"),
        ("<!-- 注 --><h2>文</h2>", "a.txt", "html"),
        ("<!DOCTYPE html><p>文", "a.md", "html"),
        ("<?xml version='1.0'?><html>", "a.txt", "html"),
        ("文<b>字</b>", "a.html", "html"),
        ("</p>文", "a.htm", "html"),
        ("没有标记 3 < 5", "a.html", "plain"),
        ("# 题\n\n文", "a.html", "markdown"),
        ("文", "a.md", "markdown"),
        ("<b>文</b>", "a.md", "markdown"),
        ("<https://example.com>", "a.md", "markdown"),
        ("<!-- 注 -->\n# 题", "a.md", "markdown"),
        ("<!-- 没有结尾", "a.txt", "plain"),
        ("文", "a.txt", "plain"),
        ("文", "standard input", "plain"),
        ("文\n   ## 题", "a.txt", "markdown"),
        ("#专栏作家#\n#1\n    # 缩进\n####### 七\n# ", "a.txt", "plain"),
        ("1. 甲\n- 乙\n题\n===", "a.txt", "plain"),
        ("<p align=center><img></p>\n\n# 题\n\n文", "README.md", "markdown"),
        ("<div>题</div>\n\n很长的正文在后面，一段又一段。\n\n还有一段。", "a.md", "markdown"),
    ],
)
def test_kinds(text: str, name: str, kind: Kind) -> None:
    assert kind_of(text, name=name, has_front_matter=False) == kind


def test_front_matter_makes_markdown_of_plain_text() -> None:
    assert kind_of("文", name="a.txt", has_front_matter=True) == "markdown"


def test_both_styles_of_headings() -> None:
    article = read("渡口\n====\n\n引子\n\n先有水路\n--------\n\n甲\n\n## 后有公路 ##\n\n乙\n\n### 山里\n\n丙")
    assert article.title == "渡口"
    assert [(section.level, section.heading, section.text) for section in article.sections] == [
        (0, "导言", "引子"),
        (2, "先有水路", "甲"),
        (2, "后有公路", "乙"),
        (3, "山里", "丙"),
    ]


def test_soft_line_breaks() -> None:
    assert paragraphs("渡口的\n船工\nwas\nhere，\n走了") == ["渡口的船工 was here，走了"]


def test_hard_line_breaks() -> None:
    assert paragraphs("甲  \n乙\\\n丙") == ["甲\n乙\n丙"]


def test_inline_markup_goes_and_its_text_stays() -> None:
    assert paragraphs("**甲**_乙_ `丙` ~~丁~~ [戊](https://e.com '题') ![图](i.png) <b>己</b> &amp; \\*") == [
        "甲乙 丙 丁 戊 己 & *"
    ]


def test_lists_tables_quotations_and_code() -> None:
    text = (
        "3. 甲\n4. 乙\n   - 丙\n\n     丁\n\n> 戊\n> 己\n>\n> # 庚\n\n"
        "| 路 | 钱 |\n| -- | -- |\n| 水 | 少 |\n\n```py\na = 1\n\n\nb = 2\n```\n\n    c = 3"
    )
    assert paragraphs(text) == [
        "3. 甲",
        "4. 乙",
        "丙",
        "丁",
        "戊己",
        "庚",
        "路：水；钱：少",
        "a = 1\nb = 2",
        "c = 3",
    ]


def test_html_in_markdown() -> None:
    assert paragraphs('甲\n\n<div class="x">乙</div>\n\n<script>丙</script>\n\n<!-- 丁 -->\n\n戊') == [
        "甲",
        "乙",
        "戊",
    ]


def test_anchors() -> None:
    article = read(
        "引子\n\n## 甲 {#toc-1}\n\n文\n\n## <a id='toc-2'></a>乙\n\n文\n\n<h2 id='toc-3'>丙</h2>\n\n文"
    )
    assert [(section.heading, section.anchor) for section in article.sections[1:]] == [
        ("甲", "toc-1"),
        ("乙", "toc-2"),
        ("丙", "toc-3"),
    ]


def test_a_feed_body_with_blank_lines_and_indentation_is_html() -> None:
    body = "---\ntitle: 船\n---\n\n<div>\n\n        <p>甲</p>\n\n\n            <h2 id=toc-1>题</h2>\n\n        <p>乙\n\n丙</p></div>\n\n  "
    article = read(body, "feed.txt")
    assert [(section.heading, section.text) for section in article.sections] == [
        ("导言", "甲"),
        ("题", "乙丙"),
    ]


def test_nesting_beyond_what_the_parser_takes_loses_nothing() -> None:
    for depth in (50, 98, 99, 100, 101, 1000, 20_000):
        text = "引子\n\n" + ">" * depth + " 深处"
        assert "深处" in "".join(paragraphs(text))
        assert "引子" in "".join(paragraphs(text))
    text = "\n".join("  " * depth + f"- 第{depth}层" for depth in range(200))
    assert all(f"第{depth}层" in "".join(paragraphs(text)) for depth in range(200))


def test_deep_brackets_lose_nothing() -> None:
    assert "".join(paragraphs("[" * 5000 + "甲")) == "[" * 5000 + "甲"
    assert to_html("*" * 999 + "甲") is not None
