"""A note under somebody's hands: what is seen of it is what is seen of notes that are written here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.models import NoteCheck
from qa.packaged import packaged
from qa.reading import read_file
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.judging.edited import check_note
from qa.summarizing.summary import summarize
from tests.summarizing.articles import ferry

FERRY = ferry()


def checked(text: str, source: Source = FERRY, brief: Brief | None = None) -> NoteCheck:
    return check_note(text, source, brief or Brief())


def failed(found: NoteCheck) -> set[str]:
    return {check.name for check in found.checks if not check.ok}


@pytest.mark.parametrize(
    "name", ["clearing-settlement.md", "insurtech-claims.html", "open-banking-saves.txt"]
)
def test_a_note_that_was_written_here_is_found_as_it_was(name: str) -> None:
    source = Source(read_file(packaged("corpus") / name).article)
    for written in (summarize(source, Brief()), *summarize(source, Brief(), candidates=3).candidates):
        found = checked(written.text, source)
        assert found.checks == written.checks
        assert [one.text for one in found.report.sentences] == [one.text for one in written.sentences]
        assert all(one.supported for one in found.report.sentences)
        assert not found.report.skipped


@pytest.mark.parametrize(
    ("before", "after", "check"),
    [
        ("。适合", "。\n\n适合", "paragraphs"),
        ("。适合", "，**适合**", "markup"),
        ("适合", "我们推荐给", "person"),
        ("读者阅读。", "读者阅读", "ending"),
        ("读者阅读。", "读者阅读。太阳从西边升起。", "cited"),
        ("读者阅读。", "读者（阅读。", "punctuation"),
        ("适合", "震惊！适合", "clickbait"),
    ],
)
def test_an_edit_fails_what_it_breaks(before: str, after: str, check: str) -> None:
    written = "渡船公司去年收入一百八十万元，其中船票只占三成。适合关心渡船的读者阅读。"
    assert before in written
    brief = Brief(length=(10, 100))
    assert check not in failed(checked(written, brief=brief))
    assert check in failed(checked(written.replace(before, after), brief=brief))


def test_offsets_are_in_the_text_as_it_was_cleaned() -> None:
    found = checked("\r\n# 导语\r\n\r\n渡船该不该\u200b涨价，要先看账怎么记。为什么？\r\n太阳从西边升起。")
    text = found.report.text
    assert [text[one.start : one.end] for one in found.report.sentences] == [
        "渡船该不该涨价，要先看账怎么记。",
        "太阳从西边升起。",
    ]
    assert [(text[one.start : one.end], one.why) for one in found.report.skipped] == [
        ("导语", "a heading"),
        ("为什么？", "a question"),
    ]


def test_words_of_the_house_that_are_banned_are_found() -> None:
    assert "banned" in failed(checked("渡船赋能码头。", brief=Brief(banned=("赋能",))))


@given(st.text(max_size=60))
def test_whatever_is_typed_is_checked(text: str) -> None:
    found = checked(text)
    places = [(one.start, one.end) for one in found.report.sentences]
    places += [(one.start, one.end) for one in found.report.skipped]
    assert all(0 <= start <= end <= len(found.report.text) for start, end in places)
    assert {"length", "cited"} <= {check.name for check in found.checks}
