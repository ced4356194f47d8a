"""A job with all that is needed to do it, as it is in line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from qa import language
from qa.service.jobs.job import Job
from qa.service.jobs.kept import item_of
from qa.service.uploads.spool import Spool, SpooledFile


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: ``lang`` is the language of who sent it, for what is written down of it."""

    job: Job
    spool: Spool
    files: Sequence[SpooledFile]
    lang: language.Language


def new_work(spool: Spool, files: Sequence[SpooledFile]) -> Work:
    """Return the work for an upload that has arrived, once it is written down. Raises ``UploadUnwritable``."""
    job = Job(spool.id, dt.datetime.now(dt.UTC), len(files))
    work = Work(job, spool, tuple(files), language.current())
    spool.write_list(files, {"at": job.at.isoformat(), "lang": work.lang})
    return work


def found_work(spool: Spool) -> Work | None:
    """Return the work for an upload of another process, or ``None`` where it never arrived as a whole."""
    listed = spool.read_list()
    if listed is None:
        return None
    files, about = listed
    try:
        job = Job(spool.id, dt.datetime.fromisoformat(about["at"]), len(files))
        for item in spool.items():
            job.add(item_of(item))
        return Work(job, spool, files, "zh" if about["lang"] == "zh" else "en")
    except (KeyError, TypeError, ValueError):
        return None
