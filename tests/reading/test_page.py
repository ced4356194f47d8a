"""HTML pages: where the article is, and what the page's head says."""

from __future__ import annotations

import datetime as dt

import pytest

from qa.models import Article
from qa.reading import read_text

PAGE = """<!doctype html>
<html><head>
<title>先有水路 - 望江周刊</title>
<meta property="og:title" content="先有水路，后有公路">
<meta property="og:site_name" content="望江周刊">
<meta name="author" content="林一木">
<meta property="article:published_time" content="2023-03-15T08:00:00+08:00">
<meta name="keywords" content="水路, 公路，渡口、船">
<meta property="og:image" content="https://example.com/boat.png">
<meta property="og:url" content="https://example.com/og">
<link rel="canonical" href="https://example.com/boat">
</head><body>
<header><p>望江周刊</p></header><nav><a href="/">首页</a></nav>
<main><article><header><h1>先有水路</h1></header><p>船比车早。</p><h2>渡口</h2><p>渡口在下游。</p>
<aside>延伸阅读</aside><form><p>留言</p></form></article></main>
<footer>© 2023 望江周刊</footer><script>var a = "<p>x</p>";</script></body></html>"""


def read(html: str, name: str = "page.html") -> Article:
    return read_text(html, name=name).article


def text(html: str) -> str:
    return "|".join(paragraph for section in read(html).sections for paragraph in section.paragraphs)


def test_a_page() -> None:
    article = read(PAGE)
    assert article.title == "先有水路"
    assert article.author == "林一木"
    assert article.date == dt.date(2023, 3, 15)
    assert article.categories == ("水路", "公路", "渡口", "船")
    assert article.head_image == "https://example.com/boat.png"
    assert article.source == "https://example.com/boat"
    assert [(section.heading, section.text) for section in article.sections] == [
        ("导言", "船比车早。"),
        ("渡口", "渡口在下游。"),
    ]


def test_titles_in_order() -> None:
    without_h1 = PAGE.replace("<h1>先有水路</h1>", "")
    assert read(without_h1).title == "先有水路，后有公路"
    without_og = without_h1.replace('<meta property="og:title" content="先有水路，后有公路">', "")
    assert read(without_og).title == "先有水路"
    assert read("<p>文</p>").title == "page"
    assert read("<header><h1>渡口</h1></header><p>文</p>").title == "渡口"
    assert read("<blockquote><h1>渡口</h1></blockquote><p>文</p>").title == "page"


def test_a_heading_that_repeats_the_pages_title_is_no_section() -> None:
    article = read("<title>渡口</title><h2>渡口</h2><p>文</p><h3>一</h3><p>文</p>")
    assert [section.heading for section in article.sections] == ["导言", "一"]


def test_other_ways_to_say_it() -> None:
    page = (
        '<meta property="article:author" content="https://example.com/u/1"><meta itemprop="author" content="林一木">'
        '<meta property="og:url" content="https://example.com/og"><p>文 <time datetime="2023-03-15">前天</time></p>'
    )
    article = read(page)
    assert article.author == "林一木"
    assert article.source == "https://example.com/og"
    assert article.date == dt.date(2023, 3, 15)


def test_front_matter_goes_before_the_page() -> None:
    article = read("---\ntitle: 船\nauthor: 乙\ndate: 2020-01-01\ncategories: [路]\nurl: u\n---\n" + PAGE)
    assert (article.title, article.author, article.date) == ("船", "乙", dt.date(2020, 1, 1))
    assert (article.categories, article.source) == (("路",), "u")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>甲</div><article>正文正文</article><div>乙</div>", "正文正文"),
        ("<main>正文</main><div>乙</div>", "正文"),
        ("<div role=main>正文</div><div>乙</div>", "正文"),
        ("<main><h2>近期</h2><article>正文正文正文</article></main>", "正文正文正文"),
        ("<main></main><p>正文</p>", "正文"),
        ("<main hidden>旧</main><p>正文</p>", "正文"),
        ("<article hidden>旧</article><p>正文</p>", "正文"),
        # comments and cards inside the article
        ("<article>正文正文正文<article>评论</article></article>", "正文正文正文"),
        # an article around the article
        ("<article><p>头</p><article>正文正文正文正文</article></article>", "正文正文正文正文"),
        # cards beside the article
        ("<article>" + "正文" * 9 + "</article><article>卡片</article><article>卡片</article>", "正文" * 9),
        # several real ones: all of them
        ("<p>头</p><article>正文之一</article><article>正文之二</article>", "头|正文之一|正文之二"),
        # a teaser only
        ("<article>预告</article><div>" + "正文" * 20 + "</div>", "预告|" + "正文" * 20),
    ],
)
def test_where_the_article_is(html: str, expected: str) -> None:
    assert text(html) == expected


def test_without_a_body() -> None:
    assert text("<p>甲") == "甲"
    assert text("<html><p>甲</html>") == "甲"
