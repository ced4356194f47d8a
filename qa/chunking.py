"""Sections to chunks, and chunks to spans, without losing a character.

Three sizes of text: a section is never crossed; a chunk is at most ``chunk_tokens`` cl100k tokens of one section;
a span is consecutive sentences of one chunk, together at most ``span_characters`` characters (one longer sentence
stands alone). The spans of a section, put together, are the section's text.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa import text as zh
from qa.errors import ArgumentInvalid
from qa.models import INTRODUCTION, Chunk, Section, Span

# Where to cut a sentence that is by itself longer than a chunk, from the best place to the worst.
_WEAK_MARKS = (
    re.compile(r"[。！？…；][。！？…」』”’）》]*"),  # inside a long quotation
    re.compile(r"[，、：]|[,:](?!\d)"),
    re.compile(r"\s(?!\s)"),
)
_JOINER = "\u200d"
_FLAG_HALVES = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_IN_NUMBER = re.compile(r"\d[,.]\d")


@dataclass(frozen=True, slots=True)
class ChunkingParameters:
    """The two sizes. They are part of what an index remembers about itself.

    ``chunk_tokens`` is in cl100k tokens (40 to 4,000), ``span_characters`` in characters (20 to 2,000). Raises
    :class:`qa.errors.ArgumentInvalid` outside those ranges.
    """

    chunk_tokens: int = 320
    span_characters: int = 120

    def __post_init__(self) -> None:
        if not 40 <= self.chunk_tokens <= 4000:
            raise ArgumentInvalid(name="chunk_tokens", value=self.chunk_tokens, allowed="40…4000")
        if not 20 <= self.span_characters <= 2000:
            raise ArgumentInvalid(name="span_characters", value=self.span_characters, allowed="20…2000")


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    tokens: int


def chunk_sections(
    article_id: str, sections: Iterable[Section], parameters: ChunkingParameters
) -> list[Chunk]:
    """Return the chunks of an article, section by section, each with its spans.

    A chunk's id is a hash of the article's id, the heading path and the chunk's text (and a running number where
    the very same text stands twice under one path), so a section that is put in elsewhere changes no other id.

    >>> section = Section(0, "导言", 0, ("导言",), None, "科技是基础设施。金融是上层建筑。")
    >>> [chunk] = chunk_sections("a1", [section], ChunkingParameters())
    >>> chunk.id, [span.text for span in chunk.spans]
    ('d3e01a7a710590f2', ['科技是基础设施。金融是上层建筑。'])
    """
    seen: Counter[tuple[str, ...]] = Counter()
    chunks = []
    for section in sections:
        for order, units in enumerate(_pack(section.text, parameters)):
            start, end = units[0].start, units[-1].end
            text = section.text[start:end]
            identity = (article_id, *section.path, text)
            seen[identity] += 1
            digest = hashlib.blake2b("\x1f".join((*identity, str(seen[identity]))).encode(), digest_size=8)
            chunks.append(
                Chunk(
                    id=digest.hexdigest(),
                    article=article_id,
                    section=section.index,
                    order=order,
                    start=start,
                    end=end,
                    text=text,
                    spans=_spans(section.text, units, parameters.span_characters),
                )
            )
    return chunks


def in_context(title: str, path: Sequence[str], text: str) -> str:
    """Return a span as it is embedded: after its article's title and heading path.

    That is what tells "cost" under one heading from "cost" under another. bench/context.py has the figures.

    >>> in_context("两条路", ("自建", "成本"), "三年花了三亿。")
    '两条路｜自建 › 成本\\n三年花了三亿。'
    """
    named = " › ".join(heading for heading in path if heading != INTRODUCTION)
    context = "｜".join(part for part in (title, named) if part)
    return f"{context}\n{text.strip()}" if context else text.strip()


def _units(text: str, parameters: ChunkingParameters) -> list[_Unit]:
    """Cut into sentences, and a sentence that no chunk can hold into pieces."""
    units = []
    for start, end in zh.sentences(text, semicolons=True):
        tokens = zh.count_tokens(text[start:end])
        if tokens <= parameters.chunk_tokens:
            units.append(_Unit(start, end, tokens))
        else:
            units.extend(_cut_long(text, start, end, parameters.chunk_tokens))
    return units


def _cut_long(text: str, start: int, end: int, limit: int) -> list[_Unit]:
    pieces = []
    while start < end:
        cut = min(end, start + limit)
        while (tokens := zh.count_tokens(text[start:cut])) > limit and cut - start > 1:
            cut = start + max(1, (cut - start) * limit // (tokens + 1))
        if cut < end:
            # The last two are shared out, so that no scrap is left.
            latest = start + (end - start + 1) // 2 if (end - cut) * 3 < cut - start else cut
            better = _best_cut(text, start, latest)
            fewer = zh.count_tokens(text[start:better])
            if fewer <= limit:  # a word's beginning alone can have more tokens than the word
                cut, tokens = better, fewer
        pieces.append(_Unit(start, cut, tokens))
        start = cut
    return pieces


def _best_cut(text: str, start: int, latest: int) -> int:
    """Return the last good place in the second half: after a sentence, a comma, a space, or else between words."""
    earliest = start + (latest - start) // 2
    for marks in _WEAK_MARKS:
        ends = [match.end() for match in marks.finditer(text, earliest, latest + 1) if match.end() <= latest]
        if ends:
            return ends[-1]
    for cut in range(latest, max(earliest, start + 1, latest - 40), -1):
        if not _is_inside_word(text, start, cut):
            return cut
    return latest


def _is_inside_word(text: str, start: int, cut: int) -> bool:
    """Whether a cut would part a Latin word, a number, or the characters of one sign on the screen."""
    before, after = text[cut - 1], text[cut]
    if unicodedata.category(after) in ("Mn", "Mc", "Me", "Sk") or _JOINER in (before, after):
        return True
    if before in _FLAG_HALVES and after in _FLAG_HALVES:
        halves = len(text[start:cut]) - len(text[start:cut].rstrip(_FLAG_HALVES))
        return halves % 2 == 1
    if _IN_NUMBER.match(text, cut - 1) or _IN_NUMBER.match(text, max(start, cut - 2)):
        return True
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _pack(text: str, parameters: ChunkingParameters) -> list[list[_Unit]]:
    """Fill chunks with units, then share the last two out evenly if the last is short."""
    units, limit = _units(text, parameters), parameters.chunk_tokens

    def fits(some: Sequence[_Unit]) -> bool:
        # Where two units meet, the tokens can be others, and more, than those of each.
        return len(some) == 1 or zh.count_tokens(text[some[0].start : some[-1].end]) <= limit

    packed: list[list[_Unit]] = []
    first = 0
    while first < len(units):
        last, room = first, limit
        while last < len(units) and units[last].tokens <= room:
            room -= units[last].tokens
            last += 1
        while not fits(units[first:last]):
            last -= 1
        packed.append(units[first:last])
        first = last
    if len(packed) > 1 and sum(unit.tokens for unit in packed[-1]) < limit // 3:
        both = packed[-2] + packed[-1]
        sizes = list(itertools.accumulate((unit.tokens for unit in both), initial=0))
        cuts = sorted(range(1, len(both)), key=lambda cut: max(sizes[cut], sizes[-1] - sizes[cut]))
        cut = next(cut for cut in cuts if fits(both[:cut]) and fits(both[cut:]))
        packed[-2:] = [both[:cut], both[cut:]]
    return packed


def _spans(text: str, units: Sequence[_Unit], limit: int) -> tuple[Span, ...]:
    ranges: list[list[int]] = []
    for unit in units:
        # White space between paragraphs is kept but does not count: it is not what a reader would call length.
        if ranges and len(text[ranges[-1][0] : unit.end].rstrip()) <= limit:
            ranges[-1][1] = unit.end
        else:
            ranges.append([unit.start, unit.end])
    return tuple(Span(start, end, text[start:end]) for start, end in ranges)
