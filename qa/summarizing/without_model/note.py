"""An editor's note without a model: the matter, the author's main claim, the line of argument, and whom it is for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from qa.models import Citation, Sentence, SummaryPart
from qa.summarizing.article.scoring import Scores
from qa.summarizing.article.source import Source
from qa.summarizing.article.subjects import subjects
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import length
from qa.summarizing.judging.coverage import ENOUGH
from qa.summarizing.said.by_section import by_part
from qa.summarizing.said.claims import Claim, claims, is_view, overlap
from qa.summarizing.said.listing import listed
from qa.summarizing.said.matter import matters
from qa.summarizing.said.reports import as_it_is, reports, together
from qa.summarizing.without_model.borne import ALIKE, BorneOut, full
from qa.summarizing.without_model.line import Line, lines
from qa.summarizing.without_model.readers import recommendations

_TRIED = 24
_LINES = 6
_CLOSINGS = 4
_YEAR = re.compile(r"[\d〇一二三四五六七八九]{2,4}年")
# Less than the worst view, and more than nothing.
_NO_VIEW = 1.2
# What a line of argument leaves to the other sentences at least.
_LEFT = 20
# However one counts: the Chinese characters alone are not too few, and all characters not too many.
_HAN = re.compile(r"[一-鿿]")


class Told(NamedTuple):
    """One sentence of a note, ready to be set, with the sections that it is from.

    A frame is a line of argument or a recommendation: each is true by the rule that makes it.
    """

    text: str
    citations: tuple[Citation, ...]
    sections: frozenset[int]
    score: float
    is_frame: bool = False


def extract_note(source: Source, brief: Brief, *, most: int = 1) -> list[tuple[SummaryPart, ...]]:
    """Write up to ``most`` editor's notes of an article, the best first, each as one part without heading.

    They are as long as the brief asks, as far as the article carries it, and no two make the same claim.
    """
    scores = Scores(source)
    about = subjects(scores)
    topic = about[0] if about else ""
    writer = _Writer(source, brief)
    closing = [
        Told(found.text, found.citations, frozenset(), 0.0, True) for found in recommendations(source, brief)
    ]
    walked = [writer.of_line(line) for line in lines(source, topic, writer.most - _LEFT, brief.style)]
    if walked:
        opened = [writer.of_claim(claim) for claim in matters(scores, about)[:_TRIED]]
        held = claims(scores, about)[: 2 * _TRIED]
        # Where no view can be shortened, something else that the article says comes before its line of argument.
        said = sorted(itertools.chain(*by_part(scores, about)), key=lambda claim: -claim.score)[:_TRIED]
        held += [
            claim._replace(score=claim.score - _NO_VIEW)
            for claim in said
            if claim.owner not in claim.text and not _YEAR.search(claim.text)
        ]
        maintained = [writer.of_claim(claim, framed=True) for claim in held]
        best = writer.best(writer.argued(opened, maintained, walked, closing), most)
    else:
        best = writer.best(writer.reported(reports(scores, about), closing), most)
        if not best or not writer.is_long(best[0]):
            cut = writer.best(writer.reported(reports(scores, about, strict=False), closing), most)
            best = cut if not best or (cut and writer.is_long(cut[0])) else best
        for found in (lambda: listed(scores, writer.most - _LEFT), lambda: matters(scores, about)):
            if _says_nothing(best):
                told = [writer.of_claim(claim) for claim in found()]
                best = writer.best(writer.argued(told, [], [], closing), most) or best
    last = as_it_is(scores)
    if last and _says_nothing(best):
        whole = (writer.of_claim(last), *(best[0] if best else ()))
        best = [whole] if writer.fits(whole) else best
    return [
        (SummaryPart(None, tuple(Sentence(told.text, told.citations) for told in note)),)
        for note in best or [()]
    ]


def _says_nothing(notes: Sequence[Sequence[Told]]) -> bool:
    return not notes or all(told.is_frame for told in notes[0])


class _Writer:
    """Puts sentences together so that they fit the brief, and has them checked."""

    def __init__(self, source: Source, brief: Brief) -> None:
        self._source = source
        self._least, self.most = brief.length or (60, 120)
        self._may_stand = BorneOut(source)

    def of_claim(self, claim: Claim, *, framed: bool = False) -> Told:
        frame = f"{claim.owner}认为，" if is_view(claim.text) else "文章指出，"
        text = f"{frame}{claim.text}。" if framed and not claim.owned else full(claim.text)
        section = self._source.sections[claim.place.section]
        return Told(text, (self._source.cite_sentence(claim.place),), frozenset([section.index]), claim.score)

    def of_line(self, line: Line) -> Told:
        return Told(full(line.text), line.citations, line.sections, 0.0, True)

    def best(self, found: Iterable[tuple[float, tuple[Told, ...]]], most: int) -> list[tuple[Told, ...]]:
        """Return the best sentences together of which every one is borne out, up to ``most`` times."""
        chosen: list[tuple[Told, ...]] = []
        claimed: set[str] = set()
        for _, told in sorted(found, key=lambda pair: -pair[0]):
            own = [one.text for one in told if not one.is_frame]
            # Of two notes the claims differ, which come last of what is not a frame.
            if chosen and (len(told) != len(chosen[0]) or not own or own[-1] in claimed):
                continue
            if not all(one.is_frame or self._may_stand(one.text) for one in told):
                continue
            chosen.append(told)
            claimed.update(own)
            if len(chosen) == most or not own:
                break
        return chosen

    def argued(
        self, opened: list[Told], maintained: list[Told], walked: list[Told], closing: list[Told]
    ) -> Iterator[tuple[float, tuple[Told, ...]]]:
        """Yield the sentences that a note of an article with headings may have, with their worth."""
        total = len(self._source.sections)
        for first, claim in itertools.product([*opened, None], [*maintained, None]):
            if (
                first
                and claim
                and (claim.citations == first.citations or overlap(claim.text, first.text) > ALIKE)
            ):
                continue
            for line, last in itertools.product([*walked[:_LINES], None], [*closing[:_CLOSINGS], None]):
                found = tuple(told for told in (first, claim, line, last) if told)
                if not found or not self.fits(found):
                    continue
                covered = len(frozenset().union(*(told.sections for told in found))) / max(1, total)
                worth = 4 * min(covered, ENOUGH) / ENOUGH + covered + 1.5 * (line is not None)
                yield worth + self._worth(found, last), found

    def reported(
        self, thirds: list[list[Claim]], closing: list[Told]
    ) -> Iterator[tuple[float, tuple[Told, ...]]]:
        """Yield the sentences that a note of a piece without headings may have, with their worth."""
        for last in [*closing[:_CLOSINGS], None]:
            left = self.most - (len(last.text) if last else 0)
            for worth, told in together(thirds, left):
                found = (*map(self.of_claim, told), *((last,) if last else ()))
                if self.fits(found):
                    yield worth + self._worth(found, last), found

    def is_long(self, told: Sequence[Told]) -> bool:
        """Whether sentences are as long as is asked for, however one counts."""
        return len(_HAN.findall("".join(one.text for one in told))) >= self._least

    def _worth(self, told: Sequence[Told], last: Told | None) -> float:
        text = "".join(one.text for one in told)
        short = max(0, self._least - len(_HAN.findall(text))) / self._least
        closed = 6 + 0.02 * len(last.text) if last else 0.0
        return sum(one.score for one in told) + closed + 0.5 * length(text) / self.most - 4 * short

    def fits(self, told: Sequence[Told]) -> bool:
        """Whether sentences are not longer than is asked for, however one counts."""
        text = "".join(one.text for one in told)
        return length(text) <= self.most and len(text) <= self.most
