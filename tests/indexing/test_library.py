"""Reading and writing at once in one process, and what filters let through."""

from __future__ import annotations

import datetime as dt
import gc
import re
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryDamaged, LibraryLocked
from qa.indexing import library, reader
from qa.indexing.library import Library
from qa.indexing.vectors import VectorStore
from qa.indexing.writer import Writer
from qa.models import Filters
from qa.summarizing.digests import digest
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import TITLES, Open
from tests.sample_articles import numbered, write

EDITION = re.compile(r"第(\d+)版")


def editions(text: str) -> set[str]:
    return set(EDITION.findall(text))


def in_threads(*works: Callable[[], object]) -> None:
    """Do all of it at once; raise what the first of them raised."""
    problems: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    if problems:
        raise problems[0]


def test_eight_threads_while_one_writes(tmp_path: Path, opened: Open) -> None:
    folder = tmp_path / "articles"
    for number, title in enumerate(TITLES):
        write(folder / f"{number}.md", title, numbered(number))
    assistant = opened(CheapEmbedder(pause=0.001))
    assistant.ingest([folder])
    done = threading.Event()
    reads = []

    def write_on() -> None:
        try:
            for edition in range(2, 6):
                for number, title in enumerate(TITLES):
                    write(folder / f"{number}.md", title, numbered(number, edition=edition))
                assistant.ingest([folder])
                assistant.remove([TITLES[edition]])
            assistant.reindex()
        finally:
            done.set()

    def read(number: int) -> None:
        title = TITLES[number % 2]  # these are never removed
        while not done.is_set():
            article = assistant.article(title)
            assert len(editions("".join(section.text for section in article.sections))) == 1
            assert len(article.sections) == 3
            found = assistant.search(f"{title}谈河流的第3件事", limit=4)
            assert found[0].title == title
            assert len(editions("".join(p.text for p in found if p.title == title))) == 1
            answer = assistant.ask(f"第{number % 2}号文章谈河流的第3件事", mode="extractive")
            cited = [citation for sentence in answer.sentences for citation in sentence.citations]
            assert all(len(citation.quote) == citation.end - citation.start for citation in cited)
            assert len(editions("".join(c.quote for c in cited if c.title == title))) <= 1
            chunks = assistant.chunks(title)
            assert len(editions("".join(chunk.text for chunk in chunks))) == 1
            assert {chunk.section for chunk in chunks} == {-1, 0, 1, 2}
            reads.append(number)

    in_threads(write_on, *(partial(read, number) for number in range(8)))
    assert len(reads) > 8
    assert [check for check in assistant.doctor() if not check.ok] == []


@pytest.mark.usefixtures("filled")
def test_a_library_that_is_made_anew_again_and_again_is_never_empty_or_damaged(opened: Open) -> None:
    # The other has a state of its own, as another process does.
    writer, other = opened(), opened()
    done = threading.Event()
    reads = []

    def rebuild() -> None:
        try:
            for _ in range(12):
                writer.reindex()
        finally:
            done.set()

    def read(assistant: Assistant) -> None:
        while not done.is_set():
            assert [article.title for article in assistant.articles()] == sorted(
                TITLES, key=lambda title: assistant.article(title).id
            )
            found = assistant.search(f"{TITLES[1]}谈河流的第3件事", limit=4)
            assert [passage.title for passage in found][:1] == [TITLES[1]]
            assert len(found) == 4
            reads.append(assistant)

    in_threads(rebuild, *(partial(read, one) for one in (writer, writer, other, other)))
    assert {writer, other} == set(reads)
    assert [check for check in other.doctor() if not check.ok] == []


@pytest.mark.usefixtures("filled")
def test_readers_do_not_wait_for_the_writer(opened: Open, tmp_path: Path) -> None:
    slow = opened(CheapEmbedder(pause=0.5))
    path = write(tmp_path / "slow.md", "慢", numbered(99))
    slow.search("河流")
    writing = threading.Thread(target=slow.ingest, args=([path],))
    writing.start()
    time.sleep(0.1)
    for _ in range(5):
        assert slow.search("第3号文章谈河流")[0].title == TITLES[3]
        assert slow.article(TITLES[3]).title == TITLES[3]
    assert writing.is_alive(), "it is not done yet"
    writing.join()
    assert slow.search("第99号文章谈河流")[0].title == "慢"


@pytest.mark.usefixtures("filled")
def test_a_second_writer_of_one_process_is_refused(opened: Open, tmp_path: Path) -> None:
    slow, other = opened(CheapEmbedder(pause=0.5)), opened()
    writing = threading.Thread(target=slow.ingest, args=([write(tmp_path / "slow.md", "慢", numbered(99))],))
    writing.start()
    time.sleep(0.2)
    for assistant in (slow, other):
        with pytest.raises(LibraryLocked):
            assistant.remove([TITLES[0]])
    writing.join()
    assert other.remove([TITLES[0]])


@pytest.mark.usefixtures("filled")
def test_a_writer_that_is_done_holds_nothing(opened: Open, tmp_path: Path) -> None:
    assistant = opened()
    gc.collect()
    gc.disable()  # it would come by, but late
    try:
        assistant.ingest([write(tmp_path / "new.md", "新", numbered(9))])
        assert [each for each in gc.get_objects() if isinstance(each, Writer)] == []
    finally:
        gc.enable()


@pytest.mark.usefixtures("filled")
def test_threads_that_come_first_open_one_library(opened: Open) -> None:
    assistant = opened()
    libraries: list[Library] = []

    def read() -> None:
        assistant.search("河流")
        libraries.append(assistant._library)

    in_threads(*[read] * 8)
    assert len(set(map(id, libraries))) == 1


@pytest.mark.usefixtures("filled")
def test_an_assistant_sees_what_another_writes(opened: Open, tmp_path: Path) -> None:
    reading, writing = opened(), opened()
    assert reading.search("灯塔博物馆")[0].title != "新"
    writing.ingest([write(tmp_path / "new.md", "新", {"一": "灯塔博物馆开门了。"})])
    assert reading.search("灯塔博物馆")[0].text == "灯塔博物馆开门了。"
    writing.remove(["新"])
    assert all(passage.title != "新" for passage in reading.search("灯塔博物馆"))
    writing.reindex()
    assert reading.search("第3号文章谈河流")[0].title == TITLES[3]
    assert reading.article(TITLES[3]).title == TITLES[3]


@pytest.mark.usefixtures("filled")
def test_closing_is_not_the_end(opened: Open, articles: Path) -> None:
    assistant = opened()
    before = assistant.search("河流")
    for _ in range(3):
        assistant.close()
        assert assistant.search("河流") == before
        assistant.close()
        assert {item.outcome for item in assistant.ingest([articles]).items} == {"unchanged"}
    assistant.close()
    assistant.close()


# --- a read that a write comes into ---------------------------------------------------------------------


@pytest.mark.usefixtures("filled")
def test_a_read_is_done_again_when_a_write_came_in_between(opened: Open, tmp_path: Path) -> None:
    assistant, writer = opened(), opened()
    changed = tmp_path / "0.md"
    calls = []

    def read(library: Library) -> str:
        calls.append(library)
        if len(calls) == 1:
            write(changed, TITLES[0], numbered(0, edition=2))
            writer.remove([TITLES[0]])
            writer.ingest([changed])
        [record] = [record for record in library.records.values() if record.title == TITLES[0]]
        return library.article(record.id).sections[0].text

    assert editions(assistant._library.steadily(read)) == {"2"}
    assert len(calls) == 2


@pytest.mark.usefixtures("filled")
def test_a_digest_of_all_does_not_miss_what_is_taken_out_meanwhile(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant, other = opened(), opened()
    within_bounds, calls = digest.within_bounds, []

    def and_one_is_removed(found: list[str]) -> list[str]:
        calls.append(found)
        if len(calls) == 1:
            other.remove([TITLES[0]])
        return within_bounds(found)

    monkeypatch.setattr(digest, "within_bounds", and_one_is_removed)
    assert len(assistant.digest().articles) == 7
    assert len(calls[0]) == 8


@pytest.mark.usefixtures("filled")
def test_a_snapshot_does_not_change(opened: Open) -> None:
    assistant = opened()
    still = assistant._library.snapshot()
    opened().remove([TITLES[0]])
    assert len(still.records) == 8
    assert len(assistant.articles()) == 7
    assert len(still.records) == 8


@pytest.mark.usefixtures("filled")
def test_damage_is_looked_at_again_before_it_is_told(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    original, failures = VectorStore.nearest, [2]

    def sometimes(self: VectorStore, *arguments: object, **named: object) -> object:
        if failures[0]:
            failures[0] -= 1
            raise LibraryDamaged(store="here", problem="Error finding id")
        return original(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(VectorStore, "nearest", sometimes)
    assistant = opened()
    assert assistant.search("第3号文章谈河流")[0].title == TITLES[3]
    failures[0] = 1000
    with pytest.raises(LibraryDamaged, match="Error finding id"):
        assistant.search("第3号文章谈河流")
    assert failures[0] > 990, "and not for ever"


@pytest.mark.usefixtures("filled")
def test_what_is_overtaken_for_long_is_not_told_to_be_damaged(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_STEADY_SECONDS", 0.1)
    spans = VectorStore.spans_by_article

    def overtaken(self: VectorStore, revisions: dict[str, str]) -> object:
        self.announce()  # as another process does that writes all the time
        return {article: [] for article in spans(self, revisions)}

    monkeypatch.setattr(VectorStore, "spans_by_article", overtaken)
    with pytest.raises(LibraryLocked):
        opened().article(TITLES[3])


# --- filters --------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(opened: Open, tmp_path: Path) -> Assistant:
    assistant = opened()
    for number in range(12):
        write(
            tmp_path / f"{number:02}.md",
            f"第{number}篇",
            {"一": f"第{number}座灯塔照着港口。"},
            author="林見微" if number % 2 else "周远山",
            date=dt.date(2020 + number % 3, 1, 1) if number < 11 else None,
        )
    assistant.ingest([tmp_path])
    return assistant


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), range(12)),
        (Filters(author="林见微"), range(1, 12, 2)),
        (Filters(author="无人"), []),
        (Filters(since=dt.date(2021, 1, 1)), [1, 2, 4, 5, 7, 8, 10]),
        (Filters(until=dt.date(2020, 12, 31)), [0, 3, 6, 9]),
        (Filters(since=dt.date(2020, 1, 1), until=dt.date(2020, 1, 1), author="周远山"), [0, 6]),
        (Filters(articles=("nobody",)), []),
    ],
)
def test_filters(filters: Filters, expected: list[int], mixed: Assistant) -> None:
    titles = {f"第{number}篇" for number in expected}
    assert {record.title for record in mixed.articles(filters)} == titles
    assert {passage.title for passage in mixed.search("灯塔照着港口", limit=50, filters=filters)} == titles


def test_a_filter_that_lets_most_through_finds_the_same(
    mixed: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(author="林见微")
    expected = mixed.search("第5座灯塔", limit=20, filters=filters)
    monkeypatch.setattr(reader, "_BULK", 0)
    monkeypatch.setattr(reader, "_WIDE", 0.0)
    monkeypatch.setattr(reader, "_SPARE", -19)
    assert mixed.search("第5座灯塔", limit=20, filters=filters) == expected
    monkeypatch.setattr(reader, "_MOST_ASKED", 0)
    assert mixed.search("第5座灯塔", limit=20, filters=filters) == expected
    [alone] = mixed.search("第5座灯塔", limit=1, filters=Filters(articles=(expected[-1].article,)))
    assert alone.chunk == expected[-1].chunk
