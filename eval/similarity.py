"""Whether the embedding tells more than the check knows already: its rule with and without the cosine.

    python -m eval.similarity ../shared/data/uhgeval_dev.jsonl

The data and the folds of eval/fit_grounding.py; the cosine is that of the sentence to the source's best span (e5). Prints
both figures out of sample, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from bench.retrieval import CACHE
from eval.fit_grounding import examples
from eval.logistic import Floats, auroc, logistic
from qa.chunking import ChunkingParameters, chunk_sections
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.models import INTRODUCTION, Section

_FOLDS, _LOST = 10, 0.05
_REFUSED = -1e3


def cosines(path: Path, embedder: Embedder) -> Floats:
    """Return the cosine of each example to the best span of its source, in the order of the examples."""
    sources = [
        row["newsBeginning"] + row["newsRemainder"]
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]
    found = []
    for example in examples(path):
        section = Section(0, INTRODUCTION, 0, (INTRODUCTION,), None, sources[example.item])
        chunks = chunk_sections("", [section], ChunkingParameters())
        spans = embedder.embed_passages([span.text for chunk in chunks for span in chunk.spans])
        [sentence] = embedder.embed_passages([example.text])
        found.append(float((spans @ sentence).max()))
    return np.array(found)


def judged(features: Floats, labels: Floats, refused: Floats, fold: Floats) -> tuple[float, float, float]:
    """Return AUROC, share of the invented that are caught, and of the true that are kept, out of sample."""
    held_out = np.zeros(len(labels))
    passed = np.zeros(len(labels), dtype=bool)
    for k in range(_FOLDS):
        test, train = fold == k, (fold != k) & (refused == 0)
        weights = logistic(features[train], labels[train])
        score = np.hstack([features, np.ones((len(labels), 1))]) @ weights + _REFUSED * refused
        threshold = np.quantile(score[(fold != k) & (labels == 1)], _LOST)
        held_out[test], passed[test] = score[test], score[test] >= threshold
    true, false = labels == 1, labels == 0
    return (
        auroc(held_out[true], held_out[false]),
        float(np.mean(~passed[false])),
        float(np.mean(passed[true])),
    )


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    path: Path = parser.parse_args().file
    some = examples(path)
    labels = np.array([float(example.is_true) for example in some])
    refused = np.array([float(example.refusal is not None) for example in some])
    fold = np.array([float(example.item % _FOLDS) for example in some])
    shares = np.array([list(example.found) for example in some])
    near = cosines(path, CachedEmbedder(E5Embedder(), CACHE))[:, None]
    print("| | AUROC | caught | kept |\n| --- | --- | --- | --- |")
    for name, features in (
        ("shares", shares),
        ("shares and cosine", np.hstack([shares, near])),
        ("cosine", near),
    ):
        area, caught, kept = judged(features, labels, refused, fold)
        print(f"| {name} | {area:.3f} | {caught:.1%} | {kept:.1%} |")


if __name__ == "__main__":
    main()
