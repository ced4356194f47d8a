"""Texts of others, checked against the library, an article, a file, a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.answering.checking.texts import LONGEST_SENTENCE, LONGEST_TEXT, check_text
from qa.assistant import Assistant
from qa.errors import (
    ArgumentInvalid,
    ArticleUnknown,
    CheckEmpty,
    CheckTooLong,
    FileBinary,
    FileEmpty,
    LibraryEmpty,
    PathMissing,
    QaError,
)
from qa.models import Article, CheckedSentence, CheckReport, Passage, Section, SkippedSentence
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import OpenAIServer

NOTE = """## 导读

备付金由人民银行集中存管[1]。商户的手续费为3%。商户的手续费为5%。
核心系统花了三年才搬到云上。谁来付钱？
"""


def verdicts(report: CheckReport) -> dict[str, bool]:
    for sentence in report.sentences:
        assert bool(sentence.citations) == sentence.supported == (sentence.why is None)
        assert 0 <= sentence.score <= 1
    assert report.supported + report.unsupported == len(report.sentences)
    return {sentence.text: sentence.supported for sentence in report.sentences}


def test_against_the_library(assistant: Assistant, server: OpenAIServer) -> None:
    report = assistant.check(NOTE)
    assert verdicts(report) == {
        "备付金由人民银行集中存管。": True,
        "商户的手续费为3%。": True,
        "商户的手续费为5%。": False,
        "核心系统花了三年才搬到云上。": True,
    }
    assert [part.why for part in report.skipped] == ["a heading", "a question"]
    wrong = report.sentences[2]
    assert wrong.why is not None
    assert "5%" in wrong.why
    assert {report.sentences[0].citations[0].title, report.sentences[3].citations[0].title} == {
        "备付金去了哪里",
        "核心系统上云记",
    }
    for sentence in report.sentences:
        for citation in sentence.citations:
            section = assistant.article(citation.article).sections[citation.section]
            assert section.text[citation.start : citation.end] == citation.quote
    assert server.requests == [], "no model was asked"


def test_every_part_stands_in_the_text(assistant: Assistant) -> None:
    report = assistant.check(NOTE)
    assert report.text[report.sentences[0].start : report.sentences[0].end] == "备付金由人民银行集中存管[1]。"
    assert [report.text[part.start : part.end] for part in report.skipped] == ["导读", "谁来付钱？"]


def test_against_one_article(assistant: Assistant) -> None:
    report = assistant.check(NOTE, "核心系统上云记")
    assert verdicts(report) == {
        "备付金由人民银行集中存管。": False,
        "商户的手续费为3%。": False,
        "商户的手续费为5%。": False,
        "核心系统花了三年才搬到云上。": True,
    }
    assert all(verdicts(assistant.check("商户的手续费为3%。", ["核心系统上云记", "备付金去了哪里"])).values())


def test_the_metadata_counts(assistant: Assistant) -> None:
    text = "《备付金去了哪里》发表于2021年3月15日。《备付金去了哪里》的作者是林见微。《备付金去了哪里》的作者是周远山。"
    report = assistant.check(text, "备付金去了哪里")
    assert [sentence.supported for sentence in report.sentences] == [True, True, False]
    assert report.sentences[0].citations[0].section == -1
    assert verdicts(assistant.check("《备付金去了哪里》发表于2021年3月15日。"))


def test_each_sentence_comes_as_soon_as_it_is_checked(assistant: Assistant) -> None:
    pieces: list[CheckedSentence | SkippedSentence] = []
    report = assistant.check(NOTE, on_sentence=pieces.append)
    assert [piece.start for piece in pieces] == sorted(piece.start for piece in pieces)
    assert len(pieces) == len(report.sentences) + len(report.skipped)


@pytest.mark.parametrize("ending", [".md", ".html", ".txt"])
def test_against_a_file(tmp_path: Path, ending: str) -> None:
    text = {
        ".md": "# 渡口\n\n过江的票价是**3元**。\n\n- 末班是傍晚六点\n",
        ".html": "<html><title>渡口</title><body><h1>渡口</h1><p>过江的票价是<b>3元</b>。</p><p>末班是傍晚六点。</p>",
        ".txt": "过江的票价是3元。\n末班是傍晚六点。",
    }[ending]
    path = tmp_path / f"渡口{ending}"
    path.write_text(text, encoding="utf-8")
    with Assistant(Settings(home=tmp_path / "home"), embedder=CheapEmbedder()) as assistant:
        report = assistant.check("过江的票价是3元。过江的票价是4元。末班是傍晚六点。", path)
        assert [sentence.supported for sentence in report.sentences] == [True, False, True]
        assert report.sentences[0].citations[0].source == str(path)
        assert report.sentences[0].citations[0].title == "渡口"
    assert not (tmp_path / "home").exists(), "nothing was opened for it"


def test_against_texts_and_articles_that_are_in_no_library(tmp_path: Path) -> None:
    article = Article("渡口", (Section(0, "班次", 2, ("班次",), None, "渡船每天开六班。"),), author="林一木")
    with Assistant(Settings(home=tmp_path), embedder=CheapEmbedder()) as assistant:
        assert all(verdicts(assistant.check("渡船每天开六班。《渡口》的作者是林一木。", article)).values())
        report = assistant.check("渡船每天开六班。手续费是3%。", ["手续费为百分之三。", article])
        assert all(verdicts(report).values())
        assert report.sentences[1].citations[0].title == "source 1"


def test_a_long_article_is_looked_through_for_each_sentence(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"第{number}号渡船每天开{number + 3}班，船长{number * 2}米。" * 3 for number in range(300)
    )
    with Assistant(Settings(home=tmp_path), embedder=CheapEmbedder()) as assistant:
        report = assistant.check("第217号渡船每天开220班。第217号渡船每天开221班。", [text])
    assert report.sentences[0].supported
    assert "第217号" in report.sentences[0].citations[0].quote


@pytest.mark.parametrize("text", ["", "  \n", "？！……", "👍", "# \n---\n"])
def test_nothing_to_check(assistant: Assistant, text: str) -> None:
    with pytest.raises(CheckEmpty):
        assistant.check(text)


def test_too_much_to_check(assistant: Assistant) -> None:
    with pytest.raises(CheckTooLong) as caught:
        assistant.check("桥" * (LONGEST_TEXT + 1))
    assert str(LONGEST_TEXT) in str(caught.value)


def test_a_text_that_states_nothing_has_no_sentences(assistant: Assistant) -> None:
    report = assistant.check("你好！谁来付钱？")
    assert (report.sentences, report.supported, report.unsupported) == ((), 0, 0)
    assert len(report.skipped) == 2


@pytest.mark.parametrize("text", ["桥" * 5000, "海王星上住着企鹅" * 1000 + "。"])
def test_a_sentence_that_is_longer_than_a_question_may_be(assistant: Assistant, text: str) -> None:
    assert not assistant.check(text).sentences[0].supported


@pytest.mark.parametrize("text", ["La reina vive en París.", "مرحبا بالعالم", "Das kostet fünf Euro."])
def test_another_language_is_not_supported(assistant: Assistant, text: str) -> None:
    [sentence] = assistant.check(text).sentences
    assert not sentence.supported
    assert sentence.why


def test_what_sources_cannot_be(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "binary.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "empty.md").write_bytes(b"")
    cases: list[tuple[Any, type[QaError]]] = [
        ("无此文", ArticleUnknown),
        (["备付金去了哪里", "无此文"], ArticleUnknown),
        (tmp_path / "missing.md", PathMissing),
        (tmp_path / "binary.md", FileBinary),
        (tmp_path / "empty.md", FileEmpty),
        (tmp_path, ArgumentInvalid),
        ([], ArgumentInvalid),
    ]
    for sources, error in cases:
        with pytest.raises(error):
            assistant.check("桥。", sources)


def test_an_empty_library(tmp_path: Path) -> None:
    with (
        Assistant(Settings(home=tmp_path), embedder=CheapEmbedder()) as assistant,
        pytest.raises(LibraryEmpty),
    ):
        assistant.check("你好！")


def test_a_sentence_longer_than_any_is_borne_out_by_nothing() -> None:
    asked: list[str] = []

    def nearest(sentence: str) -> list[Passage]:
        asked.append(sentence)
        return []

    long = "渡" * (LONGEST_SENTENCE + 1)
    report = check_text(f"{long}。渡船每天开六班。", nearest)
    assert asked == ["渡船每天开六班。"]
    first = report.sentences[0]
    assert (first.supported, first.start) == (False, 0)
    assert str(LONGEST_SENTENCE) in (first.why or "")
