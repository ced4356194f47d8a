"""Whether a short sentence says of its subject what one place in the sources says of it.

All words of a wrong sentence can stand in the sources, each of something else. What tells is where they stand: what is said, in one
sentence or two neighbouring ones; whom it is said of, in that sentence or before it, with nobody else in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qa import text as zh
from qa.grounding.claims import NOUNS, Claim
from qa.grounding.coverage import windows
from qa.grounding.parts import Clause, Part, Parts, Word, parts
from qa.grounding.predicates import LINKS
from qa.language import say

# A longer sentence has enough of its own for the shares.
_MOST_WORDS = 6
_LONGEST_PAUSED = 4
_MOST_APART = 0.2
_LEAST_HERE = 0.75
_HALF = 0.5
_LEAST_PART = 0.25
_PAIR = 2
_LINKING = re.compile(r"是|叫|称|即|为|属于|算|当|作|等于|[:：]")
# A question, and a label before what is said.
_NO_CLAIM = re.compile(r"[?？][\"'”’]?\s*$|[:：|(（]")
_HALT = re.compile(r"[;；]")
_PRONOUNS = frozenset("它他她牠其该此这那")
# These may stand for whoever is spoken of.
_ANYBODY = frozenset(
    [
        "公司",
        "机构",
        "对方",
        "一方",
        "问题",
        "事情",
        "情况",
        "办法",
        "原因",
        "结果",
        "答案",
        "东西",
        "部分",
        "时候",
    ]
)


@dataclass(frozen=True)
class _Stretch:
    """A part of a source that speaks of one thing: clauses of one sentence with no semicolon between them."""

    text: Parts
    clauses: tuple[Clause, ...]

    @cached_property
    def folded(self) -> str:
        return self.text.folded[self.clauses[0].start : self.clauses[-1].end]


def scattered(said: Parts, sources: Sequence[str], about: Sequence[str] = ()) -> str | None:
    """Return why no place in the sources says of its subject what a short sentence says of it; None if one does.

    ``about`` has what each source is about (titles, headings), where that is known.

    >>> scattered(parts("林见微是海棠支付的总裁。"), ["海棠支付的总裁王青禾说，桥修好了。桥上的工程师叫林见微。"])
    'the source does not say that of 林见微: 海棠支付的总裁王青禾说'
    """
    if not _is_short(said):
        return None
    claim = Claim(said, "\n".join(parts(source).folded for source in sources))
    if claim.me is not None and len(said.telling) < 2 and not (said.amounts or said.dates):
        return say("it does not say what is meant", "没有说清是什么")
    if not claim.rest:
        return None
    apart = _apart(claim, sources)
    if not (claim.lead or claim.me or claim.called):
        return apart
    # Where a figure is most of what is said, others look after it.
    if apart or (len(claim.rest) < _PAIR and (said.amounts or said.dates)):
        return apart
    return _of_another(claim, sources, about)


def _is_short(said: Parts) -> bool:
    clauses = [clause for clause in said.clauses if len(clause.text) > _LONGEST_PAUSED]
    return len(clauses) <= 1 and 1 <= len(said.telling) <= _MOST_WORDS and not _NO_CLAIM.search(said.folded)


def _apart(claim: Claim, sources: Sequence[str]) -> str | None:
    """Return that what a sentence says stands nowhere in two neighbouring sentences."""
    for text in map(parts, sources):
        if any(1 - claim.share(near, half=1.0) <= _MOST_APART for near in windows(text.text)):
            return None
        # Of two words, one may be no more than how it is put.
        if len(claim.rest) <= _PAIR and any(
            claim.is_of(part.text) and claim.share(part.text) >= _HALF for part in text.sentences
        ):
            return None
    return _scattered()


def _of_another(claim: Claim, sources: Sequence[str], about: Sequence[str]) -> str | None:
    """Return that the places which say it say it of another; None if one says it of whom the sentence speaks of."""
    quote, is_near = None, False
    for n, text in enumerate(map(parts, sources)):
        topic = zh.fold(about[n]) if n < len(about) else ""
        for stretch in _stretches(text.text):
            if claim.share(stretch.folded) < _LEAST_HERE:
                continue
            shares = [claim.share(clause.text) for clause in stretch.clauses]
            clause = stretch.clauses[shares.index(max(shares))]
            if _says_it(claim, stretch, clause, topic):
                return None
            quote = quote or clause.text
        for at, near in enumerate(windows(text.text)):
            neighbours = text.sentences[at : at + _PAIR]
            if 1 - claim.share(near) <= _MOST_APART and _say_together(claim, text, neighbours):
                return None
            half = _HALF if claim.is_definition else 1.0
            if not is_near and 1 - claim.share(near, half) <= _MOST_APART:
                is_near = claim.is_of(
                    near if claim.is_definition else topic + text.folded[: neighbours[-1].end]
                )
    if quote is None:
        return None if is_near else _scattered()
    lead = claim.named()
    return say(f"the source does not say that of {lead}: {quote}", f"来源没有说“{lead}”如此：{quote}")


def _say_together(claim: Claim, text: Parts, neighbours: Sequence[Part]) -> bool:
    """Whether one of two neighbours has whom the sentence speaks of, and says a part of it."""
    if not claim.is_definition:
        return any(
            claim.is_of(part.text) and _LEAST_PART <= claim.share(part.text) < _LEAST_HERE
            for part in neighbours
        )
    # 公司的调度长 is of what was named before it, not after.
    return any(
        claim.is_of(clause.text) and claim.share(clause.text) >= _LEAST_PART and _linked(claim, text, clause)
        for clause in neighbours[-1].clauses
    )


def _scattered() -> str:
    return say("its words stand apart in the source", "这些词在来源中不在一处")


def _says_it(claim: Claim, stretch: _Stretch, clause: Clause, topic: str) -> bool:
    """Whether a clause that has what is said may say it of whom the sentence speaks of."""
    text = stretch.text
    if claim.is_of(clause.text):
        return not (claim.is_definition and claim.is_literal) or _linked(claim, text, clause)
    is_other = _other_subject(claim, text, clause)
    if claim.is_definition and claim.is_literal and is_other:
        return False
    if claim.is_of(stretch.folded):
        return True
    before = topic + text.folded[: clause.start]
    # What a passage begins with may go on with what stood before it.
    is_cut = clause.start < text.sentences[0].end and clause.text[0] in _PRONOUNS
    if not (is_cut or claim.is_of(before)) or (is_other and claim.me):
        return False
    return not claim.is_definition or any(
        _LINKING.search(clause.text[:start]) for start, _ in _spans(claim.predicate, clause.text)
    )


def _other_subject(claim: Claim, text: Parts, clause: Clause) -> bool:
    """Whether a clause begins with somebody else, before it says it."""
    words = text.words_in(clause.start, clause.start + _begins(claim, clause))
    own = set("".join(word.text for word in claim.lead))
    tags = (*NOUNS, *(word.tag[:1] for word in claim.lead))
    for word in words:
        if (
            word.text[0] in _PRONOUNS
            or word.tag == "p"
            or (word.tag.startswith("v") and not word.tag.startswith(tags))
        ):
            return False
        if (
            word.tells
            and word.tag.startswith(tags)
            and len(word.text) > 1
            and word.text not in _ANYBODY
            and word.text not in claim.said.folded
            and not set(word.text) & own
        ):
            return True
    return False


def _begins(claim: Claim, clause: Clause) -> int:
    """Return where in a clause the first word of what is said stands; its length where none does as it is."""
    return min((start for start, _ in _spans(claim.rest, clause.text)), default=len(clause.text))


def _linked(claim: Claim, text: Parts, clause: Clause) -> bool:
    """Whether a clause may say that one is the other: what stands between them links them, or is nothing much."""
    ones, others = _spans(claim.lead, clause.text), _spans(claim.rest, clause.text)
    if not ones or not others:
        return True
    _, start, end = min(
        (max(a[0], b[0]) - min(a[1], b[1]), min(a[1], b[1]), max(a[0], b[0])) for a in ones for b in others
    )
    between = clause.text[start:end]
    if start >= end or _LINKING.search(between):
        return True
    # 存款、贷款、总账: what is listed together is not the same thing.
    return "、" not in between and not any(
        word.tag.startswith("v")
        and word.tells
        and word.text not in claim.said.folded
        and word.text not in LINKS
        for word in text.words_in(clause.start + start, clause.start + end)
    )


def _spans(words: Sequence[Word], text: str) -> list[tuple[int, int]]:
    return [match.span() for word in words for match in re.finditer(re.escape(word.text), text)]


@lru_cache(maxsize=512)
def _stretches(text: str) -> tuple[_Stretch, ...]:
    return tuple(_cut(parts(text)))


def _cut(text: Parts) -> Iterator[_Stretch]:
    for part in text.sentences:
        some: list[Clause] = []
        for clause in part.clauses:
            if some and _HALT.search(text.folded[some[-1].end : clause.start]):
                yield _Stretch(text, tuple(some))
                some = []
            some.append(clause)
        if some:
            yield _Stretch(text, tuple(some))
