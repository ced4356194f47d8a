"""What went wrong, told without what was being worked on.

The text of an exception is whatever its author put into it: pydantic quotes what was sent, Chroma what was stored, a
model's server what it was asked. So of an exception the log has its kind, where it came from, and of our own those details
that are no text; the rest is there only where text may be logged at all.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

from qa.errors import QaError
from qa.masking import mask

# Details that say where and how, and never what: nothing that was sent, stored or answered gets into these.
_PLAIN_DETAILS = frozenset(
    {"url", "status", "model", "seconds", "times", "limit", "length", "store", "stored", "configured"}
)
# Mistakes of the program, in words of Python's own: names and types, and no values.
_MISTAKES = (TypeError, AttributeError, NameError, ImportError, ModuleNotFoundError)
_MOST_CAUSES = 8


def named(error: BaseException, *, with_text: bool = False) -> str:
    """Return the name of an error, with what may be told of it.

    >>> from qa.errors import QuestionEmpty, ServerFailed
    >>> named(ServerFailed(url="http://127.0.0.1/v1", status=502, problem="what you asked was: …"))
    'ServerFailed(url=http://127.0.0.1/v1, status=502)'
    >>> named(QuestionEmpty(question="…")), named(KeyError("什么叫备付金？"))
    ('QuestionEmpty', 'KeyError')
    """
    kind = type(error)
    if isinstance(error, QaError):
        told = [
            f"{name}={value}"
            for name, value in error.details.items()
            if value is not None and (with_text or name in _PLAIN_DETAILS)
        ]
        return mask(f"{error.code}({', '.join(told)})") if told else error.code
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if with_text or kind in _MISTAKES:
        return mask(f"{name}: {error}")
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        return f"{name}({error.errno}, {error.strerror})"
    return name


def described(error: BaseException, *, with_text: bool = False) -> list[dict[str, Any]]:
    """Return an error and what it came from, each with the lines of the program that it went through, innermost last."""
    return [
        {
            "error": named(each, with_text=with_text),
            "at": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(each.__traceback__)
            ],
        }
        for each in _with_causes(error)
    ]


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _MOST_CAUSES:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        cause = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        if cause is not None:
            waiting.append(cause)
