"""Articles that are sent: taken down while they come, and put in by a job."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qa import errors
from qa.service.jobs import shown
from qa.service.responding import answer
from qa.service.service import Service
from qa.service.shapes import answered_articles, describing
from qa.service.uploads.arriving import FORM, JSON, TEXTS, TextSent, arrived

router = APIRouter(tags=["articles"])

_FILES: dict[str, Any] = {
    "type": "object",
    "required": ["files"],
    "additionalProperties": False,
    "properties": {
        "files": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "format": "binary"},
            "description": "Each with its name: `.md`, `.markdown`, `.txt`, `.html`, `.htm`, `.xhtml`, or a `.zip` of these.",
        }
    },
}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        FORM: {"schema": _FILES},
        JSON: {"schema": TextSent.model_json_schema()},
        **{kind: {"schema": {"type": "string"}} for kind in TEXTS},
    },
}


@router.post(
    "/v1/articles",
    status_code=202,
    openapi_extra={"requestBody": _BODY},
    responses=describing.responses(
        answered_articles.Job,
        errors.FilesTooMany,
        errors.UploadUnwritable,
        status=202,
        description="The job that puts them in; `Location` is where to ask for it.",
    ),
)
async def upload(
    request: Request,
    name: Annotated[  # noqa: ARG001 - read where the body is
        str | None,
        Query(
            max_length=1000, description="What a bare text is called; files and JSON have names of their own."
        ),
    ] = None,
) -> Response:
    """Put articles in: files in a form, a text in JSON, or a bare text with its name in the query.

    A file of the same name as before is the next version of that article.
    """
    service: Service = request.app.state.service
    jobs = service.jobs
    with jobs.place():
        spool, files = await arrived(request, jobs.uploads, service.settings.serve_megabytes * 1024 * 1024)
        # Not to be broken off: from here on the job is there, whether or not the client hears of it.
        job = await asyncio.shield(asyncio.to_thread(jobs.add, spool, files))
    response = answer(shown.to_json(job), 202)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return response
