"""Fit which source sentence answers a question, on questions whose answers are known word for word.

    python -m eval.fit_sentences ../shared/data/rgb_zh_dev.jsonl ../shared/data/cmrc2018_trial.json

A logistic over `candidates.Features` is fitted to "the sentence holds the answer", once for questions whose answer has a
form (a date, a name …) and once for the others, for each embedder, and for any other without the cosine. See
`eval.trials` for the data. Writes qa/fitted.json, and prints how often the answer is in the best sentence, in the best
three, and in what is given, each question judged by a rule that was fitted without it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval import trials
from eval.logistic import logistic
from eval.trials import FOLDS, Trial
from qa.answering.question.questions import asked
from qa.answering.without_model.candidates import Candidate, chance
from qa.answering.without_model.extractive import shown
from qa.answering.without_model.ranking import logit
from qa.fitted import FILE, SentenceRule

SHARES = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)
MOST_LOST = 0.02
SAMPLES = 4


def fit(some: Sequence[Trial], *, cosine: bool = True) -> SentenceRule:
    """Return the rule; without ``cosine``, its weight is 0."""
    return SentenceRule(
        *(_weights([t for t in some if asked(t.question).is_open == o], cosine) for o in (False, True))
    )


def _weights(some: Sequence[Trial], cosine: bool) -> tuple[float, ...]:
    x = np.array([c.features for trial in some for c in trial.candidates])
    y = np.array([float(h) for trial in some for h in trial.held])
    if cosine:
        return tuple(round(float(v), 4) for v in logistic(x, y))
    return (0.0, *(round(float(v), 4) for v in logistic(x[:, 1:], y)))


def fitting(some: Sequence[Trial]) -> list[Trial]:
    """Return the trials that sentences are fitted on."""
    return [t for t in some if t.candidates and (t.data, t.group) in FITTED]


FITTED = (("RGB", "answerable"), ("RGB", "near"), ("CMRC2018", "answerable"))


def by_fold(some: Sequence[Trial], *, cosine: bool = True) -> list[SentenceRule]:
    """Return for each fold the rule that was fitted on the others."""
    return [fit([t for t in fitting(some) if t.fold != fold], cosine=cosine) for fold in range(FOLDS)]


def ranked(trial: Trial, rule: SentenceRule) -> list[tuple[float, Candidate]]:
    """Return the candidates with their chances, best first."""
    chances = [(chance(logit(trial.question, rule, c)), c) for c in trial.candidates]
    return sorted(chances, key=lambda pair: -pair[0])


def hit(trial: Trial, chosen: Sequence[Candidate]) -> bool:
    """Whether what is given holds the answer; for CMRC2018, in one sentence of the right paragraph."""
    if trial.data == "RGB":
        return trials.holds(" ".join(c.text for c in chosen), trial.answers)
    held = {id(c) for c, h in zip(trial.candidates, trial.held, strict=True) if h}
    return any(id(c) in held for c in chosen)


def judge(some: Sequence[Trial], rules: Sequence[SentenceRule], share: float) -> dict[str, float]:
    """Return how often the answer is given, by number of sentences; ``rules`` go with the folds."""
    first, three, given, count = [], [], [], []
    for trial in some:
        order = ranked(trial, rules[trial.fold])
        best = shown(order, 0.0)
        some_shown = shown(order, share)
        first.append(hit(trial, best[:1]))
        three.append(hit(trial, best))
        given.append(hit(trial, some_shown))
        count.append(len(some_shown))
    return {
        "best": round(float(np.mean(first)), 3),
        "best_three": round(float(np.mean(three)), 3),
        "given": round(float(np.mean(given)), 3),
        "sentences": round(float(np.mean(count)), 2),
    }


def main() -> None:
    """Fit, judge and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rgb", type=Path)
    parser.add_argument("cmrc", type=Path)
    arguments = parser.parse_args()
    items = trials.load_rgb(arguments.rgb)
    sets: dict[str, list[Trial]] = {}
    for made, embedder in trials.embedders(("e5", "use")):
        sets[made.id] = trials.rgb(items, embedder, range(SAMPLES)) + trials.cmrc(
            arguments.cmrc, embedder, []
        )
    write(sets)


def write(sets: dict[str, list[Trial]]) -> None:
    """Fit on the trials of each embedder (the first one is e5's), and write."""
    first = next(iter(sets.values()))
    crossed = by_fold(first)
    answerable = {
        data: [t for t in first if t.data == data and t.group == "answerable" and t.candidates]
        for data in ("RGB", "CMRC2018")
    }
    judged = {share: judge(answerable["RGB"], crossed, share) for share in SHARES}
    for share, figures in judged.items():
        print("RGB", share, figures, "CMRC2018", judge(answerable["CMRC2018"], crossed, share), flush=True)
    # The fewest sentences that lose little of what three sentences would hit.
    share = max(s for s, j in judged.items() if s == SHARES[0] or j["given"] >= j["best_three"] - MOST_LOST)
    rules = {identity: fit(fitting(some)) for identity, some in sets.items()}
    rules["any"] = fit(fitting(first), cosine=False)
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    fitted["sentences"] = {
        "rules": {name: {"closed": rule.closed, "open": rule.open} for name, rule in rules.items()},
        "share": share,
        "made_by": "eval/fit_sentences.py",
        "data": f"RGB zh (100 questions, {SAMPLES} samples of passages), CMRC2018 trial (1,001 questions)",
        "result": {data: judge(some, crossed, share) for data, some in answerable.items()},
        "result_of_others": {
            name: {
                data: judge(
                    [t for t in some if t.data == data and t.group == "answerable" and t.candidates],
                    folds,
                    share,
                )
                for data in answerable
            }
            for name, some, folds in [
                *((identity, some, by_fold(some)) for identity, some in list(sets.items())[1:]),
                ("any", first, by_fold(first, cosine=False)),
            ]
        },
    }
    print(json.dumps(fitted["sentences"]))
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
