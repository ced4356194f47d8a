"""The sides of a question that sets two things side by side: 清算和结算有什么区别？ asks for 清算 and for 结算."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from qa.indexing.words import ChunkKey

_MOST_JOINTS = 2
_ALIKE = 2
# How much of a score is how well a chunk fits one side; the rest is how well it fits the whole question.
_ONE_SIDE = 0.85
_APART = 1e-3
_COMPARES = re.compile(
    r"各自|分别(?!于)|各(?![种类位地国行家项界式])|区别|不同|差别|差异|异同|相比|比较|差在|哪一?[个家种边样者].{0,6}[更高低大小多少快慢好强长短贵]|谁更|更|一样|相同"
    r"|\b(?:differ\w*|compare\w*|versus|vs|each|respectively|both)\b",
    re.IGNORECASE,
)
# What only says that two are compared is no part of what is looked for.
_COMPARING = re.compile(
    r"各自|分别|各|之间|相比|(?:的)?(?:区别|差别|差异|异同|不同)(?:是|在|有)?(?:什么|哪里|哪儿|哪些|于什么)?|(?:有|是)(?:什么|何|哪些)(?:的)?(?:区别|差别|差异|异同|不同)(?:点|之处)?"
    r"|差在哪[里儿]?|哪一?[个家种边样者]|谁更|更|[？?]"
)
_CLAUSES = re.compile(r"[^，,；;：:？?。]+")
_AND = re.compile(
    r"、(?:以及|和)?|以及|(?<![共饱平温缓调附总饱柔谐])和(?![谐平解谈约睦气尚])|与(?!其|否)|跟(?![随踪着进])|及(?![时其格])"
)
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"")


@lru_cache(maxsize=256)
def sides(question: str) -> tuple[str, ...]:
    """Return a question for each thing that is compared, or nothing where it asks for one thing.

    >>> sides("海棠和木棉的罚款各是多少？")
    ('海棠的罚款是多少', '木棉的罚款是多少')
    >>> sides("备付金和存款有什么区别？"), sides("银行和商户怎么对账？")
    (('备付金', '存款'), ())
    """
    # A conjunction in a title or a quotation joins nothing.
    hidden = _QUOTED.sub(lambda quoted: "□" * len(quoted.group()), question)
    marker = _COMPARES.search(hidden)
    if marker is None:
        return ()
    clauses = [match.span() for match in _CLAUSES.finditer(hidden) if match.start() <= marker.start()]
    for start, end in reversed(clauses):
        end = min(end, marker.start()) if start < marker.start() else end
        joints = list(_AND.finditer(hidden, start, end))
        if not 0 < len(joints) <= _MOST_JOINTS:
            continue
        cuts = [start, *(at for joint in joints for at in joint.span()), end]
        things = [question[a:b].strip() for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        if all(things):
            return tuple(
                _COMPARING.sub("", question[:start] + thing + question[end:]).strip("，,的有 ")
                for thing in _whole(things)
            )
    return ()


def merged(
    whole: Mapping[ChunkKey, float], each: Sequence[Mapping[ChunkKey, float]]
) -> dict[ChunkKey, float]:
    """Return one score for each chunk that was found for the whole question or for one of its sides.

    The best chunk of each side comes first, in the order that the whole question gives them; then what fits a side. A
    chunk that a search did not bring up is worth as much there as the last that it did.

    >>> clearing, settling, both = (ChunkKey("a", "r", section, 0) for section in (1, 2, 3))
    >>> scores = merged({both: 2.0, settling: 0.5, clearing: 0.1}, [{clearing: 2.0, both: 1.0}, {settling: 2.0, both: 1.0}])
    >>> sorted(scores, key=scores.__getitem__, reverse=True) == [settling, clearing, both]
    True
    """
    keys = list(dict.fromkeys(key for found in (whole, *each) for key in found))
    least = [min(found.values(), default=0.0) for found in (whole, *each)]
    fits = {
        key: [found.get(key, last) for found, last in zip((whole, *each), least, strict=True)] for key in keys
    }
    scores = {key: (1 - _ONE_SIDE) * own + _ONE_SIDE * max(theirs) for key, (own, *theirs) in fits.items()}
    first = {
        max(keys, key=lambda key: (1 - _ONE_SIDE) * fits[key][0] + _ONE_SIDE * fits[key][side])
        for side in range(1, len(each) + 1)
        if keys
    }
    top = max(scores.values(), default=0.0)
    for at, key in enumerate(sorted(first, key=lambda key: (fits[key][0], key)), start=1):
        scores[key] = top + at * _APART
    return scores


def best_of_sides(scores: Sequence[float], count: int) -> int:
    """Return how many of the first chunks are the best ones for the things compared, at most ``count``.

    ``scores`` are those of :func:`merged`, highest first. Things that one chunk fits best have it in common.

    >>> best_of_sides([2.302, 2.301, 1.4], 2), best_of_sides([2.301, 1.4, 1.3], 2)
    (2, 1)
    """
    some = scores[:count]
    return sum(some[0] - score < count * _APART for score in some)


def _whole(things: list[str]) -> list[str]:
    """Return the things with what stands before the first or after the last and belongs to all."""
    first, last = things[0], things[-1]
    if "的" in last and not any("的" in thing for thing in things[:-1]):
        last, _, owned = last.partition("的")
        return [f"{thing}的{owned}" for thing in (*things[:-1], last)]
    if "的" in first and not any("的" in thing for thing in things[1:]):
        owner, _, first = first.rpartition("的")
        return [f"{owner}的{thing}" for thing in (first, *things[1:])]
    # 保险公司和金融公司抓骗子; 商家收到现金和收到支票: what is alike in both ends, or begins, the thing.
    alike = last.find(first[-_ALIKE:])
    if 0 < alike < len(last) - _ALIKE and len(first) > _ALIKE:
        tail = last[alike + _ALIKE :]
        return [*(thing + tail for thing in things[:-1]), last]
    alike = first.find(last[:_ALIKE])
    if alike > 0 and len(last) > _ALIKE:
        return [first, *(first[:alike] + thing for thing in things[1:])]
    return things
