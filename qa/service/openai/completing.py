"""From the pieces of an answer to those of a message, within what the client allows."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import TypeAlias

from qa import text as zh
from qa.models import Answer, Sentence, Understood
from qa.service.openai.answered import FinishReason
from qa.service.openai.content import Content

Pieces: TypeAlias = Generator[Understood | Sentence | Answer, None, None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Where an answer ends early: after so many tokens, and before a sentence with one of these texts in it."""

    tokens: int | None = None
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a message: why it ended, the whole answer, unless that was cut short, and how many tokens it has."""

    finish_reason: FinishReason
    answer: Answer | None
    tokens: int = 0


def completed(pieces: Pieces, content: Content, limits: Limits) -> Generator[str | Ended, None, None]:
    """Yield each text that is added to the content, and last how it ended.

    Where a limit is reached, the pieces are closed, which stops the model.
    """
    left = limits.tokens
    finish_reason: FinishReason = "stop"
    answer = None
    with closing(pieces):
        for piece in pieces:
            if isinstance(piece, Understood):
                yield content.begin(piece)
                continue
            if isinstance(piece, Answer):
                answer = piece
                break
            if any(stop in piece.text for stop in limits.stops):
                break
            if left is not None:
                left -= zh.count_tokens(content.next_text(piece))
                if left < 0:
                    finish_reason = "length"
                    break
            yield content.add(piece)
    if ending := content.end(answer):
        yield ending
    yield Ended(finish_reason, answer, zh.count_tokens(content.text))


def joined(parts: Iterable[str | Ended]) -> Ended:
    """Return how a message ended, when it has."""
    *_, end = parts
    assert isinstance(end, Ended)
    return end
