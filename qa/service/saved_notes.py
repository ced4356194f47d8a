"""The notes that editors saved: each beside its article, never a source for an answer.

One file an article, replaced as a whole, with the versions before it. Two editors who save at the same time lose
nothing: who names the version that they began with is told that there is another, and who does not finds the other's
text among the earlier ones. A note outlives its article: it is somebody's work, and the article may come back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import filelock

from qa.errors import SavedNoteChanged, SavedNotesUnusable, SavedNoteUnknown
from qa.language import say
from qa.output import Json
from qa.publishing.whole_file import write_whole

MOST_VERSIONS = 20
"""How many versions of a note are kept, the last one included."""

LONGEST_SAVED = 20_000
"""The most characters of a note that is saved."""

_LOCK_SECONDS = 5.0
_ID = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class Version:
    """A note as somebody saved it; ``revision`` is the article's then, ``by`` the name of the key, if there was one."""

    text: str
    revision: str
    at: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SavedNote:
    """The note of an article, with what it was before, the latest first."""

    article: str
    title: str
    versions: tuple[Version, ...]

    @property
    def tag(self) -> str:
        """What the latest version is known by; two savings of the same text differ in it."""
        latest = json.dumps([self.article, asdict(self.versions[0])], sort_keys=True)
        return hashlib.blake2b(latest.encode(), digest_size=8).hexdigest()


Condition = Callable[[SavedNote | None], bool]
"""Whether what is there is what somebody expects to replace."""


def anything(found: SavedNote | None) -> bool:  # noqa: ARG001 - it is a Condition
    """Replace whatever is there."""
    return True


class SavedNotes:
    """The notes in a folder, which is made when the first is saved.

    >>> from tempfile import mkdtemp
    >>> notes = SavedNotes(Path(mkdtemp()) / "notes")
    >>> first = notes.save("a1b2c3", "渡口", "渡船每天六班。", revision="17", by="lin")
    >>> second = notes.save("a1b2c3", "渡口", "渡船每天有六班。", revision="17")
    >>> [version.text for version in notes.of("a1b2c3").versions]
    ['渡船每天有六班。', '渡船每天六班。']
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def of(self, article: str) -> SavedNote:
        """Return the note of an article.

        :raises SavedNoteUnknown: none is saved.
        :raises SavedNotesUnusable: its file cannot be read.
        """
        found = self._found(article)
        if found is None:
            raise SavedNoteUnknown(article=article)
        return found

    def has(self, article: str) -> bool:
        """Whether there is a note under this id."""
        return bool(_ID.fullmatch(article)) and self._file(article).exists()

    def save(
        self,
        article: str,
        title: str,
        text: str,
        *,
        revision: str,
        by: str | None = None,
        expected: Condition = anything,
    ) -> SavedNote:
        """Save a note; the one before it is kept as an earlier version.

        :raises SavedNoteChanged: what is there is not what was expected.
        :raises SavedNotesUnusable: it cannot be written.
        """
        at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        with self._changing(article):
            found = self._expected(article, expected)
            earlier = found.versions if found else ()
            versions = (Version(text, revision, at, by), *earlier)[:MOST_VERSIONS]
            saved = SavedNote(article, title, versions)
            write_whole(self._file(article), _written(saved))
        return saved

    def remove(self, article: str, *, expected: Condition = anything) -> SavedNote:
        """Forget a note with all of its versions, and return it.

        :raises SavedNoteUnknown: none is saved.
        :raises SavedNoteChanged: what is there is not what was expected.
        """
        with self._changing(article):
            found = self._expected(article, expected)
            if found is None:
                raise SavedNoteUnknown(article=article)
            self._file(article).unlink()
        return found

    def _expected(self, article: str, expected: Condition) -> SavedNote | None:
        found = self._found(article)
        if not expected(found):
            by = found.versions[0].by if found else None
            raise SavedNoteChanged(article=article, by=by or say("somebody else", "其他人"))
        return found

    def _found(self, article: str) -> SavedNote | None:
        try:
            written = self._file(article).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise self._unusable(article, problem) from problem
        try:
            return _read(json.loads(written))
        except (ValueError, TypeError, KeyError) as problem:
            raise self._unusable(article, problem) from problem

    @contextmanager
    def _changing(self, article: str) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # The one lock is for the threads of this process, the other for other processes.
            with self._lock, filelock.FileLock(self._folder / ".lock", timeout=_LOCK_SECONDS):
                yield
        except OSError as problem:  # filelock's Timeout is one
            raise self._unusable(article, problem) from problem

    def _file(self, article: str) -> Path:
        if not _ID.fullmatch(article):  # it becomes the name of a file
            raise SavedNoteUnknown(article=article)
        return self._folder / f"{article}.json"

    @staticmethod
    def _unusable(article: str, problem: Exception) -> SavedNotesUnusable:
        busy = say("another process is saving", "另一个进程正在保存")
        told = busy if isinstance(problem, filelock.Timeout) else getattr(problem, "strerror", None)
        return SavedNotesUnusable(article=article, problem=told or type(problem).__name__)


def _written(note: SavedNote) -> bytes:
    return (json.dumps(asdict(note), ensure_ascii=False, indent=1) + "\n").encode()


def _read(written: Json) -> SavedNote:
    note = SavedNote(written["article"], written["title"], ())
    return replace(note, versions=tuple(Version(**version) for version in written["versions"]))


def shape(note: SavedNote, revision: str | None) -> Json:
    """Return the JSON of a note.

    :param revision: What the article's is now; None where there is no such article any more.

    >>> note = SavedNote("a1b2c3", "渡口", (Version("渡船每天六班。", "17", "2026-03-02T08:00:00.000+00:00"),))
    >>> shape(note, "18")["stale"], shape(note, "17")["stale"]
    (True, False)
    """
    latest, *earlier = note.versions
    return {
        "article": note.article,
        "title": note.title,
        "text": latest.text,
        "revision": latest.revision,
        "at": latest.at,
        "by": latest.by,
        "stale": latest.revision != revision,
        "tag": note.tag,
        "earlier": [asdict(version) for version in earlier],
    }
