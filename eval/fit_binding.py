"""Fit whether what an answer adds to its question stands in the passages for what was asked.

    python -m eval.fit_binding ../shared/data/rgb_zh_dev.jsonl [--dry-run]

RGB: each question has passages with its answer and passages on its topic without. True: the answer, among two passages
that hold it and three that do not. False: what in five passages without the answer has the form that is asked for and
stands nearest to the question's words, which is what a model picks that answers all the same (two for each question and
sample). The questions that eval/local_llm.py judges by take no part.

Prints the figures in ten-fold cross-validation by question, and writes qa/fitted.json unless `--dry-run`.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from eval.local_llm import items as judged_items
from eval.logistic import Floats, auroc, logistic
from eval.trials import load_rgb
from qa import text as zh
from qa.answering.question.questions import fillers
from qa.answering.question.terms import terms_of
from qa.answering.with_model.binding import Features, places
from qa.fitted import FILE
from qa.grounding.rarity import rarity

_FOLDS, _SAMPLES, _FALSE = 10, 4, 2
_FITTING = 0.5
_SURELY, _HARDLY = 0.8, 0.98


class Example(NamedTuple):
    """What speaks for the best place of one answer."""

    question: int
    is_true: bool
    features: Features


def best(question: str, text: str, passages: list[str]) -> Features | None:
    """Return what speaks for the best place of a text; the plain sum tells which that is."""
    return max(places(question, terms_of(question, rarity), text, passages), key=sum, default=None)


def examples(path: Path) -> list[Example]:
    """Return the answers, true and false, of the questions that nothing is judged by."""
    judged = {item.id for item in judged_items(path)}
    found = []
    for row in load_rgb(path):
        if row["id"] in judged:
            continue
        for sample in range(_SAMPLES):
            chance = random.Random(f"{sample}-{row['id']}")
            negative = chance.sample(row["negative"], min(5, len(row["negative"])))
            positive = chance.sample(row["positive"], min(2, len(row["positive"])))
            found += [Example(row["id"], True, one) for one in answers(row, positive + negative[:3])]
            found += [Example(row["id"], False, one) for one in mistakes(row["query"], negative)]
    return found


def answers(row: dict[str, Any], passages: list[str]) -> list[Features]:
    """Return what speaks for each part of the answer that stands in the passages."""
    found = []
    for part in row["answer"]:
        ways = part if isinstance(part, list) else [part]
        seen = [best(row["query"], zh.fold(way), passages) for way in ways]
        known = [one for one in seen if one is not None]
        if known:
            found.append(max(known, key=sum))
    return found


def mistakes(question: str, passages: list[str]) -> list[Features]:
    """Return what speaks for the likeliest wrong answers."""
    texts = {
        zh.fold(passage[start:end])[filler.start : filler.end]
        for passage in passages
        for start, end in zh.sentences(passage)
        for filler in fillers(passage[start:end], question)
        if filler.fit >= _FITTING
    }
    seen = [best(question, text, passages) for text in sorted(texts) if text.strip()]
    return sorted((one for one in seen if one is not None), key=sum)[-_FALSE:]


def table(found: list[Example]) -> tuple[Floats, Floats]:
    """Return features, shape (examples, features), and labels."""
    return np.array([one.features for one in found]), np.array([float(one.is_true) for one in found])


def score(weights: Floats, features: Floats) -> Floats:
    """Return the chance of each example."""
    logits = np.hstack([features, np.ones((len(features), 1))]) @ weights
    return np.asarray(1 / (1 + np.exp(-logits)))


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="RGB's questions, JSONL")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    args = parser.parse_args()
    found = examples(args.file)
    features, labels = table(found)
    questions = sorted({one.question for one in found})
    fold = np.array([questions.index(one.question) % _FOLDS for one in found])
    held_out = np.zeros(len(found))
    caught: dict[float, list[float]] = {_SURELY: [], _HARDLY: []}
    kept: dict[float, list[float]] = {_SURELY: [], _HARDLY: []}
    for k in range(_FOLDS):
        train, test = fold != k, fold == k
        weights = logistic(features[train], labels[train])
        held_out[test] = score(weights, features[test])
        known = score(weights, features[train])
        for keep in caught:
            threshold = np.quantile(known[labels[train] == 1], 1 - keep)
            caught[keep] += list(held_out[test & (labels == 0)] < threshold)
            kept[keep] += list(held_out[test & (labels == 1)] >= threshold)
    result = {
        "auroc": round(auroc(held_out[labels == 1], held_out[labels == 0]), 3),
        "surely": {
            "kept": round(float(np.mean(kept[_SURELY])), 3),
            "caught": round(float(np.mean(caught[_SURELY])), 3),
        },
        "hardly": {
            "kept": round(float(np.mean(kept[_HARDLY])), 3),
            "caught": round(float(np.mean(caught[_HARDLY])), 3),
        },
    }
    weights = logistic(features, labels)
    chances = score(weights, features)[labels == 1]
    entry = {
        "features": list(Features._fields),
        "weights": [round(float(w), 4) for w in weights[:-1]],
        "bias": round(float(weights[-1]), 4),
        "surely": round(float(np.quantile(chances, 1 - _SURELY)), 4),
        "hardly": round(float(np.quantile(chances, 1 - _HARDLY)), 4),
        "made_by": "eval/fit_binding.py",
        "data": f"RGB zh, the {len(questions)} questions that eval/local_llm.py does not judge by, {_SAMPLES} samples",
        "keep": {"surely": _SURELY, "hardly": _HARDLY},
        "result": {"cross_validated": result},
    }
    print(f"{int(labels.sum())} true, {int((1 - labels).sum())} false")
    print(json.dumps(entry, ensure_ascii=False, indent=2))
    if not args.dry_run:
        fitted = json.loads(FILE.read_text(encoding="utf-8"))
        fitted["binding"] = entry
        FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
