"""Whether what a sentence adds to the question stands in the passages for what was asked.

Every name and number of a wrong answer can stand in the passages: 2019 was another year's figure, 王海棠 is the director
and not the actor. What tells is whether the question's words stand around it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.answering.question.parts import parts as asked_parts
from qa.answering.question.terms import Term, agreement, constraints, distance, look_up, terms_of
from qa.fitted import BindingRule, binding_rule
from qa.grounding.parts import parts
from qa.grounding.rarity import rarity

# A sentence that adds more has enough of its own for the check to hold against the passages.
_MOST_ADDED = 8
# How far from a word something may stand and still belong to it, in characters.
_BESIDE = 30
_MOST_PLACES = 6
_UNKNOWN = 0.5
_LINKS = ("是", "为", "有", "达", "由")
_QUOTED = re.compile(r"《([^》]{2,40})》|[“\"「『]([^”\"」』]{2,40})[”\"」』]")


class Features(NamedTuple):
    """What speaks for a place in a passage, each 0 to 1 where nothing else is said.

    ``predicates``: how much of the question's words that are no names and no numbers stands close by, ``names``: how
    much of its names and numbers stands in the sentence, or half as much in the ones beside it, ``constraints``: years,
    months, quarters and ordinals of the question that are there, less those of which there are others (-1 to 1).
    """

    predicates: float
    names: float
    constraints: float


def bound(question: str, sentence: str, passages: Sequence[str]) -> float | None:
    """Return the chance (0 to 1) that what the sentence adds is what was asked for; None where this cannot tell.

    >>> passages = ["海棠支付的总裁是王海棠。", "林见微任桥梁协会的会长，他说海棠支付的商户很多。"]
    >>> right, wrong = (bound("海棠支付的总裁是谁？", name, passages) for name in ("王海棠。", "林见微。"))
    >>> right > wrong
    True
    """
    added = additions(question, sentence)
    if not added or len(added) > _MOST_ADDED:
        return None
    # A sentence that says of what it speaks is held to that, and to whom the question names.
    asked_for = (
        [_told(question, sentence, added)]
        if _is_whole(sentence)
        else [part.text for part in asked_parts(question)]
    )
    chances = [_bound(one, added, passages) for one in asked_for]
    return max((one for one in chances if one is not None), default=None)


def _bound(question: str, added: Sequence[str], passages: Sequence[str]) -> float | None:
    terms = terms_of(question, rarity)
    if not any(seen.share for passage in passages for seen in look_up(terms, zh.fold(passage)).values()):
        return None  # another language, most likely
    rule = binding_rule()
    return max(
        chance(rule, seen) for text in added for seen in [*places(question, terms, text, passages), None]
    )


def _told(question: str, sentence: str, added: Sequence[str]) -> str:
    """Return a sentence without what it adds, and with the names of the question."""
    rest = zh.fold(sentence)
    for text in added:
        rest = rest.replace(text, " ")
    terms = terms_of(question, rarity)
    # 几班 is what is asked, whatever it is tagged as.
    named = [
        word
        for word, term in terms.items()
        if term.is_name and len(word) > 1 and not word.startswith("几") and word not in rest
    ]
    return " ".join((rest, *named))


def chance(rule: BindingRule, features: Features | None) -> float:
    """Return the fitted chance (0 to 1) of a place; 0 for words that stand nowhere."""
    if features is None:
        return 0.0
    whole = 1 / (1 + math.exp(-rule.bias - sum(w * x for w, x in zip(rule.weights, features, strict=True))))
    # Where only another year or ordinal stands, it is never sure.
    return whole if features.constraints >= 0 else min(whole, (rule.hardly + rule.surely) / 2)


def additions(question: str, sentence: str) -> list[str]:
    """Return what a sentence has beyond the question, folded: numbers, dates, titles and names, else other words.

    >>> additions("海棠支付的总裁是谁？", "海棠支付的总裁是王海棠。")
    ['王海棠']
    """
    said, asked = parts(sentence), zh.fold(question)
    facts = [(amount.start, amount.end) for amount in said.amounts]
    facts += [(date.start, date.end) for date in said.dates]
    facts += [match.span(match.lastindex or 0) for match in _QUOTED.finditer(said.folded)]
    facts += [(name.start, name.end) for name in said.names]
    return _new(said.folded, facts, asked) or _new(said.folded, said.stretches, asked)


def _is_whole(sentence: str) -> bool:
    """Whether a sentence has a subject and a verb of its own."""
    words = [word for word in parts(sentence).words if word.tells or word.text in _LINKS]
    subject = next((i for i, word in enumerate(words) if word.tag[0] == "n"), len(words))
    return any(word.tag[0] == "v" or word.text in _LINKS for word in words[subject:])


def _new(folded: str, ranges: Iterable[tuple[int, int]], asked: str) -> list[str]:
    found: list[str] = []
    for start, end in ranges:
        text = folded[start:end].strip()
        if text and text not in asked and not any(text in other or other in text for other in found):
            found.append(text)
    return found


def places(question: str, terms: dict[str, Term], text: str, passages: Sequence[str]) -> Iterator[Features]:
    """Yield what speaks for each place where a text stands in the passages."""
    wanted = constraints(zh.fold(question))
    find = _finder(text)
    predicates = {word: term for word, term in terms.items() if not term.is_name}
    named = {word: term for word, term in terms.items() if term.is_name}
    for passage in passages:
        sentences = [part.text for part in parts(passage).sentences]
        for i, sentence in enumerate(sentences):
            found = find(sentence)
            if not found:
                continue
            beside = " ".join((*sentences[max(0, i - 1) : i], *sentences[i + 1 : i + 2]))
            seen, near = look_up(terms, sentence), look_up(named, beside)
            of_names = _share(named, {word: max(seen[word].share, near[word].share / 2) for word in named})
            agreed = agreement(wanted, sentence, " ".join(sentences[:i]))
            for start, end in found:
                close = {
                    word: seen[word].share * max(0.0, 1 - distance(start, end, seen[word]) / _BESIDE)
                    for word in predicates
                    if seen[word].places
                }
                yield Features(_share(predicates, close), of_names, agreed)


def _share(terms: dict[str, Term], seen: dict[str, float]) -> float:
    total = sum(term.weight for term in terms.values())
    if not total:
        return _UNKNOWN
    return sum(term.weight * seen.get(word, 0.0) for word, term in terms.items()) / total


def _finder(text: str) -> Callable[[str], list[tuple[int, int]]]:
    """Return what finds a text in a folded sentence; a number also in another notation."""
    stated = parts(text).amounts
    value = stated[0].value if len(stated) == 1 else None

    def find(sentence: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at = sentence.find(text)
        while at >= 0 and len(found) < _MOST_PLACES:
            found.append((at, at + len(text)))
            at = sentence.find(text, at + 1)
        if not found and value is not None:
            found = [(a.start, a.end) for a in parts(sentence).amounts if a.value == value][:_MOST_PLACES]
        return found

    return find
