"""The verdict on one sentence: rules that refuse, then a fitted rule over how much the sources hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.fitted import GroundingRule, grounding_rule
from qa.grounding.aligned import align
from qa.grounding.contrary import contrary
from qa.grounding.coverage import Coverage, coverage
from qa.grounding.facts import missing_fact
from qa.grounding.links import mislinked
from qa.grounding.misplaced import misplaced
from qa.grounding.parts import Parts, parts, unframed
from qa.grounding.places import Place, copied, places, quoted
from qa.grounding.polarity import turned
from qa.grounding.predicates import unfounded, unsaid
from qa.grounding.rarity import rarity as news_rarity
from qa.grounding.relations import scattered
from qa.grounding.roles import cause_swapped, swapped
from qa.language import say

# A model that is caught in a loop; no words of a source make sense of it.
_REPEATED = re.compile(r"(\w{1,20}?)\1{5}")
_MOST_WORDS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict. ``score`` is how likely it is that the sources bear the sentence out (0 to 1).

    ``why`` is set when it is not supported. ``hard`` tells that it was refused for a fact (a number, a date, a
    name, a quotation, a negation, a role), which no second opinion may overrule.
    """

    supported: bool
    score: float
    places: tuple[Place, ...] = ()
    why: str | None = None
    hard: bool = False


class SecondOpinion(Protocol):
    """Another judge, asked about what the rules do not refuse for a fact; it may accept or refuse."""

    def supports(self, sentence: str, sources: Sequence[str]) -> bool | None:
        """Return whether the sources bear the sentence out, or None where it cannot tell."""
        ...


def check(
    sentence: str,
    sources: Sequence[str],
    *,
    about: Sequence[str] = (),
    rarity: Callable[[str], float] | None = None,
    second_opinion: SecondOpinion | None = None,
) -> Support:
    """Compare one sentence with the texts it cites.

    ``about`` has what each source is about (its title, the headings above it): a subject may be known from there, nothing else.
    ``rarity`` tells how much a word weighs (an inverse document frequency, 0 or more; `Retriever.rarity` is one), by
    default as in news. ``second_opinion`` is asked about each sentence that is no copy and states no wrong fact.

    >>> check("手续费是3%。", ["商户手续费为百分之三。另收年费。"]).places
    (Place(source=0, start=0, end=11),)
    >>> support = check("手续费是4%。", ["商户手续费为百分之三。"])
    >>> support.supported, support.hard, support.why
    (False, True, 'number not in the source: 4%')
    """
    said = parts(unframed(sentence))
    copy = copied(said, sources)
    if copy is not None:
        return Support(True, 1.0, (copy,))
    if not (said.telling or said.amounts or said.dates):
        return Support(False, 0.0, (), say("it says nothing", "没有内容"))
    found = coverage(said, sources, rarity or news_rarity)
    rule = grounding_rule()
    chance = probability(found, rule)
    refusal = refusal_for_fact(said, sources, rarity or news_rarity)
    if refusal is not None:
        # A refusal for a fact is one, however alike the words are.
        return Support(False, chance * rule.threshold, (), refusal, hard=True)
    if _REPEATED.search(said.folded):
        return Support(False, 0.0, (), say("it repeats itself", "内容重复"))
    why = unsaid(said, sources) or unfounded(said, sources) or scattered(said, sources, about)
    supported = by_rule = chance >= rule.threshold and why is None

    def margin(taken: Sequence[Place]) -> float:
        """Return by how much what stands at some places bears the sentence out; less than 0 where it does not."""
        if not by_rule:
            return 0.0  # an opinion sees more than words
        by_source = quoted(taken, sources)
        quotes, topics = list(by_source.values()), [about[source] if about else "" for source in by_source]
        # Who speaks may be told long before.
        shares = coverage(said, quotes, rarity or news_rarity)
        over = probability(shares._replace(speaker=found.speaker), rule) - rule.threshold
        if over < 0:
            return over - 1
        lacks = (
            missing_fact(said, quotes)
            or _out_of_place(said, quotes, rarity or news_rarity)
            or unsaid(said, quotes)
            or unfounded(said, quotes)
            or scattered(said, quotes, topics)
        )
        return over - 1 if lacks else over

    if second_opinion is not None:
        opinion = second_opinion.supports(sentence, sources)
        if opinion is not None and opinion != supported:
            supported = opinion
            why = None if opinion else say("refused by the second opinion", "复核认为来源不支持")
    if not supported:
        # What a rule refuses is as unlikely as what the shares refuse.
        return Support(False, chance * rule.threshold if why else chance, (), why or _why(said, sources))
    carrying = places(said, sources, margin)
    if not carrying:
        return Support(False, 0.0, (), say("no few source sentences carry it", "没有哪几句原文能支持它"))
    return Support(True, chance, carrying)


def contradiction(
    sentence: str, sources: Sequence[str], *, rarity: Callable[[str], float] | None = None
) -> str | None:
    """Return why sources contradict a sentence that one of them, or another text, may carry; None if they do not.

    Headings may be given: 桥不是终点 says so, though no sentence under it may.

    >>> contradiction("桥是终点。", ["二、桥不是终点"])
    'the source says the opposite: 二、桥不是终点'
    """
    said = parts(unframed(sentence))
    if copied(said, sources) is not None:
        return None
    told = [source for source in sources if not source.rstrip().endswith(("?", "？"))]
    return turned(align(said, told, rarity or news_rarity)) or mislinked(said, told) or contrary(said, told)


def refusal_for_fact(
    said: Parts, sources: Sequence[str], rarity: Callable[[str], float] = news_rarity
) -> str | None:
    """Return the first fact that the sources do not have or have otherwise; None if there is none."""
    return (
        missing_fact(said, sources)
        or _out_of_place(said, sources, rarity)
        or mislinked(said, sources)
        or contrary(said, sources)
    )


def _out_of_place(said: Parts, sources: Sequence[str], rarity: Callable[[str], float]) -> str | None:
    """Return what of a sentence stands otherwise in the source sentences that it goes along with."""
    clauses = align(said, sources, rarity)
    return turned(clauses) or misplaced(clauses) or swapped(clauses) or cause_swapped(said, clauses)


def probability(found: Coverage, rule: GroundingRule) -> float:
    """Return the fitted chance (0 to 1) that a sentence with this coverage is borne out."""
    logit = sum(weight * value for weight, value in zip(rule.weights, found, strict=True)) + rule.bias
    return 1 / (1 + math.exp(-logit))


def _why(said: Parts, sources: Sequence[str]) -> str:
    """Name the words that no source has; where all are there, that they are not there together."""
    everything = "\n".join(parts(source).folded for source in sources)
    missing = dict.fromkeys(word.text for word in said.telling if word.text not in everything)
    if missing:
        shown = "、".join(missing)[:_MOST_WORDS_SHOWN]
        return say(f"words not in the source: {shown}", f"来源中没有这些词：{shown}")
    return say("its words stand apart in the source", "这些词在来源中不在一处")
