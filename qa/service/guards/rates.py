"""How much each key may ask for: so many requests a minute, and so many a day."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import QaError, QuotaSpent, RateExceeded
from qa.service.access.keys import Key
from qa.service.access.quotas import DAY, Quotas, seconds_left
from qa.service.guards.refusing import refuse

MINUTE = 60


class Rates:
    """Refuses what goes beyond the rate or the quota of a key, and tells how much is left (``RateLimit-…``).

    The rate is of any 60 seconds in a row, not of a minute of the clock. A request that is refused costs nothing.

    :param rate: Requests a minute of a key that has no rate of its own.
    """

    def __init__(self, app: ASGIApp, rate: int, quotas: Quotas) -> None:
        self._app, self._rate, self._quotas = app, rate, quotas
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        key: Key | None = scope.get("state", {}).get("key") if scope["type"] == "http" else None
        if key is None:
            await self._app(scope, receive, send)
            return
        try:
            told = self._counted(key)
        except QaError as error:
            await refuse(error, scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *told]}
            await send(message)

        await self._app(scope, receive, sending)

    def _counted(self, key: Key) -> list[tuple[bytes, bytes]]:
        rate = key.rate or self._rate
        limit = RateLimitItemPerMinute(rate)
        taken = self._limiter.hit(limit, key.id)
        window = self._limiter.get_window_stats(limit, key.id)
        reset = max(1, math.ceil(window.reset_time - time.time()))
        if not taken:
            raise RateExceeded(limit=rate, seconds=reset)
        tightest, policy = (rate, max(0, window.remaining), reset), f"{rate};w={MINUTE}"
        if key.quota is not None:
            left = self._quotas.take(key.id, key.quota)
            if left is None:
                raise QuotaSpent(limit=key.quota, seconds=seconds_left())
            policy += f", {key.quota};w={DAY}"
            if left < window.remaining:
                tightest = key.quota, left, seconds_left()
        names = (b"ratelimit-limit", b"ratelimit-remaining", b"ratelimit-reset")
        told = [(name, b"%d" % value) for name, value in zip(names, tightest, strict=True)]
        return [*told, (b"ratelimit-policy", policy.encode())]
