"""What servers say in headers and bodies, made fit to be read; and what can be said to them."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from collections.abc import Mapping


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server asks to wait, if it does: as milliseconds, seconds or a date.

    >>> retry_after({"retry-after": "20"}), retry_after({"retry-after-ms": "1500"}), retry_after({})
    (20.0, 1.5, None)
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            seconds = float(value) * unit
        except ValueError:
            try:
                seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
            except (ValueError, OverflowError):
                continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return None


def sendable(text: str) -> str:
    """Return a text that can be sent: half a character, as a broken command line leaves it, becomes ``?``.

    >>> sendable("章\\udce5句")
    '章?句'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def page_title(text: str) -> str:
    """Return a page's title where a text is HTML, and the text itself where it is not.

    >>> page_title("<html><head><title>502 Bad Gateway</title></head><body>…</body></html>")
    '502 Bad Gateway'
    """
    title = re.search(r"<title[^>]*>([^<]*)", text, re.IGNORECASE)
    return title[1].strip() if title else text


def error_words(body: object) -> str:
    """Find what a person can read in an error's body: OpenAI's, FastAPI's, a page, or anything."""
    while isinstance(body, dict):
        inner = next((body[name] for name in ("error", "message", "detail") if body.get(name)), None)
        if inner is None:
            break
        body = inner
    if isinstance(body, str):
        return page_title(body)
    return "" if body is None else json.dumps(body, ensure_ascii=False, default=str)
