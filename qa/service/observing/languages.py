"""The language that a client wants to be spoken to in."""

from __future__ import annotations

import re

from qa.language import Language

_RANGE = re.compile(
    r"\s*(?P<name>[a-z]{1,8}|\*)(-[\w-]*)?\s*(;\s*q=(?P<weight>[01](\.\d{0,3})?)\s*)?", re.I | re.ASCII
)
_MOST_READ = 1000


def wanted(accept_language: str | None) -> Language | None:
    """Return Chinese or English, whichever an ``Accept-Language`` prefers; None where it names neither.

    >>> wanted("fr, zh-TW;q=0.8, en;q=0.7"), wanted("en-GB,en;q=0.5"), wanted("fr"), wanted("zh;q=0, *")
    ('zh', 'en', None, 'en')
    """
    weights: dict[str, float] = {}
    for part in (accept_language or "")[:_MOST_READ].split(","):
        if found := _RANGE.fullmatch(part):
            name = found["name"].lower()
            weights[name] = max(weights.get(name, 0.0), float(found["weight"] or 1))
    # `*` says that any other will do: which, is for the service to say, unless one of the two is not wanted.
    rest = weights.get("*", 0.0)
    if "zh" not in weights and "en" not in weights:
        return None
    zh, en = weights.get("zh", rest), weights.get("en", rest)
    if zh == en == 0:
        return None
    if zh == en:  # as the client has them
        return "zh" if next(name for name in weights if name in ("zh", "en")) == "zh" else "en"
    return "zh" if zh > en else "en"
