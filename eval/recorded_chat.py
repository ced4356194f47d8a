"""A chat model whose answers are kept as JSON lines, so that a report can be repeated without the model."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from qa.llm import ChatModel, ChatStream, Message
from qa.models import Usage


class Recorded:
    """Gives what a model answered to the same messages before, and asks it only for what is not in the file.

    The same messages asked for a second time in one run (another candidate) are another record. A line holds the
    text, why it ended, and the tokens; of the messages only a hash, since they are other people's texts.

    :param path: The file; new answers are added at its end as they are given.
    :param chat: The model; ``None`` to allow only what is in the file.
    """

    def __init__(self, path: Path, chat: ChatModel | None = None) -> None:
        self._path, self._chat = path, chat
        self._asked: Counter[str] = Counter()
        rows = []
        if path.exists():
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        self._kept = {row["key"]: row for row in rows}
        models = sorted({str(row["model"]) for row in rows})
        if chat is None and len(models) != 1:
            raise SystemExit(f"{path} has no answers of one model: give the address of a server (--llm)")
        self.id = chat.id if chat is not None else models[0]

    def stream(self, messages: Sequence[Message]) -> ChatStream:
        """Begin the kept answer or, where there is none, a new one, which is read to its end first."""
        asked = json.dumps([self.id, *map(asdict, messages)], ensure_ascii=False, sort_keys=True)
        self._asked[asked] += 1
        key = hashlib.sha256(f"{self._asked[asked]} {asked}".encode()).hexdigest()[:24]
        if key not in self._kept:
            self._kept[key] = self._ask(key, messages)
        return Replayed(self._kept[key])

    def _ask(self, key: str, messages: Sequence[Message]) -> dict[str, object]:
        if self._chat is None:
            raise SystemExit(f"{self._path} lacks an answer that is needed now: give a server (--llm)")
        with self._chat.stream(messages) as stream:
            text = "".join(stream)
            row: dict[str, object] = {
                "key": key,
                "model": self.id,
                "text": text,
                "finish_reason": stream.finish_reason,
                "usage": [stream.usage.tokens_in, stream.usage.tokens_out],
            }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return row


class Replayed:
    """A kept answer as a stream; ``close`` has nothing to stop."""

    def __init__(self, row: dict[str, object]) -> None:
        self._pieces = iter([str(row["text"])] if row["text"] else [])
        self.finish_reason = None if row["finish_reason"] is None else str(row["finish_reason"])
        usage = row["usage"]
        assert isinstance(usage, list)
        self.usage = Usage(*usage)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._pieces)

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
