"""True sentences made false, and true ones said otherwise: what the check makes of them.

    python -m eval.perturb ../shared/data/cmrc2018_trial.json [--corpus corpus] [--sample 5] [--missed] [--kind negation]

From each paragraph (CMRC2018's, in SQuAD's format) and each section of the sample articles: a number, a date or a name
changed, a negation added or removed, a direction turned round, subject and object or cause and effect swapped, a sentence
of another article, a plausible continuation; and, true, the sentence itself, a light paraphrase and two sentences made one.
Every sentence is checked against the text that it comes from. Prints how many are caught or kept, with `--sample` some
of each kind as they are made, with `--missed` those that the check is wrong about. Uses no constant of the check.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval import changes
from qa import grounding
from qa import text as zh
from qa.reading import read_file

_SHORTEST, _LONGEST = 12, 120
_FEWEST_SENTENCES = 3

FALSE = {
    "number": 0.99,
    "unit": 0.99,
    "date": 0.99,
    "number of another thing": None,
    "entity": 0.95,
    "negation": 0.9,
    "direction": None,
    "roles": 0.7,
    "cause": 0.7,
    "other article": 0.99,
    "continuation": None,
}
"""The kinds of false sentence, and the share of each that should be caught."""

TRUE = {"itself": 0.95, "reported": 0.95, "paraphrase": 0.95, "rewritten numbers": 0.95, "compression": 0.95}
"""The kinds of true sentence, and the share of each that should be kept."""


def paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of a file in SQuAD's format."""
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [paragraph["context"] for article in data for paragraph in article["paragraphs"]]


def sections(folder: Path) -> list[str]:
    """Return the sections of the articles in a folder."""
    return [
        section.text
        for path in sorted(folder.iterdir())
        for section in read_file(path).article.sections
        if len(section.text) > _LONGEST
    ]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that are whole and neither very short nor very long."""
    found = [text[start:end].strip() for start, end in zh.sentences(text)]
    return [s for s in found if _SHORTEST <= len(s) <= _LONGEST and s[-1] in "。！"]


def made(texts: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, sentence, its source) for every change that can be made in a text, one of each kind and text."""
    for n, text in enumerate(texts):
        whole = sentences(text)
        if len(whole) < _FEWEST_SENTENCES:
            continue
        chance.shuffle(whole)
        for kind, change in changes.CHANGES.items():
            changed = next(
                (new for sentence in whole if (new := change(sentence, text, chance)) and new != sentence),
                None,
            )
            if changed and changed not in text:
                yield kind, changed, text
        yield "itself", whole[0], text
        other = sentences(texts[(n + 7) % len(texts)])
        if other:
            yield "other article", chance.choice(other), text
        in_order = [text[start:end].strip() for start, end in zh.sentences(text)]
        pairs = [joined for a, b in itertools.pairwise(in_order) if (joined := changes.joined(a, b))]
        if pairs:
            yield "compression", chance.choice(pairs), text


def main() -> None:
    """Make them, check them, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--kind")
    arguments = parser.parse_args()
    data = {"CMRC2018": paragraphs(arguments.file), "corpus": sections(arguments.corpus)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shown: Counter[str] = Counter()
    for name, texts in data.items():
        for kind, sentence, source in made(texts, random.Random(7)):
            if arguments.kind not in (None, kind):
                continue
            support = grounding.check(sentence, [source])
            right = support.supported == (kind in TRUE)
            counts[kind][f"{name} right"] += right
            counts[kind][name] += 1
            if shown[kind] < arguments.sample or (arguments.missed and not right):
                shown[kind] += 1
                mark = "  " if right else "✗ "
                print(f"{mark}{kind}: {sentence}  [{support.score:.2f} {support.why or ''}]")
    print("| kind | should be | " + " | ".join(f"{name}: right of all" for name in data) + " |")
    print("| --- | --- | " + "--- | " * len(data))
    for kind, aim in (FALSE | TRUE).items():
        if kind in counts:
            cells = [
                f"{counts[kind][f'{name} right'] / counts[kind][name]:.1%} of {counts[kind][name]}"
                if counts[kind][name]
                else ""
                for name in data
            ]
            verb = "kept" if kind in TRUE else "caught"
            print(f"| {kind}, {verb} | {f'{aim:.0%}' if aim else ''} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
