"""Fit the rule of the check: how much of a sentence its sources must hold.

    python -m eval.fit_grounding ../shared/data/uhgeval_dev.jsonl [--keep 0.95] [--dry-run] [--missed] [--as-it-is]

UHGEval: the source is a news item; its headline is a true sentence in other words, and the sentence that a model
invented to continue it is a false one. Sentences that are refused for a fact take no part in the fit. The threshold
keeps `--keep` of the headlines, those that are refused for a fact counted as lost. Prints what it does in sample and in
ten-fold cross-validation (rule and threshold fitted on nine tenths, judged on the other), and with `--missed` each
sentence that the rule is wrong about. Writes qa/fitted.json, unless `--dry-run`. With `--as-it-is` nothing is fitted: it prints what
the whole check makes of them, with the rules that refuse without a fact and the threshold that it has.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from eval.logistic import Floats, auroc, logistic
from qa.fitted import FILE, GroundingRule
from qa.grounding import check
from qa.grounding.coverage import Coverage, coverage
from qa.grounding.parts import parts
from qa.grounding.rarity import rarity
from qa.grounding.verdict import probability, refusal_for_fact

_FOLDS = 10
# Headlines and sentences of these topics fall in one fold: they are about one item.
_BRACKET = re.compile(r"^\s*(?:【[^】]*】|（[^）]*）|\([^)]*\))")


class Example(NamedTuple):
    """A sentence of an item, whether it is true, what of it is found, and for which fact it is refused."""

    item: int
    text: str
    is_true: bool
    found: Coverage
    refusal: str | None


def body(headline: str) -> str:
    """Return a headline without the bracket it begins with, which names the desk.

    >>> body("（国际）两国会谈"), body("【财经】股市收涨")
    ('两国会谈', '股市收涨')
    """
    return _BRACKET.sub("", headline, count=1).strip()


def examples(path: Path) -> list[Example]:
    """Return the headline and the invented sentence of each item."""
    found = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        item = json.loads(line)
        source = item["newsBeginning"] + item["newsRemainder"]
        for is_true, text in (
            (True, body(item["headLine"])),
            (False, item["hallucinatedContinuation"].strip()),
        ):
            said = parts(text)
            found.append(
                Example(
                    n,
                    text,
                    is_true,
                    coverage(said, [source], rarity),
                    refusal_for_fact(said, [source], rarity),
                )
            )
    return found


def fitted(some: list[Example], keep: float) -> GroundingRule:
    """Return the rule that is fitted on examples, with the threshold that keeps so many of the true ones."""
    open_ = [example for example in some if example.refusal is None]
    x = np.array([example.found for example in open_])
    y = np.array([float(example.is_true) for example in open_])
    *weights, bias = (round(float(weight), 4) for weight in logistic(x, y))
    rule = GroundingRule(tuple(weights), bias, 0.0)
    true = sum(example.is_true for example in some)
    chances = sorted(probability(example.found, rule) for example in open_ if example.is_true)
    lost = true - len(chances)
    allowed = max(0, int(true * (1 - keep)) - lost)
    below = chances[allowed]
    return GroundingRule(rule.weights, rule.bias, round(float(np.floor(below * 1e4) / 1e4), 4))


def score(example: Example, rule: GroundingRule) -> float:
    """Return the score that the check gives, for comparison across rules as log odds over the threshold."""
    chance = probability(example.found, rule)
    odds = float(np.log(chance / (1 - chance)) - np.log(rule.threshold / (1 - rule.threshold)))
    return odds if example.refusal is None else min(odds, 0.0) - 100


def result(some: list[Example], scores: Floats) -> dict[str, float]:
    """Return AUROC of the scores, the share of invented ones caught and of true ones kept."""
    is_true = np.array([example.is_true for example in some])
    return {
        "auroc": round(auroc(scores[is_true], scores[~is_true]), 4),
        "caught": round(float((scores[~is_true] < 0).mean()), 3),
        "kept": round(float((scores[is_true] >= 0).mean()), 3),
    }


def as_it_is(path: Path) -> dict[str, int]:
    """Return how many headlines the check keeps and how many invented sentences it catches."""
    found = {"kept": 0, "caught": 0}
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        source = [item["newsBeginning"] + item["newsRemainder"]]
        found["kept"] += check(body(item["headLine"]), source).supported
        found["caught"] += not check(item["hallucinatedContinuation"].strip(), source).supported
    return found


def main() -> None:
    """Fit, judge, and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--keep", type=float, default=0.95)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--as-it-is", action="store_true")
    arguments = parser.parse_args()
    if arguments.as_it_is:
        print(json.dumps(as_it_is(arguments.file)))
        return
    some = examples(arguments.file)
    rule = fitted(some, arguments.keep)
    inside = np.array([score(example, rule) for example in some])
    outside = np.zeros(len(some))
    for fold in range(_FOLDS):
        held_out = np.array([example.item % _FOLDS == fold for example in some])
        own = fitted([e for e, out in zip(some, held_out, strict=True) if not out], arguments.keep)
        outside[held_out] = [score(some[i], own) for i in np.flatnonzero(held_out)]
    by_facts = {
        kind: round(float(np.mean([e.refusal is not None for e in some if e.is_true == is_true])), 3)
        for kind, is_true in (("true", True), ("invented", False))
    }
    entry: dict[str, Any] = {
        "features": list(Coverage._fields),
        "weights": list(rule.weights),
        "bias": rule.bias,
        "threshold": rule.threshold,
        "made_by": "eval/fit_grounding.py",
        "data": f"UHGEval, {len(some) // 2} items: headlines (true) and hallucinated continuations (invented)",
        "keep": arguments.keep,
        "result": {
            "in_sample": result(some, inside),
            "cross_validated": result(some, outside),
            "refused_for_a_fact": by_facts,
        },
    }
    if arguments.missed:
        for example, value in zip(some, outside, strict=True):
            if (value >= 0) != example.is_true:
                kind = "lost" if example.is_true else "kept"
                print(f"{kind} {value:6.2f} {example.text} {example.refusal or ''}")
    print(json.dumps(entry, ensure_ascii=False, indent=2))
    if not arguments.dry_run:
        everything = json.loads(FILE.read_text(encoding="utf-8"))
        everything["grounding"] = entry
        FILE.write_text(json.dumps(everything, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
