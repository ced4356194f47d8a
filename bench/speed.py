"""Ingest and search beside raw Chroma, in one run, in turn.

    python -m bench.speed ../shared/data/news_3000.jsonl [--items 1000] [--queries 200] [--rounds 3]

Both sides get the same cheap deterministic embedding, so that what is timed is each side's own cost. A query is put to
one side and then to the other. Raw Chroma takes
pieces of 400 characters in writes of 2,000 and has no word index. Prints vectors a second, the median and 99th
percentile of a search for 10 results with their texts (the question's embedding not counted), and the ratios.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from qa.embedding.base import Vectors
from qa.evaluation.formats.documents import document
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import Filters
from qa.retrieval import Retriever

DIMENSION = 384
RAW, OURS = "raw Chroma", "zhangju"


class CheapEmbedder:
    """Counts hashed byte trigrams: no model, the same on both sides."""

    id = "cheap"
    dimension = DIMENSION

    def __init__(self) -> None:
        self.seconds = 0.0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; the time it takes is counted in ``seconds``."""
        began = time.perf_counter()
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            data = np.frombuffer(text.encode(), np.uint8).astype(np.int64)
            if len(data) > 2:
                np.add.at(
                    vectors[row], (data[:-2] * 31 + data[1:-1] * 961 + data[2:] * 29791) % DIMENSION, 1.0
                )
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
        self.seconds += time.perf_counter() - began
        return vectors

    embed_queries = embed_passages


def fill_raw(items: list[tuple[str, str]], home: Path) -> tuple[Any, float]:
    """Return raw Chroma's collection of the items and its vectors a second."""
    embedder = CheapEmbedder()
    client = chromadb.PersistentClient(str(home), settings=ChromaSettings(anonymized_telemetry=False))
    collection = client.get_or_create_collection("docs", embedding_function=None)
    began = time.perf_counter()
    pieces = [
        (f"{name}-{at}", text[at : at + 400], name) for name, text in items for at in range(0, len(text), 400)
    ]
    for at in range(0, len(pieces), 2000):
        some = pieces[at : at + 2000]
        collection.add(
            ids=[piece[0] for piece in some],
            documents=[piece[1] for piece in some],
            metadatas=[{"article": piece[2]} for piece in some],
            embeddings=embedder.embed_passages([piece[1] for piece in some]),
        )
    return collection, len(pieces) / (time.perf_counter() - began)


def fill_ours(items: list[tuple[str, str]], home: Path, embedder: CheapEmbedder) -> tuple[Library, float]:
    """Return this project's library of the items and its vectors a second, word index included."""
    library = Library(home, str(home / "store"), Identity(embedder.id, DIMENSION, 320, 120))
    began = time.perf_counter()
    with library.write(embedder) as writer:
        for name, text in items:
            writer.put(document(name, text))
    spent = time.perf_counter() - began
    return library, sum(record.spans for record in library.records.values()) / spent


def search(
    queries: list[str], collection: Any, library: Library, embedder: CheapEmbedder
) -> dict[str, list[float]]:
    """Return the seconds of each query on each side, asked in turn; the first five are not counted."""
    retriever = Retriever(library, embedder, 0.3)
    times: dict[str, list[float]] = {RAW: [], OURS: []}
    for number, query in enumerate([*queries[:5], *queries]):
        vector = embedder.embed_queries([query])
        began = time.perf_counter()
        collection.query(query_embeddings=vector, n_results=10)
        between = time.perf_counter()
        embedder.seconds = 0.0
        retriever.find(query, 10, Filters())
        ended = time.perf_counter()
        if number >= 5:
            times[RAW].append(between - began)
            times[OURS].append(ended - between - embedder.seconds)
    return times


def main() -> None:
    """Measure in turn and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()[: arguments.items]
    items = [(str(item["id"]), item["text"]) for item in map(json.loads, lines)]
    chance = random.Random(7)
    queries = []
    for _, text in chance.sample(items, min(arguments.queries, len(items))):
        at = chance.randrange(max(1, len(text) - 40))
        queries.append(text[at : at + 30])
    ratios: dict[str, list[float]] = {"ingest": [], "search": []}
    print("| round | side | vectors/s | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |")
    for number in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
            collection, raw_rate = fill_raw(items, Path(folder))
            embedder = CheapEmbedder()
            library, our_rate = fill_ours(items, Path(home), embedder)
            times = search(queries, collection, library, embedder)
            library.close()
        for side, rate in ((RAW, raw_rate), (OURS, our_rate)):
            p50, p99 = (sorted(times[side])[int(len(queries) * share)] * 1e3 for share in (0.5, 0.99))
            print(f"| {number + 1} | {side} | {rate:.0f} | {p50:.2f} | {p99:.2f} |", flush=True)
        ratios["ingest"].append(our_rate / raw_rate)
        ratios["search"].append(statistics.median(times[OURS]) / statistics.median(times[RAW]))
    print(
        f"ingest, vectors a second, ours / raw: median {statistics.median(ratios['ingest']):.2f} (at least 0.85)"
    )
    print(f"search, p50, ours / raw: median {statistics.median(ratios['search']):.2f} (at most 1.5)")


if __name__ == "__main__":
    main()
