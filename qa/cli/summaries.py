"""The commands that write about articles: the editor's note, and the longer forms around it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from qa.cli import session
from qa.cli.arguments import STDIN, AsJson, AuthorFilter, CategoryFilter, NoCache, Since, Until, filters
from qa.cli.exits import INTERRUPTED
from qa.cli.failures import show_error
from qa.cli.given import Given, article_of, given, input_of
from qa.cli.progress import bars
from qa.cli.screen import console, show_json
from qa.cli.stopping import stopping
from qa.cli.summary_pages import Format, deliver, remark, require_out
from qa.cli.texts import text
from qa.errors import QaError, UsageError
from qa.models import Article, Mode, NoteItem, NoteReport, Progress, Style, Summary

if TYPE_CHECKING:
    from qa.assistant import Assistant

UNFIT = 3
_LENGTH = re.compile(r"\s*(\d{1,6})\s*[-–—~～]\s*(\d{1,6})\s*")

Longer = Literal["abstract", "outline", "takeaways", "one-line", "qa"]

Articles = Annotated[list[str], typer.Argument(help=text("help.given"), metavar="ARTICLE...")]
Length = Annotated[str | None, typer.Option("--length", metavar="MIN-MAX", help=text("help.length"))]
Candidates = Annotated[
    int, typer.Option("--candidates", metavar="N", min=1, max=9, help=text("help.candidates"))
]
StyleOption = Annotated[Style, typer.Option("--style", metavar="STYLE", help=text("help.style"))]
Audience = Annotated[str | None, typer.Option("--audience", metavar="WHO", help=text("help.audience"))]
Cite = Annotated[bool, typer.Option("--cite", help=text("help.cite"))]
Explain = Annotated[bool, typer.Option("--explain", help=text("help.explain_summary"))]
FormatOption = Annotated[Format | None, typer.Option("--format", metavar="FORMAT", help=text("help.format"))]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help=text("help.out"))]
Force = Annotated[bool, typer.Option("--force", help=text("help.force"))]
ModeOption = Annotated[Mode | None, typer.Option("--mode", metavar="MODE", help=text("help.mode"))]


def note(
    articles: Articles,
    length: Length = None,
    candidates: Candidates = 1,
    style: StyleOption = "平实",
    audience: Audience = None,
    cite: Cite = False,
    format_: FormatOption = None,
    out: Out = None,
    write: Annotated[bool, typer.Option("--write", help=text("help.write"))] = False,
    force: Force = False,
    explain: Explain = False,
    mode: ModeOption = None,
    no_cache: NoCache = False,
    json: AsJson = False,
) -> None:
    """Write editor's notes."""
    chosen = _format(format_, as_json=json)
    asked = _asked("note", length, style, audience, candidates, mode)
    if not write:
        _show(articles, asked, chosen, out, force=force, cite=cite, explain=explain, no_cache=no_cache)
        return
    for name, is_given in (
        ("--out", out is not None),
        ("--format", format_ is not None),
        ("--cite", cite),
        (STDIN, STDIN in articles),
    ):
        if is_given:
            raise typer.BadParameter(text("misuse.write", other=name), param_hint="--write")
    found = given(articles)
    report = _write(found, asked, force=force, explain=explain, no_cache=no_cache)
    if json:
        from qa.output import to_json

        show_json(to_json(report))
    else:
        _show_report(report)
    if report.stopped:
        raise typer.Exit(INTERRUPTED)
    refused = [
        item.error for item in report.items if item.outcome == "failed" or (_is_one(found) and item.error)
    ]
    if refused:
        is_unfit = all(isinstance(error, QaError) and error.exit_code == UNFIT for error in refused)
        raise typer.Exit(UNFIT if is_unfit else 1)


def _is_one(found: Sequence[Given]) -> bool:
    """Whether one article was asked for, and not a folder that happens to hold one."""
    return len(found) == 1 and found[0].is_named


def summarize(
    articles: Articles,
    form: Annotated[Longer, typer.Option("--form", metavar="FORM", help=text("help.form"))] = "abstract",
    length: Length = None,
    candidates: Candidates = 1,
    style: StyleOption = "平实",
    cite: Cite = False,
    format_: FormatOption = None,
    out: Out = None,
    force: Force = False,
    explain: Explain = False,
    mode: ModeOption = None,
    no_cache: NoCache = False,
    json: AsJson = False,
) -> None:
    """Write summaries."""
    asked = _asked(form, length, style, None, candidates, mode)
    chosen = _format(format_, as_json=json)
    _show(articles, asked, chosen, out, force=force, cite=cite, explain=explain, no_cache=no_cache)


def digest(
    articles: Annotated[
        list[str] | None, typer.Argument(help=text("help.given"), metavar="[ARTICLE...]")
    ] = None,
    author: AuthorFilter = None,
    category: CategoryFilter = None,
    since: Since = None,
    until: Until = None,
    style: StyleOption = "平实",
    cite: Cite = False,
    format_: FormatOption = None,
    out: Out = None,
    force: Force = False,
    explain: Explain = False,
    mode: ModeOption = None,
    no_cache: NoCache = False,
    json: AsJson = False,
) -> None:
    """Write one digest of several articles."""
    from qa.output import to_json

    chosen = _format(format_, as_json=json)
    place = require_out(out, force=force)
    asked: dict[str, Any] = {"style": style} if mode is None else {"style": style, "mode": mode}
    with _opened(no_cache=no_cache) as assistant, bars() as on_progress:
        only = filters(assistant, None, author, category, since, until)
        sources = [article_of(one, assistant) for one in given(articles or [])]
        summary = assistant.digest(sources, filters=only, **asked, **_heard(on_progress))
    remark(summary, is_one=True, explain=explain)
    deliver([summary], to_json(summary), chosen, place, cite=cite)
    if not summary.ok:
        raise typer.Exit(UNFIT)


def _asked(
    form: str, length: str | None, style: str, audience: str | None, candidates: int, mode: Mode | None
) -> dict[str, Any]:
    """Return the arguments of :meth:`qa.Assistant.summarize`, of which every wrong one is found before any work."""
    from qa.summarizing.form.brief import Brief

    asked: dict[str, Any] = {"form": form, "length": _length(length), "style": style, "audience": audience}
    Brief(**asked)
    if candidates > 1:
        asked["candidates"] = candidates
    if mode is not None:
        asked["mode"] = mode
    return asked


def _length(value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    if not (found := _LENGTH.fullmatch(value)):
        raise typer.BadParameter(text("misuse.length", value=value), param_hint="--length")
    return int(found[1]), int(found[2])


def _format(format_: Format | None, *, as_json: bool) -> Format:
    if as_json and format_ not in (None, "json"):
        raise typer.BadParameter(text("misuse.format"), param_hint="--format")
    return "json" if as_json else format_ or "text"


def _opened(*, no_cache: bool) -> Any:
    return session.opened(session.configured(llm_cache="off" if no_cache else None))


def _show(
    articles: Sequence[str],
    asked: dict[str, Any],
    chosen: Format,
    out: str | None,
    *,
    force: bool,
    cite: bool,
    explain: bool,
    no_cache: bool,
) -> None:
    from qa.output import summaries, to_json

    place = require_out(out, force=force)
    found = given(articles)
    is_one = _is_one(found)
    made: list[Summary] = []
    errors: list[QaError] = []
    with _opened(no_cache=no_cache) as assistant, stopping(len(found)) as is_stopped, bars() as on_progress:
        for number, one in enumerate(found):
            if is_stopped():
                break
            if on_progress and len(found) > 1:
                on_progress(Progress("summarize", number, len(found), one.name))
            try:
                made.append(assistant.summarize(article_of(one, assistant), **asked, **_heard(on_progress)))
            except UsageError:
                raise
            except QaError as error:
                if is_one:
                    raise
                errors.append(error)
    for problem in errors:
        show_error(problem)
    for summary in made:
        remark(summary, is_one=is_one, explain=explain)
    if asked.get("candidates", 1) > 1 and made and not any(summary.candidates for summary in made):
        print(text("summary.no_candidates"), file=sys.stderr)
    shape = to_json(made[0]) if is_one and made else summaries(made, errors)
    if made or chosen == "json":
        deliver(made, shape, chosen, place, cite=cite)
    if is_stopped():
        raise typer.Exit(INTERRUPTED)
    if errors:
        raise typer.Exit(1)
    if not all(summary.ok for summary in made):
        raise typer.Exit(UNFIT)


def _write(
    found: Sequence[Given], asked: dict[str, Any], *, force: bool, explain: bool, no_cache: bool
) -> NoteReport:
    from qa.publishing.folder import write_notes

    with _opened(no_cache=no_cache) as assistant, stopping(len(found)) as is_stopped, bars() as on_progress:
        return write_notes(
            [input_of(one, assistant) for one in found],
            _maker(assistant, {**asked, **_heard(on_progress)}, explain=explain),
            force=force,
            on_progress=on_progress,
            on_item=_show_failure,
            should_stop=is_stopped,
        )


def _heard(on_progress: Callable[[Progress], None] | None) -> dict[str, Any]:
    return {"on_progress": on_progress} if on_progress else {}


def _maker(assistant: Assistant, asked: dict[str, Any], *, explain: bool) -> Callable[[Article], Summary]:
    def make(article: Article) -> Summary:
        summary = assistant.summarize(article, **asked)
        remark(summary, is_one=False, explain=explain, unfit=False)
        return summary

    return make


def _show_failure(item: NoteItem) -> None:
    if item.outcome == "failed" and item.error is not None:
        show_error(item.error)


def _show_report(report: NoteReport) -> None:
    from qa.cli import tables

    usage = report.usage
    console().print(tables.notes(report))
    print(
        text(
            "notes.done",
            written=report.count("written"),
            skipped=report.count("skipped"),
            failed=report.count("failed"),
            tokens_in=f"{usage.tokens_in:,}",
            tokens_out=f"{usage.tokens_out:,}",
            seconds=report.seconds,
        )
    )
    if report.stopped:
        print(text("notes.stopped"))
