"""Whether a line of argument is true: it names nothing but an article's headings, and in their order."""

from __future__ import annotations

import re

from qa.models import CheckedSentence
from qa.summarizing.article.chapters import named_chapters, place
from qa.summarizing.article.scoring import Scores
from qa.summarizing.article.source import Source
from qa.summarizing.article.subjects import subjects

_FRAME = re.compile(r"(?:文章|全文|内容|文中)(?:依次|先后?)?(?:谈到|涉及|论及|谈)|The article speaks ")
_STOPS = re.compile(
    r"[、，；. ]|, | and |The article speaks (?:in turn )?of |(?:文章|全文|内容|文中)?(?:依次|先后)?(?:谈到|涉及|论及|先谈|再谈)|最后(?:谈到|是)|终以|作结"
)


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
