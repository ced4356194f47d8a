"""The store by itself: what is committed, and a rebuild that is cut short at each of its steps."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.errors import LibraryDamaged, LibraryMismatch, LibraryUnwritable
from qa.indexing import records as recording
from qa.indexing import vectors as module
from qa.indexing.connection import is_server, is_there
from qa.indexing.vectors import MOST_NAMED, Identity, Place, StoredSpan, VectorStore
from qa.models import ArticleRecord
from tests.cheap_embedder import CheapEmbedder
from tests.sample_articles import article

IDENTITY = Identity("cheap/1", 64, 320, 120)
OTHER = Identity("cheap/2", 64, 320, 120)


def rows(number: int, count: int = 3) -> tuple[ArticleRecord, list[StoredSpan]]:
    identity, revision = f"{number:012x}", f"{number:016x}"
    spans = [
        StoredSpan(Place(identity, revision, at - 1, 0, 0, 4), f"c{at}", f"第{number}篇{at}")
        for at in range(count)
    ]
    whole = article(f"第{number}篇", id=identity)
    return recording.record_of(whole, revision, chunks=count, spans=count), spans


def embedded(spans: list[StoredSpan]) -> Any:
    return CheapEmbedder().embed_passages([span.text for span in spans])


def fill(store: VectorStore, *numbers: int) -> None:
    for number in numbers:
        record, spans = rows(number)
        store.add_spans(spans, embedded(spans))
        store.commit([record])


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "store")


@pytest.fixture
def store(folder: str) -> VectorStore:
    made = VectorStore(folder, IDENTITY)
    made.create()
    return made


def test_nothing_is_there_at_first(folder: str) -> None:
    assert not is_there(folder)
    empty = VectorStore(folder, IDENTITY)
    assert is_there(folder)
    assert empty.records() == {}
    assert empty.places() == []
    assert empty.spans_of("a", "r") == []
    assert empty.nearest(np.ones(64, np.float32), 5) == []
    assert empty.count() == empty.sweep([]) == 0
    assert empty.stored_identity() is None
    empty.require_identity()
    empty.withdraw(["a"])


def test_spans_come_back_in_reading_order(store: VectorStore, folder: str) -> None:
    record, spans = rows(1, 12)
    store.add_spans(list(reversed(spans)), embedded(list(reversed(spans))))
    assert store.records() == {}, "nothing counts before the commit"
    store.commit([record])
    for opened in (store, VectorStore(folder, IDENTITY)):
        assert opened.records() == {record.id: record}
        assert opened.spans_of(record.id, record.revision) == spans
        assert opened.spans_of(record.id, "0") == opened.spans_of("0", record.revision) == []
        assert sorted(opened.places()) == [span.place for span in spans]


def test_nearest(store: VectorStore) -> None:
    fill(store, 1, 2, 3)
    _, spans = rows(2)
    vector = embedded(spans)[1]
    (place, score), *rest = store.nearest(vector, 9)
    assert place == spans[1].place
    assert score == pytest.approx(1.0, abs=1e-5)
    assert len(rest) == 8
    assert [s for _, s in rest] == sorted((s for _, s in rest), reverse=True)
    only = store.nearest(vector, 9, articles=[spans[0].place.article])
    assert {p.article for p, _ in only} == {spans[0].place.article}
    assert [p.section for p, _ in store.nearest(vector, 9, kind="card")] == [-1, -1, -1]
    assert len(store.nearest(vector, 9, articles=[spans[0].place.article], kind="text")) == 2
    assert store.nearest(vector, 9, articles=[]) == []


def test_thousands_of_articles_can_be_named(store: VectorStore) -> None:
    fill(store, 1, 2)
    many = [f"{number:012x}" for number in range(1, 40_000)]
    assert len(store.nearest(np.ones(64, np.float32), 9, articles=many[:MOST_NAMED])) == 6
    store.withdraw(many)
    assert store.sweep([], many) == 6
    assert store.count() == 0


def test_sweep_takes_what_no_record_names(store: VectorStore) -> None:
    fill(store, 1, 2, 3)
    records = store.records()
    store.withdraw([rows(2)[0].id])
    assert sorted(store.records()) == [rows(1)[0].id, rows(3)[0].id]
    assert store.sweep(store.records().values(), [rows(1)[0].id]) == 0
    assert store.sweep(store.records().values()) == 3
    assert store.count() == 6
    assert store.sweep(records.values()) == 0


def test_adding_the_same_again_changes_nothing(store: VectorStore) -> None:
    fill(store, 1)
    before = store.places()
    fill(store, 1)
    assert store.places() == before


def test_the_mark_changes_with_every_announcement(store: VectorStore, folder: str) -> None:
    marks = [store.generation(), *(store.announce() for _ in range(3))]
    assert len(set(marks)) == 4
    assert VectorStore(folder, IDENTITY).generation() == marks[-1] == store.generation()


def test_a_making_that_was_cut_short(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    half = VectorStore(folder, OTHER)
    original = VectorStore._create

    def failing(self: VectorStore, name: str, metadata: dict[str, Any]) -> Any:
        if name == module.ARTICLES:
            raise KeyboardInterrupt
        return original(self, name, metadata)

    with monkeypatch.context() as patch:
        patch.setattr(VectorStore, "_create", failing)
        with pytest.raises(KeyboardInterrupt):
            half.create()
    store = VectorStore(folder, IDENTITY)
    store.require_identity()
    store.create()
    store.require_identity()
    fill(store, 1)
    assert VectorStore(folder, IDENTITY).stored_identity() == IDENTITY


@pytest.mark.usefixtures("store")
def test_each_difference_is_named(folder: str) -> None:
    for field, other in {"embedder": "x", "dimension": 7, "chunk_tokens": 40, "span_characters": 20}.items():
        changed = Identity(
            **{**{n: getattr(IDENTITY, n) for n in Identity.__dataclass_fields__}, field: other}
        )
        with pytest.raises(LibraryMismatch) as caught:
            VectorStore(folder, changed).require_identity()
        assert caught.value.details["field"] == field
        assert caught.value.details["configured"] == other


def test_a_store_that_others_made_is_not_ours(folder: str) -> None:
    other = VectorStore(folder, IDENTITY)
    other._client.create_collection("spans", embedding_function=None)
    other._client.create_collection("articles", embedding_function=None)
    with pytest.raises(LibraryDamaged, match="embedder"):
        VectorStore(folder, IDENTITY).require_identity()


# --- a rebuild ------------------------------------------------------------------------------------------


def snapshot(folder: str) -> tuple[list[str], list[str], str]:
    """Return the articles that a newcomer sees, the rows, and who made them; all of one store or of the other."""
    store = VectorStore(folder, IDENTITY)
    identity = store.stored_identity()
    assert identity is not None
    records = store.records()
    for record in records.values():
        assert len(store.spans_of(record.id, record.revision)) == record.spans
    assert len(store.nearest(np.ones(64, np.float32), 50)) == sum(record.spans for record in records.values())
    return sorted(records), sorted(map(str, store.places())), identity.embedder


def calls_of_a_rebuild(store: VectorStore) -> None:
    new = store.start_rebuild()
    fill(new, 3, 4)
    store.finish_rebuild()


CHANGES = ("create_collection", "delete_collection", "_modify", "_add", "_upsert")


def stop_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Let the ``step``-th change of the database fail, before it is made; return how many there were."""
    from chromadb.api.rust import RustBindingsAPI

    counter = itertools.count()
    last = [0]

    def stopping(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            last[0] = next(counter)
            if last[0] == step:
                raise KeyboardInterrupt
            return original(*arguments, **named)

        return call

    for name in CHANGES:
        monkeypatch.setattr(RustBindingsAPI, name, stopping(getattr(RustBindingsAPI, name)))
    return lambda: last[0] + 1


def test_a_rebuild_that_is_cut_short_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for step in itertools.count():
        folder = str(tmp_path / f"store-{step}")
        store = VectorStore(folder, IDENTITY)
        store.create()
        fill(store, 1, 2)
        old = snapshot(folder)
        store.identity = OTHER
        with monkeypatch.context() as patch:
            stop_at(step, patch)
            try:
                calls_of_a_rebuild(store)
            except KeyboardInterrupt:
                is_done = False
            else:
                is_done = True
        new = sorted(rows(number)[0].id for number in (3, 4))
        between = snapshot(folder)
        assert between == old or (between[0], between[2]) == (new, "cheap/2"), f"at step {step}"
        seen.append(between == old)
        writer = VectorStore(folder, OTHER)
        writer.take_over_rebuild()
        assert snapshot(folder) == between, "clearing up changes nothing that is seen"
        assert sorted(writer._collections()) == ["articles", "spans"], "and leaves nothing behind"
        if is_done:
            break
    assert seen == sorted(seen, reverse=True), "first the old one, and from one step on the new one"
    assert len(seen) > 8
    assert True in seen
    assert seen.count(False) > 3


def test_a_rebuild_that_is_taken_over_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each writer that comes gets one step further."""
    folder = str(tmp_path / "store")
    store = VectorStore(folder, IDENTITY)
    store.create()
    fill(store, 1, 2)
    store.identity = OTHER
    with monkeypatch.context() as patch:
        patch.setattr(VectorStore, "take_over_rebuild", lambda self: None)
        calls_of_a_rebuild(store)
    steps = 0
    while True:
        assert snapshot(folder)[2] == "cheap/2"
        with monkeypatch.context() as patch:
            stop_at(1, patch)
            try:
                VectorStore(folder, OTHER).take_over_rebuild()
            except KeyboardInterrupt:
                steps += 1
                continue
        break
    assert steps >= 3
    assert sorted(VectorStore(folder, OTHER)._collections()) == ["articles", "spans"]


# --- what Chroma raises ---------------------------------------------------------------------------------


class Panic(BaseException):
    """As what the Rust part of Chroma raises."""


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (Panic("index out of bounds"), LibraryDamaged),
        (RuntimeError("(code: 11) database disk image is malformed"), LibraryDamaged),
        (RuntimeError("(code: 13) database or disk is full"), LibraryUnwritable),
        (RuntimeError("(code: 1544) attempt to write a readonly database"), LibraryUnwritable),
        (OSError(28, "No space left on device"), LibraryUnwritable),
        (PermissionError(13, "Permission denied"), LibraryUnwritable),
        (ValueError("Error loading hnsw index"), LibraryDamaged),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else value.__name__,
)
def test_what_chroma_raises_is_translated(
    problem: BaseException, error: type[Exception], store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(type(store._spans), "query", raising)
    with pytest.raises(error) as caught:
        store.nearest(np.ones(64, np.float32), 5)
    assert str(problem).splitlines()[0] in str(caught.value)
    assert caught.value.__cause__ is problem


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit])
def test_signals_pass(
    signal: type[BaseException], store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(*_: object, **__: object) -> None:
        raise signal

    monkeypatch.setattr(type(store._spans), "query", raising)
    with pytest.raises(signal):
        store.nearest(np.ones(64, np.float32), 5)


def test_places_are_read_as_they_were_written() -> None:
    place = Place("0123456789ab", "0123456789abcdef", -1, 3, 17, 120)
    assert Place.parse(str(place)) == place


def test_which_stores_are_servers() -> None:
    assert is_server("http://localhost:8000")
    assert is_server("https://example.com")
    assert not is_server("/home/http/store")
