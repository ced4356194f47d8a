"""What the store holds of an article besides its spans, as JSON, and the section made from its metadata."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, replace

from qa.chunking import ChunkingParameters
from qa.models import CARD, Article, ArticleRecord, Section

CARD_INDEX = -1


def card(article: Article) -> Section:
    """Return the metadata section: one sentence a fact, so that a question about the article can be answered.

    >>> text = "科技是基础设施。"
    >>> card(Article("桥与车", (Section(0, "导言", 0, ("导言",), None, text),), author="林见微")).text
    '《桥与车》的作者是林见微。《桥与车》共有1节：导言。'
    """
    name = f"《{article.title}》"
    facts = []
    if article.columnist and article.columnist != article.author:
        facts.append(f"{name}的作者是{article.columnist}。")
        if article.author:
            facts.append(f"{name}由{article.author}发布。")
    elif article.author:
        facts.append(f"{name}的作者是{article.author}。")
    if article.date:
        facts.append(f"{name}发表于{article.date.year}年{article.date.month}月{article.date.day}日。")
    if article.categories:
        facts.append(f"{name}的分类是{'、'.join(article.categories)}。")
    if article.source:
        facts.append(f"{name}的来源是{article.source}。")
    headings = "；".join(section.heading.rstrip("。！？；") for section in article.sections)
    facts.append(f"{name}共有{len(article.sections)}节：{headings}。")
    return Section(CARD_INDEX, CARD, 0, (CARD,), None, "".join(facts))


def revision(article: Article, parameters: ChunkingParameters) -> str:
    """Return a hash of all that is stored of an article and how it is cut.

    ``origin`` is left out: the same article under another path is the same article.
    """
    content = json.dumps(
        [asdict(replace(article, id="", origin=None)), asdict(parameters)],
        ensure_ascii=False,
        sort_keys=True,
        default=str,
    )
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()


def article_id(article: Article, *distinctions: str) -> str:
    """Return a hash of what an article is called, by whom and when: the same on every machine.

    ``distinctions`` tell apart different articles that share all three.
    """
    identity = (article.title, article.author or "", article.date.isoformat() if article.date else "")
    return hashlib.blake2b("\x1f".join((*identity, *distinctions)).encode(), digest_size=6).hexdigest()


def record_of(article: Article, revision: str, *, chunks: int, spans: int) -> ArticleRecord:
    """Return the record that commits an article of this revision."""
    return ArticleRecord(
        id=article.id,
        revision=revision,
        title=article.title,
        author=article.author,
        columnist=article.columnist,
        date=article.date,
        categories=article.categories,
        source=article.source,
        head_image=article.head_image,
        editor_note=article.editor_note,
        author_note=article.author_note,
        credits=article.credits,
        origin=article.origin,
        headings=tuple(replace(section, text="") for section in article.sections),
        chunks=chunks,
        spans=spans,
        characters=sum(len(section.text) for section in article.sections),
    )


def article_of(record: ArticleRecord, texts: dict[int, str]) -> Article:
    """Return the article again, from its record and the text of each section by its index."""
    return Article(
        title=record.title,
        sections=tuple(replace(s, text=texts.get(s.index, "")) for s in record.headings),
        id=record.id,
        author=record.author,
        columnist=record.columnist,
        date=record.date,
        categories=record.categories,
        source=record.source,
        head_image=record.head_image,
        editor_note=record.editor_note,
        author_note=record.author_note,
        credits=record.credits,
        origin=record.origin,
    )


def dump(record: ArticleRecord) -> str:
    """Return a record as JSON."""
    return json.dumps(asdict(record), ensure_ascii=False, default=str)


def load(text: str) -> ArticleRecord:
    """Return the record that :func:`dump` wrote. Raises ``ValueError``, ``KeyError`` or ``TypeError`` on others."""
    fields = json.loads(text)
    fields["date"] = dt.date.fromisoformat(fields["date"]) if fields["date"] else None
    fields["categories"] = tuple(fields["categories"])
    fields["credits"] = tuple(fields["credits"])
    fields["headings"] = tuple(Section(**{**s, "path": tuple(s["path"])}) for s in fields["headings"])
    return ArticleRecord(**fields)
