"""The commands that change or show what is in the library."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated

import typer

from qa.cli import session
from qa.cli.arguments import (
    STDIN,
    ArticleFilter,
    AsJson,
    AuthorFilter,
    CategoryFilter,
    Reference,
    References,
    Since,
    Until,
    filters,
    standard_input,
)
from qa.cli.failures import show_error, show_warning
from qa.cli.progress import bars
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.models import Article, Chunk, IngestItem
from qa.text import clean


def ingest(
    paths: Annotated[list[str], typer.Argument(help=text("help.paths"), metavar="PATH...")],
    name: Annotated[str | None, typer.Option("--name", help=text("help.name"), metavar="NAME")] = None,
    json: AsJson = False,
) -> None:
    """Take articles in."""
    if STDIN in paths and len(paths) > 1:
        raise typer.BadParameter(text("misuse.alone"), param_hint="PATH")
    if STDIN in paths and not (name and name.strip()):
        raise typer.BadParameter(text("misuse.name"), param_hint="--name")
    if STDIN not in paths and name is not None:
        raise typer.BadParameter(text("misuse.name_alone"), param_hint="--name")
    with session.opened() as assistant:
        show_item = None if json else _show_item
        if name is not None:
            given = standard_input(name.strip())
            with bars() as on_progress:
                report = assistant.ingest_text(
                    given, name=name.strip(), on_progress=on_progress, on_item=show_item
                )
        else:
            with bars() as on_progress:
                report = assistant.ingest(paths, on_progress=on_progress, on_item=show_item)
    if json:
        from qa.output import to_json

        show_json(to_json(report))
    else:
        counts = Counter(item.outcome for item in report.items)
        words = ", ".join(f"{count} {text(f'outcome.{outcome}')}" for outcome, count in counts.items())
        print(text("ingest.done", counts=words or text("ingest.nothing"), seconds=report.seconds))
    if report.failed:
        raise typer.Exit(1)


def _show_item(item: IngestItem) -> None:
    if item.error is not None:
        show_error(item.error)
    else:
        size = text("ingest.size", sections=item.sections, chunks=item.chunks)
        line = f"{text(f'outcome.{item.outcome}')} {item.article} 《{item.title}》 {size} {item.path}"
        # Not through rich: only what is printed plainly goes above the bars.
        print(clean(line), flush=True)
    for warning in item.warnings:
        show_warning(warning)


def list_articles(
    article: ArticleFilter = None,
    author: AuthorFilter = None,
    category: CategoryFilter = None,
    since: Since = None,
    until: Until = None,
    json: AsJson = False,
) -> None:
    """List articles."""
    with session.opened() as assistant:
        records = assistant.articles(filters(assistant, article, author, category, since, until))
    if json:
        from qa.output import articles

        show_json(articles(records))
    elif records:
        from qa.cli import tables

        console().print(tables.articles(records))
    else:
        is_narrowed = any((article, author, category, since, until))
        print(text("list.none" if is_narrowed else "list.empty"))


def show(
    article: Reference,
    chunks: Annotated[bool, typer.Option("--chunks", help=text("help.chunks"))] = False,
    json: AsJson = False,
) -> None:
    """Show one article."""
    with session.opened() as assistant:
        whole, pieces = assistant.article_with_chunks(article) if chunks else (assistant.article(article), [])
    if json:
        from qa import output

        show_json(output.chunks(whole.id, pieces) if chunks else output.to_json(whole))
    elif chunks:
        _show_chunks(whole, pieces)
    else:
        _show_article(whole)


def _show_article(article: Article) -> None:
    print(f"《{clean(article.title)}》")
    for name in ("id", "author", "columnist", "date", "source", "origin", "editor_note", "author_note"):
        if value := getattr(article, name):
            print(f"{text(f'field.{name}')}: {clean(str(value))}")
    for name in ("categories", "credits"):
        if values := getattr(article, name):
            print(f"{text(f'field.{name}')}: {clean('、'.join(values))}")
    for section in article.sections:
        anchor = f"  #{section.anchor}" if section.anchor else ""
        print(f"\n{'#' * max(section.level, 1)} {clean(section.heading)}{anchor}\n")
        print(clean(section.text))


def _show_chunks(article: Article, pieces: list[Chunk]) -> None:
    print(f"《{clean(article.title)}》 {article.id}")
    for chunk in pieces:
        where = text("show.chunk", section=chunk.section, start=chunk.start, end=chunk.end)
        print(f"\n{chunk.id}  {where}\n{clean(chunk.text)}")


def remove(
    articles: References,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=text("help.yes"))] = False,
    json: AsJson = False,
) -> None:
    """Remove articles."""
    if not yes and not _can_ask():
        raise typer.BadParameter(text("misuse.yes"), param_hint="--yes")
    with session.opened() as assistant:
        records = {record.id: record for record in map(assistant.resolve, articles)}
        titles = "\n".join(f"  {record.id} 《{record.title}》" for record in records.values())
        if not yes and not _agreed(text("remove.question", titles=titles)):
            print(text("remove.declined"), file=sys.stderr)
            raise typer.Exit(1)
        gone = assistant.remove(list(records))
    if json:
        from qa.output import removed

        show_json(removed(gone))
    else:
        for record in gone:
            print(text("remove.done", id=record.id, title=f"《{record.title}》"))


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _agreed(question: str) -> bool:
    # typer.confirm turns Ctrl-C into exit code 1, and asks on standard output, where --json goes.
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def reindex(json: AsJson = False) -> None:
    """Rebuild the library's index."""
    with session.opened() as assistant, bars() as on_progress:
        count = assistant.reindex(on_progress=on_progress)
    if json:
        from qa.output import reindexed

        show_json(reindexed(count))
    else:
        print(text("reindex.done", count=count))
