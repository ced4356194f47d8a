"""Breaking off what is done for a request that nobody waits for any more: above all the model's answer.

The core is synchronous. A thread that waits for a model cannot be interrupted, but the model's stream can be closed
from outside; so whoever works for a request does it under its :class:`Stop`, which knows the streams that are open.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from qa.forwarding import Forwarding
from qa.llm import ChatModel, ChatStream, Message

_current: ContextVar[Stop | None] = ContextVar("stop", default=None)


class Stopped(BaseException):
    """What ends the work from inside. Not an :class:`Exception`: no fallback may take it for a failure."""


class Stop:
    """The end of one request's work, asked for from another thread.

    >>> stop = Stop()
    >>> stop.check()
    >>> stop.stop()
    >>> stop.check()
    Traceback (most recent call last):
    qa.service.stopping.Stopped
    """

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._open: set[ChatStream] = set()

    @property
    def is_stopped(self) -> bool:
        """Whether the end was asked for."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask for the end, and close the streams that are waited for. Any number of times."""
        self._stopped.set()
        with self._lock:
            streams = tuple(self._open)
        for stream in streams:
            stream.close()

    def check(self) -> None:
        """Raise :class:`Stopped` if the end was asked for."""
        if self.is_stopped:
            raise Stopped

    @contextmanager
    def working(self) -> Iterator[None]:
        """Make this the stop of all models' streams that are begun within the block, in this thread."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def add(self, stream: ChatStream) -> None:
        """Close a stream, too, when the end is asked for."""
        with self._lock:
            self._open.add(stream)
        if self.is_stopped:
            stream.close()

    def remove(self, stream: ChatStream) -> None:
        """Forget a stream that is over."""
        with self._lock:
            self._open.discard(stream)


def check_current() -> None:
    """Raise :class:`Stopped` if the end of what this thread does was asked for."""
    stop = _current.get()
    if stop is not None:
        stop.check()


class StoppableChat:
    """A chat model whose streams end with the request that they are for.

    :param chat: The model itself.
    """

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat

    @property
    def id(self) -> str:
        """The model's name."""
        return self._chat.id

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer."""
        stop = _current.get()
        if stop is None:
            return self._chat.stream(messages)
        stop.check()
        return _Stoppable(self._chat.stream(messages), stop)

    def close(self) -> None:
        """Close what the model keeps open."""
        if hasattr(self._chat, "close"):
            self._chat.close()


class _Stoppable(Forwarding):
    def __init__(self, stream: ChatStream, stop: Stop) -> None:
        super().__init__(stream)
        self._stop = stop
        stop.add(stream)

    def __next__(self) -> str:
        try:
            piece = next(self._stream)
        except BaseException:
            self._stop.remove(self._stream)
            self._stop.check()  # the stream ended because it was closed
            raise
        self._stop.check()
        return piece

    def close(self) -> None:
        self._stop.remove(self._stream)
        self._stream.close()
