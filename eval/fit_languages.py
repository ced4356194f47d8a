"""Fit when to answer English questions over Chinese articles, and which English sentences a Chinese source vouches for.

    python -m eval.fit_languages [--keep 0.95] [--catch 0.9]

The library is `corpus/`. `corpus_questions_en.jsonl` has questions that it answers, questions far from it and questions
near it that it does not answer; a logistic over `across.evidence` is fitted to tell the first two apart, and the
threshold keeps `--keep` of the answerable. Near ones are only reported.

`corpus_sentences_en.jsonl` has English sentences that a passage of the corpus bears out, and others that it does not: a
number, a date or a name changed, a negation put in or taken out, roles or directions swapped, things invented. Each is held
against six passages: the one with the source, and five that come up for the true sentence. Of those that have no wrong number or name,
a logistic over `language_judge.features_of` tells the true from the false; the threshold stops `--catch` of all that are false.

All figures in `result` are out of sample: what is tested was left out of the fit, threshold included (sentences of one
source are left out together). Writes qa/fitted.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.retrieval import CACHE, open_library
from eval.logistic import Floats, auroc, logistic
from qa.answering.languages import across, language_judge
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.embedding.use import UseEmbedder
from qa.fitted import FILE
from qa.models import Filters, Passage
from qa.packaged import packaged
from qa.reading import find_files, read_file
from qa.retrieval import Retriever

HERE = Path(__file__).parent
FOLDS = 9
PASSAGES = 6


class Stated(NamedTuple):
    """One English sentence: its source's number, its kind (``true`` or what is wrong), and what was found for it."""

    source: int
    kind: str
    passed: bool
    features: tuple[float, ...]
    is_right_place: bool


def lines(name: str) -> list[dict[str, Any]]:
    """Return the objects of a file in this folder."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def standardised(table: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    """Return the weights' scale: a table with mean 0 and spread 1, and what does the same to another table."""
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    return (table - mean) / spread, lambda other: (other - mean) / spread


def fitted_weights(table: Floats, labels: Floats) -> tuple[Floats, float]:
    """Return weights and bias for the table as it is, fitted on its standardised form."""
    scaled, _ = standardised(table)
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    w = logistic(scaled, labels)
    weights = w[:-1] / spread
    return weights, float(w[-1] - mean @ weights)


def fit_questions(retriever: Retriever, keep: float) -> dict[str, Any]:
    """Return the rule that refuses questions, with its figures."""
    rows, groups, found_answers = [], [], []
    for item in lines("corpus_questions_en.jsonl"):
        question = item["question"]
        found = retriever.find(question, across.WIDE, Filters())
        found = across.with_facts_first(question, found, PASSAGES)
        near = retriever.nearness(question, across.background("zh"), is_query=True)
        one = across.evidence(question, found, near)
        rows.append((one.cosine, one.coverage))
        groups.append("answerable" if item["answerable"] else "near" if item.get("near") else "far")
        if item["answerable"]:
            found_answers.append(any(item["answer"] in passage.text for passage in found.passages))
    table, group = np.array(rows), np.array(groups)
    fitting = group != "near"
    labels = (group == "answerable").astype(float)
    refused = np.zeros(len(table), bool)
    scores = np.zeros(len(table))
    for fold in range(FOLDS):
        test = np.arange(len(table)) % FOLDS == fold
        weights, bias = fitted_weights(table[fitting & ~test], labels[fitting & ~test])
        trained = table @ weights + bias
        threshold = np.quantile(trained[(group == "answerable") & ~test], 1 - keep)
        scores[test], refused[test] = trained[test], trained[test] < threshold
    weights, bias = fitted_weights(table[fitting], labels[fitting])
    final = table @ weights + bias
    return {
        "cosine": round(float(weights[0]), 4),
        "coverage": round(float(weights[1]), 4),
        "bias": round(bias, 4),
        "threshold": round(float(np.quantile(final[group == "answerable"], 1 - keep)), 4),
        "keep": keep,
        "result": {
            "answered": round(1 - float(refused[group == "answerable"].mean()), 3),
            "refused_far": round(float(refused[group == "far"].mean()), 3),
            "refused_near": round(float(refused[group == "near"].mean()), 3),
            "auroc_far": round(auroc(scores[group == "answerable"], scores[group == "far"]), 3),
            "answer_in_passages": round(float(np.mean(found_answers)), 3),
            "questions": {name: int((group == name).sum()) for name in ("answerable", "far", "near")},
        },
    }


def gather(retriever: Retriever, library: Any) -> list[Stated]:
    """Return every sentence of the file with what the check would see of it."""
    by_file = {Path(record.origin).name: record.id for record in library.records.values()}
    found: list[Stated] = []
    for number, item in enumerate(lines("corpus_sentences_en.jsonl")):
        source = next(chunk for chunk in library.chunks(by_file[item["file"]]) if item["quote"] in chunk.text)
        passages = list(retriever.find(item["true"][0], PASSAGES - 1, Filters()).passages)
        if not any(item["quote"] in passage.text for passage in passages):
            own = Passage(
                source.article,
                "",
                (),
                None,
                source.section,
                source.id,
                source.start,
                source.end,
                source.text,
                0.0,
            )
            passages.append(own)
        sentences = [(text, "true") for text in item["true"]]
        sentences += [(false["text"], false["kind"]) for false in item["false"]]
        for text, kind in sentences:
            windows = language_judge.windows_of(passages, retriever.alike(text, passages))
            best, why = language_judge.best_window(text, windows)
            near = retriever.nearness(text, across.background("zh"), is_query=False)
            is_right = item["quote"] in best.text or best.text in item["quote"]
            found.append(
                Stated(number, kind, why is None, language_judge.features_of(text, best, near), is_right)
            )
    return found


def fit_sentences(stated: list[Stated], catch: float) -> dict[str, Any]:
    """Return the rule that vouches, with its figures."""
    table = np.array([one.features for one in stated])
    true = np.array([one.kind == "true" for one in stated])
    passed = np.array([one.passed for one in stated])
    fold_of = np.array([one.source % FOLDS for one in stated])
    shown = np.zeros(len(stated), bool)
    scores = np.zeros(len(stated))

    def fit(chosen: Any) -> tuple[Floats, float, float]:
        weights, bias = fitted_weights(table[chosen & passed], true[chosen & passed].astype(float))
        sums = np.where(passed, table @ weights + bias, -np.inf)
        return weights, bias, float(np.quantile(sums[chosen & ~true], catch, method="higher") + 1e-4)

    for fold in range(FOLDS):
        test = fold_of == fold
        weights, bias, threshold = fit(~test)
        scores[test] = (table @ weights + bias)[test]
        shown[test] = passed[test] & (scores[test] >= threshold)
    weights, bias, threshold = fit(np.ones(len(stated), bool))
    kinds = sorted({one.kind for one in stated} - {"true"})
    by_kind = {
        kind: round(1 - float(shown[[one.kind == kind for one in stated]].mean()), 3) for kind in kinds
    }
    right = np.array([one.is_right_place for one in stated])
    return {
        "weights": [round(float(weight), 4) for weight in weights],
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
        "quote": round(float(np.quantile(table[true, 0], 0.05)), 4),
        "catch": catch,
        "result": {
            "kept": round(float(shown[true].mean()), 3),
            "caught": round(1 - float(shown[~true].mean()), 3),
            "caught_by_kind": by_kind,
            "caught_by_facts_alone": round(1 - float(passed[~true].mean()), 3),
            "kept_by_facts_alone": round(float(passed[true].mean()), 3),
            "right_place": round(float(right[true].mean()), 3),
            "right_place_of_shown": round(float(right[true & shown].mean()), 3),
            "sentences": {"true": int(true.sum()), "false": int((~true).sum())},
        },
    }


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=float, default=0.95)
    parser.add_argument("--catch", type=float, default=0.9)
    arguments = parser.parse_args()
    articles = [read_file(file).article for file in find_files(packaged("corpus"))]
    entries: dict[str, Any] = {}
    made: Embedder
    for made in (E5Embedder(), UseEmbedder()):
        embedder = CachedEmbedder(made, CACHE)
        with tempfile.TemporaryDirectory() as home:
            library = open_library(articles, embedder, Path(home))
            retriever = Retriever(library, embedder, 0.3)
            entries[made.id] = {
                "made_by": "eval/fit_languages.py",
                "data": "corpus/ with corpus_questions_en.jsonl and corpus_sentences_en.jsonl of eval/, our own",
                "refusal": fit_questions(retriever, arguments.keep),
                "check": fit_sentences(gather(retriever, library), arguments.catch),
            }
            library.close()
        print(made.id, json.dumps(entries[made.id], indent=1), flush=True)
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    fitted["languages"] = entries
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
