"""White space as a browser shows it, with one difference that Chinese needs.

A line break in the source stands for a space between words, and for nothing between two Chinese characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from qa.text import clean

_RUN = re.compile("[ \t\n\v\f\r\xa0\u2028\u2029]+")
_BREAKS = frozenset("\n\v\f\r\u2028\u2029")

# Chinese punctuation that Unicode calls "ambiguous" in width, because Western texts use it too.
_AMBIGUOUS = frozenset("“”‘’…—·")


def _is_wide(char: str) -> bool:
    # Hangul is wide too, but Korean puts spaces between its words.
    return unicodedata.east_asian_width(char) in "WF" and not unicodedata.name(char, "").startswith("HANGUL")


def _joins(before: str, after: str) -> bool:
    """Say whether a line break between these two characters stands for nothing."""
    if unicodedata.combining(after):
        return False
    if _is_wide(before):
        return _is_wide(after) or after in _AMBIGUOUS
    return before in _AMBIGUOUS and _is_wide(after)


def collapse(text: str) -> str:
    r"""Return text on one line, each run of white space being one space, or none where a line of Chinese goes on.

    The text is cleaned on the way and trimmed, full-width indentation included.

    >>> collapse("　　从前有一座\n  桥，  called\nRainbow.\n")
    '从前有一座桥， called Rainbow.'
    """
    cleaned = clean(text)

    def space(run: re.Match[str]) -> str:
        start, end = run.span()
        if start == 0 or end == len(cleaned):
            return ""
        broken = not _BREAKS.isdisjoint(run.group())
        return "" if broken and _joins(cleaned[start - 1], cleaned[end]) else " "

    return _RUN.sub(space, cleaned).strip()


def flow(lines: Iterable[str]) -> list[str]:
    r"""Return the paragraphs that lines make when an empty line ends a paragraph.

    >>> flow(["甲", " 乙 ", "", "　", "丙"])
    ['甲\n乙', '丙']
    """
    paragraphs: list[str] = []
    current: list[str] = []
    for line in map(collapse, lines):
        if line:
            current.append(line)
        elif current:
            paragraphs.append("\n".join(current))
            current = []
    if current:
        paragraphs.append("\n".join(current))
    return paragraphs


def code(text: str) -> str:
    r"""Return preformatted text as one paragraph: line ends and indentation stay, blank lines go.

    A first line that is moved in further than others begins at the margin, as every paragraph does.

    >>> code("\n    if a:\n\n        b()\n")
    'if a:\n    b()'
    """
    lines = [line.rstrip() for line in clean(text).expandtabs(4).splitlines()]
    lines = [line for line in lines if line]
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return "\n".join(line[indent:] for line in lines).strip()
