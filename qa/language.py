"""The language of help and messages: Chinese or English.

The language is decided once per process, from ``QA_LANG`` or the locale, because help texts are
built while modules are imported. :func:`use` changes it for what is rendered afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Language = Literal["zh", "en"]

_chosen: Language | None = None
_spoken: ContextVar[Language | None] = ContextVar("language", default=None)


def from_environment() -> Language:
    """Return the language that ``QA_LANG``, else ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` asks for.

    Anything that does not start with ``zh`` is English.
    """
    for name in ("QA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def use(language: Language | None) -> None:
    """Fix the language of all later messages; ``None`` goes back to the environment's."""
    global _chosen
    _chosen = language


def current() -> Language:
    """Return the language in force.

    >>> use("zh"); current()
    'zh'
    >>> use(None)
    """
    return _spoken.get() or _chosen or from_environment()


@contextmanager
def spoken(language: Language | None) -> Iterator[None]:
    """Use a language within a block, in this thread or task only: one request's, whatever the others speak.

    >>> with spoken("zh"):
    ...     current()
    'zh'
    """
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(en: str, zh: str) -> str:
    """Return what is in the language in force."""
    return zh if current() == "zh" else en
