"""How often the sentences that are given without a model hold the answer, and how long they are.

    python -m eval.chosen --rgb ../shared/data/rgb_zh_dev.jsonl --cmrc ../shared/data/cmrc2018_trial.json [--embedder e5]
    python -m eval.chosen --run RUN …

The first puts RGB's questions (four samples of passages) and CMRC2018's to the installed rules, refusals left aside; see
`eval.trials`. Of CMRC2018's, the answer must be in a sentence of the right paragraph. The second reads runs of `qa eval run` (their
folders) and prints how long their answers to answerable questions are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from eval import trials
from eval.trials import Trial
from qa.answering.without_model.extractive import choose, texts
from qa.evaluation.runs.run_folder import RunFolder
from qa.models import Sentence

SAMPLES = 4


def holds(trial: Trial, given: Sequence[Sentence]) -> bool:
    """Whether what is given holds the answer."""
    if trial.data == "RGB":
        return trials.holds(" ".join(sentence.text for sentence in given), trial.answers)
    held = [c for c, holding in zip(trial.candidates, trial.held, strict=True) if holding]
    return any(
        (place.article, place.section) == (c.passage.article, c.passage.section)
        and place.start <= c.start < place.end
        for sentence in given
        for place in sentence.citations
        for c in held
    )


def row(name: str, answers: Iterable[Sequence[Sentence]], hits: Sequence[bool] | None = None) -> str:
    """Return one row: what was asked, how often the answer is there, sentences, characters."""
    all_answers = list(answers)
    count = len(all_answers)
    sentences = sum(map(len, all_answers)) / count
    characters = sum(len(texts(given)) for given in all_answers) / count
    share = "" if hits is None else f"{sum(hits) / count:.3f}"
    return f"| {name} | {count} | {share} | {sentences:.2f} | {characters:.1f} |"


def answered(folder: Path) -> list[Sequence[Sentence]]:
    """Return the answers that a run gave to answerable questions, without the refusals."""
    run = RunFolder(folder)
    answerable = {question.id for question in run.suite.questions if question.answerable}
    answers = [record.answer for record in run.read().questions if record.id in answerable]
    return [answer.sentences for answer in answers if answer is not None and answer.status != "refused"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rgb", type=Path)
    parser.add_argument("--cmrc", type=Path)
    parser.add_argument("--embedder", choices=("e5", "use"), default="e5")
    parser.add_argument("--run", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    print("| | answers | hold the answer | sentences | characters |\n| --- | --- | --- | --- | --- |")
    for folder in arguments.run:
        print(row(folder.name, answered(folder)))
    if arguments.rgb or arguments.cmrc:
        [(made, embedder)] = trials.embedders([arguments.embedder])
        some: list[Trial] = []
        if arguments.rgb:
            some += trials.rgb(trials.load_rgb(arguments.rgb), embedder, range(SAMPLES))
        if arguments.cmrc:
            some += trials.cmrc(arguments.cmrc, embedder, [])
        for data in dict.fromkeys(trial.data for trial in some):
            asked = [t for t in some if t.data == data and t.group == "answerable" and t.candidates]
            given = [choose(trial.question, trial.candidates, made.id) for trial in asked]
            hits = [holds(trial, its) for trial, its in zip(asked, given, strict=True)]
            print(row(data, given, hits))


if __name__ == "__main__":
    main()
