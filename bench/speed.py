"""Ingest and search beside raw Chroma, in one run, in turn.

    python -m bench.speed ../shared/data/news_3000.jsonl [--items 1000] [--queries 200] [--rounds 3]

Both sides get the same cheap deterministic embedding, so that what is timed is each side's own cost. Raw Chroma takes
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
from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from bench.retrieval import untitled
from qa.embedding.base import Vectors
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import Filters
from qa.retrieval import Retriever

DIMENSION = 384


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


def raw(items: list[tuple[str, str]], queries: list[str], home: Path) -> tuple[float, list[float]]:
    """Return raw Chroma's vectors a second and the seconds of each query."""
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
    rate = len(pieces) / (time.perf_counter() - began)
    times = timed(
        queries, embedder, lambda query: collection.query(embedder.embed_queries([query]), n_results=10)
    )
    client.clear_system_cache()
    return rate, times


def ours(items: list[tuple[str, str]], queries: list[str], home: Path) -> tuple[float, list[float]]:
    """Return this project's vectors a second, word index included, and the seconds of each search."""
    embedder = CheapEmbedder()
    library = Library(home, str(home / "store"), Identity(embedder.id, DIMENSION, 320, 120))
    began = time.perf_counter()
    with library.write(embedder) as writer:
        for name, text in items:
            writer.put(untitled(name, text))
    spent = time.perf_counter() - began
    rate = sum(record.spans for record in library.records.values()) / spent
    retriever = Retriever(library, embedder, 0.3)
    times = timed(queries, embedder, lambda query: retriever.find(query, 10, Filters()))
    library.close()
    return rate, times


def timed(queries: list[str], embedder: CheapEmbedder, ask: Callable[[str], object]) -> list[float]:
    """Return the seconds of each query without its embedding, after five that are not counted."""
    for query in queries[:5]:
        ask(query)
    times = []
    for query in queries:
        embedder.seconds = 0.0
        began = time.perf_counter()
        ask(query)
        times.append(time.perf_counter() - began - embedder.seconds)
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
    ratios_rate, ratios_p50 = [], []
    print("| round | side | vectors/s | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |")
    for number in range(arguments.rounds):
        row = {}
        for name, side in (("raw Chroma", raw), ("zhangju", ours)):
            with tempfile.TemporaryDirectory() as home:
                rate, times = side(items, queries, Path(home))
            p50, p99 = statistics.median(times) * 1e3, sorted(times)[int(len(times) * 0.99)] * 1e3
            row[name] = (rate, p50)
            print(f"| {number + 1} | {name} | {rate:.0f} | {p50:.2f} | {p99:.2f} |", flush=True)
        ratios_rate.append(row["zhangju"][0] / row["raw Chroma"][0])
        ratios_p50.append(row["zhangju"][1] / row["raw Chroma"][1])
    print(
        f"ingest, vectors a second, ours / raw: median {statistics.median(ratios_rate):.2f} (at least 0.85)"
    )
    print(f"search, p50, ours / raw: median {statistics.median(ratios_p50):.2f} (at most 1.5)")


if __name__ == "__main__":
    main()
