"""One input to one article: metadata from front matter, and what goes wrong."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from qa.errors import EncodingUnknown, FileEmpty, FileTooLarge, TextMissing
from qa.models import Article
from qa.reading import SIZE_LIMIT, Reading, read_file, read_text

FEED = """---
title: '「渡口」在前，公路在后'
categories:
 - 水路
 - 望江周刊
headimg: 'https://example.com/boat.png'
author: 望江周刊
comments: false
date: Fri, 18 Jun 2021 00:00:00 GMT
thumbnail: 'https://example.com/small.png'
---

<div>
<blockquote><p>编辑导语：船比车早。</p></blockquote>
<p><img src="https://example.com/boat.png" alt referrerpolicy="no-referrer"></p>
<p>从前有一条河。</p>
<h2 id="toc-1">一、「水路」上的船</h2>
<p>河是路。</p>
<p>船是车。</p>
<h2 id="toc-2">二、「公路」上的车</h2>
<p>路是河。</p>
<h3>#专栏作家#</h3>
<p>林一木，微信公众号：老船工，望江周刊专栏作家。</p>
<p>本文原创发布于望江周刊，未经许可，禁止转载</p>
<p>题图来自Pexels，基于CC0协议</p>
<div class="support-author"><div>给作者打赏！</div><button><svg><path d="M9"/></svg>
赞赏</button></div>
</div>
            """


def read(text: str) -> Article:
    return read_text(text, name="a.md").article


def test_a_feeds_article() -> None:
    reading = read_text(FEED, name="feed.txt", origin="/feeds/feed.txt")
    assert reading.warnings == ()
    article = reading.article
    assert article.title == "「渡口」在前，公路在后"
    assert article.id == ""
    assert article.origin == "/feeds/feed.txt"
    assert article.author == "望江周刊"
    assert article.columnist == "林一木"
    assert str(article.date) == "2021-06-18"
    assert article.categories == ("水路", "望江周刊")
    assert article.head_image == "https://example.com/boat.png"
    assert article.editor_note == "船比车早。"
    assert article.author_note == "林一木，微信公众号：老船工，望江周刊专栏作家。"
    assert article.credits == ("本文原创发布于望江周刊，未经许可，禁止转载", "题图来自Pexels，基于CC0协议")
    assert [
        (section.index, section.level, section.path, section.anchor, section.text)
        for section in article.sections
    ] == [
        (0, 0, ("导言",), None, "从前有一条河。"),
        (1, 2, ("一、「水路」上的船",), "toc-1", "河是路。\n\n船是车。"),
        (2, 2, ("二、「公路」上的车",), "toc-2", "路是河。"),
    ]


def test_the_same_article_in_every_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    readings = []
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        path.write_bytes(FEED.encode(encoding))
        readings.append(read_file(path))
    path.write_bytes(FEED.replace("\n", "\r\n").encode())
    readings.append(read_file(path))
    assert all(reading == readings[0] for reading in readings)


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("categories: [水路, 公路]", ("水路", "公路")),
        ("categories: 水路，公路、桥, 船", ("水路", "公路", "桥", "船")),
        ("category: 水路", ("水路",)),
        ("categories:\n - [水路, 公路]\n - 水路", ("水路", "公路")),
        ("categories: []\ncategory: 桥", ("桥",)),
        ("categories:", ()),
        ("tags: [桥]", ()),
        ("categories: 2021", ("2021",)),
        ("categories: {a: b}", ()),
    ],
)
def test_categories(yaml: str, expected: tuple[str, ...]) -> None:
    assert read(f"---\n{yaml}\n---\n文").categories == expected


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("source: 望江周刊", "望江周刊"),
        ("url: https://e.com/a\nlink: https://e.com/b", "https://e.com/a"),
        ("link: https://e.com/b", "https://e.com/b"),
        ("source:", None),
    ],
)
def test_sources(yaml: str, expected: str | None) -> None:
    assert read(f"---\n{yaml}\n---\n文").source == expected


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("headimg: a.png\ncover: b.png", "a.png"),
        ("thumbnail: a.png", "a.png"),
        ("image: a.png", "a.png"),
        ("cover: {image: a.png}", "a.png"),
        ("image: [a.png, b.png]", "a.png"),
        ("headimg: ''\ncover: b.png", "b.png"),
        ("image: {alt: x}", None),
    ],
)
def test_head_images(yaml: str, expected: str | None) -> None:
    assert read(f"---\n{yaml}\n---\n文").head_image == expected


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("author: 林一木", "林一木"),
        ("author: [林一木, 王二]", "林一木、王二"),
        ("author: {name: 林一木, url: x}", "林一木"),
        ("authors: [林一木]", "林一木"),
        ("author: ' '", None),
    ],
)
def test_authors(yaml: str, expected: str | None) -> None:
    assert read(f"---\n{yaml}\n---\n文").author == expected


def test_metadata_is_cleaned() -> None:
    article = read('---\ntitle: "cafe\\u0301\\u200b  的\\n  船"\nauthor: " 林一木　"\n---\n文')
    assert (article.title, article.author) == ("café 的船", "林一木")


def test_a_title_that_is_no_string() -> None:
    assert read("---\ntitle: [船, 车]\n---\n文").title == "船"
    assert read("---\ntitle: {a: b}\n---\n文").title == "a"


@pytest.mark.parametrize("text", ["", " \n", "\ufeff", "\u200b\u3000"])
def test_nothing(text: str) -> None:
    with pytest.raises(FileEmpty, match="standard input is empty"):
        read_text(text, name="standard input")


@pytest.mark.parametrize(
    "text", ["---\ntitle: 船\n---\n", "<div><img></div>", "<script>x</script>", "---\n---\n\n", "***\n"]
)
def test_no_text(text: str) -> None:
    with pytest.raises(TextMissing) as caught:
        read_text(text, name="a.md")
    assert caught.value.details == {"path": "a.md", "headings": 0}


def test_half_characters_are_not_guessed() -> None:
    with pytest.raises(EncodingUnknown):
        read_text("文\udcff", name="standard input")


def test_the_limit_counts_bytes() -> None:
    with pytest.raises(FileTooLarge):
        read_text("文" * (SIZE_LIMIT // 3 + 1), name="standard input")


def test_a_reading_is_frozen() -> None:
    reading = read_text("文", name="a.md")
    with pytest.raises(dataclasses.FrozenInstanceError):
        reading.article = reading.article  # type: ignore[misc]
    assert reading == Reading(reading.article, ())
    assert reading.article.origin is None
