"""A chat model's answers kept on disk, so that a repeated evaluation costs nothing."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from qa.cache_file import CacheFile, drop_oldest
from qa.closing import Closing
from qa.forwarding import Forwarding
from qa.llm import ChatModel, ChatStream, Message
from qa.models import Usage

MOST_BYTES = 256 * 1024 * 1024
"""How large the file becomes; what was not asked for the longest goes first."""

_SCHEMA = """CREATE TABLE IF NOT EXISTS answers (
    key BLOB PRIMARY KEY, used REAL NOT NULL, finish_reason TEXT NOT NULL, tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL, text TEXT NOT NULL)"""
_COLUMNS = "finish_reason, tokens_in, tokens_out, text"
# An answer is complete with these; anything else may be better the next time.
_COMPLETE = ("stop", "length")
_PIECE = 8  # characters of a delta that is replayed


class _Kept(NamedTuple):
    finish_reason: str
    tokens_in: int
    tokens_out: int
    text: str


class CachedChat:
    """A chat model that looks an answer up on disk first, by everything that the answer depends on.

    Kept are the text, why it ended, and its usage; not the messages. Only what was read to its end is kept: an
    answer that failed, was cut off, was closed, or is empty is asked for again. With a temperature above 0, the
    first answer stays the answer. The file can be deleted at any time; one that cannot be used is done without.

    :param chat: The model.
    :param path: The file.
    :param parameters: What else the answer depends on: server, temperature, most tokens (see
        ``OpenAIChat.parameters``).
    :param most_bytes: How large the file may become; what was not asked for the longest goes first.

    >>> from tempfile import mkdtemp
    >>> from qa.llm import OpenAIChat
    >>> model = OpenAIChat("http://127.0.0.1:11434/v1", "qwen3:4b")
    >>> chat = CachedChat(model, Path(mkdtemp()) / "answers.sqlite3", model.parameters)
    >>> chat.id
    'qwen3:4b'
    """

    def __init__(
        self,
        chat: ChatModel,
        path: Path,
        parameters: Mapping[str, object] | None = None,
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._chat = chat
        self._parameters = dict(parameters or {})
        self._most_bytes = most_bytes
        self._file = CacheFile(path, _SCHEMA, f"SELECT {_COLUMNS}, used FROM answers LIMIT 1")

    @property
    def id(self) -> str:
        """The name of the model underneath."""
        return self._chat.id

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin an answer, a new one or the kept one, whose usage says that it is ``cached``."""
        key = self._key(messages)
        kept = self._read(key)
        if kept is not None:
            return _Replay(kept)
        return _Recording(self._chat.stream(messages), lambda made: self._write(key, made))

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._file.close()

    def _key(self, messages: Sequence[Message]) -> bytes:
        asked = {
            "model": self.id,
            "parameters": self._parameters,
            "messages": [asdict(message) for message in messages],
        }
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).digest()

    def _read(self, key: bytes) -> _Kept | None:
        kept = None
        with self._file.kept() as connection:
            if connection is None:
                return None
            row = connection.execute(f"SELECT {_COLUMNS} FROM answers WHERE key = ?", (key,)).fetchone()
            if row is None or not _is_sound(row):
                return None
            kept = _Kept(*row)
            with connection:
                connection.execute("UPDATE answers SET used = ? WHERE key = ?", (time.time(), key))
        return kept

    def _write(self, key: bytes, made: _Kept) -> None:
        try:
            size = len(made.text.encode())
        except UnicodeEncodeError:  # half a character, which SQLite would not take
            return
        if size > self._most_bytes / 2:
            return
        with self._file.kept() as connection:
            if connection is not None:
                with connection:
                    connection.execute(
                        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", (key, time.time(), *made)
                    )
                    drop_oldest(connection, "answers", "used", self._most_bytes)


def _is_sound(row: tuple[object, ...]) -> bool:
    reason, tokens_in, tokens_out, text = row
    counts = isinstance(tokens_in, int) and isinstance(tokens_out, int)
    return reason in _COMPLETE and counts and isinstance(text, str) and text != ""


class _Replay(Closing):
    """A :class:`ChatStream` of an answer that is known."""

    def __init__(self, kept: _Kept) -> None:
        self.usage = Usage()
        self.finish_reason: str | None = None
        self._kept = kept
        starts = range(0, len(kept.text), _PIECE)
        self._pieces = iter([kept.text[start : start + _PIECE] for start in starts])
        self._closed = False

    def __next__(self) -> str:
        if self._closed:
            raise StopIteration
        try:
            return next(self._pieces)
        except StopIteration:
            self.usage = Usage(self._kept.tokens_in, self._kept.tokens_out, cached=True)
            self.finish_reason = self._kept.finish_reason
            self._closed = True
            raise

    def close(self) -> None:
        self._closed = True


class _Recording(Forwarding):
    """A :class:`ChatStream` that is told of once it was read to its end."""

    def __init__(self, stream: ChatStream, keep: Callable[[_Kept], None]) -> None:
        super().__init__(stream)
        self._keep = keep
        self._pieces: list[str] | None = []

    def __next__(self) -> str:
        try:
            piece = next(self._stream)
        except StopIteration:
            self._done()
            raise
        if self._pieces is not None:
            self._pieces.append(piece)
        return piece

    def _done(self) -> None:
        pieces, self._pieces = self._pieces, None
        reason, usage = self._stream.finish_reason, self._stream.usage
        if pieces and reason in _COMPLETE:
            self._keep(_Kept(reason, usage.tokens_in, usage.tokens_out, "".join(pieces)))

    def close(self) -> None:
        self._pieces = None
        self._stream.close()
