"""Whether quotes carry a sentence, by the grounding check: for what is on record already, whoever wrote it."""

from __future__ import annotations

from functools import lru_cache

from qa import grounding
from qa import text as zh
from qa.models import Sentence


def supported(sentence: Sentence) -> tuple[float, bool]:
    """Return the score (0 to 1) by which all that a sentence cites supports it, and whether it does."""
    is_supported, score = carried(sentence.text, tuple(citation.quote for citation in sentence.citations))
    return score, is_supported


@lru_cache(maxsize=16_384)
def carried(text: str, quotes: tuple[str, ...]) -> tuple[bool, float]:
    """Return whether quotes support a sentence, by the grounding check, and its score (0 to 1).

    What is a whole sentence of a quote is supported by it, whatever it says.

    >>> carried("票价是两元。", ("渡船的票价是两元，老人免费。",))[0], carried("票价是三元。", ("票价是两元。",))[0]
    (True, False)
    """
    if not quotes:
        return False, 0.0
    if any(text.strip() in _sentences(quote) for quote in quotes):
        return True, 1.0
    support = grounding.check(text, quotes)
    if support.supported and grounding.contradiction(text, quotes) is not None:
        return False, support.score
    return support.supported, support.score


@lru_cache(maxsize=4096)
def _sentences(quote: str) -> frozenset[str]:
    return frozenset((quote.strip(), *(quote[start:end].strip() for start, end in zh.sentences(quote))))
