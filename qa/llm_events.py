"""The body of a chat model's HTTP answer: server-sent events, or one text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from qa.servers import Server

EVENT_BYTES = 4 * 1024 * 1024
"""The longest event, and the longest answer of a server that does not stream."""


def events(server: Server, response: Any) -> Iterator[str]:
    """Yield the data of each server-sent event, and an empty text where something else came."""
    data: list[str] = []
    for line in _lines(server, response):
        field, _, value = (line or "").partition(":")
        if field in ("data", "error"):  # llama.cpp has sent its errors in a field of that name
            data.append(value.removeprefix(" "))
        elif line == "" and data:
            yield "\n".join(data)
            data = []
        elif line is None:
            yield ""
    if data:
        yield "\n".join(data)


def _lines(server: Server, response: Any) -> Iterator[str | None]:
    """Yield each line, and ``None`` after each piece that came."""
    rest = bytearray()
    for piece in response.iter_bytes():
        rest += piece
        if b"\n" in piece or b"\r" in piece:
            *lines, last = re.split(rb"\r\n|\r|\n", rest)
            rest = bytearray(last)
            # A character may come in two pieces, but a line is whole.
            for line in lines:
                yield line.decode("utf-8")
        if len(rest) > EVENT_BYTES:
            raise server.broken("its events do not end", "事件没有结尾")
        yield None
    yield rest.decode("utf-8")


def whole_body(server: Server, response: Any) -> str:
    """Read a whole answer."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > EVENT_BYTES:
            raise server.broken("it does not end", "内容没有结尾")
    return body.decode("utf-8")


def content_text(content: object) -> str:
    """Return the text of a content, which some servers send in parts."""
    if isinstance(content, list):
        return "".join(content_text(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def token_count(value: object) -> int:
    """Return a count as a server gives it, 0 where it gives none."""
    return value if isinstance(value, int) and value >= 0 else 0
