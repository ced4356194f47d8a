"""A stream of a chat model around another one."""

from __future__ import annotations

from qa.closing import Closing
from qa.llm import ChatStream
from qa.models import Usage


class Forwarding(Closing):
    """A stream around another one, whose usage and end are its own."""

    def __init__(self, stream: ChatStream) -> None:
        self._stream = stream

    @property
    def usage(self) -> Usage:
        """The tokens that the server counted."""
        return self._stream.usage

    @property
    def finish_reason(self) -> str | None:
        """Why the answer ended."""
        return self._stream.finish_reason
