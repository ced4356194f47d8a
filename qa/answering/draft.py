"""An answer while it is made, and what is said of it when it is done."""

from __future__ import annotations

import time

from qa.answering import extractive
from qa.answering.generative import CheckedAnswer
from qa.answering.refusal import Refusal
from qa.language import say
from qa.models import Answer, Mode, Sentence, Status, Usage
from qa.retrieval import Found

_NEAREST = 3


class Draft:
    """What is known of an answer so far. ``began`` is when the question came, by ``time.perf_counter``."""

    def __init__(self, question: str, mode: Mode, found: Found, began: float) -> None:
        self.question, self.mode, self.found, self.began = question, mode, found, began
        self.model: str | None = None
        self.passages = list(found.passages)
        self.sentences: list[Sentence] = []
        self.checked: CheckedAnswer | None = None
        self.prompt: str | None = None
        self.usage = Usage()
        self.finish_reason: str | None = None

    def finished(self, refusal: Refusal | None) -> Answer:
        """Return the answer; ``refusal`` is why it was refused before anything was written."""
        reason = refusal.why if refusal else None
        status: Status = "answered" if self.sentences else "refused"
        dropped = tuple(self.checked.dropped) if self.checked else ()
        if not self.sentences and reason is None:
            reason = self._why_nothing()
        elif self.sentences and self.finish_reason == "length":
            status, reason = (
                "partial",
                say(
                    "the model reached its limit of tokens before it was done",
                    "模型在写完之前达到了长度上限",
                ),
            )
        return Answer(
            status=status,
            question=self.question,
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
        )

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
