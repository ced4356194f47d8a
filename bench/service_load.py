"""How fast `/v1/search` of `qa serve` is beside the search itself, and what 50 clients at once do to it.

    python -m bench.service_load [--corpus corpus] [--seconds 60] [--clients 50] [--quick]

First one client, in turn with `Assistant.search` in a process of its own over the same library: medians, and the ratio
pair by pair. Then `wrk` with that many clients, each question another one: errors, latencies, and the memory of the
service after ten seconds and at the end. Exit code 1 if a bound is missed.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa.assistant import Assistant
from qa.settings import Settings
from qa.text import sentences

MOST_TIMES_SLOWER = 1.3
MOST_P99 = 10.0
MOST_GROWTH = 1.1
MOVE_SECONDS = 10
"""When memory is looked at first: by then everything is loaded and every thread has worked."""

QUESTIONS = 20_000

SCRIPT = """
local bodies = {}
for line in io.lines(os.getenv("QUESTIONS")) do bodies[#bodies + 1] = line end
local threads = 0
function setup(thread) thread:set("first", threads) threads = threads + 1 end
function init() at = first * 7919 end
function request()
  at = at + 1
  return wrk.format("POST", "/v1/search", {["Content-Type"] = "application/json"}, bodies[at % #bodies + 1])
end
"""


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """Run `qa serve` until the end of the block; give its port and its process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "OPENAI_"))}
    ours = {"QA_HOME": str(home), "QA_LANG": "en", "QA_SERVE_RATE": "1000000", **environment}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("qa")), "serve", "--port", "0"], env=kept | ours, stderr=said
        )
        try:
            yield _port(process, said.fileno()), process.pid
        finally:
            process.terminate()
            process.wait(60)


def _port(process: subprocess.Popen[bytes], said: int) -> int:
    port = 0
    while True:
        if process.poll() is not None:
            raise SystemExit(os.pread(said, 10_000, 0).decode())
        if found := re.search(rb"istening on http://[^:]+:(\d+)", os.pread(said, 10_000, 0)):
            port = int(found[1])
        if port and _status(port, "/readyz") == 200:
            return port
        time.sleep(0.1)


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def memory(pid: int) -> float:
    """Return how many megabytes of memory a process has."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def questions(corpus: Path) -> list[str]:
    """Return distinct questions: pieces of the articles' own sentences."""
    pieces: list[str] = []
    for path in sorted(corpus.iterdir()):
        text = re.sub(r"<[^>]+>|[#*_`]", "", path.read_text(encoding="utf-8", errors="ignore"))
        pieces += [text[start:end].strip()[:24] for start, end in sentences(text)]
    pieces = [piece for piece in dict.fromkeys(pieces) if sum(map(str.isalpha, piece)) > 8]
    pairs = [f"{one[:12]}，{other[:12]}" for one, other in itertools.permutations(pieces[:200], 2)]
    chosen = pieces + pairs
    random.Random(1).shuffle(chosen)
    return chosen[:QUESTIONS]


def one_client(home: Path, port: int, asked: list[str]) -> float:
    """Measure one client and print; return the median of the ratios."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with Assistant(Settings(home=home)) as assistant:

        def inside(question: str) -> None:
            assert assistant.search(question)

        def outside(question: str) -> None:
            body = json.dumps({"query": question}).encode()
            connection.request("POST", "/v1/search", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            found = response.read()
            assert response.status == 200, found

        ways = {"in process": inside, "over HTTP": outside}
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for number, question in enumerate(asked):
            # Each goes first as often as the other.
            for name in list(ways) if number % 2 else reversed(ways):
                began = time.perf_counter()
                ways[name](question)
                if number >= 10:
                    spent[name].append(time.perf_counter() - began)
    for name, seconds in spent.items():
        print(f"{name:12} p50 {_ms(statistics.median(seconds))}, p95 {_ms(_share(seconds, 0.95))}")
    ratio = statistics.median(spent["over HTTP"]) / statistics.median(spent["in process"])
    print(f"p50 over HTTP / p50 in process: {ratio:.2f} (at most {MOST_TIMES_SLOWER})")
    return ratio


def many_clients(port: int, pid: int, asked: list[str], clients: int, seconds: int, folder: Path) -> bool:
    """Measure many clients and print; return whether all bounds are kept."""
    bodies = folder / "questions"
    bodies.write_text("\n".join(json.dumps({"query": question}) for question in asked), encoding="utf-8")
    script = folder / "search.lua"
    script.write_text(SCRIPT)
    seen: list[float] = []
    first = threading.Timer(min(MOVE_SECONDS, seconds / 2), lambda: seen.append(memory(pid)))
    first.start()
    command = [
        "wrk",
        "-t2",
        f"-c{clients}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "--latency",
        "-s",
        str(script),
    ]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"],
        env={**os.environ, "QUESTIONS": str(bodies)},
        capture_output=True,
        text=True,
        check=True,
    )
    first.join()
    seen.append(memory(pid))
    said = done.stdout
    failed = [line.strip() for line in said.splitlines() if "Non-2xx" in line or "Socket errors" in line]
    p50, p99 = (_seconds(re.search(rf"^\s+{share}%\s+(\S+)", said, re.MULTILINE)) for share in (50, 99))
    rate = re.search(r"Requests/sec:\s+(\S+)", said)
    print(
        f"{clients} clients, {seconds} s: {rate[1] if rate else '?'} searches/s, p50 {_ms(p50)}, p99 {_ms(p99)} "
        f"({p99 / p50:.1f} x p50, at most {MOST_P99:g}), {'; '.join(failed) or 'no error'}"
    )
    growth = seen[1] / seen[0]
    print(
        f"memory: {seen[0]:.0f} MB at first, {seen[1]:.0f} MB at the end ({growth:.2f} x, at most {MOST_GROWTH})"
    )
    return not failed and p99 <= MOST_P99 * p50 and growth <= MOST_GROWTH


def _seconds(found: re.Match[str] | None) -> float:
    assert found is not None
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", found[1]).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def _share(seconds: list[float], share: float) -> float:
    return sorted(seconds)[int(share * (len(seconds) - 1))]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument(
        "--home", type=Path, help="a library that is ready; by default the corpus is ingested"
    )
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--questions", type=int, default=300, help="of the one client")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it works")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt-get install wrk, or https://github.com/wg/wrk")
    if given.quick:
        given.seconds, given.questions = 6, 40
    asked = questions(given.corpus)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        home = given.home or folder / "library"
        if not given.home:
            with Assistant(Settings(home=home)) as assistant:
                assistant.ingest([given.corpus])
        with serving(home) as (port, pid):
            ratio = one_client(home, port, asked[-given.questions :])
            kept = many_clients(port, pid, asked, given.clients, given.seconds, folder)
    raise SystemExit(0 if kept and ratio <= MOST_TIMES_SLOWER else 1)


if __name__ == "__main__":
    main()
