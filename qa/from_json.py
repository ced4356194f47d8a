"""From JSON back to what it was made of, by the types of a dataclass."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints


def from_json(kind: Any, value: Any) -> Any:
    """Return what a JSON value was before, by its type; fields that there were not yet have their default.

    Raises ``KeyError``, ``TypeError``, ``ValueError`` or ``AttributeError`` for what is no such value.

    >>> from qa.models import Usage
    >>> from_json(tuple[Usage, ...], [{"tokens_in": 3}])
    (Usage(tokens_in=3, tokens_out=0, cached=False),)
    >>> from_json(tuple[float, bool] | None, [0.5, True])
    (0.5, True)
    """
    if get_origin(kind) in (Union, types.UnionType):
        if value is None:
            return None
        kind = next(each for each in get_args(kind) if each is not types.NoneType)
    if dataclasses.is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(**{name: from_json(hints[name], value[name]) for name in hints if name in value})
    if get_origin(kind) is tuple:
        inside = get_args(kind)
        if inside[-1] is Ellipsis:
            return tuple(from_json(inside[0], each) for each in value)
        return tuple(from_json(one, each) for one, each in zip(inside, value, strict=True))
    if get_origin(kind) is Mapping:
        return {name: from_json(get_args(kind)[1], each) for name, each in value.items()}
    return Path(value) if kind is Path else value


# Looking the types of a class up takes longer than making one of it.
_hints = functools.cache(get_type_hints)
