"""One writer, many readers."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryLocked
from qa.packaged import packaged
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.e2e.children import Child
from tests.sample_articles import numbered, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        write(tmp_path / "articles" / f"{number}.md", f"第{number}号文章", numbered(number))
    return tmp_path / "articles"


@pytest.fixture
def here(home: Path, folder: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=home), embedder=CheapEmbedder()) as assistant:
        assistant.ingest([folder])
        yield assistant


def test_a_second_writer_is_refused_at_once_and_readers_go_on(
    here: Assistant, home: Path, folder: Path, tmp_path: Path
) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: here.ingest([folder]),
        lambda: here.remove(["第0号文章"]),
        lambda: here.reindex(),
    ]
    with Child(home) as writer:
        writer.tell("hold", seconds=60)
        assert next(writer.events()) == {"holding": True}
        for attempt in attempts:
            began = time.monotonic()
            with pytest.raises(LibraryLocked, match=rf"\b{writer.pid}\b"):
                attempt()
            assert time.monotonic() - began < 10
        with Assistant(Settings(home=home), embedder=CheapEmbedder()) as newcomer:
            for reader in (here, newcomer):
                assert reader.search("第3号文章谈河流")[0].title == "第3号文章"
                assert reader.article("第2号文章").title == "第2号文章"
        # Two homes can have one store, and then have one lock.
        settings = Settings(home=tmp_path / "elsewhere", store=home / "store")
        with Assistant(settings, embedder=CheapEmbedder()) as other, pytest.raises(LibraryLocked):
            other.ingest([folder])
        writer.kill()
    assert [item.outcome for item in here.ingest([folder]).items] == ["unchanged"] * 4, "it left no lock"


def test_two_that_open_at_the_same_moment(here: Assistant, home: Path) -> None:
    here.close()
    for path in home.glob("words-*"):
        shutil.rmtree(path)
    began = time.monotonic()
    with Child(home) as one, Child(home) as other:
        for child in (one, other):
            child.tell("search", query="第3号文章谈河流")
        answers = [list(child.events())[-1]["answer"] for child in (one, other)]
    assert [answer[0][0] for answer in answers] == [here.resolve("第3号文章").id] * 2
    assert time.monotonic() - began < 20


def test_two_that_make_a_library_at_the_same_moment(home: Path, folder: Path) -> None:
    with Child(home) as one, Child(home) as other:
        for child in (one, other):
            child.tell("ingest", paths=[str(folder)])
        ends = [list(child.events())[-1] for child in (one, other)]
        refused = [end for end in ends if "error" in end]
        assert all(end["error"] == "LibraryLocked" for end in refused)
        assert any(end.get("answer") == ["added"] * 4 for end in ends)
        assert one.ask("articles") == other.ask("articles")
        assert len(one.ask("articles")) == 4


def test_a_reader_sees_what_another_process_writes(here: Assistant, home: Path, folder: Path) -> None:
    with Child(home) as reader:
        assert "第1版" in reader.ask("search", query="第3号文章谈河流的第1件事")[0][2]
        write(folder / "3.md", "第3号文章", numbered(3, edition=2))
        here.ingest([folder])
        found = reader.ask("search", query="第3号文章谈河流的第1件事", limit=20)
        texts = [text for _, _, text, _ in found if "第3号文章" in text]
        assert texts
        assert all("第2版" in text and "第1版" not in text for text in texts)
        assert "第2版" in reader.ask("text", reference="第3号文章")
        here.remove(["第2号文章"])
        assert sorted(reader.ask("articles")) == ["第0号文章", "第1号文章", "第3号文章"]
        assert reader.ask("text", reference="第2号文章")[0] == "ArticleUnknown"
        here.reindex()
        assert "第1号" in reader.ask("search", query="第1号文章谈河流的第1件事")[0][2]
        with Assistant(Settings(home=home, chunk_tokens=60), embedder=CheapEmbedder()) as other:
            other.reindex()
        error, message = reader.ask("search", query="桥")
        assert error == "LibraryMismatch"
        assert "qa reindex" in message


def test_a_reader_never_sees_a_mixture(here: Assistant, home: Path, folder: Path) -> None:
    """A process updates all articles again and again; this one reads, and finds each in one edition."""
    stop = threading.Event()

    with Child(home) as writer:

        def update() -> None:
            for edition in range(2, 8):
                if stop.is_set():
                    return
                for number in range(4):
                    write(folder / f"{number}.md", f"第{number}号文章", numbered(number, edition=edition))
                assert writer.ask("ingest", paths=[str(folder)]) == ["updated"] * 4

        updating = threading.Thread(target=update)
        updating.start()
        seen: dict[str, list[int]] = {}
        reads = 0
        try:
            while updating.is_alive():
                for number in range(4):
                    title = f"第{number}号文章"
                    article = here.article(title)
                    assert len(article.sections) == 3
                    texts = ["".join(section.text for section in article.sections)]
                    # Which are found is another matter: words are found when the writer is done.
                    found = here.search(f"{title}谈河流的第3件事", limit=3)
                    texts += (
                        ["".join(p.text for p in found if p.title == title)]
                        if found[0].title == title
                        else []
                    )
                    for text in texts:
                        [edition] = set(re.findall(r"第(\d+)版", text))
                        seen.setdefault(title, []).append(int(edition))
                    reads += 1
        finally:
            stop.set()
            updating.join(30)
    assert reads > 8
    assert all(editions == sorted(editions) for editions in seen.values()), "and never goes back"
    assert {editions[0] for editions in seen.values()} != {editions[-1] for editions in seen.values()}


def test_the_same_input_gives_the_same_in_every_process(tmp_path: Path) -> None:
    """Ids, places, order and scores, whatever the order that a process gives to its sets."""
    places, found = [], []
    for seed in (1, 2):
        with Child(tmp_path / f"library-{seed}", seed=seed) as child:
            outcomes = child.ask("ingest", paths=[str(packaged("corpus"))])
            assert set(outcomes) == {"added"}
            places.append(child.ask("places"))
            found.append(
                [
                    child.ask("search", query=query, limit=20)
                    for query in ("什么是备付金？", "桥", "隐私计算 金融")
                ]
            )
    assert places[0] == places[1]
    assert found[0] == found[1]
