"""What goes wrong, as RFC 9457 problem details: one status for each error, nothing of the inside.

``type`` is a path of this service that says what the problem is; ``code`` and ``details`` are those of the
command's ``--json``.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from qa import errors
from qa.errors import QaError
from qa.output import Json
from qa.service.observing.routes import flat
from qa.service.problems import telling
from qa.service.problems.validating import problem_of, unreadable
from qa.stages import tell

MEDIA_TYPE = "application/problem+json"

# The nearest class above an error decides.
STATUSES: dict[type[QaError], int] = {
    QaError: 500,
    errors.UsageError: 422,
    errors.QuestionTooLong: 413,
    errors.CheckTooLong: 413,
    errors.ReadingError: 422,
    errors.FileTooLarge: 413,
    errors.LibraryEmpty: 409,
    errors.LibraryLocked: 503,
    errors.LibraryUnreachable: 503,
    errors.LibraryUnwritable: 507,
    errors.ArticleUnknown: 404,
    errors.ArticleAmbiguous: 409,
    errors.FiltersTooNarrow: 404,
    errors.AnswerUnknown: 404,
    errors.NoteUnfit: 422,
    errors.RunUnknown: 404,
    errors.ServerError: 502,
    errors.ServerTimeout: 504,
    errors.ServerPaused: 503,
    errors.KeysUnusable: 503,
    errors.KeyMissing: 401,
    errors.KeyWrong: 401,
    errors.ScopeTooNarrow: 403,
    errors.OriginForeign: 403,
    errors.HostUnknown: 421,
    errors.HeadBroken: 400,
    errors.RequestBroken: 400,
    errors.RequestInvalid: 422,
    errors.CompletionInvalid: 400,
    errors.ModelUnknown: 404,
    errors.RequestTooLarge: 413,
    errors.RequestTooSlow: 408,
    errors.AnswerTooSlow: 504,
    errors.ResourceUnknown: 404,
    errors.MethodUnknown: 405,
    errors.MediaTypeUnknown: 415,
    errors.JobUnknown: 404,
    errors.FilesTooMany: 413,
    errors.UploadUnwritable: 507,
    errors.SavedNoteUnknown: 404,
    errors.SavedNoteChanged: 412,
    errors.RateExceeded: 429,
    errors.QuotaSpent: 429,
    errors.ServiceBusy: 429,
    errors.ServiceStopping: 503,
}
RETRY_SECONDS = 5
"""What Retry-After says where the error itself does not know."""

log = logging.getLogger("qa.service")


def status_of(kind: type[QaError]) -> int:
    """Return the HTTP status of an error.

    >>> status_of(errors.QuestionEmpty), status_of(errors.JobUnknown)
    (422, 404)
    """
    return next(STATUSES[above] for above in kind.__mro__ if above in STATUSES)


def phrase(status: int) -> str:
    """Return what a status is called, by whatever version of Python: two got other names in 3.13.

    >>> phrase(404), phrase(413)
    ('Not Found', 'Content Too Large')
    """
    return _PHRASES.get(status) or HTTPStatus(status).phrase


_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}


def problem(error: Exception, request_id: str | None = None) -> Json:
    """Return the problem details of an error, as it is told to clients; who observes the service hears of it, too."""
    tell(error)
    told = telling.to_json(error)
    status = status_of(type(telling.ours(error)))
    return {
        "type": f"/problems/{told['code']}",
        "title": phrase(status),
        "status": status,
        "detail": told["message"],
        "instance": f"/requests/{request_id}" if request_id else None,
        "code": told["code"],
        "details": told["details"],
    }


def headers_of(error: Exception) -> Mapping[str, str]:
    """Return the headers that go with an error: when to come again, and which key is asked for."""
    if not isinstance(error, QaError):
        return {}
    status = status_of(type(error))
    if status in (429, 503):
        seconds = error.details.get("seconds")
        return {"Retry-After": str(math.ceil(seconds) if isinstance(seconds, int | float) else RETRY_SECONDS)}
    if status == 401:
        return {"WWW-Authenticate": 'Bearer realm="zhangju"'}
    return {"Allow": str(error.details["allowed"])} if status == 405 else {}


def response(error: Exception, request_id: str | None = None) -> Response:
    """Return an error as an HTTP response."""
    content = problem(error, request_id)
    return JSONResponse(content, content["status"], dict(headers_of(error)), MEDIA_TYPE)


def log_internal(error: Exception, request_id: str | None) -> None:
    """Put into the log what clients are not told: what is not ours, with where it came from, and why we failed."""
    more = {"request_id": request_id}
    if not isinstance(error, QaError):
        log.error("request failed inside", exc_info=error, extra=more)
    elif status_of(type(error)) >= 500:
        log.warning("request failed: %s", error, extra=more)


def install(app: FastAPI) -> None:
    """Have an app answer with problems, whatever goes wrong in it."""

    async def ours(request: Request, error: Exception) -> Response:
        log_internal(error, _id(request))
        return response(error, _id(request))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return response(problem_of(error.errors(), request.headers.get("content-type")), _id(request))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        if error.status_code == 404:
            return response(errors.ResourceUnknown(path=path), _id(request))
        if error.status_code == 405:
            allowed = ", ".join(_methods(app, request)) or (error.headers or {}).get("Allow", "")
            return response(
                errors.MethodUnknown(path=path, method=request.method, allowed=allowed), _id(request)
            )
        return response(errors.RequestBroken(problem=unreadable(error)), _id(request))

    async def internal(request: Request, error: Exception) -> Response:
        log_internal(error, _id(request))
        return response(error, _id(request))

    app.add_exception_handler(QaError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, internal)


def _methods(app: FastAPI, request: Request) -> list[str]:
    """Return every method that is taken at a request's path; Starlette knows those of one route only."""
    at_path = (route for route in flat(app.routes) if route.matches(request.scope)[0] is not Match.NONE)
    found = {method for route in at_path for method in getattr(route, "methods", None) or ()}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _id(request: Request) -> str | None:
    found = request.scope.get("state", {}).get("request_id")
    return str(found) if found else None
