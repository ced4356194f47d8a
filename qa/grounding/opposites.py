"""Words that turn into their opposites without a negation, and those of a list that a clause has."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("opposites.txt")

# What turns into its opposite without a negation. Words of one side are as good as each other.
OPPOSITES = tuple(
    (re.compile(f"(?:{a})"), re.compile(f"(?:{b})"))
    for a, b in (
        (
            "增加|增长|上升|上涨|提高|升高|提升|攀升|回升|上调|上浮|增至|升至|升到|涨到|涨至|走高|扩大|飙升|放大|收涨|增多|变多|加快|加强|增强|抬头",
            "减少|下降|下跌|降低|降到|降至|下滑|下调|下浮|减至|跌至|跌到|走低|缩小|回落|萎缩|收跌|锐减|减弱|变少|放缓|减慢|削弱|减轻",
        ),
        ("更高|高于|较高|最高|高出|偏高", "更低|低于|较低|最低|偏低"),
        ("更多|多于|较多|最多|大多|多数", "更少|少于|较少|最少|少数"),
        ("更大|大于|较大|最大", "更小|小于|较小|最小"),
        ("更早|早于|最早|提前", "更晚|晚于|最晚|推迟|延后|延期"),
        ("更快|快于|较快|最快|变快", "更慢|慢于|较慢|最慢|变慢"),
        ("最好|更好|优于|好于", "最差|最坏|更差|更坏|劣于|差于"),
        ("允许|准许|许可|可以|能够", "禁止|严禁|不得|不准|不许"),
        ("支持|赞成|赞同|拥护", "反对|反感|抵制"),
        ("同意|接受|答应|批准|通过", "拒绝|回绝|否决|驳回"),
        ("成功|胜利|获胜|战胜|击败|打败", "失败|落败|不敌|负于|输给|惨败"),
        ("盈利|获利|赚钱|盈余", "亏损|赔钱|亏本"),
        ("进口", "出口"),
        ("买入|购入|买进|收购", "卖出|售出|抛售|出售"),
        ("合法", "非法|违法"),
        ("公开", "秘密|保密"),
        ("容易|简单", "困难|艰难|复杂"),
        ("优点|优势|长处|好处|有利", "缺点|劣势|短处|坏处|不利"),
        ("主场", "客场"),
        ("东部|东侧|东面", "西部|西侧|西面"),
        ("南部|南侧|南面", "北部|北侧|北面"),
        ("以上|之上", "以下|之下"),
        ("之前|以前", "之后|以后"),
        ("必须|务必", "不必|无须|无需|不用"),
        ("始终|一直|总是|从来", "偶尔|有时"),
        ("全部|所有|一律|都", "部分|个别"),
        ("首次|首度|首个|第一次", "末次|最后一次"),
        ("存入|存进", "取出|提取"),
        ("开放|开启|打开|开通|开业", "关闭|停用|停业|歇业"),
        ("相同|一致", "不同|不一致|相反"),
        ("过去|从前", "未来|今后|将来"),
        ("上市", "退市"),
        ("赞扬|表扬|称赞|肯定", "批评|指责|谴责|否定"),
        ("乐观", "悲观"),
        ("安全", "危险"),
        ("主动", "被动"),
        ("国内", "国外|海外|境外"),
        ("线上", "线下"),
        ("超过|突破|高达", "不到|不足|低于"),
    )
)
RISES, FALLS = OPPOSITES[0]
"""What says that a figure rose, and that it fell."""


@lru_cache(maxsize=1024)
def opposites(clause: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return the listed pairs of sides of which a clause has a word.

    >>> [(one.pattern, other.pattern) for one, other in opposites("采砂场在上游")]
    [('上游', '下游')]
    """
    by_word, any_word = _listed()
    found = {n for match in any_word.finditer(clause) for n in by_word[match[1]]}
    return tuple(_sides(n) for n in sorted(found))


@cache
def _listed() -> tuple[dict[str, list[int]], re.Pattern[str]]:
    by_word: dict[str, list[int]] = {}
    for n, line in enumerate(_lines()):
        for word in line.replace("|", " ").split():
            by_word.setdefault(word, []).append(n)
    longest_first = sorted(by_word, key=len, reverse=True)
    return by_word, re.compile(f"(?=({'|'.join(map(_pattern, longest_first))}))")


def _pattern(word: str) -> str:
    """Return what finds a word, but not 有毒 in 没有毒, nor 无关 in 毫无关系."""
    return ("(?<!没)" if word[0] == "有" else "(?<!毫)" if word[0] == "无" else "") + word


@cache
def _lines() -> tuple[str, ...]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _sides(n: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    one, other = (re.compile("|".join(map(_pattern, side.split()))) for side in _lines()[n].split("|"))
    return one, other
