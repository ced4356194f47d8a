"""What a summary has word for word from its article.

Texts are compared folded (see :func:`qa.text.fold`) and without white space, once with punctuation and once without
it, so that a changed comma hides nothing; what is longer counts. A run is counted in characters, each letter and digit
of a number or a Latin word by itself; in a text that is not Chinese it is counted in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from qa import text as zh
from qa.summarizing.form.counting import is_chinese

LONGEST_RUN = 15
"""The most characters that a summary which a model wrote may share with its article in one run."""

_GRAM = 8
_SHORTEST_SENTENCE = 8
_SENTENCE_INSIDE = 10
_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+")


class Run(NamedTuple):
    """What stands in a summary and in the article alike; ``length`` is in characters (words, if not Chinese)."""

    text: str
    length: int


class Original:
    """An article's text, made ready to be compared with: the time for a summary does not grow with it.

    >>> original = Original(["渡船每天从清晨六点开到夜里十点。票价两元。"])
    >>> original.longest_run("作者说，渡船每天，从清晨六点开到夜里。")
    Run(text='渡船每天，从清晨六点开到夜里', length=13)
    >>> original.whole_sentences("说到底，票价两元。渡船每天从清晨六点开到夜里十点。")
    ('渡船每天从清晨六点开到夜里十点。',)
    """

    def __init__(self, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        """``names`` are titles and headings: a run may be copied from them, but they are no sentences."""
        self._told = tuple(texts)
        self._texts = (*names, *self._told)

    @cached_property
    def text(self) -> str:
        """The texts, as one."""
        return "\n".join(self._texts)

    @cached_property
    def _searched(self) -> tuple[_Searched, _Searched]:
        """The article as it is written, and bare."""
        written = "\n".join(_SPACE.sub("", zh.fold(text)) for text in self._texts)
        return _Searched(written), _Searched("\n".join(map(bare, self._texts)))

    @cached_property
    def _sentences(self) -> frozenset[str]:
        return frozenset(bare(text[start:end]) for text in self._told for start, end in zh.sentences(text))

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for sentence in self._sentences:
            if len(sentence) >= _SENTENCE_INSIDE:
                found.setdefault(sentence[:_SENTENCE_INSIDE], []).append(sentence)
        return found

    def longest_run(self, text: str) -> Run | None:
        """Return the longest run that a text shares with the article; None if it is under 8 characters.

        ``length`` is the greater of what is counted with and without punctuation; ``text`` is as it was written.
        """
        in_words = not is_chinese(text)
        found: list[Run] = []
        for searched, keeps in zip(self._searched, (_is_written, str.isalnum), strict=True):
            places = [at for at, character in enumerate(text) if keeps(character)]
            folded = zh.fold("".join(text[at] for at in places))
            start, end = searched.longest(folded)
            if start < end:
                written = text[places[start] : places[end - 1] + 1]
                found.append(Run(written, len(_WORDS.findall(written)) if in_words else end - start))
        return max(found, key=lambda run: run.length, default=None)

    def whole_sentences(self, text: str) -> tuple[str, ...]:
        """Return the sentences of a text that are one of the article's, or hold one of at least 10 characters whole.

        Punctuation and white space make no difference; a sentence of fewer than 8 characters is nobody's.
        """
        copied = []
        for start, end in zh.sentences(text, semicolons=True):
            sentence = bare(text[start:end])
            if len(sentence) >= _SHORTEST_SENTENCE and (sentence in self._sentences or self._holds(sentence)):
                copied.append(text[start:end].strip())
        return tuple(copied)

    def _holds(self, sentence: str) -> bool:
        return any(
            sentence.startswith(whole, at)
            for at in range(len(sentence) - _SENTENCE_INSIDE + 1)
            for whole in self._by_beginning.get(sentence[at : at + _SENTENCE_INSIDE], ())
        )


class _Searched:
    """A text and all its runs of 8 characters, by which a longer one is found."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._grams = frozenset(text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1))

    def longest(self, text: str) -> tuple[int, int]:
        """Return the range of the longest run that stands in both; an empty one if it is under 8 characters."""
        found = (0, 0)
        longest = _GRAM - 1
        for start in range(len(text) - _GRAM + 1):
            if text[start : start + _GRAM] in self._grams:
                while start + longest < len(text) and text[start : start + longest + 1] in self._text:
                    longest += 1
                    found = start, start + longest
        return found


def bare(text: str) -> str:
    """Return a text folded, with only its letters and digits.

    >>> bare("「渡船」每天 6 班。")
    '渡船每天6班'
    """
    return "".join(filter(str.isalnum, zh.fold(text)))


def _is_written(character: str) -> bool:
    return not character.isspace()
