"""Changes to one sentence, each as a person or a model might make it: false ones, and true ones in other words.

Each takes the sentence, the text it stands in and a source of chance, and returns the new sentence, or None where it
cannot be made well. They know nothing of how the check works.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from typing import TypeAlias

from qa import text as zh

Change: TypeAlias = Callable[[str, str, random.Random], str | None]

_DIGITS = re.compile(
    r"(?<![A-Za-z\d.:：\-])(\d+(?:,\d{3})*(?:\.\d+)?)(?=(%|万|亿|多|余|元|人|名|家|个|户|座|公里|米|吨|倍|次|种|台|部|岁|平方|小时|分钟|天|美元|英里|公斤))"
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20[012]\d)(?=年)")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?=月)")
_DAY = re.compile(r"(?<=月)(3[01]|[12]\d|[1-9])(?=日)")
_MEASURED = re.compile(r"(\d+(?:\.\d+)?[万亿]?)(元|人|名|家|户|公里|米|吨|次|岁|小时|分钟|天|公斤)")
_OTHER_UNIT = {
    "元": "美元", "人": "户", "名": "次", "家": "人", "户": "人", "公里": "米", "米": "公里", "吨": "公斤", "次": "人",
    "岁": "个月", "小时": "分钟", "分钟": "小时", "天": "个月", "公斤": "吨",
}  # fmt: skip


def number(sentence: str, text: str, chance: random.Random) -> str | None:
    """Change a number: one digit, or the place of the point."""
    found = list(_DIGITS.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    raw = match[1]
    for _ in range(20):
        at = chance.choice([i for i, c in enumerate(raw) if c.isdigit()])
        low = 1 if at == 0 else 0
        digit = str(chance.randint(low, 9))
        new = raw[:at] + digit + raw[at + 1 :]
        if new != raw and new not in text:
            return sentence[: match.start(1)] + new + sentence[match.end(1) :]
    return None


def unit(sentence: str, text: str, chance: random.Random) -> str | None:
    """Give a number another unit."""
    found = [
        match
        for match in _MEASURED.finditer(sentence)
        if sentence[match.end() : match.end() + 1] not in tuple("次左均")
        and not re.search(r"[第前头首]\s*$", sentence[: match.start()])
    ]
    if not found:
        return None
    match = chance.choice(found)
    new = match[1] + _OTHER_UNIT[match[2]]
    return None if new in text else sentence[: match.start()] + new + sentence[match.end() :]


def date(sentence: str, text: str, chance: random.Random) -> str | None:
    """Change a year, a month or a day."""
    found = [(match, pattern) for pattern in (_YEAR, _MONTH, _DAY) for match in pattern.finditer(sentence)]
    if not found:
        return None
    match, pattern = chance.choice(found)
    after = sentence[match.end()]
    for _ in range(20):
        value = int(match[1])
        if pattern is _YEAR:
            value += chance.choice([-10, -3, -2, -1, 1, 2, 3, 10])
        else:
            value = chance.randint(1, 12 if pattern is _MONTH else 28)
        if value != int(match[1]) and f"{value}{after}" not in text and f"{value}-" not in text:
            return sentence[: match.start(1)] + str(value) + sentence[match.end(1) :]
    return None


def other_number(sentence: str, text: str, chance: random.Random) -> str | None:
    """Put in the place of a number another one with the same unit, which the text gives for something else."""
    pattern = re.compile(r"(?<![A-Za-z\d.])(\d+(?:\.\d+)?[万亿]?)(%|元|人|家|户|个|座|公里|米|倍)")
    found = list(pattern.finditer(sentence))
    chance.shuffle(found)
    for match in found:
        others = [o[1] for o in pattern.finditer(text) if o[2] == match[2] and o[0] not in sentence]
        if others:
            return sentence[: match.start(1)] + chance.choice(others) + sentence[match.end(1) :]
    return None


_PERSON = re.compile(
    r"[赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹章苏潘范彭鲁马方任袁柳史唐费薛雷贺倪汤罗郝安于傅齐康余元顾孟黄萧尹姚邵汪毛狄戴宋庞熊纪项祝董梁杜阮蓝季贾江郭梅林徐邱骆高夏蔡田胡霍万柯卢莫房丁邓洪崔龚程陆翁段侯武刘景龙叶黎白赖卓乔谭温庄晏瞿阎慕连艾向古廖耿匡文关查游权公肖覃佟付][一-鿿]{2}|[一-鿿]{2,}·[一-鿿·]{2,}"
)
_PLACE = re.compile(r"[一-鿿]{2,}(?:省|市|县|镇|乡|村|州|岛|湾|港|山|江|河|湖)")
_BODY = re.compile(
    r"[一-鿿]{2,}(?:公司|集团|银行|大学|学院|医院|协会|委员会|法院|研究院|出版社|博物馆|俱乐部|联盟|组织|支付|队)"
)
_PLACES = (
    "中国 美国 英国 法国 德国 日本 韩国 俄罗斯 印度 巴西 加拿大 澳大利亚 意大利 西班牙 荷兰 瑞士 瑞典 泰国 越南 新加坡 马来西亚 印度尼西亚 菲律宾 埃及 南非 墨西哥 "
    "北京 上海 天津 重庆 广州 深圳 杭州 南京 武汉 成都 西安 香港 澳门 台湾 台北 东京 大阪 纽约 伦敦 巴黎 柏林 罗马 莫斯科 首尔 曼谷 河内 华盛顿 洛杉矶 芝加哥 "
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 广西 西藏 宁夏 新疆"
)
_COUNTRIES = frozenset(_PLACES.split())


def _named(text: str) -> list[tuple[str, str, int]]:
    """Return (name, kind, place) of people, places and bodies whose names stand alone."""
    found, at = [], 0
    tokens = zh.tagged_words(text)
    for n, (word, tag) in enumerate(tokens):
        at = text.index(word, at)
        before, after = tokens[n - 1][1] if n else "x", tokens[n + 1][1] if n + 1 < len(tokens) else "x"
        kind = (
            "person" if tag in ("nr", "nrt") and _PERSON.fullmatch(word)
            else "place" if word in _COUNTRIES or (tag == "ns" and _PLACE.fullmatch(word))
            else "body" if tag in ("nt", "nz", "ns", "n") and len(word) > 3 and _BODY.fullmatch(word)
            else None
        )  # fmt: skip
        alone = not before.startswith(("nr", "ns", "nz", "nt", "m")) and not after.startswith(
            ("n", "zg", "k", "j", "g", "q", "vg")
        )
        if kind and alone:
            found.append((word, kind, at))
        at += len(word)
    return found


def entity(sentence: str, text: str, chance: random.Random) -> str | None:
    """Put another name of the same kind, from the same text, in the place of a name."""
    here = _named(sentence)
    chance.shuffle(here)
    elsewhere = [name for name in _named(text) if name[0] not in sentence]
    for word, kind, at in here:
        others = [
            o
            for o, k, _ in elsewhere
            if k == kind and not set(o) & set(word) and o not in word and word not in o
        ]
        if others:
            return sentence[:at] + chance.choice(others) + sentence[at + len(word) :]
    return None


_REMOVED = (
    ("并不是", "是"), ("不是", "是"), ("没有", "有"), ("不能", "能"), ("不会", "会"), ("不可以", "可以"), ("未能", "能够"),
    ("不再", "仍"), ("不得", "可以"), ("不必", "必须"), ("并未", "已"), ("尚未", "已经"), ("从未", "曾经"), ("无法", "能够"), ("禁止", "允许"),
)  # fmt: skip
_ADDED = (
    ("可以", "不可以"), ("能够", "不能"), ("必须", "不必"), ("已经", "尚未"), ("曾经", "从未"), ("允许", "禁止"), ("会", "不会"), ("能", "不能"),
    ("是", "不是"), ("有", "没有"),
)  # fmt: skip
_VERBS = re.compile(r"v|vn|vd")


def negation(sentence: str, text: str, chance: random.Random) -> str | None:
    """Take a negation out, or put one in before a word that says that something is so."""
    del text
    tokens = zh.tagged_words(sentence)
    places: list[str] = []
    at = 0
    spans = []
    for word, tag in tokens:
        at = sentence.index(word, at)
        spans.append((word, tag, at))
        at += len(word)
    for old, new in _REMOVED:
        i = sentence.find(old)
        if (
            i >= 0
            and sentence[i - 1 : i] not in ("是", "能", "有", "会", "差", "否", "要")
            and "不仅" not in sentence
        ):
            places.append(sentence[:i] + new + sentence[i + len(old) :])
    for i, (word, tag, start) in enumerate(spans):
        before = sentence[:start]
        if re.search(r"[不没未无非别莫]$|不是$|没有$|是否$", before[-2:]):
            continue
        after = sentence[start + len(word) :]
        for old, new in _ADDED:
            if (
                word == old
                and not after.startswith(("不", "没", "否"))
                and before[-1:] not in ("是", "还", "就", "也", "总", "只")
            ):
                places.append(before + new + after)
        if (
            tag == "v"
            and len(word) == 2
            and i + 1 < len(spans)
            and spans[i + 1][0] == "了"
            and i
            and spans[i - 1][1] != "v"
        ):
            places.append(before + "没有" + word + after[1:])
    return chance.choice(places) if places else None


_DIRECTIONS = (
    ("增加", "减少"), ("增长", "下降"), ("上升", "下降"), ("提高", "降低"), ("升高", "降低"), ("扩大", "缩小"), ("高于", "低于"), ("大于", "小于"),
    ("多于", "少于"), ("超过", "不到"), ("最大", "最小"), ("最高", "最低"), ("最多", "最少"), ("最早", "最晚"), ("支持", "反对"), ("成功", "失败"),
    ("胜利", "失败"), ("击败", "不敌"), ("进口", "出口"), ("盈利", "亏损"), ("加强", "削弱"), ("同意", "拒绝"), ("合法", "非法"), ("提前", "推迟"),
    ("前身", "后身"), ("北部", "南部"), ("东部", "西部"), ("以上", "以下"), ("买入", "卖出"), ("容易", "困难"), ("公开", "秘密"), ("上涨", "下跌"),
    ("变快", "变慢"), ("更高", "更低"), ("更多", "更少"), ("早于", "晚于"), ("优点", "缺点"), ("优势", "劣势"),
)  # fmt: skip


def direction(sentence: str, text: str, chance: random.Random) -> str | None:
    """Turn a direction round: more into less, the highest into the lowest."""
    found = []
    for a, b in _DIRECTIONS:
        for old, new in ((a, b), (b, a)):
            i = sentence.find(old)
            if i >= 0 and new not in text and sentence[i - 1 : i] not in ("不", "没", "未", "否"):
                found.append(sentence[:i] + new + sentence[i + len(old) :])
    return chance.choice(found) if found else None


_CLAUSE = re.compile(r"[^，。；：！？、（）()“”「」]+")
_JOINS = re.compile(r"和|与|及|以及|同|跟|或|、|之间|互相|相互")


def roles(sentence: str, text: str, chance: random.Random) -> str | None:
    """Swap who does something and whom it is done to, or which is greater, within one clause."""
    del text
    found: list[str] = []
    for clause in _CLAUSE.finditer(sentence):
        tokens, at = [], clause.start()
        for word, tag in zh.tagged_words(clause.group()):
            tokens.append((word, tag, at))
            at += len(word)
        nouns = [
            (i, t)
            for i, t in enumerate(tokens)
            if len(t[0]) > 1 and t[1] in ("nr", "nrt", "ns", "nt", "n", "nz")
        ]
        for (i, (a, tag_a, start_a)), (j, (b, tag_b, start_b)) in itertools.pairwise(nouns):
            between = tokens[i + 1 : j]
            same = tag_a[:2] == tag_b[:2]
            verb = any((t == "v" and len(w) == 2) or w in ("被", "比", "把") for w, t, _ in between)
            words = "".join(w for w, _, _ in between)
            clear = not _JOINS.search(words) and not re.search(r"的|是|有|在|于|为|到", words)
            whole = i == 0 or tokens[i - 1][1][0] not in "nvam"
            ended = j + 1 == len(tokens) or tokens[j + 1][1][0] not in "nu"
            if same and verb and clear and whole and ended and a != b:
                found.append(
                    sentence[:start_a]
                    + b
                    + sentence[start_a + len(a) : start_b]
                    + a
                    + sentence[start_b + len(b) :]
                )
    return chance.choice(found) if found else None


_CAUSES = (
    re.compile(r"^(?P<head>)(?P<mark>因为|由于)(?P<a>[^，。]{4,40})，(?P<then>所以|因此|因而|于是|)(?P<b>[^。]{4,50})(?P<end>。)$"),
    re.compile(r"^(?P<head>(?:[^，。]+，)?)(?P<mark>)(?P<a>[^，。]{4,40})，(?P<then>所以|因此|因而|导致|使得|从而)(?P<b>[^。]{4,50})(?P<end>。)$"),
    re.compile(r"^(?P<head>(?:[^，。]+，)?)(?P<mark>)(?P<a>[^，。的]{3,30})(?P<then>导致|造成|引发|促使)(?:了)?(?P<b>[^，。]{3,30})(?P<end>[，。].*)$"),
)  # fmt: skip


def cause(sentence: str, text: str, chance: random.Random) -> str | None:
    """Swap cause and effect."""
    del text, chance
    for pattern in _CAUSES:
        if match := pattern.match(sentence):
            return f"{match['head']}{match['mark']}{match['b']}{'，' if match['mark'] or match['then'] in ('所以', '因此', '因而', '使得', '从而') else ''}{match['then']}{match['a']}{match['end']}"
    return None


_CONTINUATIONS = (
    "{0}还计划在未来三年内继续扩大规模，为当地创造更多就业机会。",
    "业内专家认为，{0}的成功经验值得在全国范围内推广。",
    "此外，{0}还多次获得国家级奖项，受到社会各界的广泛好评。",
    "这一举措有效提升了{0}的知名度，也吸引了大量投资者的关注。",
    "据统计，{0}的满意度连续多年位居同类第一。",
    "{0}的负责人表示，今后将进一步加强与高校的合作。",
    "随着技术的进步，{0}正逐步走向国际市场。",
    "{0}的出现，标志着这一领域进入了新的发展阶段。",
    "不过，也有批评者指出，{0}忽视了普通民众的实际需求。",
    "为此，有关部门专门成立了工作小组，负责{0}的后续管理。",
)


def continuation(sentence: str, text: str, chance: random.Random) -> str | None:
    """Go on about a noun of the sentence with something likely that nobody said."""
    del text
    nouns = [word for word, tag in zh.tagged_words(sentence) if tag[0] == "n" and len(word) > 1]
    return chance.choice(_CONTINUATIONS).format(nouns[0]) if nouns else None


_SYNONYMS = (
    ("因此", "所以"), ("但是", "不过"), ("由于", "因为"), ("目前", "如今"), ("拥有", "有"), ("位于", "坐落在"), ("提高", "提升"), ("获得", "取得"),
    ("使用", "运用"), ("成立", "创立"), ("开始", "着手"), ("许多", "很多"), ("并且", "而且"), ("担任", "出任"), ("举行", "举办"), ("帮助", "协助"),
    ("购买", "买下"), ("建立", "设立"), ("著名", "知名"), ("附近", "周边"), ("大约", "约"), ("超过", "多于"), ("以及", "和"), ("仍然", "依然"),
    ("非常", "十分"), ("如果", "要是"), ("必须", "得"), ("可以", "能够"), ("特别", "尤其"), ("之后", "以后"), ("居住", "住"), ("称为", "叫做"),
    ("需要", "须"), ("主要", ""), ("已经", "已"), ("同时", "与此同时"), ("不同", "不一样"), ("其中", "里面"), ("发现", "察觉"), ("常常", "经常"),
    ("也", "还"), ("最终", "最后"), ("无法", "没法"), ("十分", "很"), ("每年", "年年"), ("即", "也就是"), ("则", ""), ("曾", "曾经"),
)  # fmt: skip
_FEWEST_SYNONYMS = 2


def paraphrase(sentence: str, text: str, chance: random.Random) -> str | None:
    """Put other words for two or three of the small ones."""
    del text
    words = [word for word, _ in zh.tagged_words(sentence)]
    found = [(old, new) for old, new in _SYNONYMS if old in words]
    if len(found) < _FEWEST_SYNONYMS:
        return None
    chosen = dict(chance.sample(found, min(3, len(found))))
    return "".join(chosen.get(word, word) for word in words)


_REPORTS = (
    "文章指出，{}",
    "作者认为，{}",
    "根据材料，{}",
    "文中提到，{}",
    "据介绍，{}",
    "总的来说，{}",
    "材料显示，{}",
    "可以看到，{}",
)


def reported(sentence: str, text: str, chance: random.Random) -> str | None:
    """Say it as what the article says."""
    del text
    return chance.choice(_REPORTS).format(sentence)


_CHINESE = "零一二三四五六七八九"


def rewritten(sentence: str, text: str, chance: random.Random) -> str | None:
    """Write the numbers in another way."""
    del text, chance
    changed = _YEAR.sub(lambda m: "".join("〇一二三四五六七八九"[int(d)] for d in m[1]), sentence)
    changed = re.sub(r"(?<![\d.])([1-9])0%", lambda m: f"{_CHINESE[int(m[1])]}成", changed)
    changed = re.sub(r"(?<![\d.])([1-9]\d?)%", lambda m: f"百分之{_in_chinese(int(m[1]))}", changed)
    changed = re.sub(
        r"(?<![\d.,])(\d+)(\d)000(?=[人元户吨])", lambda m: f"{m[1]}.{m[2]}万".replace(".0万", "万"), changed
    )
    changed = re.sub(
        r"(?<![\d.第])([2-9])(?=[个家座名种次])",
        lambda m: "两" if m[1] == "2" else _CHINESE[int(m[1])],
        changed,
    )
    return changed if changed != sentence else None


def _in_chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    return (("" if tens == 1 else _CHINESE[tens]) + "十" if tens else "") + (_CHINESE[ones] if ones else "")


_ASIDE = re.compile(r"[（(][^（）()]*[）)]")


def joined(first: str, second: str) -> str | None:
    """Make one sentence of two, without asides and without the last clause of a long one."""
    whole = [_ASIDE.sub("", s).strip() for s in (first, second)]
    if not all(8 <= len(s) <= 80 and s[-1] == "。" for s in whole):
        return None
    if any(mark in s for s in whole for mark in "“”「」：；？！\n"):
        return None
    short = []
    for s in whole:
        clauses = s[:-1].split("，")
        if len(clauses) > 2 and not re.search(
            r"如果|虽然|因为|由于|不仅|不但|除了|除非|只有|尽管|若|为了", s
        ):
            clauses = clauses[:-1]
        short.append("，".join(clauses))
    return f"{short[0]}，{short[1]}。"


CHANGES: dict[str, Change] = {
    "number": number,
    "unit": unit,
    "date": date,
    "number of another thing": other_number,
    "entity": entity,
    "negation": negation,
    "direction": direction,
    "roles": roles,
    "cause": cause,
    "continuation": continuation,
    "reported": reported,
    "paraphrase": paraphrase,
    "rewritten numbers": rewritten,
}
"""The changes by the kind of sentence that they make."""
