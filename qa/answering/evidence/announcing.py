"""Sentences that say what an article is going to tell, or ask it: near to a question about that, and no answer to it.

这篇文章想说明白三件事：这笔钱到底是谁的，它的利息去了哪里 has all the words of 备付金的利息归谁？
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa import text as zh

_CLOSINGS = "」』”’）)》\"'*_ \n"
_TREAT = r"(?:讨论|介绍|探讨|分析|梳理|回顾|厘清|解释|解答|回答|交代|讲清|讲明白|说清|说明白|弄清|弄明白|搞清|搞明白)"
_TELL = rf"(?:{_TREAT}|谈|讲|说|写|聊|看|问|说明|比较|弄懂)"
_ARTICLE = r"(?:这篇文章|这篇|本文|全文|下文|拙文|这组文章|这份报告|本报告|这一节|本节|这一章|本章)"
_WILL = r"(?:将会?|会|想要?|要|能|试图|打算|准备|希望|旨在|尝试|试着)"
_WAY = r"(?:只|就|还|也|主要|来|为了?|是|从头|先|再|接着|着重|依次|逐一|逐项|一一|分别|一起|简单|详细|具体|你|读者|大家|我们?|用[^,。;:]{1,10}){0,6}"
_NEXT = r"(?:下面|接下来|以下|下文)"
# Who tells, that it is going to be told, and what telling is called.
_INTRODUCES = re.compile(
    rf"{_ARTICLE}{_WAY}{_WILL}?{_WAY}{_TELL}|(?:想要?|打算|准备|试着|试图)(?:来|{_WAY}){_TELL}|从头{_TELL}一遍"
    r"|从[^,。;:]{1,10}(?:说起|讲起|谈起|开始)|值得[^,。;:]{1,4}的(?:不是[^,。;:]{1,10},而)?是|(?:难题|问题|疑问)(?:是|在于|来了)"
)
# The same with nothing asked in it: what it announces comes after it.
_ANNOUNCES = re.compile(
    rf"^(?:那么|所以|因此|首先)?,?(?:{_ARTICLE}{_WAY}(?:{_WILL}{_WAY}{_TELL}|{_TREAT})|{_NEXT},?{_WAY}{_WILL}?{_WAY}{_TELL})(?![,:的])"
    rf"|^{_NEXT}(?:是|这[张个份段])[^:]*$"
)
_FINDS = re.compile(r"发现|表明|认为|结论|显示|结果|答案|原来|因为|其实|后来|最后")
_ASKED = re.compile(
    r"谁|什么|哪[里儿些个一种家]|怎么|怎样|怎的|如何|为何|多少|多[大久长远]|到底|究竟|何[处时人]|[是能]否|(\w)[不没]\1"
)
# Of a reason that is asked for, the rest of the sentence is what it is asked of.
_WHY = re.compile(r"^(?:为什么|为何|何以|怎么|如何)")
# 谁都, 什么也 ask nothing.
_ANYTHING = re.compile(r"(?:谁|什么|哪[里儿些个一种家]|怎么|怎样|如何|多少)[^,。;:]{0,3}[都也]")
_PAUSE = re.compile(r"[,;:、]")
_WANTS = re.compile(
    r"问题|疑问|[追提反发]问|设问|考题|什么题|道题|问(?:了|过|到|的|什么|哪)|主题|主旨|大意|梗概|主要内容|中心思想|[想要]说明"
    r"|[讲谈说写聊](?:的|了|些|到|述)*(?:是|些|一?个)*(?:什么|哪些|啥)|(?:讨论|介绍|探讨|关注|回答|分析|关于)(?:的|了)*(?:是|些)*(?:什么|哪些|啥)"
    r"|\bquestions?\b|\basks?\b|\btopic\b|\bwhat\b.{0,40}\babout\b"
)


@lru_cache(maxsize=4096)
def announces(sentence: str) -> bool:
    """Whether a sentence only asks something, or says what is going to be told.

    >>> announces("本文讨论三个问题：钱是谁的，利息去了哪里。"), announces("利息去了哪里？"), announces("利息归商户，谁也拿不走。")
    (True, True, False)
    """
    folded = zh.fold(sentence).strip()
    if folded.rstrip(_CLOSINGS).endswith("?"):
        return True
    if _ANNOUNCES.search(folded) and not _FINDS.search(folded):
        return True
    introduced = _INTRODUCES.search(folded)
    if introduced is None:
        return False
    # What it introduces is asked to its end: a clause after that which asks nothing may be the answer.
    clauses = [clause for clause in _PAUSE.split(folded[introduced.end() :]) if clause.strip(" 。.")]
    return bool(clauses) and (
        _ASKED.search(_ANYTHING.sub("", clauses[-1])) is not None
        or (_WHY.match(clauses[0]) is not None and not _FINDS.search(folded))
    )


def wants_announcement(question: str) -> bool:
    """Whether a question is on what an article tells or asks, so that it may be answered by what announces it.

    >>> wants_announcement("这篇文章讲什么？"), wants_announcement("备付金的利息归谁？")
    (True, False)
    """
    return _WANTS.search(zh.fold(question)) is not None
