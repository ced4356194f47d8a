"""Whether what is cited carries the sentences, after ALCE (Gao et al., EMNLP 2023), with the grounding check for a judge.

A sentence is recalled where all that it cites, together, supports it. A citation is precise where its sentence is, unless
it is in vain: by itself it does not support the sentence, and without it the others still do. Both are shares of all
sentences and of all citations, not means over answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qa.answering.languages.which import language_of
from qa.evaluation.runs.carrying import carried
from qa.evaluation.runs.record import QuestionRecord
from qa.evaluation.scoring.metrics.refusal import cites_gold, is_refused
from qa.evaluation.scoring.scores import Figure, Unit
from qa.evaluation.suites.suite import Place, Question, SectionRef
from qa.models import Citation, Passage, Sentence


class Cited(NamedTuple):
    """One sentence: whether what it cites supports it, how many citations it has, and how many of these are precise."""

    supported: bool
    citations: int
    precise: int


def cited(sentence: Sentence, held: bool = False) -> Cited:
    """Judge the citations of a sentence.

    :param held: Whether a check that knows several languages supports it. Where sentence and quotes have no language
        in common, which the grounding check cannot compare, this counts, and no citation is said to be in vain.
    """
    quotes = tuple(citation.quote for citation in sentence.citations)
    if not _is_comparable(sentence):
        return Cited(held, len(quotes), len(quotes) * held)
    if not carried(sentence.text, quotes)[0]:
        return Cited(False, len(quotes), 0)
    in_vain = 0
    if len(quotes) > 1:
        for at, quote in enumerate(quotes):
            others = (*quotes[:at], *quotes[at + 1 :])
            in_vain += not carried(sentence.text, (quote,))[0] and carried(sentence.text, others)[0]
    return Cited(True, len(quotes), len(quotes) - in_vain)


def _is_comparable(sentence: Sentence) -> bool:
    own = language_of(sentence.text)
    theirs = {language_of(citation.quote) for citation in sentence.citations}
    return own is None or not theirs or bool(theirs & {own, None})


def is_exact(citation: Citation, passages: Iterable[Passage]) -> bool | None:
    """Return whether a quote is the slice of its section that it says it is; None where no passage covers the place."""
    for passage in passages:
        if (passage.article, passage.section) == (citation.article, citation.section) and (
            passage.start <= citation.start and citation.end <= passage.end
        ):
            return (
                passage.text[citation.start - passage.start : citation.end - passage.start] == citation.quote
            )
    return None


def figures(
    asked: Iterable[tuple[Question, QuestionRecord]], places: Mapping[SectionRef, Place]
) -> list[Figure]:
    """Return the figures over answers; only ``gold cited`` looks at what the question asks for.

    :param asked: ``supports`` of a record have an entry for each sentence of its answer.
    """
    answered = [(q, record) for q, record in asked if record.answer is not None and not is_refused(record)]
    precision: dict[str, Unit] = {}
    recall: dict[str, Unit] = {}
    grounded: dict[str, Unit] = {}
    for question, record in answered:
        sentences = record.answer.sentences if record.answer else ()
        held = [is_held for _, is_held in record.supports] or [False] * len(sentences)
        judged = [cited(sentence, its) for sentence, its in zip(sentences, held, strict=True)]
        if judged:
            recall[question.id] = _share([one.supported for one in judged])
        if citations := sum(one.citations for one in judged):
            precision[question.id] = (float(sum(one.precise for one in judged)), float(citations))
        if record.supports:
            grounded[question.id] = _share(held)
    exact = ((question.id, _exact(record)) for question, record in answered)
    return [
        Figure("citation precision", "citations", precision, is_headline=True),
        Figure("citation recall", "citations", recall, is_headline=True),
        Figure("groundedness", "citations", grounded, is_headline=True),
        Figure("quotes exact", "citations", {id: _share(ones) for id, ones in exact if ones}),
        Figure(
            "gold cited",
            "citations",
            {q.id: (float(cites_gold(q, r, places)), 1.0) for q, r in answered if q.answerable and q.gold},
            is_headline=True,
        ),
    ]


def _share(ones: Sequence[bool]) -> Unit:
    return float(sum(ones)), float(len(ones))


def _exact(record: QuestionRecord) -> list[bool]:
    sentences = record.answer.sentences if record.answer else ()
    passages = (*(record.answer.passages if record.answer else ()), *record.ranked, *record.unranked)
    found = (is_exact(citation, passages) for sentence in sentences for citation in sentence.citations)
    return [one for one in found if one is not None]
