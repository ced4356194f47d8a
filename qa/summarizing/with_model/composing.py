"""The best text that can be made of what passed: of the model's own sentences first, of the rules' where these lack."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.models import FormCheck, Sentence, SummaryPart
from qa.summarizing.article.headings import items
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.copying import bare
from qa.summarizing.form.counting import length
from qa.summarizing.form.layout import sentences_of, text_of
from qa.summarizing.judging.checks import TAKEAWAYS, form_checks
from qa.summarizing.judging.coverage import ENOUGH, coverage
from qa.summarizing.judging.recommendation import is_recommendation
from qa.summarizing.sentences.clauses import runs
from qa.summarizing.sentences.shortening import shortenings
from qa.summarizing.with_model.sifting import Sieve, Sifted
from qa.summarizing.without_model.readers import recommendations

# What opens a note, and what tells in which order an article goes through its matter.
_OPENS = re.compile(
    r"(?:文章|本文|作者)(?:主要|着重)?(?:讨论|探讨|谈的是|谈论|分析|介绍|关注|围绕|阐述|回顾|讲)"
)
_MORE, _ALL = "文章还谈到", "文章依次谈到"
_CLAIMS = re.compile(r"作者[^。，]{0,4}(?:认为|主张|强调|指出|建议|提出)")
_LINES = re.compile(r"(?:文章|全文|作者)(?:先|首先|依次|从|分别|随后|接着|再)")
_ALIKE = 0.5
_OPENING = 4
_MOST_BODY = 8
_MOST_TRIED = 40


class Composed(NamedTuple):
    """The parts of a summary, how many characters of them the model wrote, and what the form says of them."""

    parts: tuple[SummaryPart, ...]
    own: int
    share: float
    checks: tuple[FormCheck, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the model wrote some of it, and nothing is wrong with it."""
        return self.own > 0 and all(check.ok for check in self.checks)


class Composer:
    """Puts a summary of one article together.

    :param rules: What the rules wrote of the article in the same form.
    """

    def __init__(
        self, source: Source, brief: Brief, sieve: Sieve, rules: Sequence[SummaryPart], instructions: str
    ) -> None:
        self._source, self._brief, self._sieve = source, brief, sieve
        self._rules, self._instructions = rules, instructions
        self._covered: dict[Sentence, frozenset[tuple[str, ...]]] = {}

    def exactly(self, sifted: Sequence[Sifted]) -> Composed:
        """Return what the model wrote, as it is."""
        if self._brief.form in ("takeaways", "qa"):
            parts = tuple(SummaryPart(one.heading, one.sentences) for one in sifted)
        else:
            parts = (SummaryPart(None, tuple(sentence for one in sifted for sentence in one.sentences)),)
        return self._composed(parts, sum(length(sentence.text) for sentence in sentences_of(parts)))

    def mended(self, rounds: Sequence[Sequence[Sifted]]) -> Composed | None:
        """Return the best that can be made of what passed in any round; None where that is nothing."""
        if self._brief.form in ("takeaways", "qa"):
            return self._listed(rounds)
        best: Composed | None = None
        for sentences, own in itertools.islice(self._paragraphs(rounds), _MOST_TRIED):
            made = self._composed((SummaryPart(None, sentences),), own)
            if made.is_whole and (best is None or (made.share >= ENOUGH) > (best.share >= ENOUGH)):
                best = made
            if best is not None and best.share >= ENOUGH:
                break
        return best

    # --- one paragraph ---------------------------------------------------------------------------------

    def _paragraphs(self, rounds: Sequence[Sequence[Sifted]]) -> Iterator[tuple[tuple[Sentence, ...], int]]:
        """Yield paragraphs of the right length, those first in which the model says most of all sections."""
        body = self._body(rounds)
        closings, own_closings = self._closings(rounds)
        fills = self._fills()
        least, most = self._brief.length or (1, 0)
        found: list[tuple[tuple[bool, bool, float, float], int, tuple[Sentence, ...]]] = []
        for size in range(len(body), 0, -1):
            for chosen in itertools.combinations(body, size):
                own = sum(length(sentence.text) for sentence in chosen)
                if own > most or _repeats(chosen):
                    continue
                for fill, closing in itertools.product([(), *fills, *self._rest(chosen)], closings):
                    whole = (*self._arranged(chosen, fill), *closing)
                    if not least <= length(text_of(self._brief.form, [SummaryPart(None, whole)])) <= most:
                        continue
                    if fill and _repeats((*chosen, *fill)):
                        continue
                    said = own + (length(closing[0].text) if closing in own_closings else 0)
                    filled = sum(length(sentence.text) for sentence in fill)
                    share = self._share(whole)
                    claims = any(_CLAIMS.search(sentence.text) for sentence in whole)
                    found.append(((share >= ENOUGH, claims, said - filled / 2, share), own, whole))
        found.sort(key=lambda each: each[0], reverse=True)
        for _, own, whole in found:
            yield whole, own

    def _arranged(self, chosen: Sequence[Sentence], fill: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """Return the model's sentences with those of the rules: what is claimed before the line of argument."""
        if self._brief.form != "note":
            return (*sorted((*chosen, *fill), key=_first_place),) if fill else tuple(chosen)
        body = [*chosen[:1], *fill, *chosen[1:]]
        opening = next((sentence for sentence in body if _OPENS.match(sentence.text)), None)

        def place(sentence: Sentence) -> int:
            if sentence is opening:
                return 0
            return 3 if sentence.text.startswith(_MORE) else 2 if _LINES.match(sentence.text) else 1

        return tuple(sorted(body, key=place))

    def _share(self, sentences: Sequence[Sentence]) -> float:
        """Return the share of sections that have their say; each sentence is looked at once."""
        for sentence in sentences:
            if sentence not in self._covered:
                self._covered[sentence] = frozenset(coverage([sentence], self._source).covered)
        total = len(coverage((), self._source).missing) or 1
        return len(frozenset().union(*(self._covered[sentence] for sentence in sentences))) / total

    def _body(self, rounds: Sequence[Sequence[Sifted]]) -> list[Sentence]:
        """Return the sentences that passed, in their places; a later round's stand beside the earlier ones'."""
        placed: list[tuple[float, int, Sentence]] = []
        seen: set[str] = set()
        for number, sifted in enumerate(reversed(rounds)):
            for at, one in enumerate(sifted):
                whole = [*one.sentences, *(self._shortened(problem.text) for problem in one.problems)]
                for sentence in filter(None, whole):
                    if not is_recommendation(sentence.text) and bare(sentence.text) not in seen:
                        seen.add(bare(sentence.text))
                        placed.append((at / len(sifted), number, sentence))
        placed.sort(key=lambda each: each[1])
        latest = placed[:_MOST_BODY]
        return [sentence for *_, sentence in sorted(latest, key=lambda each: each[0])]

    def _shortened(self, text: str) -> Sentence | None:
        """Return what stands of a sentence without the ends that are wrong."""
        for shorter in shortenings(text):
            sentence = self._sieve.sentence(shorter)
            if sentence is not None:
                return sentence
        return None

    def _closings(
        self, rounds: Sequence[Sequence[Sifted]]
    ) -> tuple[list[tuple[Sentence, ...]], list[tuple[Sentence, ...]]]:
        """Return what may close the text, and what of it the model wrote."""
        if self._brief.form != "note":
            return [()], []
        own: list[tuple[Sentence, ...]] = [
            (sentence,)
            for sifted in reversed(rounds)
            for one in sifted
            for sentence in one.sentences
            if is_recommendation(sentence.text)
        ]
        ruled = [
            (sentence,)
            for sentence in recommendations(self._source, self._brief)
            if self._sieve.wording(sentence) is None
        ]
        return [*own[:1], *ruled[:2]] or [()], own[:1]

    def _fills(self) -> list[tuple[Sentence, ...]]:
        """Return what the rules can add: one or two of their sentences, none of them copied at length."""
        if self._brief.form == "one-line":
            return []
        ruled = [each for each in sentences_of(self._rules) if not is_recommendation(each.text)]
        usable = list(filter(None, map(self._usable, ruled)))
        return [fill for size in (1, 2) for fill in itertools.combinations(usable[:5], size)]

    def _rest(self, chosen: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
        """Return a sentence that names the sections of which the model's sentences say nothing."""
        if self._brief.form != "note":
            return []
        has_line = any(_LINES.match(sentence.text) for sentence in chosen)
        missing = coverage(chosen, self._source).missing
        named = {
            at: found[0]
            for at, section in enumerate(self._source.sections)
            if section.path in missing
            and (found := items(section, ""))
            and self._sieve.sentence(f"{_ALL}{found[0]}。") is not None
        }
        names = list(named.values())
        if not names:
            return []
        listed = "和".join(filter(None, ("、".join(names[:-1]), names[-1])))
        sentence = self._sieve.sentence(f"{_MORE if has_line else _ALL}{listed}。")
        if sentence is None:
            return []
        # A section that is named is cited, whichever section else has the words of its heading.
        cited = {citation.section for citation in sentence.citations}
        more = [
            self._source.cite_sentence(first)
            for at in named
            if self._source.sections[at].index not in cited
            for first in [next(each for each in self._source.sentences if each.section == at)]
        ]
        return [(Sentence(sentence.text, (*sentence.citations, *more)),)]

    def _usable(self, ruled: Sentence) -> Sentence | None:
        """Return a sentence of the rules as it may stand beside a model's, which is nowhere copied at length."""
        if self._sieve.wording(ruled) is None:
            return ruled
        return next(filter(None, (self._sieve.sentence(f"{run}。") for run in runs(ruled.text))), None)

    # --- lists -----------------------------------------------------------------------------------------

    def _listed(self, rounds: Sequence[Sequence[Sifted]]) -> Composed | None:
        """Return the takeaways or questions that passed, those of the rules after them where these are too few."""
        least, most = TAKEAWAYS
        least = min(least, len(self._source.sentences))
        chosen: list[SummaryPart] = []
        for one in itertools.chain.from_iterable(reversed(rounds)):
            part = SummaryPart(one.heading, one.sentences)
            if one.kept and not any(_are_alike(part, other) for other in chosen):
                chosen.append(part)
        chosen = chosen[:most]
        own = sum(length(sentence.text) for sentence in sentences_of(chosen))
        if not own:
            return None
        for part in self._rules:
            share = coverage(sentences_of(chosen), self._source).share
            if len(chosen) >= least and (share >= ENOUGH or len(chosen) == most):
                break
            adds = coverage(sentences_of([*chosen, part]), self._source).share > share
            fits = all(self._sieve.wording(sentence) is None for sentence in part.sentences)
            if (
                fits
                and (adds or len(chosen) < least)
                and not any(_are_alike(part, other) for other in chosen)
            ):
                chosen.append(part)
        made = self._composed(tuple(sorted(chosen, key=_place)), own)
        return made if made.is_whole else None

    def _composed(self, parts: tuple[SummaryPart, ...], own: int) -> Composed:
        checks = form_checks(
            parts, self._source, self._brief, generative=True, instructions=self._instructions
        )
        return Composed(parts, own, coverage(sentences_of(parts), self._source).share, checks)


def _repeats(sentences: Sequence[Sentence]) -> bool:
    """Whether two sentences say one thing, or two of them begin alike: 文章讨论… may open one only."""
    for one, other in itertools.combinations(sentences, 2):
        if (
            _likeness(one.text, other.text) > _ALIKE
            or bare(one.text)[:_OPENING] == bare(other.text)[:_OPENING]
        ):
            return True
        if _LINES.match(one.text) and _LINES.match(other.text):
            return True
    return False


def _are_alike(part: SummaryPart, other: SummaryPart) -> bool:
    if part.heading and other.heading and _likeness(part.heading, other.heading) > _ALIKE:
        return True
    texts = ["".join(sentence.text for sentence in each.sentences) for each in (part, other)]
    return _likeness(*texts) > _ALIKE


def _likeness(one: str, other: str) -> float:
    """Return the share of the shorter text's pairs of characters that the other has."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _pairs(text: str) -> set[str]:
    letters = bare(text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _first_place(sentence: Sentence) -> tuple[int, int]:
    return min(((citation.section, citation.start) for citation in sentence.citations), default=(0, 0))


def _place(part: SummaryPart) -> tuple[int, int]:
    return min(map(_first_place, part.sentences), default=(0, 0))
