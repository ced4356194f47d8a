"""Against DNS rebinding: the service answers to its own names only.

A page of another place can make its name point to 127.0.0.1, and a browser then takes the service for a part of that
page. What it cannot change is the name that it calls the service by.
"""

from __future__ import annotations

from collections.abc import Set

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import HostUnknown
from qa.language import say
from qa.service.access.addresses import is_loopback, name_of
from qa.service.guards.refusing import refuse

FREE = frozenset({"/healthz", "/readyz"})
"""What is asked by the address, by whatever watches over the service; it tells nothing."""

_LONGEST_SHOWN = 100


class Hosts:
    """Refuses requests that call the service by a name that is not its own.

    On loopback its names are those of loopback and those in ``names``; on another address any, unless ``names`` says
    which: there, every request needs a key, and that is what no foreign page has.

    :param address: What it listens on.
    """

    def __init__(self, app: ASGIApp, address: str, names: Set[str]) -> None:
        self._app = app
        self._is_any = not names and not is_loopback(address)
        self._names = {*names, address.lower().strip("[]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and not self._is_any and scope["path"] not in FREE:
            given = [value for name, value in scope["headers"] if name == b"host"]
            host = name_of(given[0].decode("latin-1")) if len(given) == 1 else None
            if host is None or not (host in self._names or is_loopback(host)):
                shown = b", ".join(given).decode("latin-1")[:_LONGEST_SHOWN]
                await refuse(HostUnknown(host=shown or say("(none)", "（空）")), scope, receive, send)
                return
        await self._app(scope, receive, send)
