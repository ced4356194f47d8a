"""A statement turned into the question that it answers: what is asked for, by the form of the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from qa import text as zh
from qa.answering.question.phrases import noun_phrases

NO_SUBJECT = re.compile(
    r"^(?:是|有|在|把|被|让|使|从|对|向|为了?|因为?|由于?|按|据|通过|随着|到|每|不|没|没有|才|就|都|已|会|能|要|可以)"
)
"""With what no subject begins."""
_ROLE = r"(?:主任|总监|行长|董事长|总经理|经理|负责人|架构师|工程师|法官|院长|局长|镇长|村长|站长|校长|厂长|船长|会计|教授|研究员|创始人|信贷员|店主|值班员|队长)"
_YEAR = r"(?:\d{4}|[一二][〇零一二三四五六七八九]{3})年(?:[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}[日号])?)?"
_NUMBER = (
    r"(?:约|大约|将近|近|超过|至少|最多|不到|共|一共|合计)?(?P<value>百分之[零〇一二三四五六七八九十百点两]+|千分之[零〇一二三四五六七八九十百点两]+|万分之[零〇一二三四五六七八九十百点两]+"
    r"|[\d.,]+[%％]|[\d.,]*\d[十百千万亿]*|[零〇一二三四五六七八九十百千万亿两]{2,}|[一二三四五六七八九十两])"
)
_MEASURE = r"(?P<unit>元|美元|公里|里|米|平方米|亩|吨|公斤|斤|度|个百分点|个月|年|天|小时|分钟|秒|岁|倍|[个名位家户件笔台辆条座间所张次人份项种类门处班层套只头本卷幅艘]?)"
_LEVEL = re.compile(
    rf"^(?P<when>(?:到|截至|在)?{_YEAR}[底末初]?，)?(?P<what>[^，,；;。]{{3,24}}?)(?P<verb>(?:只|仅|已|就|便)?(?:是|为|达到|达|升到|升至|降到|降至|涨到|增至|增加到|减少到|缩短到|占|有|共有|只有|超过|高达))"
    rf"{_NUMBER}{_MEASURE}(?P<thing>[一-鿿]{{0,8}}?)(?=[，,；;。（(])"
)
_DONE = re.compile(
    rf"^(?P<what>[^，,；;。]{{2,20}}?)(?P<verb>[一-鿿]{{1,4}}(?:了|过))(?P<rest>[^，,；;。\d]{{0,6}}?){_NUMBER}{_MEASURE}(?P<thing>[一-鿿]{{0,10}}?)(?=[，,；;。])"
)
_DEFINES = re.compile(
    r"^(?P<what>[^，,；;。是]{2,14}?)(?P<pause>，)?(?:就是指|就是|指的是|是指|(?<=[，A-Za-z])指(?![出数导示着望挥纹责定标引针甲])|是)(?P<said>(?!不是|否|谁|因为|为了|由于|什么|怎|[一二三两四五六]回事|[\d])[^。]{8,}?)。$"
)
_CALLED = re.compile(
    r"^[^。]{8,}，(?:被?称为|称作|(?:就|业内|行话)?叫[作做]?)(?P<term>[「“]?[一-鿿A-Za-z]{2,8}[」”]?)(?=[，。；])"
)
_RESTS_ON = re.compile(
    r"^(?P<what>[^，,；;。]{2,18}?)(?P<verb>靠的是|取决于|在于|来自于?|源于|定位于|依据的是|看重的是)(?P<said>[^。]{4,})。$"
)
_BECAUSE = re.compile(r"^(?P<what>[^；;。]{5,30}?)，(?:这?是)?(?:因为|原因在于|原因是)(?P<why>[^。]{5,})。$")
_OWING = re.compile(r"^(?:由于|因为)(?P<why>[^，。]{4,30})，(?:所以)?(?P<what>[^，。；;]{5,30})。$")
_REASON_OF = re.compile(
    r"^(?P<what>[^，,；;。]{2,20})的(?P<noun>原因|理由|目的|好处|难处|关键|前提|区别|代价)，?(?:是|在于|就是|则是)(?P<why>[^。]{6,})。$"
)
_WHY_IT = re.compile(
    r"^(?P<who>[^，,；;。]{1,12}?)之所以(?P<what>[^，；。]{2,24})，(?:就?是因为|是由于|是|在于|靠的是)(?P<why>[^。]{5,})。$"
)
LISTED = re.compile(
    r"^(?P<what>[^，,；;。]{2,16}?)(?P<verb>有|分为?|分成|包括)(?P<count>[两二三四五六七八九])(?P<unit>种|类|条|个|步|项|点|层|处)(?P<thing>[一-鿿]{0,6})：(?P<list>[^。]{10,})。$"
)
"""渡口的收入有三类：…: what has parts, and which."""
_APART = re.compile(
    r"^(?P<one>[^，,；;。是]{2,10}?)(?P<verb>是|看的是|靠的是|管的是|讲的是|回答的是|记录的是|表达的是|负责)(?P<first>[^，；。]{2,30})[，；](?:而)?(?P<other>[^，,；;。是]{2,10}?)(?:则|却|才)?(?:是|看的是|靠的是|管的是|讲的是|回答的是|记录的是|表达的是|负责)(?P<second>[^。]{2,})。$"
)
_EITHER = re.compile(
    r"^(?P<what>[^，,；;。]{2,16}?)(?:是(?P<is>[^，,；;。]{2,14})，而?(?:不是|非|并非|绝非)(?P<is_not>[^，,；;。]{2,14})"
    r"|(?:不是|并非)(?P<not>[^，,；;。]{2,14})，而是(?P<but>[^，,；;。]{2,14}))(?=[，。；])"
)
_OUGHT = re.compile(
    r"^(?P<who>[^，,；;。]{2,14}?)(?P<ought>应当|应该|必须|需要)(?!的|被|说)(?P<what>[^。]{6,})。$"
)
_WHO = re.compile(
    rf"^(?P<who>[一-鿿]{{0,8}}?{_ROLE}[一-鿿]{{2,3}}?)(?P<did>(?:启动|提出|发明|设计|建议|决定|发起|创办|主持|写出|写了|否决|批准|推动|带领)[^，；。]{{2,24}})(?=[，；。])"
)
_EVENT = r"(?:成立|上线|开庭|通车|投产|登陆|关停|独立|发布|启用|进入|收到|推出|实施|生效|上市|开业|设立|改成|开通|停业|搬迁|动工|竣工|首发)"
_WHEN = re.compile(
    rf"^{_YEAR}(?:[初底末])?，?(?P<what>[^，；。\d]{{2,14}}{_EVENT}[^，；。\d]{{0,12}})(?=[，；。])"
)
_SUBJECT_WHEN = re.compile(
    rf"^(?P<who>[^，；。\d]{{2,12}}?)(?:于|在)?{_YEAR}(?P<did>[一-鿿]{{0,8}}{_EVENT}[一-鿿]{{0,6}})(?=[，；。])"
)
# Words that are a thing only together with what was said before.
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        """
        办法 答案 教训 结果 原因 理由 问题 关键 前提 好处 坏处 区别 差别 目的 结论 代价 对策 规模 数字 道理 事情 情况 比例 做法 风险 难处
        重点 意思 经验 效果 账面 利息
        """,
    )
)
_NO_TERM = re.compile(
    r"[，；不没\d]|^(?:值得|要紧|难得|可[惜贵喜怕]|所幸|幸|引人|令人|让人|离谱|有趣|奇怪|不同|遗憾|根据|按照?|据|相关)|讯"
)
# What such a thing is does not say what it is: 早期识别是降低病死率的关键.
_NO_MEANING = re.compile(r"(?:关键|基础|前提|保障|基因|标志|之一|重点|表现|结果)$")


def _begins_with_thing(text: str) -> bool:
    phrases = noun_phrases(text)
    return bool(phrases) and phrases[0].start == 0


def _definition(text: str) -> str | None:
    called = _CALLED.search(text)
    if called is not None:
        return f"什么叫{called['term'].strip('「」“”')}？"
    match = _RESTS_ON.match(text)
    if match is not None and _begins_with_thing(match["what"]) and not _NO_TERM.search(match["what"]):
        return f"{match['what']}{match['verb']}什么？"
    match = _DEFINES.match(text)
    if match is None or _NO_TERM.search(match["what"]):
        return None
    what, said = match["what"], match["said"].split("，", 1)[0]
    if (
        said.endswith("的")
        or _NO_MEANING.search(said)
        or re.match(r"一[家个位名种]|[\d零一二三四五六七八九十百千万两]{2,}", said)
    ):
        return None
    if not (match["pause"] or _begins_with_thing(what)) or re.search(
        r"[了过着]|[都也就便才只]$|真正|其实", what
    ):
        return None
    if what in _EMPTY or what.partition("的")[0] in _EMPTY or NO_SUBJECT.match(what):
        return None
    if "的" in what:
        return f"{what}是什么？"
    phrases = noun_phrases(what)
    if phrases and phrases[0].kind == "person":
        return None
    is_term = len(phrases) == 1 and phrases[0].text == zh.fold(what).strip()
    return f"什么是{what}？" if is_term or match["pause"] else None


def _reason(text: str) -> str | None:
    if match := _WHY_IT.match(text):
        return f"{match['who']}为什么{match['what']}？"
    if match := _REASON_OF.match(text):
        return f"{match['what']}的{match['noun']}是什么？"
    if match := _BECAUSE.match(text) or _OWING.match(text):
        what = match["what"]
        if "，" in what:
            what = what.rpartition("，")[2]
        what = re.sub(r"^(?:所以|因此|就|也|都)|(?<=[一-鿿])(?:也就|也|就)(?=[不没能会要])", "", what)
        if (
            not re.search("之所以|[称说道]$|表示$|认为$", what)
            and len(what) >= 5
            and _begins_with_thing(what)
        ):
            return f"为什么{what}？"
    return None


def _comparison(text: str) -> str | None:
    match = _APART.match(text)
    if match is None:
        return None
    one, other = match["one"], match["other"]
    is_pair = (
        one != other
        and abs(len(one) - len(other)) <= 3
        and all(_begins_with_thing(each) and not re.search(r"[的了不]", each) for each in (one, other))
    )
    return f"{one}和{other}有什么区别？" if is_pair else None


def _either(text: str) -> str | None:
    match = _EITHER.match(text)
    if match is None or not _begins_with_thing(match["what"]):
        return None
    one, other = (match["is"], match["is_not"]) if match["is"] else (match["not"], match["but"])
    if one.endswith("的") != other.endswith("的") or match["what"] in _EMPTY:
        return None
    return f"{match['what']}是{one}，还是{other}？"


def _ought(text: str) -> str | None:
    match = _OUGHT.match(text)
    if (
        match is None
        or not _begins_with_thing(match["who"])
        or re.search("[是有的了]|[后前时中]$", match["who"])
    ):
        return None
    return f"{match['who']}{match['ought']}怎么做？"


def _which(text: str) -> str | None:
    match = LISTED.match(text)
    if match is None or not _begins_with_thing(match["what"]):
        return None
    return f"{match['what']}{match['verb']}哪{match['count']}{match['unit']}{match['thing']}？"


def _number(text: str) -> str | None:
    match = _LEVEL.match(text) or _DONE.match(text)
    if match is None or not _begins_with_thing(match["what"]):
        return None
    what, verb, value, unit, thing = (match[name] for name in ("what", "verb", "value", "unit", "thing"))
    rest, when = (match.groupdict().get(name) or "" for name in ("rest", "when"))
    is_year = unit == "年" and len(value) == 4
    if (
        value == "一"
        or is_year
        or re.search("[是则从]|情况", what + thing)
        or re.search(r"[不没]", what[-2:] + verb)
        or re.match(r"有余|多|左右|以上|以下|的|并|而", thing)
    ):
        return None
    is_share = re.search(r"[%％]|分之", value) is not None
    if match.re is _DONE and (not unit or (verb in ("用了", "花了") and not thing)):
        return None
    if match.re is _LEVEL and not is_share and not unit:
        return None
    if is_share:
        return f"{when}{what}{verb}多少{thing}？"
    rest = re.sub("共计|合计|总计|大约|将近", "", rest)
    is_price = match.re is _DONE and not thing
    how = ("多少钱" if is_price else "多少") if unit in ("元", "美元") else f"多少{unit}"
    return f"{when}{what}{verb.lstrip('只仅已就便')}{rest}{how}{thing}？"


def _who(text: str) -> str | None:
    match = _WHO.match(text)
    return f"是谁{match['did']}？" if match else None


def _date(text: str) -> str | None:
    if match := _SUBJECT_WHEN.match(text):
        is_whole = _begins_with_thing(match["who"]) and match["who"][-1] not in "从自的"
        return f"{match['who']}是什么时候{match['did']}的？" if is_whole else None
    match = _WHEN.match(text)
    if match and _begins_with_thing(match["what"]) and not match["what"].endswith(("时", "后", "前")):
        return f"{match['what']}是什么时候的事？"
    return None


MAKERS: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("reason", _reason),
    ("comparison", _comparison),
    ("which", _which),
    ("either", _either),
    ("definition", _definition),
    ("number", _number),
    ("ought", _ought),
    ("who", _who),
    ("date", _date),
)
"""The kinds of questions, with what makes one of a sentence, or nothing; the first that does is taken."""
