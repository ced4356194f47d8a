"""A note of an English article, in English: parts of its sentences that stand by themselves, and whom it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.models import Sentence, SummaryPart
from qa.summarizing.article.scoring import Scored, Scores
from qa.summarizing.article.source import Source
from qa.summarizing.form import wording
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import length
from qa.summarizing.judging.sentence import judge
from qa.summarizing.without_model.readers import recommendations

SHORTEST, LONGEST = 5, 34
"""The fewest and the most words of a sentence of the note."""

_LEAST_KEPT = 0.4
_CONNECTIVE = re.compile(
    r"^(?:but|and|so|yet|still|however|therefore|moreover|thus|indeed|in fact|of course|in other words|for example|instead|then|also),?\s+",
    re.IGNORECASE,
)
# What points to something before it, or waits for the rest of its sentence.
_POINTS_BACK = re.compile(
    r"^(?:it|they|this|that|these|those|he|she|such|there|here|its|their|his|her|both|one|another|other|which|who|nor|or)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:if|unless|although|though|while|when|whenever|as|since|because|after|before|until|once|whether|despite|in|on|at|for|with|by|from|during|to)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r",\s+(?:and|but|because|which|who|so|as|since|while|where|although|though)\s+|;\s+| because | although | while "
    r"| and (?=\w+(?:s|ed)\b)"
)
# What is cut off may not take anything away from what is kept.
_LIMITS = re.compile(r"^(?:unless|if|except|only|provided|until|but only|and only|not)\b", re.IGNORECASE)
_BY_OTHERS = re.compile(
    r"\b(?:some|many|most|other) (?:people )?(?:say|said|think|thought|believe[sd]?|claim(?:ed)?|argue[sd]?)\b|\b(?:people|critics|supporters|opponents)\b.{0,12}\b(?:say|said|argue[sd]?|claim(?:ed)?|believe[sd]?)\b",
    re.IGNORECASE,
)


def extract_english_note(source: Source, brief: Brief) -> tuple[SummaryPart, ...]:
    """Write a note of an English article, as one part; it is as long as the brief asks, in words, if it can be.

    >>> from qa.reading import read_text
    >>> text = "The ferry leaves six times a day, and it carries farmers. The bridge opens next year, but trucks must pay."
    >>> note = extract_english_note(Source(read_text(text, name="Ferry").article), Brief("note", length=(5, 40)))
    >>> note[0].sentences[0].text
    'The ferry leaves six times a day.'
    """
    most = (brief.length or (60, 120))[1]
    closing = next(iter(recommendations(source, brief)), None)
    left = most - (length(closing.text) if closing else 0)
    ranked = sorted(Scores(source).sentences, key=lambda scored: -scored.score)
    told: dict[int, Sentence] = {}
    seen: set[int] = set()
    for again in (False, True):
        for scored in ranked:
            at = scored.sentence
            if at.order in told or (at.section in seen and not again):
                continue
            for text in _parts(scored):
                whole = source.original.whole_sentences(text)
                if length(text) <= left and not whole and judge(text, source).supported:
                    told[at.order] = Sentence(text, (source.cite_sentence(at),))
                    left -= length(text)
                    seen.add(at.section)
                    break
    said = [told[order] for order in sorted(told)]
    return (SummaryPart(None, (*said, *([closing] if closing else []))),)


def _may_go(kept: str, rest: str) -> bool:
    """Whether what is kept says no more without the rest; not an end is nothing without its but."""
    return not _LIMITS.match(rest) and not re.search(r"\bnot\b|n't\b|\bneither\b|\bonly\b", kept)


def _parts(scored: Scored) -> Iterator[str]:
    """Yield what of a sentence stands by itself, the longest first."""
    text = scored.sentence.text.strip()
    if scored.barred or _BY_OTHERS.search(text) or wording.first_person(text) or wording.second_person(text):
        return
    text = _CONNECTIVE.sub("", text)
    if not text or _POINTS_BACK.match(text):
        return
    bare = text.rstrip(".!; ")
    words = length(bare)
    cuts = [(found.start(), bare[found.end() :]) for found in _CUT.finditer(bare)]
    for part in [bare, *(bare[:at] for at, rest in reversed(cuts) if _may_go(bare[:at], rest))]:
        kept = part.rstrip(", ")
        if _OPENS.match(kept) and "," not in kept:
            continue
        if (
            SHORTEST <= length(kept) <= LONGEST
            and length(kept) >= _LEAST_KEPT * words
            and kept.count('"') % 2 == 0
        ):
            yield f"{kept[0].upper()}{kept[1:]}."
