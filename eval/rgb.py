"""How RGB's questions are answered and refused without a model.

    python -m eval.rgb ../shared/data/rgb_zh_dev.jsonl [--samples 4] [--embedder e5] [--cmrc cmrc2018_trial.json]

Each question is put to five passages, two of them with the answer, and to five without, for several samples of passages
(see `eval.trials`). Prints for each sample how often the answer is in the sentences given, how many these are, and how
many questions are refused with the answer there and without; then the risk-coverage curve and its AUROC, and the
processor time that judging takes after retrieval.

The installed rules were fitted on these questions. With CMRC2018's file (by default beside RGB's, if it is there) the same
is printed for rules that were fitted on the other questions, in five folds: those are the honest figures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval import fit_refusal, trials
from eval.fit_refusal import select
from eval.fit_sentences import by_fold, judge
from eval.logistic import Floats, auroc
from eval.trials import FOLDS, Trial
from qa import text as zh
from qa.answering.refusing.refusal import judge as judge_refusal
from qa.answering.without_model.extractive import choose
from qa.fitted import SentenceRule, answerable_rule, sentence_rule, sentence_share
from qa.models import Passage
from qa.retrieval import Found

KEPT = (0.99, 0.98, 0.95, 0.92, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)


def table(
    title: str, some: Sequence[Trial], rules: Sequence[SentenceRule], scores: Floats, threshold: float
) -> None:
    """Print one row for each sample, and one for all."""
    print(f"\n{title}\n")
    print(
        "| passages | answer in the sentences given | sentences | answered, answer there | refused, answer not there | AUROC |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for sample in [*sorted({t.sample for t in some}), None]:
        rows = [i for i, t in enumerate(some) if sample in (t.sample, None)]
        part, its_scores = [some[i] for i in rows], scores[rows]
        there, not_there = (select(part, its_scores, "RGB", group) for group in ("answerable", "near"))
        given = judge([t for t in part if t.group == "answerable"], rules, sentence_share())
        print(
            f"| {'all' if sample is None else f'sample {sample}'} | {given['given']:.1%} | {given['sentences']:.2f} "
            f"| {np.mean(there >= threshold):.1%} | {np.mean(not_there < threshold):.1%} | {auroc(there, not_there):.3f} |"
        )


def curve(some: Sequence[Trial], rules: Sequence[SentenceRule], scores: Floats) -> None:
    """Print the risk-coverage curve.

    Coverage is the share of all questions, half of them without the answer, that are answered; risk is the share of
    these whose sentences do not hold it.
    """
    there, not_there = (select(some, scores, "RGB", group) for group in ("answerable", "near"))
    answerable = [t for t in some if t.group == "answerable"]
    hits = np.array([judge([t], rules, sentence_share())["given"] for t in answerable])
    print(
        "\n| answered, answer there | refused, answer not there | coverage | risk |\n| --- | --- | --- | --- |"
    )
    for keep in KEPT:
        threshold = np.quantile(there, 1 - keep)
        answered = int(np.sum(there >= threshold) + np.sum(not_there >= threshold))
        right = float(np.sum(hits[there >= threshold]))
        print(
            f"| {np.mean(there >= threshold):.1%} | {np.mean(not_there < threshold):.1%} "
            f"| {answered / (len(there) + len(not_there)):.1%} | {1 - right / answered:.1%} |"
        )


def milliseconds(some: Sequence[Trial], embedder: str) -> Floats:
    """Return the processor time of each trial after retrieval: making candidates, judging, choosing."""
    taken = []
    for trial in some:
        passages: dict[int, Passage] = {id(c.passage): c.passage for c in trial.candidates}
        found = Found(tuple(passages.values()), {})
        zh.content_words.cache_clear()
        began = time.thread_time()
        judge_refusal(trial.question, found, trial.evidence, trial.candidates, embedder)
        choose(trial.question, trial.candidates, embedder)
        taken.append(1000 * (trial.seconds + time.thread_time() - began))
    return np.array(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rgb", type=Path)
    parser.add_argument("--samples", type=int, default=4)
    parser.add_argument("--embedder", choices=("e5", "use"), default="e5")
    parser.add_argument("--cmrc", type=Path)
    arguments = parser.parse_args()
    items = trials.load_rgb(arguments.rgb)
    [(made, embedder)] = trials.embedders([arguments.embedder])
    some = [t for t in trials.rgb(items, embedder, range(arguments.samples)) if t.candidates]
    rule = answerable_rule(made.id)
    assert rule is not None
    installed = [sentence_rule(made.id)] * FOLDS
    scores = fit_refusal.seen(some, fit_refusal.bests(some, installed)) @ np.array(rule.weights) + rule.bias
    table(
        "With the installed rules, which were fitted on these questions:",
        some,
        installed,
        scores,
        rule.threshold,
    )
    curve(some, installed, scores)
    taken = milliseconds(some, made.id)
    print(
        f"\nProcessor time after retrieval: {np.median(taken):.1f} ms in the median, "
        f"{np.quantile(taken, 0.95):.1f} ms at p95, {taken.max():.1f} ms at most"
    )
    cmrc = arguments.cmrc or arguments.rgb.with_name("cmrc2018_trial.json")
    if not cmrc.exists():
        print(f"\n{cmrc} is not there, so nothing is fitted without the question that is judged.")
        return
    strangers = [str(item["query"]) for item in items]
    others = [
        *trials.cmrc(cmrc, embedder, strangers),
        *trials.made_of_cmrc(cmrc, embedder),
        *trials.corpus(embedder, strangers),
        *trials.loose(embedder),
    ]
    every = some + [t for t in others if t.candidates]
    crossed_rules = by_fold(every)
    signs = fit_refusal.seen(every, fit_refusal.bests(every, crossed_rules))
    crossed = fit_refusal.crossed(every, signs)[: len(some)]
    title = "With rules that were fitted on the other questions, and the installed threshold:"
    table(title, some, crossed_rules, crossed, rule.threshold)
    curve(some, crossed_rules, crossed)


if __name__ == "__main__":
    main()
