"""Recall@1, recall@10 and MRR@10 of dense, words and both, on a file in SQuAD's format: a paragraph is an article.

    python -m bench.retrieval ../shared/data/cmrc2018_trial.json [--embedder use] [--questions 300]

Prints a table, and with --sweep the fused figures by weight of the word score.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from qa.embedding.base import Embedder, Vectors
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.embedding.use import UseEmbedder
from qa.evaluation.formats.documents import document
from qa.evaluation.formats.squad import paragraphs
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import Article, Filters
from qa.retrieval import Retriever

CACHE = Path(tempfile.gettempdir()) / "zhangju-bench" / "vectors.sqlite3"


class KeptQueries:
    """Embeds each question once, so that three searches of it cost one embedding."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: dict[str, Vectors] = {}
        self.id, self.dimension = embedder.id, embedder.dimension
        self.embed_passages = embedder.embed_passages

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed one question, or give what it was embedded to."""
        [text] = texts
        if text not in self._kept:
            self._kept[text] = self._embedder.embed_queries(texts)
        return self._kept[text]


def load_squad(path: Path) -> tuple[list[Article], list[tuple[str, str, list[str]]]]:
    """Return the paragraphs as articles, and (question, origin of its article, answers)."""
    articles, questions = [], []
    for paragraph in paragraphs(path):
        articles.append(document(paragraph.name, paragraph.text, title=paragraph.title))
        questions += [(asked.text, paragraph.name, list(asked.answers)) for asked in paragraph.asked]
    return articles, questions


def open_library(articles: list[Article], embedder: Embedder, home: Path) -> Library:
    """Return a fresh library of the articles under ``home``."""
    identity = Identity(embedder.id, embedder.dimension, 320, 120)
    library = Library(home, str(home / "store"), identity)
    with library.write(embedder) as writer:
        for article in articles:
            writer.put(article)
    return library


def measure(
    retriever: Retriever, questions: list[tuple[str, str, list[str]]]
) -> tuple[float, float, float, float]:
    """Return recall@1, recall@10, MRR@10 and the median seconds a search."""
    ranks, seconds = [], []
    for question, gold, _ in questions:
        began = time.perf_counter()
        passages = retriever.find(question, 10, Filters()).passages
        seconds.append(time.perf_counter() - began)
        origins = list(dict.fromkeys(passage.source for passage in passages))
        ranks.append(origins.index(gold) + 1 if gold in origins else 0)
    n = len(ranks)
    return (
        sum(rank == 1 for rank in ranks) / n,
        sum(rank > 0 for rank in ranks) / n,
        sum(1 / rank for rank in ranks if rank) / n,
        statistics.median(seconds),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--embedder", choices=("e5", "use"), default="e5")
    parser.add_argument("--questions", type=int, default=None)
    parser.add_argument("--sweep", action="store_true")
    arguments = parser.parse_args()
    made: Embedder = E5Embedder() if arguments.embedder == "e5" else UseEmbedder()
    embedder = KeptQueries(CachedEmbedder(made, CACHE))
    articles, questions = load_squad(arguments.file)
    questions = questions[: arguments.questions]
    with tempfile.TemporaryDirectory() as home:
        library = open_library(articles, embedder, Path(home))
        print(f"{len(articles)} articles, {len(questions)} questions, {made.id}")
        print("| | recall@1 | recall@10 | MRR@10 | median ms a search |\n| --- | --- | --- | --- | --- |")
        rows = [("dense", 0.0), ("words", 1.0), ("fused (0.3 words)", 0.3)]
        if arguments.sweep:
            rows += [(f"fused ({weight / 10} words)", weight / 10) for weight in range(1, 10)]
        for question, _, _ in questions:
            embedder.embed_queries([question])
        for name, weight in rows:
            r1, r10, mrr, seconds = measure(Retriever(library, embedder, weight), questions)
            print(f"| {name} | {r1:.3f} | {r10:.3f} | {mrr:.3f} | {seconds * 1e3:.1f} |", flush=True)
        library.close()


if __name__ == "__main__":
    main()
