"""Fit when to refuse before answering, on questions with and without an answer in the library.

    python -m eval.fit_refusal ../shared/data/rgb_zh_dev.jsonl ../shared/data/cmrc2018_trial.json

Three libraries are made: CMRC2018's paragraphs, and two of RGB's passages. Each of these two holds all the negative
passages (same topic, no answer) and the positive ones of every other question, so each RGB question is answerable in
one and a near miss in the other. Questions of one data set put to the other's library are the far misses.

A logistic over the evidence (cosine of the best span, rarity-weighted coverage of the question's words) is fitted to
tell answerable questions from far misses, and the threshold is the one that keeps `--keep` of the answerable. Near
misses are only reported: these two figures cannot tell them from what can be answered. Writes qa/fitted.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.retrieval import CACHE, load_squad, open_library, untitled
from eval.logistic import Floats, auroc, logistic
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.embedding.use import UseEmbedder
from qa.fitted import FILE
from qa.models import Article, Filters
from qa.retrieval import Retriever

SAMPLE = 200


def passages_of(items: list[dict[str, object]], answerable: int) -> list[Article]:
    """Return RGB's passages as articles: all negatives, and the positives of questions of one parity."""
    articles = []
    for item in items:
        kinds = ["negative"] + (["positive"] if int(str(item["id"])) // 3 % 2 == answerable else [])
        for kind in kinds:
            texts = item[kind]
            assert isinstance(texts, list)
            for i, text in enumerate(texts):
                articles.append(untitled(f"{item['id']}-{kind}-{i}", str(text).strip() or "。"))
    return articles


def evidence(articles: list[Article], questions: Sequence[str], embedder: Embedder) -> Floats:
    """Return (cosine, coverage) for each question put to a library of these articles."""
    with tempfile.TemporaryDirectory() as home:
        library = open_library(articles, embedder, Path(home))
        retriever = Retriever(library, embedder, 0.3)
        found = [retriever.evidence(q, retriever.find(q, 6, Filters())) for q in questions]
        library.close()
    return np.array([[one.cosine, one.coverage] for one in found]).reshape(-1, 2)


def gather(items: list[dict[str, object]], cmrc: Path, embedder: Embedder) -> dict[str, Floats]:
    """Return the evidence of each group of questions."""
    paragraphs, asked = load_squad(cmrc)
    questions = [question for question, _, _ in asked][:: max(1, len(asked) // SAMPLE)]
    groups: dict[str, list[Floats]] = {"answerable": [], "near": [], "far": []}
    for parity in (0, 1):
        articles = passages_of(items, parity)
        mine = [str(item["query"]) for item in items if int(str(item["id"])) // 3 % 2 == parity]
        others = [str(item["query"]) for item in items if int(str(item["id"])) // 3 % 2 != parity]
        found = evidence(articles, mine + others + questions, embedder)
        groups["answerable"].append(found[: len(mine)])
        groups["near"].append(found[len(mine) : len(items)])
        groups["far"].append(found[len(items) :])
    found = evidence(paragraphs, questions + [str(item["query"]) for item in items], embedder)
    groups["answerable"].append(found[: len(questions)])
    groups["far"].append(found[len(questions) :])
    return {group: np.vstack(tables) for group, tables in groups.items()}


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rgb", type=Path)
    parser.add_argument("cmrc", type=Path)
    parser.add_argument("--keep", type=float, default=0.98)
    arguments = parser.parse_args()
    items = [json.loads(line) for line in arguments.rgb.read_text(encoding="utf-8").splitlines()]
    fitted = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    fitted["refusal"] = {}
    made: Embedder
    for made in (E5Embedder(), UseEmbedder()):
        table = gather(items, arguments.cmrc, CachedEmbedder(made, CACHE))
        fitting = np.vstack([table["answerable"], table["far"]])
        labels = np.repeat([1.0, 0.0], [len(table["answerable"]), len(table["far"])])
        w = logistic(fitting, labels)
        scores = {group: found @ w[:2] + w[2] for group, found in table.items()}
        threshold = float(np.quantile(scores["answerable"], 1 - arguments.keep))
        result = {f"refused_{group}": round(float(np.mean(s < threshold)), 3) for group, s in scores.items()}
        result |= {
            f"auroc_{group}": round(auroc(scores["answerable"], scores[group]), 3)
            for group in ("near", "far")
        }
        fitted["refusal"][made.id] = {
            "cosine": round(float(w[0]), 4),
            "coverage": round(float(w[1]), 4),
            "bias": round(float(w[2]), 4),
            "threshold": round(threshold, 4),
            "made_by": "eval/fit_refusal.py",
            "data": "RGB zh (100 questions) and CMRC2018 trial (200 questions), each against the other too",
            "keep": arguments.keep,
            "result": result,
        }
        quantiles = {
            g: np.quantile(found, [0.01, 0.1, 0.5, 0.9, 0.99], axis=0).round(3).T.tolist()
            for g, found in table.items()
        }
        print(made.id, json.dumps(fitted["refusal"][made.id]), json.dumps(quantiles), sep="\n", flush=True)
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
