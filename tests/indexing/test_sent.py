"""Files that were sent from elsewhere: which article of the library they are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from qa.assistant import Assistant
from qa.errors import FileBinary, NotePlaceMissing, PathUnreadable
from qa.indexing import writer
from qa.models import Progress
from qa.publishing.manuscript import manuscript_of
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import Open
from tests.sample_articles import write


def markdown(text: str, title: str = "账") -> bytes:
    return f"---\ntitle: {title}\nauthor: 林见微\ndate: 2021-03-15\n---\n\n{text}\n".encode()


def sent(assistant: Assistant, **files: bytes) -> list[str]:
    """Send files, each named with its ending left out, and return what became of them."""
    named = [(f"{name}.md", functools.partial(bytes, data)) for name, data in files.items()]
    return [item.outcome for item in assistant.ingest_files(named).items]


def on_disk(assistant: Assistant, path: Path, data: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return assistant.ingest([path]).items[0].outcome


def origins(assistant: Assistant) -> list[str | None]:
    return sorted((record.origin for record in assistant.articles()), key=str)


def test_a_file_that_is_sent_again_is_the_next_version(opened: Open) -> None:
    assistant = opened()
    assert sent(assistant, a=markdown("第一版。")) == ["added"]
    [before] = assistant.articles()
    assert sent(assistant, a=markdown("第一版。")) == ["unchanged"]
    assert sent(assistant, a=markdown("第二版。")) == ["updated"]
    [after] = assistant.articles()
    assert (after.id, after.origin) == (before.id, "a.md")
    # Its name alone says so, whatever it is called by now.
    assert sent(assistant, a=markdown("第二版。", "新题")) == ["updated"]
    assert [record.title for record in assistant.articles()] == ["新题"]


def test_a_file_of_the_disk_that_is_sent_is_the_same_article(opened: Open, tmp_path: Path) -> None:
    assistant = opened()
    file = tmp_path / "x" / "a.md"
    assert on_disk(assistant, file, markdown("第一版。")) == "added"
    [before] = assistant.articles()
    assert sent(assistant, a=markdown("第一版。")) == ["unchanged"]
    assert origins(assistant) == [str(file)]
    assert sent(assistant, a=markdown("第二版。")) == ["updated"]
    assert [record.id for record in assistant.articles()] == [before.id]
    assert on_disk(assistant, file, markdown("第三版。")) == "updated"
    assert [(record.id, record.origin) for record in assistant.articles()] == [(before.id, str(file))]


def test_an_article_that_was_sent_gets_its_path_when_it_is_read_from_the_disk(
    opened: Open, tmp_path: Path
) -> None:
    assistant = opened()
    assert sent(assistant, a=markdown("第一版。")) == ["added"]
    assert on_disk(assistant, tmp_path / "a.md", markdown("第一版。")) == "unchanged"
    assert origins(assistant) == [str(tmp_path / "a.md")]


def test_ids_are_those_of_the_command(opened: Open, tmp_path: Path) -> None:
    assistant = opened()
    sent(assistant, a=markdown("第一版。"))
    [by_name] = assistant.articles()
    assistant.remove([by_name.id])
    on_disk(assistant, tmp_path / "a.md", markdown("第一版。"))
    [by_path] = assistant.articles()
    assert (by_path.id, by_path.revision) == (by_name.id, by_name.revision)


def test_other_files_stay_others(opened: Open, tmp_path: Path) -> None:
    assistant = opened()
    on_disk(assistant, tmp_path / "a.md", markdown("磁盘上的一篇。"))
    # One title, by one author, of one day, but another name.
    assert sent(assistant, b=markdown("发来的一篇。"), c=markdown("发来的又一篇。")) == ["added", "added"]
    # The name of one, but another title.
    assert sent(assistant, a=markdown("发来的第三篇。", "别的题")) == ["added"]
    assert origins(assistant) == [str(tmp_path / "a.md"), "a.md", "b.md", "c.md"]
    assert sent(assistant, d=markdown("发来的一篇。")) == ["duplicate"]


def test_the_current_folder_is_not_where_the_file_was_sent_from(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = opened()
    file = write(tmp_path / "here" / "a.md")
    monkeypatch.chdir(file.parent)
    assistant.ingest_files([("a.md", file.read_bytes)])
    [record] = assistant.articles()
    with pytest.raises(NotePlaceMissing, match="was sent to the service as a"):
        manuscript_of(assistant.article(record.id))
    # The one in another folder is this article, and not another copy of it.
    moved = tmp_path / "there" / "a.md"
    assert on_disk(assistant, moved, file.read_bytes()) == "unchanged"


def test_what_cannot_be_read_is_reported_under_its_name(opened: Open) -> None:
    def broken() -> bytes:
        raise PathUnreadable(path="b.md", problem="gone")

    report = opened().ingest_files(
        [("a.md", lambda: b"\x00\x01"), ("b.md", broken), ("c.md", lambda: markdown("正文。"))]
    )
    assert [(item.path, item.outcome, type(item.error)) for item in report.items] == [
        ("a.md", "failed", FileBinary),
        ("b.md", "failed", PathUnreadable),
        ("c.md", "added", type(None)),
    ]


def test_it_stops_before_the_next_file(opened: Open) -> None:
    embedder = CheapEmbedder()
    assistant = opened(embedder)
    read: list[int] = []
    told: list[Progress] = []

    def file(number: int) -> tuple[str, Callable[[], bytes]]:
        def data() -> bytes:
            read.append(number)
            return markdown(f"第{number}篇的正文。", f"第{number}篇")

        return f"{number}.md", data

    report = assistant.ingest_files(
        [file(number) for number in range(5)], stop=lambda: len(read) == 2, on_progress=told.append
    )
    assert [item.outcome for item in report.items] == ["added", "added"]
    assert read == [0, 1]
    assert (told[-1].done, told[-1].total) == (2, 5)
    # What went in before is whole, and found.
    assert [passage.title for passage in assistant.search("第1篇的正文", limit=1)] == ["第1篇"]
    assert len(assistant.articles()) == 2


def test_an_article_does_not_wait_for_the_long_one_after_it(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(writer, "time", SimpleNamespace(monotonic=lambda: clock[0]))

    def embed(text: str) -> None:
        clock[0] += "长文" in text  # a second for each of its spans

    long = "".join(f"这是长文的第{n}句，讲的是渡口与桥，还有船和车。\n\n" for n in range(600))
    events: list[str] = []
    files = {"a.md": markdown("短文。", "短"), "b.md": markdown(long, "长")}
    opened(CheapEmbedder(fail=embed)).ingest_files(
        [(name, functools.partial(bytes, data)) for name, data in files.items()],
        on_item=lambda item: events.append(item.path),
        on_progress=lambda progress: events.append(f"{progress.label} {progress.done == progress.total}"),
    )
    assert events.index("a.md") < events.index("长 True") < events.index("b.md")
