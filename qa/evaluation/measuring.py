"""A run and its suite to scores: every figure with its interval, the curves, and what could not be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qa.evaluation.metrics import (
    answers,
    citations,
    costs,
    judgements,
    notes,
    ranking,
    refusal,
    sentences,
)
from qa.evaluation.metrics.statistics import estimated
from qa.evaluation.record import Place, Run
from qa.evaluation.scores import Figure, Scores
from qa.evaluation.suite import SectionRef, Suite
from qa.indexing.ingesting import files
from qa.models import Article


def measure(run: Run, suite: Suite, places: Mapping[SectionRef, Place]) -> Scores:
    """Measure a run; the same run gives the same scores, to the last digit.

    A figure that nothing counts in has no value; a group of such figures is left out. Questions that the suite no longer has are not measured, and
    a record that failed counts in no figure.

    :raises ExtraMissing: A package of the extra ``eval`` is not installed.
    :raises ReadingError: An article whose note is to be measured can no longer be read.
    """
    by_id = {question.id: question for question in suite.questions}
    asked = [
        (by_id[record.id], record)
        for record in run.questions
        if record.id in by_id and record.failure is None and record.answer is not None
    ]
    ranked, recall_by_k = ranking.figures(asked, places)
    refused, risk_coverage = refusal.figures(asked, places)
    labelled = {sentence.id: sentence for sentence in suite.sentences}
    checked, calibration = sentences.figures(run.sentences, labelled)
    found: list[Figure] = [
        *ranked,
        *answers.figures(asked, suite.protocol),
        *refused,
        *citations.figures(asked, places),
        *_of_notes(run, suite),
        *checked,
        *judgements.figures(run.judgements, {question.id: record for question, record in asked}),
        *costs.figures([record for _, record in asked], run.notes, run.info.prices),
    ]
    curves = {"recall_by_k": recall_by_k, "risk_coverage": risk_coverage, "calibration": calibration}
    groups = {figure.group for figure in found if figure.units}
    return Scores(
        figures={figure.name: estimated(figure) for figure in found if figure.group in groups},
        kinds={question.id: question.kind for question, _ in asked},
        curves={name: curve for name, curve in curves.items() if curve},
        failures=dict(_failures(run)),
        run=run.info.id,
        suite=run.info.suite,
        suite_hash=run.info.suite_hash,
    )


def _failures(run: Run) -> Iterator[tuple[str, str]]:
    for record in run.questions:
        if record.failure is not None or record.answer is None:
            yield record.id, record.failure.message if record.failure else ""
    for sentence in run.sentences:
        if sentence.failure is not None:
            yield sentence.id, sentence.failure.message
    for note in run.notes:
        if note.failure is not None:
            yield note.article, note.failure.message


def _of_notes(run: Run, suite: Suite) -> list[Figure]:
    written = [note for note in run.notes if note.failure is None and note.summary is not None]
    names = {note.article for note in written}
    references = {note.article: note.references for note in suite.notes}
    return notes.figures(written, articles_named(names, suite), references)


def articles_named(names: Iterable[str], suite: Suite) -> dict[str, Article]:
    """Return the suite's articles that are called so: by path or the end of one, by file name or title.

    Those that are not the suite's own (it may ask the user's library) are left out.
    """
    wanted = set(names)
    if not wanted:
        return {}
    found = {name: article for article in suite.documents for name in wanted & _names(article.origin)}
    sources = files(suite.articles)
    for path, read in sources:
        if called := wanted & _names(path) - found.keys():
            found |= dict.fromkeys(called, read().article)
    if wanted - found.keys():
        # A title is only known when the file has been read.
        articles = [*suite.documents, *(read().article for _, read in sources)]
        found = {article.title: article for article in articles if article.title in wanted} | found
    return found


def _names(path: str | None) -> set[str]:
    """Return what an article at a path may be called.

    >>> sorted(_names("news/桥.md"))
    ['news/桥.md', '桥', '桥.md']
    """
    if not path:
        return set()
    parts = Path(path).parts
    return {path, Path(path).stem, *("/".join(parts[at:]) for at in range(len(parts)))}
