"""The length of a text as an editor counts it."""

from __future__ import annotations

import re

_LATIN = "A-Za-z0-9\u00c0-\u024f"
# A mark on a letter, and what joins the parts of an emoji, are no characters of their own.
_COUNTED = re.compile(rf"[{_LATIN}]+(?:[.,%'’-][{_LATIN}]+)*%?|[^\s\u0300-\u036f\u200d\ufe0e\ufe0f]")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def length(text: str) -> int:
    """Return how long a text is, as word processors count: a Chinese character or a mark is one, and so is a run of
    Latin letters and digits; blanks are none.

    >>> length("2024 年用 ChatGPT 写了 3.5 万字。")
    10
    """
    return sum(1 for _ in _COUNTED.finditer(text))


def excess(count: int, allowed: tuple[int, int]) -> int:
    """Return by how much a count is above what is allowed, or below it (less than 0); 0 where it is within.

    >>> excess(142, (60, 120)), excess(50, (60, 120)), excess(60, (60, 120))
    (22, -10, 0)
    """
    least, most = allowed
    return min(0, count - least) or max(0, count - most)


def is_chinese(text: str) -> bool:
    """Whether at least a third of what a text counts are Chinese characters.

    >>> is_chinese("用 ChatGPT 写导语。"), is_chinese("Bridges carry 桥.")
    (True, False)
    """
    return 3 * sum(1 for _ in _CHINESE.finditer(text)) >= length(text)
