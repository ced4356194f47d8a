"""What /openapi.json says, taken at its word: nothing that it does not name may be in an answer."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import httpx
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

Json = dict[str, Any]


class Described:
    """A description that answers are held to, with every object closed.

    :param openapi: What the service says of itself.
    """

    def __init__(self, openapi: Json) -> None:
        self.openapi = openapi
        self._closed: Json = copy.deepcopy(openapi)
        for schema in self._closed["components"]["schemas"].values():
            _close(schema)

    def operation(self, method: str, path: str) -> Json:
        """Return the operation at a path."""
        fitting = [
            (template.count("{"), -len(template), template)
            for template in self.openapi["paths"]
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)), path)
            and method.lower() in self.openapi["paths"][template]
        ]
        assert fitting, f"{method} {path} is not described"
        found: Json = self._closed["paths"][min(fitting)[-1]][method.lower()]
        return found

    def check(self, response: httpx.Response) -> httpx.Response:
        """Return a response after it was found to be what is said of it."""
        request = response.request
        responses = self.operation(request.method, request.url.path)["responses"]
        assert str(response.status_code) in responses, (
            f"{response.status_code} is not described: {response.text}"
        )
        content = responses[str(response.status_code)]["content"]
        kind = response.headers["content-type"].partition(";")[0]
        assert kind in content, f"{kind} is not described"
        if kind == "text/event-stream":
            for name, data in events(response.text):
                self.validate(event_schema(content[kind]["schema"], name), data)
        elif kind.endswith("json"):
            self.validate(content[kind]["schema"], response.json())
        return response

    def validate(self, schema: Json, value: object) -> None:
        """Fail where a value does not have a schema, or has more than that."""
        whole = {**schema, "components": self._closed["components"]}
        Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def event_schema(stream: Json, name: str) -> Json:
    """Return the schema of the data of an event."""
    [found] = [each for each in stream["oneOf"] if each["properties"]["event"]["const"] == name]
    schema: Json = found["properties"]["data"]["contentSchema"]
    return schema


def _close(schema: Any) -> None:
    if isinstance(schema, list):
        for each in schema:
            _close(each)
    elif isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for each in schema.values():
            _close(each)


def events(stream: str) -> list[tuple[str, Any]]:
    """Return the events of a stream, each with its data.

    >>> events('event: a\\ndata: {"b": 1}\\n\\n: still here\\n\\n')
    [('a', {'b': 1})]
    """
    found = []
    for block in stream.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in lines and lines["data"] != "[DONE]":
            found.append((lines.get("event", ""), json.loads(lines["data"])))
    return found
