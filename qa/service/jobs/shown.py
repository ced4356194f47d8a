"""A job as it is told to clients."""

from __future__ import annotations

from qa.output import Json
from qa.service import showing, telling
from qa.service.jobs.job import Job


def to_json(job: Job, *, with_items: bool = True) -> Json:
    """Return a job, in the language in force.

    :param with_items: Whether with what became of each file; a list of jobs does without.
    """
    status, total, current, progress, items, error = job.seen()
    outcomes = job.outcomes()
    return {
        "id": job.id,
        "status": status,
        "at": job.at.isoformat(),
        "ended": job.ended.isoformat() if job.ended else None,
        "done": sum(outcomes.values()),
        "total": total,
        "current": current,
        "progress": {"stage": progress.stage, "done": progress.done, "total": progress.total}
        if progress
        else None,
        "outcomes": outcomes,
        "items": [showing.to_json(item) for item in items] if with_items else [],
        "error": telling.to_json(error) if error else None,
    }
