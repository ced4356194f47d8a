"""Not more requests a minute than a server allows, and none that is still under way when a run is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from qa.forwarding import Forwarding
from qa.llm import ChatModel, ChatStream, Message


class Stopped(Exception):
    """The run was stopped while a request waited for its turn, or was under way."""


class Rate:
    """Lets requests through at even distances, in the order in which they came, for any number of threads.

    :param per_minute: How many; ``None`` for as many as come.

    >>> rate = Rate(6000)
    >>> rate.wait(), rate.wait()
    (None, None)
    >>> rate.stop()
    >>> rate.wait()
    Traceback (most recent call last):
    qa.evaluation.rate.Stopped
    """

    def __init__(self, per_minute: float | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = 60 / per_minute if per_minute else 0.0
        self._now = now
        self._lock = threading.Lock()
        self._next = 0.0
        self._stopped = threading.Event()

    def wait(self) -> None:
        """Wait for one's turn. Raises :class:`Stopped`, at once when :meth:`stop` is called."""
        with self._lock:  # whoever comes first has the earlier turn
            now = self._now()
            turn = max(now, self._next)
            self._next = turn + self._seconds
        if self._stopped.wait(turn - now):
            raise Stopped

    def stop(self) -> None:
        """Let nobody through any more."""
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        """Whether it was stopped."""
        return self._stopped.is_set()


class RatedChat:
    """A chat model whose requests wait for their turn, and all end when the run is stopped."""

    def __init__(self, chat: ChatModel, rate: Rate) -> None:
        self._chat, self._rate = chat, rate
        self._lock = threading.Lock()
        self._open: set[_RatedStream] = set()

    @property
    def id(self) -> str:
        """The name of the model underneath."""
        return self._chat.id

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer; it waits when its first piece is asked for, and then raises :class:`Stopped`, too."""
        stream = _RatedStream(self._chat.stream(messages), self._rate, self._forget)
        with self._lock:
            self._open.add(stream)
        return stream

    def stop(self) -> None:
        """Let no request through any more, and end those that are under way; from any thread."""
        self._rate.stop()
        with self._lock:
            under_way = list(self._open)
        for stream in under_way:
            stream.close()

    def _forget(self, stream: _RatedStream) -> None:
        with self._lock:
            self._open.discard(stream)


class _RatedStream(Forwarding):
    def __init__(self, stream: ChatStream, rate: Rate, forget: Callable[[_RatedStream], None]) -> None:
        super().__init__(stream)
        self._rate, self._forget = rate, forget
        self._has_begun = False

    def __next__(self) -> str:
        if not self._has_begun:
            self._has_begun = True
            self._rate.wait()
        try:
            return next(self._stream)
        except BaseException:
            self._forget(self)
            if self._rate.is_stopped:
                raise Stopped from None
            raise

    def close(self) -> None:
        self._forget(self)
        self._stream.close()
