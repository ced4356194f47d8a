"""One sentence of a model, held against the passages: kept with the citations that carry it, or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from qa import grounding
from qa.answering.checking.sentences import Written
from qa.answering.evidence.metadata import carries
from qa.answering.evidence.orders import evidence, is_about_orders
from qa.answering.without_model.extractive import cite
from qa.language import say
from qa.models import Citation, Dropped, Passage, Repaired, Sentence


class Outcome(NamedTuple):
    """What became of a sentence: ``shown``, or why not; ``repaired`` where it cited something else."""

    shown: Sentence | None = None
    dropped: Dropped | None = None
    repaired: Repaired | None = None


Judge: TypeAlias = Callable[[Written, Sequence[Passage]], Outcome]
"""Decides what becomes of a sentence of a model: :func:`judge`, or one that knows several languages."""


def judge(written: Written, passages: Sequence[Passage]) -> Outcome:
    """Keep a sentence that its own citations carry; else cite what does carry it; else drop it.

    Nothing in the sentence is changed, and no order in a passage is evidence for it (see ``orders``). In turn are tried: the passages that it cites, each single passage (the
    best one counts), those that it cites with one more, and all of them.
    """
    texts, about = evidence_for(written.text, passages), topics(passages)
    own = [number - 1 for number in written.cited if 0 < number <= len(passages)]
    why = ""
    for groups in _groups(own, len(passages)):
        best: tuple[grounding.Support, Sequence[int]] | None = None
        for group in groups:
            support = grounding.check(
                written.text, [texts[at] for at in group], about=[about[at] for at in group]
            )
            if support.supported and (best is None or support.score > best[0].score):
                best = support, group
            why = why or support.why or ""
        if best is not None:
            against = contradicted(written.text, passages, texts)
            if against is not None:
                return Outcome(dropped=Dropped(written.text, against))
            return shown(written, passages, *best)
    return Outcome(dropped=Dropped(written.text, why or say("there is no passage", "没有材料")))


def contradicted(sentence: str, passages: Sequence[Passage], texts: Sequence[str]) -> str | None:
    """Return why a sentence cannot be what the passages say, though one of them has its words.

    ``texts`` are the passages' texts. Headings carry no sentence, but may say that it is not so.
    """
    headings = [heading for passage in passages for heading in (passage.title, *passage.path)]
    return grounding.contradiction(sentence, [*texts, *dict.fromkeys(headings)])


def topics(passages: Sequence[Passage]) -> list[str]:
    """Return what each passage is about: its title and the headings above it, which carry no sentence themselves."""
    return [" ".join((passage.title, *passage.path)) for passage in passages]


def evidence_for(sentence: str, passages: Sequence[Passage]) -> list[str]:
    """Return what of the passages may carry a sentence: an order only where the sentence is about orders.

    Metadata carries only what is said of its article. What may not is blank, so that places stay what they are.
    """
    texts = [
        passage.text if passage.section >= 0 or carries(passage, sentence) else " " * len(passage.text)
        for passage in passages
    ]
    return texts if is_about_orders(sentence) else [evidence(text) for text in texts]


def _groups(own: list[int], count: int) -> list[list[list[int]]]:
    """Return the groups of passages to try, those that are tried together in one list."""
    others = [at for at in range(count) if at not in own]
    tries: list[list[list[int]]] = [[own]] if own else []
    tries.append([[at] for at in range(count) if [at] != own])
    if own:
        tries.append([[*own, at] for at in others])
    if count > 1 and sorted(own) != list(range(count)):
        tries.append([list(range(count))])
    return tries


def shown(
    written: Written, passages: Sequence[Passage], support: grounding.Support, group: Sequence[int]
) -> Outcome:
    """Return a sentence with what carries it, ``support.places`` being places in the passages of a group."""
    citations: list[Citation] = []
    carrying: list[int] = []
    for at, place in sorted(
        ((group[place.source], place) for place in support.places), key=lambda each: (each[0], each[1].start)
    ):
        carrying.append(at + 1)
        passage = passages[at]
        citations.append(cite(passage, passage.start + place.start, passage.start + place.end))
    sentence = Sentence(written.text, tuple(citations))
    carrying = sorted(set(carrying))
    if sorted(written.cited) == carrying:
        return Outcome(sentence)
    wrong = sorted(set(written.cited) - set(carrying))
    if not written.cited:
        why = say("it cited nothing", "没有注明出处")
    elif any(number > len(passages) or number < 1 for number in wrong):
        why = say("it cited a passage that there is not", "注明的材料不存在")
    elif wrong:
        why = say("it cited a passage that does not say it", "注明的材料没有这样说")
    else:
        why = say("it did not cite all that carries it", "没有注明全部依据")
    return Outcome(sentence, repaired=Repaired(written.text, written.cited, tuple(carrying), why))
