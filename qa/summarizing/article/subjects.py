"""The subject of an article: the words of its title that it goes on speaking of."""

from __future__ import annotations

import re

import rjieba

from qa import text as zh
from qa.grounding.rarity import rarity
from qa.summarizing.article.scoring import Scores
from qa.summarizing.article.topics import topics

MOST_WORDS = 4
"""How many words a topic has at most: 区块链 + 存证."""

_LONG = 4
_SECOND = 0.35

_HAN = re.compile(r"[一-鿿]")
_NO_TOPIC = frozenset(
    re.findall(
        r"\S+",
        """
        时代 问题 方法 办法 思考 分析 研究 之前 之后 正在 成为 一种 一张 一场 一次 一夜 一年 两年 三年 复盘
        手记 笔记 说明书 指南 攻略 对话 专访 观察 解读 东西 什么 如何 怎么 为什么 这些 那些 我们 他们 自己
        今天 明天 现在 未来 最新 重新 先后 三种 两种 四个 两条 五个 六步 正式 发布 推出 进行 可以 不能 应该
        需要 开始
        """,
    )
)
_NOUNISH = ("n", "v", "b", "eng", "j", "l", "i", "a", "zg", "q", "x", "s", "f", "k", "g")


def subjects(scores: Scores) -> tuple[str, ...]:
    """Return what the article is about, the foremost first: runs of the title's words that recur in the text.

    Where the title has none, the words that weigh most in the text.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "供应链金融看交易。消费信贷看人。供应链金融要确权，消费信贷要定价。"
    >>> subjects(Scores(Source(read_text(text, name="两本账：供应链金融与消费信贷.txt").article)))
    ('供应链金融', '消费信贷')
    """
    source = scores.source
    body = zh.fold(source.text)
    categories = [zh.fold(category) for category in source.article.categories]
    found: dict[str, float] = {}
    for piece in re.split(r"[^\w]+", zh.fold(source.title)):
        words = rjieba.tag(piece)
        for begin in range(len(words)):
            for end in range(begin + 1, min(len(words), begin + MOST_WORDS) + 1):
                run = words[begin:end]
                text = "".join(word for word, _ in run)
                count = body.count(text)
                if count < (1 if len(text) >= _LONG else 2) or not _names(run):
                    continue
                weight = max(rarity(word) for word, _ in run)
                kinds = 1.5 if any(text in kind or kind in text for kind in categories) else 1.0
                found[text] = (
                    (2 + min(count, 12)) * weight * (1 + 0.5 * min(3, len(run) - 1)) * kinds * len(text)
                )
    # 征信报告 rather than 征信 and 报告, where the text says so more than once.
    whole = [text for text in found if not any(text != other and text in other for other in found)]
    chosen: list[str] = []
    for text in sorted(whole, key=lambda text: -found[text]):
        if not any(set(text) <= set(other) for other in chosen):
            chosen.append(text)
    if not chosen:
        return tuple(topic.text for topic in topics(source, 2))
    # A second subject is one only if it is nearly as much of one: 清算 and 结算, but not 核心系统 and 心脏.
    if found:
        chosen = [
            text
            for text in chosen
            if text == chosen[0]
            or (len(text) >= min(_LONG, len(chosen[0])) and found[text] >= _SECOND * found[chosen[0]])
        ]
    # As the title writes it, or the text.
    return tuple(_as_written(text, source.title, source.text) for text in chosen[:4])


def _names(run: list[tuple[str, str]]) -> bool:
    text = "".join(word for word, _ in run)
    if not 2 <= len(text) <= 10 or (not _HAN.search(text) and not text.isalnum()):
        return False
    if any(word in zh.STOP_WORDS or word in _NO_TOPIC or not tag.startswith(_NOUNISH) for word, tag in run):
        return False
    return not (len(run) == 1 and run[0][1].startswith(("v", "d", "a")) and len(text) < 2)


def _as_written(folded: str, *texts: str) -> str:
    for text in texts:
        at = zh.fold(text).find(folded)
        if at >= 0:
            return text[at : at + len(folded)]
    return folded
