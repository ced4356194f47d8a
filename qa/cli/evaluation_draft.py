"""The command that proposes sample questions from an article, and lets a person choose among them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli import session
from qa.cli.failures import show_warning
from qa.cli.given import article_of, given
from qa.cli.progress import bars
from qa.cli.screen import console
from qa.cli.texts import text
from qa.errors import LibraryError
from qa.models import Article, Mode, Progress

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.evaluation.suite import Question
    from qa.evaluation.unanswerable import Search
    from qa.settings import Settings

_LOOKED_THROUGH = 20
_PER_SECTION = 3
_BETWEEN, _OR = "；", "|"


def draft(
    article: Annotated[str, typer.Argument(help=text("help.given"), metavar="ARTICLE")],
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help=text("help.eval.draft_out"))
    ] = None,
    per_section: Annotated[
        int, typer.Option("--per-section", metavar="N", min=1, max=20, help=text("help.eval.per_section"))
    ] = _PER_SECTION,
    negatives: Annotated[
        bool, typer.Option("--negatives/--no-negatives", help=text("help.eval.negatives"))
    ] = True,
    accept: Annotated[bool, typer.Option("--accept", help=text("help.eval.accept"))] = False,
    mode: Annotated[Mode | None, typer.Option("--mode", metavar="MODE", help=text("help.mode"))] = None,
) -> None:
    """Propose questions."""
    if accept and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise typer.BadParameter(text("misuse.accept"), param_hint="--accept")
    settings = session.configured()
    from qa.evaluation.drafting import prefix
    from qa.evaluation.drafts_file import append, asked_in, new_ones, to_lines

    path = Path(out).expanduser() if out else None
    known = asked_in(path) if path else ()  # a file that is none is told before any work
    found = _drafted(article, settings, mode, per_section=per_section, hard_negatives=negatives)
    kept: list[Question] = []

    def keep(question: Question, begin: str) -> None:
        (numbered,) = new_ones([question], (*known, *kept), begin) or (None,)
        if numbered is not None:
            kept.append(numbered)
            if path:
                append(path, [numbered])

    proposed = 0
    for each, questions in found:
        begin = prefix(each)
        new = new_ones(questions, (*known, *kept), begin)
        proposed += len(questions)
        if not accept:
            if path and new:
                append(path, new)
            kept += new
            continue
        if not choose(new, partial(keep, begin=begin)):
            break
    if not path:
        print(to_lines(kept), end="")
    if not proposed:
        print(text("eval.nothing_drafted"), file=sys.stderr)
    elif path:
        print(text("eval.drafted", count=len(kept), path=path, known=proposed - len(kept)))


def choose(
    questions: Sequence[Question],
    keep: Callable[[Question], None],
    ask: Callable[[str], str] = input,
) -> bool:
    """Show each question and do what is typed: y keeps it, n does not, e changes it first, q ends; return whether to go on."""
    for number, question in enumerate(questions, 1):
        current = question
        while True:
            _show(current, number, len(questions))
            try:
                typed = ask(text("eval.accept")).strip().lower()
            except EOFError:
                return False
            if typed in ("y", "yes", "是"):
                keep(current)
                break
            if typed in ("n", "no", "否"):
                break
            if typed in ("q", "quit"):
                return False
            if typed in ("e", "edit"):
                current = edited(current, ask)
            else:
                print(text("eval.accept_how"))
    return True


def edited(question: Question, ask: Callable[[str], str] = input) -> Question:
    """Ask for another wording and other phrases; what is left empty stays as it is, and - takes the phrases away."""
    wording = ask(text("eval.edit_question", now=question.text)).strip()
    if wording:
        question = replace(question, text=wording)
    if question.answerable:
        typed = ask(text("eval.edit_must", now=_written(question.must) or "-")).strip()
        if typed:
            question = replace(question, must=_read(typed))
    return question


def _written(must: Iterable[tuple[str, ...]]) -> str:
    return _BETWEEN.join(_OR.join(ways) for ways in must)


def _read(typed: str) -> tuple[tuple[str, ...], ...]:
    if typed == "-":
        return ()
    phrases = (
        tuple(way.strip() for way in phrase.split(_OR) if way.strip())
        for phrase in typed.replace(";", _BETWEEN).split(_BETWEEN)
    )
    return tuple(filter(None, phrases))


def _show(question: Question, number: int, total: int) -> None:
    lines = ["", f"[{number}/{total}] {question.text}  ({question.kind})"]
    refs = [ref for gold in question.gold for ref in gold.sections]
    lines += [f"    {' › '.join((ref.article, *ref.path))}" for ref in refs]
    lines += [f"    “{reference}”" for reference in question.references]
    if question.must:
        lines.append(f"    = {_written(question.must)}")
    if question.note:
        lines.append(f"    {question.note}")
    for line in lines:
        console().print(line, soft_wrap=True)


def _drafted(
    reference: str, settings: Settings, mode: Mode | None, **asked: Any
) -> list[tuple[Article, tuple[Question, ...]]]:
    """Return each article that is meant with the questions on it."""
    from qa.evaluation.drafting import draft as propose
    from qa.llm_setup import make_chat, require_model
    from qa.prompting import load_prompt
    from qa.reading import read_file

    if mode == "generative":
        require_model(settings)
    is_generative = settings.generative if mode is None else mode == "generative"
    if is_generative:
        asked |= {"chat": make_chat(settings), "prompt": load_prompt("draft", settings.prompts)}
    made = []
    with session.opened(settings) as assistant, bars() as on_progress:
        search = _search(assistant)
        for one in given([reference]):
            source = article_of(one, assistant)
            article = read_file(source).article if isinstance(source, Path) else source

            def tell(done: int, total: int, title: str = article.title) -> None:
                if on_progress:
                    on_progress(Progress("ask", done, total, title))

            made.append(
                (article, propose(article, search=search, on_problem=show_warning, on_progress=tell, **asked))
            )
    return made


def _search(assistant: Assistant) -> Search | None:
    """Return what looks through the library, if there is one with something in it."""
    try:
        if not assistant.articles():
            return None
    except LibraryError as problem:
        show_warning(problem)
        return None
    return lambda question: assistant.search(question, limit=_LOOKED_THROUGH)
