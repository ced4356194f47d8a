"""The jobs of the service: one is worked for at a time, since a library has one writer; the others wait in line.

What has arrived is on the disk, and stays there until its job is over: a service that ends, in whatever way, goes on with
it at its next start. Putting in an article twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qa import language
from qa.assistant import Assistant
from qa.errors import JobUnknown, LibraryLocked, LibraryUnreachable, QaError, ServiceBusy
from qa.indexing.ingesting import SentFile
from qa.models import IngestItem, Progress
from qa.service.jobs.job import Job, Status
from qa.service.jobs.kept import MOST_KEPT, KeptJobs, item_json, item_of
from qa.service.stopping import Stopped
from qa.service.telling import InternalError
from qa.service.uploads.contents import contents
from qa.service.uploads.spool import Spool, SpooledFile, found_spools
from qa.stages import Observer, observed, tell

MOST_WAITING = 32
"""How many uploads may arrive and wait at a time."""

PATIENCE_SECONDS = 300.0
"""How long a job waits for another process that writes to the library, and for a store that does not answer."""

STOP_SECONDS = 10.0
"""How long a job that is stopped may take for the article in hand; then this is left, and nothing of it is in."""

GIVE_WAY_SECONDS = 30.0
"""How long who wants to write in between waits for the article in hand."""

_RETRY_SECONDS = 0.5
_LAST_SECONDS = 3.0

log = logging.getLogger("qa.service")


@dataclass(frozen=True, slots=True)
class _Work:
    job: Job
    spool: Spool
    files: Sequence[SpooledFile]
    lang: language.Language


class Jobs:
    """Works for uploads, in one thread of its own, from :meth:`start` to :meth:`close`.

    :param assistant: Whose library they go into.
    :param home: The folder that ``uploads`` and ``jobs`` are in.
    :param patience: How long a job waits for the library.
    :param observer: Hears of the work.
    """

    def __init__(
        self,
        assistant: Assistant,
        home: Path,
        *,
        patience: float = PATIENCE_SECONDS,
        observer: Observer | None = None,
    ) -> None:
        self._assistant, self._patience, self._observer = assistant, patience, observer
        self.uploads = home / "uploads"
        """Where uploads are kept until they are in."""
        self._kept = KeptJobs(home / "jobs")
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._line: deque[_Work] = deque()
        self._arriving = 0
        self._wanted = 0
        self._is_writing = self._is_ending = self._is_aborted = False
        self._at_work: _Work | None = None
        self._thread: threading.Thread | None = None

    # --- from beginning to end -----------------------------------------------------------------------------

    def start(self) -> None:
        """Go on with what was not finished, and begin."""
        self._jobs = {job.id: job for job in self._kept.all()}
        for spool in found_spools(self.uploads):
            self._take_up(spool)
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    def _take_up(self, spool: Spool) -> None:
        work = None if self._kept.has(spool.id) else _found(spool)
        if work is None:  # over, or never whole
            spool.remove()
            return
        self._jobs[work.job.id] = work.job
        if spool.is_given_up:
            work.job.is_to_stop = True
            self._finish(work)
        else:
            log.info("job %s is gone on with", work.job.id)
            self._line.append(work)

    def ask_to_end(self) -> None:
        """Begin with no other article. What is not finished stays on the disk, for the next start."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()

    def end(self) -> None:
        """Leave the article in hand, of which nothing is in then."""
        self._is_aborted = True
        self.ask_to_end()

    @property
    def is_ended(self) -> bool:
        """Whether nothing is worked for any more."""
        return self._thread is None or not self._thread.is_alive()

    def close(self) -> None:
        """End, and wait for it for a bounded time."""
        self.end()
        if self._thread is not None:
            self._thread.join(_LAST_SECONDS)
        with self._changed:
            for work in self._line:
                work.spool.let_go()
            self._line.clear()

    # --- by requests ---------------------------------------------------------------------------------------

    @contextmanager
    def place(self) -> Iterator[None]:
        """Have a place in line for an upload that is about to arrive.

        :raises ServiceBusy: as many are arriving or waiting as may.
        """
        with self._changed:
            if self._arriving + len(self._line) >= MOST_WAITING:
                raise ServiceBusy(seconds=10)
            self._arriving += 1
        try:
            yield
        finally:
            with self._changed:
                self._arriving -= 1

    def add(self, spool: Spool, files: Sequence[SpooledFile]) -> Job:
        """Take an upload that has arrived, for good. Raises ``UploadUnwritable``, and then it is gone."""
        job = Job(spool.id, dt.datetime.now(dt.UTC), len(files))
        work = _Work(job, spool, tuple(files), language.current())
        try:
            spool.write_list(files, {"at": job.at.isoformat(), "lang": work.lang})
        except BaseException:
            spool.remove()
            raise
        with self._changed:
            self._jobs[job.id] = job
            self._line.append(work)
            self._changed.notify_all()
        return job

    def job(self, id: str) -> Job:
        """Return a job. Raises ``JobUnknown``."""
        try:
            return self._jobs[id]
        except KeyError:
            raise JobUnknown(job=id) from None

    def all(self) -> list[Job]:
        """Return the jobs, the latest first."""
        with self._changed:
            return sorted(self._jobs.values(), key=lambda job: (job.at, job.id), reverse=True)

    def stop(self, id: str) -> Job:
        """End a job after the article in hand, or without it where that takes long; what is in stays.

        :raises JobUnknown: there is none.
        """
        job = self.job(id)
        with self._changed:
            if not job.is_to_stop:
                job.is_to_stop, job.left_at = True, time.monotonic() + STOP_SECONDS
            waiting = next((work for work in self._line if work.job is job), None)
            if waiting is not None:
                self._line.remove(waiting)
            elif self._at_work is not None and self._at_work.job is job:
                self._at_work.spool.give_up()
            self._changed.notify_all()
        if waiting is not None:
            self._finish(waiting)
        return job

    @contextmanager
    def given_way(self) -> Iterator[None]:
        """Have the library to oneself, between two articles of the job that is worked for.

        Whoever waits too long for the article in hand finds the library locked.
        """
        with self._changed:
            self._wanted += 1
            self._changed.wait_for(lambda: not self._is_writing, GIVE_WAY_SECONDS)
        try:
            yield
        finally:
            with self._changed:
                self._wanted -= 1
                self._changed.notify_all()

    # --- the thread ----------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._line or self._is_ending)
                if self._is_ending:
                    return
                self._at_work = work = self._line.popleft()
            with language.spoken(work.lang), observed(self._observer):
                self._do(work)

    def _do(self, work: _Work) -> None:
        error: QaError | None = None
        try:
            with contents(work.spool, work.files) as sources:
                self._put_in(work, sources)
        except Stopped:
            pass
        except QaError as problem:
            error = problem
        except Exception:
            log.exception("job %s failed inside", work.job.id)
            error = InternalError()
        if error is None and self._is_ending and not work.job.is_to_stop and work.job.is_unfinished:
            work.job.wait()
            work.spool.let_go()
        else:
            self._finish(work, error)

    def _put_in(self, work: _Work, sources: Sequence[SentFile]) -> None:
        job = work.job
        job.run(len(sources))
        done = {item["path"] for item in work.spool.items()}
        until = time.monotonic() + self._patience

        def on_item(item: IngestItem) -> None:
            done.add(item.path)
            work.spool.add_item(item_json(item))
            job.add(item)

        def on_progress(progress: Progress) -> None:
            if self._is_aborted or (job.is_to_stop and time.monotonic() > job.left_at):
                raise Stopped
            job.go_on(progress)

        while left := [source for source in sources if source[0] not in done]:
            if not self._has_turn(job):
                return
            try:
                self._assistant.ingest_files(
                    left,
                    on_progress=on_progress,
                    on_item=on_item,
                    stop=lambda: job.is_to_stop or self._is_ending or self._wanted > 0,
                )
            except (LibraryLocked, LibraryUnreachable):
                if time.monotonic() >= until:
                    raise
                job.wait()
                with self._changed:
                    self._changed.wait_for(
                        lambda: self._is_ending or job.is_to_stop,
                        min(_RETRY_SECONDS, max(until - time.monotonic(), 0)),
                    )
            else:
                until = time.monotonic() + self._patience
            finally:
                with self._changed:
                    self._is_writing = False
                    self._changed.notify_all()

    def _has_turn(self, job: Job) -> bool:
        """Wait until nobody wants to write in between; say whether the job is to go on then."""
        with self._changed:
            self._changed.wait_for(lambda: not self._wanted or self._is_ending or job.is_to_stop)
            self._is_writing = not (self._is_ending or job.is_to_stop)
            return self._is_writing

    def _finish(self, work: _Work, error: QaError | None = None) -> None:
        """Take the upload off the disk; who sees that the job is over finds nothing of it there any more."""
        job, ended = work.job, dt.datetime.now(dt.UTC)
        is_stopped = job.is_to_stop and job.is_unfinished
        status: Status = "failed" if error else "stopped" if is_stopped else "done"
        self._kept.keep(job, status, error, ended)
        with self._changed:
            if self._at_work is work:
                self._at_work = None
        work.spool.remove()
        job.end(status, error, ended)
        tell(job, status)
        log.info("job %s: %s, %s", job.id, status, job.seen().outcomes)
        over = [known for known in self.all() if known.is_over]
        for old in over[MOST_KEPT:]:
            self._kept.forget(old.id)
            with self._changed:
                self._jobs.pop(old.id, None)


def _found(spool: Spool) -> _Work | None:
    """Return the work for an upload of another process, or ``None`` where it never arrived as a whole."""
    listed = spool.read_list()
    if listed is None:
        return None
    files, about = listed
    try:
        job = Job(spool.id, dt.datetime.fromisoformat(about["at"]), len(files))
        for item in spool.items():
            job.add(item_of(item))
        return _Work(job, spool, files, "zh" if about["lang"] == "zh" else "en")
    except (KeyError, TypeError, ValueError):
        return None
