"""Summaries by a chat model: what it writes is checked, sent back with what is wrong, and mended.

material.py, reducing.py   what the model is given: the sections, or what was noted of each
asking.py, replies.py      what it answers, taken apart into sentences, takeaways, questions
sifting.py                 each of them checked against the article, and for its wording
sentences/shortening.py    a sentence without what is wrong in it
composing.py               the best text that can be made of what passed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ServerError
from qa.language import say
from qa.llm import ChatModel, Message
from qa.models import Dropped, Progress, Sentence, SummaryPart
from qa.prompting import load_prompt
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import length
from qa.summarizing.form.draft import Draft
from qa.summarizing.form.layout import sentences_of, text_of
from qa.summarizing.judging.checks import QUESTIONS, TAKEAWAYS
from qa.summarizing.judging.coverage import ENOUGH, coverage
from qa.summarizing.with_model.asking import STYLES, Reply, Talk
from qa.summarizing.with_model.composing import Composed, Composer
from qa.summarizing.with_model.material import Given, nearest, sections, total
from qa.summarizing.with_model.outlining import outline
from qa.summarizing.with_model.reducing import Reducer, fitted
from qa.summarizing.with_model.replies import units
from qa.summarizing.with_model.sifting import Problem, Sieve, Sifted, problems_of
from qa.summarizing.without_model.extractive import extract

ROUNDS = 2
"""How often a text is sent back to the model at most."""

LEAST_SHARE = 0.75
"""A model's text in which fewer of the sections have their say gives way to the rules', if theirs has more."""

# Models count badly, and more often write too much: they are told a range inside the one that is asked for.
_MARGIN = 6
# How many sentences are sent back in a round, how long each may be then, and beside how many of the article's.
_MOST_SENT_BACK = 4
_LONGEST_SENT_BACK = 45
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Writer:
    """A chat model that writes summaries.

    :param prompts: A folder whose prompts are used instead of those of the package.
    :param article_tokens: The most tokens of an article that it is given at once.
    :param seconds: How long one of its answers may take.
    """

    chat: ChatModel
    prompts: Path | None = None
    article_tokens: int = 3000
    seconds: float = 600.0
    on_progress: Callable[[Progress], None] | None = None

    def write(self, source: Source, brief: Brief, attempt: int = 1) -> Draft:
        """Write a summary; where the model fails to, that of the rules, which then says why.

        :param attempt: The number of the candidate: each is asked for in other words.
        :raises ServerError: the server failed before there was anything to show.
        """
        return _Writing(self, source, brief, attempt).draft()


class _Writing:
    """One summary while it is written."""

    def __init__(self, writer: Writer, source: Source, brief: Brief, attempt: int) -> None:
        self._writer, self._source, self._brief, self._attempt = writer, source, brief, attempt
        self._talk = Talk(writer.chat, writer.seconds)
        name = "section" if brief.form == "outline" else brief.form
        self._prompt = load_prompt(name, writer.prompts)
        self._rules = extract(source, brief)
        self._dropped: dict[str, Dropped] = {}
        self._rounds: list[list[Sifted]] = []
        self._returned: set[str] = set()

    def draft(self) -> Draft:
        """Write it."""
        if not self._source.sections:
            return self._ruled(say("the article has no text", "文章没有正文"))
        if self._brief.form == "outline":
            made = outline(self._reducer(), self._source, self._brief)
            return self._written(made) if made else self._ruled(self._why_none())
        composed = self._composed()
        return self._written(composed.parts) if composed else self._ruled(self._why_none())

    # --- what the model is given -----------------------------------------------------------------------

    def _material(self) -> list[Given]:
        given = sections(self._source)
        if total(given) <= self._writer.article_tokens:
            return given
        return self._reducer().material()

    def _reducer(self) -> Reducer:
        prompt = load_prompt("section", self._writer.prompts)
        rules = extract(self._source, Brief("outline", style=self._brief.style))
        tokens = self._writer.article_tokens
        return Reducer(self._source, self._brief, self._talk, prompt, tokens, rules, self._progress)

    def _progress(self, done: int, count: int, heading: str) -> None:
        if self._writer.on_progress is not None:
            self._writer.on_progress(Progress("write", done, count, heading))

    def _messages(self, material: Sequence[Given], title: str) -> list[Message]:
        least, most = self._range()
        return self._prompt.render(
            title=title,
            sections=material,
            least=least,
            most=most,
            style=STYLES[self._brief.style],
            audience=self._brief.audience or "",
            attempt=self._attempt,
        )

    def _range(self) -> tuple[int, int]:
        if self._brief.form in ("takeaways", "qa"):
            return TAKEAWAYS if self._brief.form == "takeaways" else (QUESTIONS[0], TAKEAWAYS[1])
        least, most = self._brief.length or (1, 1)
        margin = (most - least) // _MARGIN
        return least + margin, most - margin

    # --- rounds ----------------------------------------------------------------------------------------

    def _composed(self) -> Composed | None:
        material = self._material()
        # The example's words are nobody's order, and stock phrases such as 作者认为 are in it.
        asked = self._messages((), "")
        instructions = "\n".join(message.content for message in (asked[0], asked[-1]))
        sieve = Sieve(self._source, self._brief, instructions)
        composer = Composer(self._source, self._brief, sieve, self._rules, instructions)
        reply = self._talk.ask(self._messages(material, self._source.title))
        sifted = self._sift(reply, sieve)
        for number in range(ROUNDS + 1):
            self._rounds.append(sifted)
            for problem in problems_of(sifted):
                self._dropped[problem.text] = Dropped(problem.text, problem.why)
            made = composer.exactly([one for one in sifted if one.kept])
            if self._is_done(sifted, made):
                return made
            if number == ROUNDS or reply.end == "seconds":
                break
            try:
                again = self._again(sifted, made, sieve, material)
            except ServerError:
                break
            if again == sifted:
                break
            sifted = again
        mended = composer.mended(self._rounds)
        ruled = coverage(sentences_of(self._rules), self._source).share
        return None if mended and mended.share < min(LEAST_SHARE, ruled) else mended

    def _sift(self, reply: Reply, sieve: Sieve) -> list[Sifted]:
        return [sieve.sift(unit) for unit in units(reply, self._brief.form)]

    def _is_done(self, sifted: Sequence[Sifted], made: Composed) -> bool:
        closes = self._brief.form != "note" or any(one.closes for one in sifted)
        return made.is_whole and made.share >= ENOUGH and closes and all(one.kept for one in sifted)

    def _again(
        self, sifted: Sequence[Sifted], made: Composed, sieve: Sieve, material: Sequence[Given]
    ) -> list[Sifted]:
        """Return what the model makes of its sentences that failed, and of what is missing."""
        if not sifted:
            self._attempt += 1
            return self._sift(self._talk.ask(self._messages(material, self._source.title)), sieve)
        again: list[Sifted] = []
        asked = 0
        for one in sifted:
            # For whom an article is, the rules know well enough.
            # What came back the same once would do so again.
            failed = one.problems[0].text if len(one.problems) == 1 and not one.closes else None
            if failed is None or failed in self._returned or asked == _MOST_SENT_BACK:
                again.append(one)
                continue
            self._returned.add(failed)
            asked += 1
            again.append(self._sent_back(one, sieve))
        over = next((check for check in made.checks if check.name == "length" and not check.ok), None)
        if (
            over
            and not asked
            and length(text_of(self._brief.form, made.parts)) > (self._brief.length or (0, 0))[1]
        ):
            longest = max(
                range(len(again)),
                key=lambda at: len((again[at].sentences and again[at].sentences[-1].text) or ""),
            )
            text = again[longest].sentences[-1].text
            again[longest] = self._sent_back(
                again[longest]._replace(sentences=(), problems=(Problem(text, over.detail),)), sieve
            )
        elif self._brief.form in ("note", "abstract") and not asked:
            added = self._asked_for(made, sieve)
            closing = next((at for at, one in enumerate(again) if one.closes), len(again))
            again[closing:closing] = added
        return again

    def _sent_back(self, one: Sifted, sieve: Sieve) -> Sifted:
        """Send a sentence back with what is wrong with it."""
        problem = one.problems[0]
        near = nearest(self._source, problem.text, _NEAR)
        reply = self._revised(problem.text, [problem.why], near)
        for unit in units(reply, "note")[:1]:
            rest = tuple(sentence.text for sentence in one.sentences)
            return sieve.sift(unit._replace(heading=one.heading, sentences=(*rest, *unit.sentences)))
        return one

    def _asked_for(self, made: Composed, sieve: Sieve) -> list[Sifted]:
        """Ask for a sentence on the sections that have no say, where some have none or the text is short."""
        missing = coverage(sentences_of(made.parts), self._source).missing
        given = [
            each
            for section, each in zip(self._source.sections, sections(self._source, 1), strict=True)
            if section.path in missing
        ]
        if not given:
            return []
        return [sieve.sift(unit) for unit in units(self._revised("", [], given), "note")[:1]]

    def _revised(self, sentence: str, problems: Sequence[str], given: Sequence[Given]) -> Reply:
        prompt = load_prompt("revise", self._writer.prompts)
        return self._talk.ask(
            prompt.render(
                sentence=sentence,
                problems=problems,
                sections=fitted(given, self._writer.article_tokens),
                most=_LONGEST_SENT_BACK,
            )
        )

    # --- what comes of it ------------------------------------------------------------------------------

    def _written(self, parts: tuple[SummaryPart, ...]) -> Draft:
        shown = {sentence.text for part in parts for sentence in part.sentences}
        return Draft(
            parts,
            mode="generative",
            model=self._talk.model,
            prompt=self._prompt.label,
            usage=self._talk.usage,
            dropped=tuple(one for text, one in self._dropped.items() if text not in shown),
            rounds=max(0, len(self._rounds) - 1),
        )

    def _ruled(self, why: str) -> Draft:
        return Draft(
            self._rules,
            mode="extractive",
            model=self._talk.model,
            prompt=self._prompt.label,
            usage=self._talk.usage,
            dropped=tuple(self._dropped.values()),
            rounds=max(0, len(self._rounds) - 1),
            fallback=why,
        )

    def _why_none(self) -> str:
        passed: list[Sentence] = [s for sifted in self._rounds for one in sifted for s in one.sentences]
        if not any(self._rounds):
            return say("the model wrote nothing that could be used", "模型没有写出可用的文字")
        if not passed:
            return say(
                "no sentence that the model wrote is supported by the article and fit to print",
                "模型写的句子都没有得到文章的支持，或者写法不合要求",
            )
        return say(
            "what the model wrote did not have the form that was asked for, or left most sections out",
            "模型写的文字不合字数或体例的要求，或者漏掉了多数章节",
        )
