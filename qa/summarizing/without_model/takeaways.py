"""Takeaways without a model: what the article says that matters most, from as many sections as there are."""

from __future__ import annotations

from qa.models import SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.judging.checks import TAKEAWAYS
from qa.summarizing.without_model.sayings import sayings

MOST_CHARACTERS = 90
"""A takeaway of more characters is none."""


def extract_takeaways(source: Source, most: int = TAKEAWAYS[1]) -> tuple[SummaryPart, ...]:
    """Return up to ``most`` sentences as the parts of a summary, in reading order.

    >>> from qa.reading import read_text
    >>> text = "# 桥\\n\\n## 一、造\\n\\n所以，桥要先勘察，而不是先打桩。天晴。\\n\\n## 二、修\\n\\n桥的维护必须每年都做（小桥除外）。"
    >>> for part in extract_takeaways(Source(read_text(text, name="桥").article)):
    ...     print(part.sentences[0].text)
    桥要先勘察，而不是先打桩。
    桥的维护必须每年都做（小桥除外）。
    """
    return tuple(SummaryPart(None, (sentence,)) for sentence in sayings(source, most, MOST_CHARACTERS))
