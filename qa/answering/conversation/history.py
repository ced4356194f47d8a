"""What was said in a conversation, within its bounds, and such a history as a client gives it.

A client's history tells what a question refers to, and nothing else: no sentence of it is ever a source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qa import text as zh
from qa.answering.conversation import rewriting
from qa.answering.conversation.antecedents import Turn
from qa.errors import ArgumentInvalid, UsageError
from qa.language import say
from qa.models import PastTurn
from qa.query import LONGEST_QUERY, require_query

MOST_TURNS = 100
"""How many turns are remembered at most, however short they are."""

# No text of which so many tokens are kept is longer than this many characters a token.
_CHARACTERS_PER_TOKEN = 8


class Given(NamedTuple):
    """A history as a conversation remembers it.

    ``said`` are the sentences of the last answer and, where it told more about the same thing, of those before it.
    """

    turns: tuple[Turn, ...]
    said: tuple[str, ...]


def remembered(turns: Sequence[Turn], tokens: int) -> tuple[Turn, ...]:
    """Return the last of the turns, oldest first, that together have at most so many tokens.

    Of the very last one, as many sentences as fit are kept.

    >>> turns = [Turn("备付金是什么？"), Turn("什么是终局性？", ("一旦结算，不可撤销。", "这就是终局性。"))]
    >>> remembered(turns, 25)
    (Turn(question='什么是终局性？', sentences=('一旦结算，不可撤销。',), titles=()),)
    """
    kept: list[Turn] = []
    left = tokens
    for turn in reversed(turns[-MOST_TURNS:]):
        fitting = turn if kept else _shortened(turn, left)
        cost = _cost(fitting)
        if cost > left:
            break
        kept.append(fitting)
        left -= cost
    return tuple(reversed(kept))


def taken(history: Sequence[PastTurn], tokens: int) -> Given:
    """Return what a client says was said before, as a conversation remembers it: at most so many tokens of it.

    A follow-up whose meaning is not given is understood by the rules, after the turns before it. A question that could not
    have been asked, because it is empty or too long, is passed over with its answer.

    :raises ArgumentInvalid: something in it is not a :class:`qa.models.PastTurn`.

    >>> given = taken([PastTurn("商户的手续费是多少？", "百分之三。"), PastTurn("那年费呢？", "一万元。")], 1000)
    >>> [turn.question for turn in given.turns], given.said
    (['商户的手续费是多少？', '商户的年费是多少？'], ('一万元。',))
    """
    for turn in history:
        if not isinstance(turn, PastTurn):
            allowed = say("PastTurn objects: a question and its answer", "由 PastTurn（一问一答）组成的列表")
            raise ArgumentInvalid(name="history", value=str(turn)[:80], allowed=allowed)
    latest: list[PastTurn] = []
    left = tokens
    for turn in reversed(history):
        if left <= 0 or len(latest) == MOST_TURNS:
            break
        try:
            question = require_query(turn.question)
            meant = require_query(turn.understood_as) if turn.understood_as else None
        except UsageError:
            continue
        latest.append(replace(turn, question=question, understood_as=meant))
        left -= zh.count_tokens(meant or question) + zh.count_tokens(_beginning(turn, tokens))
    turns: list[Turn] = []
    said: tuple[str, ...] = ()
    for past in reversed(latest):
        as_meant = _understood(past, turns, tokens)
        is_further = as_meant.question != past.question and rewriting.asks_further(past.question)
        said = (*said, *as_meant.sentences) if is_further else as_meant.sentences
        turns.append(as_meant)
    return Given(remembered(turns, tokens), said)


def _understood(past: PastTurn, before: Sequence[Turn], tokens: int) -> Turn:
    """Return a turn as it must have been understood after those before it."""
    meant = past.understood_as or rewriting.by_rules(past.question, before)
    if meant is None or len(meant) > LONGEST_QUERY:
        meant = past.question
    text = zh.clean(_beginning(past, tokens))
    cut = (text[start:end].strip() for start, end in zh.sentences(text))
    titles = (" ".join(zh.clean(title).split()) for title in past.titles)
    return Turn(meant, tuple(filter(None, cut)), tuple(dict.fromkeys(filter(None, titles))))


def _beginning(turn: PastTurn, tokens: int) -> str:
    """Return as much of an answer as can be remembered at all."""
    return turn.text[: tokens * _CHARACTERS_PER_TOKEN]


def _cost(turn: Turn) -> int:
    return sum(map(zh.count_tokens, (turn.question, *turn.sentences)))


def _shortened(turn: Turn, tokens: int) -> Turn:
    """Return a turn with as many of its sentences as fit."""
    left = tokens - zh.count_tokens(turn.question)
    fitting = 0
    for sentence in turn.sentences:
        left -= zh.count_tokens(sentence)
        if left < 0:
            break
        fitting += 1
    return replace(turn, sentences=turn.sentences[:fitting])
