"""A store that is spoilt is said to be, whatever Chroma makes of it, and is mended where it can be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryDamaged, LibraryUnwritable
from qa.indexing import segments
from qa.indexing.segments import DATABASE
from qa.indexing.vectors import VectorStore
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import TITLES, Open

QUERY = "第3号文章谈河流"


def overwrite(path: Path, start: int, end: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    stop = len(data) if end is None else end
    data[start:stop] = os.urandom(stop - start)
    path.write_bytes(bytes(data))


def cut(*paths: Path) -> None:
    for path in paths:
        os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(os.urandom(100_000)),
        lambda path: path.write_text("this is text"),
        lambda path: cut(path),
        lambda path: path.write_bytes(path.read_bytes()[:100]),
        lambda path: overwrite(path, 0, 100),
        lambda path: overwrite(path, 4096),
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=[
        "empty",
        "garbage",
        "text",
        "half",
        "header",
        "garbage-header",
        "garbage-pages",
        "missing",
        "folder",
    ],
)
def test_a_spoilt_database(
    spoil: Callable[[Path], object], filled: Path, articles: Path, opened: Open
) -> None:
    spoil(filled / "store" / DATABASE)
    attempts: list[Callable[[Assistant], object]] = [
        lambda assistant: assistant.search(QUERY),
        lambda assistant: assistant.articles(),
        lambda assistant: assistant.ingest([articles]),
        lambda assistant: assistant.remove([TITLES[0]]),
        lambda assistant: assistant.reindex(),
    ]
    assistant = opened()
    for attempt in attempts:
        with pytest.raises((LibraryDamaged, LibraryUnwritable)) as caught:
            attempt(assistant)
        assert str(filled) in str(caught.value)
        assert "qa ingest PATH" in str(caught.value) or "permission" in str(caught.value)
    assert not next(check for check in opened().doctor() if check.name == "store").ok


def test_a_backup_brings_it_back(filled: Path, tmp_path: Path, opened: Open) -> None:
    shutil.copytree(filled / "store", tmp_path / "backup")
    assistant = opened()
    expected = assistant.search(QUERY)
    assistant.close()
    (filled / "store" / DATABASE).write_bytes(os.urandom(5000))
    with pytest.raises(LibraryDamaged):
        assistant.search(QUERY)
    shutil.rmtree(filled / "store")
    shutil.copytree(tmp_path / "backup", filled / "store")
    assert assistant.search(QUERY) == expected


def test_moved_away_it_is_made_anew(filled: Path, articles: Path, tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    expected = assistant.search(QUERY)
    (filled / "store" / DATABASE).write_bytes(b"")
    (filled / "store").rename(tmp_path / "away")
    assert assistant.articles() == []
    embedder = CheapEmbedder()
    again = opened(embedder)
    again.ingest([articles])
    assert again.search(QUERY) == assistant.search(QUERY) == expected
    assert embedder.embedded == [], "the vectors were in the cache"


# --- vectors --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A home with so many spans that Chroma files their vectors, and what is found in it."""
    home = tmp_path_factory.mktemp("large")
    text = "# 很长的清单\n\n" + "\n\n".join(f"第{at}座灯塔建在第{at * 7}号礁石上。" for at in range(1400))
    with Assistant(Settings(home=home, span_characters=20), embedder=CheapEmbedder()) as assistant:
        assistant.ingest_text(text, name="long")
        found = [passage.chunk for passage in assistant.search("第900座灯塔")]
    return home, found


def vector_files(home: Path) -> list[Path]:
    """Return the files of the larger collection."""
    folders = {path.parent for path in (home / "store").rglob("data_level0.bin")}
    largest = max(folders, key=lambda folder: (folder / "data_level0.bin").stat().st_size)
    return sorted(largest.iterdir())


def test_the_vectors_are_filed(large: tuple[Path, list[str]]) -> None:
    names = {path.name for path in vector_files(large[0])}
    assert names == {"data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin"}


@pytest.mark.parametrize(
    ("by", "spoil"),
    [
        ("ingest", lambda files: shutil.rmtree(files[0].parent)),
        ("reindex", lambda files: [path.unlink() for path in files]),
        ("reindex", lambda files: cut(*files)),
        ("reindex", lambda files: cut(files[0])),
        ("ingest", lambda files: files[1].write_bytes(os.urandom(100))),
        ("reindex", lambda files: files[2].write_bytes(os.urandom(files[2].stat().st_size))),
        ("reindex", lambda files: files[2].unlink()),
    ],
    ids=["no-folder", "no-files", "cut", "cut-data", "header", "garbage-ids", "no-ids"],
)
def test_spoilt_vectors_are_made_again(
    by: str, spoil: Callable[[list[Path]], object], large: tuple[Path, list[str]], home: Path, opened: Open
) -> None:
    shutil.copytree(large[0], home)
    spoil(vector_files(home))
    assistant = opened(span_characters=20)
    with pytest.raises(LibraryDamaged, match="qa reindex"):
        assistant.search("第900座灯塔")
    store = next(check for check in assistant.doctor() if check.name == "store")
    assert not store.ok
    assert "qa reindex" in store.detail
    embedder = CheapEmbedder()
    mending = opened(embedder, span_characters=20)
    if by == "reindex":
        assert mending.reindex() == 1
    else:
        assert mending.ingest_text("# 新\n\n一本账本。", name="new").items[0].outcome == "added"
    assert len(embedder.embedded) <= 2, "the vectors were in the cache"
    assert [passage.chunk for passage in mending.search("第900座灯塔")][:3] == large[1][:3]
    assert [check for check in assistant.doctor() if not check.ok] == []


def test_a_mending_that_fails_can_be_done_again(
    large: tuple[Path, list[str]], home: Path, opened: Open
) -> None:
    shutil.copytree(large[0], home)
    (home / "vectors.sqlite3").unlink()
    shutil.rmtree(vector_files(home)[0].parent)

    def fail(text: str) -> None:
        raise LibraryUnwritable(store=text, problem="the embedder has an off day")

    for _ in range(2):
        with pytest.raises(LibraryUnwritable, match="off day"):
            opened(CheapEmbedder(fail=fail), span_characters=20).reindex()
        with pytest.raises(LibraryDamaged, match="qa reindex"):
            opened(span_characters=20).search("第900座灯塔")
    assert opened(span_characters=20).reindex() == 1
    assert [p.chunk for p in opened(span_characters=20).search("第900座灯塔")][:3] == large[1][:3]


def test_the_folders_of_others_are_let_alone(large: tuple[Path, list[str]], home: Path, opened: Open) -> None:
    shutil.copytree(large[0], home)
    (home / "store" / "notes").mkdir()
    stale = home / "store" / "00000000-0000-4000-8000-000000000000"
    stale.mkdir()
    (stale / "data_level0.bin").write_bytes(b"1")
    opened(span_characters=20).reindex()
    assert (home / "store" / "notes").is_dir()
    assert not stale.exists()
    assert segments.damaged(home / "store") == []


# --- rows -----------------------------------------------------------------------------------------------


def rows_of(assistant: Assistant, title: str) -> tuple[VectorStore, list[str]]:
    vectors = assistant._library._state().vectors
    assert vectors is not None
    record = assistant.resolve(title)
    return vectors, [str(place) for place in vectors.places() if place.article == record.id]


@pytest.mark.usefixtures("filled")
def test_an_article_that_lost_a_row_is_put_in_again(articles: Path, opened: Open) -> None:
    assistant = opened()
    whole = assistant.article(TITLES[2])
    vectors, rows = rows_of(assistant, TITLES[2])
    vectors._spans.delete(ids=rows[4:5])
    vectors.announce()
    broken = opened()
    with pytest.raises(LibraryDamaged, match=whole.id):
        broken.article(TITLES[2])
    store = next(check for check in broken.doctor() if check.name == "store")
    assert not store.ok
    assert TITLES[2] in store.detail
    assert "qa ingest" in (store.remedy or "")
    assert broken.article(TITLES[3]).title == TITLES[3], "the others can be read"
    outcomes = {item.title: item.outcome for item in broken.ingest([articles]).items}
    assert outcomes == dict.fromkeys(TITLES, "unchanged") | {TITLES[2]: "updated"}
    assert broken.article(TITLES[2]) == whole
    assert [check for check in broken.doctor() if not check.ok] == []


@pytest.mark.usefixtures("filled")
def test_an_article_that_lost_a_row_can_be_removed(opened: Open) -> None:
    vectors, rows = rows_of(opened(), TITLES[2])
    vectors._spans.delete(ids=rows[4:5])
    vectors.announce()
    assistant = opened()
    assistant.remove([TITLES[2]])
    assert len(assistant.articles()) == 7
    assert [check for check in assistant.doctor() if not check.ok] == []


@pytest.mark.usefixtures("filled")
def test_a_record_that_is_no_record(opened: Open) -> None:
    assistant = opened()
    vectors, _ = rows_of(assistant, TITLES[2])
    identity = assistant.resolve(TITLES[2]).id
    vectors._articles.update(ids=[identity], documents=["{"], embeddings=[[1.0]])
    vectors.announce()
    with pytest.raises(LibraryDamaged):
        opened().articles()


@pytest.mark.usefixtures("filled")
def test_rows_that_nobody_owns_are_swept_by_the_next_writer(articles: Path, opened: Open) -> None:
    assistant = opened()
    before = assistant.search(QUERY, limit=20)
    vectors, rows = rows_of(assistant, TITLES[2])
    found = vectors._spans.get(ids=rows, include=["embeddings", "documents", "metadatas"])
    for copy in range(20):
        stale = ["/".join([row.split("/")[0], f"{copy:016x}", *row.split("/")[2:]]) for row in found["ids"]]
        vectors._spans.add(
            ids=stale,
            embeddings=found["embeddings"],
            documents=found["documents"],
            metadatas=found["metadatas"],
        )
    vectors.announce()
    reader = opened()
    assert reader.search(QUERY, limit=20) == before, "readers do not see them"
    assert reader.article(TITLES[2]) == assistant.article(TITLES[2])
    writer = opened()
    assert {item.outcome for item in writer.ingest([articles / "0.md"]).items} == {"unchanged"}
    assert len(rows_of(writer, TITLES[2])[1]) == len(rows)
    assert writer.search(QUERY, limit=20) == reader.search(QUERY, limit=20) == before
