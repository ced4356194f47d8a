"""The sockets under an HTTP client, so that a request can be broken off from another thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from collections.abc import Mapping
from typing import Any

# What the OpenAI client tells about this machine in X-Stainless-… headers; a model has no use for it.
_FINGERPRINTS = ("lang", "package-version", "os", "arch", "runtime", "runtime-version", "async")


class Sockets:
    """The sockets of one connection, so that they can be shut from another thread.

    Closing an HTTP client does not wake a thread that waits for bytes; shutting the socket under it does.
    """

    def __init__(self, host: str) -> None:
        self.broken_off = threading.Event()
        self._host = host
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()

    def prepare(self, request: Any) -> None:
        """See each request before it is sent."""
        request.extensions["trace"] = self._trace
        for name in _FINGERPRINTS:
            request.headers.pop(f"x-stainless-{name}", None)
        if self._host != "api.openai.com" and not self._host.endswith(".api.openai.com"):
            for name in ("openai-organization", "openai-project"):
                request.headers.pop(name, None)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            opened = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._open.add(opened)
            if self.broken_off.is_set():
                _shut(opened)

    def break_off(self) -> None:
        self.broken_off.set()
        with self._lock:
            opened = tuple(self._open)
        for each in opened:
            _shut(each)


def _shut(opened: socket.socket) -> None:
    # The method of the plain socket: a TLS socket's own would first drop the state that the reader is using.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
