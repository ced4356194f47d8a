"""Many files: what is done is never done again, one bad file stops nobody, and memory does not grow with them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import ArgumentInvalid, FileChanged, NoteUnfit, ServerTimeout
from qa.models import Article, FormCheck, NoteItem, Progress, Summary, Usage
from qa.publishing.folder import Input, write_notes
from qa.publishing.manuscript import Manuscript, open_manuscript
from qa.reading import find_files, read_file

NOTE = "文章讲桥怎样造、怎样修，适合造桥的人阅读。"


def made(article: Article, *, ok: bool = True) -> Summary:
    checks = (FormCheck("length", ok, "3 (60-120)"), FormCheck("person", True, "none"))
    usage = Usage(100, 10, cached=article.title == "桥2")
    return Summary("", "note", NOTE, (), checks, "generative", "m", usage, title=article.title, fallback=None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        (tmp_path / f"{number}.md").write_text(f"# 桥{number}\n\n造桥要先勘察，再打桩。\n", encoding="utf-8")
    return tmp_path


def inputs(folder: Path, *, named: bool = False) -> list[Input]:
    def opening(file: Path) -> Callable[[], Manuscript]:
        return lambda: open_manuscript(file)

    return [Input(file.name, opening(file), named) for file in find_files(folder)]


def test_what_is_reported(folder: Path) -> None:
    steps: list[Progress] = []
    items: list[NoteItem] = []
    report = write_notes(inputs(folder), made, on_progress=steps.append, on_item=items.append)
    assert tuple(items) == report.items
    assert [(item.path, item.outcome, item.title, item.note) for item in items] == [
        (f"{number}.md", "written", f"桥{number}", NOTE) for number in range(4)
    ]
    assert [Path(item.backup or "").name for item in items] == [f"{number}.md.bak" for number in range(4)]
    assert {(item.mode, item.model) for item in items} == {("generative", "m")}
    assert [(step.stage, step.done, step.total, step.label) for step in steps] == [
        ("summarize", 0, 4, "0.md"),
        ("summarize", 1, 4, "1.md"),
        ("summarize", 2, 4, "2.md"),
        ("summarize", 3, 4, "3.md"),
        ("summarize", 4, 4, ""),
    ]
    assert report.usage == Usage(300, 30), "what came from the cache was paid for earlier"
    assert not report.stopped
    assert report.seconds >= max(item.seconds for item in items)


def test_what_fails_is_said_with_what_it_cost(folder: Path) -> None:
    def make(article: Article) -> Summary:
        if article.title == "桥0":
            raise ServerTimeout(url="http://x", seconds=1)
        if article.title == "桥1":
            (folder / "1.md").write_text("# 桥1\n\n有人刚刚改过这一篇。\n", encoding="utf-8")
        if article.title == "桥3":
            raise ZeroDivisionError("by zero")
        return made(article, ok=article.title != "桥2")

    report = write_notes(inputs(folder), make)
    assert [type(item.error) for item in report.items] == [
        ServerTimeout,
        FileChanged,
        NoteUnfit,
        ZeroDivisionError,
    ]
    assert (report.count("failed"), report.count("written"), report.count("skipped")) == (4, 0, 0)
    assert [item.usage.tokens_in for item in report.items] == [0, 100, 100, 0]
    assert report.items[2].error is not None
    assert "length: 3 (60-120)" in str(report.items[2].error)
    assert "person" not in str(report.items[2].error)
    assert all(item.error is not None and item.error.__traceback__ is None for item in report.items)
    assert not list(folder.glob("*.bak"))
    assert not any(read_file(file).article.editor_note for file in find_files(folder))


def test_what_is_wrong_with_the_question_concerns_all(folder: Path) -> None:
    def make(_: Article) -> Summary:
        raise ArgumentInvalid(name="length", value="9-1", allowed="1-9")

    with pytest.raises(ArgumentInvalid):
        write_notes(inputs(folder), make)


def test_no_note_is_made_where_none_can_go(folder: Path) -> None:
    (folder / "0.md").write_text("---\neditor_note: 旧的\n---\n造桥要先勘察。\n", encoding="utf-8")
    (folder / "4.html").write_text("<p>造桥要先勘察，再打桩。</p>", encoding="utf-8")
    (folder / "5.md").write_bytes(b"%PDF-1.7")
    (folder / "3.md").chmod(0o444)
    asked: list[str] = []

    def make(article: Article) -> Summary:
        asked.append(article.title)
        return made(article)

    found = [item.outcome for item in write_notes(inputs(folder), make).items]
    assert found == ["skipped", "written", "written", "failed", "skipped", "failed"]
    assert asked == ["桥1", "桥2"]
    assert [item.outcome for item in write_notes(inputs(folder, named=True), make).items][4] == "failed"
    assert asked == ["桥1", "桥2"]
    assert write_notes(inputs(folder), make, force=True).count("written") == 3


def test_it_stops_between_two_articles(folder: Path) -> None:
    items: list[NoteItem] = []
    report = write_notes(inputs(folder), made, on_item=items.append, should_stop=lambda: len(items) == 2)
    assert report.stopped
    assert len(report.items) == 2
    rest = write_notes(inputs(folder), made)
    assert (rest.count("skipped"), rest.count("written"), rest.stopped) == (2, 2, False)


def test_memory_is_flat(tmp_path: Path) -> None:
    text = "造桥要先勘察，再打桩，然后铺面，最后才是通车的日子。" * 300
    for number in range(40):
        (tmp_path / f"{number:02}.md").write_text(f"# 桥{number}\n\n{text}\n", encoding="utf-8")
    held: list[int] = []
    tracemalloc.start()
    try:
        write_notes(inputs(tmp_path), made, on_item=lambda _: held.append(tracemalloc.get_traced_memory()[0]))
    finally:
        tracemalloc.stop()
    # One article is 24 kB; after the first few, nothing of any is kept.
    assert held[-1] - held[9] < 60_000
