"""Several questions in a row: each is made self-contained from what was said before, and answered like the first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeAlias

from qa import text as zh
from qa.answering.conversation import rewriting
from qa.answering.conversation.antecedents import Turn
from qa.answering.conversation.history import remembered, taken
from qa.answering.conversation.rewriting import Rewritten
from qa.models import Answer, PastTurn, Sentence, Understood, Usage

Said: TypeAlias = tuple[str, int, int] | str
"""A sentence that was given: its article, its section, its start in it; its text where the place is not known."""

Ask: TypeAlias = Callable[[str, Collection[Said]], Generator[Sentence | Answer, None, None]]
"""Answers a question; without a model, from other sentences than these."""

Rewrite: TypeAlias = Callable[[str, Sequence[Turn]], Rewritten]


class Conversation:
    """Questions that may refer to what was said before; made by :meth:`qa.Assistant.chat`.

    :param ask: What answers one self-contained question.
    :param rewrite: A model that makes a question self-contained; None to do it by rules only.
    :param keep: What is done with each whole answer before it is given.
    :param history_tokens: How much of what was said is remembered, in tokens; the oldest is forgotten first.
    :param history: What was said before this conversation was made, oldest first.

    ``turns`` is what is remembered, oldest first; ``answers`` is every whole answer since the beginning, and
    ``understood`` how the last question was understood where it was a follow-up.
    """

    def __init__(
        self,
        ask: Ask,
        *,
        rewrite: Rewrite | None = None,
        keep: Callable[[Answer], Answer] = lambda answer: answer,
        history_tokens: int = 1000,
        history: Sequence[PastTurn] = (),
    ) -> None:
        self._ask, self._rewrite, self._keep, self._history_tokens = ask, rewrite, keep, history_tokens
        given = taken(history, history_tokens)
        self.turns = given.turns
        self.answers: list[Answer] = []
        self.understood: Understood | None = None
        self._said: tuple[Said, ...] = given.said

    def clear(self) -> None:
        """Forget everything that was said."""
        self.turns, self.answers, self.understood, self._said = (), [], None, ()

    def ask(self, question: str) -> Answer:
        """Return the whole answer to the next question. Raises what :meth:`qa.Assistant.ask` raises."""
        for piece in self.stream(question):
            if isinstance(piece, Answer):
                answer = piece
        return answer

    def stream(self, question: str) -> Generator[Understood | Sentence | Answer, None, None]:
        """Yield how the next question is understood where it is a follow-up, each sentence, and last the answer.

        Closing it stops the model; the sentences shown so far are remembered.
        """
        question = " ".join(zh.clean(question).split())
        understood, usage = self._understand(question)
        if understood is not None:
            yield understood
        asked = understood.understood_as if understood else question
        is_further = understood is not None and rewriting.asks_further(question)
        given: list[Sentence] = []
        is_whole = False
        try:
            with closing(self._ask(asked, self._said if is_further else ())) as pieces:
                for piece in pieces:
                    if isinstance(piece, Answer):
                        is_whole = True
                        self.understood = understood
                        answer = replace(
                            piece,
                            question=question,
                            understood_as=understood.understood_as if understood else None,
                            usage=_sum(piece.usage, usage),
                        )
                        answer = self._keep(answer)
                        self.answers.append(answer)
                        yield answer
                    else:
                        given.append(piece)
                        yield piece
        finally:
            # Also after Ctrl-C: what was shown can be referred to.
            if given or is_whole:
                self._remember(asked, given, is_further=is_further)

    def _understand(self, question: str) -> tuple[Understood | None, Usage]:
        if not self.turns:
            return None, Usage()
        rejected, usage = None, Usage()
        if self._rewrite is not None and rewriting.need(question) != "no":
            rewritten = self._rewrite(question, self.turns)
            rejected, usage = rewritten.why, rewritten.usage
            if rewritten.text is not None:
                same = rewritten.text.strip("?？ ") == question.strip("?？ ")
                return None if same else Understood(question, rewritten.text, "model"), usage
        resolved = rewriting.by_rules(question, self.turns)
        if resolved is None:
            return None, usage
        return Understood(question, resolved, "rules", rejected), usage

    def _remember(self, asked: str, given: Sequence[Sentence], *, is_further: bool) -> None:
        places = tuple((c.article, c.section, c.start) for sentence in given for c in sentence.citations)
        self._said = (*self._said, *places) if is_further else places
        titles = tuple(dict.fromkeys(c.title for sentence in given for c in sentence.citations))
        turn = Turn(asked, tuple(sentence.text for sentence in given), titles)
        self.turns = remembered((*self.turns, turn), self._history_tokens)


def _sum(one: Usage, other: Usage) -> Usage:
    return replace(
        one, tokens_in=one.tokens_in + other.tokens_in, tokens_out=one.tokens_out + other.tokens_out
    )
