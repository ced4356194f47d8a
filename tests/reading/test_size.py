"""Large and deep inputs: read in seconds, without recursion."""

from __future__ import annotations

import time

import pytest

from qa.reading import read_text

LONG = "渡口是路的起点，船是最早的车，" * 350_000


def seconds(text: str, name: str) -> float:
    start = time.perf_counter()
    read_text(text, name=name)
    return time.perf_counter() - start


@pytest.mark.parametrize(("text", "name"), [(LONG, "a.txt"), (LONG, "a.md"), (f"<p>{LONG}", "a.html")])
def test_five_million_characters_in_one_paragraph(text: str, name: str) -> None:
    start = time.perf_counter()
    (section,) = read_text(text, name=name).article.sections
    assert section.text == LONG
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "文",
        "<blockquote>" * 10_000 + "文",
        "<ul><li>" * 10_000 + "文",
        "<article>" * 10_000 + "文",
        "<table><tr><td>" * 2_000 + "文",
        "<b><i>" * 5_000 + "文",
        "<h2><div>" * 5_000 + "文</h2><p>" + "文" * 200,
    ],
)
def test_deep_nesting(html: str) -> None:
    assert seconds(html, "a.html") < 20


@pytest.mark.parametrize(
    "html",
    [
        "<p>文字</p>",
        "<h2>题</h2><p>文字</p>",
        "<li>文字</li>",
        "文字<br>",
        "<blockquote><p>文字</p></blockquote>",
        "<table><tr><th>甲</th></tr><tr><td>文字</td></tr></table>",
        "<p>题图来自某站</p><p>文字</p>",
        "<figure><figcaption>题图来自某站</figcaption></figure>",
        "<article><p>文字</p></article>",
    ],
)
def test_time_grows_with_length_and_no_faster(html: str) -> None:
    small, large = (
        min(seconds(f"<p>始</p>{html * count}", "a.html") for _ in range(2)) for count in (5_000, 50_000)
    )
    # Ten times the length; the square of it would be a hundred times.
    assert large < max(40 * small, 2)


def test_a_row_of_spanning_cells_does_not_multiply() -> None:
    html = "<table><tr>" + "<td rowspan=100 colspan=100>文字</td>" * 20_000 + "<tr><td>行" * 100 + "</table>"
    article = read_text(html, name="a.html").article
    assert sum(len(section.text) for section in article.sections) < 10 * len(html)
