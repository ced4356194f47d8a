"""Check the sample suites against the articles they ask about.

    python -m eval.check_suites

Each section has to exist, what an answer must have has to stand in its sections, whichever of the alternatives these are,
and a paraphrase has to share no content word with its section. That ids are unique and the fields are right is seen to on
loading. Of the ways to say a thing, one has to be the article's; the others may be English, for answers in English.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from qa import text as zh
from qa.chunking import ChunkingParameters
from qa.errors import GoldMissing
from qa.evaluation.scoring.metrics.phrases import says
from qa.evaluation.suites.gold import places
from qa.evaluation.suites.loading import load_suite
from qa.evaluation.suites.suite import Question, Suite
from qa.indexing.records import card, record_of, revision
from qa.models import Article
from qa.reading import find_files, read_file

HERE = Path(__file__).parent
# The essay is not ours to ship, so the suite about it can be checked only where it lies.
SUITES = [
    HERE / "corpus",
    HERE / "corpus-heldout",
    HERE / "loose",
    HERE / "loose-heldout",
    *([HERE / "essay"] if (HERE.parents[1] / "shared/essay").is_dir() else []),
]


def main() -> int:
    """Print what is wrong, and return 1 if anything is."""
    wrong = [f"{folder.name}: {fault}" for folder in SUITES for fault in faults(load_suite(folder))]
    print("\n".join(wrong) or f"nothing wrong with {', '.join(folder.name for folder in SUITES)}")
    return int(bool(wrong))


def faults(suite: Suite) -> Iterator[str]:
    """Yield what is wrong with a suite, one line each."""
    read = [read_file(file).article for path in suite.articles for file in find_files(path)]
    articles = {str(article.origin): article for article in read}
    parameters = ChunkingParameters()
    records = [
        # A path is as good an id as any where nothing is stored.
        record_of(replace(article, id=path), revision(article, parameters), chunks=0, spans=0)
        for path, article in articles.items()
    ]
    try:
        found = places(suite, records)
    except GoldMissing as error:
        yield str(error)
        return
    texts = {ref: section_text(articles[place.article], place.sections) for ref, place in found.items()}
    for question in suite.questions:
        alternatives = [[texts[ref] for ref in gold.sections] for gold in question.gold]
        for held in map("\n".join, product(*alternatives)):
            yield from (f"{question.id}: {fault}" for fault in question_faults(question, held))
    ids_by_text: dict[str, list[str]] = {}
    for question in suite.questions:
        ids_by_text.setdefault(question.text, []).append(question.id)
    yield from (f"{', '.join(ids)}: the same question" for ids in ids_by_text.values() if len(ids) > 1)


def section_text(article: Article, indices: Collection[int]) -> str:
    """Return the headings and the text of some sections of an article."""
    chosen = [s for s in (card(article), *article.sections) if s.index in indices]
    return "\n".join(f"{section.heading}\n{section.text}" for section in chosen)


def question_faults(question: Question, held: str) -> Iterator[str]:
    """Yield what is wrong with a question whose sections have this text."""
    for ways in question.must:
        if not any(says(held, way) for way in ways):
            yield f"none of {', '.join(ways)} in {held[:20]!r}…"
    if question.kind == "paraphrase":
        shared = set(zh.content_words(question.text)) & set(zh.content_words(held))
        if shared:
            yield f"shares {'、'.join(sorted(shared))} with its section"


if __name__ == "__main__":
    sys.exit(main())
