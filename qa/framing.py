"""Words that questions are put in: that no passage has one of them says nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("framing.txt")


def frames(word: str) -> bool:
    """Whether a word is one that questions are put in, and not what they are about.

    >>> frames("含义"), frames("文中"), frames("备付金")
    (True, True, False)
    """
    return word in _listed()


@cache
def _listed() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
