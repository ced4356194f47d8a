"""The length of a text as an editor counts it."""

from __future__ import annotations

import re

_COUNTED = re.compile(r"[A-Za-z0-9]+(?:[.,%'’-][A-Za-z0-9]+)*%?|\S")


def length(text: str) -> int:
    """Return how long a text is, as word processors count: a Chinese character or a mark is one, and so is a run of
    Latin letters and digits; blanks are none.

    >>> length("2024 年用 ChatGPT 写了 3.5 万字。")
    10
    """
    return sum(1 for _ in _COUNTED.finditer(text))
