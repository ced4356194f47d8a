"""A disk that is full, and one that may only be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryUnwritable
from qa.models import IngestItem
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.sample_articles import numbered, write

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only the administrator of a Linux machine may mount"
)


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder for a mount, which is taken away in the end."""
    folder = tmp_path / "disk"
    folder.mkdir()
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


def opened(home: Path) -> Assistant:
    return Assistant(Settings(home=home), embedder=CheapEmbedder())


def test_a_disk_that_becomes_full(disk: Path, tmp_path: Path) -> None:
    mount("-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk))
    for number in range(150):
        write(tmp_path / "articles" / f"{number:03}.md", f"第{number}号文章", numbered(number, sentences=40))
    first = [tmp_path / "articles" / f"{number:03}.md" for number in range(8)]
    with opened(disk / "library") as assistant:
        assistant.ingest(first)
    told: list[IngestItem] = []
    for _ in range(2):
        with opened(disk / "library") as assistant, pytest.raises(LibraryUnwritable, match="Free some space"):
            assistant.ingest([tmp_path / "articles"], on_item=told.append)
    mount("-o", "remount,size=400m", str(disk))
    with opened(disk / "library") as assistant:
        records = {record.title: record for record in assistant.articles()}
        stored = {item.title for item in told} | {f"第{number}号文章" for number in range(8)}
        assert stored <= set(records)
        for number in range(150):
            if f"第{number}号文章" in records:
                whole = assistant.article(f"第{number}号文章")
                assert [section.text for section in whole.sections] == [
                    *numbered(number, sentences=40).values()
                ]
        assert assistant.search("第3号文章谈河流")[0].title == "第3号文章"
        outcomes = {item.outcome for item in assistant.ingest([tmp_path / "articles"]).items}
        assert "added" in outcomes
        assert "failed" not in outcomes
        assert len(assistant.articles()) == 150
        vectors = assistant._library._state().vectors
        assert vectors is not None
        assert vectors.count() == sum(record.spans for record in assistant.articles())
        assert [check for check in assistant.doctor() if not check.ok] == []


@pytest.mark.parametrize("words", [True, False])
def test_a_disk_that_may_only_be_read(words: bool, disk: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for number in range(3):
        write(source / f"{number}.md", f"第{number}号文章", numbered(number))
    with opened(source / "library") as assistant:
        assistant.ingest([source])
        expected = assistant.search("第2号文章谈河流")
    if not words:
        shutil.rmtree(next((source / "library").glob("words-*")))
    before = sorted(path.name for path in (source / "library").rglob("*"))
    mount("--bind", str(source), str(disk))
    mount("-o", "remount,ro,bind", str(disk))
    with opened(disk / "library") as assistant:
        assert assistant.search("第2号文章谈河流") == expected
        assert assistant.article("第2号文章").title == "第2号文章"
        assert assistant.ask("第2号文章谈河流的第3件事").status in ("answered", "refused")
        assert len(assistant.articles()) == 3
        for attempt in (
            lambda: assistant.ingest([source]),
            lambda: assistant.remove(["第2号文章"]),
            lambda: assistant.reindex(),
        ):
            with pytest.raises(LibraryUnwritable, match="Read-only"):
                attempt()
        assert [check.name for check in assistant.doctor() if not check.ok] == ["home"]
        assert assistant.search("第2号文章谈河流") == expected
    assert sorted(path.name for path in (source / "library").rglob("*")) == before
