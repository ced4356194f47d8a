"""Answers without a model: the one to three source sentences that answer best, word for word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from qa.answering.evidence.announcing import announces, wants_announcement
from qa.answering.question.parts import Part, covers, uncovered
from qa.answering.question.questions import asked
from qa.answering.without_model.candidates import Candidate, chance
from qa.fitted import SentenceRule, sentence_rule, sentence_share
from qa.models import Citation, Passage, Sentence

_MOST_SENTENCES = 3


def choose(
    question: str,
    candidates: Sequence[Candidate],
    embedder: str,
    said: Collection[tuple[str, int, int] | str] = (),
) -> list[Sentence]:
    """Return one to three sentences, best first, each cited to the place it was copied from.

    ``embedder`` is the id of what the cosines come from. ``said`` are sentences that were given before and are not
    given again: their (article, section, start), or their text. A sentence that only announces what an article tells, or
    asks it, is taken where there is no other, and where that is what is asked for.
    """
    rule = sentence_rule(embedder)
    ranked = sorted(
        (
            (chance(logit(question, rule, candidate)), candidate)
            for candidate in candidates
            if candidate.text not in said
            and (candidate.passage.article, candidate.passage.section, candidate.start) not in said
        ),
        key=lambda pair: -pair[0],
    )
    if not wants_announcement(question):
        ranked = [pair for pair in ranked if not announces(pair[1].text)] or ranked
    return [_sentence(candidate) for candidate in shown(ranked, sentence_share())]


def choose_for_parts(
    question: str,
    sentences: Sequence[Sentence],
    candidates: Mapping[Part, Sequence[Candidate]],
    embedder: str,
    said: Collection[tuple[str, int, int] | str] = (),
) -> list[Sentence]:
    """Return a sentence for each part of the question that none of ``sentences`` covers, where there is one."""
    more: list[Sentence] = []
    for part in uncovered(question, sentences):
        ranked = choose(part.text, candidates.get(part, ()), embedder, said)
        more += [each for each in ranked if each not in more and covers(each, part)][:1]
    return more


def shown(ranked: Sequence[tuple[float, Candidate]], share: float) -> list[Candidate]:
    """Return what is given of candidates with their chances, best first: no text twice."""
    chosen: list[Candidate] = []
    for its_chance, candidate in ranked:
        if chosen and (len(chosen) == _MOST_SENTENCES or its_chance < share * ranked[0][0]):
            break
        if all(candidate.text != other.text for other in chosen):
            chosen.append(candidate)
    return chosen


def logit(question: str, rule: SentenceRule, candidate: Candidate) -> float:
    """Return the logit of the chance that a sentence holds the answer, by the fitted rule."""
    weights = rule.open if asked(question).is_open else rule.closed
    return weights[-1] + sum(w * x for w, x in zip(weights[:-1], candidate.features, strict=True))


def cite(passage: Passage, start: int, end: int) -> Citation:
    """Return the citation of a range of a passage's section; ``start`` and ``end`` are the section's offsets."""
    return Citation(
        article=passage.article,
        title=passage.title,
        path=passage.path,
        anchor=passage.anchor,
        section=passage.section,
        start=start,
        end=end,
        quote=passage.text[start - passage.start : end - passage.start],
        source=passage.source,
    )


def _sentence(candidate: Candidate) -> Sentence:
    return Sentence(candidate.text, (cite(candidate.passage, candidate.start, candidate.end),))


def texts(sentences: Sequence[Sentence]) -> str:
    """Return sentences as one text: no space between Chinese ones, a line break after what has no full stop.

    >>> texts([Sentence("一。", ()), Sentence("表格：1", ()), Sentence("Two.", ()), Sentence("Three.", ())])
    '一。表格：1\\nTwo. Three.'
    """
    text = ""
    for sentence in sentences:
        if text and text.rstrip("」』”’）)\"'")[-1:] not in "。！？!?….；;":
            text += "\n"
        elif text and text[-1].isascii() and sentence.text[:1].isascii():
            text += " "
        text += sentence.text
    return text
