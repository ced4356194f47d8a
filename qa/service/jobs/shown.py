"""A job as it is told to clients."""

from __future__ import annotations

from qa.output import Json
from qa.service import showing
from qa.service.jobs.job import Job
from qa.service.problems import telling


def to_json(job: Job, *, with_items: bool = True) -> Json:
    """Return a job, in the language in force.

    :param with_items: Whether with what became of each file; a list of jobs does without.
    """
    seen = job.seen()
    progress = seen.progress
    return {
        "id": job.id,
        "status": seen.status,
        "at": job.at.isoformat(),
        "ended": seen.ended.isoformat() if seen.ended else None,
        "done": sum(seen.outcomes.values()),
        "total": seen.total,
        "current": seen.current,
        "progress": progress and {"stage": progress.stage, "done": progress.done, "total": progress.total},
        "outcomes": seen.outcomes,
        "items": [showing.to_json(item) for item in seen.items] if with_items else [],
        "error": seen.error and telling.to_json(seen.error),
    }
