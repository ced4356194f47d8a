"""From the messages of a request to the question and what was said before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.conversation.history import MOST_TURNS
from qa.errors import CompletionInvalid
from qa.language import say
from qa.models import PastTurn
from qa.service.openai.asked import Message
from qa.service.openai.said import read_back


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a request, and the turns before it, oldest first."""

    question: str
    history: tuple[PastTurn, ...]


def asked(messages: Sequence[Message]) -> Asked:
    """Return what the last message of the user asks, after what the user and the assistant said before it.

    Messages of other roles (system, developer, tool) are not looked at: nothing in them may change what an answer rests
    on. Neither is what comes after the question, nor an answer before the first question.

    :raises CompletionInvalid: there is no message of a user, or it holds what is not text.

    >>> asked([Message(role="system", content="Be funny."), Message(role="user", content="渡船几班？")])
    Asked(question='渡船几班？', history=())
    """
    last = max((at for at, message in enumerate(messages) if message.role == "user"), default=None)
    if last is None:
        raise CompletionInvalid(
            param="messages",
            problem=say("there is no message with the role user", "没有 role 为 user 的消息"),
        )
    return Asked(_question(messages[last], last), _history(messages[:last]))


def _question(message: Message, at: int) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    for number, part in enumerate(message.content):
        if part.text is None:
            raise CompletionInvalid(
                param=f"messages.{at}.content.{number}",
                problem=say(
                    f"content of the type {part.type[:40]!r} is not taken; ask in text",
                    f"不接受类型为 {part.type[:40]!r} 的内容；请用文字提问",
                ),
            )
    return _text(message)


def _history(messages: Sequence[Message]) -> tuple[PastTurn, ...]:
    """Return the last turns: each message of the user, with all that the assistant said until the next."""
    turns: list[PastTurn] = []
    answers: list[str] = []
    for message in reversed(messages):
        if message.role == "assistant":
            answers.append(_text(message))
        elif message.role == "user":
            said = read_back("\n".join(filter(None, reversed(answers))))
            turns.append(PastTurn(_text(message), said.text, said.titles, said.understood_as))
            answers = []
            if len(turns) == MOST_TURNS:
                break
    return tuple(reversed(turns))


def _text(message: Message) -> str:
    """Return the text of a message, without what is not text: in what was said before, that does not matter."""
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content if part.text)
    return message.content or ""
