"""How much a word tells, where no library is asked: its inverse document frequency in news texts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("rarity.txt")

MOST = 6.0
"""The rarity of a word that is not listed: it stands in fewer than one of 400 texts."""


def rarity(word: str) -> float:
    """Return a word's rarity, from 0 for one in every text to `MOST`.

    >>> rarity("的") < rarity("公司") < rarity("备付金")
    True
    """
    return _listed().get(word, MOST)


@cache
def _listed() -> dict[str, float]:
    found: dict[str, float] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            value, *words = line.split(" ")
            found |= dict.fromkeys(words, float(value))
    return found
