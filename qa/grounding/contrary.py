"""What the sources have otherwise, each kind of it by a rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from qa.grounding.agents import agent_changed, owner_for_owned
from qa.grounding.clefts import singled_out
from qa.grounding.comparisons import miscompared
from qa.grounding.denials import denied
from qa.grounding.parallels import confused
from qa.grounding.parts import Parts, parts
from qa.grounding.persons import misattributed
from qa.grounding.quantifiers import overstated
from qa.grounding.rivals import exchanged
from qa.grounding.shifts import reversed_shift
from qa.grounding.stances import stance_turned
from qa.grounding.tables import misread
from qa.grounding.unreal import not_done
from qa.grounding.values import misbound
from qa.grounding.weekdays import other_day

Rule: TypeAlias = Callable[[Parts, Sequence[str]], str | None]
"""Returns why a sentence and its sources cannot both be right, or None."""

_OF_WORDS: tuple[Rule, ...] = (
    denied,
    misbound,
    reversed_shift,
    miscompared,
    overstated,
    stance_turned,
    confused,
    agent_changed,
    exchanged,
    owner_for_owned,
    not_done,
    singled_out,
)
# A table's row has few words of a sentence, and a person or a day may be told of anywhere.
_OF_ALL: tuple[Rule, ...] = (misread, misattributed, other_day)
_LEAST = 0.3


def contrary(said: Parts, sources: Sequence[str]) -> str | None:
    """Return what the sources have otherwise, as a reason; None if there is nothing.

    >>> contrary(Parts("渡船比缆车快。"), ["渡船要二十分钟，缆车要四分钟。"])
    'the source has it the other way round: 渡船要二十分钟, 缆车要四分钟'
    """
    near = [source for source in sources if _is_near(said, source)]
    found = (rule(said, some) for rules, some in ((_OF_WORDS, near), (_OF_ALL, sources)) for rule in rules)
    return next((reason for reason in found if reason is not None), None)


def _is_near(said: Parts, source: str) -> bool:
    """Whether a sentence of a source has a good part of a clause: what has not is about something else."""
    clauses = [
        {word.text for word in said.words_in(clause.start, clause.end) if word.tells}
        for clause in said.clauses
    ]
    return any(
        sum(word in part.text for word in words) >= _LEAST * len(words)
        for part in parts(source).sentences
        for words in clauses
        if words
    )
