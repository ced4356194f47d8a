"""What every error is: a message in two languages, details for programs, an exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar, TypeAlias

from qa import language


class QaError(Exception):
    """The root. Subclasses give ``en`` and ``zh``: templates over the keyword arguments."""

    en: ClassVar[str] = "{message}"
    zh: ClassVar[str] = "{message}"
    exit_code: ClassVar[int] = 1

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.message("en"))

    def message(self, lang: language.Language) -> str:
        """Return the message in one language."""
        return (self.zh if lang == "zh" else self.en).format(**self.details)

    def __str__(self) -> str:
        tell = _teller.get()
        return tell(self) if tell else self.message(language.current())

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are pickled by their positional args, and these have none.
        return (_rebuild, (type(self), self.details))

    @property
    def code(self) -> str:
        """The error's stable name in JSON: the class name."""
        return type(self).__name__


Teller: TypeAlias = Callable[[QaError], str]

_teller: ContextVar[Teller | None] = ContextVar("teller", default=None)


@contextmanager
def told_by(tell: Teller) -> Iterator[None]:
    """Have every error say, within a block, in this thread or task only, what ``tell`` returns.

    Who asks over a network can run none of the commands that the messages name. :meth:`QaError.message` is what it
    always is.

    >>> with told_by(lambda error: "It is not there."):
    ...     str(QaError(message="a.md is not there."))
    'It is not there.'
    """
    token = _teller.set(tell)
    try:
        yield
    finally:
        _teller.reset(token)


def _rebuild(kind: type[QaError], details: dict[str, object]) -> QaError:
    return kind(**details)
