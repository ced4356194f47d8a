"""Sentences that say that the material does not have something, in the ways in which models say it."""

from __future__ import annotations

import re

from qa import text as zh

_MATERIAL = (
    r"(?:(?:所|以上|上述|给定的?|提供的?|现有的?|这些|该|这篇|本|所有|参考|相关)*"
    r"(?:材料|资料|文章|文中|原文|上文|文本|文档|段落|内容|信息|文献|片段|上下文|引文|文库|知识库)(?:\s*\d+)?(?:里面|当中|之中|里|中|内)?)"
)
_SAYING = r"(?:提及|提到|提过|提供|说明|说到|说过|写明|写到|记载|载明|给出|给定|包含|包括|涉及|谈到|谈及|交代|介绍|指出|指明|描述|阐述|披露|列出|显示|回答|直接回答)"
_ABSENT = re.compile(
    rf"材料未载|未载明?(?:[。，]|$)|^(?:不知道|未知|无相关信息|没有相关(?:信息|内容)|未提及|未提供|无法回答|无法确定|不清楚)[。.！!]?$"
    rf"|{_MATERIAL}[^，。；]{{0,12}}?(?:没有|并没有|没|并未|未|未曾|不曾|均未|均没有|都没有|也没有|也未|尚未|无)(?:直接|明确|具体|详细|专门|进一步)*(?:地)?"
    rf"(?:{_SAYING}|任何|相关|说(?!.{{0,2}}错)|写|讲|提)"
    rf"|(?:根据|依据|从|基于|由)?{_MATERIAL}[^。；]{{0,6}}?(?:无法|不能|难以|不足以|没有办法)[^。；]{{0,10}}?(?:得出|回答|确定|得知|判断|推断|知道|确认|获知|找到|看出|解答)"
    rf"|(?:无法|不能|难以|没办法|没能|未能)(?:从|根据|依据|基于|在)[^。；]{{0,16}}?{_MATERIAL}?[^。；]{{0,8}}?(?:得出|回答|确定|得知|判断|推断|知道|确认|获知|找到|看出|解答|查到)"
    rf"|(?:没有|未|未能|没能|没)(?:在|从)[^。；]{{0,6}}?{_MATERIAL}[^。；]{{0,6}}?(?:找到|发现|看到|查到|见到)"
    rf"|{_MATERIAL}[^。；]{{0,8}}?(?:找不到|查不到|看不到|看不出|不包含|不包括|不涉及|缺少|缺乏|不含|不足)[^。；]{{0,20}}?(?:信息|内容|答案|说明|记载|资料|描述|依据|$|。)"
    rf"|(?:抱歉|对不起|很遗憾|遗憾的是)[^。；]{{0,6}}(?:无法|不能|没有|不知道|未)",
)
_ABSENT_ENGLISH = re.compile(
    r"\b(?:(?:is|are|was|were|does|do|did|has|have|could|can|it's|'s)\s*(?:not|n't)|isn't|aren't|wasn't|weren't|doesn't|don't|didn't"
    r"|cannot|can't|couldn't|not|no|never|nothing|without)\b[^.;]{0,40}\b"
    r"(?:mention(?:s|ed)?|provided?s?|stated?|specif(?:y|ied|ies)|given|found|described?|discuss(?:es|ed)?|contain(?:s|ed)?"
    r"|include[sd]?|address(?:es|ed)?|indicated?|say|says|covered|answer(?:ed)?|information|"
    r"in the (?:\w+ )?(?:passages?|materials?|texts?|articles?|context|documents?|sources?))\b",
    re.IGNORECASE,
)
_ABOUT_MATERIAL = re.compile(
    r"\b(?:passages?|materials?|texts?|articles?|context|documents?|sources?|information|answer|it)\b",
    re.IGNORECASE,
)


def says_absent(sentence: str) -> bool:
    """Whether a sentence says that the material lacks something, rather than that a person or a company does.

    >>> says_absent("文章没有说明手续费是多少。"), says_absent("公司没有提供担保。")
    (True, False)
    """
    folded = zh.fold(sentence)
    if _ABSENT.search(folded):
        return True
    return bool(_ABSENT_ENGLISH.search(folded) and _ABOUT_MATERIAL.search(folded))
