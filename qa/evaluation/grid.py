"""Settings in every combination of some values."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from qa.errors import ArgumentInvalid
from qa.settings import Settings

# Where things are and how they are shown: no answer depends on them. Keys are nobody's to see in a table.
_NO_USE = ("home", "store", "lang", "log", "llm_cache", "llm_api_key", "embedding_api_key")


def grid(
    varied: Mapping[str, Sequence[Any]], base: Mapping[str, Any]
) -> list[tuple[dict[str, Any], Settings]]:
    """Return every combination once: the settings that are varied as they were understood, and all of them.

    An empty value is the setting's default; the last setting turns fastest.

    :raises ArgumentInvalid: there is no such setting, it has no influence, or no value is given.
    :raises ConfigInvalid: a value is not allowed.

    >>> [values for values, _ in grid({"chunk_tokens": ["160", "320"], "passages": [6, "6"]}, {"home": "/tmp/x"})]
    [{'chunk_tokens': 160, 'passages': 6}, {'chunk_tokens': 320, 'passages': 6}]
    """
    known = [name for name in Settings.model_fields if name not in _NO_USE]
    for name, each in varied.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3) or known
            raise ArgumentInvalid(name="vary", value=name, allowed=", ".join(near))
        if not each:
            raise ArgumentInvalid(name=name, value="", allowed="VALUE,VALUE")
    found: dict[tuple[Any, ...], tuple[dict[str, Any], Settings]] = {}
    for chosen in itertools.product(*varied.values()):
        given = {**base, **dict(zip(varied, chosen, strict=True))}
        settings = Settings(**{name: value for name, value in given.items() if value not in ("", None)})
        values = {name: getattr(settings, name) for name in varied}
        found.setdefault(tuple(values.values()), (values, settings))
    return list(found.values())


def words_of(values: Mapping[str, Any]) -> str:
    """Return settings as they are written on a command line.

    >>> words_of({"chunk_tokens": 160, "prompts": None})
    'chunk_tokens=160 prompts='
    """
    return " ".join(f"{name}={'' if value is None else value}" for name, value in values.items())
