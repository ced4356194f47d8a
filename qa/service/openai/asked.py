"""What a client of OpenAI's API may send. Unlike elsewhere, fields that are not known are no error: clients send many."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.errors import CompletionInvalid
from qa.language import say
from qa.service.shapes.asked import FiltersAsked

MOST_STOPS = 64
"""How many stop sequences are taken."""


class Part(BaseModel):
    """A part of a message. Only text can be asked about."""

    type: str = Field(max_length=100)
    text: str | None = None


class Message(BaseModel):
    """A message of the chat. Only those of `user` and `assistant` are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """How a stream is sent."""

    include_usage: bool | None = Field(default=None, description="Send a last chunk with the usage.")


class Extension(BaseModel):
    """What OpenAI's API has no field for."""

    model_config = ConfigDict(extra="forbid")

    filters: FiltersAsked = FiltersAsked()


class Completion(BaseModel):
    """A request for an answer, as OpenAI's clients send it; what else they send is ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "zhangju",
                    "messages": [{"role": "user", "content": "什么叫备付金？"}],
                    "stream": False,
                }
            ]
        }
    )

    model: str = Field(max_length=200)
    messages: list[Message] = Field(
        min_length=1,
        description="The last message of the role `user` is the question; those before it are what was said.",
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, description="Only 1.")
    max_tokens: int | None = Field(
        default=None,
        ge=1,
        description="How many tokens the sentences may have; cut at the end of a sentence.",
    )
    max_completion_tokens: int | None = Field(default=None, ge=1, description="The same, by its newer name.")
    stop: str | list[str] | None = Field(
        default=None, description="The answer ends before the first sentence with one of these in it."
    )
    logprobs: bool | None = Field(default=None, description="Only false.")
    top_logprobs: int | None = Field(default=None, description="Only 0.")
    tools: list[Any] | None = Field(default=None, description="Never called.")
    tool_choice: str | dict[str, Any] | None = Field(default=None, description="Only `auto` and `none`.")
    functions: list[Any] | None = Field(default=None, description="Never called.")
    function_call: str | dict[str, Any] | None = Field(default=None, description="Only `auto` and `none`.")
    response_format: dict[str, Any] | None = Field(default=None, description='Only `{"type": "text"}`.')
    modalities: list[str] | None = Field(default=None, description="Only `text`.")
    zhangju: Extension = Field(default=Extension(), description="Which articles are meant.")

    @property
    def tokens(self) -> int | None:
        """How many tokens the sentences may have."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def stops(self) -> list[str]:
        """What no sentence may have in it."""
        given = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return [stop for stop in given if stop]

    def require_possible(self) -> None:
        """Raise :class:`CompletionInvalid` for what would change the answer and cannot be done."""
        for param, is_possible, en, zh in (
            ("n", self.n in (None, 1), "there is one answer only", "只给出一个回答"),
            ("stop", len(self.stops) <= MOST_STOPS, f"at most {MOST_STOPS}", f"最多 {MOST_STOPS} 个"),
            ("logprobs", not self.logprobs, "there are no log probabilities", "没有对数概率"),
            ("top_logprobs", not self.top_logprobs, "there are no log probabilities", "没有对数概率"),
            (
                "tool_choice",
                self.tool_choice in (None, "auto", "none"),
                "no tool is ever called; leave it to auto",
                "从不调用工具；请用 auto",
            ),
            (
                "function_call",
                self.function_call in (None, "auto", "none"),
                "no function is ever called; leave it to auto",
                "从不调用函数；请用 auto",
            ),
            (
                "response_format",
                (self.response_format or {}).get("type", "text") == "text",
                "answers are text; the field zhangju of the answer has the JSON",
                "回答是文字；JSON 在回答的 zhangju 字段里",
            ),
            (
                "modalities",
                set(self.modalities or ["text"]) == {"text"},
                "answers are text only",
                "回答只有文字",
            ),
        ):
            if not is_possible:
                raise CompletionInvalid(param=param, problem=say(en, zh))
