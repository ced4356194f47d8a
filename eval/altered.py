"""Questions whose answers are known, with one word changed so that nothing answers them any more.

One word that the paragraph has becomes another that it does not have: a noun or a verb one of another question, a name
that of another, a year one that is some years off. The embedder hardly sees the difference, and the reader does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.answering.refusing.unsaid import tells
from qa.grounding.names import names

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEARS_OFF = (-7, -4, -3, 3, 4, 6)
_NAMES = ("nr", "ns", "nt", "nz")


class Altered(NamedTuple):
    """A changed question, the number of the one that it was, and what was changed: a word, a name or a year."""

    number: int
    question: str
    what: str


def altered(
    asked: Sequence[tuple[str, str, list[str]]], texts: Mapping[str, str], most: int
) -> list[Altered]:
    """Return up to ``most`` questions of each sort, always the same ones.

    ``asked`` are (question, name of its paragraph, answers), ``texts`` the paragraphs by name.
    """
    drawn = random.Random(11)
    folded = {name: zh.fold(text) for name, text in texts.items()}
    words: dict[str, list[str]] = {}
    for question, paragraph, _ in asked:
        for word, tag in _words(question, folded[paragraph]):
            words.setdefault(tag, []).append(word)
    known = sorted({name for question, paragraph, _ in asked for name in _names(question, folded[paragraph])})
    made: dict[str, list[Altered]] = {"word": [], "name": [], "year": []}
    for number, (question, paragraph, _) in enumerate(asked):
        text = folded[paragraph]
        options = _words(question, text)
        if options:
            word, tag = drawn.choice(options)
            other = drawn.choice(words[tag])
            if other not in text and other not in question:
                made["word"].append(Altered(number, question.replace(word, other), "word"))
        own = _names(question, text)
        if own:
            other = drawn.choice([name for name in known if name not in text])
            made["name"].append(Altered(number, question.replace(own[0], other), "name"))
        year = _YEAR.search(question)
        if year:
            off = str(int(year.group()) + drawn.choice(_YEARS_OFF))
            if off not in text:
                made["year"].append(Altered(number, question.replace(year.group(), off), "year"))
    return [one for each in made.values() for one in drawn.sample(each, min(most, len(each)))]


def _words(question: str, text: str) -> list[tuple[str, str]]:
    """Return the nouns and verbs of a question that are no names and stand in its paragraph, with n or v."""
    return [
        (word, tag[0])
        for word, tag in zh.tagged_words(zh.fold(question))
        if tag[0] in "nv" and not tag.startswith(_NAMES) and tells(word) and word in text and word in question
    ]


def _names(question: str, text: str) -> list[str]:
    return [
        name.text
        for name in names(question)
        if name.sure and name.kind in _NAMES and name.text in text and name.text in question
    ]
