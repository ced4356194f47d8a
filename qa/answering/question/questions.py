"""What kind of thing a question asks for, and where a sentence has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from qa import text as zh
from qa.numerals import Number, numbers

Kind = Literal[
    "reason",
    "date",
    "number",
    "work",
    "organisation",
    "name",
    "place",
    "person",
    "wording",
    "result",
    "definition",
]
"""``name`` is any name (a winner can be a person, a team or a country), ``work`` the title of a film, a book …,
``wording`` a slogan or what something is called, ``result`` how a match or an election ended."""

# A question without a question word ends in what it asks for: 死亡人数, 上映时间, 主演.
_END = r"(?=(是|为|有|在|达|的|都|分别|定|于)*(谁|多少|几|什么|哪些?|何|里|时候?)?[?？ ]*$)"
_OFFICES = (
    r"导演|主演|编剧|作者|演员|总统|首相|总理|主席|议长|ceo|首席执行官|总裁|董事长|行长|校长|部长|院长|书记|省长|市长|秘书长"
    r"|行政长官|教练|主帅|队长|主持人|创始人|航天员|嫌疑人|凶手|扮演者|配音|获得者|获奖者|发明者|人选"
)
_ASKED: tuple[tuple[Kind | None, str], ...] = (
    ("reason", r"(?<![誉称名作视认])为什么|为何|为啥|缘何|何以|原因|凭啥|凭什么|何故|怎么会|图个?啥|\bwhy\b"),
    (None, r"是不是|能不能|会不会|有没有|是否|能否|可否|行吗|吗[?？]?$"),  # yes or no
    # One of two that the question names itself: 甲和乙，谁先到.
    (
        None,
        r"[^，。；、]{1,15}(和|与|跟|还是)[^，。；]{1,15}(里|中|之间|当中|相比|，|,)[，, ]*(到底|究竟)?(?<![是由叫])(谁|哪一?个(?!人))(?!写|的)",
    ),
    ("definition", r"(差|不同|区别|慢|难|好|体现)在哪|什么意思|怎么来|由来"),
    ("date", rf"什么时[候间]|何时|几时|哪一?[年天日月]|几[月号日](?!内)|(时间|日期|年份){_END}|\bwhen\b"),
    (
        "number",
        r"多少|(?<!哪)几(?!乎|内|何|时)|多(?=大(?!作用|影响|意义|帮助|关系)|高|长|久|快|远|重)|哪一?[集届期]|比例|占比|百分之|\bhow (many|much|long|often)\b"
        rf"|(人|次|总|户|件|票|点|度|指|级|系|岁)数{_END}"
        r"|(率|额|量|值|价|价格|票房|营收|收入|利润|金额|规模|席位|年龄|震级|比分|面积|速度|距离|身高|市值|得票|投入|成本)"
        rf"{_END}",
    ),
    (
        "work",
        r"(哪|什么)一?[部首本款张]?(电影|影片|电视剧|剧|歌|歌曲|书|小说|作品|游戏|节目|专辑)|哪一?[部首本]"
        r"|最佳(影片|电影|剧集|动画|纪录片|歌曲|专辑)|票房(冠军|榜首|第一)",
    ),
    (
        "organisation",
        r"(哪|什么)一?[家个所支间]?(公司|企业|银行|机构|球队|队伍|队|学校|大学|医院|平台|组织|厂商|品牌|党|政党|俱乐部)"
        rf"|(平台|公司|俱乐部|球队|品牌|学校|大学){_END}",
    ),
    (
        "name",
        r"冠军|亚军|季军|金牌|银牌|铜牌|得主|获胜|胜者|赢家|赢得|榜首|最佳|影帝|影后|视后|视帝|mvp|金靴|金球奖|[东席]国",
    ),
    (
        "place",
        r"哪里|哪儿|何处|什么地方|哪[个些座]?(国家|国|省|市|县|镇|城市|地区|地方|州|城)|在哪|首都|\bwhere\b|哪.{0,4}(地点|起点|终点)"
        rf"|(地点|起点|终点){_END}|(举办|主办|举行|发生|出生|所在|起飞|召开|诞生|目的|发源)地(点|址)?{_END}",
    ),
    ("person", rf"谁|哪[位些]?(人|位|演员|球员|选手|导演|作家)|什么人|何人|({_OFFICES}){_END}|\bwho\b"),
    (
        "wording",
        r"口号|主题|名字|名称|吉祥物|标语|题目|叫什么|叫做什么|名什么|什么名|称(为|作)什么|代号|昵称",
    ),
    ("result", r"成绩|战绩|名次|排名|结果"),
    (
        "definition",
        r"什么是|是什么|是何|什么叫|什么意思|定义|区别|有(什么|何)不同|类型|什么|\bwhat (is|are)\b",
    ),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKED)

# What is asked, and what then stands behind the number.
_UNITS = tuple(
    (re.compile(asked, re.IGNORECASE), behind)
    for asked, behind in (
        (
            r"人数|多少(名|位|个)?(人|员|学生|职工|志愿者|用户|客户)|几[个名位]?人|网民|人口|吞吐量"
            r"|(报名|参加|参与|死亡|遇难|受伤|伤亡|志愿者).{0,6}(多少|人数)",
            "人|名|位|例|户|万|亿",
        ),
        (
            r"比例|占比|百分之|[^汇]率(?!先)|(增长|上涨|下降|下跌|上升|提高|增加)了?多少|增速|涨幅|跌幅|增幅",
            "%|百分|个百分点|成",
        ),
        (
            r"多少钱|多少元|票房|营收|收入|利润|金额|[售房股油定单报]?价|市值|投入|费用|成本|租金|工资|奖金|罚款|资本|资产|gdp"
            r"|[^量]总额|费(?=是|多少)",
            "元|美元|欧元|日元|英镑|块|万|亿|分",
        ),
        (
            r"多久|多长时间|(多少|几)(年|天|个月|小时|分钟)|判.{0,4}多少年",
            "年|天|个?月|小时|分钟|秒|毫秒|周|日",
        ),
    )
)
_MEASURE = re.compile(
    r"(?<!哪)几(?P<any>[一-龥])(?<![乎内何时年月日号点分])|(?:多少|哪一?)(?P<known>[支家次个名位届集场部辆架艘座条枚颗台套级分席度岁米吨斤只张项组层户所间种类处门头匹班])"
)

_CHINESE_DIGITS = "一二三四五六七八九十"
_DATE = re.compile(
    r"(?:(?:(?:19|20)\d\d|[零一二三四五六七八九]{4})(?:年|[-/.])|公元前?\d{1,4}年|\d{3,4}年|(?<![\d一二三四五六七八九十])[元一二三四五六七八九十]{1,3}年(?=[（(\d]))"
    rf"(?:\d{{1,2}}(?:月|[-/.])(?:\d{{1,2}}[日号]?)?|[{_CHINESE_DIGITS}]{{1,2}}月(?:[{_CHINESE_DIGITS}]{{1,3}}[日号])?"
    r"|年?(?:[初底末春夏秋冬]|上半年|下半年|[一二三四]季度))?"
    rf"|\d{{1,2}}月(?:\d{{1,2}}[日号]?)?|[{_CHINESE_DIGITS}]{{1,2}}月(?:[{_CHINESE_DIGITS}]{{1,3}}[日号])?"
    r"|(?<!\d)\d{1,2}[日号](?!线|楼|院)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}"
    rf"|(?:[上下]午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|夜里)?(?:[{_CHINESE_DIGITS}]{{1,3}}|(?<![\d.])\d{{1,2}})(?:点(?![{_CHINESE_DIGITS}]*[万亿%倍])|时(?![段期代]))"
    r"|(?<!\d)\d{1,2}:\d\d(?!\d)|[今昨明当][天日]|同日|除夕|元旦|国庆节|春节|(?:周|星期)[一二三四五六日天]"
)
_LOOSE_DATE = re.compile(r"[\d一二三四五六七八九十]岁|的时候|时期|年间|时代|世纪|年代|末年|初年|[春夏秋冬]季")
_ASKS_ORDINAL = re.compile(r"第几|哪一?[集届期次批]")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十百]+")
_CLOCK = re.compile(r"[点时]$|:")
_CLOCK_FIT = 0.8
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"月.*\d|[-/.]\d+[-/.]|月.+[日号]|[a-z]")
_WORK = re.compile(r"《[^》]{1,30}》")
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "work": _WORK,
    "wording": re.compile(
        r"[\"“「『][^\"”」』]{1,30}[\"”」』]|《[^》]{1,30}》|名为|叫做?|命名|取名|[又别本原俗全简]名|[别俗简统]称|称[为作]"
    ),
    "result": re.compile(
        rf"[{_CHINESE_DIGITS}百\d]+强|冠军|亚军|季军|殿军|第[{_CHINESE_DIGITS}百\d]+名|夺冠|夺得|获得|金牌|银牌|铜牌|出局|淘汰|晋级"
        r"|止步|当选|胜出|落选|战胜|击败|不敌|\d+[比:-]\d+|打进|闯进|闯入|小组|得票|结果"
    ),
    "reason": re.compile(
        r"因为|因(?!此|而)|由于|所以|因此|原因|为了|导致|使得|在于|之所以|源于|出于|怕|否则|以免|才|受.{1,12}影响|不得不"
    ),
    "definition": re.compile(r"是|指|即|称为|称之|叫做?|等于|意味着|属于|为"),
}
_PLACE = re.compile(
    r"[在于从赴到](?P<at>[一-龥]{2,8}?)[市省国县]?(?:举行|举办|召开|开幕|揭幕|发布|落幕|闭幕|上演|打响|开赛|开出|发出|启程|出发|首发)"
    r"|(?:(?![在于从赴到是])[一-龥]){2,6}?[市省县镇州区国城港岛](?![一-龥]?场)"
)
_ORGANISATION = re.compile(
    r"[一-龥a-z0-9]{1,8}(?:公司|银行|集团|大学|学院|卫视|视频|平台|党|俱乐部|队|基金|交易所|研究院|研究所|医院|出版社|tv|网)"
)
_FOREIGN_NAME = re.compile(r"[一-龥]{2,6}·[一-龥]{2,6}")
_TAGS: dict[Kind, tuple[str, ...]] = {
    "person": ("nr",),
    "name": ("nr", "nt", "nz", "ns", "eng"),
    "place": ("ns", "nrt"),
    "organisation": ("nt", "nz", "eng"),
}
# What makes a name that of a winner; who defends a title, or won the last one, need not have won this one.
_WON = re.compile(
    r"夺冠|夺得|夺取|赢得|获得|获胜|战胜|击败|捧杯|折桂|问鼎|登顶|封后|封王|荣膺|摘得|摘金|斩获|拿下|加冕|称雄|胜出|当选|担任"
    r"|(?<!卫冕)(?<!上届)冠军[是为:《]|成为.{0,12}(?:冠军|得主)"
)
_NOT_SAID_TO_HAVE_WON = 0.4
# Who does something can be a country, a bank; who holds an office cannot.
_OFFICE = re.compile(rf"{_OFFICES}|[饰扮]演|演的|演唱", re.IGNORECASE)
_ORGANISATION_FOR_WHO = 0.5
# The commonest surnames: a name that is not in the segmenter's dictionary is cut after its surname.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤易乔赖文"
)
_NOT_GIVEN_NAMES = ("u", "p", "c", "v", "x", "m", "q", "r", "f")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for; ``kind`` is None where it does not tell.

    ``unit`` is a pattern of what stands behind a number that answers; empty where any number may.
    """

    kind: Kind | None
    unit: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the answer has no form that it can be told by."""
        return self.kind in (None, "reason", "definition")


class Filler(NamedTuple):
    """A place in a sentence that could be what is asked for; ``fit`` (0 to 1) is how well its form is what is asked."""

    start: int
    end: int
    fit: float


@lru_cache(maxsize=256)
def asked(question: str) -> Asked:
    """Return what a question asks for.

    >>> asked("海棠支付2016年拿到多少利息？").kind, asked("《桥与车》的主演").kind, asked("介绍一下备付金").kind
    ('number', 'person', None)
    """
    folded = zh.fold(question)
    kind = next((kind for kind, pattern in _KINDS if pattern.search(folded)), None)
    if kind != "number":
        return Asked(kind)
    measure = _MEASURE.search(folded)
    unit = next((behind for pattern, behind in _UNITS if pattern.search(folded)), "")
    return Asked(kind, unit or (f"{measure['any'] or measure['known']}|个" if measure else ""))


def kinds(question: str) -> frozenset[Kind]:
    """Return all that a question may ask for, of which :func:`asked` gives the first.

    >>> sorted(kinds("谁是冠军？"))
    ['name', 'person']
    """
    folded = zh.fold(question)
    return frozenset(kind for kind, pattern in _KINDS if kind and pattern.search(folded))


def fillers(sentence: str, question: str) -> list[Filler]:
    """Return the places of a sentence that could be what a question asks for and are not in the question itself.

    >>> [("2016年的利息为1.62亿元。"[a:b], fit) for a, b, fit in fillers("2016年的利息为1.62亿元。", "2016年有多少利息？")]
    [('1.62亿', 0.8)]
    """
    wanted, text, given = asked(question), zh.fold(sentence), zh.fold(question)
    if wanted.kind is None:
        return []
    if wanted.kind == "date":
        return list(_dates(text, given))
    if wanted.kind == "number":
        return list(_numbers(text, given, wanted.unit))
    if wanted.kind in _TAGS:
        return list(_names(text, given, wanted.kind))
    is_new = wanted.kind in ("work", "wording")
    return [
        Filler(*match.span(), 1.0)
        for match in _PATTERNS[wanted.kind].finditer(text)
        if not is_new or len(match.group()) <= 2 or match.group() not in given
    ]


def _dates(text: str, given: str) -> Iterator[Filler]:
    known = {number[:2] for number in numbers(given)}
    has_year = any(number.kind == "年" for number in numbers(given)) or bool(_YEAR.search(given))
    for match in _DATE.finditer(text):
        date = match.group()
        parts = {number[:2] for number in numbers(date)}
        if date in given or (parts and parts <= known):
            continue
        if _DAY.search(date):
            fit = 1.0
        elif "月" in date:
            fit = 0.7
        elif date[-1] == "年":
            fit = 0.3 if has_year else 0.9
        else:
            fit = 0.6 if date[-1] in "日号" else _CLOCK_FIT if _CLOCK.search(date) else 0.3
        yield Filler(*match.span(), fit)
    for match in _LOOSE_DATE.finditer(text):
        if match.group() not in given:
            yield Filler(*match.span(), 0.3)


def _numbers(text: str, given: str, unit: str) -> Iterator[Filler]:
    if _ASKS_ORDINAL.search(given):
        for match in _ORDINAL.finditer(text):
            if match.group() not in given:
                yield Filler(*match.span(), 1.0)
        return
    known = {number[:2] for number in numbers(given)}
    measured: set[int] = set()
    if len(unit) == 3:  # a measure word, of which there are more than `numbers` knows: 四所学校
        for match in re.finditer(rf"[\d一二三四五六七八九十百千万两]+(?={unit[0]})", text):
            if match.group() not in given and text[max(0, match.start() - 1)] != "第":
                measured.add(match.end())
                yield Filler(*match.span(), 1.0)
    for number in numbers(text):
        if number.end not in measured and number[:2] not in known and text[max(0, number.start - 1)] != "第":
            fit = _unit_fit(text, number, unit)
            if fit:
                yield Filler(number.start, number.end, fit)


def _unit_fit(text: str, number: Number, unit: str) -> float:
    is_date = number.kind in ("年", "月", "日") and text[number.end : number.end + 2] not in ("日圆", "日元")
    if not unit:
        return 0.0 if is_date else 0.8
    if number.kind == "%":
        return 1.0 if "%" in unit else 0.3
    if is_date:
        return 1.0 if "年" in unit and number.value < 100 else 0.0
    is_followed = re.match(unit, text[number.end :]) or re.search(unit, text[number.end - 1 : number.end + 2])
    return 1.0 if is_followed else 0.3


def _names(text: str, given: str, kind: Kind) -> Iterator[Filler]:
    at, before, tag_before = 0, "", ""
    is_of_people = kind in ("person", "name")
    may_be_organisation = kind == "person" and not _OFFICE.search(given)
    share = _NOT_SAID_TO_HAVE_WON if kind == "name" and not _WON.search(text) else 1.0
    for word, tag in zh.tagged_words(text):
        fit = 0.0
        if tag.startswith(_TAGS[kind]) and (len(word) > 1 or kind not in ("person", "name")):
            fit = 0.7 if kind == "name" and tag == "eng" else 1.0
        elif may_be_organisation and tag.startswith(("ns", "nt")) and len(word) > 1:
            fit = _ORGANISATION_FOR_WHO
        elif is_of_people and len(word) == 2 and word[0] in _SURNAMES and tag in ("ns", "s", "j", "nz"):
            fit = 0.7
        elif (
            is_of_people
            and len(before) == 1
            and before in _SURNAMES
            and len(word) <= 2
            and "一" <= word[0] <= "龥"
            and tag[:1] not in _NOT_GIVEN_NAMES
            and tag_before not in ("v", "p")
        ):
            fit = 0.6
        if fit and word not in given:
            yield Filler(at, at + len(word), fit * share)
        at, before, tag_before = at + len(word), word, tag
    for pattern in {
        "place": (_PLACE,),
        "organisation": (_ORGANISATION,),
        "name": (_WORK, _FOREIGN_NAME),
        "person": (_FOREIGN_NAME, _ORGANISATION) if may_be_organisation else (_FOREIGN_NAME,),
    }[kind]:
        for match in pattern.finditer(text):
            start, end = match.span("at") if match.groupdict().get("at") else match.span()
            if text[start:end] not in given:
                fit = 1.0 if pattern is _FOREIGN_NAME else _ORGANISATION_FOR_WHO if kind == "person" else 0.8
                yield Filler(start, end, fit * share)
