"""Notes for every article of corpus/ and for an essay: their form, their grounds, and their likeness to an editor's.

    python -m eval.notes [--essay ../shared/essay/FILE] [--show]
    python -m eval.notes --llm http://127.0.0.1:18080/v1 --records notes.jsonl
    python -m eval.notes --records notes.jsonl          (again, without the model)
    python -m eval.notes --news ../shared/data/news_3000.jsonl --items 50

Without an LLM, and with one where --llm or --records is given. Each statement of a note is checked again against the
article, whatever its writer thought of it: as `qa check` would, and if that refuses it, by the judge of summaries, since
the recommendation of readers and the line of argument are sentences about the article. All of those are listed, to be read. Where an article
came with an editor's note, the notes are compared with it, beside two baselines: the article's first 100 characters, and
TextRank (as much as 120 characters hold).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from eval.note_baselines import lead, textrank
from eval.recorded_chat import Recorded
from qa.assistant import Assistant
from qa.evaluation.metrics.notes import Likeness, Measured, likeness, mean, measured
from qa.llm import OpenAIChat, first_model
from qa.models import Article, Form, Summary
from qa.reading import read_file, read_text
from qa.settings import Settings

CORPUS = Path(__file__).parent.parent / "corpus"
ESSAYS = Path(__file__).parent.parent.parent / "shared" / "essay"
LONGEST_COPY = 15
MAX_TOKENS = 1024


class Written(NamedTuple):
    """A summary, what it is of, and what was measured."""

    name: str
    article: Article
    summary: Summary
    measured: Measured


def articles(essays: Sequence[Path], news: Path | None, items: int) -> list[tuple[str, Article]]:
    """Return the articles by name: the corpus and the essays, or a sample of the news, the same every time."""
    if news is not None:
        rows = [json.loads(line) for line in news.read_text(encoding="utf-8").splitlines()]
        chosen = random.Random(0).sample(rows, min(items, len(rows)))
        return [(str(row["id"]), read_text(row["text"], name=str(row["id"])).article) for row in chosen]
    return [(path.stem, read_file(path).article) for path in (*sorted(CORPUS.iterdir()), *essays)]


def write(
    assistant: Assistant, found: Sequence[tuple[str, Article]], form: Form, *, progress: bool = False
) -> list[Written]:
    """Write a summary of each article, and measure it."""
    made = []
    for name, article in found:
        summary = assistant.summarize(article, form)
        made.append(Written(name, article, summary, measured(summary, article)))
        if progress:
            print(f"{name}: {summary.mode}, {summary.seconds:.1f} s", file=sys.stderr, flush=True)
    return made


def form_table(made: Sequence[Written]) -> None:
    """Print how many pass each form check, and what failed."""
    passed: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for one in made:
        asked.update(check.name for check in one.summary.checks)
        passed.update(check.name for check in one.summary.checks if check.ok)
    print("| form check | passed |\n| --- | --- |")
    for name in asked:
        print(f"| {name} | {passed[name]}/{asked[name]} |")
    print(f"| all of them | {sum(one.summary.ok for one in made)}/{len(made)} |\n")


def measure_table(way: str, made: Sequence[Written]) -> None:
    """Print what was measured, over all articles."""
    copies = [len(one.measured.copied) for one in made]
    seconds = sorted(one.measured.seconds for one in made)
    cover = [one.measured.coverage for one in made]
    rows = (
        ("within length and form", f"{sum(one.summary.ok for one in made)}/{len(made)}"),
        ("written by the model", f"{sum(one.summary.mode == 'generative' for one in made)}/{len(made)}"),
        (
            "characters, least to most",
            f"{min(n.measured.length for n in made)}–{max(n.measured.length for n in made)}",
        ),
        ("statements", str(sum(one.measured.statements for one in made))),
        ("unsupported", str(sum(len(one.measured.unsupported) for one in made))),
        ("about the article, listed below", str(sum(len(one.measured.telling) for one in made))),
        ("sentences without a true citation", str(sum(len(one.measured.uncited) for one in made))),
        ("sections with a say, mean", f"{mean(cover):.1%}"),
        ("sections with a say, least", f"{min(cover):.1%}"),
        ("longest copied run, most", str(max(copies))),
        (f"notes with a run over {LONGEST_COPY}", str(sum(n > LONGEST_COPY for n in copies))),
        ("length as a share of the article's, mean", f"{mean(one.measured.compression for one in made):.1%}"),
        ("seconds, median", f"{statistics.median(seconds):.2f}"),
        ("seconds, most", f"{seconds[-1]:.2f}"),
    )
    print(f"| {way} | |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |")
    print()


def to_read(made: Sequence[Written]) -> None:
    """Print what a person has to look at."""
    for one in made:
        for failed in one.measured.failed:
            print(f"FORM {one.name}: {failed}")
        for sentence in one.measured.unsupported:
            print(f"UNSUPPORTED {one.name}: {sentence.text} ({sentence.why})")
        for sentence in one.measured.telling:
            print(f"TELLING {one.name}: {sentence.text} ({sentence.why})")
        for text in one.measured.uncited:
            print(f"UNCITED {one.name}: {text}")
        if one.summary.fallback:
            print(f"FALLBACK {one.name}: {one.summary.fallback}")
        for dropped in one.summary.dropped:
            print(f"DROPPED {one.name}: {dropped.text} ({dropped.why})")
    print()


def show(made: Sequence[Written]) -> None:
    """Print the notes themselves."""
    for one in made:
        m = one.measured
        print(
            f"== {one.name} 《{one.article.title}》 {m.length} 字, {m.coverage:.0%} of sections, run {len(m.copied)}"
        )
        print(one.summary.text)
        missing = "; ".join(" > ".join(path) for path in one.summary.missing)
        print(f"-- {one.summary.mode}{f'; missing: {missing}' if missing else ''}\n")


def reference_table(ways: dict[str, list[Written]]) -> None:
    """Print ROUGE-L and chrF against the editors' notes, next to the baselines."""
    noted = [one for one in next(iter(ways.values())) if one.article.editor_note]
    if not noted:
        return
    columns = [one.name for one in noted]
    texts: dict[str, list[str]] = {
        "first 100 characters": [lead(one.article) for one in noted],
        "TextRank": [textrank(one.article) for one in noted],
    }
    for way, made in ways.items():
        texts[way] = [one.summary.text for one in made if one.article.editor_note]
    print(f"| ROUGE-L / chrF | {' | '.join(columns)} | mean |\n|{' --- |' * (len(columns) + 2)}")
    for way, found in texts.items():
        pairs = [
            likeness(text, one.article.editor_note or "") for text, one in zip(found, noted, strict=True)
        ]
        average = Likeness(mean(pair.rouge_l for pair in pairs), mean(pair.chrf for pair in pairs))
        cells = [f"{pair.rouge_l:.3f} / {pair.chrf:.1f}" for pair in (*pairs, average)]
        print(f"| {way} | {' | '.join(cells)} |")
    print()


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--essay", type=Path, nargs="*", default=None, help="by default those of ../shared/essay"
    )
    parser.add_argument(
        "--news", type=Path, help="a sample of this file instead (JSON lines with id and text)"
    )
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--only", nargs="*", default=(), help="articles whose name has one of these in it")
    parser.add_argument("--form", choices=get_args(Form), default="note")
    parser.add_argument("--llm", help="the address of an OpenAI-compatible server")
    parser.add_argument("--records", type=Path, help="the model's answers, kept as JSON lines")
    parser.add_argument("--show", action="store_true", help="print the notes")
    arguments = parser.parse_args()
    essays = arguments.essay
    if essays is None:
        essays = sorted(ESSAYS.glob("*.txt")) if ESSAYS.is_dir() else []
        if not essays and arguments.news is None:
            print(f"no essay in {ESSAYS}: only corpus/\n")
    found = articles(essays, arguments.news, arguments.items)
    if arguments.only:
        found = [pair for pair in found if any(part in pair[0] for part in arguments.only)]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), llm_base_url=None, llm_api_key=None)
        with Assistant(settings) as assistant:
            ways = {"without an LLM": write(assistant, found, arguments.form)}
        if arguments.llm or arguments.records:
            records = arguments.records or Path(tempfile.gettempdir()) / "zhangju-bench" / "notes.jsonl"
            chat = None
            if arguments.llm:
                model = first_model(arguments.llm, None)
                chat = OpenAIChat(
                    arguments.llm, model, None, timeout_seconds=1200, temperature=0, max_tokens=MAX_TOKENS
                )
            recorded = Recorded(records, chat)
            with Assistant(settings, chat=recorded) as assistant:
                ways[f"with {recorded.id}"] = write(assistant, found, arguments.form, progress=True)
    for way, made in ways.items():
        print(f"## {way}: {len(made)} articles\n")
        if arguments.show:
            show(made)
        form_table(made)
        measure_table(way, made)
        to_read(made)
    reference_table(ways)


if __name__ == "__main__":
    main()
