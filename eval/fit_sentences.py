"""Fit which source sentence answers a question, on questions whose answers are known word for word.

    python -m eval.fit_sentences ../shared/data/rgb_zh_dev.jsonl ../shared/data/cmrc2018_trial.json

CMRC2018: all paragraphs are one library. RGB: each question has a library of its own, two passages with the answer
and three without. A logistic over `extractive.candidates`' features is fitted to "the sentence holds the answer".
Writes qa/fitted.json and prints how often the answer is in the best sentence, in the best three, and in what is
given, fitted on one half of the questions and judged on the other.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from bench.retrieval import CACHE, load_squad, open_library, untitled
from eval.logistic import logistic
from qa import text as zh
from qa.answering.extractive import Candidate, candidates
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.fitted import FILE
from qa.models import Filters
from qa.retrieval import Retriever

SHARES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)


def rgb(path: Path, embedder: CachedEmbedder) -> list[tuple[list[Candidate], list[bool]]]:
    """Return each question's candidates and whether they hold the answer."""
    asked = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        texts = item["positive"][:2] + item["negative"][:3]
        articles = [untitled(str(i), text.strip()) for i, text in enumerate(texts) if text.strip()]
        with tempfile.TemporaryDirectory() as home:
            library = open_library(articles, embedder, Path(home))
            retriever = Retriever(library, embedder, 0.3)
            found = candidates(item["query"], retriever.find(item["query"], 6, Filters()), retriever.rarity)
            library.close()
        wanted = [part if isinstance(part, list) else [part] for part in item["answer"]]
        held = [all(any(zh.fold(a) in zh.fold(c.text) for a in part) for part in wanted) for c in found]
        asked.append((found, held))
    return asked


def cmrc(path: Path, embedder: CachedEmbedder) -> list[tuple[list[Candidate], list[bool]]]:
    """Return each question's candidates and whether they hold the answer, in the right paragraph."""
    articles, questions = load_squad(path)
    asked = []
    with tempfile.TemporaryDirectory() as home:
        library = open_library(articles, embedder, Path(home))
        retriever = Retriever(library, embedder, 0.3)
        for question, gold, answers in questions:
            found = candidates(question, retriever.find(question, 6, Filters()), retriever.rarity)
            held = [c.passage.source == gold and any(a in c.text for a in answers) for c in found]
            asked.append((found, held))
        library.close()
    return asked


def fit(asked: list[tuple[list[Candidate], list[bool]]]) -> np.typing.NDArray[np.float64]:
    """Return the logistic's weights, the bias last."""
    x = np.array([c.features for found, _ in asked for c in found])
    y = np.array([float(h) for _, held in asked for h in held])
    return logistic(x, y)


def judge(
    asked: list[tuple[list[Candidate], list[bool]]], w: np.typing.NDArray[np.float64], share: float
) -> dict[str, float]:
    """Return hits by number of sentences."""
    first, three, given, count = 0, 0, 0, 0
    for found, held in asked:
        chances = 1 / (1 + np.exp(-(np.array([c.features for c in found]) @ w[:-1] + w[-1])))
        order = np.argsort(-chances)[:3]
        shown = [i for i in order if chances[i] >= share * chances[order[0]]]
        first += held[order[0]]
        three += any(held[i] for i in order)
        given += any(held[i] for i in shown)
        count += len(shown)
    n = len(asked)
    return {
        "best": round(first / n, 3),
        "best_three": round(three / n, 3),
        "given": round(given / n, 3),
        "sentences": round(count / n, 2),
    }


def main() -> None:
    """Fit, judge and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rgb", type=Path)
    parser.add_argument("cmrc", type=Path)
    arguments = parser.parse_args()
    embedder = CachedEmbedder(E5Embedder(), CACHE)
    sets = {"RGB": rgb(arguments.rgb, embedder), "CMRC2018": cmrc(arguments.cmrc, embedder)}
    halves = [[asked for found in sets.values() for asked in found[half::2] if asked[0]] for half in (0, 1)]
    for name, asked in sets.items():
        w = fit(halves[0])
        for share in SHARES:
            print(name, "share", share, judge([a for a in asked[1::2] if a[0]], w, share))
    w = fit(halves[0] + halves[1])
    # The fewest sentences that lose at most 3% of what three sentences would hit.
    judged = {share: judge(halves[1], fit(halves[0]), share) for share in SHARES}
    share = max(s for s, j in judged.items() if s == SHARES[0] or j["given"] >= 0.97 * j["best_three"])
    fitted = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    fitted["sentences"] = {
        "weights": [round(float(v), 4) for v in w[:-1]],
        "bias": round(float(w[-1]), 4),
        "share": share,
        "made_by": "eval/fit_sentences.py",
        "data": "RGB zh (100 questions), CMRC2018 trial (1,002 questions)",
        "result": {
            n: judge([a for a in asked[1::2] if a[0]], fit(halves[0]), share) for n, asked in sets.items()
        },
    }
    print(json.dumps(fitted["sentences"]))
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
