"""An abstract without a model: the matter, then what each section says, in reading order."""

from __future__ import annotations

from qa.models import Sentence, SummaryPart
from qa.summarizing.borne import BorneOut, full, sentence_of
from qa.summarizing.brief import Brief
from qa.summarizing.claims import Claim
from qa.summarizing.line import Line, lines
from qa.summarizing.listing import listed
from qa.summarizing.matter import matters
from qa.summarizing.reports import reports
from qa.summarizing.scoring import Scores
from qa.summarizing.section_claims import BEST, by_part
from qa.summarizing.source import Source
from qa.summarizing.subjects import subjects

_MOST_MATTERS = 8
_LINE_SHARE = 0.4
COVERAGE = 0.75
"""The share of the sections of which an abstract should have something."""


def extract_abstract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write an abstract of an article, as one part without heading.

    A section for which there is no room is at least named, where the headings can be.
    """
    scores = Scores(source)
    about = subjects(scores)
    may_stand = BorneOut(source)
    most = (brief.length or (150, 300))[1]
    opening = next(
        (
            claim
            for claim in matters(scores, about)[:_MOST_MATTERS]
            if claim.owned and may_stand(full(claim.text))
        ),
        None,
    )
    told: list[Claim] = [opening] if opening else []
    found = by_part(scores, about)
    if not any(found):
        found = [*reports(scores, about, strict=False), list(listed(scores, most))]
    left = most - sum(len(claim.text) + 1 for claim in told)
    topic = about[0] if about else ""
    # Where sections are so many that each cannot have a sentence, they are named.
    walked = _walked(source, topic, int(most * _LINE_SHARE), brief) if len(found) * BEST > left else None
    left -= len(walked.text) + 1 if walked else 0
    rest = sorted(found, key=lambda part: -part[0].score if part else 0.0)
    for _ in range(2):
        for part in rest:
            claim = next(may_stand.first(part, told, left), None)
            if claim is not None:
                told.append(claim)
                left -= len(claim.text) + 1
    if walked is None and len({claim.place.section for claim in told}) < COVERAGE * len(source.sections):
        walked = _walked(source, topic, left - 1, brief)
    body = sorted((claim for claim in told if claim is not opening), key=lambda claim: claim.place.order)
    sentences = [sentence_of(claim, source) for claim in ([opening] if opening else []) + body]
    if walked is not None:
        sentences.append(Sentence(full(walked.text), walked.citations))
    return (SummaryPart(None, tuple(sentences)),)


def _walked(source: Source, topic: str, most: int, brief: Brief) -> Line | None:
    return next(iter(lines(source, topic, most, brief.style)), None)
