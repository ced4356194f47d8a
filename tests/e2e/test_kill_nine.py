"""kill -9 at any moment, a second writer, readers beside a writer: each in processes of their own."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.e2e.children import Child
from tests.sample_articles import numbered, write

pytestmark = pytest.mark.e2e

COUNT = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(COUNT):
        write(tmp_path / "articles" / f"{number}.md", f"第{number}号文章", numbered(number))
    return tmp_path / "articles"


def require_whole(home: Path, stored: list[str]) -> None:
    """Every article that was reported is there to the last character, and nothing is there by halves."""
    with Assistant(Settings(home=home), embedder=CheapEmbedder()) as assistant:
        records = {record.id: record for record in assistant.articles()}
        assert set(stored) <= set(records)
        for record in records.values():
            article = assistant.article(record.id)
            assert sum(len(section.text) for section in article.sections) == record.characters
        if records:
            assert assistant.search("桥梁")


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_it_ingests(tmp_path: Path, folder: Path, seed: int) -> None:
    home = tmp_path / "library"
    with Child(home, pause=0.15) as child:
        child.tell("ingest", paths=[str(folder)])
        time.sleep(random.Random(seed).uniform(0.2, 3.0))
        child.kill()
        stored = [event["stored"] for event in child.events() if "stored" in event]
    if (home / "store").exists():
        require_whole(home, stored)
    with Assistant(Settings(home=home), embedder=CheapEmbedder()) as assistant:
        report = assistant.ingest([folder])
        assert not report.failed
        assert {item.article for item in report.items if item.outcome == "unchanged"} >= set(stored)
        records = assistant.articles()
        assert len(records) == COUNT
        vectors = assistant._library._state().vectors
        assert vectors is not None
        assert vectors.count() == sum(
            record.spans for record in records
        )  # nothing is left of what was cut short


@pytest.mark.parametrize(
    "point", ["finish_rebuild:before", "delete_collection 1", "_modify 1", "_modify 2", "_modify 3"]
)
def test_killed_while_it_rebuilds(tmp_path: Path, folder: Path, point: str) -> None:
    home = tmp_path / "library"
    with Assistant(Settings(home=home), embedder=CheapEmbedder()) as assistant:
        assistant.ingest([folder])
        before = [record.id for record in assistant.articles()]
    with Child(home, die=point) as child:
        child.tell("reindex")
        child.wait(60)
    require_whole(home, before)
    with Assistant(Settings(home=home), embedder=CheapEmbedder()) as assistant:
        assert assistant.reindex() == COUNT
        assert [record.id for record in assistant.articles()] == before


def test_a_second_writer_is_told_at_once_and_readers_go_on(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "library"
    with Child(home) as first, Child(home) as second:
        assert first.ask("ingest", paths=[str(folder / "0.md")]) == ["added"]
        first.tell("hold", seconds=30)
        assert next(first.events()) == {"holding": True}
        began = time.monotonic()
        code, message = second.ask("ingest", paths=[str(folder / "1.md")])
        assert code == "LibraryLocked"
        assert str(first.pid) in message
        assert time.monotonic() - began < 5
        assert second.ask("search", query="桥梁")
        first.kill()
        assert second.ask("ingest", paths=[str(folder / "1.md")]) == ["added"]  # no lock outlives its process


def test_a_reader_sees_what_another_process_writes(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "library"
    with Child(home) as writer, Child(home) as reader:
        writer.ask("ingest", paths=[str(folder / "0.md")])
        assert reader.ask("articles") == ["第0号文章"]
        write(folder / "0.md", "第0号文章", numbered(0, edition=2))
        assert writer.ask("ingest", paths=[str(folder / "0.md"), str(folder / "1.md")]) == [
            "updated",
            "added",
        ]
        time.sleep(0.1)
        assert sorted(reader.ask("articles")) == ["第0号文章", "第1号文章"]
        assert reader.ask("text", reference="第0号文章") == writer.ask("text", reference="第0号文章")


def test_ids_and_places_are_the_same_in_every_process(tmp_path: Path, folder: Path) -> None:
    places = []
    for seed in (1, 2):
        with Child(tmp_path / f"library-{seed}", seed=seed) as child:
            child.ask("ingest", paths=[str(folder)])
            places.append((child.ask("places"), child.ask("search", query="第3号文章的灯塔")))
    assert places[0] == places[1]
