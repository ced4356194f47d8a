"""Where authors differ: other figures for the same, one denies what another says, one answers another or judges otherwise.

Rules only, and rather none than a wrong one. Two sentences that speak of other things, of other years or of the figures of
another day are no difference; nor is a figure that one of them rounds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from qa import grounding
from qa import text as zh
from qa.answering.without_model.conflicts import disagreement
from qa.grounding.parts import parts
from qa.grounding.rarity import rarity
from qa.summarizing.article.source import Source, SourceSentence

MOST = 6
"""How many differences a digest names at most."""

# Two statements are held against each other if they share words that are rare enough, and most of the longer one's.
_LEAST_SHARED, _LEAST_RARITY_SHARED, _SAME = 2, 5.0, 0.6
# A word that more statements have tells none of them apart; the others that two share lead to them.
_MOST_HOLDING = 200
_KNOWN, _TELLING = 2.0, 1.5
_LONGEST = 160
_RELATIVE = re.compile(
    r"今年|去年|前年|明年|本月|上月|今天|昨天|昨日|今日|当日|目前|现在|如今|截至|截止|本周|上周|近日|日前|同比|环比|次年|当年|同期"
)
_FIGURE = re.compile(r"[\d.]+|[一二三四五六七八九十百千万亿两]{2,}|第.")
_STATED_DATE = re.compile(r"[于在自从是为]$")
_NEGATED = re.compile("[不没未无非勿莫别]")
# What stands between a figure and what it is the figure of.
_LINKS = re.compile(r"(?:[为是达到共有约近超过仅只才计合：:，,\s]|大约|左右|合计|总共)+$")
# Whom or what it is about stands elsewhere.
_POINTS_BACK = re.compile(
    r"该|本(?:公司|行|院|届|次|人|书|剧|片)|其(?!实|他|中)|^(?:这|那|此|它|他|她|对方|公司|后者|前者|期间|[（(「【])|^(?:\d+(?![\d年月日])|[一二三四五六七八九十]+[、是，])"
)
_OTHERS_SAY = re.compile(
    r"有人|有些人|不少人|许多人|很多人|人们|反对者|批评者|外界|业内|说法|据说|推测|预计|预期|预测|如果|假如|即使|即便|若|倘|所谓|以为|似乎|好像|[?？“”]"
)
_AGAINST = re.compile(
    r"相反|不同意|不赞成|不赞同|不认同|不以为然|不敢苟同|反对|异议|漏了|漏掉|算错|说错|误解|站不住|并非如此|并不如此|未必如此|不是这样|要复杂|没有看到|忽略|低估|高估"
)
_STANCE = re.compile(
    r"我(?:们|个人)?(?:因此|所以|也|仍|仍然|并|一向|始终|倒|是|很|完全|非常|更)*"
    r"(?P<against>不赞成|不赞同|不同意|不支持|不主张|不建议|反对|不认同)|"
    r"我(?:们|个人)?(?:因此|所以|也|仍|仍然|一向|始终|倒|是|很|完全|非常|更)*(?P<for>赞成|赞同|同意|支持|主张|建议|认同)"
)
_REPLY_SENTENCES = 8
_CONCLUDES = re.compile("我|结论|说到底|总之")
_OWN_CLAIM = 1.5
_RARE = 3.5


class Side(NamedTuple):
    """What one author says: neighbouring sentences of ``sources[source].sections[section]``, from start to end."""

    source: int
    section: int
    start: int
    end: int


class Difference(NamedTuple):
    """Two or more authors who say different things of the same; ``values`` are the figures, where it is these."""

    sides: tuple[Side, ...]
    values: tuple[str, ...] | None = None


class _Said(NamedTuple):
    """A sentence, or a clause of it, that states something by itself."""

    source: int
    sentence: SourceSentence
    text: str
    words: frozenset[str]
    hedges: frozenset[str]


def differences(sources: Sequence[Source], topics: Sequence[frozenset[str]]) -> list[Difference]:
    """Return where articles differ, what an author says outright first, at most one for each pair of places.

    ``topics`` are the phrases that each article is about: sentences without a name in common, and without one of these, are not
    about the same.
    """
    found: list[Difference] = []
    for difference in _all(sources, topics):
        sides = set(difference.sides)
        same = next((at for at, other in enumerate(found) if sides & set(other.sides)), None)
        if same is not None:
            found[same] = _joined(found[same], difference)
        elif len(found) < MOST and (
            difference.values or not any(_same_authors(difference, other) for other in found)
        ):
            found.append(difference)
    return found


def _joined(one: Difference, other: Difference) -> Difference:
    """Return a difference with a third side, where another one about the same has a third figure."""
    if one.values is None or other.values is None:
        return one
    for side, value in zip(other.sides, other.values, strict=True):
        if value not in one.values and all(side.source != known.source for known in one.sides):
            return Difference((*one.sides, side), (*one.values, value))
    return one


def _same_authors(one: Difference, other: Difference) -> bool:
    return {side.source for side in one.sides} == {side.source for side in other.sides}


def _all(sources: Sequence[Source], topics: Sequence[frozenset[str]]) -> Iterator[Difference]:
    yield from _replies(sources)
    yield from _stances(sources)
    said = [each for at, source in enumerate(sources) for each in _statements(at, source)]
    for one, other in _alike(said):
        if not _about_the_same(one, other, topics[one.source] & topics[other.source]):
            continue
        values = _values(one, other, sources)
        if values is not None or _denied(one, other):
            yield Difference((_side(one), _side(other)), values)


# --- figures, and what is denied ------------------------------------------------------------------------


def _statements(at: int, source: Source) -> Iterator[_Said]:
    for sentence in source.sentences:
        text = sentence.text.strip()
        if len(text) > _LONGEST:
            continue
        # Further clauses take their subject from the first one.
        for statement in dict.fromkeys(
            (text, text[: parts(text).clauses[0].end] if parts(text).clauses else text)
        ):
            words = frozenset(word.text for word in parts(statement).telling)
            if len(words) >= _LEAST_SHARED and not _POINTS_BACK.search(statement):
                yield _Said(at, sentence, statement, words, frozenset(_OTHERS_SAY.findall(text)))


def _alike(said: Sequence[_Said]) -> Iterator[tuple[_Said, _Said]]:
    """Yield the pairs of statements of two articles that may speak of the same."""
    holding: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(said):
        for word in each.words:
            if rarity(word) >= _KNOWN:
                holding[word].append(at)
    seen: set[tuple[int, int]] = set()
    for ats in holding.values():
        if len(ats) > _MOST_HOLDING:
            continue
        for a, b in combinations(ats, 2):
            one, other = said[a], said[b]
            if one.source == other.source or one.hedges != other.hedges or (a, b) in seen:
                continue
            seen.add((a, b))
            shared = one.words & other.words
            if (
                len(shared) >= _LEAST_SHARED
                and sum(map(rarity, shared)) >= _LEAST_RARITY_SHARED
                and len(shared) >= _SAME * max(len(one.words), len(other.words))
            ):
                yield one, other


def _about_the_same(one: _Said, other: _Said, topics: frozenset[str]) -> bool:
    """Whether two statements have a name or a topic in common, and not each a word or a name of its own beside it."""
    mine, theirs = ({name.text for name in parts(each.text).names} for each in (one, other))
    if mine - theirs and theirs - mine:
        return False
    folded = zh.fold(one.text), zh.fold(other.text)
    return bool(mine & theirs) or any(topic in folded[0] and topic in folded[1] for topic in topics)


def _values(one: _Said, other: _Said, sources: Sequence[Source]) -> tuple[str, str] | None:
    """Return the figures in which two statements differ that are otherwise the same, or one of which says more."""
    more = [bool(_own_words(a, b)) for a, b in ((one, other), (other, one))]
    narrower = _is_narrower(one, other) or _is_narrower(other, one)
    values = None if all(more) or narrower else disagreement("", one.text, other.text)
    if values is None:
        return None
    places = [(each.text, value) for each, value in zip((one, other), values, strict=True)]
    if all(map(_is_date, values)):
        # In 2019年每天三千辆 the year is not what is stated.
        stated = not any(more) and all(
            _STATED_DATE.search(text.partition(value)[0]) for text, value in places
        )
        return values if stated else None
    figures = [_figures(text.replace(value, " ")) for text, value in places]
    if not all(map(_is_amount, values)) or (figures[0] - figures[1] and figures[1] - figures[0]):
        return None
    before, after = zip(*(_around(text, value) for text, value in places), strict=True)
    alike = (before[0] and before[0] == before[1]) or (after[0] and after[0] == after[1])
    return values if alike and _of_one_time(one, other, sources) else None


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(text))


def _around(text: str, value: str) -> tuple[str, str]:
    """Return the character with matter before a figure, and the two after it."""
    before, _, after = text.partition(value)
    return _LINKS.sub("", before)[-1:], re.sub(r"\W.*", "", after)[:2]


def _own_words(one: _Said, other: _Said) -> set[str]:
    folded = zh.fold(other.text)
    return {word for word in one.words - other.words if word not in folded and rarity(word) >= _KNOWN}


def _is_narrower(one: _Said, other: _Said) -> bool:
    """Whether one statement is on 新能源汽车 where the other is on 汽车; 渡口大桥, a name, may be that of 大桥."""
    own = _own_words(one, other)
    text = parts(one.text)
    return any(
        word.text in own
        and after.start == word.end
        and after.text in other.words
        and not any(name.start <= word.start and after.end <= name.end for name in text.names)
        for word, after in pairwise(text.words)
    )


def _is_amount(text: str) -> bool:
    return any(amount.unit for amount in parts(text).amounts) and not text.startswith("第")


def _is_date(text: str) -> bool:
    return bool(parts(text).dates)


def _of_one_time(one: _Said, other: _Said, sources: Sequence[Source]) -> bool:
    """Whether two statements may speak of the same time: their dates agree, and so do what 今年 and 目前 mean in them."""
    told = [{date[:3] for date in parts(each.sentence.text.strip()).dates} for each in (one, other)]
    if any(_RELATIVE.search(each.sentence.text) for each in (one, other)):
        dates = [sources[each.source].article.date for each in (one, other)]
        return (bool(told[0]) and told[0] == told[1]) or (dates[0] is not None and dates[0] == dates[1])
    years = [{date[0] for date in each if date[0] is not None} for each in told]
    return not (years[0] and years[1]) or bool(years[0] & years[1])


def _denied(one: _Said, other: _Said) -> bool:
    """Whether one statement denies the other, whichever of them is held against which, and no figure is in play."""
    if one.hedges or any(parts(each.text).amounts or parts(each.text).dates for each in (one, other)):
        return False
    own = [_own_words(a, b) for a, b in ((one, other), (other, one))]
    negated = [_NEGATED.search(each.text) is not None for each in (one, other)]
    # Beside 提高 and 降低, which deny each other without a negation, nothing may be said by one alone.
    if all(own) and (any(negated) or any(len(words) > 1 for words in own)):
        return False
    return all(grounding.contradiction(a.text, [b.text]) is not None for a, b in ((one, other), (other, one)))


def _side(said: _Said) -> Side:
    return _stretch(said.source, [said.sentence])


def _stretch(source: int, sentences: Sequence[SourceSentence]) -> Side:
    first, last = sentences[0], sentences[-1]
    return Side(source, first.section, first.start, last.start + len(last.text.rstrip()))


# --- answers to another author, and judgements ---------------------------------------------------------


def _replies(sources: Sequence[Source]) -> Iterator[Difference]:
    """Yield where an author names another one, and does not agree."""
    by: dict[str, list[int]] = defaultdict(list)
    for at, source in enumerate(sources):
        if (name := author(source)) and len(name) > 1:
            by[name].append(at)
    for at, source in enumerate(sources):
        for name, others in by.items():
            if at in others:
                continue
            for number, sentence in enumerate(source.sentences):
                answer = _answer(source, number) if name in sentence.text else None
                if answer is None:
                    continue
                claims = [(*_claim(source, number, sources[other]), other) for other in others]
                score, claim, other = max(claims, key=lambda each: each[0])
                if claim is not None and score >= _LEAST_RARITY_SHARED:
                    yield Difference((_stretch(other, [claim]), _stretch(at, [answer])))
                    break


def _answer(source: Source, number: int) -> SourceSentence | None:
    """Return the sentence in which an author goes against whom he has just named."""
    after = source.sentences[number : number + _REPLY_SENTENCES]
    against = [
        sentence
        for sentence in after
        if sentence.section == after[0].section and _AGAINST.search(sentence.text) and not _asks(sentence)
    ]
    own = [sentence for sentence in against if "我" in sentence.text]
    return next(iter(own or against), None)


def _claim(source: Source, number: int, named: Source) -> tuple[float, SourceSentence | None]:
    """Return the sentence of the named article that has most of what it is said to say, and how much that is."""
    sentence = source.sentences[number]
    told = sentence.text
    if (
        number
        and re.search(r"这种|这个|这样|此", told)
        and source.sentences[number - 1].section == sentence.section
    ):
        told = source.sentences[number - 1].text + told
    told = zh.fold(told.replace(author(named) or "", ""))
    wanted = {word: tag for word, tag in zh.tagged_words(told) if _tells(word, tag)}
    best: tuple[float, SourceSentence | None] = 0.0, None
    for candidate in named.sentences:
        text = candidate.text.strip()
        if _asks(candidate) or _OTHERS_SAY.search(text) or _POINTS_BACK.search(text) or len(text) > _LONGEST:
            continue
        score = _held(wanted, text) * (_OWN_CLAIM if _CONCLUDES.search(text) else 1.0)
        best = max(best, (score, candidate), key=lambda each: each[0])
    return best


def _tells(word: str, tag: str) -> bool:
    return tag not in ("t", "r", "m") and word in zh.content_words(word) and rarity(word) >= _TELLING


def _held(wanted: Mapping[str, str], text: str) -> float:
    """Return how much of what is wanted a text has, given with its tags; half of it where it has 省 for 省钱."""
    folded = zh.fold(text)
    words = {word for word, _ in zh.tagged_words(folded)}
    held = 0.0
    for word, tag in wanted.items():
        if word in folded:
            held += rarity(word)
        elif tag[0] in "nv" and len(word) > 1 and word[0] in words:
            held += rarity(word) / 2
    return held


def _asks(sentence: SourceSentence) -> bool:
    return sentence.text.strip().rstrip("”」』").endswith(("?", "？"))


def _stances(sources: Sequence[Source]) -> Iterator[Difference]:
    """Yield where one author is for what another is against, in so many words."""
    found = [
        (at, number, match.group("for") is not None)
        for at, source in enumerate(sources)
        for number, sentence in enumerate(source.sentences)
        if (match := _STANCE.search(sentence.text)) and not _asks(sentence)
    ]
    for (a, i, one), (b, j, other) in combinations(found, 2):
        if a == b or one == other or author(sources[a]) == author(sources[b]):
            continue
        for mine, theirs in (
            (m, t) for m in _stance_texts(sources[a], i) for t in _stance_texts(sources[b], j)
        ):
            shared = _rare_words(mine) & _rare_words(theirs)
            if len(shared) > _LEAST_SHARED:
                yield Difference((_stretch(a, mine), _stretch(b, theirs)))
                break


def _stance_texts(source: Source, number: int) -> Iterator[list[SourceSentence]]:
    """Yield the sentence of a stance, and with it the one before, which may say what it is a stance on."""
    sentence = source.sentences[number]
    yield [sentence]
    if number:
        before = source.sentences[number - 1]
        if (before.section, before.paragraph) == (sentence.section, sentence.paragraph):
            yield [before, sentence]


def _rare_words(sentences: Sequence[SourceSentence]) -> set[str]:
    """Return the pairs of characters of the rare words of sentences: 水电话费 and 水电、话费 are cut in different ways."""
    found: set[str] = set()
    for sentence in sentences:
        for word in zh.words(sentence.text):
            if len(word) > 1 and rarity(word) >= _RARE and not _STANCE.search("我" + word):
                found.add(word)
    return found


def author(source: Source) -> str | None:
    """Return who wrote an article: the columnist, or whom it names as its author."""
    return source.article.columnist or source.article.author
