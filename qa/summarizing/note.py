"""An editor's note without a model: the matter, the author's main claim, the line of argument, and whom it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qa.models import Citation, Sentence, SummaryPart
from qa.summarizing.brief import Brief
from qa.summarizing.claims import Claim, claims, overlap
from qa.summarizing.counting import length
from qa.summarizing.line import Line, is_true_line, lines
from qa.summarizing.matter import matters
from qa.summarizing.readers import recommendations
from qa.summarizing.scoring import Scores
from qa.summarizing.source import Source
from qa.summarizing.subjects import subjects

COVERAGE = 0.75
"""The share of the sections that a note should have something of."""

_TRIED = 24
_FOUND_ALIKE = 0.6


class Told(NamedTuple):
    """One sentence of a note, ready to be set, with the sections that it is from.

    A frame is a line of argument or a recommendation: each is true by the rule that makes it.
    """

    text: str
    citations: tuple[Citation, ...]
    sections: frozenset[int]
    score: float
    is_frame: bool = False


def extract_note(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write an editor's note of an article, as one part without heading.

    It is as long as the brief asks, as far as the article carries it.
    """
    scores = Scores(source)
    about = subjects(scores)
    topic = about[0] if about else ""
    writer = _Writer(source, brief)
    closing = [
        Told(found.text, found.citations, frozenset(), 0.0, True) for found in recommendations(source, brief)
    ]
    opened = [writer.of_claim(claim) for claim in matters(scores, about)[:_TRIED]]
    maintained = [writer.of_claim(claim, framed=True) for claim in claims(scores, about)[: 2 * _TRIED]]
    most = (brief.length or (60, 120))[1]
    walked = [writer.of_line(line) for line in lines(source, topic, most - 20, brief.style)]
    walked = [told for told in walked if is_true_line(told.text, source, topic)]
    best = writer.best(opened, maintained, walked, closing)
    return (SummaryPart(None, tuple(Sentence(told.text, told.citations) for told in best)),)


class _Writer:
    """Puts sentences together so that they fit the brief, and has them checked."""

    def __init__(self, source: Source, brief: Brief) -> None:
        self._source = source
        self._least, self._most = brief.length or (60, 120)
        self._borne_out: dict[str, bool] = {}

    def of_claim(self, claim: Claim, *, framed: bool = False) -> Told:
        text = f"作者认为，{claim.text}。" if framed and not claim.owned else f"{claim.text}。"
        place = claim.place
        section = self._source.sections[place.section]
        cited = self._source.cite(place.section, place.start, place.start + len(place.text.rstrip()))
        return Told(text, (cited,), frozenset([section.index]), claim.score)

    def of_line(self, line: Line) -> Told:
        return Told(f"{line.text}。", line.citations, line.sections, 0.0, True)

    def best(
        self, opened: list[Told], maintained: list[Told], walked: list[Told], closing: list[Told]
    ) -> tuple[Told, ...]:
        """Return the best sentences together of which every one is borne out."""
        ranked = sorted(self._together(opened, maintained, walked, closing), key=lambda pair: -pair[0])
        for _, together in ranked:
            if all(map(self._holds, together)):
                return together
        return ()

    def _together(
        self, opened: list[Told], maintained: list[Told], walked: list[Told], closing: list[Told]
    ) -> Iterator[tuple[float, tuple[Told, ...]]]:
        total = len(self._source.sections)
        for first in opened:
            for claim in [*maintained, None]:
                if claim and (
                    claim.citations == first.citations or overlap(claim.text, first.text) > _FOUND_ALIKE
                ):
                    continue
                for line in [*walked[:6], None]:
                    for last in [*closing[:4], None]:
                        together = tuple(told for told in (first, claim, line, last) if told)
                        text = "".join(told.text for told in together)
                        if length(text) > self._most or len(text) > self._most:
                            continue
                        covered = len(frozenset().union(*(told.sections for told in together))) / max(
                            1, total
                        )
                        score = sum(told.score for told in together)
                        score += 4 * min(covered, COVERAGE) / COVERAGE + covered
                        score += (
                            1.5 * (line is not None)
                            + 1.5 * (last is not None)
                            + 0.02 * len(last.text if last else "")
                        )
                        score -= 4 * max(0, self._least - length(text)) / self._least
                        yield score, together

    def _holds(self, told: Told) -> bool:
        if told.text not in self._borne_out:
            self._borne_out[told.text] = not self._source.original.whole_sentences(told.text) and (
                told.is_frame or self._source.judged(told.text).supported
            )
        return self._borne_out[told.text]
