"""A model that says its next piece when it is told to: slow, without a clock."""

from __future__ import annotations

import threading

from tests.openai_server import Exchange


class Paced:
    """What a scripted model does: a piece at once, and one more at each :meth:`go_on`.

    >>> from tests.openai_server import OpenAIServer
    >>> slow = Paced("渡船每天开六班。[1]", "大桥明年通车。[1]")
    >>> with OpenAIServer() as server:
    ...     server.script(slow)
    """

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.gone = threading.Event()
        self._allowed = threading.Semaphore(0)

    def go_on(self) -> None:
        """Let it say its next piece, or end after the last one."""
        self._allowed.release()

    def __call__(self, exchange: Exchange) -> None:
        try:
            exchange.start()
            exchange.delta("", role="assistant")
            for piece in self.pieces:
                exchange.delta(piece)
                while not self._allowed.acquire(blocking=False):
                    exchange.pause(0.01)
            exchange.delta(finish="stop")
            exchange.event("[DONE]")
            exchange.end()
        finally:
            if exchange.disconnected.is_set():
                self.gone.set()
