"""How long the check of one sentence takes against eight passages.

    python -m bench.check_speed ../shared/data/uhgeval_dev.jsonl [--passages 8]

Each item's invented sentence and headline are checked against its own text and seven others, each cut to the length of a
passage. *Cold*: nothing about the passages is known, as for the first sentence of an answer. *Warm*: they have been
taken apart before, as for every further one. Prints the median and the 95th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from qa import grounding
from qa import text as zh

_LONGEST = 400
_WARM_UP = 10


def forget() -> None:
    """Empty every cache of texts that the check keeps, but not the lists that it has read."""
    zh.tagged_words.cache_clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("qa.grounding."):
            for cache in vars(module).values():
                if hasattr(cache, "cache_parameters") and cache.cache_parameters()["maxsize"] is not None:
                    cache.cache_clear()


def timed(sentence: str, sources: list[str]) -> float:
    """Return the milliseconds of one check, as this thread's own time: other processes do not count."""
    began = time.thread_time()
    grounding.check(sentence, sources)
    return (time.thread_time() - began) * 1e3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--passages", type=int, default=8)
    arguments = parser.parse_args()
    items = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines()]
    texts = [(item["newsBeginning"] + item["newsRemainder"])[:_LONGEST] for item in items]
    times: dict[str, list[float]] = {"cold": [], "warm": []}
    for n, item in enumerate(items):
        sources = [texts[(n + step) % len(texts)] for step in range(arguments.passages)]
        forget()
        cold = timed(item["headLine"], sources)
        warm = timed(item["hallucinatedContinuation"], sources)
        if n >= _WARM_UP:
            times["cold"].append(cold)
            times["warm"].append(warm)
    print("| passages | p50 ms | p95 ms |\n| --- | --- | --- |")
    for kind, found in times.items():
        found.sort()
        print(f"| {kind} | {found[len(found) // 2]:.2f} | {found[int(len(found) * 0.95)]:.2f} |")


if __name__ == "__main__":
    main()
