"""What a model wrote, taken apart into the things that a form is made of."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa import text as zh
from qa.answering.checking.statements import statements
from qa.models import Form
from qa.summarizing.with_model.asking import Reply

_ENDS = "。！？!?…"
_CLOSINGS = "」』”’）)》\"'"
_ASKED = re.compile(r"^\W*(?:问|问题|Q)\s*\d*\s*[:：]\s*", re.IGNORECASE)
_ANSWERED = re.compile(r"^\W*(?:答|回答|答案|A)\s*\d*\s*[:：]\s*", re.IGNORECASE)
_MOST_UNITS = 24


class Unit(NamedTuple):
    """A sentence of a paragraph, a takeaway, or a question (``heading``) and its answer."""

    heading: str | None
    sentences: tuple[str, ...]


def units(reply: Reply, form: Form) -> list[Unit]:
    """Return what a reply consists of, each thing once; greetings, headings and marks of Markdown are none of it.

    >>> units(Reply("## 导语\\n\\n- **桥**要先勘察。船可以等", "done"), "note")
    [Unit(heading=None, sentences=('桥要先勘察。',)), Unit(heading=None, sentences=('船可以等。',))]
    >>> units(Reply("问：桥要什么？\\n答：桥要先勘察。", "done"), "qa")
    [Unit(heading='桥要什么？', sentences=('桥要先勘察。',))]
    """
    text = zh.clean(reply.text)
    is_cut = reply.end != "done"
    if form == "qa":
        found = _pairs(text)
    elif form == "takeaways":
        found = [Unit(None, sentences) for line in text.splitlines() if (sentences := _stated(line))]
    else:
        found = [Unit(None, (sentence,)) for sentence in _stated(text)]
    if is_cut and found and not text.rstrip().rstrip(_CLOSINGS).endswith(tuple(_ENDS)):
        found.pop()
    return list(dict.fromkeys(found))[:_MOST_UNITS]


def _pairs(text: str) -> list[Unit]:
    found: list[Unit] = []
    question = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if _ASKED.match(line):
            question = _ASKED.sub("", line).strip("* ")
        elif question and _ANSWERED.match(line):
            sentences = _stated(_ANSWERED.sub("", line))
            if sentences:
                found.append(Unit(question, sentences))
            question = ""
    return found


def _stated(text: str) -> tuple[str, ...]:
    return tuple(_ended(part.text) for part in statements(text) if part.why is None)


def _ended(sentence: str) -> str:
    """Return a sentence with an end to it: a line may do without."""
    bare = sentence.rstrip(" ，,；;、")
    if bare.rstrip(_CLOSINGS).endswith((*_ENDS, ".", "：", ":")):
        return bare
    return bare + ("。" if any(ord(character) > 0x2E80 for character in bare) else ".")
