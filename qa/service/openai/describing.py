"""What /openapi.json says of this endpoint that it says otherwise of the rest of the service: streams, and errors."""

from __future__ import annotations

from collections import defaultdict

from qa.output import Json
from qa.service.openai.answered import ChatCompletionChunk, OpenAIError
from qa.service.openai.errors import shape, status
from qa.service.problems.details import MEDIA_TYPE
from qa.service.shapes.describing import reference

STREAM: Json = {
    "schema": {
        "type": "object",
        "description": "With `stream`, server-sent events without names. The `data` of each is one line of JSON, a "
        "ChatCompletionChunk, and of the last `[DONE]`. A failure on the way is the last event instead, an OpenAIError. "
        "Lines that begin with a colon only keep the connection open.",
        "required": ["data"],
        "properties": {
            "data": {
                "anyOf": [
                    {"const": "[DONE]"},
                    {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "contentSchema": {"anyOf": [reference(ChatCompletionChunk), reference(OpenAIError)]},
                    },
                ]
            }
        },
    },
}
"""The response of a stream."""

_ERROR = reference(OpenAIError)


def responses(described: Json) -> Json:
    """Return the responses of an operation, with its problems as OpenAI's API tells them, under its statuses."""
    found: Json = {}
    examples: dict[str, Json] = defaultdict(dict)
    texts: dict[str, list[str]] = defaultdict(list)
    for number, response in described.items():
        problems = response.get("content", {}).get(MEDIA_TYPE)
        if problems is None:
            found[number] = response
            continue
        for code, example in problems["examples"].items():
            problem = example["value"]
            told = str(status(problem))
            examples[told][code] = {"value": shape(problem)}
            texts[told].append(f"`{code}`: {problem['detail']}")
    for number in sorted(examples):
        content = {"schema": _ERROR, "examples": examples[number]}
        found[number] = {"description": "; ".join(texts[number]), "content": {"application/json": content}}
    return found
