"""Whether two runs of a suite are the same, times and ids of the runs apart.

    python -m eval.same_answers RUN OTHER

Runs are named as for `qa eval show`. Exit code 1 and the first differences where they are not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.evaluation.finding_runs import find_run
from qa.settings import Settings

FILES = ("questions.jsonl", "notes.jsonl", "sentences.jsonl")
MOST_SHOWN = 10


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run")
    parser.add_argument("other")
    arguments = parser.parse_args()
    home = Settings().home
    folders = [find_run(name, home).path for name in (arguments.run, arguments.other)]
    if folders[0] == folders[1]:
        sys.exit("both names are of one run")
    records = [dict(_records(folder)) for folder in folders]
    differing = [
        key for key in sorted({*records[0], *records[1]}) if records[0].get(key) != records[1].get(key)
    ]
    for name, key in differing[:MOST_SHOWN]:
        print(f"{name} {key} differs")
    if differing or not records[0]:
        sys.exit(f"{len(differing)} of {len(records[0])} records differ")
    print(f"{len(records[0])} records, the same in both runs")


def _records(folder: Path) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield each record under its file and its id, without what is measured by a clock."""
    for name in FILES:
        path = folder / name
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            record = _timeless(json.loads(line))
            yield (name, str(record.get("id") or record.get("article"))), record


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key != "seconds"}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
