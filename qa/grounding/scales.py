"""Adjectives that say on which side of another thing something lies: 多, 少; 快, 慢; and the figures they stand for."""

from __future__ import annotations

_UP = "多高大贵长久慢重远厚深宽晚老强热迟"
_DOWN = "少低小贱短暂快轻近薄浅窄早新弱冷早"
_WORDS = {"便宜": False, "昂贵": True, "省时": False, "耗时": True, "费时": True, "省钱": False, "费钱": True}
_OF_TIME = frozenset("快慢早晚迟久长短")


def side(adjective: str) -> bool | None:
    """Return whether more of it is a higher figure; None for what is on no scale. Slow is a long time.

    >>> side("多"), side("快"), side("绿")
    (True, False, None)
    """
    if adjective in _WORDS:
        return _WORDS[adjective]
    if adjective in _UP:
        return True
    return False if adjective in _DOWN else None


def opposite(adjective: str) -> str | None:
    """Return the other end of a scale: 少 for 多."""
    if len(adjective) == 1 and adjective in _UP:
        return _DOWN[_UP.index(adjective)]
    return _UP[_DOWN.index(adjective)] if len(adjective) == 1 and adjective in _DOWN else None


def is_of_time(adjective: str) -> bool:
    """Whether it tells of figures only where they are times."""
    return adjective in _OF_TIME


SCALE_WORDS = (*_UP, *_DOWN, *_WORDS)
"""All of them."""
