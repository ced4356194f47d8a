"""Days of the week: one that a sentence names and its sources, which name others, do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.grounding.parts import Parts, parts
from qa.language import say

_DAYS = "一二三四五六日"
_DAY = "[一二三四五六日天]"
_NAMED = re.compile(rf"(?:周|星期|礼拜)(?P<first>{_DAY})(?P<more>(?:[、和及与]\s*{_DAY}(?![\w]?[月年]))*)")
_RANGE = re.compile(
    rf"(?:周|星期|礼拜)(?P<first>{_DAY})\s*(?:到|至|[-—~]+)\s*(?:周|星期|礼拜)?(?P<last>{_DAY})"
)
_ALL = re.compile(r"每[天日]|天天|整周|全周|工作日|双休日|周末|平日")
_CLOSED = re.compile(r"[不没未无休闭停关歇除]")


def other_day(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence has a day of the week that no source has, where they have others; None if it has none.

    A day outside 周二到周日 may be told as one that is closed.

    >>> other_day(parts("图书馆周一开门。"), ["图书馆周二到周日开门。"])
    'the source has other days of the week: 周二, 周三, 周四, 周五, 周六, 周日'
    >>> [other_day(parts(s), ["图书馆周二到周日开门。"]) for s in ("图书馆周三开门。", "图书馆周一不开门。")]
    [None, None]
    """
    mine = days(said.folded)
    if not mine or _CLOSED.search(said.folded):
        return None
    words = {word.text for word in said.telling}
    if any(
        _ALL.search(part.text) and any(word in part.text for word in words)
        for source in sources
        for part in parts(source).sentences
    ):
        return None
    given = frozenset[str]().union(*(days(parts(source).folded) for source in sources))
    if not given or mine <= given:
        return None
    shown = ", ".join(f"周{day}" for day in _DAYS if day in given)
    return say(f"the source has other days of the week: {shown}", f"来源说的是另外的日子：{shown}")


@lru_cache(maxsize=1024)
def days(folded: str) -> frozenset[str]:
    """Return the days of the week that a text names, those in a range among them.

    >>> sorted(days("周二至周四，星期天"))
    ['三', '二', '四', '日']
    """
    found: set[str] = set()
    for match in _NAMED.finditer(folded):
        found.update(re.findall(_DAY, match["first"] + match["more"]))
    for match in _RANGE.finditer(folded):
        first, last = (_DAYS.index(match[name].replace("天", "日")) for name in ("first", "last"))
        found.update(_DAYS[at % len(_DAYS)] for at in range(first, last + 1 + len(_DAYS) * (last < first)))
    return frozenset(day.replace("天", "日") for day in found)
