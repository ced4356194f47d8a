"""A model's stream, read until it ends or has to be ended."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Literal

from qa.answering.with_model.pauses import with_pauses
from qa.answering.with_model.repetition import Repetition
from qa.errors import ServerError
from qa.llm import ChatStream

End = Literal["done", "length", "withheld", "characters", "sentences", "repeats", "seconds", "failed"]

MOST_SECONDS = 600.0
"""How long an answer may take, where nothing else is said."""

MOST_CHARACTERS = 40_000
"""How long an answer may be, for a model behind which nobody counts tokens."""

# What a server says of an answer that is not all that the model would have written.
_WITHHELD = (
    "content_filter",
    "tool_calls",
    "function_call",
    "error",
    "abort",
    "insufficient_system_resource",
)


class Watched:
    """Iterating gives the stream's pieces, an empty one where it pauses; the stream is closed where the model does not end by itself.

    :param stream: The answer; whoever made it closes it in every other case.
    :param seconds: How long it may take from the first piece that is asked for to the last, a silent server and the
        retries of a request included.

    Afterwards ``end`` says why there is nothing more: ``done``; ``length`` (the limit of tokens); ``withheld`` (the
    server stopped it); ``characters``, ``repeats`` and ``seconds``, which were too many; or ``failed``, with the
    ``error``.
    """

    def __init__(self, stream: ChatStream, seconds: float = MOST_SECONDS) -> None:
        self._stream, self.seconds = stream, seconds
        self.end: End | None = None
        self.error: ServerError | None = None

    def __iter__(self) -> Iterator[str]:
        timer = threading.Timer(self.seconds, self.stop, ["seconds"])
        timer.daemon = True
        timer.start()
        try:
            yield from self._pieces()
        except ServerError as error:
            if self.end is None:
                self.fail(error)
        finally:
            timer.cancel()

    def fail(self, error: ServerError) -> None:
        """Take note of the error that was the end of it."""
        self.end, self.error = "failed", error

    def stop(self, end: End) -> None:
        """End the stream, from any thread, for a reason that is then the ``end``."""
        if self.end is None:
            self.end = end
        self._stream.close()

    def _pieces(self) -> Iterator[str]:
        repetition = Repetition()
        left = MOST_CHARACTERS
        for piece in with_pauses(self._stream):
            if not piece:
                yield piece
                continue
            loop = repetition.cut(piece)
            if loop is not None:
                yield piece[:loop]
                self.stop("repeats")
                return
            yield piece
            left -= len(piece)
            if left <= 0:
                self.stop("characters")
                return
            if self.end is not None:  # it came while the time ran out
                return
        if self.end is None:
            reason = self._stream.finish_reason
            self.end = "length" if reason == "length" else "withheld" if reason in _WITHHELD else "done"
