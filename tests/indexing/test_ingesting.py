"""What ingesting again changes, what an index remembers, and what comes back by itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryDamaged, LibraryMismatch
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import Open
from tests.sample_articles import numbered, write


def outcomes(assistant: Assistant, *paths: Path) -> list[str]:
    return [item.outcome for item in assistant.ingest(paths).items]


def test_only_what_changed_is_embedded_and_a_removed_section_is_gone(opened: Open, tmp_path: Path) -> None:
    embedder = CheapEmbedder()
    assistant = opened(embedder)
    file = write(
        tmp_path / "a.md", "账", {"一": "第一节讲清算。", "二": "第二节讲结算。", "三": "第三节讲备付金。"}
    )
    assert outcomes(assistant, file) == ["added"]
    embedder.embedded.clear()
    assert outcomes(assistant, file) == ["unchanged"]
    assert embedder.embedded == []
    write(file, "账", {"一": "第一节讲清算。", "二": "第二节改讲征信。"})
    assert outcomes(assistant, file) == ["updated"]
    # The card names the sections, so it changed too.
    assert [text for text in embedder.embedded if "共有" not in text] == ["账｜二\n第二节改讲征信。"]
    [record] = assistant.articles()
    assert [section.heading for section in record.headings] == ["一", "二"]
    assert not [passage for passage in assistant.search("备付金") if "备付金" in passage.text]


def test_one_article_under_two_paths_two_articles_under_one_title_and_a_file_that_moved(
    opened: Open, tmp_path: Path
) -> None:
    assistant = opened()
    first = write(tmp_path / "a" / "x.md", "账")
    copy = tmp_path / "b" / "x.md"
    copy.parent.mkdir()
    shutil.copy(first, copy)
    assert outcomes(assistant, first, copy) == ["added", "duplicate"]
    first.unlink()
    assert outcomes(assistant, copy) == ["unchanged"]
    assert [record.origin for record in assistant.articles()] == [str(copy)]
    namesake = write(tmp_path / "c" / "x.md", "账", {"别的": "同名的另一篇文章。"})
    assert outcomes(assistant, namesake) == ["added"]
    assert len({record.id for record in assistant.articles()}) == 2
    write(namesake, "新题", {"别的": "同名的另一篇文章。"})
    assert outcomes(assistant, namesake) == ["updated"]
    assert sorted(record.title for record in assistant.articles()) == ["新题", "账"]


def test_bad_files_are_named_and_the_others_go_in(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    write(folder / "good.md", "好")
    (folder / "empty.md").write_text("")
    (folder / "binary.md").write_bytes(bytes(range(256)) * 20)
    (folder / "front.md").write_text("---\ntitle: [a\n---\n正文。\n")
    (folder / "headings.md").write_text("# 一\n\n## 二\n")
    report = opened().ingest([folder, tmp_path / "missing.md"])
    found = {Path(item.path).name: type(item.error).__name__ for item in report.failed}
    assert found == {
        "empty.md": "FileEmpty",
        "binary.md": "FileBinary",
        "front.md": "FrontMatterBroken",
        "headings.md": "TextMissing",
        "missing.md": "PathMissing",
    }
    assert [item.outcome for item in report.items if item.path.endswith("good.md")] == ["added"]


def test_an_embedder_that_fails_leaves_what_was_in_and_nothing_of_the_rest(
    opened: Open, tmp_path: Path
) -> None:
    def fail(text: str) -> None:
        if "第二篇" in text:
            raise RuntimeError("out of memory")

    files = [write(tmp_path / f"{i}.md", f"第{n}篇", numbered(i)) for i, n in enumerate("一二三")]
    with pytest.raises(RuntimeError):
        opened(CheapEmbedder(fail=fail)).ingest(files)
    assert [record.title for record in opened().articles()] == ["第一篇"]
    assert outcomes(opened(), *files) == ["unchanged", "added", "added"]


@pytest.mark.parametrize(("name", "value"), [("chunk_tokens", 100), ("span_characters", 50)])
def test_other_parameters_are_refused_until_it_is_rebuilt(
    filled: Path, articles: Path, name: str, value: int
) -> None:
    other = Settings(home=filled, **{name: value})
    with Assistant(other, embedder=CheapEmbedder()) as assistant:
        for attempt in (lambda: assistant.search("桥"), lambda: assistant.ingest([articles])):
            with pytest.raises(LibraryMismatch, match=rf"{name}.*qa reindex"):
                attempt()
    with Assistant(Settings(home=filled), embedder=CheapEmbedder()) as assistant:
        assert assistant.search("桥")  # the attempt changed nothing
    with Assistant(other, embedder=CheapEmbedder()) as assistant:
        assert assistant.reindex() == 8
        assert assistant.search("桥")


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000])
def test_a_damaged_database_is_an_error_that_says_what_to_do(filled: Path, content: bytes) -> None:
    (filled / "store" / "chroma.sqlite3").write_bytes(content)
    with Assistant(Settings(home=filled), embedder=CheapEmbedder()) as assistant:
        with pytest.raises(LibraryDamaged, match="qa ingest"):
            assistant.search("桥")
        assert not all(check.ok for check in assistant.doctor())


def test_removing_several_is_all_or_nothing(filled: Path) -> None:
    with Assistant(Settings(home=filled), embedder=CheapEmbedder()) as assistant:
        with pytest.raises(Exception, match="没有这篇"):
            assistant.remove(["第1号文章", "没有这篇"])
        assert len(assistant.articles()) == 8
        assistant.remove(["第1号文章", "第2号文章"])
        assert len(assistant.articles()) == 6
        assert not [p for p in assistant.search("第1号文章", limit=50) if p.title == "第1号文章"]
