"""What the streams of chat models have in common, whichever of them is around which."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from qa.llm import ChatStream
    from qa.models import Usage


class Closing(ABC):
    """An iterator that is closed where its ``with`` block ends."""

    def __iter__(self) -> Self:
        return self

    @abstractmethod
    def close(self) -> None:
        """End it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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
