"""The runs of the evaluation, and their reports: pages of their own, which a browser shows in a frame."""

from __future__ import annotations

import base64
import hashlib
import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa import language
from qa.errors import ResourceUnknown, RunUnknown
from qa.service.access import passes
from qa.service.responding import answer, while_connected
from qa.service.service import Service
from qa.service.shapes import answered_runs, describing

router = APIRouter(tags=["service"])

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@router.get("/v1/evaluations", responses=describing.responses(answered_runs.Evaluations))
async def listed(request: Request) -> Response:
    """List the runs with their headline figures, the newest first."""
    service: Service = request.app.state.service
    reports = service.reports
    found = await while_connected(request, service.searches, reports.runs) if reports else []
    return answer({"runs": found})


@router.get("/v1/evaluations/{run}", responses=describing.responses(answered_runs.OpenedReport, RunUnknown))
async def opened(request: Request, run: str) -> Response:
    """Return one run, and where its report can be opened in a browser, which cannot send a key along."""
    service: Service = request.app.state.service
    reports = service.reports
    runs = await while_connected(request, service.searches, reports.runs) if reports else []
    found = next((each for each in runs if each["id"] == run), None)
    if found is None:
        raise RunUnknown(run=run)
    address = f"/reports/{service.passes.issue(run, language.current())}"
    return answer({"run": found, "report": address, "seconds": passes.SECONDS})


@router.get("/evaluations/{run}", include_in_schema=False)
async def report(request: Request, run: str) -> Response:
    """Return the report of a run, to who has a key."""
    return await _report(request, run)


@router.get("/reports/{given}", include_in_schema=False)
async def report_by_pass(request: Request, given: str) -> Response:
    """Return the report that a pass is for."""
    service: Service = request.app.state.service
    found = service.passes.read(given)
    if found is None:
        raise ResourceUnknown(path="/reports/…")
    with language.spoken(found.language):
        return await _report(request, found.run)


async def _report(request: Request, run: str) -> Response:
    service: Service = request.app.state.service
    reports = service.reports
    page = await while_connected(request, service.searches, lambda: reports.page(run)) if reports else None
    if page is None:
        raise RunUnknown(run=run)
    return Response(page, 200, _headers(page), "text/html; charset=utf-8")


def _headers(page: str) -> dict[str, str]:
    """Return what a report may do: show itself by its one style sheet, within a frame of this page."""
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(page)) or "'none'"
    policy = (
        f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, no-store",
    }


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
