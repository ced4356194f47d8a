"""/openapi.json: what FastAPI knows of the routes, the shapes of the answers, and what any request can be refused for."""

from __future__ import annotations

import asyncio
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from qa import errors
from qa.errors import QaError
from qa.output import Json
from qa.service.guards.scopes import needed
from qa.service.openai import describing as openai_describing
from qa.service.openai.errors import PATHS
from qa.service.problems.details import MEDIA_TYPE
from qa.service.problems.telling import InternalError
from qa.service.shapes import describing

EXAMPLES = Path(__file__).with_name("examples.json")
"""An answer of each shape, as the service gave it over the sample articles, shortened."""

DESCRIPTION = """
Questions and editor's notes over a library of articles: every sentence that is given is backed by a sentence of an
article, which is cited, or it is not given.

Fields are added, never renamed or removed: leave what you do not know. What breaks that will be `/v2`.
Problems are told in the language of `Accept-Language`: `zh` or `en`.
"""
TAGS = {
    "questions": "Answers with citations, and searches.",
    "models": "The library as a model, for clients of OpenAI's API.",
    "checks": "Texts of others, checked sentence by sentence.",
    "notes": "Editor's notes and other summaries.",
    "articles": "What is in the library.",
    "jobs": "Uploads on their way into it.",
    "service": "The service itself.",
    "operation": "For who runs it.",
    "health": "Whether it lives, and whether it is of use.",
}

# What any request can meet before it is looked at, or whatever it asks for.
ALWAYS = (
    errors.HeadBroken,
    errors.OriginForeign,
    errors.HostUnknown,
    errors.RequestInvalid,
    errors.RequestTooLarge,
    errors.RequestTooSlow,
    errors.ServiceStopping,
    InternalError,
)
WITH_KEY = (
    errors.KeyMissing,
    errors.KeyWrong,
    errors.KeysUnusable,
    errors.RateExceeded,
    errors.QuotaSpent,
)
AT_WORK = (errors.ServiceBusy, errors.AnswerTooSlow)
WITH_BODY = (errors.RequestBroken, errors.MediaTypeUnknown)


def install(app: FastAPI) -> None:
    """Have an app describe itself at /openapi.json, which is written once, and not on the event loop."""

    @cache
    def written() -> bytes:
        return json.dumps(describe(app), ensure_ascii=False, separators=(",", ":")).encode()

    async def shown(_: Request) -> Response:
        return Response(await asyncio.to_thread(written), media_type="application/json")

    app.router.add_route("/openapi.json", shown, include_in_schema=False)


def describe(app: FastAPI) -> Json:
    """Return the description."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary="文章问答与编辑导语 · Questions and editor's notes over articles",
        description=DESCRIPTION.strip(),
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    schemas: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas.update(_shapes())
    found["components"]["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of this service; it is taken from the header `X-API-Key`, too.",
        }
    }
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, path)
    found["components"]["examples"] = _shared(found["paths"])
    return found


def _shared(paths: Json) -> Json:
    """Take the examples of problems, of which each stands in many operations, to where they stand once; return them."""
    examples: Json = {}
    for operations in paths.values():
        for operation in operations.values():
            for response in operation["responses"].values():
                content = response.get("content", {}).get(MEDIA_TYPE, {})
                for code, example in content.get("examples", {}).items():
                    examples[code] = example
                    content["examples"][code] = {"$ref": f"#/components/examples/{code}"}
    return examples


def _shapes() -> Json:
    shapes = sorted(describing.SHAPES, key=lambda shape: shape.__name__)
    _, schemas = models_json_schema(
        [(shape, "serialization") for shape in shapes], ref_template="#/components/schemas/{model}"
    )
    definitions: Json = schemas["$defs"]
    return definitions


def _complete(operation: Json, method: str, path: str) -> None:
    """Add to what FastAPI knows of an operation."""
    summary, _, more = operation.get("description", "").partition("\n")
    operation["summary"], operation["description"] = summary.rstrip("."), f"{summary}\n{more}".strip()
    operation["operationId"] = "_".join([method, *re.findall(r"[a-z]+", path.removeprefix("/v1"))])
    responses: Json = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    for response in responses.values():
        for content in response.get("content", {}).values():
            name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            if name in examples():
                content.setdefault("example", examples()[name])
    for status, response in describing.failures(_kinds(operation, method, path)).items():
        known = responses.get(str(status))
        responses[str(status)] = describing.joined(known, int(status), response) if known else response
    if PATHS.fullmatch(path):
        operation["responses"] = openai_describing.responses(responses)


def _kinds(operation: Json, method: str, path: str) -> list[type[QaError]]:
    """Return the errors that any such operation can meet."""
    kinds = [*ALWAYS]
    scope = needed(method.upper(), path)
    operation["security"] = [{"key": []}] if scope else []
    if "{" in path:
        kinds.append(errors.ResourceUnknown)
    if scope:
        kinds += [*WITH_KEY, *AT_WORK]
    if scope == "write":
        kinds.append(errors.ScopeTooNarrow)
    if "requestBody" in operation:
        kinds += WITH_BODY
    return kinds


@cache
def examples() -> Json:
    """Return an answer of each shape that has one, by the names of the shapes."""
    found: Json = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found
