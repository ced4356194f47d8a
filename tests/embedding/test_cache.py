"""Nothing is embedded twice, and the cache is never a reason to fail."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.embedding.base import Vectors
from qa.embedding.cache import CachedEmbedder
from qa.errors import EmbeddingInvalid, ServerFailed
from tests.cheap_embedder import CheapEmbedder

TEXTS = [f"第{number}句。" for number in range(1200)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "vectors.sqlite3"


@pytest.fixture
def embedder() -> CheapEmbedder:
    return CheapEmbedder()


@pytest.fixture
def cached(embedder: CheapEmbedder, path: Path) -> Iterator[CachedEmbedder]:
    made = CachedEmbedder(embedder, path)
    yield made
    made.close()


def again(path: Path, name: str = "cheap/1", dimension: int = 64) -> list[str]:
    """Return what a cache that is opened anew has to embed of three texts."""
    embedder = CheapEmbedder(name, dimension)
    with closing(CachedEmbedder(embedder, path)) as cached:
        given = cached.embed_passages(TEXTS[:3])
    assert np.array_equal(given, CheapEmbedder(name, dimension).embed_passages(TEXTS[:3]))
    return embedder.embedded


def test_the_same_vectors_as_without(cached: CachedEmbedder) -> None:
    expected = CheapEmbedder().embed_passages(TEXTS)
    for _ in range(2):
        given = cached.embed_passages(TEXTS)
        assert given.dtype == np.float32
        assert np.array_equal(given, expected)
    assert (cached.id, cached.dimension) == ("cheap/1", 64)


def test_nothing_is_embedded_twice(cached: CachedEmbedder, embedder: CheapEmbedder, path: Path) -> None:
    given = cached.embed_passages(["甲", "乙", "甲", "甲"])
    assert embedder.embedded == ["甲", "乙"]
    assert np.array_equal(given[0], given[2])
    assert not np.array_equal(given[0], given[1])
    cached.embed_passages(["乙", "丙"])
    assert embedder.embedded == ["甲", "乙", "丙"]
    cached.close()
    cached.embed_passages(["丙", "甲"])
    assert embedder.embedded == ["甲", "乙", "丙"], "after it was closed, too"
    assert path.exists()


def test_no_texts(cached: CachedEmbedder, embedder: CheapEmbedder) -> None:
    assert cached.embed_passages([]).shape == (0, 64)
    assert embedder.calls == 0


def test_no_file_before_a_passage(cached: CachedEmbedder, path: Path) -> None:
    cached.embed_queries(["什么是桥？"])
    assert not path.parent.exists()


def test_queries_are_not_kept(cached: CachedEmbedder, embedder: CheapEmbedder) -> None:
    assert np.array_equal(cached.embed_queries(["甲"]), embedder.embed_queries(["甲"]))
    cached.embed_passages(["甲"])
    assert embedder.embedded == ["甲"]


def test_another_embedder_has_other_vectors(path: Path) -> None:
    for name in ("cheap/1", "cheap/2"):
        assert again(path, name) == TEXTS[:3]
    assert again(path, "cheap/1") == []


def test_texts_that_only_look_alike(cached: CachedEmbedder) -> None:
    texts = ["é", "e\u0301", "甲", "甲 ", "甲\n", "", "\x00", "\ud800"]
    assert np.array_equal(cached.embed_passages(texts), CheapEmbedder().embed_passages(texts))


# --- files that are not what they should be -------------------------------------------------------------


@pytest.mark.parametrize(
    "blob",
    [
        np.ones(32, np.float32).tobytes(),
        np.ones(65, np.float32).tobytes(),
        b"",
        b"abc",
        np.full(64, np.nan, np.float32).tobytes(),
        np.full(64, np.inf, np.float32).tobytes(),
        "text",
        7,
    ],
    ids=["short", "long", "empty", "odd", "nan", "infinite", "text", "number"],
)
def test_a_row_that_is_no_vector_is_made_anew(blob: object, path: Path) -> None:
    again(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE vectors SET vector = ?", (blob,))
    assert again(path) == TEXTS[:3]
    assert again(path) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database" * 1000),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096)),
        lambda path: path.with_name(path.name + "-wal").write_bytes(b"\xff" * 5000),
        lambda path: path.unlink(),
    ],
    ids=["empty", "garbage", "cut", "garbage-inside", "garbage-wal", "missing"],
)
def test_a_spoilt_file_is_made_anew(spoil: Callable[[Path], object], path: Path) -> None:
    with closing(CachedEmbedder(CheapEmbedder(), path)) as cached:
        cached.embed_passages(TEXTS)
    spoil(path)
    again(path)  # it gives the right vectors at once,
    again(path)
    assert again(path) == [], "and keeps them again"


def test_another_program_s_database(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE vectors (name TEXT)")
    assert again(path) == TEXTS[:3]
    assert again(path) == []


def test_a_file_that_is_spoilt_while_it_is_used(cached: CachedEmbedder, path: Path) -> None:
    cached.embed_passages(TEXTS)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    path.with_name(path.name + "-wal").write_bytes(b"")
    expected = CheapEmbedder().embed_passages(TEXTS)
    for _ in range(3):
        assert np.array_equal(cached.embed_passages(TEXTS), expected)


@pytest.mark.parametrize("kind", ["folder-is-a-file", "path-is-a-folder"])
def test_a_file_that_cannot_be_made_is_done_without(kind: str, path: Path) -> None:
    if kind == "folder-is-a-file":
        path.parent.write_text("")
    else:
        path.mkdir(parents=True)
    for _ in range(2):
        assert again(path) == TEXTS[:3]


def test_a_disk_that_is_full_is_done_without(
    cached: CachedEmbedder, embedder: CheapEmbedder, path: Path
) -> None:
    cached.embed_passages(TEXTS[:3])
    with cached._file.kept() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(2):
        assert np.array_equal(cached.embed_passages(TEXTS), CheapEmbedder().embed_passages(TEXTS))
    assert cached.embed_passages(TEXTS[:3]).shape == (3, 64)
    assert embedder.embedded.count(TEXTS[0]) == 1, "what was kept before is kept"
    assert path.exists()


# --- what comes from underneath -------------------------------------------------------------------------


class Wrong(CheapEmbedder):
    """Gives vectors of a shape or with numbers that it should not."""

    def __init__(self, change: Callable[[Vectors], Vectors]) -> None:
        super().__init__()
        self.change = change

    def _vectors(self, texts: object) -> Vectors:
        return self.change(super()._vectors(texts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        lambda vectors: vectors[:-1],
        lambda vectors: vectors[:, :32],
        lambda vectors: np.concatenate([vectors, vectors]),
        lambda vectors: vectors[0],
        lambda vectors: vectors * np.float32("nan"),
    ],
    ids=["missing", "short", "too-many", "flat", "nan"],
)
def test_unusable_vectors_are_an_error_and_not_kept(change: Callable[[Vectors], Vectors], path: Path) -> None:
    with closing(CachedEmbedder(Wrong(change), path)) as cached:
        with pytest.raises(EmbeddingInvalid, match="cheap/1"):
            cached.embed_passages(TEXTS[:3])
        with pytest.raises(EmbeddingInvalid):
            cached.embed_queries(TEXTS[:3])
    assert again(path) == TEXTS[:3]


def test_an_error_comes_through_and_what_was_kept_stays(path: Path) -> None:
    def fail(text: str) -> None:
        if text == TEXTS[2]:
            raise ServerFailed(url="http://here", model="m", status=500, problem="no")

    with closing(CachedEmbedder(CheapEmbedder(fail=fail), path)) as cached:
        cached.embed_passages(TEXTS[:2])
        with pytest.raises(ServerFailed):
            cached.embed_passages(TEXTS[:3])
    assert again(path) == TEXTS[2:3]


# --- several at once ------------------------------------------------------------------------------------


def test_threads(cached: CachedEmbedder) -> None:
    expected = CheapEmbedder().embed_passages(TEXTS)
    wrong: list[int] = []

    def use(start: int) -> None:
        for at in range(start, start + 400, 50):
            given = cached.embed_passages(TEXTS[at : at + 100])
            wrong.extend([] if np.array_equal(given, expected[at : at + 100]) else [at])

    threads = [threading.Thread(target=use, args=(start,)) for start in range(0, 800, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


WRITER = """
import sys
from pathlib import Path
from qa.embedding.cache import CachedEmbedder
from tests.cheap_embedder import CheapEmbedder
cached = CachedEmbedder(CheapEmbedder(), Path(sys.argv[1]))
start = int(sys.argv[2])
for at in range(start, start + 600, 20):
    cached.embed_passages([f"第{number}句。" for number in range(at, at + 20)])
cached.close()
"""


@pytest.mark.e2e
def test_two_processes(path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(start)], cwd=Path(__file__).parents[2])
        for start in (0, 300)
    ]
    assert [process.wait(30) for process in running] == [0, 0]
    embedder = CheapEmbedder()
    with closing(CachedEmbedder(embedder, path)) as cached:
        given = cached.embed_passages(TEXTS[:900])
    assert np.array_equal(given, CheapEmbedder().embed_passages(TEXTS[:900]))
    assert embedder.embedded == []
