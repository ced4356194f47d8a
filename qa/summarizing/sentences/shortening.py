"""A model's sentence without the parts that are wrong: what is left is still a sentence, and says nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa import text as zh
from qa.summarizing.form.counting import length
from qa.summarizing.sentences.clauses import GOES_ON

SHORTEST = 12
"""A sentence of fewer characters says too little to be kept."""

_MOST_ITEMS = 2
"""How many things of a list may be wrong."""

_CLAUSE = re.compile(r"[^，,；;]+[，,；;]?")
# What waits for another clause may not be the last one.
_WAITS = re.compile(
    r"要么|如果|假如|倘若|要是|一旦|除非|只要|只有|虽然|虽说|尽管|固然|即使|即便|哪怕|无论|不管|不论|因为|由于|既然|不仅|不但|不光|与其|一方面|之所以|随着|为了|当.{1,16}时"
    r"|(?:看似|表面上)|^.{0,6}(?:首先|先)"
)
# 但真到开庭 may be the beginning of what is said then.
_TURNS = re.compile(r"但|却|不过|然而|可是|而|可(?!以|能)")
# 指出 and a colon, too, wait for what is said.
_GOES_ON = (*GOES_ON, "主张", "强调", "：", ":")
# What takes something away from the clause before it: without it that would say more.
_LIMITS = re.compile(
    r"(?:但|却|不过|然而|只是|可是|除非|前提|除了|除|否则|不含|不包括|仅|至少|至多|最多|才|就|则|都|便|那么|而不|并非|不是)"
)
# A clause that names a topic and claims nothing, and what of the topic it names.
_TREATS = re.compile(
    r"(?:文章|全文|作者)?(?:先|再|又|还|并|接着|随后|最后)?(?:介绍|分析|讨论|探讨|谈到|讲到|梳理|回顾|阐述)了?(?!.*(?:是|不|非|没|无))"
)
_ASPECT = re.compile(
    r"(?<=[一-鿿]{2})(?<![它其])的(?:优缺?点|缺点|优势|劣势|特[点性色]|应用|意义|价值|利弊|局限性?|适用(?:场景|性|范围)|策略|重要性|必要性|作用|方[式法案])(?=[，,；;。]|$)"
)
_CLAIMS = re.compile(r"认为|主张|指出|强调|建议|表示|提出|是|为")
_ITEM = re.compile(r"、[^、，。；：]{2,24}?(?=、|以及|和|与|及|，|。|；|等)")
_LAST_ITEM = re.compile(r"(?:以及|、|和|与|及)[^、，。；：以和与及]{2,24}(?=[，。；]|等)")


def shortenings(sentence: str) -> Iterator[str]:
    """Yield a sentence without its last clauses, or without one thing of those that it lists; the longest first.

    >>> "文章介绍了桥的勘察、桥墩和护栏，作者认为桥要勘察。" in shortenings(
    ...     "文章介绍了桥的勘察、桥墩和护栏，作者认为桥要勘察，船可以等。"
    ... )
    True
    """
    found = {*_without_aspects(sentence), *_without_clauses(sentence)}
    newest = {sentence, *found}
    for _ in range(_MOST_ITEMS):
        newest = {text for each in newest for text in _without_item(each)} - found
        found |= newest
    for text in sorted(found, key=lambda each: (-len(each), each)):
        if length(text) >= SHORTEST and text != sentence:
            yield text


def _without_clauses(sentence: str) -> Iterator[str]:
    body = sentence.rstrip("。.！!")
    clauses = [match.group() for match in _CLAUSE.finditer(body)]
    for count in range(len(clauses) - 1, 0, -1):
        kept = "".join(clauses[:count]).rstrip("，,；;")
        if _WAITS.search(clauses[count - 1]) or _TURNS.match(clauses[count - 1]) or kept.endswith(_GOES_ON):
            continue
        if _LIMITS.match(clauses[count].lstrip()) or zh.is_open(kept, len(kept)):
            continue
        yield kept + "。"


def _without_aspects(sentence: str) -> Iterator[str]:
    """Yield a sentence that says 甲 is treated where it said 甲的优点 is: each by itself, and all of them."""
    clauses = [match.group() for match in _CLAUSE.finditer(sentence)]
    bare = [_ASPECT.sub("", clause) if _TREATS.match(clause) else clause for clause in clauses]
    for at, clause in enumerate(bare):
        if clause != clauses[at]:
            yield "".join((*clauses[:at], clause, *clauses[at + 1 :]))
    yield "".join(bare)


def _without_item(sentence: str) -> Iterator[str]:
    for pattern in (_ITEM, _LAST_ITEM):
        for match in pattern.finditer(sentence):
            # What stands last in a claim may be its predicate.
            if _CLAIMS.search(re.split("[，；]", sentence[: match.start()])[-1]):
                continue
            yield sentence[: match.start()] + sentence[match.end() :]
