"""Jobs on the disk: what became of those that are over, one small JSON file each, so that a restart forgets none.

Errors are kept by their names and details, and are told in the language of whoever asks.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa import errors, output
from qa.errors import QaError
from qa.models import IngestItem
from qa.output import Json
from qa.publishing.whole_file import write_whole
from qa.service.jobs.job import Job, Status
from qa.service.problems.telling import InternalError, ours

MOST_KEPT = 200
"""How many jobs that are over are kept."""

KEPT_DAYS = 7
"""For how many days."""

_NAME = re.compile(r"[0-9a-f]{16}\.json")

log = logging.getLogger("qa.service")


class KeptJobs:
    """The folder of jobs that are over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, job: Job, status: Status, error: QaError | None, ended: dt.datetime) -> None:
        """Write down how a job ends. Where that is not possible, it is known until the service ends."""
        seen = job.seen()
        kept = {
            "id": job.id,
            "at": job.at.isoformat(),
            "ended": ended.isoformat(),
            "status": status,
            "total": seen.total,
            "outcomes": seen.outcomes,
            "items": [item_json(item) for item in seen.items],
            "error": _error_json(error) if error else None,
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._folder / f"{job.id}.json", json.dumps(kept, ensure_ascii=False).encode())
        except OSError as problem:
            log.warning("job %s cannot be kept: %s", job.id, problem.strerror)

    def has(self, job: str) -> bool:
        """Whether a job is over."""
        return (self._folder / f"{job}.json").is_file()

    def all(self) -> list[Job]:
        """Return the jobs that are kept, the oldest first, and forget those that need not be."""
        found = sorted(self._read(), key=lambda job: (job.at, job.id))
        oldest = dt.datetime.now(dt.UTC) - dt.timedelta(days=KEPT_DAYS)
        staying = [job for job in found[-MOST_KEPT:] if job.at >= oldest]
        for job in found:
            if job not in staying:
                self.forget(job.id)
        return staying

    def forget(self, job: str) -> None:
        """Keep a job no longer."""
        with contextlib.suppress(OSError):
            (self._folder / f"{job}.json").unlink(missing_ok=True)

    def _read(self) -> Iterator[Job]:
        with contextlib.suppress(OSError):
            for file in self._folder.iterdir():
                if _NAME.fullmatch(file.name):
                    try:
                        yield _job(json.loads(file.read_bytes()))
                    except (OSError, ValueError, KeyError, TypeError, AttributeError):
                        log.warning("the job %s cannot be read and is left out", file.stem)


def _job(kept: Json) -> Job:
    job = Job(kept["id"], dt.datetime.fromisoformat(kept["at"]), kept["total"])
    job.recall(
        kept["status"],
        kept["outcomes"],
        [item_of(item) for item in kept["items"]],
        _error_of(kept["error"]) if kept["error"] else None,
        dt.datetime.fromisoformat(kept["ended"]),
    )
    return job


def item_json(item: IngestItem) -> Json:
    """Return an item as it is kept."""
    return {
        **output.to_json(item),
        "error": _error_json(item.error) if item.error else None,
        "warnings": [_error_json(warning) for warning in item.warnings],
    }


def item_of(kept: Json) -> IngestItem:
    """Return the item again. Raises ``KeyError`` or ``TypeError`` for what is none."""
    error = _error_of(kept["error"]) if kept["error"] else None
    warnings = tuple(_error_of(warning) for warning in kept["warnings"])
    return IngestItem(**{**kept, "error": error, "warnings": warnings})


def _error_json(error: Exception) -> Json:
    told = ours(error)
    # As far as JSON has it: messages put numbers in their own way.
    plain = {
        name: value if isinstance(value, int | float | None) else str(value)
        for name, value in told.details.items()
    }
    return {"code": told.code, "details": plain}


def _error_of(kept: Json) -> QaError:
    kind: Any = getattr(errors, kept["code"], InternalError)
    if not (isinstance(kind, type) and issubclass(kind, QaError)):
        return InternalError()
    try:
        return kind(**kept["details"])
    except (KeyError, ValueError):  # of a version with other details
        return InternalError()
