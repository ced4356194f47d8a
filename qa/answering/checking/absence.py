"""Sentences that say that the material does not have something, in the ways in which models say it."""

from __future__ import annotations

import re

from qa import text as zh

# The material itself, not a text that somebody in it wrote: 合同文本 is another text.
_BEFORE = r"(?:^|[，,。；;：:\s、（(“\"]|从|在|由|据|基于|按照|但|但是|不过|然而|而|因为|由于|因此|所以|目前|当前|可惜|我|查遍|整个|整篇|与|和)"
_WHICH = r"(?:所|以上|上述|上面|给定|所给|提供|给出|您|你|用户|现有|已有|这些|这|该|本|所有|全部|参考|相关|[几两三四五]|份|段|篇|则|条|的|已)*"
_MATERIAL = (
    rf"{_BEFORE}{_WHICH}(?:材料|资料|文章|文中|本文|原文|全文|上文|文本|文档|段落|内容|信息|文献|片段|上下文|引文|文库|知识库)"
    r"\s*[\d、,，和与及至\s]*(?:材料\s*\d+)?(?:里面|当中|之中|里|中|内)?"
)
_BETWEEN = (
    r"(?:并|均|都|也|还|却|仍|完全|似乎|好像|其实|实际上|来看|来说|而言|看来|，|,|\s"
    r"|(?:对此|对于|对|关于|有关|就)[^，。；]{0,20}?)*"
)
_NOT = r"(?:没有|没能|没|未曾|未能|未|不曾|尚未|从未|并未|无)"
_HOW = r"(?:直接|明确|具体|详细|专门|进一步|清楚|单独|正面|任何地方)*地?"
_SAY = (
    r"(?:提及|提到|提过|提供|提(?=$|[。，])|说明|说到|说过|说(?!错|服|谎)|写明|写到|写|记载|载明|载|给出|给定|包含|包括|涉及|谈到|谈及|谈"
    r"|交代|介绍|指出|指明|描述|阐述|论述|讨论|解释|披露|列出|列明|显示|回答|讲到|讲|透露|标明|体现)"
)
_WHAT = r"(?:信息|内容|答案|说明|描述|数据|数字|记载|线索|资料|解释|依据|证据|提示|介绍)"
_KNOW = r"(?:得出|回答|确定|得知|判断|推断|知道|确认|获知|找到|看出|解答|查到|给出|推出|获得|得到)"
_CANNOT = r"(?:无法|不能|难以|没办法|没能|未能|不足以)"
_ABSENT = re.compile(
    rf"材料未载|{_MATERIAL}{_BETWEEN}{_NOT}{_HOW}(?:{_SAY}|关于|有关|相关|任何(?:{_WHAT}|相关|关于|有关)"
    rf"|[^，。；]{{0,20}}?{_WHAT}(?=$|[。，,.]))"
    rf"|{_MATERIAL}[^。；]{{0,8}}?{_CANNOT}[^。；]{{0,12}}?{_KNOW}"
    rf"|{_MATERIAL}[^。；]{{0,8}}?(?:找不到|查不到|看不到|看不出|不包含|不包括|不涉及|缺少|缺乏|不含|不够|不足)"
    rf"|(?:^|[，,；;：:]|我们?|因此|所以|故|目前|暂时|但|问题|这一点)(?:{_CANNOT})(?:从|根据|依据|基于|在)?[^。；]{{0,20}}?{_KNOW}"
    rf"|{_NOT}(?:从|在)[^。；]{{0,4}}?{_MATERIAL[len(_BEFORE) :]}[^。；]{{0,6}}?(?:找到|发现|看到|查到|见到)"
    r"|(?:抱歉|对不起|很遗憾|遗憾的是)[^。；]{0,6}(?:无法|不能|没有|不知道|未)"
    r"|^(?:答案)?(?:不知道|未知|不清楚|不详|未提及|未提供|未说明|无法回答|没有答案|(?:没有|无)(?:相关|有关)?(?:信息|内容|答案|资料|记载))[。.！!]?$",
)
_TEXT = r"(?:passages?|materials?|texts?|articles?|context|documents?|sources?|excerpts?)"
_SAY_ENGLISH = r"(?:mention|provid|stat|specif|giv|contain|includ|address|indicat|say|discuss|describ|cover|answer|information|reveal|explain)"
_ABSENT_ENGLISH = re.compile(
    rf"\b(?:the|these|this|those)\s+(?:\w+\s+){{0,2}}{_TEXT}\b[^.;]{{0,30}}?(?:\b(?:not|no|never|nothing)\b|n't\b)[^.;]{{0,30}}{_SAY_ENGLISH}"
    rf"|(?:\b(?:not|no|never|nothing|nowhere)\b|n't\b)[^.;]{{0,50}}\b(?:in|by|from)\s+(?:the|these|this|those)\s+(?:\w+\s+){{0,2}}{_TEXT}\b"
    r"|\bthere(?:'s| is| was) no (?:\w+ ){0,2}(?:information|mention|answer|indication|evidence)"
    r"|^(?:it|this|that)\b[^.;]{0,20}(?:\bnot\b|n't\b)[^.;]{0,15}\b(?:mentioned|provided|stated|specified|given|say|known|clear|covered)\b"
    r"|\b(?:i|we)\s+(?:(?:can|could|do|did)(?:\s*not|n't)|cannot|am unable to|are unable to)\s+(?:\w+\s+)?(?:find|answer|determine|tell|know)"
    r"|^(?:not (?:mentioned|stated|provided|specified|in the)|unknown|no (?:relevant )?information|no answer)\b",
    re.IGNORECASE,
)

# Where a sentence may be cut in front of what it says is lacking.
_CLAUSES = re.compile(
    r"(?<=[，；,;])\s*(?=但|不过|然而|而|至于|可是|只是|\b(?:but|however|though|although|while)\b)",
    re.IGNORECASE,
)
_HOWEVER = re.compile(
    r"^(?:但是|但|不过|然而|而|可是|只是|(?:but|however|though|although|while)\b)[，,]?\s*", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:关于|对于|至于|虽然|尽管|除了?|根据|按照)|(?:although|though|while|regarding|as for)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[。.！!]+[」』”’）)\"']*$")
_SHORTEST_CLAUSE = 5


def says_absent(sentence: str) -> bool:
    """Whether a sentence says that the material lacks something, rather than that a person or a company does.

    >>> says_absent("文章没有说明手续费是多少。"), says_absent("公司没有提供担保。")
    (True, False)
    """
    folded = zh.fold(sentence).strip()
    return bool(_ABSENT.search(folded) or _ABSENT_ENGLISH.search(folded))


def split_absent(sentence: str) -> tuple[str, str]:
    """Return what a sentence states, and what it says that the material lacks; either may be empty.

    >>> split_absent("手续费为百分之三，但材料没有说明年费。")
    ('手续费为百分之三。', '材料没有说明年费。')
    """
    if not says_absent(sentence):
        return sentence, ""
    end = _END.search(sentence)
    last = end.group() if end else ""
    body = sentence[: len(sentence) - len(last)]
    kept: list[str] = []
    gone: list[str] = []
    for piece in _CLAUSES.split(body):
        # 关于年费，材料没有说明: what stands before is what is lacking.
        (gone if gone or says_absent(piece) else kept).append(piece)
    stated = "".join(kept).rstrip("，,；;：: ")
    if sum(character.isalnum() for character in stated) < _SHORTEST_CLAUSE or _ABOUT.match(stated):
        return "", sentence
    return stated + (last or "。"), _HOWEVER.sub("", "".join(gone)) + last
