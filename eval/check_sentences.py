"""The check on sentences over the sample articles as a careful and a careless model would write them.

    python -m eval.check_sentences [--held-out | --suite | --short | --short-held-out | --relations | --relations-held-out] [--wrong]

Each sentence of eval/grounding_sentences.jsonl is checked against the whole article, in passages as long as the index
makes them. Prints how many true ones are kept and how many false ones are caught, by kind; with `--wrong` those that the
check is wrong about. The sentences were written for this project and no constant was fitted on them. With `--held-out` those
of eval/grounding_heldout.jsonl are, which were written before the rules that find what a source has otherwise, and not looked
at while those were; with `--suite` those of the suite in eval/corpus, which were. `--short` and `--short-held-out` are pairs of
short sentences with one subject, one true and one false: eval/short_sentences.jsonl, which were looked at while the rules for
them were written, and eval/short_heldout.jsonl, which were not. `--relations` and `--relations-held-out` are pairs that differ in who
is meant or what is said of them, in words of the article: eval/relations_sentences.jsonl and, about other articles and not looked
at, eval/relations_heldout.jsonl. The pairs are checked as `qa check` does, with the article's metadata.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qa import grounding
from qa.answering.checking.texts import check_sentence, passages_of
from qa.chunking import ChunkingParameters, chunk_sections
from qa.models import CheckedSentence, Passage
from qa.reading import read_file

FILE = Path(__file__).with_name("grounding_sentences.jsonl")
HELD_OUT = Path(__file__).with_name("grounding_heldout.jsonl")
SUITE = Path(__file__).parent / "corpus" / "sentences.jsonl"
SHORT = Path(__file__).with_name("short_sentences.jsonl")
SHORT_HELD_OUT = Path(__file__).with_name("short_heldout.jsonl")
RELATIONS = Path(__file__).with_name("relations_sentences.jsonl")
RELATIONS_HELD_OUT = Path(__file__).with_name("relations_heldout.jsonl")
AS_QA_CHECK = (SHORT, SHORT_HELD_OUT, RELATIONS, RELATIONS_HELD_OUT)
CORPUS = Path(__file__).parent.parent / "corpus"


class Judged(NamedTuple):
    """A sentence, what it is, and what the check makes of it; ``kind`` is "true" or the kind of error."""

    sentence: str
    kind: str
    support: grounding.Support | CheckedSentence
    sources: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether a true one is kept, or a false one caught."""
        return self.support.supported == (self.kind == "true")


@cache
def passages(article: str) -> tuple[str, ...]:
    """Return the texts of an article's chunks."""
    sections = read_file(CORPUS / article).article.sections
    return tuple(chunk.text for chunk in chunk_sections(article, sections, ChunkingParameters()))


@cache
def with_metadata(article: str) -> tuple[Passage, ...]:
    """Return an article in passages, its metadata among them."""
    return tuple(passages_of(read_file(CORPUS / article).article))


def judged(file: Path = FILE) -> Iterator[Judged]:
    """Check every sentence of a file, which is in the form of the suite or in this one's."""
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        sentence = item["text"] if file == SUITE else item["sentence"]
        kind = item.get("kind", "true") if file != SUITE else "true" if item["supported"] else "false"
        if file in AS_QA_CHECK:
            found = with_metadata(item["article"])
            texts = tuple(passage.text for passage in found)
            yield Judged(sentence, kind, check_sentence(sentence, found), texts)
        else:
            texts = passages(item["article"])
            yield Judged(sentence, kind, grounding.check(sentence, texts), texts)


def main() -> None:
    """Check and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", action="store_true")
    others = {
        "--held-out": HELD_OUT,
        "--suite": SUITE,
        "--short": SHORT,
        "--short-held-out": SHORT_HELD_OUT,
        "--relations": RELATIONS,
        "--relations-held-out": RELATIONS_HELD_OUT,
    }
    which = parser.add_mutually_exclusive_group()
    for option, other in others.items():
        which.add_argument(option, dest="file", action="store_const", const=other, default=FILE)
    arguments = parser.parse_args()
    file = arguments.file
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for one in judged(file):
        right[one.kind] += one.is_right
        total[one.kind] += 1
        if arguments.wrong and not one.is_right:
            print(f"{one.kind}: {one.sentence}  [{one.support.score:.2f} {one.support.why or ''}]")
    print("| sentences | right |\n| --- | --- |")
    for kind, count in total.items():
        print(f"| {kind} | {right[kind]} of {count} |")
    false = [kind for kind in total if kind != "true"]
    print(f"| false, all kinds | {sum(right[k] for k in false)} of {sum(total[k] for k in false)} |")


if __name__ == "__main__":
    main()
