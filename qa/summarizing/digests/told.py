"""What a digest says of one article: a sentence or two of its own, under its author and title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.models import Sentence
from qa.summarizing.article.source import Source
from qa.summarizing.digests.differences import Side, author
from qa.summarizing.form.counting import is_chinese
from qa.summarizing.without_model.sayings import best_sentences, sayings

# How many sentences an article has, and of how many characters: where there are few articles, and where there are more;
# and what a model gets to read of it.
_FEW = 8
_SHORT = {True: (2, 70), False: (1, 60)}
_MATERIAL = 400


class Told(NamedTuple):
    """An article, the best of its text for a model, and what the rules say of it for the reader."""

    source: Source
    material: str
    short: tuple[Sentence, ...]


def tell(source: Source, quoted: Sequence[Side], *, among: int, at_length: bool) -> Told:
    """Return what a digest says of one ``among`` so many articles, and for a model its best sentences.

    What is ``quoted`` where authors differ is not said twice.
    """
    places = [(side.section, side.start, side.end) for side in quoted]
    short = sayings(source, *_SHORT[among <= _FEW], after=opening(source), without=places)
    return Told(source, "\n".join(best_sentences(source, _MATERIAL)) if at_length else "", tuple(short))


def framed(source: Source, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return sentences about an article, the first with its author and title."""
    return [
        sentence if number else Sentence(f"{opening(source)}{sentence.text}", sentence.citations)
        for number, sentence in enumerate(sentences)
    ]


def opening(source: Source) -> str:
    """Return what stands before what an article says: its author and title."""
    if is_chinese(source.text):
        return f"{named(source)}："
    return ", ".join(filter(None, (author(source), f"“{source.title}”"))) + ": "


def named(source: Source) -> str:
    """Return an article with its author, as it is named in a digest."""
    return f"{author(source) or ''}《{source.title}》"
