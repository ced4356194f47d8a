"""Questions near an article that nothing answers, by rule: about what it does not say of what it is about.

Each is made so that one thing in it stands nowhere: an attribute, a year, a name. Where that thing turns out to stand
somewhere after all, the question is not made.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from qa import text as zh
from qa.answering.languages.which import language_of
from qa.answering.question.phrases import noun_phrases
from qa.evaluation.drafts.proposing import Proposal
from qa.grounding.rarity import rarity
from qa.models import Article, Passage
from qa.summarizing.article.source import Source
from qa.summarizing.article.topics import topics

Search: TypeAlias = Callable[[str], Sequence[Passage]]
"""Gives the passages of a library that fit a question best."""

_TOPICS = 8
_FEWEST_NAMED = 2
_RARE = 5.0
# Shorter topics are everyday words as often as not: 篮子, 尺子.
_LONG_ENOUGH = 3
_OF_ONE = re.compile(
    r"(?P<own>[一-鿿]{2,4})(?P<sort>银行|支付|消金|征信|集团|重工|公司|证券|法院|阀门|镇|村|县|市)$"
)
_PLACES = ("镇", "村", "县", "市")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_YEARS = ("2003", "1997", "2006", "1994", "2027", "1989")
# Made-up names: none of them is any bank's or any town's that this program was ever given.
_OWN_NAMES = ("栖梧", "鹭洲", "砚池", "苔岭", "棠溪口", "雪堰", "蓼汀", "枫桠")


class _Attribute(NamedTuple):
    """What may be asked of something, and the words of which one stands wherever it is said."""

    question: str
    words: tuple[str, ...]


_OF_ORGANISATIONS = (
    _Attribute("{what}的注册资本是多少？", ("注册资本", "实缴")),
    _Attribute("{what}是哪一年上市的？", ("上市", "挂牌", "ipo")),
    _Attribute("{what}的创始人是谁？", ("创始", "创办", "创立", "创建")),
    _Attribute("{what}的总部设在哪座城市？", ("总部", "总行", "总公司")),
    _Attribute("{what}一共有多少名员工？", ("员工", "职工", "雇员", "人手", "人数")),
)
_OF_PLACES = (
    _Attribute("{what}的面积有多少平方公里？", ("面积", "平方公里")),
    _Attribute("{what}的常住人口是多少？", ("人口", "常住", "户籍")),
    _Attribute("{what}是哪一年通高铁的？", ("高铁", "铁路", "火车")),
)
_OF_THINGS = (
    _Attribute("{what}的国家标准编号是多少？", ("国家标准", "国标", "标准号")),
    _Attribute("{what}最早是由谁提出的？", ("提出", "首创", "发明", "最早")),
    _Attribute("{what}在海外的普及率是多少？", ("海外", "国外", "境外", "普及率")),
    _Attribute("{what}的行业协会有多少家会员单位？", ("协会", "会员单位")),
)
_IN_ENGLISH = (
    _Attribute("Who invented {what}?", ("invent",)),
    _Attribute("What is the registered capital of {what}?", ("capital",)),
    _Attribute("How many employees does {what} have?", ("employee", "staff", "workers")),
)
_ENGLISH_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")


class Unanswerable(NamedTuple):
    """A question that nothing answers; ``missing`` are the words that stand nowhere."""

    question: str
    missing: tuple[str, ...]
    why: str


def unanswerable(
    article: Article, answerable: Sequence[Proposal], most: int, search: Search | None = None
) -> list[Unanswerable]:
    """Return up to ``most`` questions on the article's topics that neither it nor the library answers.

    :param answerable: Questions that it does answer; some come back with another year or another name.
    :param search: Looks through the library, where there is one: a question whose missing words it has is left out.

    >>> from qa.reading import read_text
    >>> text = "鹿鸣银行有九个网点。鹿鸣银行的柜台每天开六小时，鹿鸣银行不收年费。"
    >>> for each in unanswerable(read_text(text, name="网点").article, [], 1):
    ...     print(each.question, "; ".join(each.missing))
    鹿鸣银行是哪一年上市的？ 上市; 挂牌; ipo
    """
    everything = written(article)
    made: list[Unanswerable] = []
    sources = [_with_attributes(article, everything), _swapped(answerable, everything)]
    while sources and len(made) < most:
        # In turns, so that an article with many names does not get questions of one sort only.
        source = sources.pop(0)
        found = next((each for each in source if _is_new(each, made) and is_absent(each, search)), None)
        if found is not None:
            made.append(found)
            sources.append(source)
    return made


def written(article: Article) -> str:
    """Return all that is written in an article and known of it, folded: title, metadata, headings and texts."""
    known = (article.title, article.author, article.columnist, article.source, *article.categories)
    parts = [part for section in article.sections for part in (*section.path, section.heading, section.text)]
    return zh.fold("\n".join((*filter(None, known), *parts)))


def is_absent(question: Unanswerable, search: Search | None) -> bool:
    """Whether no passage that a library finds for a question has its missing words and what it is about."""
    if search is None:
        return True
    rest = zh.fold(question.question)
    for word in question.missing:
        rest = rest.replace(word, "")
    about = [phrase.text for phrase in noun_phrases(rest)] or list(zh.content_words(rest))
    texts = [zh.fold("\n".join((each.title, *each.path, each.text))) for each in search(question.question)]
    return not any(
        any(word in text for word in question.missing) and any(word in text for word in about)
        for text in texts
    )


def _is_new(one: Unanswerable, made: Sequence[Unanswerable]) -> bool:
    return all(one.question != other.question and one.missing != other.missing for other in made)


def _with_attributes(article: Article, everything: str) -> Iterator[Unanswerable]:
    """Yield questions that ask something of what the article names that it says of nothing."""
    possible = []
    for what, attributes in _entities(article):
        at = zlib.crc32(what.encode()) % len(attributes)  # not of everything the same
        lacking = [
            attribute
            for attribute in attributes[at:] + attributes[:at]
            if not any(word in everything for word in attribute.words)
        ]
        possible.append([(what, attribute) for attribute in lacking])
    # A second question about the same thing comes after a first one about everything.
    for pair in filter(None, (pair for rank in zip_longest(*possible) for pair in rank)):
        what, attribute = pair
        yield Unanswerable(attribute.question.format(what=what), attribute.words, "attribute")


def _entities(article: Article) -> Iterator[tuple[str, tuple[_Attribute, ...]]]:
    """Yield what an article is about, names first, with what may be asked of each."""
    source = Source(article)
    if language_of(source.text[:2000]) == "en":
        named = Counter(
            match.group().removeprefix("The ")
            for sentence in source.sentences
            for match in _ENGLISH_NAME.finditer(sentence.text)
            if match.start() > 0 or " " in match.group()  # a sentence begins with a capital anyway
        )
        yield from (
            (name, _IN_ENGLISH) for name, count in named.most_common(_TOPICS) if count >= _FEWEST_NAMED
        )
        return
    phrases = Counter(
        sentence.text[phrase.start : phrase.end]
        for sentence in source.sentences
        for phrase in noun_phrases(sentence.text)
    )
    for name, count in phrases.most_common():
        match = _OF_ONE.fullmatch(name)
        if match and count >= _FEWEST_NAMED and _is_of_one(match["own"]):
            yield name, _OF_PLACES if match["sort"] in _PLACES else _OF_ORGANISATIONS
    above = "\n".join((zh.fold(source.title), *map(zh.fold, article.categories)))
    for topic in topics(source, _TOPICS):
        if topic.text in above or len(topic.text) >= _LONG_ENOUGH:
            yield topic.text, _OF_THINGS


def _is_of_one(own: str) -> bool:
    """Whether a word before 银行 or 县 is the name of one, and not a sort of them: 丹霞, but not 中小."""
    return rarity(own) >= _RARE and not own.startswith(("一", "这", "那", "每", "某", "各"))


def _swapped(answerable: Sequence[Proposal], everything: str) -> Iterator[Unanswerable]:
    """Yield questions with another year, or with another name of the same sort, that the article does not have."""
    years = [year for year in _YEARS if year not in everything]
    names = [name for name in _OWN_NAMES if name not in everything]
    for each in answerable:
        question = each.question
        year = _YEAR.search(question)
        if year and years:
            other = years[zlib.crc32(question.encode()) % len(years)]
            yield Unanswerable(question.replace(year.group(), other), (f"{other}年",), "year")
        for phrase in noun_phrases(question):
            name = question[phrase.start : phrase.end]
            match = _OF_ONE.search(name)
            if match and names and _is_of_one(match["own"]):
                other = names[zlib.crc32(name.encode()) % len(names)]
                instead = name[: match.start("own")] + other + match["sort"]
                yield Unanswerable(question.replace(name, instead), (zh.fold(other + match["sort"]),), "name")
                break
