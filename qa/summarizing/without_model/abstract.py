"""An abstract without a model: the matter, then what each section says, in reading order."""

from __future__ import annotations

from qa.models import Sentence, SummaryPart
from qa.summarizing.article.scoring import Scores
from qa.summarizing.article.source import Source
from qa.summarizing.article.subjects import subjects
from qa.summarizing.form.brief import Brief
from qa.summarizing.judging.coverage import ENOUGH
from qa.summarizing.said.by_section import BEST, by_part
from qa.summarizing.said.claims import Claim
from qa.summarizing.said.listing import listed
from qa.summarizing.said.matter import matters
from qa.summarizing.said.reports import reports
from qa.summarizing.without_model.borne import BorneOut, full, sentence_of
from qa.summarizing.without_model.line import Line, lines
from qa.summarizing.without_model.sayings import sayings

_MOST_MATTERS = 8
_LINE_SHARE = 0.4
# An editor counts fewer characters than there are where there are figures.
_MARGIN = 10
_SAYINGS = 4


def extract_abstract(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write an abstract of an article, as one part without heading.

    A section for which there is no room is at least named, where the headings can be.
    """
    scores = Scores(source)
    about = subjects(scores)
    may_stand = BorneOut(source)
    least, most = brief.length or (150, 300)
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
    covered = len({claim.place.section for claim in told})
    if walked is None and (covered < ENOUGH * len(source.sections) or most - left < least + _MARGIN):
        walked = _walked(source, topic, left - 1, brief)
        left -= len(walked.text) + 1 if walked else 0
    body = [sentence_of(claim, source) for claim in told if claim is not opening]
    # Where too little can be shortened, sentences are given as they are.
    for sentence in sayings(source, _SAYINGS, left) if most - left < least + _MARGIN else ():
        is_quoted = sentence.text[0] in "“「"
        if (
            not is_quoted
            and len(sentence.text) < left
            and sentence.citations[0] not in [said.citations[0] for said in body]
        ):
            body.append(sentence)
            left -= len(sentence.text)
    body.sort(key=lambda sentence: (sentence.citations[0].section, sentence.citations[0].start))
    if opening is not None:
        body.insert(0, sentence_of(opening, source))
    if walked is not None:
        body.append(Sentence(full(walked.text), walked.citations))
    return (SummaryPart(None, tuple(body)),)


def _walked(source: Source, topic: str, most: int, brief: Brief) -> Line | None:
    return next(iter(lines(source, topic, most, brief.style)), None)
