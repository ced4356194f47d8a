"""Does it help to embed a span with its title and headings in front, and to index them as words?

    python -m bench.context [--suite eval/corpus]

Recall@1, recall@5 and MRR of the first section that answers, over a suite's articles and its answerable questions, for each
kind of context and each weight of a heading's words. Everything else is as `qa.retrieval` does it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from bench.retrieval import CACHE, KeptQueries
from qa.chunking import ChunkingParameters, chunk_sections, in_context
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.evaluation.gold import places
from qa.evaluation.loading import load_suite
from qa.indexing import words as word_index
from qa.indexing import writer
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import Filters
from qa.reading import find_files, read_file
from qa.retrieval import Retriever

Context = Callable[[str, Sequence[str], str], str]
CONTEXTS: dict[str, Context] = {
    "none": lambda title, path, text: text.strip(),
    "heading path": lambda title, path, text: f"{' › '.join(path)}\n{text.strip()}",
    "title": lambda title, path, text: f"{title}\n{text.strip()}",
    "title and heading path": in_context,
}
HEADING_WEIGHTS = (0.0, 0.3, 0.6, 1.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--suite", type=Path, default=Path("eval/corpus"))
    suite = load_suite(parser.parse_args().suite)
    asked = [question for question in suite.questions if question.gold]
    embedder = KeptQueries(CachedEmbedder(E5Embedder(), CACHE))
    parameters = ChunkingParameters()
    identity = Identity(embedder.id, embedder.dimension, parameters.chunk_tokens, parameters.span_characters)
    articles = [read_file(file).article for path in suite.articles for file in find_files(path)]
    spans = sum(len(c.spans) for a in articles for c in chunk_sections("", a.sections, parameters))
    print(f"{len(articles)} articles, {spans} spans, {len(asked)} questions, {embedder.id}")
    print(
        "| context of a span | heading weight | recall@1 | recall@5 | MRR |\n| --- | --- | --- | --- | --- |"
    )
    for name, context in CONTEXTS.items():
        with tempfile.TemporaryDirectory() as home, mock.patch.object(writer, "in_context", context):
            library = Library(Path(home), str(Path(home) / "store"), identity)
            with library.write(embedder) as writing:
                for article in articles:
                    writing.put(article)
            place = places(suite, list(library.records.values()))
            right = [
                {
                    (place[ref].article, index)
                    for gold in question.gold
                    for ref in gold.sections
                    for index in place[ref].sections
                }
                for question in asked
            ]
            for weight in HEADING_WEIGHTS:
                word_index.HEADING_WEIGHT = weight
                retriever = Retriever(library, embedder, 0.3)
                ranks = [rank(retriever, q.text, those) for q, those in zip(asked, right, strict=True)]
                found = np.array([1 / r if r else 0.0 for r in ranks])
                r1, r5 = np.mean(found == 1), np.mean(found >= 0.2)
                print(f"| {name} | {weight} | {r1:.3f} | {r5:.3f} | {found.mean():.3f} |", flush=True)
            library.close()


def rank(retriever: Retriever, question: str, right: Collection[tuple[str, int]]) -> int:
    """Return the place, from 1, of the first passage in a right (article, section); 0 if it is not among 20."""
    passages = retriever.find(question, 20, Filters()).passages
    return next((n for n, p in enumerate(passages, 1) if (p.article, p.section) in right), 0)


if __name__ == "__main__":
    main()
