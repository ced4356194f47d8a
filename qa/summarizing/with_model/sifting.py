"""Each thing that a model wrote, kept with its citations or sent back with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from qa.language import say
from qa.models import Sentence, SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.copying import bare
from qa.summarizing.judging.checks import form_checks
from qa.summarizing.judging.recommendation import is_recommendation
from qa.summarizing.judging.sentence import judge
from qa.summarizing.judging.telling import pieces
from qa.summarizing.with_model.replies import Unit

# What form checks say of a sentence alone; the others look at the whole.
_OF_A_SENTENCE = frozenset(
    (
        "person",
        "praise",
        "clickbait",
        "chatter",
        "markup",
        "banned",
        "title",
        "copied sentence",
        "copied run",
        "punctuation",
    )
)
_CLAUSES = re.compile("[，,；;：:]")
# How much of a clause one sentence of the article must have, in pairs of characters, and of how many at least.
_TOGETHER = 0.5
_FEWEST_PAIRS = 5


_ASKING = re.compile(
    r"[吗呢]?[？?]$|多少|几(?=[一-鿿])[一-鿿]?|哪些|哪[一-鿿]?|能否|可否|是否|是不是|有没有|分别|主要|具体"
)


class Problem(NamedTuple):
    """What is wrong: with a sentence, or (``text`` empty) with the whole."""

    text: str
    why: str


class Sifted(NamedTuple):
    """One unit after its check: its sentences with citations, or the problems."""

    heading: str | None
    sentences: tuple[Sentence, ...]
    problems: tuple[Problem, ...]
    closes: bool = False

    @property
    def kept(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems


class Sieve:
    """Checks what was written about one article.

    :param instructions: What the model was told beside the article: none of it may turn up.
    """

    def __init__(self, source: Source, brief: Brief, instructions: str = "") -> None:
        self._source, self._instructions = source, instructions
        self._brief = replace(brief, form="note", length=None)
        self._known: dict[str, Sentence | Problem] = {}

    def sift(self, unit: Unit) -> Sifted:
        """Check a unit."""
        looked = [self._looked_at(text) for text in unit.sentences]
        problems = [one for one in looked if isinstance(one, Problem)]
        if unit.heading is not None:
            asked = self._asked(unit.heading)
            problems += [asked] if asked else []
        sentences = tuple(one for one in looked if isinstance(one, Sentence))
        return Sifted(unit.heading, sentences, tuple(problems), is_recommendation(unit.sentences[-1]))

    def sentence(self, text: str) -> Sentence | None:
        """Return a sentence with its citations if nothing is wrong with it."""
        looked = self._looked_at(text)
        return looked if isinstance(looked, Sentence) else None

    def _looked_at(self, text: str) -> Sentence | Problem:
        if text not in self._known:
            self._known[text] = self._look_at(text)
        return self._known[text]

    def _look_at(self, text: str) -> Sentence | Problem:
        wrong = self.wording(Sentence(text, ()))
        if wrong:
            return Problem(text, wrong)
        checked = judge(text, self._source, self._brief.audience)
        if not checked.supported:
            return Problem(text, checked.why or say("the article does not say so", "文章没有这样说"))
        apart = None if is_recommendation(text) else self._put_together(text)
        if apart or any(citation.section < 0 for citation in checked.citations):
            why = say("its words stand apart in the article", "这些词在文中不在一处")
            return Problem(text, f"{why}{say(': ', '：')}{apart}" if apart else why)
        return Sentence(text, checked.citations)

    def _put_together(self, text: str) -> str | None:
        """Return the first clause that no single sentence of the article has half of: a model's own combination.

        Sources of several sentences may bear a clause out, and mostly do not where a model has joined their words.
        """
        for piece in pieces(text):
            for clause in _CLAUSES.split(piece.text.rstrip("。")) if piece.kind == "claim" else ():
                wanted = _pairs(clause)
                if len(wanted) < _FEWEST_PAIRS:
                    continue
                if max((len(wanted & pairs) for pairs in self._sentences), default=0) < _TOGETHER * len(
                    wanted
                ):
                    return clause
        return None

    @cached_property
    def _sentences(self) -> list[set[str]]:
        return [_pairs(sentence.text) for sentence in self._source.sentences]

    def wording(self, sentence: Sentence) -> str | None:
        """Return what is wrong with the words of a sentence, whatever it says."""
        part = SummaryPart(None, (sentence,))
        checks = form_checks(
            [part], self._source, self._brief, generative=True, instructions=self._instructions
        )
        failed = [check.detail for check in checks if not check.ok and check.name in _OF_A_SENTENCE]
        return say("; ", "；").join(failed) or None

    def _asked(self, question: str) -> Problem | None:
        """Check a question: it may only ask about what the article treats."""
        wrong = self.wording(Sentence(question, ()))
        if wrong:
            return Problem(question, wrong)
        if not question.endswith(("？", "?")):
            return Problem(question, say("no question", "不是问句"))
        checked = judge(f"文章讨论{_ASKING.sub('', question)}。", self._source)
        return None if checked.supported else Problem(question, checked.why or "")


def _pairs(text: str) -> set[str]:
    letters = bare(text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def problems_of(sifted: Sequence[Sifted]) -> list[Problem]:
    """Return what is wrong with each unit."""
    return [problem for one in sifted for problem in one.problems]
