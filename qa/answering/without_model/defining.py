"""Whether a sentence says what the thing is that a question asks the meaning of."""

from __future__ import annotations

import re
from functools import lru_cache

from qa import text as zh

_THING = r"(?P<thing>[^的,，。?？\s]{2,14}?)"
_ASKED = (
    re.compile(rf"(?:什么是|什么叫做?|何谓|何为|所谓){_THING}[呢?？ ]*$"),
    re.compile(
        rf"(?:^|[的,，]|叫做?|所谓){_THING}(?:到底|究竟)?(?:是什么(?:意思|东西)?|是啥|是?指什么|是?什么意思|是怎么回事)[呢啊?？ ]*$"
    ),
)
_IS = r"(?:就是|便是|是|指|即|说的是|的意思是|叫做?)"


@lru_cache(maxsize=256)
def thing_defined(question: str) -> str | None:
    """Return the thing that a question asks the meaning of, folded; None where it asks for something else.

    >>> thing_defined("什么是备付金？"), thing_defined("合同里说的确权是什么？"), thing_defined("利率是多少？")
    ('备付金', '确权', None)
    """
    folded = zh.fold(question)
    found = next(filter(None, (pattern.search(folded) for pattern in _ASKED)), None)
    return found["thing"].strip('"“”「」《》') if found else None


def defines(question: str, sentence: str) -> bool:
    """Whether a sentence begins with the thing that a question asks the meaning of, and says what it is.

    >>> defines("什么是备付金？", "备付金，是客户交给支付机构的钱。"), defines("什么是备付金？", "备付金很多。")
    (True, False)
    """
    thing = thing_defined(question)
    if thing is None:
        return False
    begins = rf"(?:所谓)?[\"“「]?{re.escape(thing)}[\"”」]?(?:[(（][^)）]{{1,60}}[)）])?[,，]?{_IS}"
    return re.match(begins, zh.fold(sentence)) is not None
