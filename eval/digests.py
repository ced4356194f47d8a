"""Digests without an LLM: of corpus/, and of news twenty items at a time.

    python -m eval.digests [--news ../shared/data/news_3000.jsonl] [--groups 20] [--show]

Each sentence of a digest is checked again, against the articles that it cites alone: as ``qa check`` would, and if that
refuses it, by the judge of summaries. Prints how many have a say, a citation that is a slice of the article, and support; how many
themes there are, how many articles share theirs with another one, and how many differences are named; and the time.
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path
from typing import NamedTuple

from eval.notes import CORPUS
from qa.answering.checking.texts import Shelf, check_text, passages_of
from qa.models import Article, Sentence, Summary
from qa.reading import read_file, read_text
from qa.summarizing.article.source import Source
from qa.summarizing.digests.digest import digest
from qa.summarizing.judging.sentence import judge

AT_ONCE = 20


class Measured(NamedTuple):
    """One digest measured; ``unsupported`` and ``uncited`` are sentences."""

    articles: int
    covered: int
    sentences: int
    unsupported: tuple[str, ...]
    uncited: tuple[str, ...]
    themes: int
    together: int
    differences: int
    seconds: float
    failed: tuple[str, ...]


def measured(summary: Summary, articles: list[Article]) -> Measured:
    """Measure a digest of articles whose titles differ."""
    by_title = {article.title: Source(article) for article in articles}
    themes = [part for part in summary.parts if part.heading not in ("其他", "不同的说法")]
    titles = [{citation.title for s in part.sentences for citation in s.citations} for part in themes]
    return Measured(
        len(articles),
        len(summary.covered),
        len(summary.sentences),
        tuple(s.text for s in summary.sentences if not supported(s, by_title)),
        tuple(s.text for s in summary.sentences if not cited(s, by_title)),
        len(themes),
        sum(len(each) for each in titles if len(each) > 1),
        sum(len(part.sentences) for part in summary.parts if part.heading == "不同的说法") // 2,
        summary.seconds,
        tuple(f"{check.name}: {check.detail}" for check in summary.checks if not check.ok),
    )


def supported(sentence: Sentence, by_title: dict[str, Source]) -> bool:
    """Whether the articles that a sentence cites bear it out."""
    sources = [by_title[title] for title in {citation.title for citation in sentence.citations}]
    if len(sources) != 1:
        return False
    shelf = Shelf(passages_of(sources[0].article))
    plain = all(one.supported for one in check_text(sentence.text, shelf.nearest).sentences)
    return plain or judge(sentence.text, sources[0]).supported


def cited(sentence: Sentence, by_title: dict[str, Source]) -> bool:
    """Whether a sentence has citations, and each is a slice of its article."""
    for citation in sentence.citations:
        sections = {section.index: section for section in by_title[citation.title].article.sections}
        text = sections[citation.section].text if citation.section in sections else ""
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            return False
    return bool(sentence.citations)


def main() -> None:
    """Write digests, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--news", type=Path)
    parser.add_argument("--groups", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="print the digests")
    arguments = parser.parse_args()
    groups = {"corpus": [[read_file(path).article for path in sorted(CORPUS.iterdir())]]}
    if arguments.news:
        rows = [json.loads(line) for line in arguments.news.read_text(encoding="utf-8").splitlines()]
        items = [
            read_text(row["text"], name=f"第{row['id']}条新闻").article
            for row in rows[: AT_ONCE * arguments.groups]
        ]
        groups["news"] = [items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE)]
    print(
        "| | digests | articles with a say | sentences | unsupported | without a true citation | in form | themes | articles in company "
        "| differences | seconds a digest |\n|" + " --- |" * 11
    )
    notes: list[str] = []
    for name, given in groups.items():
        made = []
        for articles in given:
            articles = list({article.title: article for article in articles}.values())
            summary = digest([Source(article) for article in articles])
            made.append(measured(summary, articles))
            notes += [summary.text, ""] if arguments.show else []
            notes += [f"UNSUPPORTED {text}" for text in made[-1].unsupported]
            notes += [f"UNCITED {text}" for text in made[-1].uncited]
            notes += [f"FORM {text}" for text in made[-1].failed]
            notes += [f"MISSING {title}" for (title,) in summary.missing]
        print(
            f"| {name} | {len(made)} | {sum(m.covered for m in made)}/{sum(m.articles for m in made)} "
            f"| {sum(m.sentences for m in made)} | {sum(len(m.unsupported) for m in made)} "
            f"| {sum(len(m.uncited) for m in made)} | {sum(not m.failed for m in made)}/{len(made)} "
            f"| {sum(m.themes for m in made)} | {sum(m.together for m in made)} | {sum(m.differences for m in made)} "
            f"| {statistics.median(m.seconds for m in made):.2f} |",
            flush=True,
        )
    print(*["", *notes], sep="\n")


if __name__ == "__main__":
    main()
