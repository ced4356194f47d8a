"""Records as JSON, and the section that is made of an article's metadata."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest

from qa.chunking import ChunkingParameters
from qa.indexing import records
from qa.models import Article, Section
from tests.sample_articles import article

WHOLE = article(
    "桥与车",
    "第一段。\n\n第二段。",
    id="0123456789ab",
    author="林见微",
    columnist="周远山",
    date=dt.date(2021, 12, 3),
    categories=("支付", "监管"),
    source="https://example.com",
    head_image="a.png",
    editor_note="按。",
    author_note="作者。",
    credits=("甲", "乙"),
    origin="/a.md",
)
PARAMETERS = ChunkingParameters()


def test_a_record_comes_back_from_json() -> None:
    for given in (WHOLE, article(), Article("", ())):
        record = records.record_of(given, "r", chunks=2, spans=3)
        assert records.load(records.dump(record)) == record


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"date": "soon"}', '{"date": null}'])
def test_what_is_no_record(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        records.load(text)


def test_a_record_and_its_texts_are_the_article() -> None:
    record = records.record_of(WHOLE, "r", chunks=1, spans=1)
    assert record.characters == len("第一段。\n\n第二段。")
    assert all(section.text == "" for section in record.headings)
    assert records.article_of(record, {-1: "card", 0: WHOLE.sections[0].text}) == WHOLE


def test_the_revision_is_of_all_but_the_place() -> None:
    revision = records.revision(WHOLE, PARAMETERS)
    assert revision == records.revision(replace(WHOLE, id="", origin="/elsewhere.md"), PARAMETERS)
    changes: dict[str, Any] = {
        "title": "x",
        "sections": (),
        "author": None,
        "columnist": None,
        "date": dt.date(2021, 12, 4),
        "categories": ("支付",),
        "source": None,
        "head_image": None,
        "editor_note": None,
        "author_note": None,
        "credits": (),
    }
    assert set(changes) == {field.name for field in fields(Article)} - {"id", "origin"}
    revisions = {
        records.revision(replace(WHOLE, **{name: value}), PARAMETERS) for name, value in changes.items()
    }
    revisions.add(records.revision(WHOLE, ChunkingParameters(chunk_tokens=100)))
    assert len(revisions | {revision}) == len(changes) + 2


def test_the_id_is_of_what_it_is_called() -> None:
    identity = records.article_id(WHOLE)
    assert identity == records.article_id(replace(WHOLE, sections=(), categories=(), origin="/b.md"))
    others = [replace(WHOLE, title="x"), replace(WHOLE, author=None), replace(WHOLE, date=None)]
    assert len({identity, *map(records.article_id, others), records.article_id(WHOLE, "a.md")}) == 5


def test_the_card_names_a_columnist_before_the_site() -> None:
    assert records.card(WHOLE).text == (
        "《桥与车》的作者是周远山。《桥与车》由林见微发布。《桥与车》发表于2021年12月3日。"
        "《桥与车》的分类是支付、监管。《桥与车》的来源是https://example.com。《桥与车》共有1节：第0节。"
    )
    assert records.card(article()).text == "《桥与车》共有1节：第0节。"
    assert records.card(WHOLE) == replace(
        Section(-1, "文章信息", 0, ("文章信息",), None, ""), text=records.card(WHOLE).text
    )
