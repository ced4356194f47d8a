"""The tools: what each is for, what it takes, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from mcp_types import Tool as Described
from mcp_types import ToolAnnotations

from qa import output
from qa.answering.checking.texts import require_text
from qa.errors import ArgumentInvalid
from qa.language import say
from qa.models import Answer, Article, Progress, Section
from qa.output import Json
from qa.query import require_query
from qa.service import showing
from qa.service.mcp import arguments, schemas, told
from qa.service.mcp.calling import Call, Report
from qa.service.naming import article_meant
from qa.service.routes.articles import has, newest_first
from qa.service.service import Service
from qa.service.shapes.asked_notes import OneArticle
from qa.summarizing.form.brief import Brief

LONGEST_ARTICLE = 24_000
"""How many characters of an article are given at once; of what is over it, only the headings."""


class Result(NamedTuple):
    """What a tool gives: a text for the model, and the JSON that everything speaks."""

    text: str
    json: Json


Work: TypeAlias = Callable[[Service, Call, Any], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool; ``work`` is given its ``arguments``."""

    name: str
    title: str
    description: str
    arguments: type[arguments.Arguments]
    output: Json
    work: Work

    def described(self) -> Described:
        """Return what a client is told of the tool."""
        return Described(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=arguments.schema(self.arguments),
            output_schema=self.output,
            # Nothing is changed, and the same question gets the same answer from the same library.
            annotations=ToolAnnotations(
                title=self.title, read_only_hint=True, idempotent_hint=True, open_world_hint=False
            ),
        )


# --- what they do ---------------------------------------------------------------------------------------


async def _search(service: Service, call: Call, asked: arguments.Search) -> Result:
    assistant = service.assistant
    found = await call.at_once(
        service.searches,
        lambda: assistant.search(asked.query, limit=asked.limit, filters=asked.filters(assistant)),
    )
    return Result(told.passages(found), showing.without_paths(output.passages(asked.query, found)))


async def _ask(service: Service, call: Call, asked: arguments.Ask) -> Result:
    assistant = service.assistant

    def prepare() -> None:
        require_query(asked.question)
        assistant.require_articles()

    def work(_: None, report: Report) -> Answer:
        answer: Answer | None = None
        pieces = assistant.stream(asked.question, filters=asked.filters(assistant), mode=asked.mode)
        with closing(pieces):  # who is gone breaks it off in the middle, and the model with it
            for piece in pieces:
                if isinstance(piece, Answer):
                    answer = piece
                else:
                    report(piece.text)
        assert answer is not None
        return answer

    found = await call.followed(service.answers, prepare, work)
    return Result(told.answer(found), showing.to_json(found))


async def _note(service: Service, call: Call, asked: arguments.Note) -> Result:
    assistant = service.assistant
    length = _length(asked.least, asked.most)
    Brief(asked.form, length, asked.style, asked.audience)
    subject = OneArticle(article=asked.article, text=asked.text, name=asked.name)
    found = await call.followed(
        service.answers,
        lambda: subject.read(assistant),
        lambda article, report: assistant.summarize(
            article,
            asked.form,
            length=length,
            style=asked.style,
            audience=asked.audience,
            candidates=asked.candidates,
            mode=asked.mode,
            on_progress=lambda progress: report(_step(progress)),
        ),
    )
    return Result(told.summary(found), showing.to_json(found))


def _length(least: int | None, most: int | None) -> tuple[int, int] | None:
    if (least is None) != (most is None):
        allowed = say("both `least` and `most`, or neither", "least 和 most 要么都填，要么都不填")
        raise ArgumentInvalid(name="least", value=least, allowed=allowed)
    return None if least is None or most is None else (least, most)


def _step(progress: Progress) -> str:
    number = min(progress.done + 1, progress.total)
    if progress.stage == "candidate":
        return say(f"text {number} of {progress.total}", f"第 {number} 稿，共 {progress.total} 稿")
    return say(f"part {number} of {progress.total}", f"第 {number} 部分，共 {progress.total} 部分")


async def _check(service: Service, call: Call, asked: arguments.Check) -> Result:
    assistant = service.assistant

    def prepare() -> list[Article] | None:
        require_text(asked.text)
        if not asked.articles:
            assistant.require_articles()
            return None
        return [assistant.article(article_meant(assistant, each).id) for each in asked.articles]

    found = await call.followed(
        service.answers,
        prepare,
        lambda sources, report: assistant.check(
            asked.text, sources, on_sentence=lambda piece: report(piece.text)
        ),
    )
    return Result(told.check(found), showing.to_json(found))


async def _article(service: Service, call: Call, asked: arguments.ReadArticle) -> Result:
    def read() -> Article:
        return service.assistant.article(article_meant(service.assistant, asked.article).id)

    found = await call.at_once(service.searches, read)
    chosen, omitted = _within_bounds(found, asked.section)
    text = told.article(found, only=asked.section, omitted=omitted)
    return Result(text, {**showing.to_json(found), "sections": chosen, "omitted": omitted})


def _within_bounds(article: Article, only: int | None) -> tuple[list[Json], list[int]]:
    """Return the sections that are wanted, and the indices of those whose text is left out as too much at once."""
    if only is not None:
        return [output.to_json(section_of(article, only))], []
    room = LONGEST_ARTICLE
    shown: list[Json] = []
    omitted: list[int] = []
    for section in article.sections:
        if omitted or len(section.text) > room:
            omitted += [section.index] if section.text else []
        room -= len(section.text)
        shown.append({**output.to_json(section), **({"text": ""} if section.index in omitted else {})})
    return shown, omitted


def section_of(article: Article, number: int) -> Section:
    """Return a section of an article.

    :raises ArgumentInvalid: it has no section of this number.
    """
    for section in article.sections:
        if section.index == number:
            return section
    raise ArgumentInvalid(name="section", value=number, allowed=f"0 - {len(article.sections) - 1}")


async def _articles(service: Service, call: Call, asked: arguments.ListArticles) -> Result:
    assistant = service.assistant
    records = await call.at_once(service.searches, lambda: assistant.articles(asked.filters(assistant)))
    fitting = newest_first(record for record in records if has(record, asked.contains))
    page = fitting[asked.offset : asked.offset + asked.limit]
    json = {**output.articles(page), "total": len(fitting)}
    return Result(told.articles(page, len(fitting), asked.offset), showing.without_paths(json))


# --- what they are for ----------------------------------------------------------------------------------

TOOLS = (
    Tool(
        "search",
        "Search the articles 检索",
        "Find the passages of the library's Chinese articles that fit a query, best first (检索段落). Use it to look "
        "for material, to see what the library has on a subject, or when `ask` refused. Each passage names its "
        "article, its section, and an address to read the section at. Passages are quotations: a high score does "
        "not mean that they answer a question.",
        arguments.Search,
        schemas.PASSAGES,
        _search,
    ),
    Tool(
        "ask",
        "Ask the library 问答",
        "Answer one question from the library's Chinese articles (问答). Every sentence of the answer is checked "
        "against the articles and has numbers that stand for the sentences it rests on. Where the articles do not "
        "answer the question it is refused, with the reason: pass the refusal on, do not fill it in from your own "
        "knowledge. Use it first for any question about what the articles say.",
        arguments.Ask,
        schemas.ANSWER,
        _ask,
    ),
    Tool(
        "note",
        "Write an editor's note 编辑导语",
        "Write an editor's note (编辑导语) for one article, or another summary of it (form: 摘要, 提纲, 要点, 一句话, "
        "问答), in Chinese. Each sentence is checked against the article; what the checks of its form found wrong is "
        "told, and is for you or the editor to mend. The article is one of the library (`article`), or comes with the "
        "call (`text`).",
        arguments.Note,
        schemas.SUMMARY,
        _note,
    ),
    Tool(
        "check",
        "Check a text against the articles 核对",
        "Check a text that you or somebody else wrote, sentence by sentence, against the articles (核对): which "
        "sentences are borne out and by what, which are not and why. Use it on what you are about to say of the "
        "articles in your own words. It does not search the web and knows only the library.",
        arguments.Check,
        schemas.CHECK,
        _check,
    ),
    Tool(
        "article",
        "Read an article 全文",
        "Read an article of the library, whole or one section of it (全文). A long article comes with the text of "
        "its first sections only, and says which are left out: ask for those with `section`.",
        arguments.ReadArticle,
        schemas.ARTICLE,
        _article,
    ),
    Tool(
        "articles",
        "List the articles 目录",
        "List the articles of the library, the newest first, with id, title, author, date and category (目录). Use it to find "
        "an article's id, or what there is of an author, a category or a time.",
        arguments.ListArticles,
        schemas.ARTICLES,
        _articles,
    ),
)
"""All tools, in the order in which clients show them."""
