"""What became of each question, the ones that went wrong first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa.evaluation.changes import Change
from qa.evaluation.comparing import Comparison
from qa.evaluation.metrics.ranking import SectionId, gold_sections, sections_of
from qa.evaluation.metrics.refusal import is_refused, is_right
from qa.evaluation.record import Judgement, Place, QuestionRecord, Run
from qa.evaluation.suite import Question, SectionRef, Suite
from qa.models import Passage

Became = Literal["failed", "untrue", "wrong", "refused", "right"]
"""``failed`` could not be asked, ``untrue`` was answered although nothing answers it, ``wrong`` is a wrong answer,
``refused`` could have been answered, ``right`` is everything else: a right answer, a refusal where one was due."""

ORDER: tuple[Became, ...] = ("failed", "untrue", "wrong", "refused", "right")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: what was asked, what came, and what became of it.

    ``gold_ranks`` has an entry for each thing that has to be found: the rank (from 1, counted in sections as recall@k
    counts) of what has it, or ``None``. ``gold`` are the sections that have any of it. ``before`` is what another run
    made of it, and ``change`` what is worse or better than there.
    """

    question: Question
    record: QuestionRecord
    became: Became
    gold_ranks: tuple[int | None, ...]
    gold: frozenset[SectionId]
    judgement: Judgement | None = None
    before: Outcome | None = None
    change: Change | None = None

    @property
    def rank(self) -> int | None:
        """The rank of the first section that has anything that has to be found."""
        return min((rank for rank in self.gold_ranks if rank is not None), default=None)

    @property
    def turned(self) -> Literal["better", "worse"] | None:
        """Whether it is better or worse than before, on the whole."""
        if self.change is None or not self.change.weight:
            return None
        return "worse" if self.change.weight < 0 else "better"

    def is_gold(self, passage: Passage) -> bool:
        """Whether a passage is of a section that has something of what has to be found."""
        return (passage.article, passage.section) in self.gold


def outcomes(
    run: Run,
    suite: Suite,
    places: Mapping[SectionRef, Place],
    before: Run | None = None,
    comparison: Comparison | None = None,
) -> list[Outcome]:
    """Return what became of each question of the run, what went wrong first and else in the suite's order.

    A question that the suite no longer has is left out.
    """
    records = {record.id: record for record in run.questions}
    judged = {judgement.id: judgement for judgement in run.judgements}
    earlier = {record.id: record for record in before.questions} if before else {}
    changed = {change.id: change for change in comparison.changed} if comparison else {}
    found = []
    for question in suite.questions:
        if record := records.get(question.id):
            then = earlier.get(question.id)
            outcome = replace(
                _outcome(question, record, places),
                judgement=judged.get(question.id),
                before=_outcome(question, then, places) if then else None,
                change=changed.get(question.id),
            )
            found.append(outcome)
    return sorted(found, key=lambda each: ORDER.index(each.became))


def section_ranks(passages: Sequence[Passage]) -> dict[SectionId, int]:
    """Return the rank of each section, from 1."""
    return {section: rank for rank, section in enumerate(sections_of(passages), 1)}


def _outcome(question: Question, record: QuestionRecord, places: Mapping[SectionRef, Place]) -> Outcome:
    gold, ranks = gold_sections(question, places), section_ranks(record.ranked)
    gold_ranks = tuple(min((ranks[one] for one in each if one in ranks), default=None) for each in gold)
    return Outcome(question, record, _became(question, record, places), gold_ranks, frozenset().union(*gold))


def _became(question: Question, record: QuestionRecord, places: Mapping[SectionRef, Place]) -> Became:
    if record.answer is None:
        return "failed"
    if is_refused(record):
        return "refused" if question.answerable else "right"
    if not question.answerable:
        return "untrue"
    return "wrong" if is_right(question, record, places) is False else "right"
