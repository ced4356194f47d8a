"""An answer while it is made, and what is said of it when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from qa import text as zh
from qa.answering.question import parts
from qa.answering.question.misspelt import respelt
from qa.answering.refusing.refusal import Refusal, Verdict, nothing_asked, weigh, what_was_looked_for
from qa.answering.without_model import extractive
from qa.answering.without_model.candidates import Candidate, candidates
from qa.answering.without_model.comparing import of_sides
from qa.answering.without_model.conflicts import conflicts
from qa.errors import QaError, ServerError
from qa.language import say
from qa.models import Answer, Conflict, Mode, Sentence, Status, Usage
from qa.retrieval import Evidence, Found

if TYPE_CHECKING:
    from qa.answering.checking.repair import Judge
    from qa.answering.with_model.generative import CheckedAnswer
    from qa.llm import ChatModel
    from qa.prompting import Prompt

_NEAREST = 3


class Draft:
    """What is known of an answer so far.

    ``began`` is when the question came, by ``time.perf_counter``; ``nearness`` tells which part of a question a
    sentence is about. ``question`` is what is asked once orders in it are left out; it is empty where nothing is.
    ``given`` is the question as it came, by default the same.
    """

    def __init__(
        self,
        question: str,
        mode: Mode,
        found: Found,
        began: float,
        nearness: parts.Nearness | None = None,
        *,
        given: str = "",
    ) -> None:
        self.question, self.mode, self.found, self.began = question, mode, found, began
        self.given = given or question
        self.confidence: float | None = None
        self._nearness = nearness
        self.conflicts: tuple[Conflict, ...] = ()
        self._in_parts = True
        self._spelt = {self.question: self.question}
        self.candidates: list[Candidate] = []
        self.of_parts: dict[parts.Part, list[Candidate]] = {}
        self.of_sides: dict[str, list[Candidate]] = {}
        self.model: str | None = None
        self.passages = list(found.passages)
        self.sentences: list[Sentence] = []
        self.checked: CheckedAnswer | None = None
        self.prompt: str | None = None
        self.usage = Usage()
        self.fallback: str | None = None

    def look_through(
        self, rarity: Callable[[str], float], knows: Callable[[str], bool], *, in_parts: bool = True
    ) -> None:
        """Find the sentences that could answer the question, and those that could answer a part of it or tell of one side.

        Words that are misspelt are looked for as the passages have them; ``knows`` tells whether a word stands anywhere in
        the library. ``in_parts`` is not to be asked for where question and passages share no words: these tell the parts
        apart.
        """
        self._in_parts = in_parts
        if not self.question:
            return
        text = zh.fold("\n".join("\n".join((p.title, *p.path, p.text)) for p in self.found.passages))
        asked = parts.parts(self.question) if in_parts else ()
        self._spelt = {
            each: respelt(each, text, knows) for each in (self.question, *(part.text for part in asked))
        }
        self.candidates = candidates(self._spelt[self.question], self.found, rarity)
        if len(asked) > 1:
            self.of_parts = {part: candidates(self._spelt[part.text], self.found, rarity) for part in asked}
        if in_parts and self.mode == "extractive":
            self.of_sides = of_sides(self._spelt[self.question], self.found, rarity)

    def judged(
        self, evidence: Callable[[str, Found], Evidence], knows: Callable[[str], bool], embedder: str
    ) -> Refusal | None:
        """Return why the passages cannot answer the question nor any part of it, or None when they may.

        ``knows`` tells whether a word stands anywhere in the library.
        """
        if not self.question:
            self.confidence = 0.0
            return nothing_asked()
        first: Verdict | None = None
        for each, its_own in (
            (self.question, self.candidates),
            *((part.text, own) for part, own in self.of_parts.items()),
        ):
            text = self._spelt[each]
            verdict = weigh(text, self.found, evidence(text, self.found), its_own, embedder, knows=knows)
            first = first or verdict
            if verdict.confidence is not None:
                self.confidence = max(self.confidence or 0.0, round(verdict.confidence, 4))
            if verdict.refusal is None:
                return None
        assert first is not None
        return first.refusal

    def write(
        self, chat: ChatModel, prompt: Prompt, seconds: float, judge: Judge | None = None
    ) -> Iterator[Sentence]:
        """Have a model write, and yield each sentence that passed.

        :param seconds: How long the model may take in all.
        :param judge: Decides what becomes of each sentence, by default :func:`qa.answering.checking.repair.judge`.
        :raises ServerError: it failed before there was a sentence to show.
        """
        from qa.answering.checking.repair import judge as judge_sentence
        from qa.answering.with_model.generative import CheckedAnswer

        judge = judge or judge_sentence
        self.model, self.prompt = chat.id, prompt.label
        with chat.stream(prompt.render(question=self.question, passages=self.passages)) as stream:
            checked = CheckedAnswer(stream, self.passages, self.question, seconds=seconds, judge=judge)
            self.checked = checked
            try:
                for sentence in checked:
                    self.sentences.append(sentence)
                    yield sentence
            except ServerError as error:  # of an embedder that the judge asks
                if not self.sentences:
                    raise
                checked.fail(error)
            self.usage = stream.usage
        if checked.error is not None and not self.sentences:
            raise checked.error

    def quote(self, embedder: str, said: Collection[tuple[str, int, int] | str]) -> None:
        """Take sentences of the articles, for each thing compared and each part; see :func:`extractive.choose`."""
        chosen = extractive.choose_for_sides(self.question, self.of_sides, embedder, said)
        chosen = chosen or extractive.choose(self.question, self.candidates, embedder, said)
        more = extractive.choose_for_parts(self.question, chosen, self.of_parts, embedder, said)
        self.sentences = chosen + more

    def disagreeing(self) -> Iterator[Sentence]:
        """Yield the sentences of other articles that say otherwise, as they are written there."""
        self.conflicts = tuple(conflicts(self.question, self.sentences, self.passages))
        for conflict in self.conflicts:
            other = conflict.sentences[1]
            if all(other.text != sentence.text for sentence in self.sentences):
                self.sentences.append(other)
                yield other

    @property
    def silence(self) -> str | None:
        """Why a model that wrote nothing at all did not, where it was its time that ran out."""
        silent = self.checked is not None and not self.sentences and not self.checked.dropped
        return self._why_ended() if silent and self.checked and self.checked.end == "seconds" else None

    def fall_back(self, why: str) -> None:
        """Make it an answer of sentences of the articles, since the model wrote none."""
        self.mode, self.fallback = "extractive", why
        self.passages = list(self.found.passages)

    def finished(self, refusal: Refusal | None) -> Answer:
        """Return the answer; ``refusal`` is why it was refused before anything was written."""
        reason = refusal.why if refusal else None
        status: Status = "answered" if self.sentences else "refused"
        dropped = tuple(self.checked.dropped) if self.checked else ()
        if not self.sentences and reason is None:
            reason = "; ".join(filter(None, (self._why_nothing(), self._why_ended())))
        missing = tuple(part.text for part in self._uncovered())
        if self.sentences:
            reasons = [self._what_is_not_covered(missing)]
            if self.mode == "generative":
                reasons += [self._what_is_not_there(), self._why_ended()]
            reason = say("; ", "；").join(filter(None, reasons)) or None
            status = "partial" if reason else "answered"
        return Answer(
            status=status,
            question=self.given,
            text=extractive.texts(self.sentences),
            sentences=tuple(self.sentences),
            mode=self.mode,
            reason=reason,
            nearest=() if self.sentences else tuple(self.found.passages[:_NEAREST]),
            passages=tuple(self.passages),
            dropped=dropped,
            model=self.model,
            prompt=self.prompt,
            usage=self.usage,
            seconds=round(time.perf_counter() - self.began, 3),
            fallback=self.fallback,
            repaired=tuple(self.checked.repaired) if self.checked else (),
            missing=missing if self.sentences else (),
            conflicts=self.conflicts,
            looked_for=None if self.sentences else what_was_looked_for(self.question or self.given),
            confidence=self.confidence,
        )

    def why_refused(self, refusal: Refusal | None) -> str:
        """Return what kind of refusal it is, empty where it is none.

        One of :data:`qa.answering.refusing.refusal.RefusalKind` before anything was written, and then ``declined`` (the model says
        that it is not there), ``unsupported`` (nothing that it wrote is), ``silent`` (it wrote nothing) or ``no_sentence``.
        """
        if refusal is not None:
            return refusal.kind
        if self.sentences:
            return ""
        if self.checked is None:
            return "no_sentence"
        return "declined" if self.checked.declined else "unsupported" if self.checked.dropped else "silent"

    def _uncovered(self) -> tuple[parts.Part, ...]:
        if not self._in_parts:
            return ()
        try:
            return parts.uncovered(self.question, self.sentences, self._nearness)
        except QaError:  # an embedder's server that fails now must not take back what was shown
            return parts.uncovered(self.question, self.sentences)

    @staticmethod
    def _what_is_not_covered(missing: Sequence[str]) -> str | None:
        if not missing:
            return None
        return say(f"not covered: {', '.join(missing)}", f"没有涉及：{'、'.join(missing)}")

    def _what_is_not_there(self) -> str | None:
        declined = self.checked.declined if self.checked else []
        if not declined:
            return None
        return say(
            f"the model found nothing in the passages on a part of it: {' '.join(declined)}",
            f"其中一部分，模型在材料中没有找到：{''.join(declined)}",
        )

    def _why_ended(self) -> str | None:
        """Return why the model did not come to its end by itself; None where it did."""
        if self.checked is None or self.checked.end == "done":
            return None
        return {
            "length": say(
                "the model reached its limit of tokens before it was done", "模型在写完之前达到了长度上限"
            ),
            "withheld": say("the server ended the answer before it was complete", "服务器没有给出完整的回答"),
            "characters": say("the model did not stop, and was cut off", "模型不停地写，已被中断"),
            "sentences": say("the model did not stop, and was cut off", "模型不停地写，已被中断"),
            "repeats": say("the model repeated itself, and was cut off", "模型不断重复，已被中断"),
            "seconds": say(
                "the model was not done in time, and was cut off", "模型没有在限时内写完，已被中断"
            ),
            "failed": say(
                f"the model failed before it was done: {self.checked.error}",
                f"模型在写完之前出错：{self.checked.error}",
            ),
        }[self.checked.end]

    def _why_nothing(self) -> str:
        if self.checked is not None and self.checked.declined:
            return say("the model found no answer in the passages", "模型在材料中没有找到答案")
        if self.checked is not None and self.checked.dropped:
            return say(
                "no sentence that the model wrote is supported by the passages",
                "模型写的句子都没有得到材料的支持",
            )
        if self.checked is not None:
            return say("the model wrote nothing", "模型没有写出内容")
        return say("no passage fits the question", "没有与问题相符的段落")
