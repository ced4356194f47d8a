"""Questions that sentences of an article answer, by rule, with the words that their answers have to have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.answering.languages.which import language_of
from qa.answering.question.phrases import noun_phrases, period
from qa.answering.question.questions import asked, fillers
from qa.models import Article
from qa.numerals import Number, numbers
from qa.summarizing.article.source import Source
from qa.summarizing.without_model.questions import is_self_contained, possible, stands_alone

MOST_IN_PHRASE = 30
"""The longest phrase that an answer has to have, in characters: nobody repeats a longer one word for word."""

NAMES_THE_ARTICLE = re.compile("文章|本文|文中")
"""What no question has: whoever is asked over a library does not know which article is meant."""

_LONGEST_STEM = 40
_CLOZE_WEIGHT = 1.0
_CLAUSE_ENDS = re.compile("[，；。：,;:]")
_UNIT = re.compile(
    r"个?百分点|个月|小时|分钟|公里|平方米|美元|[%％年月日号元万亿成倍个名位家户件笔台辆条座间所张次人份项种类门处班层套只头本卷幅艘岁度吨里米天秒]"
)
# 近七十人 is asked for by 多少人, not by 近多少人.
_ABOUT = re.compile(r"(?:约|大约|将近|近|超过|至少|最多|不到|不足|高达|只|仅|共|一共|总共|合计)$")
_SHORTEST_CLAUSE = 5
_NO_CLOZE = ("月", "日")
_IN_A_ROW = re.compile("[楼号路届期版]|分之")

_ENGLISH = tuple(
    (re.compile(pattern), question)
    for pattern, question in (
        (
            r"^(?P<what>(?:The |An? )?[A-Z]?[\w' -]{2,40}?) (?P<verb>is|are) (?P<answer>(?:an?|the) [^.]{8,})\.$",
            "What {verb} {what}?",
        ),
        (
            r"^(?P<what>(?:The |An? )?[A-Z]?[\w' -]{2,40}?) (?P<verb>was|were) (?P<done>\w+(?:ed|t|n|de))\b[^,.]*? in (?P<answer>(?:\w+ )?[12]\d{3})\b",
            "When {verb} {what} {done}?",
        ),
        (
            r"^(?P<what>(?:The |An? )?[A-Z]?[\w' -]{2,40}?) (?:has|have) (?P<answer>\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) (?P<things>[a-z]+s)\b",
            "How many {things} does {what} have?",
        ),
    )
)
_NO_ENGLISH_SUBJECT = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|there|we|you|i|here|what)\b", re.IGNORECASE
)


class Proposal(NamedTuple):
    """A question for a person to accept.

    ``section`` counts from 0 among the article's sections, -1 for its metadata. ``answer`` stands in that section, word for
    word; ``phrases`` stand in the answer, and each has to be in a right answer. ``kind`` is one of the suites' kinds.
    """

    question: str
    kind: str
    section: int
    answer: str
    phrases: tuple[tuple[str, ...], ...] = ()
    weight: float = 0.0


def propose(article: Article) -> list[Proposal]:
    """Return a question for each sentence of an article that answers one by its form, the best first.

    >>> from qa.reading import read_text
    >>> text = "渡船是河两岸的人来往的交通工具。渡口的老班渡船每天开六班，末班是傍晚六点。"
    >>> for each in propose(read_text(text, name="渡口").article):
    ...     print(each.kind, each.question, each.phrases)
    definition 什么是渡船？ ()
    fact 渡口的老班渡船每天开多少班？ (('六班',),)
    """
    source = Source(article)
    by_form: dict[tuple[int, int], Proposal] = {}
    for each in possible(source):
        if NAMES_THE_ARTICLE.search(each.question) or not _is_whole(each.question):
            continue
        place = each.answer.citations[0]
        found = needed(each.question, each.answer.text)
        made = Proposal(
            each.question, kind_of(each.question), place.section, place.quote, found, each.weight + 2
        )
        by_form.setdefault((place.section, place.start), made)
    for sentence in source.sentences:
        section = source.sections[sentence.section]
        text = sentence.text.strip()
        start = sentence.start + sentence.text.index(text) if text else 0
        if text and (section.index, start) not in by_form:
            made_here = next(_of_sentence(text, section.index), None)
            if made_here is not None:
                by_form[section.index, start] = made_here
    return sorted(by_form.values(), key=lambda each: (-each.weight, each.section, each.question))


def of_metadata(article: Article) -> list[Proposal]:
    """Return questions that the article's metadata answer."""
    title = f"《{article.title}》"
    found = []
    author = article.columnist or article.author
    if author:
        answer = f"{title}的作者是{author}。"
        found.append(Proposal(f"{title}的作者是谁？", "metadata", -1, answer, ((author,),)))
    if article.date:
        day = article.date
        written = f"{day.year}年{day.month}月{day.day}日"
        phrases = ((written, day.isoformat()),)
        answer = f"{title}发表于{written}。"
        found.append(Proposal(f"{title}是什么时候发表的？", "metadata", -1, answer, phrases))
    return found


def kind_of(question: str) -> str:
    """Return which of the suites' kinds a question is of.

    >>> kind_of("渡口为什么冷清？"), kind_of("渡船每天开几班？"), kind_of("应对有哪三步？"), kind_of("What is a ferry?")
    ('reason', 'fact', 'list', 'english')
    """
    if language_of(question) == "en":
        return "english"
    if re.search(r"哪[两几二三四五六七八九十]|哪些", question):
        return "list"
    kind = asked(question).kind
    return kind if kind in ("reason", "definition") else "fact"


def needed(question: str, answer: str) -> tuple[tuple[str, ...], ...]:
    """Return the phrase of a sentence that an answer to a question has to have.

    Empty where the question is open, because a reason or a definition can be given in other words: its phrases are for a
    person to choose.

    >>> needed("2016年有多少利息？", "2016年的利息为1.62亿元。"), needed("铺面为什么租得出去？", "因为有四千名客人。")
    ((('1.62亿元',),), ())
    """
    if asked(question).is_open:
        return ()
    places = sorted(fillers(answer, question), key=lambda each: -each.fit)
    if not places or places[0].end - places[0].start > MOST_IN_PHRASE:
        return ()
    start, end = places[0].start, places[0].end
    return ((answer[start : _unit_end(answer, end)],),)


def _of_sentence(text: str, section: int) -> Iterator[Proposal]:
    if language_of(text) == "en":
        yield from _in_english(text, section)
    elif stands_alone(text):
        yield from _with_the_date_asked_for(text, section)
        yield from _with_a_number_asked_for(text, section)


def _with_a_number_asked_for(text: str, section: int) -> Iterator[Proposal]:
    """Yield questions that ask 多少 in the place of a number, which is where Chinese has its question words."""
    found = numbers(text)
    for number in found:
        end = _CLAUSE_ENDS.search(text, number.end)
        stem_end = end.start() if end else len(text) - 1
        # Both ends of a range, and what belongs to one amount: 一元二角, 六成八.
        has_neighbour = any(
            other is not number and min(abs(other.start - number.end), abs(number.start - other.end)) <= 1
            for other in found
        )
        if stem_end > _LONGEST_STEM or has_neighbour or not _may_be_asked(text, number):
            continue
        before = _ABOUT.sub("", text[: number.start])
        behind = re.sub("^[多余来几]", "", text[number.end : stem_end])
        if len(_CLAUSE_ENDS.split(before)[-1] + behind) < _SHORTEST_CLAUSE:
            continue
        is_share = text.startswith("百分之", number.start) or behind[:1] in ("%", "％")
        word = "百分之多少" if is_share else "几" if behind.startswith("成") else "多少"
        question = f"{before}{word}{behind.lstrip('%％')}？"
        phrases = noun_phrases(before)
        if phrases and phrases[0].start == 0 and _is_good(question):
            phrase = text[number.start : _unit_end(text, number.end)]
            weight = _CLOZE_WEIGHT - 0.02 * len(question)
            yield Proposal(question, kind_of(question), section, text, ((phrase,),), weight)


def _with_the_date_asked_for(text: str, section: int) -> Iterator[Proposal]:
    """Yield a question of when, for a sentence that begins with the day, the month or the year."""
    date = period(text)
    if date is None or date[0] != 0 or "年" not in text[: date[1]]:
        return
    rest = text[date[1] :].lstrip("，,")
    clause = _CLAUSE_ENDS.split(rest, maxsplit=1)[0]
    phrases = noun_phrases(clause)
    question = f"{clause}是什么时候的事？"
    is_event = re.search("[了过]|宣布|发布|成立|上线|推出|开始|启动", clause) is not None
    if phrases and phrases[0].start == 0 and is_event and _is_good(question):
        weight = _CLOZE_WEIGHT - 0.02 * len(question)
        yield Proposal(question, "fact", section, text, ((text[: date[1]],),), weight)


def _in_english(text: str, section: int) -> Iterator[Proposal]:
    for pattern, form in _ENGLISH:
        match = pattern.match(text)
        if match is None or _NO_ENGLISH_SUBJECT.match(match["what"]):
            continue
        names = match.groupdict()
        what = names["what"]
        names["what"] = what[0].lower() + what[1:] if re.match(r"(?:The|An?) ", what) else what
        answer = match["answer"]
        phrases = ((answer,),) if len(answer) <= MOST_IN_PHRASE else ()
        yield Proposal(form.format(**names), "english", section, text, phrases, _CLOZE_WEIGHT)


def _is_good(question: str) -> bool:
    return is_self_contained(question) and _is_whole(question)


def _is_whole(question: str) -> bool:
    """Whether nothing was cut through or fell out: every bracket is closed, and has something in it."""
    pairs = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("「", "」"), ("[", "]"))
    return not any(question.count(a) != question.count(b) or a + b in question for a, b in pairs)


def _may_be_asked(text: str, number: Number) -> bool:
    """Whether a number is an amount, and not a place in an order, a date, or hardly more than an article."""
    # 光绪三十二年（1906年） is a year, as 1906年 is.
    is_year = number.kind == "年" and (
        number.value >= 1000 or text[number.end + 1 : number.end + 2] in ("（", "(")
    )
    is_ordinal = text[max(0, number.start - 1)] == "第"
    is_ordinal |= _IN_A_ROW.match(text, number.end) is not None
    is_date = number.kind in _NO_CLOZE or "数" in number.kind
    is_tenth = re.match("成[零一二两三四五六七八九]", text[number.end : number.end + 2]) is not None
    return number.value != 1 and not (is_year or is_ordinal or is_date or is_tenth)


def _unit_end(text: str, end: int) -> int:
    """Return where a number ends with what it counts: 六班, 1.62亿元."""
    unit = _UNIT.match(text, end)
    return unit.end() if unit else end
