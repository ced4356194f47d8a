"""Sentences that say whose an article or a picture is, and sentences that ask for money.

A sentence counts only if all of it fits: a pattern is a small grammar of what such lines say, in the order in which
they say it, so that an argument about copyright is not taken for a copyright line.
"""

from __future__ import annotations

import re

_LENGTH = 200
"""A longer paragraph is no credit."""

# Traditional characters that stand in such lines, and their simplified forms.
_SIMPLIFIED = str.maketrans(
    "與專業嚴個爲為於僅們關內寫則創務勵協發佈臺號圖場聲處復頭審對導並應歸錄護報據攝時權來構標欄歡點獨監盜稱"
    "籤簡類紹經繪給絡絕繼續編網聯節獲營觀規視議記許論識譯該語請讀謝責賞贊轉載輯運進違選郵採鏈長間閱隨須頻題",
    "与专业严个为为于仅们关内写则创务励协发布台号图场声处复头审对导并应归录护报据摄时权来构标栏欢点独监盗称"
    "签简类绍经绘给络绝继续编网联节获营观规视议记许论识译该语请读谢责赏赞转载辑运进违选邮采链长间阅随须频题",
)

_SENTENCE_END = re.compile("[。！!；;\n]+")
_WRAPPERS = "＊*·•-—–_【】[]（）()「」『』#＃>》|丨：:.,，"

_S = r"[^。！？!?；;]"  # anything in one sentence
_C = r"[^，,。！？!?；;]"  # anything in one clause
_TEXT = "(?:本文|文章|原文|该文|全文|图文|此文|本篇文章)"
_COPY = "(?:转载|转发|复制|摘编|摘录|使用|引用|抄袭|盗用|商用)"
_PUBLISH = "(?:发布|发表|首发|刊发|刊载|刊登|转载|授权|投稿|供稿|出品|翻译|编译|原创|撰写)"
_DETAIL = "(?:原?作者|出处|来源|原文|本文|文章|全文|链接|地址|网址|署名|姓名|标题|信息|公众号|名称|和|及|与|并|、|以及|于|的|自)"
_RIGHTS = rf"(?:[，,](?:未经|禁止|严禁|版权|侵权|转载|违者|授权|作者[：:]|题图|原标题|原题|有删改|略有|如有|如需|若有){_S}{{0,80}})?"
_PERMIT = rf"(?:[，,](?:基于|遵循|采用|依据|已获|经|侵删|如有|版权){_S}{{0,40}})?"
_WHICH = "(?:文中|文章|本文|以上|部分|所有|全部|正文|的)*"
_COVER = "(?:题图|头图|封面图?|首图|图源)(?:及(?:文中|内文|正文)?(?:配图|插图|图片))?"
_PICTURE = "(?:图片|配图|插图|照片|素材)+"
_FROM = "(?:均|皆|都|全部|部分)?(?:来自于?|来源于|源自|取自|选自|出自)"
_GIVEN = "由.{1,20}(?:提供|拍摄|授权|生成|绘制)"

_CREDITS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Who may copy it: 未经许可，禁止转载
        rf"(?:{_TEXT}{_S}{{0,60}}[，,])?未经{_C}{{0,14}}(?:许可|授权|允许|同意)[，,]?(?:禁止|不得|严禁|请勿|谢绝|不可|勿)"
        rf"(?:任何形式的?|以任何形式|擅自|随意|进行|商业|二次)*{_COPY}(?:[、或及和]{_C}{{0,12}}|本文|本站内容)*"
        rf"(?:[，,](?:违者|侵权|否则|授权){_S}{{0,40}})?",
        rf"(?:欢迎(?:转载|分享)[，,])?(?:如需|若需|商业|非商业|任何|如要|欢迎)?(?:转载|转发|商用|摘编)(?:时|本文|者)*[，,]?"
        rf"(?:请|须|需|务必|应|必须)+(?:注明|标明|保留|写明){_DETAIL}*(?:[：:，,]{_S}{{0,80}})?",
        rf"(?:如需|若需|商业|非商业|任何|如要)?(?:转载|商用|授权)(?:本文|文章|事宜|合作)?[，,]?(?:请|须|需|可)*先?"
        rf"(?:联系|联络|私信){_C}{{0,30}}(?:[，,](?:并|获得|取得|授权|非商业|微信|邮箱){_S}{{0,40}})?",
        # Where it comes from: 本文由某某原创发布于某站
        rf"{_TEXT}(?:由|系|经|已获|获|为){_C}{{0,30}}?{_PUBLISH}+(?:(?:于|在|至|给|自){_C}{{1,30}})?{_RIGHTS}",
        rf"{_TEXT}(?:原创|独家|首先|最早|最初|首次)*(?:发布|发表|首发|刊发|刊载|刊登|原载|刊)(?:于|在){_C}{{1,40}}{_RIGHTS}",
        rf"{_TEXT}(?:来自|来源于?|转载自|转自|摘自|摘编自|编译自|整理自|选自|节选自)[：:]?"
        rf"(?:微信|公众号|微博|知乎|网站|[「《“\"@]|https?:|[A-Za-z]){_S}{{0,80}}",
        # Whose it is: 版权归某某所有
        rf"(?:{_TEXT}|以上|内容|图片|作品|文字|文中|和|及|、|的)*(?:版权|著作权)归{_C}{{1,30}}所有{_RIGHTS}",
        rf"(?:©|\(c\)|copyright|版权所有(?![者人])|allrightsreserved){_S}{{0,80}}",
        rf"(?:{_TEXT}|本作品|本站|除{_S}{{0,12}}外){_S}{{0,20}}(?:采用|遵循){_S}{{0,20}}(?:知识共享|cc|creativecommons|署名){_S}{{0,60}}",
        rf"(?:{_TEXT}|以上|文中|内容|观点|言论)+(?:仅|只|均)*(?:代表|为|系|是)作者(?:本人|个人)?的?(?:独立|个人)?(?:观点|立场|看法)?"
        rf"(?:[和及]立场)?(?:[，,](?:不代表|与|不构成|仅供|{_C}{{0,20}}平台){_S}{{0,100}})?",
        # Pictures: 题图来自某站，基于CC0协议
        rf"{_WHICH}{_COVER}(?:{_FROM}|{_GIVEN}|(?:来源|作者|摄影|提供)?[：:/｜|]){_C}{{0,40}}{_PERMIT}",
        rf"{_WHICH}{_PICTURE}(?:{_FROM}|{_GIVEN}|(?:来源|作者|摄影|提供|版权)[：:/｜|]){_C}{{0,40}}{_PERMIT}",
        r"图[/｜|].{1,30}",
        r"(?:photo|image|picture|cover)s?(?:credit)?(?:by|from|via|[：:]).{1,60}",
        # Who else worked on it
        rf"(?:责任编辑|责编|编辑|校对|审校|排版|运营|美编|监制|来源|原标题|原文链接|原文地址)[：:｜|/]{_S}{{1,80}}",
    )
]

# Sentences that may go with a credit, but are none alone.
_COMPANIONS = [
    re.compile(pattern)
    for pattern in (
        "(?:侵权|违者|盗版)必究",
        rf"(?:如|若)有?侵权{_S}{{0,30}}",
        "侵删",
        "(?:谢谢|感谢)(?:配合|合作|支持|理解|阅读)",
        "欢迎(?:转载|分享|关注)(?:[，,].{0,20})?",
        rf"(?:本文)?作者[：:]{_S}{{1,60}}",
        rf"授权事?宜?{_S}{{0,40}}",
        rf"{_S}{{0,20}}平台仅提供信息存储(?:空间)?服务",
    )
]

_REWARD = re.compile(
    "(?:赞赏|打赏|点个在看|阅读原文|赞赏作者|喜欢作者)"
    "|(?:可以|欢迎|不妨)?(?:请|给|为|向)(?:本文)?作者(?:打赏|赞赏|点赞|喝杯.{1,3}|买杯.{1,3}|加个?鸡腿)"
    "(?:吧|一下)?(?:[，,](?:鼓励|支持|感谢|谢谢|请|你的).{0,15})?"
    "|如果.{2,20}[，,](?:可以|欢迎|请|不妨)?(?:请|给|为)?作者?(?:打赏|赞赏|点赞|喝杯.{1,3}).{0,6}"
    "|完|全文完|本文完|正文完|end|theend",
    re.IGNORECASE,
)


def simplify(text: str) -> str:
    """Return text with the traditional characters of such lines made simplified, and as long as before.

    >>> simplify("編輯導語")
    '编辑导语'
    """
    return text.translate(_SIMPLIFIED)


def squeeze(text: str) -> str:
    """Return text as the patterns expect it: simplified, without white space, and without what it is wrapped in.

    >>> squeeze("【 #專欄作家# 】")
    '专栏作家'
    """
    return "".join(simplify(text).split()).strip(_WRAPPERS)


def is_credit(text: str) -> bool:
    """Say whether a paragraph is nothing but copyright, source or picture credits.

    >>> is_credit("本文由 @林一木 原创发布于某站。未经许可，禁止转载。")
    True
    >>> is_credit("未经许可不得转载的规定，保护的是作者。")
    False
    """
    if len(text) > _LENGTH:
        return False
    sentences = [squeezed for sentence in _SENTENCE_END.split(text) if (squeezed := squeeze(sentence))]
    is_said = [any(pattern.fullmatch(sentence) for pattern in _CREDITS) for sentence in sentences]
    return any(is_said) and all(
        said or any(pattern.fullmatch(sentence) for pattern in _COMPANIONS)
        for sentence, said in zip(sentences, is_said, strict=True)
    )


def is_reward(text: str) -> bool:
    """Say whether a paragraph is nothing but a button's label, a plea for money or an end mark.

    >>> is_reward("给作者打赏，鼓励TA继续写！"), is_reward("给作者打赏的人不多。")
    (True, False)
    """
    return len(text) <= _LENGTH and _REWARD.fullmatch(squeeze(text).rstrip("。！!~～")) is not None
