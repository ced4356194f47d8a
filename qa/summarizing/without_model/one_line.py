"""One line without a model: what the article asks, or what it says."""

from __future__ import annotations

from collections.abc import Iterator

from qa.models import SummaryPart
from qa.summarizing.article.chapters import named_chapters
from qa.summarizing.article.scoring import Scores
from qa.summarizing.article.source import Source
from qa.summarizing.article.subjects import subjects
from qa.summarizing.form.brief import Brief
from qa.summarizing.said.claims import Claim, claims
from qa.summarizing.said.listing import listed
from qa.summarizing.said.matter import matters
from qa.summarizing.said.reports import as_it_is, reports
from qa.summarizing.without_model.borne import BorneOut, full, sentence_of

_TRIED = 30
_MOST = 40


def extract_one_line(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write one line on an article: the author's claim, or else what the article sets out to tell."""
    scores = Scores(source)
    about = subjects(scores)
    may_stand = BorneOut(source)
    least, most = brief.length or (8, 40)
    for claim in _found(scores, about):
        if least <= len(claim.text) + 1 <= most and may_stand(full(claim.text)):
            return (SummaryPart(None, (sentence_of(claim, source),)),)
    last = as_it_is(scores)
    return (SummaryPart(None, (sentence_of(last, source),) if last else ()),)


def _found(scores: Scores, about: tuple[str, ...]) -> Iterator[Claim]:
    if named_chapters(scores.source, about[0] if about else ""):
        for claim in claims(scores, about)[:_TRIED]:
            # 作者认为 before a claim that does not say whose it is.
            yield claim if claim.owned else claim._replace(text=f"{claim.owner}认为，{claim.text}")
    else:
        yield from sorted(
            (claim for third in reports(scores, about) for claim in third), key=lambda c: -c.score
        )
    yield from matters(scores, about)
    yield from (claim for third in reports(scores, about, strict=False) for claim in third)
    yield from listed(scores, _MOST)
