"""Names in a sentence: people, places, organisations, products; and whether a source has them, in whatever form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from qa import text as zh
from qa.grounding.rarity import MOST, rarity
from qa.numerals import numbers

_TAGS = ("nr", "ns", "nt", "nz")
_PLACES = Path(__file__).with_name("places.txt")
_LATIN = re.compile(r"[a-z][a-z0-9.+#&-]*[a-z0-9+#]|[a-z]")
_HAN = re.compile(r"[一-鿿·•]+")

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪干解宗丁宣贲邓郁"
    "杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲封芮羿储靳汲邴糜松井段巫乌焦巴弓牧隗山谷侯宓蓬郗班仰秋仲伊宫"
    "宁仇栾甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳逄姬申扶堵"
    "冉宰郦雍璩桑桂濮牛寿边扈燕冀郏浦尚温庄柴瞿阎慕茹习宦艾鱼容向古易慎戈廖庾暨居衡都耿弘匡文寇广禄阙"
    "殴殳沃蔚夔隆巩厍聂晁勾敖融訾辛阚饶曾毋沙乜鞠须丰巢关蒯查荆游竺逯盖益桓肖覃岳佟仝闫付代甄"
)
_DOUBLE_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "端木",
    "范徐",
    "林郑",
)
# What foreign names are written with.
_SOUNDS = frozenset(
    "阿埃艾爱安昂奥澳巴白拜班邦保鲍贝本比彼毕宾波伯博勃布查茨达戴黛丹当道德登迪底蒂丁东都杜敦多厄恩尔法凡范菲费芬丰冯弗伏"
    "福弗富盖甘冈戈格葛根古瓜圭哈海汉豪赫黑亨洪胡华怀惠霍基吉季加贾简姜杰金津卡凯坎康考科可克肯孔库昆拉莱赖兰朗劳勒雷黎里"
    "理利丽莉连廉列林琳龙隆卢鲁路伦罗洛吕马玛迈麦曼芒毛梅门蒙孟米密敏明缪摩莫默姆木穆纳娜乃奈南内能尼涅宁纽农努诺欧帕派潘"
    "庞培佩彭蓬皮匹平珀普齐奇恰强乔切钦琼丘屈让热荣茹儒瑞若撒萨塞赛桑瑟森沙莎山尚绍舍申圣施什石史舒朔斯丝松苏索塔泰坦汤唐"
    "陶特藤提田廷通图土托陀瓦万旺威韦维魏温文翁沃乌吴伍武西希锡席夏香肖谢辛欣兴休许雪逊雅亚扬杨耶叶伊易因英尤雨约赞泽曾扎詹"
    "珍芝治朱祖佐兹娃妮娅蕾薇芭茜夫堡坡罕翰历"
)
_PLACE = re.compile(r"[一-鿿]{2,}(?:省|市|县|(?<!地)区|镇|乡|村|州|国|岛|湾|港|府|旗|盟|山|江|河|湖|堡|街道)")
_VILLAGE = re.compile(r"[一-鿿]{2,}(?:村|镇|乡|县|市|省|州|岛)")
_PLACE_ENDS = tuple("村镇乡县湾岛")
_ORGANISATION_ENDS = (
    *(
        "公司",
        "集团",
        "银行",
        "大学",
        "学院",
        "中学",
        "小学",
        "医院",
        "协会",
        "委员会",
        "法院",
        "检察院",
        "研究院",
        "研究所",
        "基金会",
        "交易所",
    ),
    *(
        "证券",
        "保险",
        "基金",
        "支付",
        "出版社",
        "博物馆",
        "实验室",
        "联合会",
        "商会",
        "俱乐部",
        "局",
        "部",
        "署",
        "厅",
        "社",
        "报",
        "队",
    ),
)
_ROLE_ENDS = "长员家师授席统理者任记裁事官手帅士生民表人星将匠主客监"
_SPEAKS = re.compile(
    r"(?:说|表示|认为|指出|称|透露|介绍|强调|告诉|写道|坦言|回忆|解释|补充|建议|提出|宣布|还说)"
)
_DOTTED = re.compile(rf"[{''.join(sorted(_SOUNDS))}]{{1,6}}(?:[·•][{''.join(sorted(_SOUNDS))}]{{1,6}})+")
# 主任何春说: what stands between a title and a verb of saying is a name, whatever the tagger makes of it.
_TITLED = re.compile(
    r"(?:总统|总理|首相|主席|部长|外长|财长|议长|省长|市长|县长|区长|镇长|书记|主任|院长|校长|所长|局长|厅长|司长|处长|署长|馆长|台长|行长|董事长|理事长"
    r"|会长|秘书长|队长|经理|总监|总裁|教授|研究员|博士|记者|发言人|教练|大使|议员|专家|分析师|医生|预报员|选手|名将|导演|作家|诗人|大臣|律师|法官|工程师"
    r"|设计师|创始人)(?P<name>[^\W\d_a-z在和与们也还对向将等于从就的曾]{2,4}|[一-鿿]{1,6}·[一-鿿·]{1,10})(?=(?:当天|当日|日前|近日|今天|昨天|还|也|则)?(?:说|表示|认为|指出|称|透露|介绍|强调|告诉|坦言|致辞|讲话))"
)
_CALLED = re.compile(r"(?:名叫|名字叫)(?P<name>[一-鿿·]{2,5})(?=[,，。;；])")
_GENERIC = (
    *(
        "有限公司",
        "股份有限公司",
        "股份",
        "集团",
        "公司",
        "银行",
        "大学",
        "学院",
        "医院",
        "先生",
        "女士",
        "教授",
        "博士",
        "老师",
        "省",
        "市",
        "县",
        "区",
    ),
    *(
        "镇",
        "乡",
        "村",
        "自治区",
        "自治州",
        "特区",
        "政府",
        "地区",
        "队",
        "国",
        "俱乐部",
        "协会",
        "支付",
        "说",
        "某",
    ),
)
_COMMON_HEADS = ("中国", "全国", "国家", "中华人民共和国", "中华", "大", "老", "小")
# One thing under two names that share no letter; what only shortens is found by itself.
_SAME = (
    frozenset({"中国人民银行", "人民银行", "央行", "人行"}),
    frozenset({"中国", "我国", "中华人民共和国"}),
    frozenset({"证监会", "中国证券监督管理委员会", "证券监督管理委员会"}),
    frozenset({"银保监会", "中国银行保险监督管理委员会"}),
    frozenset({"发改委", "国家发展和改革委员会", "国家发展改革委"}),
    frozenset({"美国", "美方", "美"}),
    frozenset({"北京", "京"}),
    frozenset({"上海", "沪"}),
    frozenset({"广东", "粤"}),
    frozenset({"欧盟", "欧洲联盟"}),
    frozenset({"联合国", "un"}),
    frozenset({"美联储", "联邦储备"}),
    frozenset({"世卫组织", "世界卫生组织", "who"}),
    frozenset({"世贸组织", "世界贸易组织", "wto"}),
    frozenset({"中国科学院", "中科院"}),
    frozenset({"北京大学", "北大"}),
    frozenset({"高考", "全国统一考试"}),
)
_ALIASES = {name: group for group in _SAME for name in group}


class Name(NamedTuple):
    """A name as it stands in a text, folded. ``kind`` is nr, ns, nt, nz or latin.

    ``sure`` tells that it can hardly be an ordinary word: the tagger takes 谢幕 for a person.
    """

    text: str
    kind: str
    sure: bool
    start: int
    end: int


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """Return the names of a text in order.

    >>> [(name.text, name.kind) for name in names("财务总监陆怀川在杭州说，APP由Acme开发")]
    [('陆怀川', 'nr'), ('杭州', 'ns'), ('app', 'latin'), ('acme', 'latin')]
    """
    folded = zh.fold(text)
    found: list[Name] = []
    tokens: list[tuple[str, str, int]] = []
    at = 0
    for word, tag in zh.tagged_words(folded):
        at = folded.index(word, at)
        tokens.append((word, tag, at))
        at += len(word)
    for word, tag, start in _merged(tokens):
        if not tag.startswith(_TAGS) or len(word) < 2 or numbers(word) or not _HAN.fullmatch(word):
            continue
        if word in _places() or (tag.startswith("nr") and _VILLAGE.fullmatch(word)):
            tag = "ns"
        word = word.rstrip("说称") if tag.startswith("nr") and len(word) > 2 else word
        before = folded[:start][-2:]
        after = folded[start + len(word) : start + len(word) + 4]
        sure = _is_sure(word, tag, before, after) or (
            before[-1:] in ("、", "和", "与", "及") and bool(found) and _joins(found[-1], word, tag, start)
        )
        found.append(Name(word, tag[:2], sure, start, start + len(word)))
    for pattern in (_DOTTED, _TITLED, _CALLED):
        for match in pattern.finditer(folded):
            start, end = match.span("name" if pattern.groups else 0)
            found = [name for name in found if name.end <= start or name.start >= end]
            found.append(Name(folded[start:end], "nr", True, start, end))
    found += [
        Name(match.group(), "latin", len(match.group()) > 1, *match.span())
        for match in _LATIN.finditer(folded)
        if not (match.start() and folded[match.start() - 1].isdigit())
    ]
    return tuple(sorted(found, key=lambda name: name.start))


def _merged(tokens: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Put together what the tagger has cut: 冯 and 桂枝, 柳树, 湾 and 村."""
    found: list[tuple[str, str, int]] = []
    for word, tag, start in tokens:
        last, last_tag, last_start = found[-1] if found else ("", "", 0)
        touches = bool(found) and last_start + len(last) == start
        is_given = len(last) == 1 and last in _SURNAMES and last_tag.startswith("nr") and tag[0] == "n"
        is_place = word in _PLACE_ENDS and last_tag[:1] in ("n", "z") and 1 < len(last) < 4
        if touches and is_given and len(word) < 3 and _HAN.fullmatch(word) and rarity(word) == MOST:
            found[-1] = (last + word, "nr", last_start)
        elif touches and is_place:
            found[-1] = (last + word, "ns", last_start)
        else:
            found.append((word, tag, start))
    return found


def _is_sure(word: str, tag: str, before: str, after: str) -> bool:
    """Whether what is tagged as a name can hardly be anything else."""
    listed = rarity(word) < MOST
    if tag.startswith("nr"):
        if listed:
            return False
        is_foreign = len(word) > 2 and all(character in _SOUNDS for character in word)
        is_chinese = len(word) == 3 and (word[0] in _SURNAMES or word.startswith(_DOUBLE_SURNAMES))
        is_short = len(word) == 2 and word[0] in _SURNAMES
        called = bool(before) and before[-1] in _ROLE_ENDS and len(before) > 1
        return is_foreign or is_chinese or (is_short and (called or _SPEAKS.match(after) is not None))
    if tag.startswith("ns"):
        is_foreign = len(word) > 2 and all(character in _SOUNDS for character in word)
        return word in _places() or (not listed and (is_foreign or _PLACE.fullmatch(word) is not None))
    if tag.startswith("nt"):
        return word.endswith(_ORGANISATION_ENDS) and not listed
    return False


def _joins(previous: Name, word: str, tag: str, start: int) -> bool:
    """Whether a short name is joined to another person's: 陆川和周宁."""
    is_person = previous.kind == tag[:2] == "nr" and previous.text[0] in _SURNAMES
    return is_person and previous.end == start - 1 and len(word) in (2, 3) and word[0] in _SURNAMES


@cache
def _places() -> frozenset[str]:
    lines = _PLACES.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def has_name(folded: str, name: str, *, is_person: bool = False) -> bool:
    """Whether a folded text has a name, as it stands, shortened, or written out; a person's is never shortened.

    >>> [has_name("清华大学与中国人民银行", name) for name in ("清华", "央行", "人民银行", "清华大学法学院", "北京")]
    [True, True, True, False, False]
    """
    if name.isascii():
        return _has_latin(folded, name)
    name = name.replace("•", "·")
    if name in folded:
        return True
    if any(alias in folded for alias in _ALIASES.get(name, ()) if len(alias) > 1):
        return True
    core = _core(name)
    if len(core) > 1 and core in folded:
        return True
    # What is known to be whole is short for nothing.
    whole = name in _places() or _PLACE.fullmatch(name) or (len(name) == 3 and name[0] in _SURNAMES)
    return not (whole or is_person) and _is_shortened(folded, name)


def are_alike(one: str, other: str) -> bool:
    """Whether two names may be one: what tells them from others of their sort is half the same.

    >>> are_alike("罗定", "罗定一"), are_alike("鹭洲银行", "银湾银行")
    (True, False)
    """
    a, b = set(_core(one)), set(_core(other))
    return 2 * len(a & b) >= min(len(a), len(b))


def _has_latin(folded: str, name: str) -> bool:
    """There is no AI in email."""
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded) is not None


def _core(name: str) -> str:
    """Return what tells a name from others of its sort: 清华 of 清华大学."""
    for head in _COMMON_HEADS:
        if name.startswith(head) and len(name) - len(head) > 2:
            name = name[len(head) :]
            break
    for end in _GENERIC:
        if name.endswith(end) and len(name) - len(end) >= 2:
            return name[: -len(end)]
    return name


@lru_cache(maxsize=8192)
def _is_shortened(folded: str, name: str) -> bool:
    """Whether a short name is made of first letters of a longer one in the text: 德法 of 德国、法国, 国航 of 中国国际航空."""
    if not 2 <= len(name) <= 4:
        return False
    at = 0
    pattern = "".join(
        f"{re.escape(character)}[一-鿿、，和与及·]{{0,6}}?" for character in name[:-1]
    ) + re.escape(name[-1])
    return re.search(pattern, folded[at:]) is not None
