"""A conversation as a file: Markdown, each sentence with the place that it stands on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from qa.cli.tables import one_line, path
from qa.cli.texts import text
from qa.errors import OutputUnwritable
from qa.models import Answer, Citation
from qa.text import clean


def markdown(answers: Sequence[Answer]) -> str:
    """Return questions, answers and citations as Markdown; the citations of all answers are numbered through."""
    numbers: dict[Citation, int] = {}
    blocks: list[str] = []
    for answer in answers:
        blocks.append(f"## {_plain(answer.question)}")
        if answer.understood_as:
            blocks.append(f"*{text('chat.understood', question=_plain(answer.understood_as))}*")
        lines = []
        for sentence in answer.sentences:
            for citation in sentence.citations:
                numbers.setdefault(citation, len(numbers) + 1)
            marks = sorted({numbers[citation] for citation in sentence.citations})
            lines.append(_plain(sentence.text) + "".join(f"[^{number}]" for number in marks))
        if lines:
            blocks.append("\n".join(lines))
        if answer.status != "answered":
            key = "ask.refused" if answer.status == "refused" else "ask.partial"
            blocks.append(f"*{_plain(text(key, reason=answer.reason or text('ask.no_reason')))}*")
    for citation, number in numbers.items():
        place = _plain(path(citation.title, citation.path, citation.anchor))
        source = f" ({_plain(citation.source)})" if citation.source else ""
        blocks.append(f"[^{number}]: {place}{source}: “{_plain(one_line(citation.quote))}”")
    return "\n\n".join(blocks) + "\n"


def _plain(words: str) -> str:
    """Return words that Markdown shows as they are, on one line."""
    for mark in "\\`*_[]<>#":
        words = words.replace(mark, f"\\{mark}")
    return " ".join(clean(words).split())


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
    file = file.resolve()  # where a link points to, not the link
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(markdown(answers))
                opened.flush()
                os.fsync(opened.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputUnwritable(path=file, problem=error.strerror or str(error)) from error
