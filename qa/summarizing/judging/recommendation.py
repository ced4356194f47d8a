"""Whether a sentence says whom an article is for, and whether the article bears that out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa import text as zh
from qa.grounding.facts import missing_fact
from qa.grounding.parts import parts
from qa.grounding.rarity import rarity
from qa.language import say
from qa.models import CheckedSentence, Citation
from qa.numerals import numbers
from qa.summarizing.article.source import Source
from qa.summarizing.article.topics import topics
from qa.summarizing.form.wording import clickbait, praise
from qa.summarizing.judging.statement import judge_statement

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
        if not _OF_READERS.search(zh.fold(clause)):
            checked = judge_statement(clause.rstrip("。") + "。", source)
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
    return source.cite_sentences(chosen)
