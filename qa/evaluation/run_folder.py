"""The folder of a run: what is done is in it at once, and whatever happens after, it stays.

Records are lines that are only ever appended; everything else is written as a whole or not at all. A line that a kill
cut off is dropped when the run is taken up again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import filelock

from qa.errors import OutputUnwritable, RunDamaged, RunInUse
from qa.evaluation.record import (
    Judgement,
    NoteRecord,
    Place,
    QuestionRecord,
    Run,
    RunInfo,
    SentenceRecord,
)
from qa.evaluation.record_json import line, read_line, to_json
from qa.evaluation.suite import SectionRef, Suite
from qa.from_json import from_json
from qa.language import say
from qa.publishing.whole_file import write_whole

Record: TypeAlias = QuestionRecord | NoteRecord | SentenceRecord | Judgement
R = TypeVar("R", QuestionRecord, NoteRecord, SentenceRecord, Judgement)

INFO = "run.json"
SUITE = "suite.json"
PLACES = "places.json"
SCORES = "scores.json"
_FILES: dict[type[Any], str] = {
    QuestionRecord: "questions.jsonl",
    NoteRecord: "notes.jsonl",
    SentenceRecord: "sentences.jsonl",
    Judgement: "judgements.jsonl",
}
_NO_RECORD = (ValueError, KeyError, TypeError, AttributeError)


def runs_folder(home: Path) -> Path:
    """Return where the runs of a home are."""
    return home / "eval" / "runs"


def new_id(suite: str) -> str:
    """Return what a new run is called: when it began, on which suite, and something of its own.

    >>> bool(re.fullmatch(r"\\d{8}-\\d{6}-corpus-[0-9a-f]{4}", new_id("corpus")))
    True
    """
    name = re.sub(r"[^\w-]+", "-", suite).strip("-")[:40] or "suite"
    return f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}-{name}-{secrets.token_hex(2)}"


class RunFolder:
    """One run on disk. ``path`` is its folder; any number of threads may append.

    >>> from tempfile import mkdtemp
    >>> info = RunInfo(new_id("corpus"), "corpus", "", "h", "", "extractive", True, {}, {}, {})
    >>> folder = RunFolder.create(Path(mkdtemp()) / "run", info)
    >>> with folder.writing():
    ...     folder.append(SentenceRecord("s-1", 0.5, True))
    >>> RunFolder(folder.path).read().sentences
    (SentenceRecord(id='s-1', score=0.5, supported=True, seconds=0.0, failure=None),)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @classmethod
    def create(cls, path: Path, info: RunInfo, suite: Suite | None = None) -> RunFolder:
        """Make the folder of a new run, with what it is made with and what it asks.

        Articles that a benchmark's file holds are not kept with it. Raises :class:`OutputUnwritable`, also where a run
        is in the folder already.
        """
        if (path / INFO).exists():
            problem = say("a run is in it", "里面已有一次运行")
            raise OutputUnwritable(path=path, problem=problem)
        with _written(path):
            path.mkdir(parents=True, exist_ok=True)
        made = cls(path)
        if suite is not None:
            made.write(SUITE, json.dumps({**to_json(suite), "documents": []}, ensure_ascii=False))
        made.write_info(info)
        return made

    # --- writing ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the run, so that no other process writes it. Raises :class:`RunInUse`."""
        lock = filelock.FileLock(self.path / ".lock", timeout=0)
        with _written(self.path):
            try:
                lock.acquire()
            except filelock.Timeout as problem:  # an OSError, too
                raise RunInUse(run=self.reference) from problem
        try:
            for name in _FILES.values():
                self._drop_what_was_cut_off(self.path / name)
            yield
        finally:
            lock.release()

    def append(self, record: Record) -> None:
        """Put one record in; when this returns, it is on the disk. Raises :class:`OutputUnwritable`."""
        path = self.path / _FILES[type(record)]
        data = f"{line(record)}\n".encode()
        with self._lock, _written(path), path.open("ab") as file:
            before = file.tell()
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                # Of a disk that is full, what did fit is in it, and another record may still be to come.
                with contextlib.suppress(OSError):
                    os.truncate(path, before)
                raise

    def write(self, name: str, text: str) -> None:
        """Write a file of the run as a whole, such as a report. Raises :class:`OutputUnwritable`."""
        path = self.path / name
        with self._lock, _written(path):
            write_whole(path, text.encode("utf-8", "replace"))

    def write_info(self, info: RunInfo) -> None:
        """Write what the run is made with. Raises :class:`OutputUnwritable`."""
        self.write(INFO, json.dumps(to_json(info), ensure_ascii=False, indent=2))

    def write_places(self, places: Mapping[SectionRef, Place]) -> None:
        """Write where the gold sections are, so that the run can be measured again without its library."""
        self.write(PLACES, json.dumps({"places": to_json(list(places.values()))}, ensure_ascii=False))

    @staticmethod
    def _drop_what_was_cut_off(path: Path) -> None:
        with _written(path), contextlib.suppress(FileNotFoundError):
            data = path.read_bytes()
            if data and not data.endswith(b"\n"):
                os.truncate(path, data.rfind(b"\n") + 1)

    # --- reading ---------------------------------------------------------------------------------------

    @property
    def reference(self) -> str:
        """What the run may be called on the command line: its id, or its folder where that is none of a home."""
        is_at_home = self.path.parent.parts[-2:] == runs_folder(Path()).parts
        return self.path.name if is_at_home else str(self.path)

    @property
    def info(self) -> RunInfo:
        """What the run was made with. Raises :class:`RunDamaged`."""
        made: RunInfo = self._made(RunInfo, INFO, self._json(INFO))
        return made

    @property
    def suite(self) -> Suite:
        """What was asked, as it was then, without a benchmark's articles. Raises :class:`RunDamaged`."""
        made: Suite = self._made(Suite, SUITE, self._json(SUITE))
        return made

    @property
    def places(self) -> dict[SectionRef, Place]:
        """Where the gold sections are. Raises :class:`RunDamaged`."""
        shape = self._json(PLACES)
        made: tuple[Place, ...] = self._made(tuple[Place, ...], PLACES, shape.get("places"))
        return {place.ref: place for place in made}

    @property
    def scores(self) -> Any:
        """The JSON of the run's figures; ``None`` where it has none yet. Raises :class:`RunDamaged`."""
        return self._json(SCORES) if (self.path / SCORES).exists() else None

    def read(self) -> Run:
        """Return the run as far as it is done; of what was asked again, the last time counts.

        Raises :class:`RunDamaged`.
        """
        return Run(
            self.info,
            self._records(QuestionRecord),
            self._records(NoteRecord),
            self._records(SentenceRecord),
            self._records(Judgement),
        )

    def _records(self, kind: type[R]) -> tuple[R, ...]:
        path = self.path / _FILES[kind]
        try:
            *lines, _ = path.read_bytes().split(b"\n")  # what follows the last line's end was cut off
        except FileNotFoundError:
            return ()
        except OSError as problem:
            raise RunDamaged(path=path, problem=problem.strerror or problem) from problem
        found: dict[str, R] = {}
        for number, each in enumerate(lines, 1):
            try:
                record = read_line(kind, each.decode())
            except _NO_RECORD as problem:
                told = say(f"line {number} is no record", f"第 {number} 行不是记录")
                raise RunDamaged(path=path, problem=told) from problem
            found[key(record)] = record
        return tuple(found.values())

    def _made(self, kind: Any, name: str, shape: Any) -> Any:
        try:
            return from_json(kind, shape)
        except _NO_RECORD as problem:
            told = say("it is not what was written", "内容与写入的不符")
            raise RunDamaged(path=self.path / name, problem=told) from problem

    def _json(self, name: str) -> Any:
        path = self.path / name
        try:
            shape = json.loads(path.read_bytes())
            if not isinstance(shape, dict):
                raise ValueError(say("it is no object", "不是 JSON 对象"))
        except OSError as problem:
            raise RunDamaged(path=path, problem=problem.strerror or problem) from problem
        except ValueError as problem:
            raise RunDamaged(path=path, problem=problem) from problem
        return shape


def key(record: Record) -> str:
    """Return what a record is known by among those of its kind."""
    return record.article if isinstance(record, NoteRecord) else record.id


@contextlib.contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise OutputUnwritable(path=path, problem=problem.strerror or problem) from problem
