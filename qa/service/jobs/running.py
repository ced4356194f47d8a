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
from pathlib import Path

from qa import language
from qa.assistant import Assistant
from qa.errors import JobUnknown, LibraryLocked, LibraryUnreachable, QaError, ServiceBusy
from qa.indexing.ingesting import SentFile
from qa.models import IngestItem, Progress
from qa.service.jobs.job import Job, Status
from qa.service.jobs.kept import MOST_KEPT, KeptJobs, item_json
from qa.service.jobs.turns import Turns
from qa.service.jobs.work import Work, found_work, new_work
from qa.service.problems.telling import InternalError
from qa.service.stopping import Stopped
from qa.service.uploads.contents import contents
from qa.service.uploads.spool import Spool, SpooledFile, found_spools
from qa.stages import Observer, observed, tell

MOST_WAITING = 32
"""How many uploads may arrive and wait at a time."""

PATIENCE_SECONDS = 300.0
"""How long a job waits for another process that writes to the library, and for a store that does not answer."""

STOP_SECONDS = 10.0
"""How long a job that is stopped may take for the article in hand; then this is left, and nothing of it is in."""

_RETRY_SECONDS = 0.5
_LAST_SECONDS = 3.0

log = logging.getLogger("qa.service")


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
        self._line: deque[Work] = deque()
        self._arriving = 0
        self._turns = Turns(self._changed)
        self.given_way = self._turns.given_way
        self._is_ending = self._is_aborted = False
        self._at_work: Work | None = None
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
        work = None if self._kept.has(spool.id) else found_work(spool)
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
        try:
            work = new_work(spool, files)
        except BaseException:
            spool.remove()
            raise
        with self._changed:
            self._jobs[work.job.id] = work.job
            self._line.append(work)
            self._changed.notify_all()
        return work.job

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

    # --- the thread ----------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._line or self._is_ending)
                if self._is_ending:
                    return
                self._at_work = work = self._line.popleft()
            with language.spoken(work.lang), observed(self._observer):
                try:
                    self._do(work)
                except Exception:  # those after it are to have their turn
                    log.exception("job %s was left", work.job.id)
                    work.job.end("failed", InternalError(), dt.datetime.now(dt.UTC))

    def _do(self, work: Work) -> None:
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

    def _put_in(self, work: Work, sources: Sequence[SentFile]) -> None:
        job = work.job
        job.run(len(sources))
        done = {item["path"] for item in work.spool.items()}
        until = time.monotonic() + self._patience

        def is_over() -> bool:
            return job.is_to_stop or self._is_ending

        def on_item(item: IngestItem) -> None:
            done.add(item.path)
            work.spool.add_item(item_json(item))
            job.add(item)

        def on_progress(progress: Progress) -> None:
            if self._is_aborted or (job.is_to_stop and time.monotonic() > job.left_at):
                raise Stopped
            job.go_on(progress)

        while left := [source for source in sources if source[0] not in done]:
            if not self._turns.take(is_over):
                return
            try:
                self._assistant.ingest_files(
                    left,
                    on_progress=on_progress,
                    on_item=on_item,
                    stop=lambda: is_over() or self._turns.is_wanted,
                )
            except (LibraryLocked, LibraryUnreachable):
                if time.monotonic() >= until:
                    raise
                job.wait()
                with self._changed:
                    self._changed.wait_for(is_over, min(_RETRY_SECONDS, max(until - time.monotonic(), 0)))
            else:
                until = time.monotonic() + self._patience
            finally:
                self._turns.give_back()

    def _finish(self, work: Work, error: QaError | None = None) -> None:
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
