"""What an article is about: terms that stand in it again and again, in its title, its headings, its categories."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from qa import text as zh
from qa.grounding.rarity import MOST, rarity
from qa.models import INTRODUCTION

if TYPE_CHECKING:
    from qa.summarizing.article.source import Source

_HAN = re.compile(r"[一-鿿]+")
_LATIN_WORD = re.compile(r"[a-z][a-z0-9.+-]*[a-z0-9]")
_LONGEST = 8
_FEWEST, _FEWEST_IN_SHORT, _SHORT = 3, 2, 800
# Beyond this a text says nothing of its topics that its first part does not.
_READ = 20_000
# A term that stands inside a longer one nearly always is only a part of it.
_PART_OF = 0.7
# Of two terms, one in the other, the longer says more, if it is nearly as important.
_LONGER = 0.4
_CUT_THERE = 0.3
_FEWEST_NEIGHBOURS = 2

_NOUNS = ("n", "vn", "j", "nz", "an", "eng")
_NO_BEGINNING = ("u", "p", "c", "d", "m", "q", "r", "f", "t", "y", "e", "o", "x", "z")
_MEASURES = frozenset("支只条个名位家次种类项部款台辆架座张份件间所套届场批")
_NAMES = ("nr", "ns", "nt")
# The name of one bank or one county is no field that a reader is interested in: 海棠支付, and 海棠 alone. 移动支付 is.
_OF_ONE = (
    "银行|支付|公司|集团|消金|保险|证券|基金|重工|智能|平台|大学|法院|农商行|镇|县|村|市|省|区|周刊|商业评论"
)
_NAME_OF_ONE = re.compile(rf"(?P<own>[一-鿿]{{2,}}?)(?:{_OF_ONE})$")
_NAMED = re.compile(r"(?:银行|支付|消金|集团|重工|农商行|证券|有限公司|周刊|阀门|县|镇)")
# What a site files articles under says nothing of what they are about.
NO_TOPIC = frozenset(
    re.findall(
        r"\S+",
        """
        最新文章 新媒体 人人都是产品经理 推荐 热门 头条 资讯 新闻 业界 观察 产业观察 行业观察 随笔 原创 转载 专栏 其他 未分类 默认
        文章 作者 读者 问题 时候 情况 方面 事情 东西 方式 办法 时间 结果 原因 意义 目的 数字 理由 一点 两者 前者 后者 部分 过程
        基础 关系 工作 内容 导言 记者 消息 今年 去年 目前 近日 日前 相关 有关 个人 对方 双方 本质 链接 声明 同一 间隔 底色 代价
        两条路 两回事 死胡同 全部 一课
        """,
    )
)

_DENIED = re.compile(r"(?:不是|并非|而非)[^，,。；;：:\n]*")

_TITLE, _HEADING, _CATEGORY = 3.0, 1.5, 4.0


class Topic(NamedTuple):
    """A term, and the sentence where it first stands: ``source.sentences[sentence]``."""

    text: str
    sentence: int
    score: float


def topics(source: Source, most: int = 6) -> tuple[Topic, ...]:
    """Return what an article is about, best first; none is a part of another, and each stands in a sentence.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "# 渡船与大桥\\n\\n渡船每天开六班。大桥明年通车。\\n\\n## 渡船的账\\n\\n渡船亏本，大桥赚钱。"
    >>> [topic.text for topic in topics(Source(read_text(text, name="账").article))]
    ['渡船', '大桥']
    """
    text = "\n".join(zh.fold(section.text) for section in source.sections)[:_READ]
    title = held(source.title)
    headings = held("\n".join(s.heading for s in source.sections if s.heading != INTRODUCTION))
    categories = [zh.fold(category.strip()) for category in source.article.categories]
    found: dict[str, float] = {}
    for term, count in _terms(text, title, headings, categories):
        weight = (
            1.0 + _TITLE * (term in title) + _HEADING * (term in headings) + _CATEGORY * (term in categories)
        )
        found[term] = weight * math.log1p(count) * _matter(term)
    chosen: list[Topic] = []
    longer = {
        term
        for term, score in found.items()
        if any(term in other and term != other and found[other] >= _LONGER * score for other in found)
    }
    for term, score in sorted(found.items(), key=lambda pair: (-pair[1], text.find(pair[0]))):
        if term in longer:
            continue
        if any(term in topic.text or topic.text in term for topic in chosen):
            continue
        place = next((s.order for s in source.sentences if term in zh.fold(s.text)), None)
        if place is not None:
            at = zh.fold(source.sentences[place].text).index(term)
            written = source.sentences[place].text[at : at + len(term)]
            chosen.append(Topic(written, place, score))
        if len(chosen) == most:
            break
    return tuple(chosen)


def held(title: str) -> str:
    """Return a title folded, without what it says its matter is not.

    >>> held("征信报告不是一张成绩单，而是账本")
    '征信报告,而是账本'
    """
    return _DENIED.sub("", zh.fold(title))


def _matter(term: str) -> float:
    """Return how much a term says, by the rarest of its words in news, and a little by its length."""
    return max(map(rarity, zh.content_words(term)), default=0.0) * (1 + 0.1 * min(len(term), 6))


def _terms(text: str, title: str, headings: str, categories: list[str]) -> Iterator[tuple[str, int]]:
    """Yield terms with how often they stand in the text."""
    above = f"{title}\n{headings}"
    fewest = _FEWEST if len(text) >= _SHORT else _FEWEST_IN_SHORT
    counts: Counter[str] = Counter()
    for run in _HAN.findall(f"{text}\n{above}"):
        for size in range(2, min(_LONGEST, len(run)) + 1):
            counts.update(run[at : at + size] for at in range(len(run) - size + 1))
    often = {term: count for term, count in counts.items() if count >= fewest}
    parts = {
        part
        for term, count in often.items()
        for part in (term[1:], term[:-1])
        if count >= _PART_OF * counts[part]
    }
    everything = f"{text}\n{above}"
    cuts = _cuts(everything)
    for term, count in often.items():
        if (
            term not in parts
            and term not in categories
            and (_is_noun(term, in_title=term in above) or (term in title and _is_deed(term, headings)))
            and _stands_free(term, everything, cuts)
            and not _is_name(term, everything)
        ):
            yield term, count
    latin = Counter(_LATIN_WORD.findall(text))
    latin.update(f"{a} {b}" for a, b in pairwise(_LATIN_WORD.findall(text)) if f"{a} {b}" in text)
    for term, count in latin.items():
        if count >= fewest and not set(term.split()) & zh.STOP_WORDS:
            yield term, count
    for category in categories:
        count = text.count(category)
        if count and category not in NO_TOPIC and len(category) > 1:
            yield category, count


def _cuts(text: str) -> set[int]:
    """Return where the words of a text begin and end."""
    import rjieba

    return {0, *accumulate(map(len, rjieba.cut(text)))}


def _stands_free(term: str, text: str, cuts: set[int]) -> bool:
    """Whether different things stand before and after a term (付金 always has 备 before it), and words are cut there."""
    before, after = set(), set()
    cut = 0
    places = [match.start() for match in re.finditer(term, text)]
    for at in places:
        before.add(text[at - 1 : at])
        after.add(text[at + len(term) : at + len(term) + 1])
        cut += at in cuts and at + len(term) in cuts
    return min(len(before), len(after)) >= _FEWEST_NEIGHBOURS and cut >= _CUT_THERE * len(places)


def _is_name(term: str, everything: str) -> bool:
    named = _NAME_OF_ONE.match(term)
    if named:
        return all(rarity(word) == MOST for word in zh.content_words(named["own"]))
    return rarity(term) == MOST and any(
        _NAMED.match(everything, match.end()) for match in re.finditer(term, everything)
    )


def _is_deed(term: str, headings: str) -> bool:
    """Whether a verb is what the article is about: 清算 stands in its title and in its headings."""
    words = zh.tagged_words(term)
    return (
        len(words) == 1
        and words[0][1] in ("v", "vn", "vi")
        and term not in zh.STOP_WORDS
        and term in headings
    )


def _is_noun(term: str, *, in_title: bool) -> bool:
    if term in NO_TOPIC or term in zh.STOP_WORDS:
        return False
    words = zh.tagged_words(term)
    if any(word in zh.STOP_WORDS for word, _ in words) or words[0][1].startswith(_NO_BEGINNING):
        return False
    # 支飞行表演队 was cut out of 一支飞行表演队.
    if len(words[0][0]) == 1 and words[0][0] in _MEASURES:
        return False
    last, tag = words[-1]
    if any(len(word) > 1 and tag.startswith(_NAMES if not in_title else "nr") for word, tag in words):
        return False
    return (
        tag.startswith(_NOUNS)
        or (len(words) > 1 and tag.startswith("nr"))
        or (len(words) > 1 and len(last) == 1 and tag.startswith("v") and in_title)
    )
