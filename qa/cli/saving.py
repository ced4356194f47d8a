"""A conversation as a file: Markdown, each sentence with the place that it stands on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from qa.cli.texts import text
from qa.errors import OutputUnwritable
from qa.models import Answer
from qa.publishing.pages import footnotes, marks, plain
from qa.publishing.places import Numbers
from qa.publishing.whole_file import write_whole


def markdown(answers: Sequence[Answer]) -> str:
    """Return questions, answers and citations as Markdown; the citations of all answers are numbered through."""
    numbers = Numbers()
    blocks: list[str] = []
    for answer in answers:
        blocks.append(f"## {plain(answer.question)}")
        if answer.understood_as:
            blocks.append(f"*{text('chat.understood', question=plain(answer.understood_as))}*")
        if answer.sentences:
            blocks.append("\n".join(plain(each.text) + marks(each, numbers) for each in answer.sentences))
        if answer.status != "answered":
            key = "ask.refused" if answer.status == "refused" else "ask.partial"
            blocks.append(f"*{plain(text(key, reason=answer.reason or text('ask.no_reason')))}*")
    blocks += footnotes(numbers, with_files=True)
    return "\n\n".join(blocks) + "\n"


def may_replace(file: Path) -> bool:
    """Whether a file may be written: it is not there, or who sits at the terminal agrees to replace it."""
    if not file.exists() or file.is_dir():
        return True  # a folder is what save() reports
    if not sys.stdin.isatty():
        return False
    print(text("chat.replace", path=file), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def save(file: Path, answers: Sequence[Answer]) -> None:
    """Write a conversation: all of it, or nothing. Raises :class:`qa.errors.OutputUnwritable`."""
    try:
        write_whole(file.resolve(), markdown(answers).encode())  # where a link points to, not the link
    except OSError as error:
        raise OutputUnwritable(path=file, problem=error.strerror or str(error)) from error
