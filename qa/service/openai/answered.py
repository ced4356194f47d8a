"""What the endpoint answers with, as OpenAI's API has it, for /openapi.json; see :mod:`qa.service.shapes.answered`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa.service.shapes import answered
from qa.service.shapes.answered import Shape

FinishReason = Literal["stop", "length"]


class UrlCitation(Shape):
    """Where a number of the text leads: `content[start_index:end_index]` is the number."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(Shape):
    """A citation."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class CompletionMessage(Shape):
    """The answer as a message."""

    role: Literal["assistant"]
    content: str = Field(
        description="The sentences with numbers, then where each number stands. Never empty for a refusal."
    )
    refusal: str | None = Field(description="Why there is no answer.")
    annotations: list[Annotation]
    zhangju: answered.Answer | None = Field(description="The whole answer; null where it was cut short.")


class CompletionChoice(Shape):
    """The only one."""

    index: Literal[0]
    message: CompletionMessage
    logprobs: None
    finish_reason: FinishReason


class CompletionUsage(Shape):
    """The tokens of the question and of the content. What a model behind it spent stands in `zhangju.usage`."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(Shape):
    """An answer at once."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    system_fingerprint: str
    choices: list[CompletionChoice]
    usage: CompletionUsage


class Delta(Shape):
    """What is added to the message; only what is there is sent."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    refusal: str | None = None
    annotations: list[Annotation] | None = None
    zhangju: answered.Answer | None = None


class ChunkChoice(Shape):
    """The only one."""

    index: Literal[0]
    delta: Delta
    logprobs: None
    finish_reason: FinishReason | None


class ChatCompletionChunk(Shape):
    """A piece of an answer that is streamed."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    system_fingerprint: str
    choices: list[ChunkChoice]
    usage: CompletionUsage | None = Field(default=None, description="In the last chunk, if it was asked for.")


class Model(Shape):
    """A name by which the library goes as a model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(Shape):
    """All of them."""

    object: Literal["list"]
    data: list[Model]


class OpenAIErrorDetails(Shape):
    """What went wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(Shape):
    """An error as OpenAI's API tells it."""

    error: OpenAIErrorDetails
