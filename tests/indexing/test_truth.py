"""Chroma is the only truth: all else can be deleted or spoilt, and comes back by itself."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.assistant import Assistant
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import Article, Passage, Section
from qa.packaged import packaged
from qa.reading import find_files, read_file
from qa.settings import Settings
from qa.text import clean
from tests.cheap_embedder import CheapEmbedder
from tests.indexing.conftest import Open
from tests.sample_articles import article

QUERIES = ("第3号文章谈河流的第2件事", "账本", "桥梁 雨伞")


def results(assistant: Assistant) -> list[list[Passage]]:
    return [assistant.search(query, limit=20) for query in QUERIES]


def words_folder(home: Path) -> Path:
    [folder] = home.glob("words-*")
    return folder


def index_files(home: Path) -> list[Path]:
    return [
        path
        for path in words_folder(home).rglob("*")
        if path.is_file() and not path.name.startswith(".tantivy")
    ]


def delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def everything_derived(home: Path) -> None:
    for path in (*home.iterdir(), home / "store" / "generation", *(home / "store").glob("*.lock")):
        if path.name != "store":
            delete(path)


def spoil(how: str) -> Callable[[Path], None]:
    def spoiled(path: Path) -> None:
        data = path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(
            {
                "cut": data[:middle],
                "overwritten": os.urandom(max(len(data), 64)),
                "bits": data[:middle]
                + bytes(byte ^ 0xFF for byte in data[middle : middle + 8])
                + data[middle + 8 :],
            }[how]
        )

    return spoiled


@pytest.mark.parametrize(
    "destroy",
    [
        pytest.param(lambda home: delete(words_folder(home)), id="words"),
        pytest.param(lambda home: delete(words_folder(home) / "state.json"), id="state"),
        pytest.param(lambda home: delete(home / "vectors.sqlite3"), id="cache"),
        pytest.param(lambda home: delete(home / "store" / "generation"), id="generation"),
        pytest.param(everything_derived, id="everything"),
        pytest.param(
            lambda home: (home / "vectors.sqlite3").write_bytes(b"not a database" * 99), id="spoilt-cache"
        ),
        pytest.param(
            lambda home: (home / "store" / "generation").write_bytes(b"\xff\x00"), id="spoilt-generation"
        ),
        pytest.param(lambda home: (home / "store" / "generation").write_text("[1]"), id="other-generation"),
        pytest.param(lambda home: (words_folder(home) / "state.json").write_text("[]"), id="other-state"),
        pytest.param(
            lambda home: (words_folder(home) / "state.json").write_text('{"format": 99}'), id="newer-state"
        ),
    ],
)
def test_what_is_derived_comes_back(
    destroy: Callable[[Path], object], filled: Path, articles: Path, opened: Open
) -> None:
    expected = results(opened())
    destroy(filled)
    assert results(opened()) == expected
    embedder = CheapEmbedder()
    later = opened(embedder)
    assert {item.outcome for item in later.ingest([articles]).items} == {"unchanged"}
    assert embedder.embedded == []
    assert results(later) == expected
    assert [check for check in later.doctor() if not check.ok] == []


@pytest.mark.parametrize("how", ["cut", "overwritten", "bits"])
def test_each_spoilt_file_of_the_word_index(how: str, filled: Path, opened: Open) -> None:
    expected = results(opened())
    for number in range(len(index_files(filled))):
        path = index_files(filled)[number]
        spoil(how)(path)
        assert results(opened()) == expected, path


def test_each_missing_file_of_the_word_index(filled: Path, opened: Open) -> None:
    expected = results(opened())
    for number in range(len(index_files(filled))):
        path = index_files(filled)[number]
        path.unlink()
        assert results(opened()) == expected, path


def test_a_word_index_of_another_library_is_not_believed(
    filled: Path, tmp_path: Path, articles: Path, opened: Open
) -> None:
    expected = results(opened())
    other = opened(home=tmp_path / "other")
    other.ingest([articles / "0.md"])
    shutil.rmtree(words_folder(filled))
    shutil.copytree(words_folder(tmp_path / "other"), next(iter(filled.glob("words-*")), filled / "words-x"))
    assert results(opened()) == expected


@pytest.mark.usefixtures("filled")
def test_search_does_not_depend_on_what_was_in_before(articles: Path, opened: Open) -> None:
    expected = results(opened())
    changing = opened()
    removed = changing.remove(["第2号文章", "第5号文章"])
    assert not {record.id for record in removed} & {
        passage.article for found in results(changing) for passage in found
    }
    changing.ingest([articles])
    assert results(changing) == expected
    assert results(opened()) == expected


# --- articles come out as they went in ------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("whole")
    return Library(home, str(home / "store"), Identity("cheap/1", 64, 320, 120))


def put(library: Library, *given: Article) -> list[Article]:
    """Return the articles as the library gives them back, without their ids."""
    with library.write(CheapEmbedder()) as writer:
        ids: list[str] = []
        for each in given:
            writer.put(each, on_stored=lambda outcome, record: ids.append(record.id))
    whole = [library.article(identity) for identity in ids]
    assert [each.id for each in whole] == ids
    return [
        Article(**{**{n: getattr(each, n) for n in Article.__dataclass_fields__}, "id": ""}) for each in whole
    ]


def test_the_sample_articles_come_out_as_they_were_read(library: Library) -> None:
    read = [read_file(path).article for path in find_files(packaged("corpus"))]
    assert put(library, *read) == read


def test_every_field_comes_out(library: Library) -> None:
    whole = article(
        "「桥」与\\'\"{车}|；",
        "第一段。\n\n第二段：“引文”……\n\n| 表 | 格 |\n\n👩‍👩‍👧 完",
        "",
        "最后。" * 400,
        author="林见微、周远山",
        columnist="周远山",
        date=dt.date(1999, 12, 31),
        categories=("支付", "监管"),
        source="https://example.com/a?b=1&c=[2]",
        head_image="图.png",
        editor_note="编者按。\n\n第二段。",
        author_note="作者是——。",
        credits=("本文来自甲", "图：乙"),
        origin="/somewhere/桥 车.md",
    )
    assert put(library, whole) == [whole]


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00") | st.sampled_from("。！？；，「」\n　 桥A1"),
    max_size=400,
).map(lambda text: "\n\n".join(filter(None, (part.strip() for part in clean(text).split("\n\n")))))


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=4), title=st.text(st.characters(codec="utf-8"), max_size=20)
)
def test_any_text_comes_out_as_it_went_in(library: Library, texts: list[str], title: str) -> None:
    path = ("一", "二")
    sections = tuple(Section(index, "二", 3, path, None, text) for index, text in enumerate(texts))
    given_article = Article(clean(title), sections)
    assert put(library, given_article) == [given_article]
    with library.write(CheapEmbedder()) as writer:
        for identity in list(writer.records):
            writer.remove(identity)


def test_settings_of_a_new_library_need_no_folder(tmp_path: Path) -> None:
    deep = tmp_path / "no" / "such" / "folder"
    with Assistant(Settings(home=deep), embedder=CheapEmbedder()) as assistant:
        assert assistant.articles() == []
        assert not deep.exists(), "to look is not to make"
