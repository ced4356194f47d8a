"""A chat model whose answers are stages: who listens hears what each took, and how it ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from qa.forwarding import Forwarding
from qa.llm import ChatModel, ChatStream, Message
from qa.stages import Begun, Fact, Observer, observer


class HeardChat:
    """A chat model that tells the observer of its context of each answer, as the stage ``llm``.

    The facts are ``model``, ``tokens_in``, ``tokens_out``, ``cached``, ``finish`` (the ``finish_reason``, or
    ``closed`` for an answer that was not read to its end) and ``first``, the seconds to the first piece of text.

    :param chat: The model itself.
    """

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat

    @property
    def id(self) -> str:
        """The model's name."""
        return self._chat.id

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer; the stage begins when its first piece is asked for."""
        stream, by = self._chat.stream(messages), observer()
        return stream if by is None else _HeardStream(stream, self.id, by)


class _HeardStream(Forwarding):
    """It is no block of :func:`qa.stages.stage`: it lasts while others work, and is closed by whoever comes to it."""

    def __init__(self, stream: ChatStream, model: str, by: Observer) -> None:
        super().__init__(stream)
        self._by = by
        self._begun: Begun | None = None
        self._began = 0.0
        self._facts: dict[str, Fact] = {"model": model}
        self._ending = threading.Lock()

    def __next__(self) -> str:
        if not self._began:
            self._began = time.perf_counter()
            self._begun = self._by.begun("llm")
        try:
            piece = next(self._stream)
        except StopIteration:
            self._end(None)
            raise
        except BaseException as error:
            self._end(error)
            raise
        if "first" not in self._facts:
            self._facts["first"] = time.perf_counter() - self._began
        return piece

    def close(self) -> None:
        self._stream.close()
        self._end(None)

    def _end(self, error: BaseException | None) -> None:
        with self._ending:
            begun, self._begun = self._begun, None
        if begun is not None:
            usage = self.usage
            self._facts |= {
                "tokens_in": usage.tokens_in,
                "tokens_out": usage.tokens_out,
                "cached": usage.cached,
                "finish": self.finish_reason or "closed",
            }
            begun.ended(self._facts, error)
