"""A second opinion on the check's verdict, from a chat model; off unless the setting ``second_opinion`` is on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa import grounding
from qa.answering.checking.repair import Judge, Outcome, contradicted, evidence_for, shown, topics
from qa.answering.checking.sentences import Written
from qa.errors import ServerError
from qa.language import say
from qa.models import Dropped, Passage

if TYPE_CHECKING:
    from qa.llm import ChatModel
    from qa.prompting import Prompt

_LONGEST = 4000
_THOUGHT = re.compile(r".*</think>|<think>.*", re.DOTALL)
_VERDICT = re.compile(
    r"(?P<no>不(?:能)?支持|未支持|没有支持|\bnot supported|\bunsupported|\bno\b)|支持|\bsupported|\byes\b",
    re.IGNORECASE,
)


class ModelOpinion:
    """Asks a chat model whether texts bear a sentence out (a `qa.grounding.SecondOpinion`).

    :param chat: The model.
    :param prompt: The prompt ``opinion``: takes ``sentence`` and ``sources``.
    """

    def __init__(self, chat: ChatModel, prompt: Prompt) -> None:
        self._chat, self._prompt = chat, prompt

    def supports(self, sentence: str, sources: Sequence[str]) -> bool | None:
        """Return what the model says first; None where it says neither, or its server fails."""
        written = ""
        try:
            with self._chat.stream(self._prompt.render(sentence=sentence, sources=list(sources))) as stream:
                for piece in stream:
                    written += piece
                    if len(written) > _LONGEST:
                        break
        except ServerError:
            return None  # an opinion that cannot be had changes nothing
        verdict = _VERDICT.search(_THOUGHT.sub("", written))
        return None if verdict is None else verdict["no"] is None


def with_opinion(judge: Judge, opinion: grounding.SecondOpinion) -> Judge:
    """Return a judge that asks for an opinion on what another made of a sentence.

    What that one shows, the opinion may refuse. What it drops, the opinion may accept, unless it states a wrong fact.
    """

    def judged(written: Written, passages: Sequence[Passage]) -> Outcome:
        outcome = judge(written, passages)
        texts = evidence_for(written.text, passages)
        if outcome.shown is not None:
            if opinion.supports(outcome.shown.text, texts) is False:
                why = say("refused by the second opinion", "复核认为来源不支持")
                return Outcome(dropped=Dropped(written.text, why))
            return outcome
        support = grounding.check(written.text, texts, about=topics(passages), second_opinion=opinion)
        # What another passage or a heading denies is no opinion's to accept.
        if not support.supported or contradicted(written.text, passages, texts) is not None:
            return outcome
        return shown(written, passages, support, range(len(texts)))

    return judged
