"""Records of a run as JSON, and back: one object a record, on one line."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from qa import output
from qa.evaluation.record import QuestionRecord
from qa.from_json import from_json

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """Return what JSON can hold of a value; answers and passages have the shape that :mod:`qa.output` gives them.

    >>> from qa.evaluation.suite import Gold, SectionRef
    >>> to_json(Gold((SectionRef("桥与车.md", ("一、桥",)),)))
    {'sections': [{'article': '桥与车.md', 'path': ['一、桥']}], 'grade': 1}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if type(value) in output.to_json.registry:
            return output.to_json(value)
        return {name: to_json(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def line(record: Any) -> str:
    """Return a record as one line, without the line's end.

    Passages that were not reranked are written once.
    """
    shape = to_json(record)
    if isinstance(record, QuestionRecord) and record.unranked == record.ranked:
        shape["unranked"] = None
    # Half a character, which a model may have sent, is no UTF-8.
    return json.dumps(shape, ensure_ascii=False).encode("utf-8", "replace").decode()


def read_line(kind: type[T], text: str) -> T:
    """Return the record of a line that :func:`line` wrote.

    Raises ``ValueError``, ``KeyError``, ``TypeError`` or ``AttributeError`` for any other.

    >>> from qa.evaluation.record import SentenceRecord
    >>> read_line(SentenceRecord, line(SentenceRecord("s-1", 0.5, True)))
    SentenceRecord(id='s-1', score=0.5, supported=True, seconds=0.0, failure=None)
    """
    shape = json.loads(text)
    if kind is QuestionRecord and shape["unranked"] is None:
        shape["unranked"] = shape["ranked"]
    made: T = from_json(kind, shape)
    return made


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
