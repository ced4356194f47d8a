"""Errors as OpenAI's API tells them, so that its clients raise what their users catch.

Whoever finds the error (a guard before the body was read, the validation of the body, the endpoint itself) answers with
the problem that every other path of the service answers with. It is put into OpenAI's shape on its way out.
"""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.output import Json
from qa.service.problems import details as problems

PATHS = re.compile(r"/v1/(?:chat|models|completions|embeddings|responses)(?:/.*)?")
"""Where OpenAI's clients ask, also for what is not here."""

# What clients look for by name. Any other error has its own, in OpenAI's spelling.
_CODES = {
    "KeyMissing": "invalid_api_key",
    "KeyWrong": "invalid_api_key",
    "ScopeTooNarrow": "insufficient_permissions",
    "ModelUnknown": "model_not_found",
    "QuestionTooLong": "context_length_exceeded",
    "RateExceeded": "rate_limit_exceeded",
    "QuotaSpent": "insufficient_quota",
    "ServiceBusy": "rate_limit_exceeded",
    "CompletionInvalid": "invalid_value",
    "RequestInvalid": "invalid_value",
    "RequestBroken": "invalid_json",
    "ResourceUnknown": "unknown_url",
}
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def status(problem: Json) -> int:
    """Return the status that goes with a problem here: what was asked for wrongly is always 400.

    >>> status({"status": 422, "code": "QuestionEmpty"}), status({"status": 413, "code": "RequestTooLarge"})
    (400, 413)
    """
    is_wrong = problem["status"] == 422 or problem["code"] == "QuestionTooLong"
    return 400 if is_wrong else int(problem["status"])


def shape(problem: Json) -> Json:
    """Return a problem as OpenAI's API tells it.

    >>> shape({"status": 404, "code": "ModelUnknown", "detail": "There is no gpt-7.", "details": {"model": "gpt-7"}})
    {'error': {'message': 'There is no gpt-7.', 'type': 'invalid_request_error', 'param': 'model', 'code': 'model_not_found'}}
    """
    number, code = status(problem), problem["code"]
    kind = "server_error" if number >= 500 else _TYPES.get(number, "invalid_request_error")
    if code == "QuotaSpent":
        kind = "insufficient_quota"
    return {
        "error": {
            "message": problem["detail"],
            "type": kind,
            "param": _param(problem),
            "code": _CODES.get(code, _in_snake_case(code)),
        }
    }


def event(error: Exception, request_id: str | None) -> bytes:
    """Return an error that ends a stream, as OpenAI's API sends it."""
    told = json.dumps(shape(problems.problem(error, request_id)), ensure_ascii=False)
    return f"data: {told}\n\n".encode()


def _param(problem: Json) -> str | None:
    """Return which field of the request a problem is about."""
    details = problem.get("details", {})
    if "param" in details:
        return str(details["param"])
    if problem["code"] in ("QuestionEmpty", "QuestionTooLong"):
        return "messages"
    if problem["code"] == "ModelUnknown":
        return "model"
    field: str | None = details.get("field")
    return field


def _in_snake_case(code: str) -> str:
    """Return a name in OpenAI's spelling.

    >>> _in_snake_case("LibraryEmpty")
    'library_empty'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", code).lower()


class OpenAIErrors:
    """An ASGI layer that puts problems into OpenAI's shape, on the paths where its clients ask."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and PATHS.fullmatch(scope["path"]):
            send = _Shaping(send)
        await self._app(scope, receive, send)


class _Shaping:
    """Sends a response, and in the place of a problem what OpenAI's API would say."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: Any = None  # of a problem whose body has not come yet
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._head = message
        elif self._head is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            more = message.get("more_body", False)
            try:
                problem = json.loads(self._body)
            except ValueError:
                if more:
                    return
                problem = None  # of a request for the head alone
            head, self._head = self._head, None
            if problem is None:
                await self._send(head)
                await self._send({**message, "body": self._body})
            else:
                await self._tell(problem, head, more=more)

    async def _tell(self, problem: Json, head: Any, *, more: bool) -> None:
        """Send the head and the body of a problem; more may follow, which is empty."""
        body = json.dumps(shape(problem), ensure_ascii=False, separators=(",", ":")).encode()
        headers = MutableHeaders(raw=list(head["headers"]))
        headers["Content-Type"] = "application/json"
        headers["Content-Length"] = str(len(body))
        number = status(problem)
        if number < 500 and number not in (408, 429):
            headers["X-Should-Retry"] = "false"  # OpenAI's clients would also repeat a 409
        await self._send({**head, "status": number, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


def _is_problem(head: Message) -> bool:
    return Headers(raw=head["headers"]).get("content-type", "").startswith(problems.MEDIA_TYPE)
