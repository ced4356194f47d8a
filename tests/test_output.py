"""The JSON shapes: complete, plain, and without secrets."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import numpy as np
import pytest

from qa import output
from qa.errors import ArticleUnknown, DateUnknown, PathMissing, ServerUnauthorized
from qa.masking import mask
from qa.models import (
    Answer,
    Article,
    ArticleRecord,
    Check,
    Chunk,
    Citation,
    Dropped,
    FormCheck,
    IngestItem,
    IngestReport,
    NoteItem,
    NoteReport,
    Passage,
    Section,
    Sentence,
    Span,
    Summary,
    SummaryPart,
    Usage,
)

SECTION = Section(
    index=0, heading="缘起", level=2, path=("章句", "缘起"), anchor="toc-1", text="第一句。第二句。"
)
SPAN = Span(start=0, end=4, text="第一句。")
CHUNK = Chunk(id="c1", article="a1", section=0, order=0, start=0, end=8, text=SECTION.text, spans=(SPAN,))
CITATION = Citation(
    article="a1",
    title="章句",
    path=SECTION.path,
    anchor="toc-1",
    section=0,
    start=0,
    end=4,
    quote="第一句。",
    source="https://example.org/1",
)
PASSAGE = Passage(
    article="a1",
    title="章句",
    path=SECTION.path,
    anchor="toc-1",
    section=0,
    chunk="c1",
    start=0,
    end=8,
    text=SECTION.text,
    score=1.5,
    scores={"dense": np.float32(0.5), "words": 3.0},  # type: ignore[dict-item]
    best=SPAN,
)
ARTICLE = Article(
    id="a1",
    title="章句",
    sections=(SECTION,),
    date=dt.date(2021, 12, 3),
    categories=("金融",),
    credits=("编辑：甲",),
)
RECORD = ArticleRecord(
    id="a1",
    revision="r1",
    title="章句",
    author="作者",
    columnist=None,
    date=None,
    categories=(),
    source=None,
    head_image=None,
    editor_note=None,
    author_note=None,
    credits=(),
    origin="/a.md",
    headings=(SECTION,),
    chunks=1,
    spans=1,
    characters=8,
)
ANSWER = Answer(
    status="partial",
    question="？",
    text="第一句。",
    sentences=(Sentence("第一句。", (CITATION,)),),
    mode="generative",
    reason="缺一半",
    nearest=(PASSAGE,),
    passages=(PASSAGE,),
    dropped=(Dropped("编的。", "没有依据"),),
    model="m",
    prompt="answer/1",
    usage=Usage(3, 4),
    seconds=0.5,
)

PART = SummaryPart("缘起", (Sentence("第一句。", (CITATION,)),), 2, ("章句", "缘起"))
SUMMARY = Summary(
    article="a1",
    form="outline",
    text="缘起\n第一句。",
    sentences=PART.sentences,
    checks=(FormCheck("length", False, "4 (60-120)"),),
    mode="generative",
    usage=Usage(3, 4),
    parts=(PART,),
    covered=(("章句", "缘起"),),
    missing=(("章句", "后话"),),
    dropped=(Dropped("编的。", "没有依据"),),
)
NOTE = NoteItem("a.md", "written", "章句", "一句。", "a.md.bak", "generative", "m", None, Usage(3, 4), 0.5)


@pytest.mark.parametrize(
    "model",
    [
        SUMMARY,
        PART,
        SUMMARY.checks[0],
        NOTE,
        SPAN,
        CHUNK,
        CITATION,
        PASSAGE,
        ANSWER,
        SECTION,
        Usage(),
        Dropped("a", "b"),
        Check("store", True, "fine"),
    ],
    ids=lambda model: type(model).__name__,
)
def test_every_field_of_a_model_is_there(model: Any) -> None:
    assert set(output.to_json(model)) == {field.name for field in dataclasses.fields(model)}


@pytest.mark.parametrize("model", [ARTICLE, RECORD, IngestItem(path="a", outcome="added")])
def test_every_field_of_an_article_is_there(model: Any) -> None:
    assert set(output.to_json(model)) == {field.name for field in dataclasses.fields(model)}


@pytest.mark.parametrize(
    "model",
    [ANSWER, ARTICLE, RECORD, CHUNK, SUMMARY, NoteReport((NOTE,), 0.5)],
    ids=lambda model: type(model).__name__,
)
def test_a_shape_is_what_json_gives_back(model: object) -> None:
    shape = output.to_json(model)
    assert json.loads(json.dumps(shape, ensure_ascii=False)) == shape


def test_a_report_of_notes_adds_up() -> None:
    cached = dataclasses.replace(NOTE, usage=Usage(100, 100, cached=True))
    failed = dataclasses.replace(NOTE, outcome="failed", error=PathMissing(path="a.md"))
    told = output.to_json(
        NoteReport((NOTE, cached, failed, dataclasses.replace(failed, outcome="skipped")), 1.0)
    )
    assert (told["written"], told["skipped"], told["failed"], told["stopped"]) == (2, 1, 1, False)
    assert told["usage"] == {"tokens_in": 9, "tokens_out": 12, "cached": False}, "what was kept costs nothing"
    assert told["items"][2]["error"]["code"] == "PathMissing"


def test_the_order_of_the_fields_is_fixed() -> None:
    assert list(output.to_json(ANSWER)) == [
        "status",
        "question",
        "text",
        "sentences",
        "reason",
        "nearest",
        "passages",
        "dropped",
        "mode",
        "model",
        "prompt",
        "usage",
        "seconds",
        "understood_as",
        "fallback",
        "repaired",
        "looked_for",
        "missing",
        "id",
        "conflicts",
        "confidence",
    ]


def test_dates_are_iso() -> None:
    assert output.to_json(ARTICLE)["date"] == "2021-12-03"


def test_a_record_s_headings_have_no_text() -> None:
    assert output.to_json(RECORD)["headings"] == [
        {"index": 0, "heading": "缘起", "level": 2, "path": ["章句", "缘起"], "anchor": "toc-1"}
    ]


def test_lists_are_wrapped() -> None:
    assert output.articles([RECORD]) == {"articles": [output.to_json(RECORD)]}
    assert output.passages("？", [PASSAGE]) == {"query": "？", "passages": [output.to_json(PASSAGE)]}
    assert output.checks([]) == {"checks": []}
    assert output.settings([]) == {"settings": []}
    assert output.chunks("a1", [CHUNK])["chunks"] == [output.to_json(CHUNK)]


def test_an_error_has_a_code_and_details_as_text() -> None:
    shape = output.to_json(ArticleUnknown(reference=3))["error"]
    assert shape["code"] == "ArticleUnknown"
    assert shape["details"] == {"reference": "3"}
    assert "3" in shape["message"]


def test_any_exception_has_a_shape() -> None:
    assert output.to_json(ValueError("bad"))["error"] == {
        "code": "ValueError",
        "message": "bad",
        "details": {},
    }


def test_a_report_keeps_errors_and_warnings() -> None:
    warning = DateUnknown(path="a.md", value="昨天")
    items = (
        IngestItem(path="a.md", outcome="added", article="a1", warnings=(warning,)),
        IngestItem(path="b.md", outcome="failed", error=ValueError("bad")),
    )
    shape = output.to_json(IngestReport(items=items, seconds=1.0))
    assert shape["failed"] == 1
    assert shape["items"][0]["warnings"][0]["code"] == "DateUnknown"
    assert shape["items"][0]["error"] is None
    assert shape["items"][1]["error"]["code"] == "ValueError"


@pytest.mark.parametrize(
    "leak",
    [
        "Incorrect API key: sk-abcdef0123456789",
        "Authorization: Bearer abc.def",
        "http://me:secret@host/v1 is down",
    ],
)
def test_what_looks_like_a_key_does_not_get_out(leak: str) -> None:
    shape = json.dumps(output.to_json(ServerUnauthorized(url=leak, status=401)))
    for secret in ("sk-abcdef", "abc.def", "secret"):
        assert secret not in shape


def test_given_secrets_do_not_get_out_and_the_longest_goes_first() -> None:
    shape = output.failure(
        "X", "key abcdefgh and abcdefghij", {"problem": "abcdefghij"}, secrets=["abcdefgh", "", "abcdefghij"]
    )
    assert shape["error"]["message"] == "key **** and ****"
    assert shape["error"]["details"] == {"problem": "****"}


def test_a_placeholder_for_a_key_is_no_secret() -> None:
    assert mask("none of these", ["none"]) == "none of these"


def test_what_has_no_shape_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        output.to_json(object())
