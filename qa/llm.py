"""The one door to a chat model.

What is behind it is anything that speaks OpenAI's Chat Completions: OpenAI, DeepSeek, Qwen, Ollama, vLLM,
llama.cpp. Text comes out as it is written, and a stream that is closed takes its HTTP request with it.

The OpenAI client sends the request; the stream of events is read here, because the client's own reader does
not tell an answer that is complete from one that was cut off, and waits for ever for a server that sends
keep-alives only.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from qa.closing import Closing
from qa.errors import ArgumentInvalid, ServerModelUnknown, ServerRefused
from qa.llm_events import content_text, events, token_count, whole_body
from qa.llm_text import answer_text
from qa.models import Usage
from qa.server_texts import page_title, sendable
from qa.servers import Connection, Server

KEEP_ALIVE_TIMEOUTS = 5
"""How many timeouts long a server may send keep-alives, and nothing else."""

IDLE_EVENTS = 10_000
"""How many events without a word in them are taken, one after the other."""

CHARACTERS_PER_TOKEN = 32
"""More characters than this for each token that was allowed, and the server does not heed ``max_tokens``."""

# What a server that does not know a field of the request is given instead: another field, or nothing.
_REPLACEMENTS = {
    "stream_options": None,
    "max_tokens": "max_completion_tokens",
    "temperature": None,
    "seed": None,
}

_OTHER_MODELS = re.compile("embed|rerank|whisper|tts", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of what a model is given."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatStream(Protocol):
    """An answer as it is written: an iterator of pieces of text, none of them empty.

    ``usage`` and ``finish_reason`` hold once it is exhausted: ``stop`` for an answer that is complete,
    ``length`` for one that reached ``max_tokens``, or what else the server says. ``finish_reason`` stays
    ``None`` for a stream that was closed before its end.
    """

    @property
    def usage(self) -> Usage:
        """The tokens that the server counted."""

    @property
    def finish_reason(self) -> str | None:
        """Why the answer ended."""

    def __iter__(self) -> Iterator[str]: ...

    def __next__(self) -> str:
        """Wait for the next piece. Raises :class:`qa.errors.ServerError`; after that, the stream is over."""

    def close(self) -> None:
        """End the stream and the request under it; from any thread, at any time, any number of times."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ChatModel(Protocol):
    """Messages to text."""

    @property
    def id(self) -> str:
        """The model's name."""

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer. Nothing is sent before its first piece is asked for."""


class OpenAIChat:
    """A model on an OpenAI-compatible server.

    A server that refuses one of the optional fields of a request (``stream_options``, ``max_tokens``,
    ``temperature``, ``seed``) is asked again without it, and not sent it again.

    :param base_url: Where the server is, with ``/v1``.
    :param model: The model's name there.
    :param api_key: The key; ``None`` for a server that wants none.
    :param timeout_seconds: How long the server may stay silent: before the first byte, and between two.
    :param temperature: 0 for the likeliest text.
    :param max_tokens: The longest answer. A server that goes far beyond it is cut off.
    :param seed: Makes the same request give the same answer, where the server can.
    :param retries: How often a request is repeated that was refused for the moment (429, 5xx) or cut off
        before its answer began. The waits obey ``Retry-After`` and take a minute in all at most.
    :param extra: Further fields of the request, for what only this server knows, such as
        ``{"chat_template_kwargs": {"enable_thinking": False}}``.
    :raises ArgumentInvalid: an argument has a value that is not allowed.

    >>> chat = OpenAIChat("http://127.0.0.1:11434/v1", "qwen3:4b", max_tokens=200)
    >>> chat.id
    'qwen3:4b'
    >>> def show(chat: ChatModel, question: str) -> None:
    ...     with chat.stream([Message("user", question)]) as stream:
    ...         for text in stream:
    ...             print(text, end="", flush=True)
    ...     print(stream.finish_reason, stream.usage.tokens_out)
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout_seconds: float = 120.0,
        temperature: float = 0.0,
        max_tokens: int = 1024,
        seed: int | None = None,
        retries: int = 3,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        self._server = Server(base_url, model, api_key, timeout_seconds=timeout_seconds, retries=retries)
        if max_tokens < 1:
            raise ArgumentInvalid(name="max_tokens", value=max_tokens, allowed=">= 1")
        if not 0 <= temperature <= 2:
            raise ArgumentInvalid(name="temperature", value=temperature, allowed="0 - 2")
        self.max_tokens = max_tokens
        self.parameters: Mapping[str, object] = {
            "base_url": self._server.base_url,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "seed": seed,
            "extra": dict(extra or {}),
        }
        """What an answer depends on beside the model and the messages, as it was asked for."""
        self._options: dict[str, object] = {
            "stream_options": {"include_usage": True},
            "max_tokens": max_tokens,
            "temperature": temperature,
            **({} if seed is None else {"seed": seed}),
            **(extra or {}),
        }
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """The model's name."""
        return self._server.model

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer to messages.

        :param messages: At least one.
        :return: The answer's text, piece by piece, without what a reasoning model thinks aloud. The request
            is sent when the first piece is asked for, and every ``ServerError`` comes from there.
        :raises ArgumentInvalid: there is no message.
        :raises ServerUnreachable: the environment names a proxy or certificates that cannot be used.
        """
        if not messages:
            raise ArgumentInvalid(name="messages", value=[], allowed=">= 1")
        return _Stream(self, self._server, messages)

    def _open(self, connection: Connection, messages: Sequence[Message]) -> Any:
        """Send the request and return the HTTP response, of which only the head is read yet.

        :raises ServerError: the server cannot be asked, or does not want to answer.
        """
        turns = [{"role": each.role, "content": sendable(each.content)} for each in messages]
        with self._lock:
            options = dict(self._options)
        adapted = False
        while True:
            try:
                response = connection.call(lambda client: _create(client, self.id, turns, options))
            except ServerRefused as refusal:
                field = _objection(refusal, options)
                if field is None:
                    raise
                value, replacement = options.pop(field), _REPLACEMENTS[field]
                if replacement is not None:
                    options[replacement] = value
                adapted = True
            else:
                if adapted:
                    with self._lock:
                        self._options = options
                return response


def first_model(base_url: str, api_key: str | None = None, *, timeout_seconds: float = 10.0) -> str:
    """Ask a server for its models and return the first that can be a chat model.

    A server on one's own machine often has one model only, and nobody remembers what it is called there.

    :raises ServerAnswerBroken: the server has no list of models, or nothing is in it.
    :raises ServerError: it cannot be asked.
    :raises ArgumentInvalid: an argument has a value that is not allowed.
    """
    server = Server(base_url, "/models", api_key, timeout_seconds=timeout_seconds)
    missing = server.broken("it has no list of models; set QA_LLM_MODEL", "没有模型列表，请设置 QA_LLM_MODEL")
    with contextlib.closing(server.connect()) as connection:
        try:
            body = connection.call(lambda client: client.models.with_raw_response.list().content)
        except ServerModelUnknown:
            raise missing from None
    data = server.payload(body).get("data")
    items = data if isinstance(data, list) else []
    names = [str(item["id"]) for item in items if isinstance(item, dict) and item.get("id")]
    if not names:
        raise missing
    return next((name for name in names if not _OTHER_MODELS.search(name)), names[0])


class _Stream(Closing):
    """A :class:`ChatStream` over HTTP."""

    def __init__(self, chat: OpenAIChat, server: Server, messages: Sequence[Message]) -> None:
        self.usage = Usage()
        self.finish_reason: str | None = None
        self._chat = chat
        self._server = server
        self._messages = tuple(messages)
        self._connection = server.connect()
        self._texts = answer_text(self._deltas())
        self._closed = False
        self._reading = threading.Lock()

    def __next__(self) -> str:
        with self._reading:
            if self._closed:
                raise StopIteration
            try:
                with self._connection.reading():
                    text = next(self._texts, None)
            except BaseException as error:
                closed = self._closed
                self._end()
                if closed and isinstance(error, Exception):
                    # Closed by another thread, and that is what broke the reading.
                    raise StopIteration from None
                raise
            if text is None:
                # The model may have ended its turn in words, before the server said so.
                self.finish_reason = self.finish_reason or "stop"
                self._end()
                raise StopIteration
            return text

    def close(self) -> None:
        self._closed = True
        self._connection.abort()
        # Whoever is reading in another thread is woken by that, and cleans up.
        if self._reading.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._reading.release()

    def _end(self) -> None:
        self._closed = True
        self._texts.close()
        self._connection.close()

    def _deltas(self) -> Iterator[str]:
        """Yield what the model says, and note how it ends."""
        response = self._chat._open(self._connection, self._messages)
        with contextlib.closing(response):
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind == "text/html":
                page = whole_body(self._server, response)
                raise self._server.broken("it is a page of HTML", "是一个 HTML 网页", page_title(page))
            if kind == "application/json":
                yield from self._whole(whole_body(self._server, response))
            else:
                yield from self._pieces(response)

    def _pieces(self, response: Any) -> Iterator[str]:
        length = idle = 0
        done = False
        heard = time.monotonic()
        patience = self._server.timeout_seconds * KEEP_ALIVE_TIMEOUTS
        # What fails after the finish_reason costs nothing but the usage: the answer is complete.
        try:
            for event in events(self._server, response):
                done = event == "[DONE]"
                if done:
                    break
                words, thoughts = self._delta(event) if event else ("", "")
                if words or thoughts:
                    idle, heard = 0, time.monotonic()
                else:
                    idle += bool(event)
                    if idle > IDLE_EVENTS:
                        raise self._server.broken("it has no text in it", "没有文字内容")
                    if time.monotonic() - heard > patience:
                        raise self._server.silent(patience)
                if words:
                    yield words
                length += len(words) + len(thoughts)
                if length > self._chat.max_tokens * CHARACTERS_PER_TOKEN:
                    self.finish_reason = "length"
                    return
        except Exception:
            if self.finish_reason is None:
                raise
        if self.finish_reason is None:
            if not done:
                raise self._server.broken(
                    f"it was cut off after {length} characters", f"在第 {length} 个字符后中断"
                )
            self.finish_reason = "stop"

    def _delta(self, event: str) -> tuple[str, str]:
        """Return the words and the thoughts in an event."""
        payload = self._payload(event)
        choices = payload.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return "", ""
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason not in ("", "null"):
            self.finish_reason = reason
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            return "", ""
        thought = delta.get("reasoning_content") or delta.get("reasoning")
        return content_text(delta.get("content")), content_text(thought)

    def _whole(self, body: str) -> Iterator[str]:
        """Take the answer of a server that does not stream."""
        payload = self._payload(body)
        try:
            choice = payload["choices"][0]
            text = content_text(choice["message"]["content"])
            self.finish_reason = str(choice.get("finish_reason") or "stop")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise self._server.broken("it has no answer in it", "没有回答", body) from None
        if text:
            yield text

    def _payload(self, text: str) -> dict[str, Any]:
        payload = self._server.payload(text)
        usage = payload.get("usage")
        if isinstance(usage, dict):
            self.usage = Usage(
                token_count(usage.get("prompt_tokens")), token_count(usage.get("completion_tokens"))
            )
        return payload


def _create(client: Any, model: str, turns: list[dict[str, str]], options: Mapping[str, object]) -> Any:
    """Send the request; the OpenAI client parses nothing of the answer."""
    return client.chat.completions.create(
        model=model, messages=turns, stream=True, extra_body=options
    ).response


def _objection(refusal: ServerRefused, options: Mapping[str, object]) -> str | None:
    """Return the optional field that a server has refused, or may have."""
    if refusal.details["status"] not in (400, 422):
        return None
    named = f"{refusal.details.get('param')} {refusal.details['problem']}"
    for field in _REPLACEMENTS:
        if field in options and re.search(rf"\b{field}\b", named):
            return field
    # A server that does not say what it has against the request: the newest field is the likeliest.
    return "stream_options" if "stream_options" in options else None
