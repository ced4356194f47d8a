"""Fit how much of the cosine to the background is taken off a span's cosine, on questions whose paragraph is known.

    python -m eval.fit_background ../shared/data/cmrc2018_trial.json

Each share is tried on CMRC2018's questions, all its paragraphs being one library. The one with the best MRR@10 is
taken, of several the least. Writes qa/fitted.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from bench.retrieval import load_squad, measure, open_library
from eval import trials
from qa import background
from qa.fitted import FILE
from qa.retrieval import Retriever

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
_WORDS_WEIGHT = 0.3


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cmrc", type=Path)
    articles, questions = load_squad(parser.parse_args().cmrc)
    questions = [each for each in questions if any(character.isalnum() for character in each[0])]
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    entry = fitted.setdefault("background", {"shares": {}})
    entry |= {
        "made_by": "eval/fit_background.py",
        "data": f"CMRC2018 trial ({len(questions):,} questions)",
        "result": {},
    }
    for made, embedder in trials.embedders(("e5",)):
        whole = embedder.embed_passages(background.sentences()).mean(axis=0)
        results: dict[float, list[float]] = {}
        with tempfile.TemporaryDirectory() as home:
            library = open_library(articles, embedder, Path(home))
            for share in SHARES:
                background.put(made.id, share * whole if share else None)
                figures = measure(Retriever(library, embedder, _WORDS_WEIGHT), questions)
                results[share] = [round(figure, 4) for figure in figures[:3]]
                print(made.id, share, results[share], flush=True)
            library.close()
        best = max(SHARES, key=lambda share: (results[share][2], -share))
        entry["shares"][made.id] = best
        entry["result"][made.id] = {
            f"share {share}": dict(zip(("recall@1", "recall@10", "MRR@10"), results[share], strict=True))
            for share in (0.0, best)
        }
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
