"""Whatever the input: no crash, no text lost, no text twice, and the shape that the rest of the program counts on."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ReadingError
from qa.models import Article
from qa.reading import read_text

TAGS = (
    "p div math mi h1 h2 h3 blockquote ul ol li table tr td th thead caption pre b strong a br hr img figure figcaption article "
    "main header footer nav aside form section dl dt dd span ruby rt script button svg details summary"
)
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS.split()] + [f"</{tag}>" for tag in TAGS.split()]),
        st.sampled_from(
            [
                "编者按：",
                "题图来自某站",
                "作者简介",
                "未经许可，禁止转载",
                "&nbsp;",
                "\n\n",
                " ",
                "　",
                "<!--",
                "-->",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)
MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "# ",
                "## ",
                "- ",
                "1. ",
                "> ",
                "    ",
                "\n",
                "\n\n",
                "---\n",
                "| a | b |\n|--|--|\n",
                "```\n",
                "**",
                "`",
                "[",
                "](",
                ")",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)
WORDS = st.text(
    st.characters(categories=["Lo", "Ll", "Nd"], max_codepoint=0x9FFF), min_size=1, max_size=8
).filter(lambda word: unicodedata.normalize("NFC", word) == word)


def check(article: Article) -> None:
    assert article.title
    assert [section.index for section in article.sections] == list(range(len(article.sections)))
    assert any(section.text for section in article.sections)
    above: list[tuple[int, str]] = []
    for section in article.sections:
        if section.level == 0:
            assert (section.index, section.path, section.anchor) == (0, ("导言",), None)
            assert section.text
        else:
            above = [
                *((level, heading) for level, heading in above if level < section.level),
                (section.level, section.heading),
            ]
            assert section.path == tuple(heading for _, heading in above)
        assert section.heading
        assert section.heading == section.heading.strip()
        assert "\n" not in section.heading
        for paragraph in section.paragraphs:
            assert paragraph
            assert paragraph == paragraph.strip()
            assert all(line.strip() for line in paragraph.split("\n"))
        for text in (section.heading, section.text):
            assert unicodedata.is_normalized("NFC", text)
            assert not any(char in text for char in "\r\0\ufeff\u200b")


def read_or_refuse(text: str, name: str) -> None:
    try:
        reading = read_text(text, name=name)
    except ReadingError as error:
        told = str(error)
    else:
        check(reading.article)
        return
    assert name in told


@settings(max_examples=400)
@given(MARKUP, st.sampled_from(["a.html", "a.md", "a.txt"]))
def test_any_html(text: str, name: str) -> None:
    read_or_refuse(text, name)


@settings(max_examples=400)
@given(MARKDOWN, st.sampled_from(["a.md", "a.txt"]))
def test_any_markdown(text: str, name: str) -> None:
    read_or_refuse(text, name)


@given(st.text(), st.sampled_from(["a.html", "a.md", "a.txt", "", "x"]))
def test_any_text(text: str, name: str) -> None:
    read_or_refuse(text, name)


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_front_matter(yaml: str, text: str) -> None:
    read_or_refuse(f"---\n{yaml}\n---\n{text}", "a.md")


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_plain_paragraphs_come_back(words: list[str]) -> None:
    paragraphs = [f"第{number}段{word}。" for number, word in enumerate(words)]
    (section,) = read_text("\n\n".join(paragraphs), name="a.txt").article.sections
    assert list(section.paragraphs) == paragraphs


@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "li", "h2", "h3", "td", "blockquote", "pre", "div"]), WORDS),
        min_size=1,
        max_size=20,
    )
)
def test_html_texts_come_back_once_and_in_order(pieces: list[tuple[str, str]]) -> None:
    wrap = {"li": "<ul><li>{}</li></ul>", "td": "<table><tr><td>{}</td></tr></table>"}
    texts = [f"第{number}处{word}。" for number, (_, word) in enumerate(pieces)]
    html = "<p>开头。</p>" + "".join(
        wrap.get(tag, f"<{tag}>{{}}</{tag}>").format(text)
        for (tag, _), text in zip(pieces, texts, strict=True)
    )
    article = read_text(html, name="a.html").article
    check(article)
    found = [
        text
        for section in article.sections
        for text in ([section.heading] if section.level else []) + list(section.paragraphs)
    ]
    assert found == ["开头。", *texts]


@given(
    st.recursive(
        WORDS.map(lambda word: [word]),
        lambda inner: st.lists(inner, min_size=1, max_size=4).map(
            lambda lists: ["<ul>" + "".join(f"<li>{''.join(item)}</li>" for item in lists) + "</ul>"]
        ),
        max_leaves=20,
    )
)
def test_nested_lists_come_back(nested: list[str]) -> None:
    html = "".join(nested)
    words = html.replace("<", " <").replace(">", "> ").split()
    words = [word for word in words if not word.startswith("<")]
    article = read_text(f"<div>{html}</div>", name="a.html").article
    assert [paragraph for section in article.sections for paragraph in section.paragraphs] == words


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_markdown_sections_come_back(sections: list[list[str]]) -> None:
    paragraphs = [[f"段{word}。" for word in words] for words in sections]
    text = "开头。\n\n" + "\n\n".join(
        f"## 题{i}\n\n" + "\n\n".join(texts) for i, texts in enumerate(paragraphs)
    )
    article = read_text(text, name="a.md").article
    assert [list(section.paragraphs) for section in article.sections] == [["开头。"], *paragraphs]


@given(MARKUP)
def test_reading_is_deterministic(text: str) -> None:
    def read() -> object:
        try:
            return read_text(text, name="a.html")
        except ReadingError as error:
            return str(error)

    assert read() == read()
