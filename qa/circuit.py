"""A server that keeps failing is left alone for a while, so that not every question waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from qa.errors import ServerError, ServerPaused, ServerRefused
from qa.forwarding import Forwarding
from qa.llm import ChatModel, ChatStream, Message

MOST_FAILURES = 3
"""After how many failures in a row, each after its own retries, a server is left alone."""

REST_SECONDS = 30.0
"""How long it is left alone, before one request tries it."""


class Circuit:
    """Counts a server's failures, for any number of threads.

    After so many in a row it is open: nobody may ask. After a rest, one may; the others wait until that one has
    succeeded, which closes the circuit, or for another rest.

    >>> circuit = Circuit(failures=1)
    >>> circuit.enter()
    >>> circuit.failed(ServerError(message="down", url="http://localhost/v1"))
    >>> circuit.enter()
    Traceback (most recent call last):
    qa.errors.servers.ServerPaused: ...
    """

    def __init__(
        self,
        failures: int = MOST_FAILURES,
        rest_seconds: float = REST_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._rest, self._now = failures, rest_seconds, now
        self._failures = 0
        self._until = 0.0
        self._last: ServerError | None = None
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Ask to be let through; whoever is has to say later how it went.

        :raises ServerPaused: the server is left alone.
        """
        with self._lock:
            if self._last is None or self._failures < self._most:
                return
            now = self._now()
            if now < self._until:
                raise ServerPaused(
                    url=self._last.details.get("url"),
                    model=self._last.details.get("model"),
                    times=self._failures,
                    seconds=self._until - now,
                    problem=str(self._last),
                )
            self._until = now + self._rest  # this one tries, and the others wait

    def succeeded(self) -> None:
        """The server did what it was asked."""
        with self._lock:
            self._failures, self._last = 0, None

    def failed(self, error: ServerError) -> None:
        """The server failed."""
        with self._lock:
            self._failures, self._last = self._failures + 1, error
            self._until = self._now() + self._rest

    def left(self) -> None:
        """Nobody knows how it would have gone: the next may try."""
        with self._lock:
            self._until = self._now()


class GuardedChat:
    """A chat model behind a circuit. What the circuit does not let through raises ``ServerPaused``.

    :param make: Makes the model when it is first needed, which may ask its server for the model's name.
    :param circuit: By default one of its own.
    """

    def __init__(self, make: Callable[[], ChatModel], circuit: Circuit | None = None) -> None:
        self._make, self._circuit = make, circuit or Circuit()
        self._made: ChatModel | None = None
        self._making = threading.Lock()

    @property
    def id(self) -> str:
        """The model's name. Raises ``ServerError`` where the server has to be asked for it and fails."""
        return self._model().id

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer, as the model underneath does. Raises as :attr:`id` does."""
        return _GuardedStream(self._model().stream(messages), self._circuit)

    def _model(self) -> ChatModel:
        with self._making:
            if self._made is None:
                self._circuit.enter()
                try:
                    self._made = self._make()
                except ServerError as error:
                    self._circuit.failed(error)
                    raise
                self._circuit.left()
            return self._made


class _GuardedStream(Forwarding):
    """A stream that tells the circuit how it ends."""

    def __init__(self, stream: ChatStream, circuit: Circuit) -> None:
        super().__init__(stream)
        self._circuit = circuit
        self._state = "new"  # then "asked", "answering", "over"

    def __next__(self) -> str:
        if self._state == "new":
            self._circuit.enter()
            self._state = "asked"
        try:
            piece = next(self._stream)
        except StopIteration:
            self._settle(self._circuit.succeeded if self._stream.finish_reason else self._circuit.left)
            raise
        except ServerRefused:  # this request, and not every one
            self._settle(self._circuit.left)
            raise
        except ServerError as error:
            problem = error
            self._settle(lambda: self._circuit.failed(problem))
            raise
        if self._state == "asked":
            self._state = "answering"
        return piece

    def close(self) -> None:
        # Whoever has had enough of an answer has nothing against the server.
        self._stream.close()
        if self._state != "new":
            self._settle(self._circuit.succeeded if self._state == "answering" else self._circuit.left)

    def _settle(self, how: Callable[[], None]) -> None:
        if self._state != "over":
            self._state = "over"
            how()
