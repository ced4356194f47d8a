"""The file of an article, and an editor's note in it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import (
    FileChanged,
    FileUnwritable,
    NoteExists,
    NotePlaceMissing,
    QaError,
    ReadingError,
)
from qa.language import say
from qa.models import Article
from qa.publishing.front_matter import with_note
from qa.publishing.whole_file import write_new, write_whole
from qa.reading.article import read_text
from qa.reading.encoding import decode
from qa.reading.files import read_bytes
from qa.reading.front_matter import find_front_matter
from qa.reading.markdown import kind_of

_MARKDOWN_ENDINGS = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file as it was read: a note goes into it only if it is still the same.

    ``path`` is where links lead to, ``name`` what messages call it.
    """

    path: Path
    name: str
    data: bytes
    article: Article
    warnings: tuple[QaError, ...] = ()


def open_manuscript(path: str | Path) -> Manuscript:
    """Read a file. Raises :class:`qa.errors.ReadingError`."""
    name = str(path)
    data = read_bytes(path)
    real = Path(path).resolve()
    reading = read_text(decode(data, name=name), name=name, origin=str(real))
    return Manuscript(real, name, data, reading.article, reading.warnings)


def manuscript_of(article: Article) -> Manuscript:
    """Return the file that an article of the library was read from, if it still has the same text.

    Raises :class:`NotePlaceMissing` for an article that came from no file of this machine, :class:`FileChanged`, and
    :class:`qa.errors.ReadingError` where the file is gone.
    """
    if article.origin is None:
        came = say(
            "it was ingested from standard input and has no file", "它是从标准输入收录的，没有对应的文件"
        )
        raise NotePlaceMissing(path=f"《{article.title}》", problem=came)
    if not Path(article.origin).is_absolute():
        came = say(
            f"it was sent to the service as {article.origin}, and the file is elsewhere",
            f"它是以 {article.origin} 为名上传的，原文件不在这台机器上",
        )
        raise NotePlaceMissing(path=f"《{article.title}》", problem=came)
    manuscript = open_manuscript(article.origin)
    if _said(manuscript.article) != _said(article):
        raise FileChanged(path=article.origin, remedy=f"qa ingest {article.origin}")
    return manuscript


def _said(article: Article) -> object:
    sections = [(section.path, section.text) for section in article.sections if section.index >= 0]
    return article.title, sections


def require_place(manuscript: Manuscript, *, force: bool = False) -> None:
    """Raise what :func:`write_note` would raise whatever the note, so that none is written for nothing."""
    if manuscript.article.editor_note and not force:
        raise NoteExists(path=manuscript.name)
    _require_permission(manuscript)
    _with_note(manuscript, say("A note.", "一句话。"))


def write_note(manuscript: Manuscript, note: str, *, force: bool = False) -> Path | None:
    """Put a note into the front matter of a file, and return where the file is kept as it was, or None if it is the same.

    All other bytes stay as they are, and so do the file's permissions. The file is replaced as a whole; what was
    there before is beside it, as ``NAME.bak``, or ``NAME.bak2`` and so on where there is another.

    :raises NoteExists: it has a note, and ``force`` is not set.
    :raises NotePlaceMissing: it has no front matter that could be added to, and cannot be given one.
    :raises FileChanged: it is not what it was when it was read.
    :raises FileUnwritable: it or its folder may not be written to.
    """
    if manuscript.article.editor_note and not force:
        raise NoteExists(path=manuscript.name)
    path = manuscript.path

    def require_same() -> None:
        try:
            is_same = read_bytes(path) == manuscript.data
        except ReadingError:
            is_same = False
        if not is_same:
            raise FileChanged(path=manuscript.name, remedy=f"qa note {manuscript.name} --write")

    require_same()
    _require_permission(manuscript)
    made = _with_note(manuscript, note)
    if made == manuscript.data:
        return None
    try:
        like = path.stat()
        backup = _keep(path, manuscript.data, like)
        write_whole(path, made, like=like, last=require_same)
    except OSError as error:
        raise FileUnwritable(path=manuscript.name, problem=error.strerror or str(error)) from error
    return backup


def _require_permission(manuscript: Manuscript) -> None:
    # The superuser may write to what is marked as read-only, but is not meant to.
    try:
        for path in (manuscript.path, manuscript.path.parent):
            if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
                raise FileUnwritable(path=manuscript.name, problem=say("read-only", "只读"))
    except OSError as error:
        raise FileUnwritable(path=manuscript.name, problem=error.strerror or str(error)) from error


def _with_note(manuscript: Manuscript, note: str) -> bytes:
    data, name = manuscript.data, manuscript.name
    text = decode(data, name=name)
    if find_front_matter(text, name=name) is None:
        if text.lstrip("\ufeff \t\r\n").startswith("+++"):
            toml = say("its front matter is TOML, not YAML", "它的 front matter 是 TOML，不是 YAML")
            raise NotePlaceMissing(path=name, problem=toml)
        kind = kind_of(text, name=name, has_front_matter=False)
        is_page = kind == "html" and not name.lower().endswith(_MARKDOWN_ENDINGS)
        if is_page or kind == "plain":
            raise NotePlaceMissing(path=name, problem=_no_place(is_page=is_page))
    made = with_note(data, note, name=name)
    read = read_text(decode(made, name=name), name=name, origin=manuscript.article.origin).article
    if replace(read, editor_note=None) != replace(manuscript.article, editor_note=None):
        raise NotePlaceMissing(path=name, problem=_no_place(is_page=False))
    return made


def _no_place(*, is_page: bool) -> str:
    if is_page:
        return say("it is an HTML page, which has no front matter", "它是 HTML 网页，没有 front matter")
    return say(
        "it is plain text, and front matter would have it read as Markdown; give it front matter or save it as .md",
        "它是纯文本，加上 front matter 就会被当作 Markdown；请自行加上 front matter，或另存为 .md",
    )


def _keep(path: Path, data: bytes, like: os.stat_result) -> Path:
    """Keep what a file was; never in the place of something else, and not twice."""
    number = 1
    while True:
        backup = path.with_name(f"{path.name}.bak{number if number > 1 else ''}")
        try:
            write_new(backup, data, like=like)
        except FileExistsError:
            if backup.is_file() and backup.read_bytes() == data:
                return backup
            number += 1
        else:
            return backup
