"""What each problem means: ``type`` of a problem leads here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from qa import errors
from qa.output import Json
from qa.service.problems import meanings
from qa.service.problems.details import phrase
from qa.service.responding import answer
from qa.service.shapes import answered_service, describing

router = APIRouter(tags=["service"])


@router.get("/problems", responses=describing.responses(answered_service.ProblemMeanings))
async def explain_all() -> Response:
    """List every problem that the service can answer with."""
    return answer({"problems": [meaning(code) for code in sorted(meanings.KINDS)]})


@router.get(
    "/problems/{code}",
    responses=describing.responses(answered_service.ProblemMeaning, errors.ResourceUnknown),
)
async def explain(
    request: Request, code: Annotated[str, Path(max_length=100, examples=["LibraryEmpty"])]
) -> Response:
    """Say what a problem means, in both languages; … stands for what is told of each case."""
    if code not in meanings.KINDS:
        raise errors.ResourceUnknown(path=request.url.path)
    return answer(meaning(code))


def meaning(code: str) -> Json:
    """Return the shape of what a problem means."""
    found = meanings.meaning(code)
    return {
        "code": code,
        "status": found.status,
        "title": phrase(found.status),
        "en": found.en,
        "zh": found.zh,
    }
