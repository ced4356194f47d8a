"""What a sentence of a summary says of the article's telling, taken apart from what it says of the matter.

作者从甲谈到乙，认为丙 names two topics and makes one claim. The article need not say 作者 or 谈到; it has to treat 甲 and 乙,
and to bear out 丙.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from qa import text as zh

_TELLER = (
    r"(?:在?(?:这|本|该)(?:篇|则|份|组)?(?:文章|访谈|手记|随笔|报道|评论|长文|短文|指南|笔记|文)(?:当?中|里)?|本文|文章|全文|该文|此文|文中|文末|文内|文后"
    r"|结尾处?|开篇|(?:这一|本)[节章]|作者|笔者)"
)
_ADVERBS = (
    r"(?:还|也|又|并且?|且|则|先|再|随后|最后|最终|进而|继而|接着|首先|其次|从而|由此|以此|借此|据此|分别|依次|逐一|逐条|逐层|详细地?|深入地?|重点|主要"
    r"|系统地?|着重|具体|进一步|同时|一并|简要|试图|旨在|为读者|向读者|特别|明确|反复)*"
)
_TOPIC_VERBS = (
    r"(?:谈到|谈及|谈起|谈了谈|谈谈|讲到|讲起|说起|说到|讲述|讲解|讲清|讲明|介绍|梳理|分析|讨论|探讨|比较|对比|回顾|拆解|拆开|剖析|阐述|阐明|解释|解读|展示|呈现"
    r"|总结|归纳|涉及|整理|区分|辨析|厘清|理清|给出|列出|附有|附上|描述|记录|记述|勾勒|考察|审视|聚焦|关注|围绕|触及|提及|提到|提供|盘点|追问|落到|落脚于|转向|说明)"
)
_CLAIM_VERBS = r"(?:认为|指出|主张|强调|提醒|表示|坦言|判断|发现|相信|直言|断言|写道|呼吁|建议|得出结论|看来|看到|提出|意识到|说明|表明|证明|说)"
_BY_MEANS = re.compile(
    r"(?:通过|结合|借助?|以|用|从|由|围绕|针对|透过|就|将|把)(?P<topic>[^，,；;]{2,60}?)"
    r"(?:为例|作比|为喻|作例|为线索|为主线|为切口|为背景|说起|出发|入手|切入|讲起|谈起|展开)?$"
)
_FRAME = re.compile(
    rf"(?:(?P<teller>{_TELLER})[，,]?)?{_ADVERBS}(?P<means>(?:通过|结合|借助?|以|用|从|由|围绕|针对|透过|就|在|对|将|把)[^，,；;：:]{{2,50}}?)?{_ADVERBS}"
    rf"(?:(?P<claims>{_CLAIM_VERBS})|(?P<topics>{_TOPIC_VERBS}))(?:了|过|的是|成)?(?=(?P<end>[，,：:]?))(?P=end)"
)
_TELLER_ONLY = re.compile(_TELLER)
_TELLER_AT_HEAD = re.compile(rf"{_TELLER}[，,]?{_ADVERBS}")
# 在这篇访谈中，甲谈到乙: who tells it is a topic, too.
_SUBJECT = re.compile(
    rf"(?P<subject>[^，,；;：:]{{2,20}}?){_ADVERBS}(?:谈到|谈及|谈起|讲到|讲起|说起|讲述|介绍|回顾|分享|解释)(?:了|过)?"
)
_FOR_EXAMPLE = re.compile(rf"{_ADVERBS}(?=以[^，,；;]{{2,60}}为(?:例|喻|线索|主线|切口)[，,])")
_IN_VIEW = re.compile(r"在(?:作者|笔者)(?:看来|眼中|眼里)[，,]?")
_CLAUSE = re.compile(r"[^，,；;]+[，,；;]?")
_ITEMS = re.compile(r"[、，,；;]|以及|并且?(?=谈|讲|说|介|梳|分|讨|探|比|对|给|列)")
_FEWEST_LISTED = 2
_STATES = re.compile(
    r"(?<![的其总])是(?!什么|谁|否|非|怎)|不是|并非|等于|导致|使得|因为|所以|成为|意味着|取决于|就[能会要是]|才[能会要是]"
)
_ASKS = re.compile(r"为什么|为何|如何|怎样|怎么|何以|什么|是否|谁|哪")


class Piece(NamedTuple):
    """A topic that the article is said to treat, or a claim that it is said to make."""

    text: str
    kind: Literal["topic", "claim"]


def pieces(sentence: str) -> list[Piece]:
    """Return the topics and claims of a sentence, without what says that somebody tells them.

    >>> pieces("作者从修桥的经过谈到渡口的去留，认为桥不是终点。")
    [Piece(text='修桥的经过', kind='topic'), Piece(text='渡口的去留', kind='topic'), Piece(text='桥不是终点。', kind='claim')]
    >>> pieces("桥不是终点。")
    [Piece(text='桥不是终点。', kind='claim')]
    """
    found: list[Piece] = []
    mode: Literal["topic", "claim"] = "claim"
    waiting = ""
    told = False
    for clause in _CLAUSE.findall(sentence.strip()):
        frame = _in_view(clause) or _FRAME.match(clause)
        if frame is not None and (told or frame.groupdict().get("teller") or frame.re is _IN_VIEW):
            found += _flushed(waiting, mode)
            groups = frame.groupdict()
            if means := groups.get("means"):
                found += _topic(means)
            mode = "topic" if groups.get("topics") else "claim"
            waiting, told = clause[frame.end() :], True
            continue
        if _TELLER_ONLY.fullmatch(clause.rstrip("，,")):
            told = True
            continue
        subject = _SUBJECT.match(clause) if told and mode == "claim" else None
        if subject is not None:
            found += _flushed(waiting, mode)
            found.append(Piece(subject["subject"], "topic"))
            mode, waiting = "topic", clause[subject.end() :]
            continue
        teller = _TELLER_AT_HEAD.match(clause)
        means_only = _BY_MEANS.match(clause[teller.end() :].rstrip("，,；;")) if teller else None
        if told and _FOR_EXAMPLE.match(clause):
            means_only = _BY_MEANS.match(_FOR_EXAMPLE.sub("", clause, count=1).rstrip("，,；;"))
        if means_only is not None:
            found += _flushed(waiting, mode)
            found += _topic(means_only["topic"])
            mode, waiting, told = "claim", "", True
            continue
        waiting += clause
    return [*found, *_flushed(waiting, mode)]


def _in_view(clause: str) -> re.Match[str] | None:
    return _IN_VIEW.match(clause)


def _topic(means: str) -> list[Piece]:
    match = _BY_MEANS.match(means)
    text = match["topic"] if match else re.sub(r"^[在对]", "", means)
    return [Piece(text, "topic")]


def _flushed(text: str, mode: Literal["topic", "claim"]) -> Iterator[Piece]:
    text = text.strip("，,；; ")
    if not text.strip("。！？!?."):
        return
    if mode == "claim":
        yield Piece(text, "claim")
        return
    topics, colon, claims = text.rstrip("。！？!?.").partition("：")
    for item in filter(None, map(str.strip, _ITEMS.split(topics))):
        states = _STATES.search(item) and not _ASKS.search(item)
        yield Piece(item, "claim" if states else "topic")
    if colon:
        # What follows a colon is the list that was announced, or what the two compared things are.
        listed = claims.count("、") >= _FEWEST_LISTED
        yield from (
            (Piece(item, "topic") for item in _ITEMS.split(claims)) if listed else [Piece(claims, "claim")]
        )


# What is said of a topic and states nothing of it.
_SHELL_WORDS = (
    r"一次|一系列|不同|两者|为什么|为何|之间|亲身|什么|代价|优劣|体会|作用|例子|供|依据|"
    r"做法|全过程|关系|其中|具体|内容|几个|几条|几种|出路|分工|判断|利弊|到底|前因后果|"
    r"前景|办法|区别|历程|原因|原理|参考|双方|取舍|变化|各自|同行|含义|困境|场景|如何|"
    r"定义|实践|实际|差别|差异|建议|异同|归属|影响|得失|心得|怎么|怎样|思考|情况|意义|"
    r"挑战|故事|教训|整个|方式|方法|方面|是否|最后|有关|本质|机制|条件|来龙去脉|案例|"
    r"概念|步骤|流程|清单|演变|特点|现状|理由|用法|由来|相关|看法|真实|究竟|细节|经过|"
    r"经验|缘由|背后|背景|自己|自身|若干|要求|要点|观点|话题|读者|趋势|路径|转变|边界|"
    r"过程|逻辑|问题|难题"
)
_BARE = re.compile(
    rf"{_SHELL_WORDS}|([该能会要是])不\1|[的了与和及在对把从到将被它其之所以各又还也地得着过要由谁]|\W"
)


def topic_words(topic: str) -> list[str]:
    """Return the stretches of a topic that the article must have, folded.

    >>> topic_words("渡口去留的原因与ATM")
    ['渡口去留', 'atm']
    """
    return _BARE.sub(" ", zh.fold(topic)).split()
