"""Jobs: how far they are, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from qa import errors
from qa.service.jobs import shown
from qa.service.jobs.job import Job
from qa.service.jobs.kept import MOST_KEPT
from qa.service.responding import answer, event, events, wants_events
from qa.service.service import Service
from qa.service.shapes import answered_articles, describing

router = APIRouter(tags=["jobs"])

LOOK_SECONDS = 0.2
"""How often a stream looks whether there is something new."""

Named = Annotated[str, Path(max_length=64, description="A job's id.")]


@router.get("/v1/jobs", responses=describing.responses(answered_articles.Jobs))
async def listed(request: Request, limit: Annotated[int, Query(ge=1, le=2 * MOST_KEPT)] = 50) -> Response:
    """List jobs, the latest first, without what became of each file."""
    service: Service = request.app.state.service
    jobs = service.jobs.all()[:limit]
    return answer({"jobs": [shown.to_json(job, with_items=False) for job in jobs]})


@router.get(
    "/v1/jobs/{job}",
    responses=describing.responses(
        answered_articles.Job, errors.JobUnknown, events={"job": answered_articles.Job}
    ),
)
async def one(request: Request, job: Named) -> Response:
    """Say how far a job is. With ``Accept: text/event-stream``, on each change until it is over."""
    service: Service = request.app.state.service
    found = service.jobs.job(job)
    if wants_events(request):
        return events(request, _changes(found))
    return answer(shown.to_json(found))


@router.delete("/v1/jobs/{job}", responses=describing.responses(answered_articles.Job, errors.JobUnknown))
async def stop(request: Request, job: Named) -> Response:
    """End a job after the article in hand, or without it where that takes long. What is in by then stays in."""
    service: Service = request.app.state.service
    return answer(shown.to_json(await asyncio.to_thread(service.jobs.stop, job)))


async def _changes(job: Job) -> AsyncGenerator[bytes]:
    told = None
    while True:
        version, is_over = job.version, job.is_over
        if version != told:
            told = version
            yield event("job", shown.to_json(job))
        if is_over:
            return
        await asyncio.sleep(LOOK_SECONDS)
