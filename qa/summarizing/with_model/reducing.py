"""An article that is too long for one request: summed up section by section, and what was noted of them again.

Each section is asked about by itself, one that is too long in parts. What is noted of it is checked against that section
alone; where a request gives nothing that holds, the rules' own words stand in, so that every section has its say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from qa import text as zh
from qa.errors import ServerError
from qa.models import Section, Sentence, SummaryPart
from qa.prompting import Prompt
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.sentences.shortening import shortenings
from qa.summarizing.with_model.asking import STYLES, Talk
from qa.summarizing.with_model.material import Given, cut, sections, total
from qa.summarizing.with_model.replies import units
from qa.summarizing.with_model.sifting import Sieve

MOST_REQUESTS = 100
"""For how many sections or parts of one article a model is asked at most; the rules sum up the others."""

_MOST_FAILURES = 2
_POINTS = 2

OnSection = Callable[[int, int, str], None]
"""Called with how many parts are done, of how many, and the heading of the next."""


class _Group(NamedTuple):
    """Neighbouring sections, and what was noted of them together."""

    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]

    @property
    def given(self) -> Given:
        """It as a prompt has it."""
        first, last = self.sections[0].heading, self.sections[-1].heading
        heading = first if first == last else f"{first} … {last}"
        return Given(heading, "\n".join(sentence.text for sentence in self.sentences))


class Reducer:
    """Sums sections up by a model.

    :param prompt: That for one section.
    :param tokens: The most tokens of an article in one request.
    :param rules: An outline by the rules, for what the model fails to sum up.
    """

    def __init__(
        self,
        source: Source,
        brief: Brief,
        talk: Talk,
        prompt: Prompt,
        tokens: int,
        rules: Sequence[SummaryPart],
        on_section: OnSection,
    ) -> None:
        self._source, self._brief, self._talk = source, brief, talk
        self._prompt, self._tokens, self._on_section = prompt, tokens, on_section
        self._rules = {part.path: part.sentences for part in rules}
        self._failures = 0
        self.written = 0
        """How many characters of the notes the model wrote."""

    def notes(self) -> list[tuple[Section, tuple[Sentence, ...]]]:
        """Return one or two sentences on each section, in order; on a section in parts, on each part.

        :raises ServerError: the server failed at the beginning, or twice in a row.
        """
        given = sections(self._source)
        parts = [list(cut(one, self._tokens)) for one in given]
        count = sum(map(len, parts))
        found: list[tuple[Section, tuple[Sentence, ...]]] = []
        done = 0
        for section, section_parts in zip(self._source.sections, parts, strict=True):
            sieve = self._sieve((section,))
            noted: list[Sentence] = []
            for part in section_parts:
                self._on_section(done, count, section.heading)
                if done < MOST_REQUESTS:
                    noted += self._noted(part, (section,), sieve)
                done += 1
            found.append((section, tuple(dict.fromkeys(noted)) or self._ruled(section)))
        self._on_section(count, count, "")
        return found

    def material(self) -> list[Given]:
        """Return an article's sections as what was noted of them, within the tokens of one request.

        Notes that are too many together are summed up again, neighbours together, until they fit.

        :raises ServerError: the server failed at the beginning, or twice in a row.
        """
        groups = [_Group((section,), sentences) for section, sentences in self.notes()]
        size = _size(groups)
        while size > self._tokens:
            groups = [self._merged(batch) for batch in self._batches(groups)]
            before, size = size, _size(groups)
            if size >= before:
                break
        return fitted([group.given for group in groups], self._tokens)

    def _batches(self, groups: Sequence[_Group]) -> list[list[_Group]]:
        """Return neighbours together, as many as fit into a request."""
        found: list[list[_Group]] = []
        used = 0
        for group in groups:
            size = group.given.tokens
            if not found or used + size > self._tokens:
                found.append([])
                used = 0
            found[-1].append(group)
            used += size
        return found

    def _merged(self, batch: Sequence[_Group]) -> _Group:
        """Return what is noted of several groups together; where that is nothing, the first note on some of them."""
        whole = _Group(
            tuple(section for group in batch for section in group.sections),
            tuple(sentence for group in batch for sentence in group.sentences),
        )
        if len(batch) == 1 and whole.given.tokens <= self._tokens:
            return whole
        sieve = self._sieve(whole.sections)
        noted = [
            sentence
            for part in cut(whole.given, self._tokens)
            for sentence in self._noted(part, whole.sections, sieve)
        ]
        return _Group(whole.sections, tuple(noted) or tuple(group.sentences[0] for group in batch[:_POINTS]))

    def _noted(self, part: Given, about: tuple[Section, ...], sieve: Sieve) -> list[Sentence]:
        try:
            reply = self._talk.ask(
                self._prompt.render(
                    title=self._source.title,
                    heading=part.heading,
                    text=part.text,
                    style=STYLES[self._brief.style],
                )
            )
        except ServerError:
            self._failures += 1
            if self._failures == _MOST_FAILURES or not self._talk.answered:
                raise
            return []
        self._failures = 0
        found: list[Sentence] = []
        for unit in units(reply, "note"):
            text = unit.sentences[0]
            tried = filter(None, map(sieve.sentence, (text, *shortenings(text))))
            sentence = next((one for one in tried if not self._of_others(one.text, about)), None)
            if sentence is not None and len(found) < _POINTS:
                found.append(sentence)
        self.written += sum(len(sentence.text) for sentence in found)
        return found

    def _of_others(self, text: str, about: tuple[Section, ...]) -> bool:
        """Whether a note on sections names something that only other sections speak of."""
        own = zh.fold("\n".join([self._source.title, *(f"{each.path} {each.text}" for each in about)]))
        words = (word for word in zh.content_words(text) if len(word) > 1)
        return any(word in self._source.folded and word not in own for word in words)

    def _sieve(self, about: tuple[Section, ...]) -> Sieve:
        alone = Source(replace(self._source.article, sections=about))
        return Sieve(
            alone,
            self._brief,
            "\n".join(m.content for m in self._prompt.render(title="", heading="", text="", style="")),
        )

    def _ruled(self, section: Section) -> tuple[Sentence, ...]:
        """Return the rules' own sentences on a section, else its first."""
        ruled = self._rules.get(section.path)
        if ruled:
            return ruled
        at = self._source.sections.index(section)
        first = next(each for each in self._source.sentences if each.section == at)
        return (Sentence(first.text, (self._source.cite_sentence(first),)),)


def _size(groups: Sequence[_Group]) -> int:
    return total([group.given for group in groups])


def fitted(material: Sequence[Given], tokens: int) -> list[Given]:
    """Return sections that have so many tokens at most together: each gives up its last lines in turn.

    >>> [given.text for given in fitted([Given("一", "甲。\\n乙。"), Given("二", "丙。")], 9)]
    ['甲。', '丙。']
    """
    texts = [given.text.splitlines() for given in material]
    current = list(material)
    while total(current) > tokens and any(len(lines) > 1 for lines in texts):
        longest = max(map(len, texts))
        texts = [lines[:-1] if len(lines) == longest else lines for lines in texts]
        current = [
            Given(given.heading, "\n".join(lines)) for given, lines in zip(material, texts, strict=True)
        ]
    # Of headings without number, every second one, and so on: the whole article still has its say.
    while total(current) > tokens and len(current) > 1:
        current = current[::2]
    return current
