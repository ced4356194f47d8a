"""What else a thing is called: Chinese words that mean about the same, and their English, from ``thesaurus.txt``.

A general list, kept small: each line is one thing, its English terms before the ``=`` and its Chinese ones after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("thesaurus.txt")
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("'s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("ation", "e"),
)
_SHORTEST_STEM = 2


@cache
def _entries() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the Chinese terms by English term, and the other Chinese terms by Chinese term."""
    in_english: dict[str, dict[str, None]] = {}
    in_chinese: dict[str, dict[str, None]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        english, chinese = line.split("=")
        terms = chinese.split()
        for term in english.split(","):
            in_english.setdefault(term.strip(), {}).update(dict.fromkeys(terms))
        for term in terms:
            others = (other for other in terms if other != term)
            in_chinese.setdefault(term, {}).update(dict.fromkeys(others))
    return (
        {term: tuple(others) for term, others in in_english.items()},
        {term: tuple(others) for term, others in in_chinese.items()},
    )


def synonyms(word: str) -> tuple[str, ...]:
    """Return the Chinese words that mean about the same as a Chinese word.

    >>> synonyms("费率"), synonyms("桥墩")
    (('比率', '利率'), ())
    """
    return _entries()[1].get(word, ())


def translations(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Return how many of the first English words are one term, and what that is in Chinese; (0, ()) where none is.

    >>> translations(["central", "banks", "lend"])
    (2, ('央行', '中央银行', '人民银行'))
    """
    known = _entries()[0]
    for count in range(min(_longest(), len(words)), 0, -1):
        before = [word.lower() for word in words[: count - 1]]
        for stem in _stems(words[count - 1].lower()):
            found = known.get(" ".join((*before, stem)))
            if found:
                return count, found
    return 0, ()


@cache
def _longest() -> int:
    return max(term.count(" ") + 1 for term in _entries()[0])


def _stems(word: str) -> Iterator[str]:
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word.removesuffix(ending) + instead
            yield stem
            if stem[-1] == stem[-2]:
                yield stem[:-1]
