"""What an article says, in one or two sentences of its own: made shorter, and in the third person."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from qa import text as zh
from qa.answering.evidence.orders import is_order
from qa.models import Sentence
from qa.summarizing.article.scoring import Scored, Scores
from qa.summarizing.article.source import Source, SourceSentence
from qa.summarizing.form import wording
from qa.summarizing.form.counting import length
from qa.summarizing.judging.sentence import judge
from qa.summarizing.sentences.clauses import runs, stands_alone
from qa.summarizing.sentences.compression import is_dated, third_person, trimmed

Stretch: TypeAlias = tuple[int, int, int]
"""A part of an article: ``source.sections[section].text[start:end]``."""

_SHORTEST = 12
# A smaller part of a sentence is seldom what it was written for.
_LEAST_KEPT = 0.6
# Whose words these are, or the first of several things, stands before it.
_BEGINS_ELSEWHERE = re.compile(
    r"[^，。：]{1,8}：|[一二三四五六七八九十][看是]|第[一二三四五六七八九十]|[一-鿿]{1,3}的是"
)
# Of things that are counted, none may be cut off.
_COUNTS = re.compile(r"第一.*第二|一[看是].*二[看是]|首先.*其次|一方面.*另一方面")
# A part that only announces what was cut off: 原因在于, 有三条.
_ANNOUNCES = re.compile(
    r"(?:在于|如下|包括|例如|比如|有[一二两三四五六七八九十几]\w{1,3}|[一二三四五六七八九十]看[^，；]*)$"
)
# A point that is made is worth more here than a figure or a scene.
_TITLE, _STANCE, _POINT, _LEAD, _FIGURE, _MOST_FIGURES, _SCENE = 1.0, 0.6, 0.3, 0.8, 0.15, 3, 0.8
_SCENES = re.compile(
    r"那天|那年|那一夜|有一次|第一次|第一份|从前|当年|后来|早上|晚上|凌晨|夜里|窗口|出事|事后|[一二三四五六七八九十\d]月[一二三四五六七八九十\d]+日"
)


def sayings(
    source: Source, count: int, most: int, *, after: str = "", without: Collection[Stretch] = ()
) -> list[Sentence]:
    """Return up to ``count`` sentences of at most ``most`` characters, from as many sections as there are, in
    reading order.

    Where no sentence can be taken out of the text and put into the third person, one is quoted. ``after`` is what will
    stand before one of them, which has to hold after it too. What is quoted elsewhere (``without``) is left out, if
    there is anything else.

    >>> from qa.reading import read_text
    >>> text = "桥（又名渡）建于1990年。我认为，桥要先勘察，而不是先打桩。我们那年住在桥下。"
    >>> [sentence.text for sentence in sayings(Source(read_text(text, name="桥").article), 1, 40)]
    ['作者认为，桥要先勘察，而不是先打桩。']
    """
    scores = Scores(source)
    ranked = sorted(_ranked(source, scores), key=lambda one: _is_in(one.sentence, without))
    usable = [one for one in ranked if not one.others and not _is_in(one.sentence, without)]
    for before in dict.fromkeys((after, "")):
        found: list[tuple[int, Sentence]] = []
        for scored in usable:
            if len(found) == count:
                break
            text = next(
                (text for text in _texts(scored, most) if judge(before + text, source).supported), None
            )
            if text is not None:
                found.append(
                    (scored.sentence.order, Sentence(text, (source.cite_sentence(scored.sentence),)))
                )
        if found:
            return [sentence for _, sentence in sorted(found, key=lambda each: each[0])]
    said = ranked or [one for one in scores.sentences if not is_order(one.sentence.text)]
    quoted = [_quoted(one, source) for one in said]
    held = (one for one in quoted if judge(after + one.text, source).supported)
    return [one for one in [next(held, None) or next(iter(quoted), None)] if one is not None]


def _is_in(sentence: SourceSentence, stretches: Collection[Stretch]) -> bool:
    return any(
        section == sentence.section and start <= sentence.start < end for section, start, end in stretches
    )


def best_sentences(source: Source, most: int) -> list[str]:
    """Return the sentences that say most of what an article says, as they are written, in reading order.

    Together they have at most ``most`` characters, but for the first, and none of them is an order to a model.
    """
    chosen: list[SourceSentence] = []
    left = most
    for scored in _ranked(source, Scores(source)):
        text = scored.sentence.text.strip()
        if not chosen or len(text) <= left:
            chosen.append(scored.sentence)
            left -= len(text)
    return [sentence.text.strip() for sentence in sorted(chosen, key=lambda each: each.order)]


def _ranked(source: Source, scores: Scores) -> list[Scored]:
    """Return the sentences that may be given, the best first; but each section has its say before one has another."""
    worth = _worth(source, scores)
    ranked = sorted((one for one in scores.sentences if not one.barred), key=worth, reverse=True)
    best = {one.sentence.section: one for one in reversed(ranked) if not one.others}
    return sorted(ranked, key=lambda one: best.get(one.sentence.section) is not one)


def _worth(source: Source, scores: Scores) -> Callable[[Scored], float]:
    titled = {word: scores.weights.get(word, 0.0) for word in zh.content_words(source.title)}
    # News says first what matters, and has no headings.
    lead = _LEAD if len(source.sections) == 1 else 0.0

    def worth(scored: Scored) -> float:
        text = zh.fold(scored.sentence.text)
        held = sum(weight for word, weight in titled.items() if word in text) / max(1.0, sum(titled.values()))
        return (
            scored.score
            + _POINT * min(2, scored.points)
            + _STANCE * scored.stance
            + _TITLE * held
            + lead * scored.early**2
            - _FIGURE * min(_MOST_FIGURES, scored.figures)
            - _SCENE * bool(_SCENES.search(text))
        )

    return worth


def _texts(scored: Scored, most: int) -> Iterator[str]:
    """Yield what of a sentence can stand by itself, the longest first."""
    whole = scored.sentence.text.strip().rstrip("。！!；; ")
    for run in runs(scored.sentence.text):
        if run != whole and (
            len(run) < _LEAST_KEPT * len(whole) or _ANNOUNCES.search(run) or _COUNTS.search(whole)
        ):
            continue
        text = third_person(trimmed(run))
        if (
            text
            and not is_dated(text)
            and _SHORTEST <= length(text) < most
            and not _BEGINS_ELSEWHERE.match(text)
            and stands_alone(text)
            and not (wording.chatter(text) or wording.clickbait(text, "") or wording.markup(text))
        ):
            yield f"{text}。"


def _quoted(scored: Scored, source: Source) -> Sentence:
    text = scored.sentence.text.strip()
    marks = "「」" if "“" in text or "”" in text else "“”"
    return Sentence(f"{marks[0]}{text}{marks[1]}", (source.cite_sentence(scored.sentence),))
