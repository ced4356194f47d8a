"""From JSON back to what it was made of, by the types of a dataclass."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

_Reader: TypeAlias = Callable[[Any], Any]


def from_json(kind: Any, value: Any) -> Any:
    """Return what a JSON value was before, by its type; fields that there were not yet have their default.

    Raises ``KeyError``, ``TypeError``, ``ValueError`` or ``AttributeError`` for what is no such value.

    >>> from qa.models import Usage
    >>> from_json(tuple[Usage, ...], [{"tokens_in": 3}])
    (Usage(tokens_in=3, tokens_out=0, cached=False),)
    >>> from_json(tuple[float, bool] | None, [0.5, True])
    (0.5, True)
    """
    return _reader(kind)(value)


# Looking the types of a class up takes many times as long as making one of it.
@functools.cache
def _reader(kind: Any) -> _Reader:
    inside = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        read = _reader(next(each for each in inside if each is not types.NoneType))
        return lambda value: None if value is None else read(value)
    if dataclasses.is_dataclass(kind):
        return _of_dataclass(kind)
    if get_origin(kind) is tuple and inside[-1] is Ellipsis:
        read = _reader(inside[0])
        return lambda value: tuple(map(read, value))
    if get_origin(kind) is tuple:
        readers = [_reader(each) for each in inside]
        return lambda value: tuple(read(each) for read, each in zip(readers, value, strict=True))
    if get_origin(kind) is Mapping:
        read = _reader(inside[1])
        return lambda value: {name: read(each) for name, each in value.items()}
    return Path if kind is Path else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _of_dataclass(kind: Any) -> _Reader:
    # Not before it is needed: one may have fields of its own kind.
    @functools.cache
    def fields() -> list[tuple[str, _Reader]]:
        return [(name, _reader(hint)) for name, hint in get_type_hints(kind).items()]

    return lambda value: kind(**{name: read(value[name]) for name, read in fields() if name in value})
