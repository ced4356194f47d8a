"""Sections are found by what survives re-chunking, and what is not there is named instead of scored."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qa import language
from qa.errors import GoldMissing
from qa.evaluation.gold import article_names, places
from qa.evaluation.suite import Gold, LabelledSentence, Question, ReferenceNote, SectionRef, Suite
from qa.indexing.records import CARD_INDEX
from qa.models import ArticleRecord, Section


def record(
    name: str, *paths: tuple[str, ...], title: str = "", origin: str = "", anchors: tuple[str, ...] = ()
) -> ArticleRecord:
    """Return an article of the library with sections of these heading paths."""
    headings = tuple(
        Section(n, path[-1], len(path), path, anchors[n] if n < len(anchors) else None, "")
        for n, path in enumerate(paths or (("导言",),))
    )
    return ArticleRecord(
        id=name, revision="r", title=title or name, author=None, columnist=None, date=dt.date(2021, 3, 15),
        categories=(), source=None, head_image=None, editor_note=None, author_note=None, credits=(),
        origin=origin or f"/library/{name}.md", headings=headings, chunks=1, spans=1, characters=1,
    )  # fmt: skip


FERRY = record(
    "ferry",
    ("导言",),
    ("一、渡口",),
    ("一、渡口", "班次"),
    ("一、渡口", "票价"),
    ("二、大桥",),
    ("二、大桥", "票价"),
    title="渡口与大桥",
    anchors=("", "toc-0", "toc-1"),
)


def suite(*refs: SectionRef, line: int = 4) -> Suite:
    """Return a suite with one question that rests on these sections."""
    question = Question("q1", "渡船？", gold=tuple(Gold((ref,)) for ref in refs), line=line)
    return Suite("渡口", Path("s/suite.toml"), (question,), files={"questions": Path("s/questions.jsonl")})


def found(
    *path: str, article: str = "ferry.md", records: tuple[ArticleRecord, ...] = (FERRY,)
) -> tuple[int, ...]:
    """Return the indices of the sections that a reference comes to."""
    ref = SectionRef(article, path)
    return places(suite(ref), records)[ref].sections


def missing(*refs: SectionRef, records: tuple[ArticleRecord, ...] = (FERRY,)) -> str:
    """Return the message for references that are not there."""
    with pytest.raises(GoldMissing) as caught:
        places(suite(*refs), records)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "sections"),
    [
        (("一、渡口", "班次"), (2,)),
        (("班次",), (2,)),
        (("一、渡口", "票价"), (3,)),
        (("二、大桥", "票价"), (5,)),
        (("导言",), (0,)),
        (("文章信息",), (CARD_INDEX,)),
        (("#toc-1",), (2,)),
        # What stands under its subheadings belongs to a section.
        (("一、渡口",), (1, 2, 3)),
        (("#toc-0",), (1, 2, 3)),
        (("二、大桥",), (4, 5)),
        ((), (CARD_INDEX, 0, 1, 2, 3, 4, 5)),
        # Traditional characters, width, and spaces are as nothing.
        (("一、 渡口", "班 次"), (2,)),
    ],
)
def test_a_path_or_its_end_is_found(path: tuple[str, ...], sections: tuple[int, ...]) -> None:
    assert found(*path) == sections


def test_the_whole_path_goes_before_what_only_ends_so() -> None:
    nested = record("n", ("票价",), ("渡口",), ("渡口", "票价"))
    assert found("票价", article="n", records=(nested,)) == (0,)


def test_two_sections_of_one_path_are_one_place() -> None:
    twice = record("n", ("导言",), ("小结",), ("渡口",), ("小结",))
    assert found("小结", article="n", records=(twice,)) == (1, 3)


def test_an_end_of_several_paths_is_reported_and_not_guessed() -> None:
    message = missing(SectionRef("ferry.md", ("票价",)))
    assert "names several sections" in message
    assert "一、渡口 > 票价 | 二、大桥 > 票价" in message


def test_everything_that_is_missing_is_named_with_its_question_line_and_nearest_headings() -> None:
    message = missing(
        SectionRef("ferry.md", ("一、渡口", "班次表")),
        SectionRef("ferry.md", ("#toc-9",)),
        SectionRef("fery.md", ("班次",)),
        SectionRef("ferry.md", ("班次",)),
    )
    first, *rest = message.splitlines()
    assert first.startswith("3 gold section(s) of 渡口")
    assert rest[0].startswith("  q1 (questions.jsonl:4): ferry.md > 一、渡口 > 班次表 — no such section")
    assert "一、渡口 > 班次" in rest[0].split("nearest: ")[1]
    assert "#toc-9" in rest[1]
    assert rest[2] == "  q1 (questions.jsonl:4): fery.md — no such article; nearest: ferry.md"
    language.use("zh")
    assert "没有这个章节" in missing(SectionRef("ferry.md", ("班次表",)))


def test_a_heading_of_which_the_middle_is_named_is_missing() -> None:
    assert "no such section" in missing(SectionRef("ferry.md", ("一、渡口", "票价", "学生")))
    assert "no such section" in missing(SectionRef("ferry.md", ("渡口",)))


def test_alternatives_have_to_be_there_as_well() -> None:
    question = Question(
        "q", "？", gold=(Gold((SectionRef("ferry.md", ("班次",)), SectionRef("ferry.md", ("无",)))),)
    )
    with pytest.raises(GoldMissing):
        places(Suite("s", Path("s"), (question,)), (FERRY,))


def test_articles_of_notes_sentences_and_limits_have_to_be_there() -> None:
    wanted = Suite(
        "s",
        Path("suite.toml"),
        (Question("q", "？", within=("a.md",), must=(("甲",),), line=2),),
        notes=(ReferenceNote("b.md", line=3), ReferenceNote("ferry.md", line=4)),
        sentences=(LabelledSentence("s1", "句。", True, "c.md", 5), LabelledSentence("s2", "句。", True)),
    )
    with pytest.raises(GoldMissing) as caught:
        places(wanted, (FERRY,))
    assert caught.value.details["count"] == 3
    assert [
        each in str(caught.value) for each in ("a.md", "note (suite.toml:3): b.md", "s1 (suite.toml:5): c.md")
    ]


def test_a_long_list_is_cut_and_counted() -> None:
    message = missing(*(SectionRef("ferry.md", (f"第{n}节",)) for n in range(30)))
    assert "30 gold section(s)" in message
    assert "… and 10 more" in message


def test_an_article_goes_by_its_path_its_id_its_files_name_or_its_title() -> None:
    names = article_names([FERRY, record("other", title="别的", origin="/library/deep/other.md")])
    for name in ("/library/ferry.md", "ferry", "ferry.md", "library/ferry.md", "渡口与大桥"):
        assert names[name] == "ferry"
    assert names["deep/other.md"] == "other"


def test_a_stronger_way_wins_and_a_shared_name_is_none() -> None:
    one = record("a", origin="/x/notes.md", title="甲")
    two = record("b", origin="/y/notes.md", title="a")
    names = article_names([one, two])
    assert names["a"] == "a"  # an id goes before a title
    assert "notes.md" not in names
    assert (names["x/notes.md"], names["y/notes.md"]) == ("a", "b")
    message = missing(SectionRef("notes.md", ("导言",)), records=(one, two))
    assert "names several articles" in message
    assert "/x/notes.md | /y/notes.md" in message


def test_names_are_found_however_their_accents_are_written() -> None:
    decomposed = record("c", ("Cafe\u0301",), origin="/library/cafe\u0301.md")
    assert found("Café", article="café.md", records=(decomposed,)) == (0,)


def test_an_article_without_a_title_has_no_card() -> None:
    bare = record("p-1", ("导言",), origin="p-1")
    untitled = bare.__class__(**{name: getattr(bare, name) for name in bare.__slots__} | {"title": ""})
    assert "no such section" in missing(SectionRef("p-1", ("文章信息",)), records=(untitled,))
