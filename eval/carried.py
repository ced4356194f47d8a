"""Whether what is cited for a sentence would pass the check alone.

    python -m eval.carried [../shared/data/uhgeval_dev.jsonl]

Each true sentence on the sample articles that is accepted, and each headline of UHGEval, is checked again against nothing but the
source sentences that are cited for it, those of one passage as one text. Prints how many are accepted, how many source sentences
are cited for one, and how many of them what is cited would not carry.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from eval.check_sentences import (
    FILE,
    HELD_OUT,
    RELATIONS,
    RELATIONS_HELD_OUT,
    SHORT,
    SHORT_HELD_OUT,
    SUITE,
    passages,
)
from eval.fit_grounding import body
from qa.grounding import check
from qa.grounding.places import quoted

_FILES = (FILE, HELD_OUT, SUITE, SHORT, SHORT_HELD_OUT, RELATIONS, RELATIONS_HELD_OUT)


def true_sentences(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the true sentences of a file with the passages of their articles."""
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item.get("true", item.get("supported")) and item.get("kind", "true") == "true":
            yield item.get("sentence") or item["text"], passages(item["article"])


def headlines(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the headlines of UHGEval with their news items."""
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield body(item["headLine"]), (item["newsBeginning"] + item["newsRemainder"],)


def main() -> None:
    """Check twice and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("uhgeval", type=Path, nargs="?")
    given = parser.parse_args().uhgeval
    sets = {f"{file.parent.name}/{file.stem}": true_sentences(file) for file in _FILES}
    if given is not None:
        sets["UHGEval, headlines"] = headlines(given)
    print("| sentences | accepted | cited for one | not carried by these alone |\n| --- | --- | --- | --- |")
    for name, sentences in sets.items():
        accepted = cited = lacking = 0
        for sentence, sources in sentences:
            support = check(sentence, sources)
            if support.supported:
                accepted += 1
                cited += len(support.places)
                lacking += not check(sentence, list(quoted(support.places, sources).values())).supported
        print(f"| {name} | {accepted} | {cited / accepted:.2f} | {lacking} |")


if __name__ == "__main__":
    main()
