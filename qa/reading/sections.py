"""Blocks to sections: what stands under each heading, and each heading's path."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from qa.models import INTRODUCTION, PARAGRAPH_BREAK, Section
from qa.reading.block import Block


def take_title(blocks: Sequence[Block], title: str | None) -> tuple[str | None, list[Block]]:
    """Return the title that headings give, and the blocks without the heading that only repeats the title.

    A heading gives the title if it is the first ``h1``, or if it opens the article and is the only one of its
    level, with none above. ``title`` is the one that is known already; it goes before a heading's, and a heading
    that says the same, or an ``h1`` that opens the article and is the only one, is not a section either.

    >>> blocks = [Block("桥", level=1), Block("桥是路。"), Block("一、木桥", level=2), Block("木桥会烂。")]
    >>> title, rest = take_title(blocks, None)
    >>> title, [block.text for block in rest]
    ('桥', ['桥是路。', '一、木桥', '木桥会烂。'])
    """
    headings = [i for i, block in enumerate(blocks) if block.level]
    if not headings:
        return title, list(blocks)
    first = headings[0]
    firsts = [i for i in headings if blocks[i].level == 1]
    opens = first == 0
    stated = title
    if stated is None and firsts:
        stated = blocks[firsts[0]].text
    is_single = sum(blocks[i].level == blocks[first].level for i in headings) == 1
    is_top = all(blocks[i].level >= blocks[first].level for i in headings)
    if stated is None and opens and is_single and is_top:
        stated = blocks[first].text
    if stated is None:
        return None, list(blocks)
    # A heading further down cannot go: its text would fall to the section before it.
    repeats = _folded(blocks[first].text) == _folded(stated) and (opens or blocks[first].level == 1)
    if repeats or (opens and firsts == [first]):
        return stated, [block for i, block in enumerate(blocks) if i != first]
    return stated, list(blocks)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def build_sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Return the sections, in order; text before the first heading stands under :data:`qa.models.INTRODUCTION`.

    >>> blocks = [Block("甲"), Block("一", level=2), Block("乙"), Block("丙"), Block("（一）", level=3)]
    >>> for section in build_sections(blocks):
    ...     print(section.index, section.path, section.paragraphs)
    0 ('导言',) ('甲',)
    1 ('一',) ('乙', '丙')
    2 ('一', '（一）') ()
    """
    groups: list[tuple[Block, list[str]]] = [(Block(INTRODUCTION), [])]
    for block in blocks:
        if block.level:
            groups.append((block, []))
        else:
            groups[-1][1].append(block.text)
    if not groups[0][1]:
        del groups[0]

    sections: list[Section] = []
    above: list[Block] = []
    for heading, texts in groups:
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
        sections.append(
            Section(
                index=len(sections),
                heading=heading.text,
                level=heading.level,
                path=tuple(block.text for block in above if block.level or heading is block),
                anchor=heading.anchor,
                text=PARAGRAPH_BREAK.join(texts),
            )
        )
    return tuple(sections)
