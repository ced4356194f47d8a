"""Fit when to refuse before answering, on questions with and without an answer in the passages.

    python -m eval.fit_refusal ../shared/data/rgb_zh_dev.jsonl ../shared/data/cmrc2018_trial.json

See `eval.trials` for the data. Two rules for each embedder. One tells questions on another topic, by `FAR_SIGNS`; its
threshold refuses 97% of the questions of everyday life, put to the sample articles and to CMRC2018. The other
tells from `refusal.Signs` whether passages on the topic say what is asked; questions on another topic are not fitted on
there. Each group of questions counts as much as any other, however many they are. Its threshold is the highest that keeps
`--keep-rgb` of RGB's answerable questions and `--keep-cmrc` of CMRC2018's; what others would keep and refuse is printed.

Writes qa/fitted.json, and the vectors of the sentences on anything. What is refused is judged by rules (for sentences as well)
that were fitted without the question, but for the rule for other topics, which has five weights; nothing is fitted on
`eval/loose-heldout`.

The rules of the `--embedders` that are named are replaced, and the vectors only where all are. `--with-sentences` runs `eval.fit_sentences` on the same trials first, which saves making them twice.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from eval import fit_sentences, trials
from eval.fit_sentences import by_fold
from eval.logistic import Floats, auroc, logistic
from eval.trials import FOLDS, Trial
from qa.answering.refusing.elsewhere import VECTORS, contrast, key, sentences
from qa.answering.refusing.refusal import Signs, best_of, signs
from qa.embedding.base import Embedder
from qa.fitted import FILE, SentenceRule

LEAST_FAR = 0.97
EMBEDDERS = ("e5", "use")
KEEPS = (0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.9, 0.87)
FAR_SIGNS = ("cosine", "coverage", "contrast", "best")
ANSWERABLE = (
    ("RGB", "answerable"),
    ("CMRC2018", "answerable"),
    ("corpus", "answerable"),
    ("loose", "answerable"),
)
NOT_SAID = (("RGB", "near"), ("CMRC2018", "altered"), ("corpus", "near"), ("loose", "near"))
ELSEWHERE = (("CMRC2018", "far"), ("CMRC2018", "elsewhere"), ("corpus", "far"), ("loose", "elsewhere"))
# As many examples as each group counts for.
_EACH = 200


def bests(some: Sequence[Trial], rules: Sequence[SentenceRule]) -> list[float]:
    """Return what the best sentence of each trial has for it, by the rule for sentences that goes with its fold."""
    return [best_of(t.question, t.candidates, rules[t.fold]) for t in some]


def seen(some: Sequence[Trial], best: Sequence[float]) -> Floats:
    """Return the signs of each trial; shape (trials, signs)."""
    return np.array([signs(t.question, its, t.evidence, t.gone) for t, its in zip(some, best, strict=True)])


def crossed(some: Sequence[Trial], table: Floats) -> Floats:
    """Return the score of each trial by a rule that was fitted on the other folds."""
    folds = np.array([t.fold for t in some])
    scores = np.zeros(len(some))
    for fold in range(FOLDS):
        w = fit(some, table, folds != fold)
        scores[folds == fold] = table[folds == fold] @ w[:-1] + w[-1]
    return scores


def fit(
    some: Sequence[Trial],
    table: Floats,
    train: npt.NDArray[np.bool_],
    against: Sequence[tuple[str, str]] = NOT_SAID,
) -> Floats:
    """Return the weights of what speaks for an answer, the bias last, by the groups ``against`` and the answerable."""
    groups = [(t.data, t.group) for t in some]
    used = [group for group in (*ANSWERABLE, *against) if group in groups]
    chosen = train & np.array([group in used for group in groups])
    counts = np.array([_EACH / groups.count(group) for group in groups])
    labels = np.array([float(t.group == "answerable") for t in some])
    return logistic(table[chosen], labels[chosen], counts[chosen])


def select(some: Sequence[Trial], scores: Floats, data: str, group: str) -> Floats:
    """Return the scores of one group of one data set."""
    chosen: Floats = scores[np.array([(t.data, t.group) == (data, group) for t in some])]
    return chosen


def refused(some: Sequence[Trial], scores: Floats, threshold: float) -> dict[str, dict[str, float]]:
    """Return the share of each group that is refused."""
    groups = sorted({(t.data, t.group) for t in some})
    result: dict[str, dict[str, float]] = {}
    for data, group in groups:
        share = float(np.mean(select(some, scores, data, group) < threshold))
        result.setdefault(data, {})[group] = round(share, 3)
    return result


def threshold_of(some: Sequence[Trial], scores: Floats, keep_rgb: float, keep_cmrc: float) -> float:
    """Return the highest threshold that keeps these shares of the answerable questions."""
    return min(
        float(np.quantile(select(some, scores, data, "answerable"), 1 - keep))
        for data, keep in (("RGB", keep_rgb), ("CMRC2018", keep_cmrc))
    )


def far_rule(some: Sequence[Trial], best: Sequence[float], embedder: str) -> tuple[dict[str, float], Floats]:
    """Fit the rule for other topics; return it with all scores by it."""
    table = np.array(
        [
            [t.evidence.cosine, t.evidence.coverage, contrast(t.found, embedder) or 0.0, its]
            for t, its in zip(some, best, strict=True)
        ]
    )
    w = fit(some, table, np.ones(len(some), bool), ELSEWHERE)
    scores = table @ w[:-1] + w[-1]
    # A library of many articles has something near to more of them, so the sample articles decide as well as CMRC2018.
    everyday = [select(some, scores, data, "elsewhere") for data in ("CMRC2018", "loose")]
    threshold = max(float(np.quantile(its, LEAST_FAR)) for its in everyday)
    names = (*FAR_SIGNS, "bias", "threshold")
    rule = {name: round(float(v), 4) for name, v in zip(names, (*w, threshold), strict=True)}
    return rule, scores


def write_vectors(embedders: Sequence[Embedder]) -> None:
    """Write the vectors of the sentences on anything, in half precision."""
    vectors = {key(one.id): one.embed_passages(sentences()).astype(np.float16) for one in embedders}
    np.savez_compressed(VECTORS, allow_pickle=False, **vectors)


def entry(
    some: Sequence[Trial], embedder: str, keep_rgb: float, keep_cmrc: float, samples: int
) -> dict[str, Any]:
    """Return what is written for one embedder."""
    some = [t for t in some if t.candidates]
    best = bests(some, by_fold(some))
    table = seen(some, best)
    scores = crossed(some, table)
    w = fit(some, table, np.ones(len(some), bool))
    threshold = threshold_of(some, scores, keep_rgb, keep_cmrc)
    far, far_scores = far_rule(some, best, embedder)
    judged = np.where(far_scores < far["threshold"], -np.inf, scores)
    for keep in KEEPS:
        bound = threshold_of(some, scores, keep_rgb, keep)
        print(
            f"{embedder}: keeping {keep} of CMRC2018, {bound:.4f}: {json.dumps(refused(some, judged, bound))}"
        )
    return {
        **far,
        "answerable": {
            "signs": Signs._fields,
            "weights": [round(float(v), 4) for v in w[:-1]],
            "bias": round(float(w[-1]), 4),
            "threshold": round(threshold, 4),
        },
        "made_by": "eval/fit_refusal.py",
        "data": f"RGB zh (100 questions, {samples} samples of passages), CMRC2018 trial (1,001 questions), "
        "its changed questions, questions of everyday life, the sample suite, loosely worded questions",
        "keep": {"RGB": keep_rgb, "CMRC2018": keep_cmrc, "far": LEAST_FAR},
        "result": refused(some, judged, threshold),
        "auroc": round(
            auroc(select(some, scores, "RGB", "answerable"), select(some, scores, "RGB", "near")), 3
        ),
    }


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rgb", type=Path)
    parser.add_argument("cmrc", type=Path)
    parser.add_argument("--keep-rgb", type=float, default=0.95)
    parser.add_argument("--keep-cmrc", type=float, default=0.92)
    parser.add_argument("--with-sentences", action="store_true")
    parser.add_argument("--embedders", nargs="+", choices=EMBEDDERS, default=EMBEDDERS)
    parser.add_argument("--samples", type=int, default=fit_sentences.SAMPLES)
    arguments = parser.parse_args()
    items = trials.load_rgb(arguments.rgb)
    strangers = [str(item["query"]) for item in items]
    sets: dict[str, list[Trial]] = {}
    chosen = list(trials.embedders(arguments.embedders))
    if len(chosen) == len(EMBEDDERS):
        write_vectors([made for made, _ in chosen])
    for made, embedder in chosen:
        sets[made.id] = [
            *trials.rgb(items, embedder, range(arguments.samples)),
            *trials.cmrc(arguments.cmrc, embedder, strangers),
            *trials.made_of_cmrc(arguments.cmrc, embedder),
            *trials.corpus(embedder, strangers),
            *trials.loose(embedder),
        ]
    if arguments.with_sentences:
        fit_sentences.write(sets)
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    for identity, some in sets.items():
        keeps = (arguments.keep_rgb, arguments.keep_cmrc)
        fitted["refusal"][identity] = entry(some, identity, *keeps, arguments.samples)
        print(identity, json.dumps(fitted["refusal"][identity]))
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
