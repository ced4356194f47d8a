"""Articles as they come: the sample corpus, and a real feed's file where it is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.models import Article
from qa.reading import Reading, find_files, read_file

ROOT = Path(__file__).parents[2]
ESSAYS = sorted((ROOT.parent / "shared" / "essay").glob("*.txt"))
CORPUS = sorted(path for path in (ROOT / "corpus").glob("*") if path.suffix in (".md", ".txt", ".html"))
BOILERPLATE = ("专栏作家", "题图", "赞赏", "打赏", "编辑导语", "编辑导读", "禁止转载", "CC0", "版权所有")
MARKUP = ("<p", "</", "&nbsp;", "&amp;", "](", "**", "| ---", "<br")


def words(article: Article) -> str:
    return "\n".join(section.heading + "\n" + section.text for section in article.sections)


@pytest.fixture(scope="module")
def essay() -> Reading:
    if not ESSAYS:
        pytest.skip("the real essay is not part of the project and is not here")
    return read_file(ESSAYS[0])


def test_the_essays_outline(essay: Reading) -> None:
    sections = essay.article.sections
    assert essay.warnings == ()
    assert [section.anchor for section in sections] == [None, "toc-1", "toc-2", "toc-3", "toc-4"]
    assert [section.level for section in sections] == [0, 2, 2, 2, 2]
    assert sections[0].path == ("导言",)
    assert all(len(section.paragraphs) >= 4 and len(section.text) > 400 for section in sections)


def test_the_essays_metadata(essay: Reading) -> None:
    article = essay.article
    assert str(article.date) == "2021-12-03"
    assert len(article.categories) == 3
    assert article.author is not None
    assert article.columnist is not None
    assert len(article.columnist) == 3
    assert article.head_image is not None
    assert article.head_image.endswith(".png")
    assert article.editor_note is not None
    assert "编辑导语" not in article.editor_note
    assert len(article.editor_note) > 50
    assert article.author_note is not None
    assert article.author_note.startswith(article.columnist)
    assert len(article.credits) == 2


def test_the_essay_without_boilerplate(essay: Reading) -> None:
    text = words(essay.article)
    assert not [word for word in BOILERPLATE + MARKUP if word in text]
    assert essay.article.editor_note is not None
    assert essay.article.editor_note[:20] not in text


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_corpus(path: Path) -> None:
    reading = read_file(path)
    article = reading.article
    assert reading.warnings == ()
    assert len(article.sections) >= 4
    assert article.title != path.stem
    assert article.author
    assert article.date
    assert article.categories
    text = words(article)
    assert not [word for word in BOILERPLATE + MARKUP if word in text]
    if "toc-1" in path.read_text(encoding="utf-8"):
        assert all(section.anchor for section in article.sections if section.level)


def test_every_file_of_the_corpus_is_found() -> None:
    assert [path for path in find_files(ROOT / "corpus") if path.name != "README.md"] == [
        path for path in CORPUS if path.name != "README.md"
    ]
