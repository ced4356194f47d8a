"""What of an answer to show whose sentences are in another language than the question or the passages.

A sentence of a model is shown as it was written only where a source vouches for it (see :mod:`qa.answering.languages.translated`); else
the source is quoted, as it was written, or the sentence is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.answering.checking.repair import Outcome, judge
from qa.answering.checking.sentences import Written
from qa.answering.evidence.orders import evidence as without_orders
from qa.answering.languages import translated
from qa.answering.languages.across import Alike, Cosines, Steadily, background
from qa.answering.languages.which import Language, language_of
from qa.answering.without_model.extractive import cite, texts
from qa.fitted import LanguagesRule, languages_rule
from qa.language import say
from qa.models import Dropped, Passage, Sentence


class Window(NamedTuple):
    """One or two sentences of a passage, with offsets in its section, and how like the sentence they are."""

    passage: Passage
    start: int
    end: int
    text: str
    cosine: float


class LanguageJudge:
    """Judges the sentences of one answer; stands in the place of :func:`qa.answering.checking.repair.judge`.

    :param language: The question's language.
    :param alike: Compares a sentence with passages by their vectors in the index.
    :param near_background: How near a sentence is to the background in a language.
    :param rule: What was fitted for the embedder; without it nothing is vouched for.
    """

    def __init__(
        self,
        language: Language,
        alike: Alike,
        near_background: Callable[[str, Language], float],
        rule: LanguagesRule | None,
    ) -> None:
        self._language, self._alike, self._near_background = language, alike, near_background
        self._rule = rule
        self._quoted: set[tuple[str, int, int]] = set()

    @classmethod
    def of(
        cls, question: str, passages: Sequence[Passage], steadily: Steadily, embedder: str
    ) -> LanguageJudge:
        """Return the judge of the answer to a question, over a library and with what was fitted for its embedder."""
        known = (language_of(text) for text in (question, *(passage.text for passage in passages)))
        return cls(
            next(filter(None, known), "zh"),
            lambda text, given: steadily(lambda retriever: retriever.alike(text, given)),
            lambda text, other: steadily(
                lambda retriever: retriever.nearness(text, background(other), is_query=False)
            ),
            languages_rule(embedder),
        )

    def __call__(self, written: Written, passages: Sequence[Passage]) -> Outcome:
        """Show a sentence, quote what it says, or drop it."""
        own = language_of(written.text) or self._language
        foreign = [passage for passage in passages if language_of(passage.text) not in (own, None)]
        outcome = judge(written, passages)
        if own == self._language:
            return outcome if outcome.shown or not foreign else self._across(written, foreign)
        if outcome.shown:
            # A true sentence in the wrong language: the sources' own words are as good, and nobody's translation.
            why = say(
                "not in the question's language; the source is quoted", "不是提问所用的语言，改为引用原文"
            )
            quotes = [Sentence(each.quote, (each,)) for each in outcome.shown.citations]
            shown = Sentence(texts(quotes), outcome.shown.citations)
            return Outcome(shown, Dropped(written.text, why))
        return self._across(written, foreign, may_show=False)

    def _across(self, written: Written, passages: Sequence[Passage], *, may_show: bool = True) -> Outcome:
        """Hold a sentence against passages in another language."""
        windows = windows_of(passages, self._alike(written.text, passages))
        if not windows:
            return Outcome(dropped=Dropped(written.text, say("there is no passage", "没有材料")))
        theirs = language_of(passages[0].text) or "zh"
        near = self._near_background(written.text, theirs)
        best, why = best_window(written.text, windows)
        if why is None and may_show and self._rule is not None:
            features = features_of(written.text, best, near)
            if self._rule.vouches(features):
                return Outcome(Sentence(written.text, (cite(best.passage, best.start, best.end),)))
        if not may_show:
            why = say("not in the question's language", "不是提问所用的语言")
        why = why or say("cannot be vouched for across languages", "跨语言无法确认")
        place = (best.passage.article, best.passage.section, best.start)
        held, _ = translated.facts_held(written.text, best.text)
        is_near = held > 0 or (self._rule is not None and best.cosine - near >= self._rule.quote)
        if not is_near or place in self._quoted:
            return Outcome(dropped=Dropped(written.text, why))
        self._quoted.add(place)
        quoted = say(f"{why}; the source is quoted", f"{why}，改为引用原文")
        return Outcome(
            Sentence(best.text, (cite(best.passage, best.start, best.end),)), Dropped(written.text, quoted)
        )


def windows_of(passages: Sequence[Passage], cosines: Cosines) -> list[Window]:
    """Return every sentence of the passages and every two neighbours, each as like as its best span is."""
    found: list[Window] = []
    floor = min(cosines.values(), default=0.0)
    for passage in passages:
        spans = [
            (start, end, cosine)
            for (article, section, start, end), cosine in cosines.items()
            if (article, section) == (passage.article, passage.section)
        ]
        whole = without_orders(passage.text)
        parts = [part for part in zh.sentences(passage.text) if whole[slice(*part)].strip()]
        for size in (1, 2):
            for at in range(len(parts) - size + 1):
                if size == 2 and parts[at][1] != parts[at + 1][0]:
                    continue  # what stood between them is not there
                raw = passage.text[parts[at][0] : parts[at + size - 1][1]]
                text = raw.strip()
                start = passage.start + parts[at][0] + raw.index(text)
                end = start + len(text)
                cosine = max((score for a, b, score in spans if a < end and start < b), default=floor)
                found.append(Window(passage, start, end, text, cosine))
    return found


def best_window(sentence: str, windows: Sequence[Window]) -> tuple[Window, str | None]:
    """Return the window that fits a sentence best, and what of the sentence it does not have, if anything.

    First come those that have all its numbers and names, then those that have more of them; of these the one that is
    most alike, and of two that are the shorter.
    """

    def fit(window: Window) -> tuple[bool, int, float, int]:
        held, stated = translated.facts_held(sentence, window.text)
        return held == stated, held, window.cosine, -len(window.text)

    best = max(windows, key=fit)
    return best, translated.missing_fact(sentence, best.text)


def features_of(sentence: str, window: Window, near_background: float) -> tuple[float, ...]:
    """Return what ``LanguagesRule`` weighs.

    In order: by how much the window is nearer than the background; how many telling facts it has in common with the
    sentence (up to 2); whether only the sentence denies something; whether only the window does; whether one
    rises where the other falls.
    """
    telling = min(translated.telling_facts(sentence), 2)
    return (
        window.cosine - near_background,
        float(telling),
        *translated.mismatches(sentence, window.text),
    )
