"""Which sessions are open: of clients that do not say goodbye, those are ended that were used the longest ago."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager


class Sessions:
    """The open sessions, each with the key that began it (None where no key is needed).

    :param most: How many may be open.

    >>> sessions = Sessions(2)
    >>> for name, owner in (("1", "lin"), ("2", "zhou"), ("3", "lin")):
    ...     sessions.began(name, owner)
    >>> sessions.surplus()
    '1'
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._owners: OrderedDict[str, str | None] = OrderedDict()
        self._busy: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._owners)

    def began(self, session: str, owner: str | None) -> None:
        """Take note of a session that began."""
        self._owners[session] = owner

    def belongs(self, session: str, owner: str | None) -> bool:
        """Whether a session is open and was begun with this key."""
        return session in self._owners and self._owners[session] == owner

    def ended(self, session: str) -> str | None:
        """Forget a session, and return who began it."""
        return self._owners.pop(session, None)

    @contextmanager
    def used(self, session: str | None) -> Iterator[None]:
        """Do not end a session within the block; after it, it was used last."""
        if session is None or session not in self._owners:
            yield
            return
        self._busy[session] += 1
        try:
            yield
        finally:
            self._busy[session] -= 1
            if not self._busy[session]:
                del self._busy[session]
            if session in self._owners:
                self._owners.move_to_end(session)

    def surplus(self) -> str | None:
        """Return a session to end, if there are too many: of the key that has most of them, the one unused for longest.

        One key can thus not crowd out the others.
        """
        if len(self._owners) <= self._most:
            return None
        idle = {session: owner for session, owner in self._owners.items() if not self._busy[session]}
        shares = Counter(self._owners.values())
        return max(idle, key=lambda session: shares[idle[session]], default=None)
