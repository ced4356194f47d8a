"""HTML whose parsing would not end, or would take all memory: refused at once, and no other page is."""

from __future__ import annotations

import resource
import time

import pytest

from qa.errors import MarkupTooDeep
from qa.packaged import packaged
from qa.reading import read_text
from qa.reading.nesting import require_shallow


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1_000_000 + "文",
        "<DIV>" * 200_000 + "文" + "</DIV>" * 200_000,
        "<div><p>字" * 200_000,
        "<div><b></i></b>" * 200_000,
        "<div></span>" * 200_000,
        "<!-- </div> --><div>" * 200_000,
        "<!--><div>" * 200_000,
        "<div title='</div>'>" * 200_000,
        "<p>" + "".join(f"<b a={number}>" for number in range(3_000)) + "<p>字" * 3_000,
        "<p " + " ".join(f"a{number}" for number in range(20_000)) + ">文字",
        "<p " + "/".join(f"a{number}='1'" for number in range(20_000)) + ">文字",
        "<svg><script>" + "<div>" * 200_000,
        "<select>" + "<option>甲" * 60_000,
        "<select>" + "<option>甲</option>" * 60_000,
    ],
    ids=lambda html: html[:24],
)
def test_what_would_not_end(html: str) -> None:
    start = time.perf_counter()
    with pytest.raises(MarkupTooDeep, match=r"^a\.html has too many tags"):
        read_text(html, name="a.html")
    assert time.perf_counter() - start < 5
    # In a text file, too: what is in it decides what it is.
    with pytest.raises(MarkupTooDeep):
        read_text(f"<div>{html}", name="a.txt")


@pytest.mark.parametrize(
    "html",
    [
        "<p>文字\n" * 50_000,
        "<ul>" + "<li>文字\n" * 50_000 + "</ul>",
        "<table>" + "<tr><td>甲<td>乙" * 20_000 + "</table>",
        "<p><font color=red>没有闭合的字体。</p>" * 3_000,
        "<p><b>" * 5_000 + "文",
        "<div><p>文字，<b>粗</b>。</p></div>" * 20_000,
        "<!-- <div> -->" * 20_000 + "<p>文",
        "<script>" + "'<div></div>'+" * 50_000 + "</script><p>文",
        '<p>文<img src="data:image/png;base64,' + "a/b " * 100_000 + '">',
        "a < b > c < " * 100_000,
        ("<select>" + "<option>甲</option>" * 200 + "</select>") * 200,
    ],
    ids=lambda html: html[:24],
)
def test_what_is_only_long(html: str) -> None:
    require_shallow(html, name="a.html")


def test_what_stands_in_angle_brackets_in_a_text_is_no_tag() -> None:
    text = "类型是 List<T>，不是标签。\n" * 100_000
    [section] = read_text(text, name="a.txt").article.sections
    assert section.text.count("<T>") == 100_000


def test_the_sample_articles_are_far_from_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    from qa.reading import nesting

    monkeypatch.setattr(nesting, "_FEW_TAGS", 0)
    monkeypatch.setattr(nesting, "STEPS_LIMIT", nesting.STEPS_LIMIT // 10_000)
    monkeypatch.setattr(nesting, "COPIES_LIMIT", nesting.COPIES_LIMIT // 10_000)
    pages = list(packaged("corpus").glob("*.html"))
    assert pages
    for page in pages:
        require_shallow(page.read_text(encoding="utf-8"), name=page.name)


def test_what_is_just_let_through_takes_seconds_and_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    read_text("<div>" * 15_000 + "<p>文" + "<p>" * 15_000, name="a.html")
    read_text("<p>" + "".join(f"<b a={n}>" for n in range(700)) + "<p>字" * 700, name="a.html")
    assert time.perf_counter() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000  # kB


def test_brackets_left_open_are_text() -> None:
    start = time.perf_counter()
    [section] = read_text("正文。" + "[" * 300_000, name="a.md").article.sections
    assert section.text.startswith("正文。[[")
    assert time.perf_counter() - start < 5
    # Closed, they are links.
    [section] = read_text("正文，[链接](a.html)。" * 10, name="a.md").article.sections
    assert section.text == "正文，链接。" * 10
