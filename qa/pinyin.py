"""Chinese names in Latin letters: Haitang is 海棠, Chen Mo is 陈默, in whichever reading of each character."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from qa import text as zh

_LONGEST_SYLLABLE = 6
_LONGEST_NAME = 4
_MOST_READINGS = 8


@cache
def _table() -> dict[int, str]:
    """Return the readings of each character with tones, by its code."""
    # The table alone: the package around it loads phrases as well, which take longer than a whole search.
    package = find_spec("pypinyin")
    assert package is not None
    assert package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "pinyin_dict.py"
    spec = spec_from_file_location("pypinyin_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[int, str] = module.pinyin_dict
    return table


@lru_cache(maxsize=1 << 16)
def readings(character: str) -> frozenset[str]:
    """Return the readings of a Chinese character, without tones; of any other character none.

    >>> sorted(readings("吕")), readings("a")
    (['lu', 'lv'], frozenset())
    """
    plain = set()
    for reading in _table().get(ord(character), "").split(","):
        letters = unicodedata.normalize("NFD", reading)
        bare = "".join(c for c in letters if c.isascii() or c == "\u0308")
        plain |= {bare.replace("u\u0308", "v"), bare.replace("\u0308", "")}
    return frozenset(one for one in plain if one.isascii() and one.isalpha())


@cache
def _syllables() -> frozenset[str]:
    common = map(chr, range(0x4E00, 0x9FA6))
    found = {one for character in common for one in readings(character) if len(one) > 1}
    return frozenset(found - {"hm", "hng", "ng", "ê"} | {"a", "e", "o"})


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> tuple[str, ...]:
    """Return how a Chinese word of two to four characters can be read, in letters without tones; () for any other.

    >>> sounds("海棠"), sounds("银行"), sounds("Pay")
    (('haitang',), ('yinhang', 'yinheng', 'yinxing'), ())
    """
    if not 2 <= len(word) <= _LONGEST_NAME:
        return ()
    each = [sorted(readings(character)) for character in word]
    if not all(each) or math.prod(map(len, each)) > _MOST_READINGS:
        return ()
    return tuple(map("".join, itertools.product(*each)))


@lru_cache(maxsize=1024)
def syllables(word: str) -> bool:
    """Whether a word can be read as two or more syllables of pinyin.

    >>> syllables("Haitang"), syllables("Cang'er"), syllables("Technology")
    (True, True, False)
    """
    letters = re.sub(r"['’-]", "", word).lower()
    known = _syllables()
    best: list[int | None] = [0, *([None] * len(letters))]
    for end in range(1, len(letters) + 1):
        counts = [
            before + 1
            for start in range(max(0, end - _LONGEST_SYLLABLE), end)
            if (before := best[start]) is not None and letters[start:end] in known
        ]
        best[end] = max(counts, default=None)
    return (best[-1] or 0) >= 2


@lru_cache(maxsize=4096)
def stands_in(word: str, text: str) -> bool:
    """Whether consecutive characters of a Chinese text are read as this word.

    >>> stands_in("Haitang", "海棠支付"), stands_in("Qinghe", "海棠支付")
    (True, False)
    """
    letters = re.sub(r"[\s'’-]", "", unicodedata.normalize("NFD", word)).lower()
    letters = "".join(character for character in letters if character.isascii())
    if len(letters) < 2 or not letters.isalpha():
        return False
    folded = zh.fold(text)
    # The ends, in the word, that the characters up to here can be read as.
    begun: set[int] = set()
    for character in folded:
        mine = readings(character)
        if not mine:
            begun = set()
            continue
        begun = {at + len(one) for at in (*begun, 0) for one in mine if letters.startswith(one, at)}
        if len(letters) in begun:
            return True
    return False
