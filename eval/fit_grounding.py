"""Fit how many of a sentence's content words its source must hold.

    python -m eval.fit_grounding ../shared/data/uhgeval_dev.jsonl [--keep 0.95]

UHGEval: the source is a news item; its headline is a true sentence in other words, and the sentence that a model
invented to continue it is a false one. The threshold is the highest that keeps `--keep` of the headlines, of those
that pass the rules on numbers, names and quoted words. Writes qa/fitted.json and prints what it does.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from eval.logistic import auroc
from qa.fitted import FILE
from qa.grounding import check


def body(headline: str) -> str:
    """Return a headline without the bracket it begins with: （国际）…, which names the desk."""
    return headline.partition("）")[2] if headline.startswith("（") else headline


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--keep", type=float, default=0.95)
    arguments = parser.parse_args()
    items = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines()]
    scores: dict[str, list[tuple[float, bool]]] = {"true": [], "invented": []}
    for item in items:
        source = item["newsBeginning"] + item["newsRemainder"]
        for kind, sentence in (
            ("true", body(item["headLine"])),
            ("invented", item["hallucinatedContinuation"]),
        ):
            support = check(sentence, [source], coverage_threshold=0.0)
            scores[kind].append((support.score, support.supported))
    passing = np.array([score for score, supported in scores["true"] if supported])
    threshold = round(float(np.floor(np.quantile(passing, 1 - arguments.keep) * 100) / 100), 2)
    caught = {
        kind: round(float(np.mean([not ok or score < threshold for score, ok in found])), 3)
        for kind, found in scores.items()
    }
    by_rules = {kind: round(float(np.mean([not ok for _, ok in found])), 3) for kind, found in scores.items()}
    separation = auroc(*(np.array([score for score, _ in scores[kind]]) for kind in ("true", "invented")))
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    fitted["grounding"] = {
        "coverage": threshold,
        "made_by": "eval/fit_grounding.py",
        "data": "UHGEval, 300 items: headlines (true) and hallucinated continuations (invented)",
        "keep": arguments.keep,
        "result": {
            "refused": caught,
            "refused_by_rules_alone": by_rules,
            "auroc_of_coverage": round(separation, 3),
        },
    }
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted["grounding"], ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
