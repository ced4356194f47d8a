"""The command that holds a conversation: one question a line, and a few commands that begin with a slash."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import session
from qa.cli.arguments import (
    ArticleFilter,
    AsJson,
    AuthorFilter,
    CategoryFilter,
    Since,
    Until,
    filters,
)
from qa.cli.failures import show_error
from qa.cli.screen import console, show_json_line
from qa.cli.texts import text
from qa.errors import QaError
from qa.models import Answer, Mode, Understood

if TYPE_CHECKING:
    from rich.console import Console

    from qa.answering.conversation.conversation import Conversation

_PROMPT = "› "


def chat(
    mode: Annotated[Mode | None, typer.Option("--mode", metavar="MODE", help=text("help.mode"))] = None,
    article: ArticleFilter = None,
    author: AuthorFilter = None,
    category: CategoryFilter = None,
    since: Since = None,
    until: Until = None,
    json: AsJson = False,
) -> None:
    """Hold a conversation."""
    with session.opened() as assistant:
        chosen = filters(assistant, article, author, category, since, until)
        talk = _Talk(assistant.chat(filters=chosen, mode=mode), as_json=json)
        is_person = sys.stdin.isatty() and sys.stdout.isatty()
        if is_person and not json:
            print(text("chat.begin"))
        for line in _typed() if is_person else _piped():
            if not talk.take(line):
                break
    if talk.failed and not is_person:
        raise typer.Exit(1)


class _Talk:
    """Takes line after line. ``failed`` tells whether one of them was not answered because of an error."""

    def __init__(self, conversation: Conversation, *, as_json: bool) -> None:
        self._conversation, self._as_json = conversation, as_json
        self._console: Console = console()
        self.failed = False
        self._commands: dict[str, Callable[[str], None]] = {
            "/sources": self._sources,
            "/why": self._why,
            "/save": self._save,
            "/clear": self._clear,
            "/help": self._help,
        }

    def take(self, line: str) -> bool:
        """Do what a line says; return whether the conversation goes on."""
        line = line.strip()
        if not line:
            return True
        name, _, rest = line.partition(" ")
        if name in ("/quit", "/exit", "/q"):
            return False
        try:
            if name in self._commands:
                self._commands[name](rest.strip())
            elif name.startswith("/") and name[1:].isalpha():
                print(text("chat.unknown", name=name), file=sys.stderr)
                self.failed = True
            else:
                self._answer(line)
        except QaError as error:
            self._report(error)
        except KeyboardInterrupt:
            if not sys.stdin.isatty():
                raise
            # The present answer ends here; what was shown of it can still be referred to.
            print(f"\n{text('chat.stopped')}")
        sys.stdout.flush()
        return True

    def _report(self, error: QaError) -> None:
        self.failed = True
        if self._as_json:
            from qa.output import to_json

            show_json_line(to_json(error))
        else:
            show_error(error)

    def _answer(self, question: str) -> None:
        from qa.cli.answers import Pages

        pages = Pages(self._console)
        # Closing is what stops the model's server: not to be left to the garbage collector.
        with closing(self._conversation.stream(question)) as pieces:
            for piece in pieces:
                if self._as_json:
                    if isinstance(piece, Answer):
                        from qa.output import to_json

                        show_json_line(to_json(piece))
                elif isinstance(piece, Understood):
                    pages.understood(piece)
                elif isinstance(piece, Answer):
                    pages.ending(piece)
                    print()
                else:
                    pages.sentence(piece)

    def _last(self) -> Answer | None:
        if self._conversation.answers:
            return self._conversation.answers[-1]
        print(text("chat.nothing"), file=sys.stderr)
        return None

    def _sources(self, _: str) -> None:
        answer = self._last()
        if answer is not None:
            from qa.cli.answers import Pages

            Pages(self._console).sources(answer)

    def _why(self, _: str) -> None:
        answer = self._last()
        if answer is not None:
            from qa.cli.answers import Pages

            Pages(self._console).reasons(answer, self._conversation.understood)

    def _save(self, name: str) -> None:
        from qa.cli.saving import may_replace, save

        if not name:
            print(text("chat.save_where"), file=sys.stderr)
            self.failed = True
        elif not self._conversation.answers:
            print(text("chat.nothing"), file=sys.stderr)
        else:
            path = Path(name).expanduser()
            if may_replace(path):
                save(path, self._conversation.answers)
                print(text("chat.saved", path=path, count=len(self._conversation.answers)))
            else:
                print(text("chat.not_saved", path=path), file=sys.stderr)
                self.failed = True

    def _clear(self, _: str) -> None:
        self._conversation.clear()
        print(text("chat.cleared"))

    def _help(self, _: str) -> None:
        print(text("chat.help"))


def _typed() -> Iterator[str]:
    """Yield what is typed on a terminal: Ctrl-C drops the line, Ctrl-D ends."""
    with contextlib.suppress(ImportError):  # Windows has none, and its console brings a history of its own
        import readline  # noqa: F401 - importing it is what gives input() editing and a history
    while True:
        try:
            line = input(_PROMPT)
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print(f"\n{text('chat.how_to_leave')}")
            continue
        yield line


def _piped() -> Iterator[str]:
    """Yield the lines of standard input; one that is no UTF-8 is read as far as it can be."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8-sig", "replace")
