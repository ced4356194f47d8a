"""Tables for a terminal. Ids and names of settings are never cut or wrapped; everything else may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from qa.cli.texts import text
from qa.errors import NoteExists
from qa.publishing.places import one_line, path
from qa.text import clean

if TYPE_CHECKING:
    from qa.models import ArticleRecord, Check, Logged, NoteReport, Passage
    from qa.prompt_checks import CheckedPrompt
    from qa.settings import SettingValue

Kind = Literal["whole", "number", "prose"]
_EXCERPT = 100
_NOTE = 60


def articles(records: Sequence[ArticleRecord]) -> Table:
    """One line an article."""
    rows = [
        (
            record.id,
            record.title,
            record.author or "",
            record.date.isoformat() if record.date else "",
            str(len(record.headings)),
            f"{record.characters:,}",
        )
        for record in records
    ]
    columns: list[tuple[str, Kind]] = [
        ("id", "whole"),
        ("title", "prose"),
        ("author", "prose"),
        ("date", "whole"),
        ("sections", "number"),
        ("characters", "number"),
    ]
    return in_columns(columns, rows)


def passages(found: Sequence[Passage]) -> Table:
    """One line a passage: where it stands, and how its best span begins."""
    rows = [
        (f"{passage.score:.3f}", passage.article, f"{place(passage)}\n{excerpt(passage)}")
        for passage in found
    ]
    return in_columns([("score", "number"), ("id", "whole"), ("passage", "prose")], rows)


def log(found: Sequence[Logged]) -> Table:
    """One line an answer."""
    rows = [
        (
            logged.id,
            f"{logged.at.astimezone():%Y-%m-%d %H:%M}",
            logged.answer.status,
            (logged.answer.mode == "generative" and logged.answer.model) or logged.answer.mode,
            one_line(logged.answer.question),
        )
        for logged in found
    ]
    columns: list[tuple[str, Kind]] = [
        ("id", "whole"),
        ("at", "whole"),
        ("status", "whole"),
        ("written_by", "prose"),
        ("question", "prose"),
    ]
    return in_columns(columns, rows)


def settings(values: Iterable[SettingValue]) -> Table:
    """One line a setting."""
    words = {"default": text("source.default"), "flag": text("source.flag")}
    rows = [(line.name, _value(line.value), words.get(line.source, line.source)) for line in values]
    return in_columns([("setting", "whole"), ("value", "prose"), ("source", "prose")], rows)


def _value(value: str | int | float | None) -> str:
    return f"{value:g}" if isinstance(value, float) else str("" if value is None else value)


def checks(found: Iterable[Check]) -> Table:
    """One line a check, and under what does not work, what to do about it."""
    rows = [
        (
            check.name,
            text("check.ok" if check.ok else "check.bad"),
            "\n".join(filter(None, (check.detail, None if check.ok else check.remedy))),
        )
        for check in found
    ]
    return in_columns([("check", "whole"), ("result", "whole"), ("detail", "prose")], rows)


def notes(report: NoteReport) -> Table:
    """One line an article: its note, or why it has none, and what that cost."""
    rows = [
        (
            text(f"outcome.{item.outcome}"),
            item.path,
            _shortened(item.note or _why(item.error), _NOTE),
            f"{item.usage.tokens_in:,}",
            f"{item.usage.tokens_out:,}",
            f"{item.seconds:.1f}",
        )
        for item in report.items
    ]
    columns: list[tuple[str, Kind]] = [
        ("result", "whole"),
        ("file", "prose"),
        ("note", "prose"),
        ("tokens_in", "number"),
        ("tokens_out", "number"),
        ("seconds", "number"),
    ]
    return in_columns(columns, rows)


def prompts(found: Iterable[CheckedPrompt]) -> Table:
    """One line a prompt; of one that cannot be read, what is wrong with it."""
    rows = [
        (
            checked.name,
            checked.prompt.version if checked.prompt else "",
            checked.prompt.purpose if checked.prompt else "\n".join(checked.problems),
            ", ".join(checked.prompt.inputs) if checked.prompt else "",
            str(checked.path.parent) if checked.is_own else text("prompts.package"),
        )
        for checked in found
    ]
    columns: list[tuple[str, Kind]] = [
        ("name", "whole"),
        ("version", "whole"),
        ("purpose", "prose"),
        ("inputs", "prose"),
        ("from", "prose"),
    ]
    return in_columns(columns, rows)


def _why(error: Exception | None) -> str:
    if isinstance(error, NoteExists):
        return text("notes.exists")
    # What to do about it is said once for all, in the documentation; here is room for what it is.
    return str(getattr(error, "details", {}).get("problem") or error or "")


def place(passage: Passage) -> str:
    """Name where a passage stands: 《title》 › heading › heading #anchor."""
    return path(passage.title, passage.path, passage.anchor)


def excerpt(passage: Passage) -> str:
    """Return how the best part of a passage begins, on one line."""
    return _shortened(passage.best.text if passage.best else passage.text, _EXCERPT)


def _shortened(text: str, most: int) -> str:
    words = one_line(text)
    return words if len(words) <= most else f"{words[: most - 1]}…"


def in_columns(columns: Sequence[tuple[str, Kind]], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table of columns by name (``column.…`` of the texts), whose rows have a cell for each."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for index, (name, kind) in enumerate(columns):
        header = text(f"column.{name}")
        if kind == "prose":
            table.add_column(header, overflow="fold")
        else:
            # A minimum is what rich keeps to even in a window that is too narrow for the table.
            width = max((cell_len(row[index]) for row in rows), default=0)
            table.add_column(
                header, no_wrap=True, min_width=width, justify="right" if kind == "number" else "left"
            )
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    return table
