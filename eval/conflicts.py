"""How many made disagreements are found, and how often sources that agree are said to disagree.

    python -m eval.conflicts ../shared/data/rgb_zh_dev.jsonl

For each question of RGB, the sentence with the answer is what an answer would quote. *Made*: the same passage from
another article, in which the figures of the answer are changed. *Agreeing*: the other passages with the answer, and those
on the same topic without it, as they are. Nothing is fitted on this data.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from qa import text as zh
from qa.answering.without_model.conflicts import conflicts
from qa.answering.without_model.extractive import cite
from qa.evaluation.suites.formats import rgb
from qa.models import Passage, Sentence


def passage(number: int, text: str) -> Passage:
    """Return a text as the only passage of an article of its own."""
    return Passage(f"a{number}", "", (), None, 0, "", 0, len(text), text, 0.0)


def quoted(one: Passage, answer: str) -> Sentence | None:
    """Return the sentence of a passage that has an answer in it."""
    for start, end in zh.sentences(one.text):
        raw = one.text[start:end]
        if answer in raw:
            begin = start + len(raw) - len(raw.lstrip())
            return Sentence(raw.strip(), (cite(one, begin, begin + len(raw.strip())),))
    return None


def changed(text: str, answer: str) -> str | None:
    """Return a text in which the first figure of the answer is another one; None where it has none."""
    figure = re.search(r"\d+", answer)
    if figure is None:
        return None
    digits = figure.group()
    first = str((int(digits[0]) + 2) % 9 + 1)
    other = answer[: figure.start()] + first + digits[1:] + answer[figure.end() :]
    return text.replace(answer, other)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rgb", type=Path)
    parser.add_argument("--show", action="store_true", help="print each false alarm and each that was missed")
    options = parser.parse_args()
    made = found = asked = alarms = 0
    for item in rgb.rows(options.rgb):
        answers = [word for each in item["answer"] for word in ([each] if isinstance(each, str) else each)]
        positive = [passage(number, text) for number, text in enumerate(item["positive"])]
        negative = [passage(100 + number, text) for number, text in enumerate(item["negative"])]
        given = next(
            ((s, one, a) for one in positive for a in answers if (s := quoted(one, a)) is not None), None
        )
        if given is None:
            continue
        sentence, source, answer = given
        asked += 1
        cried = conflicts(item["query"], [sentence], [*positive, *negative])
        alarms += bool(cried)
        if cried and options.show:
            print(
                "ALARM",
                item["query"],
                cried[0].values,
                *(each.text for each in cried[0].sentences),
                sep="\n  ",
            )
        other = changed(source.text, answer)
        if other is not None and other != source.text:
            made += 1
            hit = conflicts(item["query"], [sentence], [passage(200, other)])
            found += bool(hit)
            if not hit and options.show:
                print("MISSED", item["query"], sentence.text, sep="\n  ")
    print(f"made disagreements found: {found} of {made} ({found / made:.1%})")
    print(f"agreeing sources said to disagree: {alarms} of {asked} ({alarms / asked:.1%})")


if __name__ == "__main__":
    main()
