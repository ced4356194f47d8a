"""Another process with an assistant of its own, which does what it is told, line by line.

It runs ``python -m tests.e2e.children`` with a configuration; each line to it is a JSON request, and each line from it
an event or the answer. It can be killed at any moment.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from qa.assistant import Assistant
from qa.errors import QaError
from qa.indexing import writer
from qa.indexing.vectors import VectorStore
from qa.models import IngestItem
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder

_ROOT = Path(__file__).resolve().parents[2]


class Child:
    """The process, seen from the test.

    ``settings`` are those of the assistant, ``pause`` is the embedder's, and small articles share a write for
    ``flush`` seconds. ``die`` is where the process ends by itself, ``seed`` that of its hashes.
    """

    def __init__(
        self,
        home: Path,
        *,
        pause: float = 0.0,
        flush: float = 1.0,
        die: str = "",
        seed: int = 0,
        **settings: Any,
    ) -> None:
        configuration = {"home": str(home), **{name: str(value) for name, value in settings.items()}}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.children", json.dumps([configuration, pause, flush, die])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", (
            self._process.stderr and self._process.stderr.read()
        )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def tell(self, do: str, **arguments: Any) -> None:
        """Send a request, and do not wait."""
        assert self._process.stdin is not None
        print(json.dumps({"do": do, **arguments}), file=self._process.stdin, flush=True)

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield what it reports, up to its answer or its end."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            # A line can be cut off where the process was killed.
            if line.endswith("\n"):
                event: dict[str, Any] = json.loads(line)
                yield event
                if "answer" in event or "error" in event:
                    return

    def ask(self, do: str, **arguments: Any) -> Any:
        """Send a request and return its answer, or the name of the error and its message."""
        self.tell(do, **arguments)
        last = list(self.events())[-1]
        return last["answer"] if "answer" in last else (last["error"], last["message"])

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def wait(self, seconds: float = 20) -> int:
        """Wait until it has ended; return its exit code."""
        return self._process.wait(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


# --- the process, seen from inside ----------------------------------------------------------------------


def _tell(**event: Any) -> None:
    print(json.dumps(event, ensure_ascii=False), flush=True)


def _stored(item: IngestItem) -> None:
    _tell(stored=item.article, outcome=item.outcome, title=item.title)


class _Actions:
    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def ingest(self, paths: list[str]) -> list[str]:
        return [item.outcome for item in self.assistant.ingest(paths, on_item=_stored).items]

    def hold(self, seconds: float) -> str:
        with self.assistant._library.write(self.assistant._embedder):
            _tell(holding=True)
            time.sleep(seconds)
        return "let go"

    def reindex(self) -> int:
        return self.assistant.reindex()

    def remove(self, references: list[str]) -> list[str]:
        return [record.id for record in self.assistant.remove(references)]

    def search(self, query: str, limit: int = 10) -> list[list[Any]]:
        return [[p.article, p.chunk, p.text, p.score] for p in self.assistant.search(query, limit=limit)]

    def articles(self) -> list[str]:
        return [record.title for record in self.assistant.articles()]

    def text(self, reference: str) -> str:
        return "\n".join(section.text for section in self.assistant.article(reference).sections)

    def places(self) -> list[list[Any]]:
        """Return the id, chunks and spans of every article."""
        return [
            [record.id, [[c.id, c.section, c.start, [[s.start, s.end] for s in c.spans]] for c in chunks]]
            for record in self.assistant.articles()
            for chunks in [self.assistant.chunks(record.id)]
        ]


def _die_at(point: str) -> None:
    """Let the process end, as if it were killed, when it comes to this point of rebuilding."""
    name, _, when = point.partition(":")
    original: Callable[..., Any] = getattr(VectorStore, name)

    def dying(self: VectorStore, *arguments: Any) -> Any:
        if when == "after":
            original(self, *arguments)
        os._exit(9)

    setattr(VectorStore, name, dying)


def _die_in_chroma(operation: str, count: int) -> None:
    """Let the process end before the ``count``-th time that Chroma is asked for this."""
    from chromadb.api.rust import RustBindingsAPI

    original = getattr(RustBindingsAPI, operation)
    left = [count]

    def counted(self: Any, *arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return original(self, *arguments, **named)

    setattr(RustBindingsAPI, operation, counted)


def main() -> None:
    """Do what the lines say."""
    configuration, pause, writer._FLUSH_SECONDS, die = json.loads(sys.argv[1])
    if die:
        operation, _, count = die.partition(" ")
        _die_in_chroma(operation, int(count)) if count else _die_at(die)
    assistant = Assistant(Settings(**configuration), embedder=CheapEmbedder(pause=pause))
    actions = _Actions(assistant)
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            _tell(answer=getattr(actions, request.pop("do"))(**request))
        except QaError as error:
            _tell(error=error.code, message=str(error))


if __name__ == "__main__":
    main()
