"""An outline without a model: the article's headings, with what stands under each in a sentence or two."""

from __future__ import annotations

from qa.answering.evidence.orders import is_order
from qa.models import Section, Sentence, SummaryPart
from qa.summarizing.article.chapters import place
from qa.summarizing.article.headings import items
from qa.summarizing.article.scoring import Scores
from qa.summarizing.article.source import Source
from qa.summarizing.article.subjects import subjects
from qa.summarizing.form.wording import chatter, first_person, second_person
from qa.summarizing.said.by_section import by_part
from qa.summarizing.said.claims import Claim
from qa.summarizing.said.matter import matters
from qa.summarizing.sentences.clauses import stands_alone
from qa.summarizing.without_model.borne import BorneOut, sentence_of

MOST = 64
"""The most characters that a section gets."""

_TRIED = 12


def extract_outline(source: Source) -> tuple[SummaryPart, ...]:
    """Write an outline of an article: one part a section, every heading in its place.

    A section of which no sentence can be shortened is said to treat what its heading names.
    """
    scores = Scores(source)
    about = subjects(scores)
    may_stand = BorneOut(source)
    found = by_part(scores, about)
    if len(source.sections) == 1:
        found = [sorted((claim for part in found for claim in part), key=lambda claim: -claim.score)]
    by_index = {section.index: part for section, part in zip(source.sections, found, strict=True)}
    opening = matters(scores, about)
    parts = []
    for section in source.article.sections:
        sentences: tuple[Sentence, ...] = ()
        if section.index in by_index:
            own = _own(by_index[section.index], may_stand)
            if not own and section is source.sections[0]:
                own = _own([claim for claim in opening if claim.place.section == 0], may_stand)
            sentences = tuple(sentence_of(claim, source) for claim in own) or _named(section, source, about)
        parts.append(SummaryPart(section.heading, sentences, section.level, section.path))
    return tuple(parts)


def _own(claims: list[Claim], may_stand: BorneOut) -> list[Claim]:
    chosen: list[Claim] = []
    for _ in range(2):
        left = MOST - sum(len(claim.text) + 1 for claim in chosen)
        claim = next(may_stand.first(claims[:_TRIED], chosen, left), None)
        if claim is None:
            break
        chosen.append(claim)
    return sorted(chosen, key=lambda claim: claim.place.order)


def _named(section: Section, source: Source, about: tuple[str, ...]) -> tuple[Sentence, ...]:
    at = source.sections.index(section)
    own = [sentence for sentence in source.sentences if sentence.section == at]
    tellable = [
        one
        for one in own
        if not (first_person(one.text) or second_person(one.text) or chatter(one.text) or is_order(one.text))
    ]
    names = items(section, about[0] if about else "")
    # Where nothing can be left out of it, it is told as it is: what can be read by itself, or else what is first.
    found = next(
        (one for one in tellable if len(one.text) <= MOST and stands_alone(one.text.strip("。 "))), None
    )
    if found is None and names:
        return (Sentence(f"文章谈到{names[0]}。", (place(section, source),)),)
    found = found or next(iter(tellable), None)
    if found is None:
        return ()
    cited = source.cite_sentence(found)
    return (Sentence(cited.quote, (cited,)),)
