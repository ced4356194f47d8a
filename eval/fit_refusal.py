"""Fit when to refuse before answering, on questions with and without an answer in the passages.

    python -m eval.fit_refusal ../shared/data/rgb_zh_dev.jsonl ../shared/data/cmrc2018_trial.json

See `eval.trials` for the data. Two rules for each embedder: one over cosine and coverage tells questions on another
topic (its threshold keeps 98.5% of the answerable), and one over `refusal.Signs` tells whether the passages say what is
asked. The latter is fitted in two steps: what speaks for an answer, on questions as people asked them; then, on these and
on changed ones (`eval.altered`), how much words, names and years that no passage has speak against it. Its
threshold is the highest that keeps `--keep-rgb` of RGB's answerable questions and `--keep-cmrc` of CMRC2018's. The former
decides on its own only where the latter lets more than 5% of the questions on another topic pass.

Questions in other words than the passages: their coverage is below what 95% of those on another topic have, and their
contrast (`answering.refusing.elsewhere`) has to be above what 95% of the questions of everyday life have that are put to 14
paragraphs of CMRC2018. Writes the vectors of the sentences on anything as well.

Of the sample corpus only far questions are fitted on. Writes qa/fitted.json, and prints what is refused: each question is
judged by rules (for sentences as well) that were fitted without it.

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
from qa.answering.refusing.refusal import Signs, in_other_words, signs
from qa.embedding.base import Embedder
from qa.fitted import FILE, AnswerableRule, SentenceRule

KEEP_FAR = 0.985
LEAST_FAR = 0.95
EMBEDDERS = ("e5", "use")
KEEPS = (0.955, 0.945, 0.935, 0.925, 0.915, 0.905)
FITTED = (
    ("RGB", "answerable"),
    ("RGB", "near"),
    ("CMRC2018", "answerable"),
    ("CMRC2018", "far"),
    ("corpus", "far"),
)
ALTERED = ("CMRC2018", "altered")
# How many of the signs, the first ones, speak for an answer.
FOR = Signs._fields.index("words")


def seen(some: Sequence[Trial], rules: Sequence[SentenceRule]) -> Floats:
    """Return the signs of each trial, by the rule for sentences that goes with its fold; shape (trials, signs)."""
    return np.array([signs(t.question, t.candidates, t.evidence, rules[t.fold], t.gone) for t in some])


def crossed(some: Sequence[Trial], table: Floats) -> Floats:
    """Return the score of each trial by a rule that was fitted on the other folds."""
    folds = np.array([t.fold for t in some])
    scores = np.zeros(len(some))
    for fold in range(FOLDS):
        w = fit(some, table, folds != fold)
        scores[folds == fold] = table[folds == fold] @ w[:-1] + w[-1]
    return scores


def fit(some: Sequence[Trial], table: Floats, train: npt.NDArray[np.bool_]) -> Floats:
    """Return the weights of the signs, in two steps, the bias last; nothing unsaid speaks for an answer."""
    labels = _labels(some)
    asked = train & np.array([(t.data, t.group) in FITTED for t in some])
    changed = train & np.array([(t.data, t.group) in (*FITTED, ALTERED) for t in some])
    first = logistic(table[asked][:, :FOR], labels[asked])
    totals = table[:, :FOR] @ first[:-1] + first[-1]
    against = list(range(FOR, table.shape[1]))
    while True:
        second = logistic(np.column_stack([totals, table[:, against]])[changed], labels[changed])
        wrong = [sign for sign, weight in zip(against, second[1:-1], strict=True) if weight > 0]
        if not wrong:
            break
        against = [sign for sign in against if sign not in wrong]
    weights = np.zeros(table.shape[1] + 1)
    weights[:FOR] = second[0] * first[:-1]
    weights[against] = second[1:-1]
    weights[-1] = second[0] * first[-1] + second[-1]
    return weights


def _labels(some: Sequence[Trial]) -> Floats:
    return np.array([float(t.group == "answerable") for t in some])


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


def far_rule(some: Sequence[Trial]) -> tuple[dict[str, float], Floats]:
    """Fit the rule over cosine and coverage, answerable questions against far ones; return it with all scores by it."""
    table = np.array([[t.evidence.cosine, t.evidence.coverage] for t in some])
    labels = _labels(some)
    usable = np.array([t.group != "near" and (t.data, t.group) in FITTED for t in some])
    w = logistic(table[usable], labels[usable])
    scores = table @ w[:2] + w[2]
    threshold = float(np.quantile(scores[usable & (labels == 1)], 1 - KEEP_FAR))
    names = ("cosine", "coverage", "bias", "threshold")
    rule = {name: round(float(v), 4) for name, v in zip(names, (*w, threshold), strict=True)}
    return rule, scores


def other_words(some: Sequence[Trial], embedder: str) -> dict[str, float]:
    """Return what is asked of a question that has hardly a word in common with the passages; see the module."""
    contrasts = [(t, nearer) for t in some if (nearer := contrast(t.found, embedder)) is not None]
    elsewhere = np.array([c for t, c in contrasts if t.group == "elsewhere"])
    answerable = np.array([c for t, c in contrasts if (t.data, t.group) == ("CMRC2018", "answerable")])
    far = [t.evidence.coverage for t in some if t.group == "far"]
    labels = np.concatenate([np.ones(len(answerable)), np.zeros(len(elsewhere))])
    slope = logistic(np.concatenate([answerable, elsewhere])[:, None], labels)[0]
    found = {
        "coverage": float(np.quantile(far, LEAST_FAR)),
        "contrast": float(np.quantile(elsewhere, LEAST_FAR)),
        "slope": float(slope),
    }
    return {name: round(value, 4) for name, value in found.items()}


def write_vectors(embedders: Sequence[Embedder]) -> None:
    """Write the vectors of the sentences on anything, in half precision."""
    vectors = {key(one.id): one.embed_passages(sentences()).astype(np.float16) for one in embedders}
    np.savez_compressed(VECTORS, allow_pickle=False, **vectors)


def entry(
    some: Sequence[Trial], embedder: str, keep_rgb: float, keep_cmrc: float, samples: int
) -> dict[str, Any]:
    """Return what is written for one embedder."""
    some = [t for t in some if t.candidates]
    table = seen(some, by_fold(some))
    scores = crossed(some, table)
    w = fit(some, table, np.ones(len(some), bool))
    threshold = threshold_of(some, scores, keep_rgb, keep_cmrc)
    words = other_words(some, embedder)
    rule = AnswerableRule(tuple(w[:-1]), float(w[-1]), threshold, **words)
    for at, (trial, row) in enumerate(zip(some, table, strict=True)):
        total = in_other_words(Signs(*row), trial.found, rule, embedder)
        scores[at] = scores[at] if total is None else total
    far, far_scores = far_rule(some)
    for keep in KEEPS:
        bound = threshold_of(some, scores, keep_rgb, keep)
        print(
            f"{embedder}: keeping {keep} of CMRC2018, {bound:.4f}: {json.dumps(refused(some, scores, bound))}"
        )
    result = refused(some, scores, threshold)
    decides = min(groups["far"] for groups in result.values() if "far" in groups) < LEAST_FAR
    if decides:
        result = refused(some, np.where(far_scores < far["threshold"], -np.inf, scores), threshold)
    return {
        **far,
        "decides": decides,
        "answerable": {
            "signs": Signs._fields,
            "weights": [round(float(v), 4) for v in w[:-1]],
            "bias": round(float(w[-1]), 4),
            "threshold": round(threshold, 4),
            "other_words": words,
        },
        "made_by": "eval/fit_refusal.py",
        "data": f"RGB zh (100 questions, {samples} samples of passages), CMRC2018 trial (1,001 questions), "
        "its changed questions, questions of everyday life, the sample corpus with questions of others",
        "keep": {"RGB": keep_rgb, "CMRC2018": keep_cmrc, "far": KEEP_FAR},
        "result": result,
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
    parser.add_argument("--keep-rgb", type=float, default=0.92)
    parser.add_argument("--keep-cmrc", type=float, default=0.925)
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
