"""Whether a text has begun to go round in circles."""

from __future__ import annotations

import re

# Fitted to nothing: shorter runs and fewer rounds occur in lists, tables and emphasis.
_ROUNDS = 4
_SHORTEST_RUN = 48
_LONGEST_ROUND = 128
_STEP = 16
_LIST = re.compile(r"[^，,；;。！？!?：:]*、[^，,；;。！？!?：:]*")
_AND = re.compile(r"、|和|与|及|以及")
_FEWEST_LISTED = 2


class Repetition:
    """Reads a text in pieces and finds where one phrase follows itself again and again, with no sentence end.

    A phrase of up to 128 characters is a loop where it stands there four times in a row, and over at least 48
    characters; one without a letter or digit, such as a rule of a table, over four times as many.
    """

    def __init__(self) -> None:
        self._tail = ""
        self._unseen = 0

    def cut(self, text: str) -> int | None:
        """Return how much of the next piece there is up to where the loop is noticed; None if there is no loop.

        How the text is cut into pieces makes no difference.

        >>> repetition = Repetition()
        >>> repetition.cut("备付金由银行存管。"), repetition.cut("手续费、" * 20)
        (None, 55)
        """
        for at, character in enumerate(text):
            self._tail = (self._tail + character)[-_ROUNDS * _LONGEST_ROUND :]
            self._unseen += 1
            if self._unseen == _STEP:
                self._unseen = 0
                if _is_loop(self._tail):
                    return at + 1
        return None


def lists_twice(sentence: str) -> bool:
    """Whether a sentence lists one thing twice, which a model does that has lost count.

    >>> lists_twice("发起人是甲公司、乙公司、丙公司和甲公司。"), lists_twice("甲公司、乙公司和丙公司。")
    (True, False)
    """
    for run in _LIST.findall(sentence):
        items = [item.strip() for item in _AND.split(run) if item.strip()]
        rest = items[1:]
        # The list's first thing has the sentence's beginning before it: 发起人是甲公司、….
        opened = any(len(item) > 1 and items[0].endswith(item) for item in rest)
        if len(items) > _FEWEST_LISTED and (opened or len(set(rest)) < len(rest)):
            return True
    return False


def _is_loop(tail: str) -> bool:
    for round_ in range(1, _LONGEST_ROUND + 1):
        run = max(_SHORTEST_RUN, _ROUNDS * round_)
        if len(tail) < run:
            return False
        if tail[-run:-round_] == tail[-run + round_ :]:
            if any(character.isalnum() for character in tail[-round_:]):
                return True
            longer = tail[-_ROUNDS * run :]
            if len(longer) == _ROUNDS * run and longer[:-round_] == longer[round_:]:
                return True
    return False
