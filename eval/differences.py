"""How many made differences between two authors a digest names, and how often it names one where nobody differs.

    python -m eval.differences ../shared/data/rgb_zh_dev.jsonl ../shared/data/news_3000.jsonl [--show]

*Made*: a passage of RGB that holds an answer, and the same passage by another author with a figure of the answer changed; and
with the sentence of the answer alone, since it is rarely alone in an article that two sentences are alike. *Agreeing*: the
question's passages as they are, some of which rightly differ (figures of another day). *News*: fifty news items at a time, which
are about fifty things. No figure is fitted on this data, but the rules were written with it in sight.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from eval.conflicts import changed
from qa.errors import TextMissing
from qa.evaluation.suites.formats import rgb
from qa.models import Article, Section
from qa.reading import read_text
from qa.summarizing.article.source import Source
from qa.summarizing.digests.differences import Difference, differences
from qa.summarizing.digests.themes import key_phrases

AT_ONCE = 50


def source(text: str, name: str) -> Source | None:
    """Return a text as an article by an author of its own; None where there is nothing in it."""
    try:
        article = read_text(text, name=name).article
    except TextMissing:
        return None
    section = Section(
        0, article.sections[0].heading, 0, article.sections[0].path, None, article.sections[0].text
    )
    return Source(Article(article.title or name, (section,), author=name))


def found(sources: list[Source]) -> list[Difference]:
    """Return where they differ."""
    return differences(sources, [frozenset(key_phrases(each)) for each in sources])


def show(kind: str, sources: list[Source], given: list[Difference]) -> None:
    """Print both sides of each difference."""
    for difference in given:
        sides = [
            sources[side.source].sections[side.section].text[side.start : side.end]
            for side in difference.sides
        ]
        print(f"{kind} {difference.values or ''}", *sides, sep="\n    ")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rgb", type=Path)
    parser.add_argument("news", type=Path)
    parser.add_argument(
        "--show", action="store_true", help="print what is named where it should not be, and what is missed"
    )
    options = parser.parse_args()
    made = hits = questions = alarmed = 0
    for item in rgb.rows(options.rgb):
        passages = [
            one
            for n, text in enumerate([*item["positive"], *item["negative"]])
            if (one := source(text, f"甲{n}"))
        ]
        questions += 1
        named = found(passages)
        alarmed += bool(named)
        if options.show:
            show(f"AGREEING {item['query']}", passages, named)
        answers = [word for each in item["answer"] for word in ([each] if isinstance(each, str) else each)]
        pair = next(
            (
                (text, other)
                for text in item["positive"]
                for answer in answers
                if (other := changed(text, answer)) not in (None, text)
            ),
            None,
        )
        if pair is None or (one := source(pair[0], "甲")) is None or (two := source(pair[1], "乙")) is None:
            continue
        made += 1
        hit = found([one, two])
        hits += bool(hit)
        if options.show and not hit:
            print(f"MISSED {item['query']} {answers[:2]}")
    rows = [json.loads(line) for line in options.news.read_text(encoding="utf-8").splitlines()]
    groups = wrong = 0
    for at in range(0, len(rows), AT_ONCE):
        items = [one for row in rows[at : at + AT_ONCE] if (one := source(row["text"], f"丙{row['id']}"))]
        named = found(items)
        groups += 1
        wrong += len(named)
        if options.show:
            show("NEWS", items, named)
    print("| | |\n| --- | --- |")
    print(f"| made differences named | {hits} of {made} ({hits / made:.1%}) |")
    print(f"| questions whose agreeing passages are said to differ | {alarmed} of {questions} |")
    print(f"| differences named among fifty news items, {groups} times | {wrong} |")


if __name__ == "__main__":
    main()
