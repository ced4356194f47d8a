"""How long a note takes on an indexed article without an LLM, and whether memory grows.

    python -m bench.notes ../shared/data/news_3000.jsonl [--items 300] [--rounds 3]

The longest items are put into a library (with a cheap embedding: notes need none), and the note of each is written
through the Assistant by its id, as ``qa note ID`` does. A round writes them all, with the caches of the round before; in
the first round they are cold. Prints the median, the 95th percentile and the longest in milliseconds, of wall time and of
processor time, and the resident memory: what it was before the first note, its peak, and how much it grows a note over
the second half of the run.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.speed import CheapEmbedder
from qa.assistant import Assistant
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import Article
from qa.reading import read_text
from qa.settings import Settings


def longest(path: Path, items: int) -> list[Article]:
    """Return the longest items of a JSONL file, each read as a text file would be."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: (-len(row["text"]), row["id"]))
    return [read_text(row["text"], name=str(row["id"])).article for row in rows[:items]]


def fill(articles: Sequence[Article], embedder: CheapEmbedder, home: Path) -> list[str]:
    """Put the articles into a library, and return the ids."""
    library = Library(home, str(home / "store"), Identity(embedder.id, embedder.dimension, 320, 120))
    with library.write(embedder) as writer:
        for article in articles:
            writer.put(article)
    ids = list(library.records)
    library.close()
    return ids


def resident() -> float:
    """Return the process's resident memory in MB; on systems without /proc, its peak."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def slope(values: Sequence[float]) -> float:
    """Return the slope of the line through equally spaced values, by least squares.

    >>> slope([1.0, 3.0, 5.0])
    2.0
    """
    middle = (len(values) - 1) / 2
    average = sum(values) / len(values)
    above = sum((at - middle) * (value - average) for at, value in enumerate(values))
    return above / max(1e-9, sum((at - middle) ** 2 for at in range(len(values))))


def line(name: str, seconds: Sequence[float]) -> str:
    """Return a row of the table: median, 95th percentile, longest."""
    found = sorted(seconds)
    p50, p95 = (found[min(len(found) - 1, int(len(found) * share))] * 1e3 for share in (0.5, 0.95))
    return f"| {name} | {p50:.0f} | {p95:.0f} | {found[-1] * 1e3:.0f} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    embedder = CheapEmbedder()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ids = fill(longest(arguments.file, arguments.items), embedder, home)
        settings = Settings(home=home, llm_base_url=None, llm_api_key=None)
        memory: list[float] = []
        with Assistant(settings, embedder=embedder) as assistant:
            assistant.article(ids[0])  # the library is open before the first note is timed
            before = resident()
            print(
                f"{len(ids)} articles of {arguments.file.name}\n\n| ms a note | p50 | p95 | most |\n| --- | --- | --- | --- |"
            )
            made: Counter[bool] = Counter()
            failed: list[list[str]] = []
            for number in range(arguments.rounds):
                wall, processor = [], []
                for article in ids:
                    began, worked = time.perf_counter(), time.process_time()
                    summary = assistant.summarize(article, "note")
                    wall.append(time.perf_counter() - began)
                    processor.append(time.process_time() - worked)
                    memory.append(resident())
                    made[summary.ok] += 1
                    if not summary.ok:
                        failed.append([check.name for check in summary.checks if not check.ok])
                print(line(f"round {number + 1}, wall", wall))
                print(line(f"round {number + 1}, processor", processor), flush=True)
    print(f"\nwithin length and form: {sum(made.values()) - len(failed)}/{sum(made.values())}")
    for name, count in Counter(name for names in failed for name in names).most_common():
        print(f"  {name}: {count} failed")
    marks = (0, 9, 99, len(ids) - 1, len(memory) // 2, len(memory) - 1)
    grown = ", ".join(f"{at + 1}: {memory[at]:.0f}" for at in dict.fromkeys(marks) if at < len(memory))
    print(f"resident memory in MB: {before:.0f} before, then after note {grown}; {max(memory):.0f} at most")
    half = memory[len(memory) // 2 :]
    print(f"  {slope(half) * 1e3:+.1f} kB a note over the second half of the run")


if __name__ == "__main__":
    main()
