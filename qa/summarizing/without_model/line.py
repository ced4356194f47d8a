"""The line of argument: one sentence that walks over an article's headings in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.models import Citation, Style
from qa.summarizing.article.chapters import Item, named_chapters, place
from qa.summarizing.article.source import Source
from qa.summarizing.form.counting import is_chinese, length

_FRAMES = {
    "平实": ("文章依次谈到", "最后谈到"),
    "资讯": ("内容依次涉及", "最后是"),
    "书面": ("全文依次论及", "终以"),
}
_ENDS = {"平实": "", "资讯": "", "书面": "作结"}


MOST_CHAPTERS = 12
"""Of more chapters no sentence can name each: as many are named, from the first to the last."""


class Line(NamedTuple):
    """A line of argument without its full stop, and the places of the sections that it names."""

    text: str
    citations: tuple[Citation, ...]
    sections: frozenset[int]


def lines(source: Source, topic: str, most: int, style: Style = "平实") -> list[Line]:
    """Return lines of argument of at most ``most`` characters, those that name most of the sections first.

    >>> from qa.reading import read_text
    >>> text = "# 桥\\n\\n## 一、为什么造桥\\n\\n船慢。\\n\\n## 二、怎样打桩\\n\\n先勘察。\\n\\n## 三、谁来养护\\n\\n镇上出钱。"
    >>> lines(Source(read_text(text, name="桥").article), "桥", 40)[0].text
    '文章依次谈到为什么造桥、如何打桩，最后谈到谁来养护'
    """
    chapters = named_chapters(source, topic)
    if not chapters:
        return []
    found: dict[str, Line] = {}
    # From all chapters down to two: the longest names of the smallest sections are left out first.
    chosen = list(range(len(chapters)))
    if len(chapters) > MOST_CHAPTERS:
        chosen = sorted(
            {round(at * (len(chapters) - 1) / (MOST_CHAPTERS - 1)) for at in range(MOST_CHAPTERS)}
        )
    while chosen:
        for full in (True, False):
            picked = [chapters[at] for at in chosen]
            names = [item.names[0] if full else min(item.names, key=length) for item in picked]
            ends = chosen[-1] == len(chapters) - 1
            for text in _told(names, style, ends=ends):
                if length(text) <= most and len(text) <= most and text not in found:
                    found[text] = _line(text, picked, source)
        if len(chosen) <= 2:
            break
        inner = [at for at in chosen if at != len(chapters) - 1]
        chosen.remove(
            max(
                inner, key=lambda at: length(min(chapters[at].names, key=length)) / len(chapters[at].sections)
            )
        )
    return sorted(found.values(), key=lambda line: -len(line.sections))


def _told(names: Sequence[str], style: Style, *, ends: bool) -> list[str]:
    begin, last = _FRAMES[style]
    if not any(map(is_chinese, names)):
        told = ", ".join(names[:-1])
        return [
            f"The article speaks in turn of {told} and {names[-1]}"
            if told
            else f"The article speaks of {names[0]}"
        ]
    # A name with 、 in it would be two in a list of them.
    between = "，" if any("、" in name for name in names) else "、"
    if len(names) == 1:
        return [f"文章谈到{names[0]}"]
    if len(names) == 2:
        return [f"文章先谈{names[0]}，再谈{names[1]}"]
    found = [f"{begin}{between.join(names)}"]
    if ends:
        found.insert(0, f"{begin}{between.join(names[:-1])}，{last}{names[-1]}{_ENDS[style]}")
    return found


def _line(text: str, picked: Sequence[Item], source: Source) -> Line:
    sections = [section for item in picked for section in item.sections]
    return Line(
        text, tuple(place(section, source) for section in sections), frozenset(s.index for s in sections)
    )
