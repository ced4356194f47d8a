"""The word index by itself."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa import text as zh
from qa.chunking import ChunkingParameters, chunk_sections
from qa.errors import LibraryUnwritable
from qa.indexing import records as recording
from qa.indexing import words
from qa.indexing.words import ChunkKey, Wanted, Way, WordIndex
from qa.models import ArticleRecord, Chunk
from tests.sample_articles import article

PARAMETERS = ChunkingParameters()


def entry(number: int, *texts: str, title: str = "桥与车") -> tuple[ArticleRecord, list[Chunk]]:
    """Return the record of an article with these sections, and its chunks."""
    whole = article(title, *texts, id=f"{number:012x}")
    chunks = chunk_sections(whole.id, [recording.card(whole), *whole.sections], PARAMETERS)
    revision = recording.revision(whole, PARAMETERS)
    return recording.record_of(whole, revision, chunks=len(chunks), spans=0), chunks


def filled(
    folder: Path | None, *entries: tuple[ArticleRecord, list[Chunk]], gone: Sequence[str] = ()
) -> WordIndex:
    index = WordIndex(folder)
    index.update(entries, gone)
    index.commit()
    return index


def found(index: WordIndex, query: str, limit: int = 10, **limits: object) -> list[tuple[str, int]]:
    hits = index.search(zh.words(query), limit, **limits)  # type: ignore[arg-type]
    return [(key.article, key.section) for key, _ in hits]


@pytest.mark.parametrize("place", ["disk", "memory"])
def test_search(place: str, tmp_path: Path) -> None:
    one, other = entry(1, "桥是基础设施。", "车是应用。"), entry(2, "灯塔是旧的基础设施。")
    index = filled(tmp_path / "words" if place == "disk" else None, one, other)
    assert found(index, "基础设施", kind="text") == [(one[0].id, 0), (other[0].id, 0)]
    assert found(index, "基礎設施", kind="text", articles=[other[0].id]) == [(other[0].id, 0)]
    assert found(index, "作者", kind="card") == []
    assert found(index, "共有", kind="card", articles=[one[0].id]) == [(one[0].id, -1)]
    assert found(index, "火箭") == found(index, "") == found(index, "桥", articles=[]) == []
    assert found(index, "灯塔", limit=1) == [(other[0].id, 0)]
    assert index.rarity("灯塔") == (1, 5)
    assert index.rarity("火箭") == (0, 5)


def test_of_several_ways_the_best_counts() -> None:
    one = entry(1, "桥是基础设施。", title="甲")
    other, third = entry(2, "灯塔是旧的。", title="乙"), entry(3, "渡口。", title="丙")
    more = [entry(number, "山。", title="丁") for number in range(4, 15)]
    index = filled(None, one, other, third, *more)

    def scores(*ways: Way) -> dict[str, float]:
        return {key.article: score for key, score in index.search([Wanted(ways)], 10, kind="text")}

    [(_, of_bridge)] = scores(Way(("桥",))).items()
    both = scores(Way(("火箭",)), Way(("桥",), 0.5), Way(("灯塔",)), Way(("基础设施",), 0.5))
    assert both.keys() == {one[0].id, other[0].id}
    # Not the sum of the two ways: the better one.
    alone = max(scores(Way(("火箭",)), Way((word,), 0.5))[one[0].id] for word in ("桥", "基础设施"))
    assert both[one[0].id] == pytest.approx(alone, abs=1e-3)
    assert alone < of_bridge
    assert scores(Way(("火箭",)), Way(("飞船",), by_sound=True)) == {}


def test_what_is_common_is_found_as_it_is() -> None:
    some = [entry(number, "桥。", title="甲") for number in range(1, 20)]
    rare = entry(20, "灯塔。", title="乙")
    index = filled(None, *some, rare)
    hits = index.search([Wanted((Way(("桥",)), Way(("灯塔",))))], 50, kind="text")
    assert rare[0].id not in {key.article for key, _ in hits}
    hits = index.search([Wanted((Way(("灯塔",)), Way(("桥",))))], 50, kind="text")
    assert len(hits) == 20


def test_a_name_is_found_by_its_sound() -> None:
    one, other = entry(1, "海棠支付一年少收了利息。"), entry(2, "青禾银行换了系统。", title="琴河")
    index = filled(None, one, other)
    for sound, expected in [("haitang", [one]), ("qinghe", [other]), ("qinhe", [other]), ("zhiyin", [])]:
        hits = index.search([Wanted((Way((sound,)), Way((sound,), by_sound=True)))], 10, kind="text")
        assert {key.article for key, _ in hits} == {record.id for record, _ in expected}, sound
    assert index.holds("haitang", by_sound=True)
    assert not index.holds("haitang")


def test_chunks_are_kept_whole(tmp_path: Path) -> None:
    record, chunks = entry(1, "桥是“基础设施”。\n\n 👩‍👩‍👧/|\t完", "车。" * 300)
    filled(tmp_path, (record, chunks))
    keys = [ChunkKey(record.id, record.revision, chunk.section, chunk.order) for chunk in chunks]
    stored = WordIndex(tmp_path).chunks([*keys, ChunkKey("0", "0", 0, 0)])
    assert list(stored) == keys
    assert [(s.id, s.start, s.end, s.text) for s in stored.values()] == [
        (chunk.id, chunk.start, chunk.end, chunk.text) for chunk in chunks
    ]


def test_nothing_is_seen_before_the_commit_nor_written_before_an_update(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    index = WordIndex(folder)
    index.commit()
    assert not folder.exists()
    index.update([entry(1)], ())
    assert found(index, "桥") == []
    assert WordIndex(folder).contents == {}
    index.commit()
    assert found(index, "桥") != []
    assert WordIndex(folder).contents == index.contents != {}


def test_a_commit_that_was_cut_short_does_not_count(tmp_path: Path) -> None:
    filled(tmp_path, entry(1))
    state = (tmp_path / "state.json").read_bytes()
    filled(tmp_path, entry(2))
    (tmp_path / "state.json").write_bytes(state)
    assert WordIndex(tmp_path).contents == {}, "index and state are not of one commit"
    index = filled(tmp_path, entry(1), entry(2))
    assert len(found(index, "桥", kind="text")) == 2
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1, "nothing is left lying"


def test_another_revision_takes_the_place_of_the_old(tmp_path: Path) -> None:
    first, second = entry(1, "灯塔一座。"), entry(1, "灯塔两座。")
    assert first[0].revision != second[0].revision
    index = filled(tmp_path, first, entry(2, "雨伞。"))
    index = filled(tmp_path, second)
    [(key, _)] = index.search(["灯塔"], 10, kind="text")
    assert key.revision == second[0].revision
    assert index.missing({second[0].id: second[0].revision}) == ([], [entry(2)[0].id])
    assert index.missing({second[0].id: "0", "3": "1"}) == ([second[0].id, "3"], [entry(2)[0].id])
    index = filled(tmp_path, gone=[second[0].id, "nobody"])
    assert found(index, "灯塔") == []


def test_the_order_of_equals_does_not_depend_on_the_order_of_entry(tmp_path: Path) -> None:
    entries = [entry(number, "桥是基础设施。", title=f"第{number}篇") for number in range(40)]
    one = filled(tmp_path / "1", *entries)
    other = WordIndex(tmp_path / "2")
    for each in reversed(entries):
        other.update([each], ())
        other.commit()
    for limit in (1, 5, 39, 100):
        hits = one.search(zh.words("基础设施"), limit)
        assert hits == other.search(zh.words("基础设施"), limit)
        assert len(hits) == min(limit, 40)
    assert [number for number, _ in found(one, "基础设施", limit=5)] == [f"{at:012x}" for at in range(5)]


def test_it_is_worn_when_much_was_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_FEW_CHUNKS", 10)
    entries = [entry(number, f"灯塔{number}。") for number in range(20)]
    index = filled(tmp_path, *entries)
    assert not index.is_worn
    assert not filled(tmp_path, gone=[entries[0][0].id]).is_worn
    index = filled(tmp_path, gone=[each[0].id for each in entries[1:4]])
    assert index.is_worn
    assert WordIndex(tmp_path).is_worn
    fresh = WordIndex(tmp_path, afresh=True)
    assert fresh.contents == {}
    fresh.update(entries[4:], ())
    assert WordIndex(tmp_path).contents == index.contents, "the old one counts until the new one is whole"
    fresh.commit()
    assert not WordIndex(tmp_path).is_worn
    assert found(fresh, "灯塔19") == found(WordIndex(tmp_path), "灯塔19") != []


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    index = filled(tmp_path / "file" / "words", entry(1))
    assert found(index, "桥") != []


def test_a_disk_that_fails_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = WordIndex(tmp_path)
    index.update([entry(1)], ())

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(LibraryUnwritable, match="No space left"):
            index.commit()
    assert WordIndex(tmp_path).contents == {}


def test_what_is_missing_while_another_thread_writes() -> None:
    index = filled(None, *(entry(number, "灯塔。") for number in range(3)))

    class WrittenMeanwhile(dict[str, str]):
        def __contains__(self, article: object) -> bool:
            index.update([entry(len(index.contents), "渡口。")], ())
            return super().__contains__(article)

    put, gone = index.missing(WrittenMeanwhile(index.contents))
    assert (put, gone) == ([], [])


def test_what_is_read_while_another_thread_commits_is_of_the_chunk_asked_for() -> None:
    entries = [entry(number, f"灯塔第{number}座。", title=f"第{number}篇") for number in range(40)]
    texts = {chunk.id: chunk.text for _, chunks in entries for chunk in chunks}
    index = filled(None, *entries)
    done = threading.Event()

    def write() -> None:
        for at in range(60):
            some = [entries[(at + step) % 40] for step in range(0, 40, 3)]
            index.update((), [record.id for record, _ in some])
            index.commit()
            index.update(some, ())
            index.commit()
        done.set()

    def read() -> int:
        count = 0
        while not done.is_set():
            keys = [key for key, _ in index.search(["灯塔"], 40, kind="text")]
            for key, stored in index.chunks(keys).items():
                assert stored.text == texts[stored.id]
                assert stored.text == f"灯塔第{int(key.article, 16)}座。"
                count += 1
        return count

    with ThreadPoolExecutor(4) as threads:
        reads = [threads.submit(read) for _ in range(3)]
        threads.submit(write).result()
        assert all(read.result() for read in reads)
