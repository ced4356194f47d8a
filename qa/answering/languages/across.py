"""Questions in another language than the articles: what is found for them, and whether to answer at all.

The answer is in the question's language; what of it is shown is decided in :mod:`qa.answering.languages.language_judge`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol, TypeAlias, TypeVar

from qa.answering.languages.which import Language, language_of
from qa.answering.refusing.refusal import Verdict, weigh
from qa.background import sentences
from qa.fitted import languages_rule
from qa.language import say
from qa.models import Filters, Passage
from qa.retrieval import Evidence, Found, Retriever

T = TypeVar("T")

_FIRST = 3
_NEUTRAL = 0.5

WIDE = 40
"""How many passages :func:`with_facts_first` is given to choose from."""

Cosines: TypeAlias = Mapping[tuple[str, int, int, int], float]
"""How like a sentence each span is, by (article, section, start, end)."""

Alike: TypeAlias = Callable[[str, Sequence[Passage]], Cosines]
"""Compares a sentence with the spans of passages in the index; raises what the embedder raises."""


class Steadily(Protocol):
    """Reads a library as it is at one moment."""

    def __call__(self, read: Callable[[Retriever], T]) -> T: ...


@cache
def background(language: Language) -> tuple[str, ...]:
    """Return sentences of everyday life in a language: how near these are is how near anything is.

    >>> len(background("zh")) == len(background("en"))
    True
    """
    return tuple(sentence for sentence in sentences() if language_of(sentence) == language)


def languages_apart(question: str, passages: Sequence[Passage]) -> Language | None:
    """Return the language of the passages where it is another one than the question's, else None."""
    asked = language_of(question)
    theirs = [language_of(passage.text) for passage in passages[:_FIRST]]
    known = [language for language in theirs if language is not None]
    if asked is None or not known or asked in known:
        return None
    return known[0]


def with_facts_first(question: str, found: Found, limit: int) -> Found:
    """Return the first ``limit`` passages, those first that have more of the question's numbers and names.

    Without a word in common, only the embedder ranked them, and it does not know one name from another.
    """

    from qa.answering.languages import translated

    def held(passage: Passage) -> int:
        source = "\n".join((passage.title, *passage.path, passage.text))
        return translated.facts_held(question, source)[0]

    ranked = sorted(found.passages, key=held, reverse=True)
    return replace(found, passages=tuple(ranked[:limit]))


def find_across(
    retriever: Retriever, question: str, limit: int, filters: Filters
) -> tuple[Found, Language | None]:
    """Return what is found for a question, and the passages' language where that is another one."""
    found = retriever.find(question, limit, filters)
    apart = languages_apart(question, found.passages)
    if not apart:
        return found, None
    # Imported where languages differ: most questions never need it, and it takes as long as a search.
    from qa.answering.languages import translated

    if translated.stated_facts(question):
        found = with_facts_first(question, retriever.find(question, max(WIDE, limit), filters), limit)
    return found, apart


def evidence(question: str, found: Found, near_background: float) -> Evidence:
    """Return how well passages in another language fit a question.

    The words are no measure there. ``cosine`` is by how much the best span is nearer than the background, and
    ``coverage`` the share of the question's numbers and names that the first passages have (0.5 where it has none).
    """
    from qa.answering.languages import translated

    cosine = max(found.span_scores.values(), default=0.0) - near_background
    source = "\n".join(
        "\n".join((passage.title, *passage.path, passage.text)) for passage in found.passages[:_FIRST]
    )
    held, stated = translated.facts_held(question, source)
    return Evidence(cosine, held / stated if stated else _NEUTRAL)


def weighed_across(
    retriever: Retriever, question: str, found: Found, language: Language, embedder: str
) -> Verdict:
    """Return why passages in another language, which is given, cannot answer a question, if they cannot.

    For an embedder that nothing was fitted for, nothing is refused here: what the answer says is checked all the same.
    """
    rule = languages_rule(embedder)
    if rule is None:
        return Verdict(None, None)
    given = evidence(question, found, retriever.nearness(question, background(language), is_query=True))
    verdict = weigh(question, found, given, (), embedder, rule=rule.refusal)
    if verdict.confidence is not None:
        verdict = verdict._replace(confidence=round(verdict.confidence, 4))
    if verdict.refusal is None:
        return verdict
    why = say(
        f"no passage is close enough to the question, which is in another language than the articles "
        f"({given.cosine:+.3f} nearer than texts on anything)",
        f"没有与问题足够相近的段落（问题与文章语言不同，相似度比无关文字高 {given.cosine:+.3f}）",
    )
    return verdict._replace(refusal=replace(verdict.refusal, why=why))
