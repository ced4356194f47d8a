"""What is known of one request while it lasts; in the end it is its line in the log."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field

_SAFE_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)

HUNG_UP = 499
"""The status of a request whose client went away before there was one; no client ever sees it."""


@dataclass(slots=True)
class Record:
    """One request.

    ``route`` is the template of its path, such as ``/v1/articles/{reference}``. ``outcome`` and ``mode`` are those of the
    answer, ``problem`` is the code of the error that it was answered with. ``question`` and ``answer`` are only set where
    text may be logged.
    """

    id: str
    method: str
    client: str | None
    began: float = field(default_factory=time.perf_counter)
    route: str = ""
    status: int | None = None
    bytes: int = 0
    is_complete: bool = False
    hung_up: bool = False
    outcome: str | None = None
    mode: str | None = None
    problem: str | None = None
    key: str | None = None
    key_name: str | None = None
    trace_id: str | None = None
    question: str | None = None
    answer: str | None = None

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.perf_counter() - self.began

    @property
    def told_status(self) -> int:
        """The status for log and metrics, also of a request that was never answered."""
        return self.status or (HUNG_UP if self.hung_up else 500)


def request_id(given: str | None) -> str:
    """Return the id that a client gave its request, where it is one; else a new one.

    >>> request_id("order-17"), len(request_id("a\\nb")), len(request_id(None))
    ('order-17', 16, 16)
    """
    return given if given is not None and _SAFE_ID.fullmatch(given) else secrets.token_hex(8)
