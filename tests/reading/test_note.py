"""Texts that are to be checked, as they are read."""

from __future__ import annotations

import pytest

from qa.errors import FrontMatterBroken
from qa.reading.note import read_note


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("手续费是3%。", "-", "手续费是3%。"),
        ("\ufeff编辑导语：手续费是3%。\r\n", "a.txt", "编辑导语：手续费是3%。\n"),
        ("---\ntitle: 桥\n---\n桥是路。\n", "a.md", "桥是路。\n"),
        ("# 桥\n\n- 桥是**路**。\n", "a.md", "# 桥\n\n- 桥是**路**。\n"),
        ("利率 < 3% 而 > 2%。", "a.txt", "利率 < 3% 而 > 2%。"),
        (
            "<html><head><title>题</title></head><body><h1>桥</h1><p>桥是<b>路</b>。</p><script>x()</script></body>",
            "a.html",
            "# 桥\n\n桥是路。",
        ),
        ("<blockquote><p>编辑导语：桥是路。</p></blockquote>", "a.html", "编辑导语：桥是路。"),
        ("<p></p>", "a.html", ""),
    ],
)
def test_all_that_is_written(text: str, name: str, expected: str) -> None:
    assert read_note(text, name=name) == expected


def test_broken_front_matter() -> None:
    with pytest.raises(FrontMatterBroken):
        read_note("---\ntitle: [桥\n---\n桥是路。", name="a.md")
