"""The figures of the service, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.service.observing.metrics import CONTENT_TYPE
from qa.service.service import Service

router = APIRouter(tags=["operation"])

_EXAMPLE = """\
# HELP zhangju_answers_total Answers, refusals among them.
# TYPE zhangju_answers_total counter
zhangju_answers_total{mode="extractive",status="answered"} 17.0
"""


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}}},
)
async def metrics(request: Request) -> Response:
    """Return what was counted since the service began, in the text format of Prometheus."""
    service: Service = request.app.state.service
    exposed = service.observation.metrics.exposed((service.searches, service.answers))
    return Response(exposed, media_type=None, headers={"Content-Type": CONTENT_TYPE})
