"""kill -9 at any moment loses at most the article in flight."""

from __future__ import annotations

import random
import re
import threading
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.e2e.children import Child
from tests.sample_articles import numbered, write

COUNT = 24


def opened(home: Path, **settings: int) -> Assistant:
    return Assistant(Settings(home=home, **settings), embedder=CheapEmbedder())


def titles(numbers: range) -> list[str]:
    return [f"第{number}号文章" for number in numbers]


def write_all(folder: Path, numbers: range, edition: int) -> None:
    for number in numbers:
        write(folder / f"{number:03}.md", f"第{number}号文章", numbered(number, edition=edition, sentences=8))


def require_whole(assistant: Assistant) -> dict[str, str]:
    """Return each article's edition, after a look that all of it is of that edition and that search works."""
    editions = {}
    for record in assistant.articles():
        article = assistant.article(record.id)
        text = "".join(section.text for section in article.sections)
        number, edition = re.findall(r"第(\d+)号文章第(\d+)版", text)[0]
        expected = numbered(int(number), edition=int(edition), sentences=8)
        assert {section.heading: section.text for section in article.sections} == expected
        assert sum(len(chunk.spans) for chunk in assistant.chunks(record.id)) == record.spans
        editions[record.title] = edition
    for title, edition in list(editions.items())[:3]:
        best = assistant.search(f"{title}第{edition}版谈河流的第3件事")[0]
        assert (best.title, f"第{edition}版" in best.text) == (title, True)
    return editions


def require_clean(assistant: Assistant) -> None:
    """There is nothing in the store that does not belong to an article."""
    vectors = assistant._library._state().vectors
    assert vectors is not None
    assert vectors.count() == sum(record.spans for record in assistant.articles())
    assert sorted(vectors._collections()) == ["articles", "spans"]
    assert [check for check in assistant.doctor() if not check.ok] == []


def test_an_ingest_that_is_killed(tmp_path: Path) -> None:
    home, folder, chance = tmp_path / "library", tmp_path / "articles", random.Random(7)
    reported: dict[str, str] = {}
    for turn in range(6):
        edition = 1 + turn // 2
        write_all(folder, range(COUNT), edition)
        with Child(home, pause=0.02, flush=0.1) as child:
            child.tell("ingest", paths=[str(folder)])
            # Every other time some are stored first, however slow the machine is.
            wanted = chance.randint(2, 5) if turn % 2 else 0
            timer = threading.Timer(chance.uniform(0.3, 1.2), child.kill)
            if not wanted:
                timer.start()
            stored = 0
            for event in child.events():
                if "stored" in event:
                    reported[event["title"]] = str(edition)
                    stored += 1
                    if stored == wanted:
                        timer.start()
            if timer.ident is not None:
                timer.join()
        if not (home / "store").exists():
            continue
        with opened(home) as assistant:
            found = require_whole(assistant)
        for title, edition_reported in reported.items():
            assert found.get(title, "0") >= edition_reported, f"{title} was reported as stored"
    with opened(home) as assistant:
        outcomes = [item.outcome for item in assistant.ingest([folder]).items]
        assert len(outcomes) == COUNT
        assert set(outcomes) <= {"added", "updated", "unchanged"}
        assert require_whole(assistant) == dict.fromkeys(titles(range(COUNT)), "3")
        require_clean(assistant)
    assert len(reported) > 3, "some were stored before the process was killed"


POINTS = ["finish_rebuild:before", "_modify 3"]  # each of the others is in tests/indexing/test_vectors.py


@pytest.mark.parametrize("point", POINTS)
def test_a_reindex_that_is_killed(point: str, tmp_path: Path) -> None:
    home, folder = tmp_path / "library", tmp_path / "articles"
    write_all(folder, range(4), 1)
    with opened(home) as assistant:
        assistant.ingest([folder])
        before = [(p.chunk, p.score) for p in assistant.search("第3号文章谈河流")]
    with Child(home, die=point, chunk_tokens=100) as child:
        child.tell("reindex")
        assert list(child.events()) == []
        assert child.wait() == 9
    is_new = point != "finish_rebuild:before"
    current, other = ({"chunk_tokens": 100}, {}) if is_new else ({}, {"chunk_tokens": 100})
    with opened(home, **current) as assistant:
        assert require_whole(assistant) == dict.fromkeys(titles(range(4)), "1")
        if not is_new:
            assert [(p.chunk, p.score) for p in assistant.search("第3号文章谈河流")] == before
    with opened(home, **other) as assistant:
        assert assistant.reindex() == 4
        require_whole(assistant)
        require_clean(assistant)


def test_an_update_that_is_killed_between_new_and_old(tmp_path: Path) -> None:
    """The new article is in and the old one of the same file not yet out: the next ingest takes it out."""
    home, path = tmp_path / "library", tmp_path / "a.md"
    write(path, "旧题", numbered(1))
    with opened(home) as assistant:
        assistant.ingest([path])
    write(path, "新题", numbered(2))
    with Child(home, die="withdraw:before") as child:
        child.tell("ingest", paths=[str(path)])
        assert child.wait() == 9
    with opened(home) as assistant:
        assert {record.title for record in assistant.articles()} == {"旧题", "新题"}
        assert [item.outcome for item in assistant.ingest([path]).items] == ["unchanged"]
        assert [record.title for record in assistant.articles()] == ["新题"]
        require_clean(assistant)


def test_a_removal_that_is_killed(tmp_path: Path) -> None:
    home, folder = tmp_path / "library", tmp_path / "articles"
    write_all(folder, range(3), 1)
    with opened(home) as assistant:
        assistant.ingest([folder])
    with Child(home, die="withdraw:after") as child:
        child.tell("remove", references=["第1号文章"])
        assert child.wait() == 9
    with opened(home) as assistant:
        assert sorted(require_whole(assistant)) == titles(range(0, 3, 2))
        assert [item.outcome for item in assistant.ingest([folder]).items] == [
            "unchanged",
            "added",
            "unchanged",
        ]
        require_clean(assistant)
