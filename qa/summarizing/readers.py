"""The sentence that closes a note: whom the article is for. It names readers and topics, and states no fact."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from qa import text as zh
from qa.grounding.facts import missing_fact
from qa.grounding.parts import parts
from qa.grounding.rarity import rarity
from qa.language import say
from qa.models import CheckedSentence, Citation, Sentence, Style
from qa.numerals import numbers
from qa.summarizing.brief import Brief
from qa.summarizing.counting import is_chinese
from qa.summarizing.topics import NO_TOPIC, Topic, held, topics
from qa.summarizing.wording import clickbait, praise

if TYPE_CHECKING:
    from qa.summarizing.source import Source

_TWO = MappingProxyType[Style, tuple[str, ...]](
    {
        "平实": (
            "推荐对{a}感兴趣、想了解{b}的读者阅读。",
            "适合关心{a}与{b}的读者阅读。",
            "想弄清{a}和{b}的读者可以一读。",
            "关注{a}、也想了解{b}的读者可以读一读。",
            "推荐关心{a}和{b}的读者阅读。",
        ),
        "资讯": (
            "供关注{a}与{b}的读者参考。",
            "关注{a}、{b}的读者可以参考。",
            "关心{a}与{b}的读者可以留意。",
            "可供关注{a}、{b}的读者参考。",
        ),
        "书面": (
            "可供关注{a}与{b}的读者参阅。",
            "谨荐予关心{a}与{b}的读者。",
            "有意了解{a}、{b}的读者可资参考。",
            "可供研究{a}与{b}的读者参阅。",
        ),
    }
)
_ONE = MappingProxyType[Style, tuple[str, ...]](
    {
        "平实": (
            "推荐想要了解{a}的读者阅读。",
            "适合关心{a}的读者阅读。",
            "对{a}感兴趣的读者可以一读。",
            "想弄清{a}的读者可以读一读。",
        ),
        "资讯": ("供关注{a}的读者参考。", "关注{a}的读者可以参考。", "关心{a}的读者可以留意。"),
        "书面": ("可供关注{a}的读者参阅。", "谨荐予关心{a}的读者。", "有意了解{a}的读者可资参考。"),
    }
)
_TO_SOMEBODY = MappingProxyType[Style, tuple[str, ...]](
    {
        "平实": ("推荐想了解{a}的{x}阅读。", "适合关心{a}的{x}阅读。", "推荐{x}阅读。", "适合{x}阅读。"),
        "资讯": ("供关注{a}的{x}参考。", "可供关心{a}的{x}参考。", "供{x}参考。"),
        "书面": ("可供关注{a}的{x}参阅。", "谨荐予有意了解{a}的{x}。", "可供{x}参阅。"),
    }
)
_IN_ENGLISH = ("For readers interested in {a} and {b}.", "For readers who want to know about {a}.")
_TO_SOMEBODY_IN_ENGLISH = ("Recommended reading for {x} interested in {a}.", "Recommended reading for {x}.")
# A second topic that is much less of one than the first is left out.
_SECOND = 0.25

_ADVISES = re.compile(
    r"推荐|荐[予给]|适合|适于|适宜|[可仅]?供|值得|建议|可以|可资|不妨|宜于?|有助于|recommend|\bfor\b|suit"
)
_READS = re.compile(
    r"阅读|[一细通研精可]读|读一读|参考|参阅|借鉴|留意|荐[予给]|推荐[给予]|读者|\bread(?:ers?|ing)?\b"
)
_LONGEST = 90
# What a clause of such a sentence has, and one that states a fact has not.
_OF_READERS = re.compile(
    rf"读者|从业者|人[士员群]|感兴趣|关心|关注|想|希望|有意|了解|{_READS.pattern}|推荐|适合|无论"
)
_SPLIT = re.compile(r"[，；,;]")

# Those who read, whoever they are, and what they do.
_WORDS = """
推荐 谨 荐予 荐给 适合 适于 适宜 可供 仅供 供 值得 建议 可以 可资 不妨 有助于 帮助 能够 宜于 宜 对于 对 感兴趣 有兴趣 兴趣 关心 关注 留意 留心 想要 想 希望 需要 有意
正在 准备 打算 从事 了解 理解 弄清楚 弄清 弄懂 搞清 看清 认识 学习 研究 探究 思考 把握 掌握 深入 进一步 全面 系统 相关 有关 领域 行业 方面 工作 问题 话题 议题 动态 趋势
现状 发展 进展 背后 逻辑 原理 知识 实践 实务 业务 运作 机制 阅读 细读 通读 研读 精读 一读 读一读 参考 参阅 借鉴 这篇 此文 该文 本文 一文 文章 全文 一篇 篇 文 从中 作为 无论 还是
等 各类 所有 广大 每一位 每位 一位 以及 和 与 及 或者 或 并 且 也 都 均 为 予 给 以 的 之 于 在 中 里 其 地 做 入门 初学 普通 专业 一线 领域内 业内 行业内
读者 从业者 从业人员 人士 人员 人群 经理 管理者 管理层 决策者 研究者 研究人员 投资者 投资人 创业者 工程师 设计师 分析师 学生 教师 老师 学者 专家 爱好者 编辑 记者 律师 会计 财务 法务 合规
风控 产品 运营 技术 研发 开发 市场 销售 客服 管理 企业 机构 公司 部门 政策 监管 媒体 公众 大众 消费者 用户 客户 商户 商家 店主 家长 老人 年轻人 新人 新手 同学 朋友 同行 企业主 老板 基层 干部 团队
负责人 领导 群体 们 者 人 玩家 这一 此类 这类
"""
_ENGLISH_FRAME = re.compile(
    r"\b(?:recommended|readers?|reading|read|interested|want|know|about|this|topic|anyone|who|those|people|worth|suited|for|in|to|by|and|the|of)\b"
)
_FRAME = re.compile("|".join(sorted(re.findall(r"\S+", _WORDS), key=len, reverse=True)))
_PEOPLE_COUNTED = re.compile(
    r"(?!一[位名])[\d零一二三四五六七八九十百千万亿两几数上]+[余多]?(?:万|千|百)?(?:名|位(?!读者)|个人|人次|家)|(?:百|千|万)(?:余|多)?人"
)
_MOST_CITED = 3
# 想了解备付金的演变: one common word in three need not stand in the article.
_UNKNOWN_SHARE = 1 / 3
_COMMON = 5.0
# A short term may be a figure of speech, the heart of a bank; a category is what the article was filed under, unless it
# is outweighed.
_OUTWEIGHS = 1.8
_SHORTEST_TERM = 3
_FEWEST_OF_CATEGORY = 3


def recommendations(source: Source, brief: Brief) -> tuple[Sentence, ...]:
    """Return sentences that close a note, the most telling first; each cites where its topics stand.

    They differ from article to article, so that the notes of a site do not all end in one way, and are always the same
    for one article.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.source import Source
    >>> text = "# 渡船与大桥\\n\\n渡船每天开六班。大桥明年通车。\\n\\n## 渡船的账\\n\\n渡船亏本，大桥赚钱。"
    >>> found = recommendations(Source(read_text(text, name="账").article), Brief("note"))
    >>> found[0].text, found[0].citations[0].quote
    ('想弄清渡船的读者可以读一读。', '渡船每天开六班。')
    """
    if not source.sentences:
        return ()
    found = _interests(source)
    is_english = not is_chinese(source.sentences[0].text)
    given = (brief.audience or "").strip().rstrip("。.，,；;")
    if given:
        patterns = _TO_SOMEBODY_IN_ENGLISH if is_english else _TO_SOMEBODY[brief.style]
    elif is_english:
        patterns = _IN_ENGLISH
    else:
        two, one = _TWO[brief.style], _ONE[brief.style]
        key = f"{source.title}\n{source.sentences[0].text}"
        patterns = (*_turned(two, key), *_turned(one, key))
    second = found[1:2] if found[1:] and found[1].score >= _SECOND * found[0].score else ()
    made: list[Sentence] = []
    for pattern in patterns:
        if ("{b}" in pattern and not second) or ("{a}" in pattern and not found):
            continue
        used = (found[:1] if "{a}" in pattern else ()) + (second if "{b}" in pattern else ())
        names = {"a": _shown(found[0]) if found else "", "b": _shown(second[0]) if second else "", "x": given}
        places = [topic.sentence for topic in used] or [found[0].sentence if found else 0]
        made.append(Sentence(pattern.format(**names), _cited(places, source)))
    if not made:
        text = "For readers interested in this topic." if is_english else "适合关心这一话题的读者阅读。"
        made.append(Sentence(text, _cited([0], source)))
    return tuple(made)


def _interests(source: Source) -> tuple[Topic, ...]:
    """Return what a reader may be interested in, best first."""
    found = topics(source, 12)
    categories = {zh.fold(category.strip()) for category in source.article.categories} - NO_TOPIC
    title = held(source.title)
    headings = held("\n".join(section.heading for section in source.sections))
    filed = max((topic.score for topic in found if zh.fold(topic.text) in categories), default=0.0)
    chosen = [
        topic
        for topic in found
        if (name := zh.fold(topic.text)) in categories
        or (len(name) >= _SHORTEST_TERM and (name in title or name in headings))
        or (name in title and name in headings and topic.score >= _OUTWEIGHS * filed)
    ]
    for category in source.article.categories:
        # Filed under 银行数字化, an article need only speak of 银行.
        folded = zh.fold(category.strip())
        if folded in categories and all(zh.fold(topic.text) != folded for topic in chosen):
            words = [word for word in zh.content_words(folded) if len(word) > 1]
            places = [s.order for s in source.sentences if any(word in zh.fold(s.text) for word in words)]
            if len(places) >= _FEWEST_OF_CATEGORY:
                chosen.append(Topic(category.strip(), places[0], float(len(places))))
    apart: list[Topic] = []
    for topic in sorted(chosen, key=lambda topic: -topic.score):
        if all(topic.text not in other.text and other.text not in topic.text for other in apart):
            apart.append(topic)
    return tuple(apart) or found


def is_recommendation(sentence: str) -> bool:
    """Whether a sentence says who should read an article.

    >>> is_recommendation("推荐想了解备付金的读者阅读。"), is_recommendation("这种贷款适合收入稳定的人。")
    (True, False)
    """
    folded = zh.fold(sentence)
    return (
        len(sentence) <= _LONGEST
        and _ADVISES.search(folded) is not None
        and _READS.search(folded) is not None
        and "？" not in sentence
    )


def judge_recommendation(sentence: str, source: Source, audience: str | None = None) -> CheckedSentence:
    """Check a recommendation: it may name any readers, and topics that the article has; no fact, no praise.

    ``audience`` is whom it was to be written for, and may be named whatever the article says.
    """
    texts = [source.title, *source.article.categories, *(s.heading for s in source.sections), audience or ""]
    everything = zh.fold("\n".join([*texts, *(section.text for section in source.sections)]))
    why = _against(sentence, source, everything)
    if why is not None:
        return CheckedSentence(sentence, False, 0.0, (), why, 0, len(sentence))
    return CheckedSentence(
        sentence, True, 1.0, _places(_topic_words(sentence), source), None, 0, len(sentence)
    )


def _against(sentence: str, source: Source, everything: str) -> str | None:
    """Return what speaks against a recommendation."""
    praised = praise(sentence, "") + clickbait(sentence, "")
    if praised:
        return say(f"praise: {'、'.join(praised)}", f"荐语里不能有夸赞：{'、'.join(praised)}")
    counted = _PEOPLE_COUNTED.search(zh.fold(sentence))
    if counted:
        return say(f"a number of readers: {counted.group()}", f"荐语里不能有人数：{counted.group()}")
    fact = missing_fact(parts(sentence), [everything, *_ENGLISH_FRAME.findall(zh.fold(sentence))])
    if fact:
        return fact
    for clause in filter(str.strip, _SPLIT.split(sentence)):
        if not _OF_READERS.search(clause):
            checked = source.judged(clause.rstrip("。") + "。")
            if not checked.supported:
                return checked.why
    words = _topic_words(sentence)
    unknown = [word for word in words if not _stands(word, everything)]
    if len(unknown) > _UNKNOWN_SHARE * len(words) or any(rarity(word) >= _COMMON for word in unknown):
        return say(f"not in the article: {'、'.join(unknown)}", f"文中没有谈到：{'、'.join(unknown)}")
    return None


def _topic_words(sentence: str) -> tuple[str, ...]:
    """Return what a recommendation names besides readers and reading."""
    rest = _ENGLISH_FRAME.sub(" ", _FRAME.sub(" ", zh.fold(sentence)))
    words = [word for run in rest.split() for word in zh.content_words(run)]
    return tuple(dict.fromkeys(word for word in words if len(word) > 1 or word.isdigit() or numbers(word)))


def _stands(word: str, everything: str) -> bool:
    """Whether a word stands in the article, or all pairs of its characters do."""
    return word in everything or (
        len(word) > 2
        and not word.isascii()
        and all(word[at : at + 2] in everything for at in range(len(word) - 1))
    )


def _places(words: Sequence[str], source: Source) -> tuple[Citation, ...]:
    """Return the sentences in which the words stand, as few as will do; failing that, where the main topic stands."""
    folded = [zh.fold(sentence.text) for sentence in source.sentences]
    left = {word for word in words if any(word in text for text in folded)}
    chosen: list[int] = []
    while left and len(chosen) < _MOST_CITED:
        best = max(range(len(folded)), key=lambda at: (sum(word in folded[at] for word in left), -at))
        left -= {word for word in left if word in folded[best]}
        chosen.append(best)
    if not chosen and source.sentences:
        chosen = [topic.sentence for topic in topics(source, 1)] or [0]
    return _cited(chosen, source)


def _cited(orders: Sequence[int], source: Source) -> tuple[Citation, ...]:
    found = (source.sentences[order] for order in dict.fromkeys(orders))
    return tuple(source.cite(sentence.section, sentence.start, sentence.end) for sentence in found)


def _turned(patterns: Sequence[str], key: str) -> Iterator[str]:
    """Yield patterns, beginning with one that the key chooses."""
    first = zlib.crc32(key.encode("utf-8", "replace")) % len(patterns)
    yield from patterns[first:]
    yield from patterns[:first]


def _shown(topic: Topic) -> str:
    return topic.text.strip("「」“”")
