"""A theme of a digest by a chat model: a sentence about each article, checked against that article alone.

The model is given the best sentences of each article, and writes a line for each. A line that does not pass is sent back
with what is wrong with it; where none passes, the rules' own sentences stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ServerError
from qa.language import say
from qa.llm import ChatModel, Message
from qa.models import Dropped, Progress, Sentence, Usage
from qa.prompting import Prompt, load_prompt
from qa.summarizing.digests.themes import Theme
from qa.summarizing.digests.told import Told
from qa.summarizing.form.brief import Brief
from qa.summarizing.sentences.shortening import shortenings
from qa.summarizing.with_model.asking import STYLES, Reply, Talk
from qa.summarizing.with_model.material import Given
from qa.summarizing.with_model.replies import Unit, units
from qa.summarizing.with_model.sifting import Sieve
from qa.summarizing.with_model.writing import ROUNDS, Writer

MOST_AT_ONCE = 8
"""How many articles a model is asked about at a time: a small one loses count of more."""

_MOST = 60
_LINE = re.compile(r"^\W{0,4}[\[【(（]?\s*(\d{1,3})\s*(?:[\]】)）][:：.、]?|[:：.、])\s*(.+)$")


@dataclass(frozen=True, slots=True)
class ByModel:
    """What a model wrote of a digest: a sentence each about the articles at these positions, and how that came about."""

    sentences: Mapping[int, Sentence]
    model: str
    prompt: str
    usage: Usage
    dropped: tuple[Dropped, ...]
    rounds: int
    fallback: str | None = None


def write_themes(
    writer: Writer, brief: Brief, grouped: Sequence[Theme], told: Sequence[Told], *, may_fall_back: bool
) -> ByModel:
    """Have a model write a sentence about each article, theme by theme.

    :raises ServerError: the server failed at the beginning, and the rules may not stand in for it.
    """
    themes = _ThemeWriter(writer.chat, writer.prompts, writer.seconds, brief)
    found: dict[int, Sentence] = {}
    failure: str | None = None
    count = sum(len(theme.members) for theme in grouped)
    done = 0
    for theme in grouped:
        members = [at for at in theme.members if told[at].material]
        for begin in range(0, len(members), MOST_AT_ONCE):
            some = members[begin : begin + MOST_AT_ONCE]
            if writer.on_progress is not None:
                writer.on_progress(Progress("write", done, count, theme.name or ""))
            done += len(some)
            if failure is not None:
                continue
            try:
                sentences = themes.write(theme.name, [told[at] for at in some])
            except ServerError as error:
                if not may_fall_back and not found:
                    raise
                failure = str(error)
                continue
            found |= {at: sentence for at, sentence in zip(some, sentences, strict=True) if sentence}
    if writer.on_progress is not None:
        writer.on_progress(Progress("write", count, count, ""))
    if not found and failure is None:
        failure = say(
            "no sentence that the model wrote is supported by its article and fit to print",
            "模型写的句子都没有得到文章的支持，或者写法不合要求",
        )
    return ByModel(
        found,
        themes.talk.model,
        themes.prompt.label,
        themes.talk.usage,
        tuple(themes.dropped.values()),
        themes.rounds,
        None if found else failure,
    )


class _ThemeWriter:
    """Writes a few articles of a theme at a time.

    :param prompts: A folder whose prompts are used instead of those of the package.
    :param seconds: How long one answer of the model may take.
    """

    def __init__(self, chat: ChatModel, prompts: Path | None, seconds: float, brief: Brief) -> None:
        self.talk = Talk(chat, seconds)
        self.dropped: dict[str, Dropped] = {}
        self.rounds = 0
        self._brief = brief
        self._prompt, self._revise = load_prompt("digest", prompts), load_prompt("revise", prompts)

    @property
    def prompt(self) -> Prompt:
        """The prompt for a theme."""
        return self._prompt

    def write(self, theme: str | None, told: Sequence[Told]) -> list[Sentence | None]:
        """Return the model's sentence about each article, in order; None where none of its sentences passed.

        :raises ServerError: the server failed before the model had answered.
        """
        sieves = self._sieves(told)
        lines = dict(self._asked(self._messages(theme, told), len(told)))
        found = []
        for at, each in enumerate(told):
            sentence = self._kept(lines.get(at), sieves[at], each)
            found.append(sentence)
            if sentence is not None:
                self.dropped.pop(sentence.text, None)
        return found

    def _asked(self, messages: Sequence[Message], count: int) -> Iterator[tuple[int, str]]:
        return _lines(self.talk.ask(messages).text, count)

    def _kept(self, line: str | None, sieve: Sieve, told: Told) -> Sentence | None:
        """Return a line about an article if it passes; else what the model makes of it, with that article alone before it."""
        written: list[str] = []
        for number in range(ROUNDS + 1):
            problems: list[str] = []
            if line is not None:
                sifted = sieve.sift(Unit(None, (line,)))
                if sifted.kept:
                    return sifted.sentences[0]
                problems = [problem.why for problem in sifted.problems]
                self.dropped |= {line: Dropped(line, say("; ", "；").join(problems))}
            if number == ROUNDS or line in written:
                break
            written += [line] if line is not None else []
            try:
                line = self._again(line, problems, told)
            except ServerError:
                break
            self.rounds += 1
        return next(filter(None, (self._shortened(text, sieve) for text in reversed(written))), None)

    def _again(self, line: str | None, problems: Sequence[str], told: Told) -> str | None:
        if line is None:
            return dict(self._asked(self._messages(None, [told]), 1)).get(0)
        given = Given(told.source.title, told.material)
        reply = self.talk.ask(
            self._revise.render(sentence=line, problems=problems, sections=[given], most=_MOST)
        )
        found = units(reply, "note")
        return found[0].sentences[0] if found else None

    def _shortened(self, text: str, sieve: Sieve) -> Sentence | None:
        return next(filter(None, map(sieve.sentence, shortenings(text))), None)

    def _sieves(self, told: Sequence[Told]) -> list[Sieve]:
        instructions = "\n".join(message.content for message in self._messages("", told[:1], bare=True))
        return [Sieve(each.source, self._brief, instructions) for each in told]

    def _messages(self, theme: str | None, told: Sequence[Told], *, bare: bool = False) -> list[Message]:
        articles = [
            {"number": number, "text": "" if bare else each.material} for number, each in enumerate(told, 1)
        ]
        return self._prompt.render(
            theme=theme or "", articles=articles, most=_MOST, style=STYLES[self._brief.style]
        )


def _lines(text: str, count: int) -> Iterator[tuple[int, str]]:
    """Yield the position of an article and the sentence about it, of each line that has a number.

    >>> list(_lines("[1] 桥要先勘察。\\n**2.** 船可以等。\\n[9] 没有这一篇。", 2))
    [(0, '桥要先勘察。'), (1, '船可以等。')]
    """
    for line in text.splitlines():
        match = _LINE.match(line.strip())
        if match is None or not 1 <= int(match[1]) <= count:
            continue
        found = units(Reply(match[2], "done"), "note")
        if found:
            yield int(match[1]) - 1, found[0].sentences[0]
