"""Fit when a sentence covers a part of a question: how much nearer it may be to another part.

    python -m eval.fit_parts ../shared/data/cmrc2018_trial.json

Two questions on one paragraph of CMRC2018 become one question of two parts; the sentences that hold their answers
are what an answer could give. A part is uncovered if only the other part's sentence is given, and covered by its own.
The margin is the smallest that leaves at most `--alarms` of the covered parts uncovered, on one half of the
paragraphs; the result is that of the other half. Writes qa/fitted.json.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.retrieval import CACHE
from qa import text as zh
from qa.answering.question.parts import Nearness, Part, parts, uncovered
from qa.embedding.base import Vectors
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.fitted import FILE
from qa.models import Sentence

MARGINS = [round(-0.04 + 0.0025 * step, 4) for step in range(25)]
_LONGEST = 150


def sentence_at(context: str, start: int) -> str:
    """Return the sentence of a text that a place is in."""
    return next(context[begin:end].strip() for begin, end in zh.sentences(context) if begin <= start < end)


def pairs(path: Path, *, sample: int) -> list[list[tuple[str, Part, Part, str, str]]]:
    """Return for each half: (question, part, other part, the part's sentence, the other's sentence)."""
    halves: list[list[tuple[str, Part, Part, str, str]]] = [[], []]
    paragraphs = [p for article in json.loads(path.read_text("utf-8"))["data"] for p in article["paragraphs"]]
    chosen = random.Random(7).sample(paragraphs, min(sample, len(paragraphs)))
    for number, paragraph in enumerate(chosen):
        if len(paragraph["qas"]) < 2:
            continue
        one, other = random.Random(number).sample(paragraph["qas"], 2)
        answers = [question["answers"][0] for question in (one, other)]
        texts = [sentence_at(paragraph["context"], answer["answer_start"])[:_LONGEST] for answer in answers]
        question = f"{one['question'].rstrip('？?')}？{other['question']}"
        found = parts(question)
        apart = answers[0]["text"] not in texts[1] and answers[1]["text"] not in texts[0]
        if len(found) == 2 and apart:
            halves[number % 2].append((question, found[0], found[1], texts[0], texts[1]))
            halves[number % 2].append((question, found[1], found[0], texts[1], texts[0]))
    return halves


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cmrc", type=Path)
    parser.add_argument("--alarms", type=float, default=0.03)
    parser.add_argument("--sample", type=int, default=256)
    options = parser.parse_args()
    embedder = CachedEmbedder(
        E5Embedder(), CACHE if CACHE.parent.is_dir() else Path(tempfile.mkdtemp()) / "v.sqlite3"
    )
    halves = pairs(options.cmrc, sample=options.sample)
    texts = sorted({part.text for half in halves for case in half for part in case[1:3]})
    questions = dict(zip(texts, embedder.embed_queries(texts), strict=True))
    texts = sorted({text for half in halves for case in half for text in case[3:]})
    sentences = dict(zip(texts, embedder.embed_passages(texts), strict=True))

    def nearness(asked: Sequence[str], given: Sequence[str]) -> Vectors:
        rows = np.stack([questions[text] for text in asked])
        near: Vectors = rows @ np.stack([sentences[text] for text in given]).T
        return near

    def rates(half: list[tuple[str, Part, Part, str, str]], margin: float | None) -> tuple[float, float]:
        near = nearness if margin is not None else None
        alarms = [_is_uncovered(case, case[3], near, margin) for case in half]
        caught = [_is_uncovered(case, case[4], near, margin) for case in half]
        return float(np.mean(alarms)), float(np.mean(caught))

    margin = max((m for m in MARGINS if rates(halves[0], m)[0] <= options.alarms), default=MARGINS[0])
    alarms, caught = rates(halves[1], margin)
    by_words = rates(halves[1], None)
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    fitted["parts"] = {
        "margin": margin,
        "made_by": "eval/fit_parts.py",
        "data": f"CMRC2018 trial ({len(halves[0])} parts to fit on, {len(halves[1])} to judge by), e5",
        "result": {
            "false_alarms": round(alarms, 3),
            "caught": round(caught, 3),
            "by_words_alone": {"false_alarms": round(by_words[0], 3), "caught": round(by_words[1], 3)},
        },
    }
    FILE.write_text(json.dumps(fitted, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(fitted["parts"], indent=2, ensure_ascii=False))


def _is_uncovered(
    case: tuple[str, Part, Part, str, str], text: str, nearness: Nearness | None, margin: float | None
) -> bool:
    question, part, *_ = case
    left = uncovered(question, [Sentence(text, ())], nearness, margin=margin)
    return part in left


if __name__ == "__main__":
    main()
