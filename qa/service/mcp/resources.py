"""Articles and their sections as resources: listed page by page, read as Markdown, completed while they are typed."""

from __future__ import annotations

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    ResourceTemplateReference,
    TextResourceContents,
)

from qa import text as zh
from qa.errors import ArticleUnknown
from qa.language import say
from qa.models import Article, ArticleRecord
from qa.service.mcp import told
from qa.service.mcp.addresses import ARTICLE, SECTION, address, place
from qa.service.mcp.calling import Call
from qa.service.service import Service

PAGE = 50
"""How many articles are listed at once."""

MOST_COMPLETIONS = 100

MARKDOWN = "text/markdown"

TEMPLATES = ListResourceTemplatesResult(
    resource_templates=[
        ResourceTemplate(
            uri_template=ARTICLE,
            name="article",
            title="An article 文章",
            description="A whole article of the library as Markdown, its sections numbered from 0.",
            mime_type=MARKDOWN,
        ),
        ResourceTemplate(
            uri_template=SECTION,
            name="section",
            title="A section of an article 章节",
            description="One section of an article, which is what citations name.",
            mime_type=MARKDOWN,
        ),
    ]
)


async def listed(service: Service, call: Call, cursor: str | None) -> ListResourcesResult:
    """Return one page of the articles, in the order of their ids; the cursor is the last id of the page before."""
    found = await call.at_once(service.searches, service.assistant.articles)
    if cursor is not None and place(ARTICLE.format(id=cursor)) is None:
        raise MCPError(INVALID_PARAMS, "The cursor is none that this server gave.")
    records = [record for record in found if cursor is None or record.id > cursor]
    page = records[:PAGE]
    following = page[-1].id if len(records) > len(page) else None
    return ListResourcesResult(resources=[_resource(record) for record in page], next_cursor=following)


def _resource(record: ArticleRecord) -> Resource:
    about = [record.author, record.date.isoformat() if record.date else None, *record.categories]
    size = say(f"{record.characters} characters", f"{record.characters} 字")
    return Resource(
        uri=address(record.id),
        name=record.id,
        title=record.title,
        description=" · ".join([each for each in about if each] + [size]),
        mime_type=MARKDOWN,
    )


async def read(service: Service, call: Call, uri: str) -> ReadResourceResult:
    """Return an article or a section."""
    named = place(uri)
    if named is None:
        raise _not_there(uri)
    article, section = named

    def found() -> Article:
        record = service.assistant.resolve(article)
        if record.id != article:  # an address is no abbreviation
            raise ArticleUnknown(reference=article)
        return service.assistant.article(article)

    try:
        whole = await call.at_once(service.searches, found)
    except ArticleUnknown:
        raise _not_there(uri) from None
    if section is not None and section not in [each.index for each in whole.sections]:
        raise _not_there(uri)
    text = told.article(whole, only=section)
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=MARKDOWN, text=text)])


def _not_there(uri: str) -> MCPError:
    return MCPError(INVALID_PARAMS, say("There is no such resource.", "没有这个资源。"), {"uri": uri})


async def completed(service: Service, call: Call, asked: CompleteRequestParams) -> CompleteResult:
    """Return the ids of the articles that are meant by the beginning of an id or a part of a title, or the sections."""
    values: list[str] = []
    is_ours = isinstance(asked.ref, ResourceTemplateReference) and asked.ref.uri in (ARTICLE, SECTION)
    written = zh.fold(asked.argument.value.strip())
    if is_ours:
        records = await call.at_once(service.searches, service.assistant.articles)
        if asked.argument.name == "id":
            values = [
                record.id
                for record in records
                if record.id.startswith(written) or written in zh.fold(record.title)
            ]
        elif asked.argument.name == "n":
            chosen = (asked.context.arguments if asked.context else None) or {}
            values = [
                str(section.index)
                for record in records
                if record.id == chosen.get("id")
                for section in record.headings
                if section.index >= 0 and str(section.index).startswith(written)
            ]
    few = values[:MOST_COMPLETIONS]
    return CompleteResult(
        completion=Completion(values=few, total=len(values), has_more=len(values) > len(few))
    )
