"""Sentences that were cut off: half of what was said, or a word that points to what is not there."""

from __future__ import annotations

import re

_CLOSINGS = "」』”’）)》〉】\"' "
_HANGS = re.compile(
    r"(?:(?<!存)在于|的是|包括|例如|比如|譬如|诸如|以及|因为|由于|如果|即使|虽然|尽管|为了|随着|关于|对于|认为|指出|强调|主张|表示|披露|透露|(?:监测|查询|研究|调查|统计)发现|[，、：；]|(?<![总共温缓柔平])和|(?<![参赠给授])与"
    r"|(?<![以普涉提顾])及|(?<![抑])或|如下|下列)[。.…]*$"
)
# 有三条：一看户名 promises a second and a third.
_COUNTED = re.compile(
    r"(?P<count>[两二三四五六七八九])(?:条|种|类|点|步|项|个|层|处|方面)[^。，；：:]{0,6}[：:](?:第?一|首先|一是)(?P<rest>[^。]*)"
)
_SECOND = re.compile(r"二|其次|另一|再次|[、；]")
_POINTS_BACK = re.compile(
    r"^(?:这(?!些年|篇|份|本|则|组|场|一?[篇则])|那(?!些年|一年)|它|他(?!人)|她|其(?![他中实余次]|一)|此(?!外|文)|因此|因而|所以|于是|然而|不过|但是?|而且?(?!今)|并且|否则|反而|同时|另外|此外"
    r"|也就是说|换句话说|由此|可见|后者|前者|两者|二者|上述|同样|再者|其次|最后|此后|后来|随后)"
)
_CONDITION = re.compile(
    r"^(?:如果|假如|倘若|要是|一旦|除非|只要|只有|虽然|尽管|即使|哪怕|无论|不管|不论|因为|由于|既然|不仅|不但|与其|随着|为了)[^，,；;]*[。.]$"
)
_REASON = re.compile("因为|由于|为了")


def unfinished(text: str, *, answers: bool = False) -> bool:
    """Whether a sentence was broken off; one that ``answers`` a question may be its reason alone.

    >>> [unfinished(text) for text in ("渡船的意义在于。", "办法有三条：一看船名。", "如果渡船亏本。", "渡船亏本，原因在于口径。")]
    [True, True, True, False]
    """
    bare = text.strip()
    counted = _COUNTED.search(bare)
    return (
        _HANGS.search(bare.rstrip(_CLOSINGS)) is not None
        or (counted is not None and not _SECOND.search(counted["rest"]))
        or (_CONDITION.match(bare) is not None and not (answers and _REASON.match(bare)))
    )


def points_back(text: str) -> str | None:
    """Return the word with which a text begins and which points to something before it; None if there is none.

    >>> points_back("因此渡船亏本。"), points_back("这篇文章讲渡船。"), points_back("渡船亏本。")
    ('因此', None, None)
    """
    match = _POINTS_BACK.match(text.strip())
    return match.group() if match else None
