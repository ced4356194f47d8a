"""How many of the nearest vectors HNSW misses, by its parameters, and whether two builds give the same order.

    python -m bench.nearest ../shared/data/cmrc2018_trial.json

Each setting is built twice from the same vectors; the truth is a full comparison.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from bench.retrieval import CACHE, load_squad, open_library
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder

NEAREST = 60
SETTINGS: list[dict[str, int]] = [
    {},
    {"ef_search": 200},
    {"ef_search": 500},
    {"ef_search": 200, "ef_construction": 200},
    {"ef_search": 300, "ef_construction": 200, "max_neighbors": 32},
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    embedder = CachedEmbedder(E5Embedder(), CACHE)
    articles, asked = load_squad(arguments.file)
    queries = embedder.embed_queries([question for question, _, _ in asked][::10])
    with tempfile.TemporaryDirectory() as home:
        library = open_library(articles, embedder, Path(home))
        texts = [span.text for a in library.records for chunk in library.chunks(a) for span in chunk.spans]
        library.close()
    vectors = embedder.embed_passages(texts)
    truth = [set(np.argsort(-(vectors @ query), kind="stable")[:NEAREST].tolist()) for query in queries]
    print(f"{len(texts)} vectors, {len(queries)} queries, {NEAREST} nearest")
    print(
        "| hnsw | recall | same order in two builds | vectors added/s | ms a query |\n| --- | --- | --- | --- | --- |"
    )
    for setting in SETTINGS:
        builds, rates, times = [], [], []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as home:
                client = chromadb.PersistentClient(home, settings=ChromaSettings(anonymized_telemetry=False))
                hnsw: Any = {"hnsw": {"space": "cosine", **setting}}
                collection = client.create_collection("spans", embedding_function=None, configuration=hnsw)
                began = time.perf_counter()
                for at in range(0, len(texts), 1000):
                    ids = [str(i) for i in range(at, min(at + 1000, len(texts)))]
                    collection.add(ids=ids, embeddings=vectors[at : at + 1000])
                rates.append(len(texts) / (time.perf_counter() - began))
                found = []
                for query in queries:
                    began = time.perf_counter()
                    answer = collection.query(
                        query_embeddings=query[None], n_results=NEAREST, include=["distances"]
                    )
                    times.append(time.perf_counter() - began)
                    found.append([int(i) for i in answer["ids"][0]])
                builds.append(found)
                client.clear_system_cache()
        recall = np.mean([len(t & set(f)) / NEAREST for t, f in zip(truth, builds[0], strict=True)])
        same = np.mean([a == b for a, b in zip(*builds, strict=True)])
        print(
            f"| {setting} | {recall:.4f} | {same:.2f} | {np.median(rates):.0f} | {np.median(times) * 1e3:.2f} |"
        )


if __name__ == "__main__":
    main()
