"""Which sentences answer a question best, by the fitted rule and by what only one sort of question can be told by."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qa.answering.evidence.announcing import announces, wants_announcement
from qa.answering.question.questions import asked
from qa.answering.without_model.candidates import Candidate, chance
from qa.answering.without_model.defining import defines
from qa.answering.without_model.lists import asks_for_list, count_asked, counts
from qa.answering.without_model.order import InOrder
from qa.fitted import SentenceRule, sentence_rule
from qa.indexing.records import CARD_INDEX

# In logits. The rule looks at each sentence by itself; added to that is that it defines what is asked, or lists as many
# things as are asked for, that it stands beside the best one, and how far its passage is behind the best one's.
_FORM = 3.0
_BESIDE = 1.0
_MOST_BEHIND = 2.0
# Where an answer has a form, the sentence with that form can stand in another passage than the best one.
_BEHIND_CLOSED = 0.25
# Passages that have less than this of a question's words (0 to 1) were found by the vectors, and these know better what is near.
_FEW_WORDS = 0.2
_BEHIND_FEW_WORDS = 2.0
_OF_BEST_SPAN = 2.0
# A sentence of so few characters says something only with the question's words, or with what is asked for, in it.
_SHORT = 10
_NEAR = 0.2


def ranked(
    question: str,
    candidates: Sequence[Candidate],
    embedder: str,
    said: Collection[tuple[str, int, int] | str] = (),
) -> list[tuple[float, Candidate]]:
    """Return candidates with the chance that they answer, best first, without what was said or only announces.

    A sentence is as many logits down as its passage is behind the best one (by the fused score of the search), at most two.
    """
    left = [candidate for candidate in candidates if not was_said(candidate, said)]
    if not wants_announcement(question):
        left = [candidate for candidate in left if not announces(candidate.text)] or left
    left = [candidate for candidate in left if not _says_little(candidate)] or left
    if not left:
        return []
    logits = _logits(question, left, embedder)
    first = max(range(len(left)), key=logits.__getitem__)
    order = InOrder(left)
    beside = (
        (order.before(left[first]), order.after(left[first]))
        if left[first].passage.section != CARD_INDEX
        else ()
    )
    for at, candidate in enumerate(left):
        if at != first and candidate in beside:
            logits[at] = min(logits[first], logits[at] + _BESIDE)
    places = sorted(range(len(left)), key=lambda at: (-logits[at], at != first))
    return [(chance(logits[at]), left[at]) for at in places]


def _logits(question: str, candidates: Sequence[Candidate], embedder: str) -> list[float]:
    rule = sentence_rule(embedder)
    top = max(candidate.passage.score for candidate in candidates)
    has_few_words = max(candidate.features.passage for candidate in candidates) < _FEW_WORDS
    weight = 1.0 if asked(question).is_open else _BEHIND_CLOSED
    if has_few_words:
        weight = _BEHIND_FEW_WORDS
    many = count_asked(question) if asks_for_list(question) else None
    found = []
    for candidate in candidates:
        its = logit(question, rule, candidate)
        its -= weight * min(_MOST_BEHIND, top - candidate.passage.score)
        if defines(question, candidate.text) or (many is not None and counts(candidate.text, many)):
            its += _FORM
        span = candidate.passage.best
        if has_few_words and span is not None and span.start <= candidate.start < span.end:
            its += _OF_BEST_SPAN
        found.append(its)
    return found


def _says_little(candidate: Candidate) -> bool:
    return len(candidate.text) < _SHORT and candidate.features.nearness < _NEAR


def was_said(candidate: Candidate, said: Collection[tuple[str, int, int] | str]) -> bool:
    """Whether a sentence is among those that were given before: (article, section, start), or its text."""
    place = (candidate.passage.article, candidate.passage.section, candidate.start)
    return place in said or candidate.text in said


def logit(question: str, rule: SentenceRule, candidate: Candidate) -> float:
    """Return the logit of the chance that a sentence holds the answer, by the fitted rule."""
    weights = rule.open if asked(question).is_open else rule.closed
    return weights[-1] + sum(w * x for w, x in zip(weights[:-1], candidate.features, strict=True))
