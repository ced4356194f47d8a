"""Lists: whether a question asks for one, and where an article has one.

An article lists things in lines of one form (items, rows of a table), in sentences that count (第一 … 第二 …), or in one
sentence (有三处：甲、乙和丙).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.answering.without_model.candidates import Candidate
from qa.answering.without_model.order import InOrder, Line
from qa.indexing.records import CARD_INDEX

_FEWEST, _MOST_ITEMS = 2, 8
_LONGEST_ITEM = 90
# The least chance of a list's section, as a share of the best sentence's.
_SHARE = 0.5
_LONGEST_LABEL = 14
_DIGITS = "一二三四五六七八九十"
_MEASURE = r"[种类个条项点步处层大方面件样把位家篇本部组级招道关轮次段句封档]"
_ASKS = re.compile(
    rf"哪[几些]|哪(?:里|儿)?(?:[两二三四五六七八九十]|\d{{1,2}}){_MEASURE}|分别|各自|列[举出]|有(?:什么|何)(?!不同|区别|关系|用|好|意|问题)"
    rf"|(?:[两二三四五六七八九十]|(?<!\d)\d){_MEASURE}[^，。？?]{{0,12}}(?:是什么|是啥|叫什么|是怎样|有哪|各是)|都有谁|都有什么|包括什么|几{_MEASURE}"
    r"|\bwhich (?:two|three|four|five|six|\d)\b|\bwhat are the\b|\blist\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(?P<many>[两二三四五六七八九十]|(?<!\d)\d)(?P<of>{_MEASURE})")
_NUMBERED = re.compile(
    rf"^[\"“「]?(?:第[{_DIGITS}][,、:，：]|第[{_DIGITS}](?:[步种类个条项点处层方])|其[{_DIGITS}][,、:，：]?|[{_DIGITS}](?:是|、|看|要)|[(（][{_DIGITS}\d][)）]|[①-⑳]|\d{{1,2}}[.、)）]"
    r"|(?:首先|其次|再次|再者|然后|接着|最后|另外|此外)[,，])"
)
_LABEL = re.compile(rf"^[^,，。;；:：?？]{{1,{_LONGEST_LABEL}}}[:：]")
_PARTED = re.compile(r"[、；;]")


class Listed(NamedTuple):
    """Items in their order, with the sentence that introduces them where there is one."""

    introduction: Candidate | None
    items: tuple[Line, ...]

    @property
    def sentences(self) -> list[Candidate]:
        """The introduction and the items, in order."""
        return [*filter(None, [self.introduction]), *(c for item in self.items for c in item)]


def asks_for_list(question: str) -> bool:
    """Whether a question asks for several things at once.

    >>> asks_for_list("商户有哪三个办法？"), asks_for_list("费用有哪些？"), asks_for_list("费用是多少？")
    (True, True, False)
    """
    return _ASKS.search(zh.fold(question)) is not None


def count_asked(question: str) -> int | None:
    """Return how many things a question says that there are, 2 to 10; None where it does not say.

    >>> count_asked("商户有哪三个办法？"), count_asked("费用有哪些？")
    (3, None)
    """
    match = _COUNT.search(zh.fold(question))
    if match is None:
        return None
    many = match["many"].replace("两", "二")
    count = int(many) if many.isdigit() else _DIGITS.index(many) + 1
    return count if count >= _FEWEST else None


def listed(order: InOrder) -> Iterator[Listed]:
    """Yield the lists of the passages, those in lines of one form and those in sentences that count."""
    for lines in order.lines():
        yield from _in_lines(lines)
        for line in lines:
            yield from _in_sentences(line)


def counts(sentence: str, many: int) -> bool:
    """Whether a sentence names so many things itself, or says that there are so many and begins to.

    >>> counts("真正耗时的有三处：时差、筛查和等待。", 3), counts("甲、乙、丙都快。", 3), counts("甲和乙都快。", 3)
    (True, True, False)
    """
    folded = zh.fold(sentence)
    if any(len(_PARTED.findall(clause)) == many - 1 for clause in re.split(r"[,:。]", folded)):
        return True
    said = any(count_asked(match.group()) == many for match in _COUNT.finditer(folded))
    return said and (":" in folded or len(_PARTED.findall(folded)) >= many - 1)


def _of_articles(best: Candidate, order: InOrder) -> list[Candidate]:
    """Return what is said of one article and, in the same words, of others: 《…》的作者是许南乔。"""
    said = best.text.rpartition("》")[2]
    found = [one for one in order.all if one.passage.section == CARD_INDEX and one.text.endswith("》" + said)]
    return found[:_MOST_ITEMS] if len(found) >= _FEWEST else []


def _in_lines(lines: Sequence[Line]) -> Iterator[Listed]:
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_item(lines[end]) and _goes_on(lines[at:end], lines[end]):
            end += 1
        if _FEWEST <= end - at <= _MOST_ITEMS:
            before = lines[at - 1][-1] if at else None
            yield Listed(before, tuple(lines[at:end]))
        at = max(end, at + 1)


def _is_item(line: Line) -> bool:
    text = "".join(c.text for c in line)
    return len(text) <= _LONGEST_ITEM and len(line) <= _FEWEST


def _goes_on(items: Sequence[Line], line: Line) -> bool:
    """Whether a line has the form of the items before it."""
    if not items:
        return True
    first, last, text = (zh.fold("".join(c.text for c in each)) for each in (items[0], items[-1], line))
    if _NUMBERED.match(first):
        return _NUMBERED.match(text) is not None
    label = _LABEL.match(first)
    if label and _LABEL.match(text):
        return True
    return last.endswith(";")


def _in_sentences(line: Line) -> Iterator[Listed]:
    at = 0
    while at < len(line):
        end = at
        while end < len(line) and _NUMBERED.match(zh.fold(line[end].text)):
            end += 1
        if _FEWEST <= end - at <= _MOST_ITEMS:
            yield Listed(line[at - 1] if at else None, tuple((c,) for c in line[at:end]))
        at = max(end, at + 1)


def listed_for(question: str, ranked: Sequence[tuple[float, Candidate]], order: InOrder) -> list[Candidate]:
    """Return the list that a question asks for, with what introduces it; nothing where there is none, or a sentence is one.

    ``ranked`` are the candidates with their chances, best first. A list with as many items as the question says there are is
    taken if its section is one of the best; any other, if one of its own sentences is.
    """
    if not asks_for_list(question):
        return []
    many = count_asked(question)
    least, best = _SHARE * ranked[0][0], ranked[0][1]
    if best.passage.section == CARD_INDEX:
        return _of_articles(best, order)
    if many is not None and counts(best.text, many):
        return []
    own = {id(one): its for its, one in ranked}
    sections: dict[tuple[str, int], float] = {}
    for its, one in ranked:
        sections.setdefault((one.passage.article, one.passage.section), its)
    found: list[tuple[float, list[Candidate]]] = []
    for each in listed(order):
        some = each.sentences
        section = sections.get((some[0].passage.article, some[0].passage.section), 0.0)
        its = section if len(each.items) == many else max(own.get(id(one), 0.0) for one in some) / 2
        if many in (None, len(each.items)) and its >= least / (1 if many else 2):
            found.append((its, some))
    return max(found, key=lambda pair: pair[0])[1] if found else []
