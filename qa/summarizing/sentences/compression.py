"""Sentences made shorter and put into the third person by rules that take nothing away but words.

What is never taken: a condition, a negation, a concession, a hedge, a unit, and whose claim it is.
"""

from __future__ import annotations

import re

_ASIDE = re.compile(r"[（(【\[][^（）()【】\[\]]{0,60}[)）】\]]|——[^—，。]{1,40}——")
# An aside that limits what is said stays.
_LIMITS = re.compile(r"不|未|无|非|除|仅|只|但|如果|约|以[上下内外]|起|止|至|截|%|％")
_CONNECTIVE = re.compile(
    r"(?:换句话说|换言之|也就是说|具体来说|具体而言|简单来说|简单地说|简而言之|一句话|总的来说|总体来看|总之|总而言之|说到底|归根结底|归根到底|综上(?:所述)?|"
    r"事实上|实际上|其实|诚然|当然|不过|然而|可是|但是|但|因此|因而|所以|于是|可见|由此可见|同时|与此同时|此外|另外|而且|并且|再者|首先|其次|再次|最后|"
    r"第[一二三四五六七八九十][，、,]|[一二三四五六七八九十]是|值得(?:注意|一提|关注)的是|需要(?:注意|明确|说明|指出|强调)的是|更(?:要紧|重要|麻烦|关键)的是|"
    r"众所周知|不难(?:发现|看出)|我们(?:看到|知道|发现|可以看到|会发现)的?|可以(?:看到|看出|说)|你会发现|据(?:悉|了解|介绍|报道)|(?:最后)?顺便(?:谈谈|说)|"
    r"(?:要|得|应该|应当)(?:知道|看到|明白)|有意思的是|最有意思的是|所幸|幸而|原因(?:并不神秘|很简单)|道理很简单|先说结果|正因为如此|正因如此|也正因此|基于此|"
    r"(?:相比之下|相较之下|反过来|相反|另一方面|一方面|对此|为此|至此|如今|现在|所幸|幸而|幸好|不幸的是|后来|随后|接着|然后|今日|今天|昨日|昨天|日前|近日|日前|目前)(?=[，,：:]))"
    r"[，,：:]?\s*"
)
# These join without a pause as well: 但规则变了. The others need theirs: 最后一行, 同时发生.
_NEEDS_PAUSE = re.compile(
    r"(?:同时|此外|另外|首先|其次|再次|最后|当然|实际上|总之|可见|其实|相反|[一二三四五六七八九十]是|而且|并且|第[一二三四五六七八九十])"
)
# 备付金则要随时可付, 我因此不赞成: what it is set against or follows from is not there.
_CONTRASTING = re.compile(
    r"^(?:(?P<head>[一-鿿]{2,8}?)则(?=[要须是不应能会将])|(?P<me>我|作者)(?:也?因此|于是|所以)(?=[一-鿿]))"
)
_NUMBER = re.compile(
    r"^(?:\d{1,2}[.．、)）](?!\d)|[①-⑳]|[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]{1,3}、)\s*"
)
_EXAMPLE = re.compile(r"[，,；;：:](?:比如|例如|譬如|比方说|像是|诸如)[^。！？；]*")
_DATELINE = re.compile(
    r"^(?:[^，。：:]{0,24}?(?:\d{1,2}\s*月\s*\d{1,2}\s*日)?\s*(?:消息|讯|电|快讯)(?:[（(][^）)]{0,40}[）)])?[，,：:\s]|"
    r"^[（(【\[][^）)】\]]{0,24}(?:记者|编译|编辑|讯|电)[^）)】\]]{0,24}[）)】\]]|"
    r"^[\d\-/: T]{8,}[，,]?\s*正文[：:]\s*|^(?:本报|本网|新华社|中新社|[一-鿿]{2,8}(?:社|报|网|台))[^，。]{0,20}?(?:电|讯)\s*)\s*"
)
_REPORTED = re.compile(
    r"[，,]?(?:据|根据)[^，。]{2,20}(?:消息|报道|介绍|透露|了解|悉|公告|通报)[，,]|(?:记者)?(?:从[^，。]{2,18})?(?:获悉|了解到)[，,]"
)

OWNER = re.compile(
    r"(?:(?:我|笔者|作者)(?:个人|始终|一直|因此|更|也|却|倒)?(?:认为|以为|觉得|相信|愿意说|想说的?是|要说的?是)|我的(?:看法|判断|结论|观点|体会|主张|建议)"
    r"(?:是|与[^，：]{1,4}相反|相反|只有一句)?|在(?:我|笔者|作者)看来|依我看)[，,：:]?\s*"
)
_LED = re.compile(r"(?:(?:我|笔者)(?:想|要)?(?:说清楚|强调|补充|提醒)的是)[，,：:]?")
_WE_SHOULD = re.compile(r"(?<![一-鿿])我们(?:还|也|就|都|更)?(?=需要|应当|应该|必须|要|不能|不妨|可以)")
_US = re.compile(r"我们|咱们?|[你您]|大家|本人|俺")
_ME = re.compile(r"笔者|我(?![国省市县校院厂军方])")
_RELATIVE = re.compile(
    r"去年|前年|今年|明年|上个?月|这个月|下个?月|上周|本周|下周|今天|昨天|明天|前天|今日|昨日|当日|当天|那天|那年|当时|如今"
)


def trimmed(sentence: str) -> str:
    """Return a sentence without asides, connectives at its head, trailing examples and words that only report.

    >>> trimmed("换句话说，桥（又名渡）要先勘察，比如钻孔。")
    '桥要先勘察。'
    >>> trimmed("桥（不含引桥）长三里。")
    '桥（不含引桥）长三里。'
    """
    text = _ASIDE.sub(lambda aside: aside.group() if _LIMITS.search(aside.group()) else "", sentence.strip())
    # The time of day may stand before the name of the agency.
    text = _DATELINE.sub("", _DATELINE.sub("", _NUMBER.sub("", text), count=1), count=1)
    text = _REPORTED.sub("", text)
    text = _without_connectives(text)
    text = _EXAMPLE.sub("", text)
    return text.strip(" 　，,；;：:")


def without_contrast(clause: str) -> str:
    """Return a clause without the word that sets it against, or lets it follow from, what is not there.

    >>> without_contrast("备付金则要随时可付"), without_contrast("我因此不赞成")
    ('备付金要随时可付', '我不赞成')
    """
    return _CONTRASTING.sub(lambda match: match["head"] or match["me"], clause)


def _without_connectives(text: str) -> str:
    while (match := _CONNECTIVE.match(text)) and match.end() < len(text):
        word = match.group()
        if not word.rstrip().endswith(("，", ",", "：", ":", "、")) and (
            _NEEDS_PAUSE.match(word) or text[match.end()] in "的地得是有在和与"
        ):
            break
        text = text[match.end() :]
    return text


def third_person(sentence: str, owner: str = "作者") -> str | None:
    """Return what a writer says of himself as another would say it; None where rules cannot tell who is meant.

    >>> third_person("我认为，桥要先勘察。"), third_person("我不赞成先打桩。"), third_person("我们需要勘察。")
    ('作者认为，桥要先勘察。', '作者不赞成先打桩。', '需要勘察。')
    >>> third_person("我们那年住在桥下。") is None
    True
    """
    text = _LED.sub("", sentence)
    text = _WE_SHOULD.sub("", text)
    match = OWNER.match(text)
    if match:
        text = f"{owner}认为，{text[match.end() :]}"
    if _US.search(text) or ("“" in text and _ME.search(text[text.index("“") :])):
        return None
    own = _ME.findall(text)
    if len(own) + text.count(owner) > 1 + (match is not None):
        return None
    return _ME.sub(owner, text)


def is_dated(text: str) -> bool:
    """Whether a text says when by the day that it was written on, or by what was told before it."""
    return _RELATIVE.search(text) is not None
