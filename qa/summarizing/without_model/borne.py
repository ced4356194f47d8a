"""Whether a sentence may stand in a summary that no model wrote.

The article bears it out and has it not word for word, and it has no words that an editor crosses out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.models import Sentence
from qa.summarizing.article.source import Source
from qa.summarizing.form.counting import is_chinese
from qa.summarizing.form.wording import clickbait, markup, praise
from qa.summarizing.judging.sentence import judge
from qa.summarizing.said.claims import Claim, overlap

ALIKE = 0.6
"""Two sentences that share more of their pairs of characters say the same."""


class BorneOut:
    """Asked of a text, tells whether it may stand; each text is checked once.

    >>> from qa.reading import read_text
    >>> may_stand = BorneOut(Source(read_text("桥梁要先勘察，再打桩。", name="桥").article))
    >>> may_stand("桥梁要先勘察。"), may_stand("桥梁要先勘察，再打桩。"), may_stand("桥梁不要勘察。")
    (True, False, False)
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, bool] = {}

    def __call__(self, text: str) -> bool:
        if text not in self._known:
            original = self._source.original
            crossed_out = (
                original.whole_sentences(text)
                or praise(text, original.text)
                or clickbait(text, original.text)
            )
            self._known[text] = not (crossed_out or markup(text)) and judge(text, self._source).supported
        return self._known[text]

    def first(self, found: Sequence[Claim], told: Sequence[Claim], most: int) -> Iterator[Claim]:
        """Yield the claims, in the order given, that may stand beside those that are told, within ``most`` characters."""
        for claim in found:
            text = full(claim.text)
            if len(text) > most or any(
                claim.place == other.place or overlap(claim.text, other.text) > ALIKE for other in told
            ):
                continue
            if self(text):
                yield claim


def full(text: str) -> str:
    """Return a sentence with its full stop.

    >>> full("桥梁要先勘察"), full("A bridge is surveyed")
    ('桥梁要先勘察。', 'A bridge is surveyed.')
    """
    return text + ("。" if is_chinese(text) else ".")


def sentence_of(claim: Claim, source: Source) -> Sentence:
    """Return a claim as a sentence with its place."""
    return Sentence(full(claim.text), (source.cite_sentence(claim.place),))
