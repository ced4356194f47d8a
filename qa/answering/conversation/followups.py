"""Follow-up questions in Chinese made self-contained, by rules: 那2017年呢？ 它归谁？ 为什么？ 第二点是什么意思？

What a question leaves out is taken from the turn before it: the question as it was understood, and the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from qa import text as zh
from qa.answering.conversation.antecedents import (
    END,
    QUESTION_WORD,
    Turn,
    references,
    resolved,
    statement_of,
    topic_of,
)
from qa.answering.conversation.substitutions import substituted, whole_subject
from qa.answering.question.phrases import noun_phrases, period

Need = Literal["yes", "maybe", "no"]
"""Whether a question needs what was said before: certainly, perhaps (it is short and names nothing), or not."""

_SHORT = 12


_LEAD = re.compile(
    r"(?:那么|那就|那|然后|所以|可是|但是|而且|并且|另外|还有|好的|好|嗯|哦|噢|啊)[，,、 ]*(?!里|儿|一?[个家时些种位次样]|一?年(?![费利度报化薪]))"
)
_TAIL = re.compile(r"(?:呢|啊|呀|嘛|吗|的)+$")
_WHO = r"(?:作者|文章|文中|原文|本文|他们|她们|他|她)"

_WHY = re.compile(
    r"(?:这是|那是|这|那|又)?(?:是)?(?:为什么|为何|为啥|什么原因|啥原因|何故|凭什么|凭啥|怎么会(?:这样)?|原因(?:是什么|何在)?)(?:会)?(?:这样|如此|这么说)?"
)
_MORE = re.compile(
    r"还有(?:什么|哪些|别的|其他的?|没有)?|(?:其他|其它|别的|另外)(?:的|方面)?|除此(?:之外|以外)|此外|继续|接着说|再说说|更多"
)
_DETAIL = re.compile(
    r"(?:能不能|能|可以|请|再)?(?:具体|详细|展开|仔细)(?:地|点|一点|一些|一下|来说|说说|讲讲|说|讲|解释|说明|是怎样|怎么样|是什么|怎么做|有哪些|指什么|内容)*"
)
_EXAMPLE = re.compile(
    r"(?:比如|例如|譬如)(?:说)?|(?:能)?(?:再)?举(?:个|一个|几个|些)?例(?:子|说明)?|有(?:什么|没有|哪些)?例子"
)
_BARE = re.compile(
    r"(?:是|在|从|到|由|有|大概|一共|总共|又|到底|究竟|后来|结果)?(?:什么时候|何时|哪一?年|哪一?天|几时|哪里|哪儿|何处|什么地方|谁|哪位|多少钱?|几[个家次年天条种]|多久|多大|哪些|哪个|怎么做(?:到)?|怎么办|如何做(?:到)?|怎么实现|真的|是真的)"
    r"(?:开始|结束|发生|做|说|提出|的)?"
)
_OPINION = re.compile(
    rf"(?P<who>{_WHO})?(?:是|又|对此|对这)?(?:怎么|如何|怎样)(?:看待?|说|想|认为|评价|解释)"
)
_VIEW = re.compile(rf"(?P<who>{_WHO})(?:的)?(?:看法|观点|意见|结论|立场|态度)(?:是什么|是)?")
_THEN = re.compile(r"(?:然后|后来|接着|接下来|之后|此后|再后来|结果|最后)(?:怎么样|怎样|如何)?")
# Nothing is asked by these.
_NOTED = re.compile(
    r"(?:好|好吧|行|可以|嗯|哦|噢|对|是|知道|明白|懂|了解|收到|谢谢|多谢|感谢|不客气|再见|拜拜|没事|没问题|ok|你好|您好)(?:的|了|啦|呀|啊|吧|你|您|,)*(?:谢谢|多谢|知道|明白|再见)?(?:了|啦|你|您)*"
)
# What follows has nothing to do with what was said before.
_ANOTHER = re.compile(
    r"(?:我们|咱们|那)?(?:换个?(?:话题|问题)|换一个(?:话题|问题)|不(?:说|谈|聊|问)(?:这个|这些|它)了?|先不(?:说|谈|管)(?:这个|这些)|(?:再|另外|顺便)问(?:一下|个别的|一个问题)|说(?:点|个)别的)(?:吧|了)?[,，.。:： ]+"
)
# Whom it is put to, and the present day: what such a question is about is no part of what was said.
_ELSEWHERE = re.compile(r"你|您|我|今天|现在|此刻|天气|几号|几点|星期|讲个|写个|笑话|作者|文章|文中|本文")
_PRESENT = re.compile(r"[今昨明后前][天日晚早]|现在|此刻")
_AND = re.compile(r"(?P<what>.{1,24}?)(?:又|会|也)?(?:呢|怎么样|怎样|如何)")


def need(question: str) -> Need:
    """Return whether a question can be understood only from what was said before it.

    >>> need("那2017年呢？"), need("它归谁？"), need("什么是备付金？"), need("手续费是多少？")
    ('yes', 'yes', 'no', 'maybe')
    """
    if not any(map(str.isalnum, question)):
        return "no"
    folded = zh.fold(question).strip(END)
    if _NOTED.fullmatch(folded) or _ANOTHER.match(f"{folded},"):
        return "no"
    core = _LEAD.sub("", folded, count=1) if _LEAD.match(folded) else folded
    bare = _TAIL.sub("", core)
    if _THEN.fullmatch(_TAIL.sub("", folded)):
        return "yes"
    if not bare or any(p.fullmatch(bare) for p in (_WHY, _MORE, _DETAIL, _EXAMPLE, _BARE, _OPINION, _VIEW)):
        return "yes"
    if _MORE.fullmatch(_TAIL.sub("", folded)) or _short_and(core) is not None:
        return "yes"
    if references(core):
        return "yes"
    names = [phrase for phrase in noun_phrases(core) if phrase.kind != "thing" or len(phrase.text) > 4]
    if core != folded and not names:
        return "maybe"
    is_definition = re.match(r"什么是|什么叫|何谓|.{2,10}(?:是什么|指什么|什么意思)$", bare) is not None
    if names or is_definition or len(bare) > _SHORT or period(core) or re.search(r"[《「“\"A-Za-z]", core):
        return "no"
    return "yes" if _names_nothing(bare) else "maybe"


def _names_nothing(bare: str) -> bool:
    """Whether a short question has no thing in it that it could be about: 谁来评, 多久评一次."""
    return QUESTION_WORD.search(bare) is not None and not noun_phrases(bare) and not _ELSEWHERE.search(bare)


def asks_further(question: str) -> bool:
    """Whether a question wants something that was not said yet about the same thing: why, what else, for example."""
    folded = zh.fold(question).strip(END)
    lead = _LEAD.match(folded)
    cores = (folded, folded[lead.end() :]) if lead else (folded,)
    return any(
        pattern.fullmatch(_TAIL.sub("", core))
        for core in cores
        for pattern in (_WHY, _MORE, _DETAIL, _EXAMPLE)
    )


def without_references(question: str) -> str:
    """Return a question without what stands for something else in it.

    >>> without_references("那家银行的利息呢")
    '  银行的利息呢'
    """
    folded = zh.fold(question)
    lead = _LEAD.match(folded)
    kept = list(question)
    if lead:
        kept[: lead.end()] = " " * lead.end()
    for reference in references(folded):
        kept[reference.start : reference.end] = " " * (reference.end - reference.start)
    return "".join(kept)


def _short_and(core: str) -> str | None:
    """Return the 2017年 of 2017年呢 where that is all that is asked."""
    match = _AND.fullmatch(core)
    if match is None or QUESTION_WORD.search(match["what"]) or not any(map(str.isalnum, match["what"])):
        return None
    is_fate = re.search(r"后来|现在|最后|目前|进展|效果|结果", match["what"])
    things = len(noun_phrases(match["what"])) + (_PRESENT.search(match["what"]) is not None)
    if not core.endswith("呢") and (len(match["what"]) > 8 or is_fate or things > 1):
        return None  # 那家银行后来怎么样, 明天县城天气怎么样 ask something of their own
    if things > 2 or (_PRESENT.search(match["what"]) and _ELSEWHERE.search(_PRESENT.sub("", match["what"]))):
        return None
    return match["what"].removeprefix("关于").removeprefix("至于")


def understood(question: str, turns: Sequence[Turn]) -> str | None:
    """Return a follow-up question made self-contained; None where it needs nothing or there is nothing to take.

    ``turns`` are the ones before it, oldest first.

    >>> turns = [Turn("海棠支付2018年的利息收入是多少？", ("利息收入为1.62亿元。",))]
    >>> understood("那2017年呢？", turns), understood("它的手续费是多少？", turns)
    ('海棠支付2017年的利息收入是多少？', '海棠支付的手续费是多少？')
    """
    if turns and (another := _ANOTHER.match(zh.fold(question))):
        rest = question[another.end() :].strip(END)
        return f"{rest}？" if any(map(str.isalnum, rest)) else None
    if not turns or need(question) != "yes":
        return None
    last = turns[-1]
    stripped = question.strip(END)
    folded = zh.fold(stripped)
    lead = _LEAD.match(folded)
    core = stripped[lead.end() :] if lead and lead.end() < len(folded) else stripped
    short = _elliptical(_TAIL.sub("", zh.fold(core)), last) or _elliptical(_TAIL.sub("", folded), last)
    if short is not None:
        return short
    added = _short_and(zh.fold(core))
    if added is not None:
        at = zh.fold(core).index(added)
        added = core[at : at + len(added)]  # as it was written, not as it was folded
        named = resolved(added, turns) or added
        base = _bare(last.question)
        put = substituted(base, named)
        return f"{put}？" if put != base else f"{base}，{named}呢？"
    whole = resolved(core, turns)
    if whole is not None and whole != core:
        return f"{whole}？"
    base = _bare(last.question)
    if not references(zh.fold(core)) and (subject := whole_subject(base)):
        return f"{subject}{core}？"
    return f"{base}，{core}？"


def _bare(question: str) -> str:
    return re.sub(r"，(?:还有别的吗|具体是怎样的|有什么例子)$", "", question.strip(END))


def _elliptical(bare: str, last: Turn) -> str | None:
    """Return what a question means that says nothing but why, when, what else."""
    base = _bare(last.question)
    if _WHY.fullmatch(bare):
        said = statement_of(last)
        return f"为什么{said}？" if said else f"{base}，为什么？"
    if _MORE.fullmatch(bare):
        return f"{base}，还有别的吗？"
    if _THEN.fullmatch(bare):
        return f"{_without_question_words(base)}，后来怎么样？"
    if _DETAIL.fullmatch(bare):
        return f"{base}，具体是怎样的？"
    if _EXAMPLE.fullmatch(bare):
        return f"{base}，有什么例子？"
    if _BARE.fullmatch(bare):
        return f"{_without_question_words(base)}，{bare}？"
    opinion = _OPINION.fullmatch(bare) or _VIEW.fullmatch(bare)
    if opinion and (opinion["who"] or "作者") not in ("他", "她", "他们", "她们"):
        title = f"《{last.titles[0]}》的" if len(set(last.titles)) == 1 else ""
        return f"{title}作者怎么看{topic_of(base) or base}？"
    return None


def _without_question_words(base: str) -> str:
    folded = zh.fold(base)
    kept = re.sub(
        r"(?:是|有|由|归|在|到底|究竟|要)?(?:为什么|为何|为啥|什么时候|什么|怎么样?|怎样|如何|哪些|哪里|哪个|哪年|谁|多少|几[个家次年天条种]?|是否|吗|呢)",
        lambda match: "\0" * len(match.group()),
        folded,
    )
    left = "".join(a for a, b in zip(base, kept, strict=True) if b != "\0").strip("，, 的")
    return left or base
