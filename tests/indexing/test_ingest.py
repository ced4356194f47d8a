"""What an ingest does with what is in already, with what changed, and with what cannot be read."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import (
    ArticleAmbiguous,
    ArticleUnknown,
    EmbeddingInvalid,
    FileBinary,
    FileEmpty,
    FrontMatterBroken,
    PathMissing,
    QaError,
    ServerFailed,
    TextMissing,
)
from qa.models import IngestItem, Progress
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import TITLES, Open
from tests.sample_articles import numbered, write


def outcomes(assistant: Assistant, *paths: Path) -> list[str]:
    return [item.outcome for item in assistant.ingest(paths).items]


def stored(assistant: Assistant) -> list[tuple[str, str | None]]:
    """Return title and file of what is in, after a look that nothing is in Chroma besides."""
    records = assistant.articles()
    vectors = assistant._library._state().vectors
    rows = vectors.places() if vectors is not None else []
    assert len(rows) == sum(record.spans for record in records)
    assert {(row.article, row.revision) for row in rows} == {
        (record.id, record.revision) for record in records
    }
    assert assistant._library.words().contents == {record.id: record.revision for record in records}
    return sorted((record.title, record.origin) for record in records)


# --- what is in already ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("filled")
def test_what_is_in_is_not_embedded_again(articles: Path, home: Path, opened: Open) -> None:
    (home / "vectors.sqlite3").unlink()
    embedder = CheapEmbedder()
    assistant = opened(embedder)
    before = stored(assistant)
    generation = (home / "store" / "generation").read_bytes()
    report = assistant.ingest([articles])
    assert [item.outcome for item in report.items] == ["unchanged"] * 8
    assert [item.title for item in report.items] == TITLES
    assert all(item.sections == 3 and item.chunks > 3 and item.article for item in report.items)
    assert embedder.embedded == []
    assert stored(assistant) == before
    assert (home / "store" / "generation").read_bytes() == generation, "nobody has to look again"


def test_only_what_changed_is_embedded(tmp_path: Path, opened: Open) -> None:
    path = write(
        tmp_path / "a.md", sections={"一": "桥是基础设施。", "二": "车是应用。", "三": "路是桥的延长。"}
    )
    embedder = CheapEmbedder()
    assistant = opened(embedder)
    assert outcomes(assistant, path) == ["added"]
    assert len(embedder.embedded) == 4
    [before] = assistant.articles()
    write(path, sections={"一": "桥是基础设施。", "二": "船也是应用。"})
    assert outcomes(assistant, path) == ["updated"]
    [after] = assistant.articles()
    assert after.id == before.id
    assert after.revision != before.revision
    card, changed = embedder.embedded[4:]
    assert "共有2节" in card
    assert changed.endswith("船也是应用。")
    assert [section.text for section in assistant.article("桥与车").sections] == [
        "桥是基础设施。",
        "船也是应用。",
    ]
    found = [passage.text for passage in assistant.search("路是桥的延长。车是应用。")]
    assert sorted(found) == ["桥是基础设施。", "船也是应用。"]
    stored(assistant)


def test_a_change_of_metadata_is_an_update(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    assert outcomes(assistant, write(tmp_path / "a.md")) == ["added"]
    first = assistant.articles()[0].id
    assert outcomes(assistant, write(tmp_path / "a.md", author="周远山")) == ["updated"]
    [record] = assistant.articles()
    assert record.author == "周远山"
    assert record.id != first, "it is another article, by its author"
    assert assistant.search("这篇文章的作者是谁？")[0].text.startswith("《桥与车》的作者是周远山。")


def test_a_new_title_in_the_same_file(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    outcomes(assistant, write(tmp_path / "a.md", "旧题"), write(tmp_path / "b.md", "别的", {"一": "灯塔。"}))
    assert outcomes(assistant, write(tmp_path / "a.md", "新题")) == ["updated"]
    assert [title for title, _ in stored(assistant)] == ["别的", "新题"]
    assert not any("旧题" in passage.title for passage in assistant.search("桥是基础设施"))
    with pytest.raises(ArticleUnknown):
        assistant.article("旧题")


def test_the_same_article_twice(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    first = write(tmp_path / "a.md")
    second = write(tmp_path / "deep" / "b.md")
    report = assistant.ingest([first, second])
    assert [item.outcome for item in report.items] == ["added", "duplicate"]
    assert report.items[0].article == report.items[1].article
    assert report.items[1].path == str(second)
    assert stored(assistant) == [("桥与车", str(first))]
    assert outcomes(assistant, second, first) == ["duplicate", "unchanged"]


def test_the_same_path_twice(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = opened()
    path = write(tmp_path / "a.md")
    monkeypatch.chdir(tmp_path)
    assert outcomes(assistant, path, path, Path("a.md"), tmp_path) == ["added", *["unchanged"] * 3]


def test_a_file_that_was_moved(tmp_path: Path, opened: Open) -> None:
    embedder = CheapEmbedder()
    assistant = opened(embedder)
    old = write(tmp_path / "a.md")
    outcomes(assistant, old)
    identity, made = assistant.articles()[0].id, len(embedder.embedded)
    new = old.rename(tmp_path / "b.md")
    assert outcomes(assistant, new) == ["unchanged"]
    assert stored(assistant) == [("桥与车", str(new))]
    assert assistant.articles()[0].id == identity
    assert len(embedder.embedded) == made
    assert assistant.search("桥")[0].source == str(new)
    assert stored(opened()) == [("桥与车", str(new))]


def test_a_file_that_was_moved_over_another(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    outcomes(assistant, write(tmp_path / "a.md", "甲"), write(tmp_path / "b.md", "乙", {"一": "灯塔。"}))
    (tmp_path / "a.md").replace(tmp_path / "b.md")
    assert outcomes(assistant, tmp_path / "b.md") == ["unchanged"]
    assert stored(assistant) == [("甲", str(tmp_path / "b.md"))]


def test_two_files_that_changed_places(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    outcomes(assistant, write(tmp_path / "a.md", "甲"), write(tmp_path / "b.md", "乙", {"一": "灯塔。"}))
    write(tmp_path / "a.md", "乙", {"一": "灯塔。"})
    write(tmp_path / "b.md", "甲")
    outcomes(assistant, tmp_path)
    assert stored(assistant) == [("乙", str(tmp_path / "a.md")), ("甲", str(tmp_path / "b.md"))]
    assert outcomes(assistant, tmp_path) == ["unchanged", "unchanged"]


def test_a_copy_over_another_file(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    outcomes(assistant, write(tmp_path / "a.md", "甲"), write(tmp_path / "b.md", "乙", {"一": "灯塔。"}))
    shutil.copy(tmp_path / "a.md", tmp_path / "b.md")
    for _ in range(2):
        outcomes(assistant, tmp_path)
        assert [title for title, _ in stored(assistant)] == ["甲"]


@pytest.mark.parametrize("names", [("a.md", "b.md", "c.md"), ("1/a.md", "2/a.md", "3/a.md")])
def test_different_articles_of_one_name(names: tuple[str, ...], tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    paths = [write(tmp_path / name, sections={"一": f"第{at}座灯塔。"}) for at, name in enumerate(names)]
    assert outcomes(assistant, *paths) == ["added"] * 3
    assert stored(assistant) == [("桥与车", str(path)) for path in paths]
    ids = {record.origin: record.id for record in assistant.articles()}
    write(paths[1], sections={"一": "另一座灯塔。"})
    assert outcomes(assistant, *paths) == ["unchanged", "updated", "unchanged"]
    assert {record.origin: record.id for record in assistant.articles()} == ids
    assert {p.text for p in assistant.search("灯塔")} == {"第0座灯塔。", "另一座灯塔。", "第2座灯塔。"}


def test_text_from_no_file(opened: Open) -> None:
    assistant = opened()
    [item] = assistant.ingest_text("# 题\n\n桥是基础设施。", name="stdin").items
    assert (item.outcome, item.title, item.path) == ("added", "题", "stdin")
    assert assistant.ingest_text("# 题\n\n桥是基础设施。", name="again").items[0].outcome == "unchanged"
    assert assistant.ingest_text("# 题\n\n船是应用。", name="stdin").items[0].outcome == "updated"
    assert stored(assistant) == [("题", None)]
    assert [p.text for p in assistant.search("桥")] == ["船是应用。"]


def test_text_that_is_in_a_file_too(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    path = tmp_path / "a.md"
    path.write_text("# 题\n\n桥是基础设施。", encoding="utf-8")
    assistant.ingest_text(path.read_text(encoding="utf-8"), name="stdin")
    assert outcomes(assistant, path) == ["unchanged"]
    assert stored(assistant) == [("题", str(path))]
    assert (
        assistant.ingest_text(path.read_text(encoding="utf-8"), name="stdin").items[0].outcome == "unchanged"
    )
    assert stored(assistant) == [("题", str(path))]


def test_nothing_to_ingest(opened: Open) -> None:
    assistant = opened()
    report = assistant.ingest([])
    assert report.items == report.failed == ()
    assert assistant.articles() == []


# --- what cannot be read --------------------------------------------------------------------------------


def test_the_good_ones_go_in_and_each_bad_one_is_named(tmp_path: Path, opened: Open) -> None:
    folder = tmp_path / "mixed"
    write(folder / "1 good.md", "甲")
    (folder / "2 empty.md").write_bytes(b"")
    (folder / "3 binary.md").write_bytes(bytes(range(256)) * 20)
    (folder / "4 broken.md").write_text("---\ntitle: [\n---\n\n文。", encoding="utf-8")
    (folder / "5 headings.md").write_text("# 一\n\n## 二\n\n## 三\n", encoding="utf-8")
    (folder / "6 same headings.md").write_text(
        "# 丙\n\n## 问\n\n问题一。\n\n## 问\n\n问题二。\n\n## 问\n\n问题二。\n", encoding="utf-8"
    )
    write(folder / "7 good.html", "乙")
    missing = tmp_path / "missing.md"
    told: list[IngestItem] = []
    assistant = opened()
    report = assistant.ingest([folder, missing, folder / "1 good.md"], on_item=told.append)
    assert [type(item.error) for item in report.failed] == [
        FileEmpty,
        FileBinary,
        FrontMatterBroken,
        TextMissing,
        PathMissing,
    ]
    for item in report.failed:
        assert item.path in str(item.error)
        assert (item.article, item.chunks) == (None, 0)
    assert [item.outcome for item in report.items] == [
        *("added", "failed", "failed", "failed", "failed", "added", "added", "failed", "unchanged")
    ]
    assert sorted(map(id, told)) == sorted(map(id, report.items))
    assert {title for title, _ in stored(assistant)} == {"甲", "乙", "丙"}
    assert [section.text for section in assistant.article("丙").sections] == [
        "问题一。",
        "问题二。",
        "问题二。",
    ]
    assert len({chunk.id for chunk in assistant.chunks("丙")}) == 4
    found = [passage.text for passage in assistant.search("问题二") if passage.title == "丙"]
    assert found == ["问题二。", "问题一。"], "the same passage is shown once"


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind the administrator"
)
def test_what_may_not_be_read(tmp_path: Path, opened: Open) -> None:
    write(tmp_path / "a.md", "甲").chmod(0)
    write(tmp_path / "b.md", "乙")
    assert outcomes(opened(), tmp_path) == ["failed", "added"]


def test_a_paragraph_of_five_megabytes_without_a_full_stop(tmp_path: Path, opened: Open) -> None:
    text = "桥梁河流账本雨伞灯塔，" * (5_000_000 // 33)
    path = tmp_path / "long.txt"
    path.write_text(f"一座很长的桥\n\n{text}", encoding="utf-8")
    assistant = opened(chunk_tokens=4000, span_characters=2000)
    began = time.monotonic()
    [item] = assistant.ingest([path]).items
    assert item.outcome == "added"
    assert time.monotonic() - began < 30
    assert "".join(section.text for section in assistant.article(item.article or "").sections).endswith(text)


# --- what the embedder does -----------------------------------------------------------------------------


def failing_at(word: str) -> CheapEmbedder:
    def fail(text: str) -> None:
        if word in text:
            raise ServerFailed(url="http://here/v1", model="m", status=500, problem="no more")

    return CheapEmbedder(fail=fail)


def test_an_embedder_that_fails_in_the_middle(articles: Path, opened: Open) -> None:
    told: list[IngestItem] = []
    failing = opened(failing_at("第5号文章第1版谈账本的第3件事"))
    with pytest.raises(ServerFailed, match="no more"):
        failing.ingest([articles], on_item=told.append)
    assert [item.title for item in told] == TITLES[:5]
    assert [title for title, _ in stored(failing)] == TITLES[:5]
    assert not any(passage.title == TITLES[5] for passage in failing.search("第5号文章谈河流", limit=50))
    assert outcomes(opened(), articles) == [*["unchanged"] * 5, *["added"] * 3]
    assert [title for title, _ in stored(failing)] == TITLES


def test_an_embedder_that_fails_leaves_the_old_revision(tmp_path: Path, opened: Open) -> None:
    path = write(tmp_path / "a.md", sections=numbered(1))
    failing = opened(failing_at("第2版谈河流"))
    failing.ingest([path])
    before = failing.article("桥与车"), failing.search("第1号文章谈河流")
    write(path, sections=numbered(1, edition=2))
    with pytest.raises(ServerFailed):
        failing.ingest([path])
    assert (failing.article("桥与车"), failing.search("第1号文章谈河流")) == before
    assert (opened().article("桥与车"), opened().search("第1号文章谈河流")) == before
    assert outcomes(opened(), path) == ["updated"]
    stored(failing)


class Shrinking(CheapEmbedder):
    """Gives shorter vectors from its third call on."""

    def embed_passages(self, texts: list[str]) -> object:  # type: ignore[override]
        vectors = super().embed_passages(texts)
        return vectors if self.calls < 3 else vectors[:, :32]


def test_an_embedder_that_changes_its_dimension(articles: Path, opened: Open) -> None:
    assistant = opened(Shrinking())
    with pytest.raises(EmbeddingInvalid, match=r"\(32, 32\)|\(\d+, 32\)"):
        assistant.ingest([articles])
    assert outcomes(opened(), articles).count("added") >= 6
    assert [title for title, _ in stored(opened())] == TITLES


def test_a_listener_that_fails(articles: Path, opened: Open) -> None:
    def listen(item: IngestItem) -> None:
        if item.title == TITLES[2]:
            raise BrokenPipeError

    assistant = opened()
    with pytest.raises(BrokenPipeError):
        assistant.ingest([articles], on_item=listen)
    titles = [title for title, _ in stored(assistant)]
    assert titles[:3] == TITLES[:3]
    assert outcomes(assistant, articles).count("failed") == 0
    assert [title for title, _ in stored(assistant)] == TITLES


def test_a_listener_may_look_into_the_library(articles: Path, opened: Open) -> None:
    assistant = opened()
    seen: list[tuple[str | None, str]] = []

    def listen(item: IngestItem) -> None:
        seen.append((item.title, assistant.article(item.article or "").title))
        assert assistant.search(f"{item.title}谈河流")

    assistant.ingest([articles], on_item=listen)
    assert seen == [(title, title) for title in TITLES]


def test_progress_counts_files_and_spans(articles: Path, opened: Open) -> None:
    told: list[Progress] = []
    assistant = opened()
    assistant.ingest([articles], on_progress=told.append)
    assert [(p.done, p.total) for p in told if p.stage == "read"] == [(at, 8) for at in range(9)]
    spans = {record.title: record.spans for record in assistant.articles()}
    assert {p.label: p.done for p in told if p.stage == "embed"} == spans
    assert all(p.done <= p.total == spans[p.label] for p in told if p.stage == "embed")
    told.clear()
    assert assistant.reindex(on_progress=told.append) == 8
    counts = [p.done for p in told]
    assert counts == sorted(counts)
    assert {p.total for p in told} == {counts[-1]} == {sum(spans.values())}


# --- taking out -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("kind", ["id", "prefix", "title", "path", "part"])
def test_remove(kind: str, articles: Path, opened: Open) -> None:
    assistant = opened()
    record = assistant.resolve(TITLES[3])
    reference = {
        "id": record.id,
        "prefix": record.id[:6],
        "title": record.title,
        "path": str(articles / "3.md"),
        "part": "第3号",
    }[kind]
    assert assistant.remove([reference]) == [record]
    assert [title for title, _ in stored(assistant)] == TITLES[:3] + TITLES[4:]
    assert not any(p.article == record.id for p in assistant.search("第3号文章谈河流", limit=50))
    with pytest.raises(ArticleUnknown):
        assistant.remove([reference])
    assert [title for title, _ in stored(opened())] == TITLES[:3] + TITLES[4:]
    assert outcomes(opened(), articles).count("added") == 1


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("references", "error"),
    [
        (["第1号", "第9号"], ArticleUnknown),
        (["第1号", "号文章"], ArticleAmbiguous),
        ([""], ArticleUnknown),
        (["第1号", " "], ArticleUnknown),
    ],
)
def test_nothing_is_removed_when_one_is_unclear(
    references: list[str], error: type[QaError], opened: Open
) -> None:
    assistant = opened()
    with pytest.raises(error):
        assistant.remove(references)
    assert [title for title, _ in stored(assistant)] == TITLES


@pytest.mark.usefixtures("filled")
def test_remove_all_and_the_same_twice(opened: Open) -> None:
    assistant = opened()
    assert [record.title for record in assistant.remove([TITLES[0], "第0号", TITLES[0]])] == [TITLES[0]]
    assert len(assistant.remove(TITLES[1:])) == 7
    assert stored(assistant) == []
    assert assistant.remove([]) == []


# --- reindex --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("filled")
def test_reindex_with_other_sizes(opened: Open, articles: Path) -> None:
    old = opened()
    before = {record.id: old.article(record.id) for record in old.articles()}
    smaller = opened(chunk_tokens=60, span_characters=30)
    assert smaller.reindex() == 8
    assert {record.id: smaller.article(record.id) for record in smaller.articles()} == before
    stored(smaller)
    assert max(len(p.text) for p in smaller.search("第3号文章谈河流", limit=50)) < 90
    assert max(p.best.end - p.best.start for p in smaller.search("河流", limit=50) if p.best) <= 30
    assert outcomes(smaller, articles) == ["unchanged"] * 8
    assert len(smaller.chunks(TITLES[0])) > 2 * 3


@pytest.mark.usefixtures("filled")
def test_reindex_with_another_embedder(opened: Open, home: Path) -> None:
    before = opened().search("第3号文章谈河流", limit=50)
    embedder = CheapEmbedder("cheap/2", 128)
    assistant = opened(embedder)
    assert assistant.reindex() == 8
    assert len(embedder.embedded) == sum(record.spans for record in assistant.articles())
    after = assistant.search("第3号文章谈河流", limit=50)
    assert [p.scores["words"] for p in after[:3]] == [p.scores["words"] for p in before[:3]]
    assert [p.scores["dense"] for p in after] != [p.scores["dense"] for p in before]
    stored(assistant)
    segments = [path for path in (home / "store").iterdir() if path.is_dir()]
    assert len(segments) <= 2, "the old vectors are gone from the disk"


@pytest.mark.usefixtures("filled")
def test_reindex_with_the_same_embeds_nothing(opened: Open) -> None:
    embedder = CheapEmbedder()
    assistant = opened(embedder)
    before = assistant.search("第3号文章谈河流", limit=50)
    assert assistant.reindex() == 8
    assert embedder.embedded == []
    assert assistant.search("第3号文章谈河流", limit=50) == before
    assert opened().search("第3号文章谈河流", limit=50) == before


@pytest.mark.usefixtures("filled")
def test_a_reindex_that_fails_leaves_the_old_index(opened: Open, articles: Path) -> None:
    old = opened()
    before = old.search("第3号文章谈河流", limit=50)

    def fail(text: str) -> None:
        if "第6号" in text:
            raise ServerFailed(url="http://here/v1", model="m", status=500, problem="no more")

    with pytest.raises(ServerFailed):
        opened(CheapEmbedder("cheap/2", 128, fail=fail)).reindex()
    assert old.search("第3号文章谈河流", limit=50) == before
    assert opened().search("第3号文章谈河流", limit=50) == before
    stored(opened())
    assert outcomes(opened(), articles) == ["unchanged"] * 8


def test_reindex_of_nothing(opened: Open, home: Path) -> None:
    assert opened().reindex() == 0
    assert not home.joinpath("store", "chroma.sqlite3").exists()
    opened().ingest([])
    assert opened().reindex() == 0


def test_dates_and_categories_are_there_after_a_reindex(tmp_path: Path, opened: Open) -> None:
    assistant = opened()
    outcomes(assistant, write(tmp_path / "a.md", date=dt.date(2020, 2, 29)))
    before = assistant.articles()
    assistant.reindex()
    assert assistant.articles() == before
    assert before[0].date == dt.date(2020, 2, 29)
