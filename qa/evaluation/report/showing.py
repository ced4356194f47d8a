"""What the templates ask for: texts cut for showing, languages of texts, anchors, what is listed of a run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.evaluation.record import NoteRecord, QuestionRecord, Run, SentenceRecord
from qa.evaluation.report.names import figure_name, value_words
from qa.evaluation.report.outcomes import Outcome, section_ranks
from qa.evaluation.scores import Scores
from qa.evaluation.suite import LabelledSentence, SectionRef, Suite
from qa.language import say
from qa.models import Passage

_HAN = re.compile(r"[\u3400-\u9fff]")


class NoteShown(NamedTuple):
    """A note, what was measured of it (names and values in words), and the notes that people wrote."""

    record: NoteRecord
    marks: tuple[tuple[str, str], ...]
    references: tuple[str, ...]


class Ranks(NamedTuple):
    """A passage with the rank of its section as it was answered from, and before reranking where that is another."""

    passage: Passage
    rank: int
    earlier: int | None


def lang(text: str | None) -> str:
    """Return the language tag of a text, so that a reader's program and its fonts treat it as what it is.

    >>> lang("第3节 API"), lang("API")
    ('zh', 'en')
    """
    return "zh" if _HAN.search(text or "") else "en"


def anchor(id: str) -> str:
    """Return a place in the page for an id, whatever characters that has.

    >>> anchor("q-1"), anchor("a b")
    ('q-q-1', 'q-a.20b')
    """
    return "q-" + re.sub(r"[^\w-]", lambda match: f".{ord(match[0]):x}", id)


def ref_words(ref: SectionRef) -> str:
    """Return where a gold section is.

    >>> ref_words(SectionRef("bridges.md", ("一、缘起",)))
    'bridges.md › 一、缘起'
    """
    return " › ".join((ref.article, *ref.path))


def around_best(passage: Passage) -> tuple[str, str, str]:
    """Cut a passage's text around the span that the question is nearest to."""
    text, best = passage.text, passage.best
    if best is None or not passage.start <= best.start < best.end <= passage.end:
        return text, "", ""
    start, end = best.start - passage.start, best.end - passage.start
    return text[:start], text[start:end], text[end:]


def ranks(record: QuestionRecord) -> list[Ranks]:
    """Return the passages of a question with their sections' ranks."""
    now, then = section_ranks(record.ranked), section_ranks(record.unranked)

    def told(passage: Passage) -> Ranks:
        section = (passage.article, passage.section)
        earlier = then.get(section)
        return Ranks(passage, now[section], earlier if earlier != now[section] else None)

    return [told(passage) for passage in record.ranked]


def notes(run: Run, suite: Suite, scores: Scores) -> list[NoteShown]:
    """Return the notes of a run, those that failed or have not the form first."""
    figures = [figure for figure in scores.figures.values() if figure.group == "notes"]
    references: Mapping[str, Sequence[str]] = {note.article: note.references for note in suite.notes}
    found = []
    for record in run.notes:
        marks = tuple(
            (figure_name(figure.name), value_words(figure, above / below))
            for figure in figures
            for above, below in [figure.units.get(record.article, (0.0, 0.0))]
            if below
        )
        found.append(NoteShown(record, marks, tuple(references.get(record.article, ()))))
    return sorted(found, key=lambda note: note.record.summary is not None and note.record.summary.ok)


def wrong_sentences(run: Run, suite: Suite) -> list[tuple[LabelledSentence, SentenceRecord]]:
    """Return the sentences that the check failed on or judged otherwise than a person did, the surest errors first."""
    labelled = {sentence.id: sentence for sentence in suite.sentences}
    wrong = [
        (labelled[record.id], record)
        for record in run.sentences
        if record.id in labelled and (record.failure or record.supported != labelled[record.id].supported)
    ]
    return sorted(wrong, key=lambda each: abs(each[1].score - each[0].supported), reverse=True)


def summary(run: Run, told: Sequence[Outcome]) -> str:
    """Say in a sentence what was run, when and how."""
    info = run.info
    right = sum(each.became == "right" for each in told)
    counts = [
        say(f"{len(told)} questions, {right} of them right", f"{len(told)} 个问题，{right} 个正确")
        if told
        else "",
        say(f"{len(run.notes)} notes", f"{len(run.notes)} 篇导语") if run.notes else "",
        say(f"{len(run.sentences)} labelled sentences", f"{len(run.sentences)} 个标注句子")
        if run.sentences
        else "",
    ]
    way = say("Generative", "生成式") if info.mode == "generative" else say("Extractive", "摘句式")
    model = f"{way} ({info.model})" if info.model else way
    if not info.gated:
        model += say(", refusal and check off", "，未启用拒答与核查")
    done = say("; ", "；").join(each for each in counts if each)
    at = info.started[:16].replace("T", " ")
    return f"{done}{say('. ', '。')}{model} · {info.label or info.id} · {at}"
