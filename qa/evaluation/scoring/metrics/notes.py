"""What can be measured of a summary: by the article alone, and against a note that an editor wrote.

Nothing here trusts the writer: the text is taken apart again, each statement checked again and each citation cut out of
the article again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qa.answering.checking.texts import Shelf, check_text, passages_of
from qa.evaluation.runs.record import NoteRecord
from qa.evaluation.scoring.metrics.packages import required
from qa.evaluation.scoring.scores import Better, Figure, Unit
from qa.models import Article, CheckedSentence, Summary
from qa.summarizing.article.source import Source
from qa.summarizing.form.counting import length
from qa.summarizing.judging.sentence import judge

_FIGURES: Mapping[str, Better] = {
    "form": "higher",
    "coverage": "higher",
    "compression": "neither",
    "copied share": "lower",
    "unsupported": "lower",
    "ROUGE-L": "higher",
    "chrF": "higher",
}


class Measured(NamedTuple):
    """One summary measured. ``uncited`` are sentences without a citation or with one that is no slice of the article.

    ``copied`` is the longest run that stands in the article word for word, ``coverage`` the share of the sections
    with a text that are cited, ``compression`` how long the summary is as a share of the article. ``unsupported`` are
    statements that the check of any text refuses and the judge of summaries as well; ``telling`` those that only the
    first refuses: what is said of the article and not of its matter (作者从甲谈到乙), to be read by a person.
    """

    failed: tuple[str, ...]
    unsupported: tuple[CheckedSentence, ...]
    telling: tuple[CheckedSentence, ...]
    statements: int
    uncited: tuple[str, ...]
    coverage: float
    copied: str
    length: int
    compression: float
    seconds: float


def measured(summary: Summary, article: Article) -> Measured:
    """Measure a summary of an article that was read from a file or from the library."""
    report = check_text(summary.text, Shelf(passages_of(article)).nearest) if summary.text.strip() else None
    sections = {section.index: section for section in article.sections if section.text}
    cited = {citation.section for sentence in summary.sentences for citation in sentence.citations}
    uncited = [
        sentence.text
        for sentence in summary.sentences
        if not sentence.citations
        or any(
            citation.section not in sections
            or sections[citation.section].text[citation.start : citation.end] != citation.quote
            or not citation.quote
            for citation in sentence.citations
        )
    ]
    text = body(article)
    source = Source(article)
    refused = [sentence for sentence in report.sentences if not sentence.supported] if report else []
    telling = [sentence for sentence in refused if judge(sentence.text, source).supported]
    return Measured(
        failed=tuple(f"{check.name}: {check.detail}" for check in summary.checks if not check.ok),
        unsupported=tuple(sentence for sentence in refused if sentence not in telling),
        telling=tuple(telling),
        statements=len(report.sentences) if report else 0,
        uncited=(*uncited, *_unaccounted(summary)),
        coverage=len(cited & sections.keys()) / max(1, len(sections)),
        copied=longest_copied(summary.text, text),
        length=length(summary.text),
        compression=len(summary.text) / max(1, len(text)),
        seconds=summary.seconds,
    )


def body(article: Article) -> str:
    """Return the texts of an article's sections, as one."""
    return "\n\n".join(section.text for section in article.sections if section.text)


def _unaccounted(summary: Summary) -> list[str]:
    """Return what stands in a text and belongs to none of its sentences: headings and marks apart, there is nothing."""
    rest = summary.text
    for sentence in summary.sentences:
        rest = rest.replace(sentence.text, "", 1)
    for part in summary.parts:
        rest = rest.replace(part.heading or "", "", 1)
    return [rest] if summary.form == "note" and rest.strip() else []


def longest_copied(text: str, source: str) -> str:
    """Return the longest run of a text, marks included, that stands in a source.

    >>> longest_copied("桥先要勘察，再打桩。", "造桥的人说：先要勘察，然后打桩。")
    '先要勘察，'
    """
    best = ""
    for start in range(len(text)):
        while len(best) < len(text) - start and (longer := text[start : start + len(best) + 1]) in source:
            best = longer
    return best


class Likeness(NamedTuple):
    """How like a text is to a reference, both by characters: the F1 of ROUGE-L (0 to 1), and chrF2 (0 to 100)."""

    rouge_l: float
    chrf: float


def likeness(text: str, reference: str) -> Likeness:
    """Compare a text with a reference.

    >>> likeness("桥是基础设施。", "桥是基础设施。")
    Likeness(rouge_l=1.0, chrf=100.0)
    """
    if not (text.strip() and reference.strip()):
        return Likeness(0.0, 0.0)
    rouge = required("rouge_chinese").Rouge(metrics=["rouge-l"])
    # rouge-chinese takes what stands between blanks for a word.
    [scores] = rouge.get_scores(" ".join(text), " ".join(reference))
    chrf = required("sacrebleu.metrics.chrf").CHRF().sentence_score(text, [reference]).score
    return Likeness(round(scores["rouge-l"]["f"], 4), round(chrf, 2))


def mean(values: Iterable[float]) -> float:
    """Return the mean, 0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def figures(
    notes: Iterable[NoteRecord],
    articles: Mapping[str, Article],
    references: Mapping[str, Sequence[str]],
) -> list[Figure]:
    """Return the figures over notes that were written, by the name of their article.

    :param articles: By the same names. Of an article that is not among them only the form and the coverage that the
        note states of itself are measured.
    :param references: Notes by people, beside the editor's own that came with the article; the likest one counts.
    """
    rows: dict[str, dict[str, Unit]] = {name: {} for name in _FIGURES}
    for note in notes:
        if note.summary is None:
            continue
        for name, unit in _units(note.summary, articles.get(note.article)).items():
            rows[name][note.article] = unit
        article = articles.get(note.article)
        wanted = [*references.get(note.article, ()), (article.editor_note or "") if article else ""]
        alike = [likeness(note.summary.text, reference) for reference in wanted if reference.strip()]
        if alike:
            rows["ROUGE-L"][note.article] = (max(one.rouge_l for one in alike), 1.0)
            rows["chrF"][note.article] = (max(one.chrf for one in alike), 1.0)
    return [
        Figure(name, "notes", rows[name], better, is_headline=name in ("form", "unsupported"))
        for name, better in _FIGURES.items()
    ]


def _units(summary: Summary, article: Article | None) -> dict[str, Unit]:
    units: dict[str, Unit] = {"form": (float(summary.ok), 1.0)}
    if article is None:
        if sections := len(summary.covered) + len(summary.missing):
            units["coverage"] = (len(summary.covered) / sections, 1.0)
        return units
    one = measured(summary, article)
    units["coverage"] = (one.coverage, 1.0)
    units["compression"] = (one.compression, 1.0)
    if summary.text:
        units["copied share"] = (len(one.copied) / len(summary.text), 1.0)
    if one.statements:
        units["unsupported"] = (float(len(one.unsupported)), float(one.statements))
    return units
