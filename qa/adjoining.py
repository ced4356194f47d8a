"""Passages of one section that touch, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.models import Passage


def joined(passage: Passage, start: int, end: int, text: str) -> Passage:
    """Return a passage with the text that ends where it begins, or begins where it ends."""
    if end == passage.start:
        return replace(passage, start=start, text=text + passage.text)
    return replace(passage, end=end, text=passage.text + text)


def touching_as_one(passages: Sequence[Passage]) -> list[Passage]:
    """Join passages that touch; the joined one stands where the better of the two stood."""
    apart: list[Passage] = []
    for passage in passages:
        touching = [other for other in apart if _touch(other, passage)]
        if not touching:
            apart.append(passage)
            continue
        at = apart.index(touching[0])
        whole = joined(touching[0], passage.start, passage.end, passage.text)
        for other in touching[1:]:  # it stood between two
            whole = joined(whole, other.start, other.end, other.text)
            apart.remove(other)
        apart[at] = whole
    return apart


def _touch(one: Passage, other: Passage) -> bool:
    same = (one.article, one.section) == (other.article, other.section)
    return same and (one.end == other.start or other.end == one.start)
