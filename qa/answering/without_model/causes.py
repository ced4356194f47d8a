"""Why something is so: often the sentence before or after the one that says that it is.

商户要登记。原因是监管要查流水。
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa import text as zh
from qa.answering.without_model.candidates import Candidate
from qa.answering.without_model.order import InOrder

_GIVES = re.compile(
    r"因为|由于|原因|理由|起因|为的是|为了|目的|出于|源于|在于|之所以|怕|否则|毕竟|以免|免得|得益于|归功|关键是|难的是|说到底|图的是"
)
_FOLLOWS = re.compile(r"^(?:于是|因此|所以|因而|为此|由此|结果|从此|此后|这才|正因|可见|难怪|怪不得)")
_MOST = 3
_MOST_BESIDE = 2


def with_causes(chosen: Sequence[Candidate], order: InOrder) -> list[Candidate]:
    """Return the best sentence, which is the first, with the reason beside it, and of the others as many as three leave.

    Before it, that is a sentence that gives a reason, or any where this one says what follows; after it, one of the next two that
    gives a reason, or the next one where there is none.
    """
    best = chosen[0]
    folded = zh.fold(best.text)
    if _GIVES.search(folded) and not _FOLLOWS.match(folded):
        return list(chosen)
    before, after = order.before(best), order.after(best)
    beside = [before] if before and (_FOLLOWS.match(folded) or _GIVES.search(zh.fold(before.text))) else []
    coming = [after, order.after(after)] if after else []
    beside += [one for one in coming if one and _GIVES.search(zh.fold(one.text))][:1]
    if not beside and after:
        beside.append(after)
    beside = beside[:_MOST_BESIDE]
    return [best, *beside, *(one for one in chosen[1:] if one not in beside)][:_MOST]
