"""Whether the service lives, and whether it is of use: for whoever starts, restarts and sends it requests."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.models import Check
from qa.service.responding import answer
from qa.service.running.ending import RETRY_SECONDS
from qa.service.service import Service
from qa.service.shapes import answered_service, describing

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=describing.responses(answered_service.Alive))
async def alive() -> Response:
    """Say that requests are taken; whether they can be met is another question."""
    return answer({"status": "alive"})


@router.get(
    "/readyz",
    responses={
        **describing.responses(answered_service.Readiness),
        **describing.responses(
            answered_service.Readiness, status=503, description="Not yet, or not any more."
        ),
    },
)
async def ready(request: Request) -> Response:
    """Say whether questions can be answered: 200, or 503 with the checks that fail.

    The library is looked at every second, and not by this request, which costs next to nothing.
    """
    service: Service = request.app.state.service
    ending = service.ending.is_asked
    checks = [*service.watch.checks(), Check("running", not ending, "stopping" if ending else "")]
    is_ready = all(check.ok for check in checks)
    told = answer(
        {
            "status": "ready" if is_ready else "not ready",
            "checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks],
        },
        200 if is_ready else 503,
    )
    if not is_ready:
        told.headers["Retry-After"] = str(RETRY_SECONDS)
    return told
