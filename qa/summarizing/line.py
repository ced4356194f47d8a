"""The line of argument: one sentence that walks over an article's headings in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa import text as zh
from qa.models import CheckedSentence, Citation, Section, Style
from qa.summarizing.counting import is_chinese, length
from qa.summarizing.headings import items, outline_of
from qa.summarizing.scoring import Scores
from qa.summarizing.source import Source
from qa.summarizing.subjects import subjects

_FRAMES = {
    "平实": ("文章依次谈到", "最后谈到"),
    "资讯": ("内容依次涉及", "最后是"),
    "书面": ("全文依次论及", "终以"),
}
_ENDS = {"平实": "", "资讯": "", "书面": "作结"}
_FRAME = re.compile(r"(?:文章|全文|内容|文中)(?:依次|先后?)?(?:谈到|涉及|论及|谈)|The article speaks ")
_STOPS = re.compile(
    r"[、，；. ]|, | and |The article speaks (?:in turn )?of |(?:文章|全文|内容|文中)?(?:依次|先后)?(?:谈到|涉及|论及|先谈|再谈)|最后(?:谈到|是)|终以|作结"
)


MOST_CHAPTERS = 12
"""Of more chapters no sentence can name each: as many are named, from the first to the last."""


class Item(NamedTuple):
    """A chapter with how it can be named, the fullest first, and the sections that the name stands for."""

    names: tuple[str, ...]
    sections: tuple[Section, ...]


class Line(NamedTuple):
    """A line of argument without its full stop, and the places of the sections that it names."""

    text: str
    citations: tuple[Citation, ...]
    sections: frozenset[int]


def named_chapters(source: Source, topic: str) -> list[Item]:
    """Return the chapters that can be named, in reading order."""
    with_text = {section.index for section in source.sections}
    found = []
    for chapter, below in outline_of(source.article.sections):
        names = items(chapter, topic)
        told = tuple(section for section in (chapter, *below) if section.index in with_text)
        if names and told:
            found.append(Item(names, told))
    return found


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


def place(section: Section, source: Source) -> Citation:
    """Return the sentence of a section that says most of what its heading says; the first, where none does."""
    at = next(number for number, found in enumerate(source.sections) if found.index == section.index)
    own = [sentence for sentence in source.sentences if sentence.section == at]
    wanted = set(zh.content_words(section.heading))
    best = max(
        own, key=lambda sentence: (len(wanted & set(zh.content_words(sentence.text))), -sentence.order)
    )
    end = best.start + len(best.text.rstrip())
    return source.cite(at, best.start, end)


def is_true_line(text: str, source: Source, topic: str) -> bool:
    """Whether a line of argument names nothing but the article's headings, and in their order.

    >>> from qa.reading import read_text
    >>> source = Source(read_text("# 桥\\n\\n## 造桥\\n\\n船慢。\\n\\n## 打桩\\n\\n先勘察。\\n\\n## 养护\\n\\n镇上出钱。", name="桥").article)
    >>> is_true_line("文章依次谈到造桥、打桩，最后谈到养护", source, "桥")
    True
    >>> is_true_line("文章依次谈到打桩、造桥，最后谈到养护", source, "桥")
    False
    >>> is_true_line("文章依次谈到造桥、收费", source, "桥"), is_true_line("文章依次谈到造桥，最后谈到打桩", source, "桥")
    (False, False)
    """
    chapters = named_chapters(source, topic)
    at = 0
    rest = text.rstrip("。")
    position = 0
    names_last = re.search(r"最后(?:谈到|是)|终以", rest)
    while position < len(rest):
        stop = _STOPS.match(rest, position)
        if stop and stop.end() > position:
            position = stop.end()
            continue
        found = None
        for number in range(at, len(chapters)):
            name = next(
                (
                    n
                    for n in sorted(chapters[number].names, key=len, reverse=True)
                    if rest.startswith(n, position)
                ),
                None,
            )
            if name:
                found = number, name
                break
        if found is None:
            return False
        at, position = found[0] + 1, position + len(found[1])
    return at > 0 and (names_last is None or at == len(chapters))


def judged_line(sentence: str, source: Source) -> CheckedSentence | None:
    """Check a line of argument against the headings; None for a sentence that is none, or not one of these words."""
    if not _FRAME.match(sentence):
        return None
    about = subjects(Scores(source))
    topic = about[0] if about else ""
    if not is_true_line(sentence, source, topic):
        return None
    named = [item for item in named_chapters(source, topic) if any(name in sentence for name in item.names)]
    places = tuple(place(section, source) for item in named for section in item.sections)
    return CheckedSentence(sentence, True, 1.0, places, None, 0, len(sentence))
