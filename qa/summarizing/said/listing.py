"""A list of things, such as products with their prices: it is told by naming them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.summarizing.article.scoring import Scores
from qa.summarizing.form.counting import length
from qa.summarizing.said.claims import Claim

FEWEST = 3
"""Fewer lines are no list."""

_LONGEST = 24
_ENDS = re.compile(r"[。！？!?；;，,、：:|]")


def listed(scores: Scores, most: int) -> Iterator[Claim]:
    """Yield what a list names, the most of it first, within ``most`` characters.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "# 新品\\n\\n- 风扇 29元\\n- 水壶 49元\\n- 雨伞 39元\\n"
    >>> [claim.text for claim in listed(Scores(Source(read_text(text, name="新品").article)), 40)][0]
    '文中列出风扇（29元）、水壶（49元）、雨伞（39元）'
    """
    lines = [
        scored.sentence
        for scored in scores.sentences
        if scored.barred
        and length(scored.sentence.text) <= _LONGEST
        and not _ENDS.search(scored.sentence.text.strip())
    ]
    if len(lines) < FEWEST:
        return
    names = [re.sub(r"\s+(\S*\d\S*)$", r"（\1）", line.text.strip()) for line in lines]
    for count in range(len(names), FEWEST - 1, -1):
        text = f"文中列出{'、'.join(names[:count])}{'等' if count < len(names) else ''}"
        if len(text) < most:
            yield Claim(text, lines[0], float(count), True)
