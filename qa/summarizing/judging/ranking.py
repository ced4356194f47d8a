"""Which of several candidates an editor would take: form first, then grounds, coverage, fluency, length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qa import text as zh
from qa.language import say
from qa.models import Sentence, Summary
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.copying import bare
from qa.summarizing.form.counting import length

# Fitted to nothing: a summary that has its form comes before each that has not, whatever else speaks for that one.
_OF_FORM = 0.7
_WEIGHTS = (0.35, 0.3, 0.25, 0.1)
_LONG_CLAUSE = 36
_RUN = 6
_DANGLING = re.compile(
    r"^(?:这[一些个种样就是也不使让]|它|其(?!他|中)|此(?!外)|因此|所以|同时|而且|并且|但是?|不过|另外|此外|于是|否则|可见|也就是说)"
)
_CLAUSES = re.compile(r"[，,；;：:、]")


class Standing(NamedTuple):
    """What speaks for a candidate, each 0 (nothing) to 1.

    ``form`` is 1 where every check holds, and falls with each that does not. ``grounds`` is the share of what was
    written that has a source. ``coverage`` is the share of sections that have their say. ``fluency`` falls with what
    is said twice, with clauses of more than 36 characters, and with sentences that begin with a word that points
    back (因此, 它) where nothing stands before them. ``middle`` is how near the length is to the middle of what was asked for.
    """

    form: float
    grounds: float
    coverage: float
    fluency: float
    middle: float

    @property
    def score(self) -> float:
        """All of it, 0 to 1.

        >>> Standing(1.0, 0.0, 0.0, 0.0, 0.0).score > Standing(0.5, 1.0, 1.0, 1.0, 1.0).score
        True
        """
        rest = sum(weight * value for weight, value in zip(_WEIGHTS, self[1:], strict=True))
        return round(_OF_FORM * self.form + (1 - _OF_FORM) * rest, 4)

    @property
    def reasons(self) -> str:
        """What speaks for it, in words."""
        names = say("form grounds coverage fluency length", "形式 依据 覆盖 通顺 字数").split()
        return say(", ", "，").join(f"{name} {value:.2f}" for name, value in zip(names, self, strict=True))


def standing(summary: Summary, brief: Brief) -> Standing:
    """Return what speaks for a summary."""
    failed = sum(not check.ok for check in summary.checks)
    sections = len(summary.covered) + len(summary.missing)
    cited = sum(bool(sentence.citations) for sentence in summary.sentences)
    written = len(summary.sentences) + len(summary.dropped)
    return Standing(
        form=1 / (1 + failed),
        grounds=cited / written if written else 0.0,
        coverage=len(summary.covered) / sections if sections else 1.0,
        fluency=fluency(summary.sentences),
        middle=_middle(length(summary.text), brief.length),
    )


def ranked(candidates: Sequence[Summary], brief: Brief) -> tuple[Summary, ...]:
    """Return candidates with their scores, best first; of two texts that are the same only the better.

    The order is the same whatever order they come in.

    >>> def note(text: str) -> Summary:
    ...     return Summary("", "note", text, (Sentence(text, ()),), (), "extractive")
    >>> [each.text for each in ranked([note("渡船六班，渡船六班，渡船六班。"), note("渡船每天开六班。")], Brief("note"))]
    ['渡船每天开六班。', '渡船六班，渡船六班，渡船六班。']
    """
    scored = [replace(candidate, score=standing(candidate, brief).score) for candidate in candidates]
    scored.sort(key=lambda candidate: (-candidate.score, candidate.text, candidate.mode))
    best: dict[str, Summary] = {}
    for candidate in scored:
        best.setdefault(bare(candidate.text), candidate)
    return tuple(best.values())


def fluency(sentences: Sequence[Sentence]) -> float:
    """Return how well sentences read one after another, 0 to 1, by what can be counted.

    >>> fluency([Sentence("渡船每天开六班，票价两元。", ()), Sentence("适合船员阅读。", ())])
    1.0
    >>> fluency([Sentence("因此它亏本。", ()), Sentence("渡船亏本是因为渡船亏本是因为记账。", ())]) < 0.8
    True
    """
    texts = [sentence.text.strip() for sentence in sentences]
    clauses = [clause for text in texts for clause in _CLAUSES.split(text) if clause.strip()]
    if not clauses:
        return 0.0
    everything = zh.fold("".join(map(bare, texts)))
    runs = [everything[at : at + _RUN] for at in range(len(everything) - _RUN + 1)]
    twice = 1 - len(set(runs)) / len(runs) if runs else 0.0
    long = sum(len(clause) > _LONG_CLAUSE for clause in clauses) / len(clauses)
    dangling = sum(bool(_DANGLING.match(text)) for text in texts[:1]) + sum(
        bool(_DANGLING.match(text)) for text in texts[1:]
    ) / (2 * len(texts))
    return max(0.0, 1 - 2 * twice - long - 0.3 * dangling)


def _middle(count: int, allowed: tuple[int, int] | None) -> float:
    if allowed is None:
        return 1.0
    least, most = allowed
    half = (most - least) / 2 or 1.0
    return max(0.0, 1 - abs(count - (least + most) / 2) / half)
