"""What a route says of its answers in /openapi.json: its shape, its events, the errors that are its own.

The errors that any request can meet are added for all routes at once, in :mod:`qa.service.shapes.openapi`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel

from qa import errors
from qa.errors import QaError
from qa.service.problems.details import MEDIA_TYPE, phrase, status_of
from qa.service.problems.meanings import meaning
from qa.service.shapes import answered_service

Responses: TypeAlias = dict[int | str, dict[str, Any]]

SHAPES: set[type[BaseModel]] = set()
"""What routes say that they answer with; what these are made of comes with them."""

SERVER = (
    errors.ServerUnauthorized,
    errors.ServerModelUnknown,
    errors.ServerQuota,
    errors.ServerRefused,
    errors.ServerFailed,
    errors.ServerUnreachable,
    errors.ServerTimeout,
    errors.ServerPaused,
    errors.ServerAnswerBroken,
)
LIBRARY = (
    errors.LibraryUnreachable,
    errors.LibraryLocked,
    errors.LibraryDamaged,
    errors.LibraryMismatch,
    errors.LibraryUnwritable,
    errors.EmbedderUnavailable,
    errors.EmbeddingInvalid,
    *SERVER,
)
"""What opening the library can fail with; the embeddings may come from a server."""
MODEL = (errors.PromptMissing, errors.PromptBroken, errors.PromptVariableMissing, *SERVER)
ARTICLE = (errors.ArticleUnknown, errors.ArticleAmbiguous)
QUESTION = (
    errors.QuestionEmpty,
    errors.QuestionTooLong,
    errors.ArgumentInvalid,
    errors.LibraryEmpty,
    *ARTICLE,
    *LIBRARY,
)
CHECK = (errors.CheckEmpty, errors.CheckTooLong, errors.LibraryEmpty, *ARTICLE, *LIBRARY)


def responses(
    shape: type[BaseModel],
    *own: type[QaError],
    status: int = 200,
    events: Mapping[str, type[BaseModel]] | None = None,
    description: str = "As it was asked for.",
) -> Responses:
    """Return what a route answers with, for its decorator.

    :param shape: A :class:`qa.service.shapes.answered.Shape`.
    :param own: The errors that only such requests meet.
    :param status: That of success.
    :param events: What comes as server-sent events where the client asks for these, by the names of the events.

    >>> from qa.service.shapes import answered_articles
    >>> described = responses(answered_articles.Removed, errors.ArticleUnknown)
    >>> described[200]["content"]["application/json"]["schema"], list(described[404]["content"])
    ({'$ref': '#/components/schemas/Removed'}, ['application/problem+json'])
    """
    content: dict[str, Any] = {"application/json": {"schema": reference(shape)}}
    if events:
        content["text/event-stream"] = {"schema": stream({**events, "problem": answered_service.Problem})}
    return {status: {"description": description, "content": content}, **failures(own)}


def failures(kinds: Iterable[type[QaError]]) -> Responses:
    """Return the problems that errors are told as, by their status."""
    by_status: dict[int, set[str]] = defaultdict(set)
    for kind in kinds:
        by_status[status_of(kind)].add(kind.__name__)
    return {status: failure(status, codes) for status, codes in sorted(by_status.items())}


def failure(status: int, codes: Iterable[str]) -> dict[str, Any]:
    """Return the description of the problems of one status."""
    codes = sorted(codes)
    headers = {"headers": {"Retry-After": _RETRY_AFTER}} if status in (429, 503) else {}
    return {
        **headers,
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "allOf": [
                        reference(answered_service.Problem),
                        {"properties": {"status": {"const": status}, "code": {"enum": codes}}},
                    ]
                },
                "examples": {code: {"value": _example(status, code)} for code in codes},
            }
        },
    }


def joined(known: Mapping[str, Any], status: int, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of one status with the problems of two."""
    if MEDIA_TYPE not in known.get("content", {}):  # the route tells of it in its own way
        return dict(known)
    return failure(status, {*_codes(known), *_codes(more)})


def _codes(response: Mapping[str, Any]) -> Iterable[str]:
    codes: Iterable[str] = response["content"][MEDIA_TYPE]["examples"]
    return codes


_RETRY_AFTER = {"description": "In how many seconds to try again.", "schema": {"type": "integer"}}


def reference(shape: type[BaseModel]) -> dict[str, str]:
    """Return where the schema of a shape stands, and see to it that it stands there."""
    SHAPES.add(shape)
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _example(status: int, code: str) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": phrase(status),
        "status": status,
        "detail": meaning(code).en,
        "instance": "/requests/9aa866bdd489e68f",
        "code": code,
        "details": {},
    }


def stream(events: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Return the schema of each event of a stream, by its name."""
    each = [f"`{name}` (a {shape.__name__})" for name, shape in events.items()]
    return {
        "type": "object",
        "description": f"Server-sent events: {', '.join(each)}. The `data` of each is one line of JSON. `problem` is the "
        "last where something fails on the way. Lines that begin with a colon only keep the connection open.",
        "required": ["event", "data"],
        "oneOf": [
            {
                "properties": {
                    "event": {"const": name},
                    "data": {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "contentSchema": reference(shape),
                    },
                }
            }
            for name, shape in events.items()
        ],
    }
