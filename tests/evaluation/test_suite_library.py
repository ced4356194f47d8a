"""A suite's articles in a library of their own: made once, by whoever comes first, and made anew when anything changes."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import LibraryUnwritable, PathMissing
from qa.evaluation import suite_library
from qa.evaluation.gold import article_names
from qa.evaluation.loading import load_suite
from qa.evaluation.suite import Suite
from qa.evaluation.suite_library import library_hash, with_library
from qa.models import ArticleRecord
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.small_suite import write_suite
from tests.sample_articles import article


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(write_suite(tmp_path / "suite"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def records(settings: Settings) -> list[ArticleRecord]:
    with Assistant(settings, embedder=CheapEmbedder()) as assistant:
        return assistant.articles()


def test_made_once(suite: Suite, settings: Settings) -> None:
    embedder = CheapEmbedder()
    made = with_library(suite, settings, embedder)
    assert made.home == settings.home
    assert made.store != settings.store
    embedded = list(embedder.embedded)
    assert embedded
    assert with_library(suite, settings, embedder) == made
    assert embedder.embedded == embedded
    assert article_names(records(made)).keys() >= {"bridge.md", "tea.md"}
    assert not records(settings)  # the user's own is as it was


def test_vectors_are_shared_with_the_home(suite: Suite, settings: Settings) -> None:
    with Assistant(settings, embedder=CheapEmbedder()) as assistant:
        assistant.ingest(suite.articles)
    embedder = CheapEmbedder()
    with_library(suite, settings, embedder)
    assert embedder.embedded == []


def test_made_anew_where_something_changed(
    suite: Suite, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = {str(with_library(suite, settings, CheapEmbedder()).store)}

    def expect_another(store: Path | str) -> None:
        assert str(store) not in stores
        stores.add(str(store))

    expect_another(with_library(suite, settings, CheapEmbedder("cheap/2")).store)
    smaller = settings.model_copy(update={"chunk_tokens": 40})
    expect_another(with_library(suite, smaller, CheapEmbedder()).store)
    with monkeypatch.context() as patched:
        patched.setattr(suite_library, "_code_hash", lambda: "changed")
        expect_another(with_library(suite, settings, CheapEmbedder()).store)
    bridge = suite.articles[0] / "bridge.md" if suite.articles[0].is_dir() else suite.articles[0]
    bridge.write_text(bridge.read_text(encoding="utf-8") + "\n\n又一段。\n", encoding="utf-8")
    expect_another(with_library(suite, settings, CheapEmbedder()).store)


def test_what_changes_no_article_changes_no_library(suite: Suite, settings: Settings) -> None:
    made = with_library(suite, settings, CheapEmbedder())
    other = settings.model_copy(update={"passages": 3, "words_weight": 0.9})
    assert with_library(replace(suite, questions=()), other, CheapEmbedder()).store == made.store


def test_taken_up_where_the_making_was_killed(suite: Suite, settings: Settings) -> None:
    class Killed(BaseException):
        pass

    def kill(_: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        with_library(suite, settings, CheapEmbedder(fail=kill))
    made = with_library(suite, settings, CheapEmbedder())
    assert len(records(made)) == 2


def test_made_by_one_of_many(suite: Suite, settings: Settings) -> None:
    embedder = CheapEmbedder(pause=0.1)
    made: list[Settings] = []
    threads = [
        threading.Thread(target=lambda: made.append(with_library(suite, settings, embedder)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(made) == 4
    assert len({str(each.store) for each in made}) == 1
    assert len(embedder.embedded) == len(set(embedder.embedded))
    assert len(records(made[0])) == 2


def test_articles_that_a_benchmark_holds(settings: Settings) -> None:
    documents = (article("桥", origin="doc-1"), article("车", "车在桥上跑。", origin="doc-2"))
    suite = Suite("bench", Path("bench.json"), (), documents=documents)
    made = with_library(suite, settings, CheapEmbedder())
    names = article_names(records(made))
    assert names["doc-1"] != names["doc-2"]
    part = replace(suite, documents=documents[:1])
    assert [record.title for record in records(with_library(part, settings, CheapEmbedder()))] == ["桥"]


def test_an_article_that_is_not_there(suite: Suite, settings: Settings) -> None:
    with pytest.raises(PathMissing):
        with_library(replace(suite, articles=(Path("missing.md"),)), settings, CheapEmbedder())


def test_a_home_that_cannot_be_written(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x", encoding="utf-8")
    with pytest.raises(LibraryUnwritable):
        with_library(suite, Settings(home=tmp_path / "home"), CheapEmbedder())


def test_the_hash_is_over_revisions(suite: Suite, settings: Settings) -> None:
    found = records(with_library(suite, settings, CheapEmbedder()))
    assert library_hash(found) == library_hash(reversed(found))
    assert library_hash(found) != library_hash(found[:1])
    assert library_hash(found) != library_hash([replace(found[0], revision="x"), found[1]])
