"""How long a sentence takes from a slow model, through its check, to each of 100 clients that are served at once.

    python -m bench.service_streams [--corpus corpus] [--streams 100] [--quick]

The model of this script answers each question with sentences of the passages that it is given, four characters every
fifth of a second. It notes when it has given the first of them, and the client of that question when it has it. One more
client reads nothing of its stream, and another reads a byte a second. Exit code 1 if a sentence took too long.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.service_load import questions, serving
from qa.assistant import Assistant
from qa.settings import Settings

MOST_SECONDS = 0.3

THINKING_SECONDS = 1.0
CHARACTERS, PAUSE_SECONDS = 4, 0.2

_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass
class Model:
    """The server of a slow model, which takes note of when it gave the first sentence of each answer."""

    given: dict[str, tuple[str, float]] = field(default_factory=dict)
    """By question: the sentence, and when the last of it was given."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                body = json.loads(await reader.readexactly(int(length[1])) if length else b"{}")
                writer.write(_CHUNKED)
                async for event in self._events(body["messages"][-1]["content"]):
                    data = f"data: {event}\n\n".encode()
                    writer.write(b"%x\r\n%b\r\n" % (len(data), data))
                    await writer.drain()
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        writer.close()

    async def _events(self, prompt: str) -> AsyncIterator[str]:
        question = prompt.rpartition("问题：")[2].strip()
        passage = prompt.partition(">\n")[2].partition("\n</材料>")[0]
        sentences = [one for one in re.findall(r"[^。\n]{8,60}。", passage) if "：" not in one][:3]
        text = "".join(f"{sentence}[1]" for sentence in sentences)
        end = len(sentences[0]) + 3 if sentences else 0
        await asyncio.sleep(THINKING_SECONDS)
        for at in range(0, len(text), CHARACTERS):
            await asyncio.sleep(PAUSE_SECONDS)
            yield _delta(content=text[at : at + CHARACTERS])
            if at < end <= at + CHARACTERS:
                self.given[question] = sentences[0], time.monotonic()
        yield _delta("stop")
        yield "[DONE]"


def _delta(finish: str | None = None, **delta: str) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "model": "slow", "choices": [choice]})


async def ask(port: int, question: str) -> tuple[str, float] | None:
    """Read a whole stream; return its first sentence, and when it came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(question))
    came = None
    try:
        while line := await asyncio.wait_for(reader.readline(), 120):
            if line.startswith(b"event: sentence") and came is None:
                at = time.monotonic()
                came = json.loads((await reader.readline()).removeprefix(b"data: "))["text"], at
            elif line.startswith(b"event: problem"):
                raise SystemExit((await reader.readline()).decode())
            elif line == b"0\r\n":
                break
    finally:
        writer.close()
    return came


def _request(question: str) -> bytes:
    body = json.dumps({"question": question}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Length: {len(body)}"
    return f"{head}\r\nContent-Type: application/json\r\n\r\n".encode() + body


def connected(port: int, question: str) -> socket.socket:
    """Ask through a connection that takes little at once."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.connect(("127.0.0.1", port))
    client.sendall(_request(question))
    client.setblocking(False)
    return client


async def trickle(client: socket.socket) -> None:
    """Read a byte a second."""
    while await asyncio.get_running_loop().sock_recv(client, 1):
        await asyncio.sleep(1)


async def measure(home: Path, corpus: Path, streams: int) -> list[float]:
    """Return how long each first sentence took."""
    model = Model()
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0, backlog=1000)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    asked = [f"{piece.rstrip('。')}？" for piece in questions(corpus) if "，" not in piece][: streams + 2]
    with serving(home, QA_LLM_BASE_URL=url, QA_LLM_MODEL="slow") as (port, _):
        stalled, slow = (connected(port, question) for question in asked[:2])
        reading = asyncio.ensure_future(trickle(slow))
        found = await asyncio.gather(*(ask(port, question) for question in asked[2:]))
        reading.cancel()
        stalled.close()
        slow.close()
    server.close()
    took = [
        came[1] - model.given[question][1]
        for question, came in zip(asked[2:], found, strict=True)
        # One that is refused, or whose first sentence does not pass the check, says nothing about how long that took.
        if came and question in model.given and came[0] == model.given[question][0]
    ]
    print(
        f"{streams} streams at once, of which {len(took)} had a first sentence that passed; and two that do not read"
    )
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument(
        "--home", type=Path, help="a library that is ready; by default the corpus is ingested"
    )
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="ten streams, to see that it works")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        home = given.home or Path(made) / "library"
        if not given.home:
            with Assistant(Settings(home=home)) as assistant:
                assistant.ingest([given.corpus])
        took = asyncio.run(measure(home, given.corpus, 10 if given.quick else given.streams))
    took.sort()
    late = sum(seconds > MOST_SECONDS for seconds in took)
    print(
        f"first sentence, from the model to the client: median {statistics.median(took):.3f} s, "
        f"p95 {took[int(0.95 * (len(took) - 1))]:.3f} s, longest {took[-1]:.3f} s; {late} later than {MOST_SECONDS} s"
    )
    raise SystemExit(1 if late or not took else 0)


if __name__ == "__main__":
    main()
