"""Every problem that the service can answer with, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa import errors
from qa.errors import QaError
from qa.service.problems import details as problems
from qa.service.problems import telling

# What only the command does, or only the start of the service.
_NEVER = (
    errors.ConfigError,
    errors.EvaluationError,
    errors.NoteError,
    errors.OutputExists,
    errors.OutputUnwritable,
    errors.LogError,
    errors.AddressOpen,
    errors.PortTaken,
    errors.KeysUnusable,
    errors.KeyNameTaken,
    errors.KeyNameUnknown,
)


class Meaning(NamedTuple):
    """A problem: its status, and what it says, with … for what is told of each case."""

    status: int
    en: str
    zh: str


def _kinds(above: type[QaError] = QaError) -> Iterator[type[QaError]]:
    """Yield every error that is not a group of others."""
    below = [kind for kind in above.__subclasses__() if kind.__module__.startswith(errors.__name__)]
    for kind in below:
        yield from _kinds(kind)
    if not below:
        yield above


def _can_come(kind: type[QaError]) -> bool:
    return not issubclass(kind, _NEVER) or kind in telling.TEXTS or kind in telling.OWN


KINDS: dict[str, type[QaError]] = {kind.__name__: kind for kind in _kinds() if _can_come(kind)}
"""Every problem by its code."""
KINDS["InternalError"] = telling.InternalError


def meaning(code: str) -> Meaning:
    """Return what a problem means.

    >>> meaning("ArticleUnknown")
    Meaning(status=404, en='No article is called …. The list of articles has all ids and titles.', zh='没有名为 … 的文章。全部编号和标题见文章列表。')
    """
    kind = KINDS[code]
    english, chinese = (re.sub(r"\{[^}]*\}", "…", text) for text in telling.texts(kind))
    return Meaning(problems.status_of(kind), english, chinese)
