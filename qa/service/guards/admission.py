"""Who is let in: a key for every request once there are keys, and one that may write for what changes something."""

from __future__ import annotations

import ipaddress
import logging
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import KeyMissing, KeysUnusable, KeyWrong, QaError, RateExceeded, ScopeTooNarrow
from qa.service.access.addresses import is_loopback
from qa.service.access.keys import Key, Keys
from qa.service.guards.refusing import refuse
from qa.service.guards.scopes import needed

WRONG_A_MINUTE = 30
"""How many wrong keys of one address are told so; more are told to wait. A key that is right is let in even then:
behind a proxy all clients may have one address, and none of them may lock out the others."""

log = logging.getLogger("qa.service")


class Admission:
    """Lets in who has a key, and puts the key into ``scope["state"]["key"]``, before the body is read.

    Without any key, and on loopback, everybody on this machine is let in; the key is then None. Whom a proxy on this
    machine sends is not on it.

    :param address: What the service listens on.
    """

    def __init__(self, app: ASGIApp, keys: Keys, address: str) -> None:
        self._app, self._keys = app, keys
        self._is_open_without = is_loopback(address)
        self._wrong = FixedWindowRateLimiter(MemoryStorage())
        self._logged = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks it
            return
        if scope["type"] == "http":
            state = scope.setdefault("state", {})
            state["key"] = None
            try:
                state["key"] = self._admitted(scope)
            except QaError as error:
                await refuse(error, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _admitted(self, scope: Scope) -> Key | None:
        wanted = needed(scope["method"], scope["path"])
        if wanted is None:
            return None
        try:
            if self._is_open_without and not self._keys.are_needed and _is_here(scope):
                return None
            presented = _presented(scope)
            key = None if presented is None else self._keys.find(presented)
        except KeysUnusable as error:
            self._log(error)
            raise
        if presented is None:
            raise KeyMissing
        if key is None:
            raise self._wrong_key(scope)
        if wanted == "write" and key.scope != "write":
            raise ScopeTooNarrow
        return key

    def _wrong_key(self, scope: Scope) -> QaError:
        limit = RateLimitItemPerMinute(WRONG_A_MINUTE)
        who = _network(scope)
        if self._wrong.hit(limit, who):
            return KeyWrong()
        seconds = self._wrong.get_window_stats(limit, who).reset_time - time.time()
        return RateExceeded(limit=WRONG_A_MINUTE, seconds=max(1, math.ceil(seconds)))

    def _log(self, error: KeysUnusable) -> None:
        if error.message("en") != self._logged:  # once, and not for every request that is refused
            self._logged = error.message("en")
            log.error("nobody is let in: %s", self._logged)


def _is_here(scope: Scope) -> bool:
    """Whether who asks is on this machine, and so are all that a proxy names."""
    named = [_address(scope)]
    for name, value in scope["headers"]:
        if name in (b"x-forwarded-for", b"x-real-ip"):
            named += map(str.strip, value.decode("latin-1").split(","))
        elif name == b"forwarded":
            return False
    return all(map(is_loopback, named))


def _presented(scope: Scope) -> str | None:
    """Return the key of a request; what cannot be one key, such as two of them, as an empty one."""
    bearer = []
    for value in (value for name, value in scope["headers"] if name == b"authorization"):
        scheme, _, credentials = value.decode("latin-1").strip().partition(" ")
        if scheme.lower() == "bearer":  # others may be the business of a proxy
            bearer.append(credentials.strip())
    own = [value.decode("latin-1").strip() for name, value in scope["headers"] if name == b"x-api-key"]
    found = set(bearer or own)
    return None if not found else found.pop() if len(found) == 1 else ""


def _network(scope: Scope) -> str:
    """Return who asks: the address, or the network of an IPv6 address, of which everybody has very many."""
    address = _address(scope)
    try:
        if ipaddress.ip_address(address).version == 6:
            return str(ipaddress.ip_network((address, 64), strict=False))
    except ValueError:
        pass
    return address


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("", 0))[0])
