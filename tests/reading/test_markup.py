"""HTML to headings and paragraphs: what is shown stays, once and in order; what is not shown goes."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from qa.reading.block import Block
from qa.reading.markup import read_blocks
from qa.reading.whitespace import collapse


def blocks(html: str) -> list[Block]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return read_blocks(body)


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html)]


def outline(html: str) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in blocks(html)]


def test_block_elements_are_paragraphs() -> None:
    html = "甲<p>乙<p>丙</p><div>丁<div>戊</div>己</div><section>庚</section><address>辛</address>壬"
    assert texts(html) == list("甲乙丙丁戊己庚辛壬")


def test_inline_elements_are_not() -> None:
    html = '<p>渡<b>口</b><i>的</i><a href="x">船<span>工</span></a><code>x=1</code><mark>说</mark></p>'
    assert texts(html) == ["渡口的船工x=1说"]


def test_entities() -> None:
    assert texts("<p>A&amp;B &lt;p&gt; &#31185;&#x6280; &hellip;&mdash;</p>") == ["A&B <p> 科技 …—"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>  甲   乙 </p>", ["甲 乙"]),
        ("<p>\n    甲乙\n    丙丁\n</p>", ["甲乙丙丁"]),
        ("<p>a\nb</p>", ["a b"]),
        ("<p>甲\nb</p>", ["甲 b"]),
        ("<p>他说\n“走”</p>", ["他说“走”"]),
        ("<p>한국\n사람</p>", ["한국 사람"]),
        ("<p>&nbsp;&nbsp;甲&nbsp;&nbsp;乙&nbsp;</p>", ["甲 乙"]),
        ("<p>　　甲　乙　</p>", ["甲　乙"]),
        ("<p>甲\u200b乙\ufeff</p>", ["甲乙"]),
        ("<p>&nbsp;</p><p>　</p><p>\u200b</p><p></p>", []),
        ("<p>cafe\u0301</p>", ["café"]),
        ("<p>「甲」“乙”ＡＢ</p>", ["「甲」“乙”ＡＢ"]),
        ("<p>甲\u2028乙</p>", ["甲乙"]),
    ],
)
def test_white_space(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_a_line_break_stays_and_two_end_the_paragraph() -> None:
    assert texts("<p>甲<br>乙<br/>\n丙</p>") == ["甲\n乙\n丙"]
    assert texts("<p>甲<br><br>乙<br> <br/>&nbsp;<br>丙<br></p>") == ["甲", "乙", "丙"]
    assert texts("<div><br>甲<br></div>") == ["甲"]


def test_no_paragraph_holds_a_blank_line() -> None:
    html = "<p>甲<br>\u200b<br>乙</p><pre>a\n\n \n\x0b\nb</pre><p>丙\n\n\n丁</p>"
    assert all("\n\n" not in text and text == text.strip() for text in texts(html))


def test_code_keeps_its_lines() -> None:
    assert texts("<pre><code>def f():\n\n    return 1\n</code></pre>") == ["def f():\n    return 1"]
    assert texts("<pre>\n  a\n    b</pre>") == ["a\n  b"]
    assert texts("<pre>&nbsp; a\n b</pre>") == ["a\nb"]
    assert texts("<pre>a<br>b<div>c</div>d</pre>") == ["a\nb\nc\nd"]


def test_lists_have_a_paragraph_an_item() -> None:
    assert texts("<ul><li>甲<li>乙</ul>") == ["甲", "乙"]
    assert texts("<ol><li>甲<li>乙</ol>") == ["1. 甲", "2. 乙"]
    assert texts("<ol start=9><li>甲<li>乙<li value=20>丙<li>丁</ol>") == [
        "9. 甲",
        "10. 乙",
        "20. 丙",
        "21. 丁",
    ]
    assert texts("<ol reversed><li>甲<li>乙</ol>") == ["2. 甲", "1. 乙"]
    assert texts("<ol start=x><li value=''>甲</ol>") == ["1. 甲"]


def test_nested_lists_lose_and_repeat_nothing() -> None:
    html = (
        "<ol><li>甲<ul><li>乙<ol start=3><li>丙</ol>丁</ul>戊<li><p>己</p><p>庚</p><li><ul><li>辛</ul></ol>"
    )
    assert texts(html) == ["1. 甲", "乙", "3. 丙", "丁", "戊", "2. 己", "庚", "辛"]


def test_definition_lists() -> None:
    assert texts("<dl><dt>清算<dd>算账<dt>结算<dd>给钱</dl>") == ["清算", "算账", "结算", "给钱"]


def test_quotations_are_paragraphs() -> None:
    found = blocks(
        "<p>甲</p><blockquote><p>乙</p><p>丙</p><footer>丁</footer></blockquote><blockquote>戊</blockquote>"
    )
    assert [(block.text, block.quote) for block in found] == [
        ("甲", 0),
        ("乙", 1),
        ("丙", 1),
        ("丁", 1),
        ("戊", 2),
    ]


def test_headings() -> None:
    html = "<h1>一</h1><p>甲</p><h3 id='toc-1'>二</h3><h6><a name='n'></a>三</h6><h2><a id='i'>四</a></h2><h2></h2>"
    found = blocks(html)
    assert [(block.level, block.text, block.anchor) for block in found] == [
        (1, "一", None),
        (0, "甲", None),
        (3, "二", "toc-1"),
        (6, "三", "n"),
        (2, "四", "i"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote><h2>题</h2></blockquote>",
        "<ul><li><h2>题</h2></ul>",
        "<table><tr><td><h2>题</h2></table>",
        "<table><caption><h2>题</h2></caption></table>",
        "<figure><figcaption><h3>题</h3></figcaption></figure>",
        "<dl><dd><h3>题</h3></dl>",
    ],
)
def test_a_heading_inside_something_is_a_paragraph(html: str) -> None:
    assert outline(html) == [(0, "题")]


def test_a_headings_parts_are_one_line() -> None:
    assert outline("<h2>第一章<br>桥</h2>") == [(2, "第一章 桥")]
    assert outline("<h2><div>第一章</div><div><b>桥</b></div></h2>") == [(2, "第一章 桥")]
    assert outline('<h2>桥 <a class="headerlink" href="#b">¶</a><a href="#b">#</a></h2>') == [(2, "桥")]
    assert outline("<h2>桥 {#toc-2}</h2>") == [(2, "桥")]
    assert blocks("<h2>桥 {#toc-2}</h2>")[0].anchor == "toc-2"


def test_a_heading_left_open_does_not_swallow_the_article() -> None:
    html = "<h2>题<p>" + "甲" * 120 + "</p><p>乙</p>"
    assert outline(html) == [(2, "题"), (0, "甲" * 120), (0, "乙")]


@pytest.mark.parametrize(
    "html",
    [
        "<nav>乙</nav>", "<aside>乙</aside>", "<header>乙</header>", "<footer>乙</footer>", "<form>乙</form>",
        "<script>乙</script>", "<style>乙</style>", "<noscript><p>乙</p></noscript>", "<svg><text>乙</text></svg>",
        "<button>乙</button>", "<iframe>乙</iframe>", "<template><p>乙</p></template>", "<!-- 乙 -->",
        "<select><option>乙</select>", "<textarea>乙</textarea>", "<img alt='乙'>", "<p hidden>乙</p>",
        "<div style='color:red; DISPLAY : none'>乙</div>", "<div style='display:none!important'><p>乙</p></div>",
        "<div class='support-author'><p>乙</p><button>赞赏</button></div>", "<div role=navigation>乙</div>",
        "<video>乙</video>", "<object>乙</object>", "<dialog>乙</dialog>",
    ],
)  # fmt: skip
def test_what_is_no_part_of_the_article_goes(html: str) -> None:
    assert texts(f"<p>甲</p>{html}<p>丙</p>") == ["甲", "丙"]


def test_what_only_looks_so_stays() -> None:
    assert texts("<div style='visibility:hidden'>甲</div>") == ["甲"]
    assert texts("<main><header>甲</header></main>") == ["甲"]
    assert texts("<form><article><p>甲</p></article></form>") == ["甲"]
    assert texts("<dialog open>甲</dialog>") == ["甲"]


def test_ruby_and_formulas_are_read_once() -> None:
    assert texts("<p><ruby>科<rp>(</rp><rt>kē</rt><rp>)</rp></ruby>技</p>") == ["科技"]
    html = "<p><span><math><mi>x</mi><annotation>x_1</annotation></math></span><span aria-hidden=true>x</span></p>"
    assert texts(html) == ["x"]


def test_elements_of_a_table_outside_of_one() -> None:
    assert texts("<p>甲<math><td>乙</td><tr>丙</tr></math></p>") == ["甲", "乙", "丙"]
    assert texts("<table><caption><math><td>甲</td></math></caption><tr><td>乙</table>") == ["甲", "乙"]
    assert texts("<table><tr><td>甲<math><td>乙</td></math>丙</table>") == ["甲 丙；乙"]


def test_a_picture_leaves_its_caption() -> None:
    found = blocks("<p>甲<img src=x alt='图'>乙</p><figure><img><figcaption>图1 桥</figcaption></figure>")
    assert [(block.text, block.caption) for block in found] == [("甲乙", False), ("图1 桥", True)]


def test_broken_markup_is_read_as_a_browser_reads_it() -> None:
    assert texts("<p>甲<div>乙</p><b>丙<p>丁</b>戊</div><li>己") == ["甲", "乙", "丙", "丁戊", "己"]
    assert texts("甲</p></div><unknown>乙</unknown><p") == ["甲", "乙"]


def test_collapse_joins_chinese_lines_only() -> None:
    assert collapse("中\n文 in\nEnglish\n。") == "中文 in English 。"
