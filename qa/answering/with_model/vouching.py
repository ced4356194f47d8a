"""A supported sentence as an answer: given as written where its words stand for what was asked, else as the source has it."""

from __future__ import annotations

from collections.abc import Sequence

from qa import text as zh
from qa.answering.checking.repair import Outcome
from qa.answering.languages.which import language_of
from qa.answering.with_model.binding import additions, bound
from qa.answering.with_model.repetition import lists_twice
from qa.fitted import binding_rule
from qa.language import say
from qa.models import Citation, Dropped, Passage, Sentence


def vouched(question: str, outcome: Outcome, passages: Sequence[Passage]) -> Outcome:
    """Return what a reader is given of a sentence that its citations carry.

    A sentence that was copied says what its source says. In any other one a model has put the question's words and the
    passages' together: where these stand apart in the passages, the source sentence is given in its place, and where they
    have nothing to do with each other, nothing is.
    """
    sentence = outcome.shown
    if sentence is None or not question or _is_copied(sentence) or _is_translated(question, sentence):
        return outcome
    if lists_twice(sentence.text):
        return Outcome(dropped=Dropped(sentence.text, say("lists one thing twice", "重复列举")))
    chance = bound(question, sentence.text, [passage.text for passage in passages])
    rule = binding_rule()
    if chance is None or chance >= rule.surely:
        return outcome
    if chance < rule.hardly:
        why = say(
            "the passages have its words, but not for what was asked", "材料里有这些词，但说的不是所问的事"
        )
        return Outcome(dropped=Dropped(sentence.text, why))
    why = say(
        "its words stand apart in the passages; the source is quoted instead",
        "这些词在材料中不在一处，改为引用原句",
    )
    source = _source(question, sentence)
    return Outcome(Sentence(source.quote, (source,)), Dropped(sentence.text, why))


def _is_copied(sentence: Sentence) -> bool:
    said = zh.fold(sentence.text).rstrip("。.")
    return len(sentence.citations) == 1 and zh.fold(sentence.citations[0].quote).rstrip("。.") == said


def _is_translated(question: str, sentence: Sentence) -> bool:
    """Whether words are compared across languages, for which there is a judge of its own (see ``across``)."""
    texts = (question, sentence.text, *(citation.quote for citation in sentence.citations))
    return len({language_of(text) for text in texts} - {None}) > 1


def _source(question: str, sentence: Sentence) -> Citation:
    """Return the citation that has most of what the sentence adds."""
    added = additions(question, sentence.text)
    return max(
        sentence.citations, key=lambda citation: sum(text in zh.fold(citation.quote) for text in added)
    )
