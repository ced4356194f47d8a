"""Sections: paths, anchors, the introduction, and which heading is the title."""

from __future__ import annotations

import pytest

from qa.models import Article
from qa.reading import read_text


def read(text: str, name: str = "文件名.md") -> Article:
    return read_text(text, name=name).article


def headings(text: str) -> list[str]:
    return [section.heading for section in read(text).sections]


def test_the_text_before_the_first_heading_is_the_introduction() -> None:
    section = read("甲\n\n乙\n\n## 一\n\n丙").sections[0]
    assert (section.index, section.heading, section.level, section.path, section.anchor, section.text) == (
        0,
        "导言",
        0,
        ("导言",),
        None,
        "甲\n\n乙",
    )


def test_no_introduction_without_text() -> None:
    assert headings("## 一\n\n甲\n\n## 二\n\n乙") == ["一", "二"]


def test_paths_follow_the_levels() -> None:
    article = read(
        "引\n\n## 一\n\n甲\n\n### 小\n\n乙\n\n##### 更小\n\n丙\n\n#### 跳\n\n丁\n\n## 二\n\n戊\n\n### 小\n\n己"
    )
    assert [section.path for section in article.sections] == [
        ("导言",),
        ("一",),
        ("一", "小"),
        ("一", "小", "更小"),
        ("一", "小", "跳"),
        ("二",),
        ("二", "小"),
    ]
    assert [section.index for section in article.sections] == list(range(7))


def test_a_heading_without_text_stays_in_the_outline() -> None:
    article = read("引\n\n## 一\n\n### 小\n\n甲\n\n## 二")
    assert [(section.path, section.text, section.paragraphs) for section in article.sections] == [
        (("导言",), "引", ("引",)),
        (("一",), "", ()),
        (("一", "小"), "甲", ("甲",)),
        (("二",), "", ()),
    ]


def test_sections_of_the_same_name_stay_apart() -> None:
    article = read("引\n\n## 一\n\n甲\n\n## 一\n\n乙")
    assert [(section.path, section.text) for section in article.sections[1:]] == [
        (("一",), "甲"),
        (("一",), "乙"),
    ]


def test_a_section_called_introduction_is_not_the_introduction() -> None:
    article = read("甲\n\n## 导言\n\n乙\n\n### 小\n\n丙")
    assert [(section.path, section.level) for section in article.sections] == [
        (("导言",), 0),
        (("导言",), 2),
        (("导言", "小"), 3),
    ]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        # front matter, then the first h1, then a single top heading, then the file's name
        ("---\ntitle: 船\n---\n# 题\n\n甲\n\n## 一\n\n乙", "船", ["导言", "一"]),
        ("---\ntitle: 船\n---\n甲\n\n# 题\n\n乙", "船", ["导言", "题"]),
        ("---\ntitle: 船\n---\n# 题\n\n甲\n\n# 二\n\n乙", "船", ["题", "二"]),
        ("---\ntitle: ' 船 '\n---\n# 船\n\n甲\n\n# 二\n\n乙", "船", ["导言", "二"]),
        ("---\ntitle: 船\n---\n## 船\n\n甲\n\n## 二\n\n乙", "船", ["导言", "二"]),
        ("# 题\n\n甲\n\n## 一\n\n乙", "题", ["导言", "一"]),
        ("# 题\n\n## 一\n\n乙", "题", ["一"]),
        ("甲\n\n# 题\n\n乙", "题", ["导言"]),
        ("# 题\n\n甲\n\n# 二\n\n乙", "题", ["导言", "二"]),
        ("## 一\n\n甲\n\n# 题\n\n乙", "题", ["一", "题"]),
        ("## 题\n\n甲\n\n### 一\n\n乙", "题", ["导言", "一"]),
        ("甲\n\n## 结论\n\n乙", "文件名", ["导言", "结论"]),
        ("## 一\n\n甲\n\n## 二\n\n乙", "文件名", ["一", "二"]),
        ("### 一\n\n甲\n\n## 二\n\n乙", "文件名", ["一", "二"]),
        ("甲", "文件名", ["导言"]),
    ],
)
def test_titles(text: str, title: str, expected: list[str]) -> None:
    article = read(text)
    assert (article.title, [section.heading for section in article.sections]) == (title, expected)


def test_a_title_is_recognised_in_other_widths() -> None:
    assert headings("---\ntitle: 'A：B 船'\n---\n# Ａ:B船\n\n甲\n\n# 二\n\n乙") == ["导言", "二"]


def test_a_document_of_headings_only_has_no_text() -> None:
    from qa.errors import TextMissing

    with pytest.raises(TextMissing, match=r"文件名\.md has no paragraph of text \(2 headings\)"):
        read("## 一\n\n## 二")
