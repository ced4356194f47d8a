"""The requests that one summary needs: each answered to its end, all of them counted."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

from qa.answering.with_model.watching import End, Watched
from qa.llm import ChatModel, Message
from qa.models import Style, Usage

STYLES = MappingProxyType[Style, str](
    {
        "平实": "用平实的短句。",
        "资讯": "像新闻摘要一样先说结论，句子简短。",
        "书面": "用正式的书面语。",
    }
)
"""What a model is told of each style."""


class Reply(NamedTuple):
    """What a model wrote, and why there is no more of it."""

    text: str
    end: End


class Talk:
    """A chat model, and what was asked of it so far.

    :param seconds: How long one answer may take.
    """

    def __init__(self, chat: ChatModel, seconds: float) -> None:
        self._chat, self._seconds = chat, seconds
        self._usages: list[Usage] = []

    @property
    def model(self) -> str:
        """The model's name."""
        return self._chat.id

    @property
    def usage(self) -> Usage:
        """The tokens of all answers; kept ones if each of them was."""
        return Usage(
            sum(usage.tokens_in for usage in self._usages),
            sum(usage.tokens_out for usage in self._usages),
            bool(self._usages) and all(usage.cached for usage in self._usages),
        )

    @property
    def answered(self) -> int:
        """How many answers there were."""
        return len(self._usages)

    def ask(self, messages: Sequence[Message]) -> Reply:
        """Return an answer, cut off where the model does not end by itself; see :class:`Watched`.

        :raises ServerError: the server failed.
        """
        with self._chat.stream(messages) as stream:
            watched = Watched(stream, self._seconds)
            text = "".join(watched)
            if watched.error is not None:
                raise watched.error
            self._usages.append(stream.usage)
        return Reply(text, watched.end or "done")
