"""Does it help to embed a span with its title and headings in front, and to index them as words?

    python -m bench.context [--questions eval/corpus_questions.jsonl]

Recall@1, recall@5 and MRR of the section that answers, over the sample corpus and its questions, for each kind of
context and each weight of a heading's words. Everything else is as `qa.retrieval` does it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from bench.retrieval import CACHE
from qa.chunking import ChunkingParameters, chunk_sections, in_context
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
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
    parser.add_argument("--questions", type=Path, default=Path("eval/corpus_questions.jsonl"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    arguments = parser.parse_args()
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    asked = [item for item in map(json.loads, lines) if item["answerable"]]
    embedder = CachedEmbedder(E5Embedder(), CACHE)
    parameters = ChunkingParameters()
    identity = Identity(embedder.id, embedder.dimension, parameters.chunk_tokens, parameters.span_characters)
    articles = [read_file(path).article for path in find_files(arguments.corpus)]
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
            for weight in HEADING_WEIGHTS:
                word_index.HEADING_WEIGHT = weight
                ranks = [rank(library, Retriever(library, embedder, 0.3), item) for item in asked]
                found = np.array([1 / r if r else 0.0 for r in ranks])
                r1, r5 = np.mean(found == 1), np.mean(found >= 0.2)
                print(f"| {name} | {weight} | {r1:.3f} | {r5:.3f} | {found.mean():.3f} |", flush=True)
            library.close()


def rank(library: Library, retriever: Retriever, item: dict[str, str]) -> int:
    """Return the place, from 1, of the first passage in the right section; 0 if it is not among 20."""
    passages = retriever.find(item["question"], 20, Filters()).passages
    for number, passage in enumerate(passages, 1):
        name = Path(library.records[passage.article].origin or "").name
        right = passage.path[-1] == item["heading"] and item.get("parent", "") in ("", *passage.path)
        if right and name == item["file"]:
            return number
    return 0


if __name__ == "__main__":
    main()
