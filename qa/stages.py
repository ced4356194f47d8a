"""What the core is doing, told to whoever listens: the service's metrics and spans. Costs nothing where nobody does.

A stage is a block of work with a name and some facts about it (:func:`stage`); what comes out of it that is worth
counting is told (:func:`tell`). Both go to the observer of the context they run in, and threads that are given a copy
of the context go on telling the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Literal, Protocol, TypeAlias

Fact: TypeAlias = str | int | float | bool
Name: TypeAlias = Literal["retrieve", "embed", "check", "llm", "ingest"]


class Observer(Protocol):
    """Whoever wants to know. It is called in the thread that works, and should be quick."""

    def begun(self, name: Name) -> Begun:
        """Hear that a stage begins."""

    def told(self, result: object, kind: str) -> None:
        """Hear of a result, one of :mod:`qa.models` or an error; ``kind`` says more of it, if anything."""


class Begun(Observer, Protocol):
    """A stage that is under way; it hears of what is done within it."""

    def ended(self, facts: dict[str, Fact], error: BaseException | None) -> None:
        """Hear that it is over: once, from any thread."""


class Facts(Protocol):
    """What is found out about a stage while it lasts."""

    def __setitem__(self, name: str, fact: Fact) -> None: ...


_observer: ContextVar[Observer | None] = ContextVar("observer", default=None)


def observer() -> Observer | None:
    """Return who listens here; None where nobody does."""
    return _observer.get()


@contextmanager
def observed(by: Observer | None) -> Iterator[None]:
    """Tell an observer of all that is done within the block, in this thread or task and in copies of its context.

    >>> class Names:
    ...     def begun(self, name: Name) -> Names:
    ...         print("begun:", name)
    ...         return self
    ...     def ended(self, facts: dict[str, Fact], error: BaseException | None) -> None:
    ...         print("ended:", facts)
    ...     def told(self, result: object, kind: str) -> None:
    ...         print("told:", result)
    >>> with observed(Names()), stage("check") as facts:
    ...     facts["supported"] = True
    ...     tell("a result")
    begun: check
    told: a result
    ended: {'supported': True}
    """
    token = _observer.set(by)
    try:
        yield
    finally:
        _observer.reset(token)


def stage(name: Name) -> AbstractContextManager[Facts]:
    """Make the block a stage, and return what takes its facts.

    No ``yield`` may stand in the block: who waits for a generator would find itself within the stage.
    """
    by = _observer.get()
    return _SILENCE if by is None else _Stage(name, by)


def tell(result: object, kind: str = "") -> None:
    """Tell who listens of a result."""
    by = _observer.get()
    if by is not None:
        by.told(result, kind)


class _Silence:
    """A stage that nobody hears of."""

    def __enter__(self) -> Facts:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __setitem__(self, name: str, fact: Fact) -> None: ...


_SILENCE = _Silence()


class _Stage:
    def __init__(self, name: Name, by: Observer) -> None:
        self._name, self._by = name, by
        self._facts: dict[str, Fact] = {}
        self._begun: Begun
        self._token: Token[Observer | None]

    def __enter__(self) -> Facts:
        self._begun = self._by.begun(self._name)
        self._token = _observer.set(self._begun)
        return self._facts

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _observer.reset(self._token)
        self._begun.ended(self._facts, error)
