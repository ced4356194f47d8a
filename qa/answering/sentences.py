"""The text that a model streams, cut into sentences with the passage numbers that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qa import text as zh

# [1] [1,2] [1][2] [1-3] 【1】 ［1］, and (1) or （1） where nothing but a number stands in it.
_MARKER = re.compile(
    r"[\[【［]\s*(?:材料|文献|来源)?\s*([\d,，、;；\s~～-]{1,40})\s*[\]】］]|[（(]\s*(\d{1,2})\s*[)）]"
)
_MARKERS_AFTER = re.compile(rf"(?:\s*(?:{_MARKER.pattern}))*[。！？!?]?\s*")
_MARKUP = re.compile(
    r"^\s*(?:[-*•·]\s+|#{1,6}\s+|>\s*|\d{1,2}[.、)]\s+|(?:答|回答|答案|Answer)\s*[:：]\s*)|\*\*|__|`"
)
_LONGEST = 600


class Written(NamedTuple):
    """One sentence as the model wrote it, without markers, and the passage numbers (from 1) that it cites."""

    text: str
    cited: tuple[int, ...]


def written_sentences(deltas: Iterable[str]) -> Iterator[Written]:
    """Yield each sentence as soon as it is complete, which is when something else follows it.

    >>> list(written_sentences(["商户要", "登记。[1", "][3] 费率是3%【2】", "。"]))
    [Written(text='商户要登记。', cited=(1, 3)), Written(text='费率是3%。', cited=(2,))]
    """
    buffer = ""
    for delta in deltas:
        buffer += delta
        while (cut := _complete(buffer)) is not None:
            yield from _parsed(buffer[:cut])
            buffer = buffer[cut:]
    for start, end in zh.sentences(buffer):
        yield from _parsed(buffer[start:end])


def _complete(buffer: str) -> int | None:
    """Return where the first sentence ends with the markers after it, once it is sure that it does."""
    parts = zh.sentences(buffer)
    if len(buffer) > _LONGEST and len(parts) < 2:
        return _LONGEST
    for start, end in parts[:-1]:
        if not buffer[start:end].strip():
            continue
        after = _MARKERS_AFTER.match(buffer, end)
        cut = after.end() if after else end
        # What follows may still be the beginning of a marker.
        if cut < len(buffer) and buffer[cut] not in "[【［（(":
            return cut
        if "]" in buffer[cut:] or len(buffer) - cut > 40:
            return cut
        return None
    return None


def _parsed(raw: str) -> Iterator[Written]:
    cited: list[int] = []
    for match in _MARKER.finditer(raw):
        cited.extend(_numbers_in(match[1] or match[2]))
    text = _MARKER.sub("", raw)
    while (plain := _MARKUP.sub("", text)) != text:
        text = plain
    text = re.sub(r"([。！？!?])[。.]+$", r"\1", " ".join(text.split()))
    if any(character.isalnum() for character in text):
        yield Written(text, tuple(dict.fromkeys(cited)))


def _numbers_in(marker: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"[,，、;；\s]+", marker.strip()):
        ends = [int(end) for end in re.split(r"[-~～]", part) if end.strip().isdigit()]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 20:
            found.extend(range(ends[0], ends[1] + 1))
        else:
            found.extend(ends)
    return found
