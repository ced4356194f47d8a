"""Plain text to blocks: paragraphs, and nothing that is not said."""

from __future__ import annotations

from qa.reading.block import Block
from qa.reading.whitespace import collapse

_FULL_WIDTH_INDENT = "　"
_INDENTS = (_FULL_WIDTH_INDENT, "    ", "\t")
_SENTENCE_ENDS = frozenset("。！？…：；.!?:;”’」』）)")


def read_plain(text: str) -> list[Block]:
    r"""Return the paragraphs of a plain text: what blank lines part, or the lines where there is no blank one.

    Inside a paragraph, an indented line begins another one; a line goes on in the next where no sentence ends.

    >>> [block.text for block in read_plain("从前有一座桥，\n桥上有人。\n\n　　后来没有了。")]
    ['从前有一座桥，桥上有人。', '后来没有了。']
    >>> [block.text for block in read_plain("一行\n又一行")]
    ['一行', '又一行']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    by_line = all(line.strip() for line in lines)
    # Where every line is moved in, as in a quotation, that says nothing about a single one.
    moved_in = all(not line.strip() or line.startswith(_INDENTS) for line in lines)
    indents = (_FULL_WIDTH_INDENT,) if moved_in else _INDENTS
    paragraphs: list[list[str]] = []
    begins = True
    for line in lines:
        if not line.strip():
            begins = True
            continue
        if begins or by_line or line.startswith(indents):
            paragraphs.append([])
        paragraphs[-1].append(line)
        begins = False
    return [Block(text) for text in map(_join, paragraphs) if text]


def _join(lines: list[str]) -> str:
    sentences: list[list[str]] = [[]]
    for line in lines:
        sentences[-1].append(line)
        if line.rstrip()[-1:] in _SENTENCE_ENDS:
            sentences.append([])
    return "\n".join(text for text in (collapse("\n".join(part)) for part in sentences) if text)
