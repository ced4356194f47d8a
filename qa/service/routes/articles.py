"""What is in the library: listed, shown, taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from qa import errors, output
from qa import text as zh
from qa.models import ArticleRecord, Filters
from qa.output import Json
from qa.service import showing
from qa.service.naming import article_meant, article_named_whole
from qa.service.responding import answer, while_connected
from qa.service.service import Service
from qa.service.shapes import answered_articles, describing
from qa.service.shapes.asked import Day

router = APIRouter(tags=["articles"])

MOST_LISTED = 1000
Text = Annotated[str | None, Query(max_length=200)]
# With the slashes that a title may have in it.
Named = Annotated[
    str,
    Path(
        max_length=1000,
        description="An article's id, the beginning of it, its title, or a part of its title.",
        examples=["备付金"],
    ),
]
NAMED = "/v1/articles/{reference:path}"


@router.get("/v1/articles", responses=describing.responses(answered_articles.Articles, *describing.LIBRARY))
async def listed(
    request: Request,
    author: Text = None,
    category: Text = None,
    since: Annotated[Day | None, Query(description="The first day, `2021-12-03`.")] = None,
    until: Annotated[Day | None, Query(description="The last day.")] = None,
    contains: Annotated[
        str | None,
        Query(max_length=200, description="What the title, the author, a category or a heading contains."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """List articles without their text, the newest first; `total` is how many there are in all."""
    service: Service = request.app.state.service

    def read() -> Json:
        filters = Filters(author=author, category=category, since=since, until=until)
        fitting = newest_first(
            record for record in service.assistant.articles(filters) if has(record, contains)
        )
        return {**output.articles(fitting[offset : offset + limit]), "total": len(fitting)}

    return answer(showing.without_paths(await while_connected(request, service.searches, read)))


@router.get(
    NAMED,
    responses=describing.responses(answered_articles.Article, *describing.LIBRARY, *describing.ARTICLE),
)
async def shown(
    request: Request,
    reference: Named,
    chunks: Annotated[
        bool, Query(description="With its chunks, which are the units of a search, and their spans.")
    ] = False,
) -> Response:
    """Return one article with all its text."""
    service: Service = request.app.state.service
    assistant = service.assistant

    def read() -> Json:
        id = article_meant(assistant, reference).id
        if not chunks:
            return output.to_json(assistant.article(id))
        article, pieces = assistant.article_with_chunks(id)
        return {**output.to_json(article), "chunks": output.chunks(id, pieces)["chunks"]}

    return answer(showing.without_paths(await while_connected(request, service.searches, read)))


@router.delete(
    NAMED,
    responses=describing.responses(
        answered_articles.Removed,
        *describing.LIBRARY,
        *describing.ARTICLE,
        errors.LibraryLocked,
        errors.LibraryUnwritable,
    ),
)
async def remove(request: Request, reference: Named) -> Response:
    """Take an article out of the library: by its id or its whole title, so that none is removed by mistake."""
    service: Service = request.app.state.service
    assistant = service.assistant

    def take_out() -> list[ArticleRecord]:
        with service.jobs.given_way():
            return assistant.remove([article_named_whole(assistant, reference).id])

    removed = await while_connected(request, service.answers, take_out)
    return answer(showing.without_paths(output.removed(removed)))


def newest_first(records: Iterable[ArticleRecord]) -> list[ArticleRecord]:
    """Return articles by date, those without one last; of one day by title."""
    by_title = sorted(records, key=lambda record: (record.title, record.id))
    return sorted(by_title, key=lambda record: record.date or dt.date.min, reverse=True)


def has(record: ArticleRecord, words: str | None) -> bool:
    """Whether one of the things that a list shows of an article contains this, however it is written."""
    if not words or not words.strip():
        return True
    headings = (section.heading for section in record.headings if section.index >= 0)
    told = (record.title, record.author, record.columnist, *record.categories, *headings)
    return any(zh.fold(words.strip()) in zh.fold(text) for text in told if text)
