"""The command that checks a text which somebody else wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.cli import session
from qa.cli.answers import places
from qa.cli.arguments import STDIN, AsJson, typed
from qa.cli.given import LIKE_A_PATH
from qa.cli.screen import console, show_json
from qa.cli.texts import text
from qa.errors import FileEmpty, PathMissing
from qa.models import CheckedSentence, SkippedSentence
from qa.publishing.places import Numbers, one_line

if TYPE_CHECKING:
    from rich.console import Console

UNSUPPORTED = 3


def check(
    checked: Annotated[str, typer.Argument(help=text("help.checked"), metavar="TEXT|FILE|-")],
    article: Annotated[
        list[str] | None, typer.Option("--article", help=text("help.against"), metavar="ARTICLE")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help=text("help.source"), metavar="FILE")
    ] = None,
    json: AsJson = False,
) -> None:
    """Check a text."""
    if article and source:
        raise typer.BadParameter(text("misuse.sources"), param_hint="--source")
    for path in source or ():
        if Path(path).is_dir():
            raise typer.BadParameter(text("misuse.folder", value=path), param_hint="--source")
    words = _text(checked)
    with session.opened() as assistant:
        sources = [Path(path) for path in source] if source else article or None
        if json:
            from qa.output import to_json

            report = assistant.check(words, sources)
            show_json(to_json(report))
        else:
            lines = _Lines(console())
            report = assistant.check(words, sources, on_sentence=lines.sentence)
            lines.ending()
            counts = {"supported": report.supported, "unsupported": report.unsupported}
            console().print(Text(text("check.done", **counts, skipped=len(report.skipped))))
    if report.unsupported:
        raise typer.Exit(UNSUPPORTED)


def _text(argument: str) -> str:
    """Return the text to check: of standard input, of a file, or the argument itself."""
    from qa.reading.encoding import decode
    from qa.reading.files import read_bytes
    from qa.reading.note import read_note

    if argument == STDIN:
        return read_note(typed(STDIN), name=STDIN)
    try:
        is_file, is_folder = Path(argument).is_file(), Path(argument).is_dir()
    except (OSError, ValueError):  # longer than a file's name can be
        return argument
    if argument and is_folder:
        raise typer.BadParameter(text("misuse.folder", value=argument), param_hint="TEXT|FILE|-")
    if is_file:
        try:
            return read_note(decode(read_bytes(argument), name=argument), name=argument)
        except FileEmpty:
            return ""  # there is nothing to check, as there would be in an empty text
    if LIKE_A_PATH.fullmatch(argument):
        raise PathMissing(path=argument)
    return argument


class _Lines:
    """Prints what :meth:`qa.Assistant.check` reports, and numbers the citations as they come."""

    def __init__(self, screen: Console) -> None:
        self._console = screen
        self._numbers = Numbers()

    def sentence(self, piece: CheckedSentence | SkippedSentence) -> None:
        words = one_line(piece.text)
        if isinstance(piece, SkippedSentence):
            self._print(Text(f"· {text('check.skipped', text=words, why=piece.why)}", style="dim"))
            return
        line = Text(f"{'✓' if piece.supported else '✗'} {words}", style="green" if piece.supported else "red")
        line.append("".join(f"[{number}]" for number in self._numbers.of(piece)), style="cyan")
        self._print(line)
        if piece.why:
            self._print(Text(f"    {one_line(piece.why)}"))

    def ending(self) -> None:
        self._print(Text())
        for line in places(self._numbers):
            self._print(line)
        if self._numbers:
            self._print(Text())

    def _print(self, line: Text) -> None:
        self._console.print(line, soft_wrap=True)
