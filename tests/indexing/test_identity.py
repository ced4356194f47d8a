"""An index remembers what made it, and every machine makes the same of the same."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryMismatch
from qa.indexing.segments import DATABASE
from qa.indexing.vectors import Identity, VectorStore
from qa.packaged import packaged
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import TITLES, Open
from tests.sample_articles import write

OTHERS: dict[str, tuple[Callable[[], CheapEmbedder], dict[str, Any]]] = {
    "embedder": (lambda: CheapEmbedder("cheap/2"), {}),
    "dimension": (lambda: CheapEmbedder(dimension=128), {}),
    "chunk_tokens": (CheapEmbedder, {"chunk_tokens": 100}),
    "span_characters": (CheapEmbedder, {"span_characters": 60}),
}


def contents(home: Path) -> tuple[list[str], dict[str, str]]:
    """Return what the database holds, and a digest of every other file of the store but for the lock files."""
    store = home / "store"
    with closing(sqlite3.connect(store / DATABASE)) as connection:
        # Where Chroma leaves a row at every opening.
        database = [line for line in connection.iterdump() if "acquire_write" not in line]
    digests = {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file() and not path.name.startswith(DATABASE) and path.suffix != ".lock"
    }
    return database, digests


@pytest.mark.parametrize("field", OTHERS)
def test_others_are_told_to_reindex(field: str, filled: Path, articles: Path, opened: Open) -> None:
    make, settings = OTHERS[field]
    other = opened(make(), **settings)
    attempts: list[Callable[[Assistant], object]] = [
        lambda assistant: assistant.search("河流"),
        lambda assistant: assistant.ask("什么是河流？"),
        lambda assistant: assistant.ingest([articles]),
        lambda assistant: assistant.ingest_text("# 题\n\n桥。", name="x"),
        lambda assistant: assistant.remove([TITLES[0]]),
        lambda assistant: assistant.articles(),
        lambda assistant: assistant.article(TITLES[0]),
    ]
    before = contents(filled)
    for attempt in attempts:
        with pytest.raises(LibraryMismatch, match="qa reindex") as caught:
            attempt(other)
        assert caught.value.details["field"] == field
        assert field in str(caught.value)
    other.close()
    assert contents(filled) == before, "nothing was changed by trying"
    assert len(opened().articles()) == 8
    assert next(check for check in opened(make(), **settings).doctor() if check.name == "store").ok is False


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("field", OTHERS)
def test_reindex_adopts_the_new_one(field: str, opened: Open) -> None:
    make, settings = OTHERS[field]
    old, other = opened(), opened(make(), **settings)
    assert len(old.articles()) == 8
    assert other.reindex() == 8
    assert other.search("第3号文章谈河流")[0].title == TITLES[3]
    assert [check for check in other.doctor() if not check.ok] == []
    with pytest.raises(LibraryMismatch) as caught:
        old.search("河流")
    assert caught.value.details["field"] == field


def test_a_store_of_an_older_schema(home: Path) -> None:
    store = VectorStore(str(home / "store"), Identity("cheap/1", 64, 320, 120, schema=0))
    store.create()
    with pytest.raises(LibraryMismatch) as caught:
        VectorStore(str(home / "store"), Identity("cheap/1", 64, 320, 120)).require_identity()
    assert caught.value.details["field"] == "schema"


def places(assistant: Assistant) -> list[object]:
    return [
        (
            record,
            [
                (c.id, c.section, c.order, c.start, c.end, c.text, c.spans)
                for c in assistant.chunks(record.id)
            ],
        )
        for record in assistant.articles()
    ]


def test_the_same_input_gives_the_same(tmp_path: Path, opened: Open) -> None:
    one, other = opened(home=tmp_path / "1"), opened(home=tmp_path / "2")
    one.ingest([packaged("corpus")])
    for path in sorted(packaged("corpus").iterdir(), reverse=True):
        other.ingest([path])
    assert places(one) == places(other)
    for query in ("什么是备付金？", "隐私计算", "桥", "作者是谁", "2021年"):
        assert one.search(query, limit=20) == other.search(query, limit=20)
        assert one.ask(query).sentences == other.ask(query).sentences


def test_ids_are_what_they_were(tmp_path: Path, opened: Open) -> None:
    """Ids are in citations that people keep: a change here is a new schema."""
    assistant = opened()
    assistant.ingest([write(tmp_path / "a.md", sections={"一": "桥是基础设施。\n\n车是应用。"})])
    [record] = assistant.articles()
    assert record.id == "cc78538ff317"
    assert [chunk.id for chunk in assistant.chunks(record.id)] == ["66473d4c2ade46e8", "1a91ad431e8857d5"]
