"""Answers without a model: the few source sentences that answer best, word for word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from qa.answering.question.parts import Part, covers, uncovered
from qa.answering.question.questions import asked
from qa.answering.without_model.candidates import Candidate
from qa.answering.without_model.causes import with_causes
from qa.answering.without_model.lists import listed_for
from qa.answering.without_model.order import InOrder
from qa.answering.without_model.ranking import ranked, was_said
from qa.fitted import sentence_share
from qa.models import Citation, Passage, Sentence

_MOST_SENTENCES = 3
_MOST_OF_SIDE = 2


def choose(
    question: str,
    candidates: Sequence[Candidate],
    embedder: str,
    said: Collection[tuple[str, int, int] | str] = (),
) -> list[Sentence]:
    """Return one to three sentences, or a list, each cited to the place it was copied from.

    Best first, but what stands together stays together, in its order. ``embedder`` is the id of what the cosines come from.
    ``said`` are sentences that were given before and are not given again: their (article, section, start), or their text. A
    sentence that only announces what an article tells, or asks it, is taken where there is no other, and where that is what
    is asked for.
    """
    best = ranked(question, candidates, embedder, said)
    if not best:
        return []
    order = InOrder(candidates)
    chosen = listed_for(question, best, order) or shown(best, sentence_share())
    if asked(question).kind == "reason":
        chosen = with_causes(chosen, order)
    return _sentences(order, [one for one in chosen if not was_said(one, said)])


def choose_for_sides(
    question: str,
    sides: Mapping[str, Sequence[Candidate]],
    embedder: str,
    said: Collection[tuple[str, int, int] | str] = (),
) -> list[Sentence]:
    """Return a sentence for each thing that a question compares, two where the answer has no form.

    ``sides`` are the things, as questions of their own, with the sentences of the passage that is on them.
    """
    most = _MOST_OF_SIDE if asked(question).is_open else 1
    things = asked(question).kind == "definition"
    chosen: list[Sentence] = []
    for side, candidates in sides.items():
        best = ranked(f"什么是{side}" if things else side, candidates, embedder, said)
        for sentence in _sentences(InOrder(candidates), shown(best, sentence_share())[:most]):
            if all(sentence.text != other.text for other in chosen):
                chosen.append(sentence)
    return chosen


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
        best = choose(part.text, candidates.get(part, ()), embedder, said)
        more += [each for each in best if each not in more and covers(each, part)][:1]
    return more


def shown(best: Sequence[tuple[float, Candidate]], share: float) -> list[Candidate]:
    """Return what is given of candidates with their chances, best first: no text twice."""
    chosen: list[Candidate] = []
    for its_chance, candidate in best:
        if chosen and (len(chosen) == _MOST_SENTENCES or its_chance < share * best[0][0]):
            break
        if all(candidate.text != other.text for other in chosen):
            chosen.append(candidate)
    return chosen


def _sentences(order: InOrder, chosen: Sequence[Candidate]) -> list[Sentence]:
    """Return what was chosen, what stands together in its order; one that two passages share is put together again."""
    found: list[Sentence] = []
    for candidate in order.groups(chosen):
        sentence = _sentence(order.pieces(candidate))
        if sentence not in found:
            found.append(sentence)
    return found


def _sentence(pieces: Sequence[Candidate]) -> Sentence:
    first, last = pieces[0], pieces[-1]
    citation = cite(first.passage, first.start, first.end)
    if first is not last:
        passages = {piece.passage.start: piece.passage.text for piece in pieces}
        whole = "".join(passages[at] for at in sorted(passages))
        quote = whole[first.start - first.passage.start : last.end - first.passage.start]
        citation = replace(citation, end=last.end, quote=quote)
    return Sentence(citation.quote, (citation,))


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
