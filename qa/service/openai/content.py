"""An answer as one text: its sentences with numbers, and at the end where each number stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from qa.language import say
from qa.models import Answer, Citation, Sentence, Understood
from qa.output import Json
from qa.publishing.places import Numbers, one_line, path
from qa.service.openai import said
from qa.text import clean

Link: TypeAlias = Callable[[Citation], str]
"""Returns the address where a citation can be read."""

_ENDS = "。！？!?….；;"
_CLOSING = "」』”’）)\"'"
# What a front end that shows Markdown would fetch from another host.
_IMAGE = re.compile(r"!(?=\[)")
_LINE_END = "  \n"  # in Markdown, too


class Content:
    """The text of a message while it is made; each method returns what it adds.

    ``text`` is the whole so far, and ``annotations`` are the numbers in it, as OpenAI's API describes citations:
    ``text[start_index:end_index]`` is the number. ``refusal`` is why there is no answer.

    >>> from qa.language import spoken
    >>> cited = Citation("a1", "渡口", ("班次",), None, 0, 0, 8, "渡船每天开六班。")
    >>> content = Content(lambda citation: "https://example.com/" + citation.article)
    >>> content.add(Sentence("渡船每天开六班。", (cited,)))
    '渡船每天开六班。[1]'
    >>> with spoken("zh"):
    ...     content.end(None)
    '\\n\\n[1] 《渡口》 › 班次：“渡船每天开六班。”'
    >>> content.annotations[0]["url_citation"]["start_index"]
    8
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._numbers = Numbers()
        self._space = ""  # what parts the next sentence from the last
        self.text = ""
        self.annotations: list[Json] = []
        self.refusal: str | None = None

    def begin(self, understood: Understood) -> str:
        """Say how the question was understood."""
        return self._put(said.understood_as(_line(understood.understood_as)) + "\n\n")

    def add(self, sentence: Sentence) -> str:
        """Add a sentence with the numbers of its citations."""
        before = len(self.text)
        self._put(self.next_text(sentence))
        numbers = self._numbers.of(sentence)
        cited = {number: citation for citation, number in self._numbers.items()}
        for number in numbers:
            start = len(self.text)
            self._put(f"[{number}]")
            link = self._link(cited[number])
            self.annotations.append(_annotation(cited[number], link, start, len(self.text)))
        self._space = " " if sentence.text.rstrip(_CLOSING)[-1:] in _ENDS else "\n"
        return self.text[before:]

    def next_text(self, sentence: Sentence) -> str:
        """Return a sentence as it would be added now, without its numbers."""
        return self._space + _plain(sentence.text)

    def end(self, answer: Answer | None) -> str:
        """Say what there is to say of the answer, and where the numbers stand.

        Without an answer, it was cut short, and only the numbers are told.
        """
        before = len(self.text)
        blocks = list(self._remarks(answer)) if answer else []
        if self._numbers:
            blocks.append(
                _LINE_END.join(
                    f"[{number}] {_line(path(each.title, each.path, None))}{say(': ', '：')}“{_line(each.quote)}”"
                    for each, number in self._numbers.items()
                )
            )
        for block in blocks:
            self._put(("\n\n" if self.text and not self.text.endswith("\n\n") else "") + block)
        return self.text[before:]

    def _remarks(self, answer: Answer) -> Iterator[str]:
        if answer.fallback:
            yield said.quoted_instead()
        reason = _line(answer.reason or say("the library has no support for one.", "文库里没有依据。"))
        if answer.status == "refused":
            self.refusal = said.refused(reason)
            yield self.refusal
            if answer.nearest:
                places = dict.fromkeys(_line(path(near.title, near.path, None)) for near in answer.nearest)
                yield "\n".join([say("The nearest sections:", "最接近的段落："), *(f"- {p}" for p in places)])
        elif answer.status == "partial":
            yield said.incomplete(reason)
        for conflict in answer.conflicts:
            values = (
                _line(value) + "".join(f"[{self._numbers[each]}]" for each in sentence.citations)
                for value, sentence in zip(conflict.values, conflict.sentences, strict=True)
            )
            yield said.disagreeing(" / ".join(values))

    def _put(self, text: str) -> str:
        self.text += text
        return text


def _annotation(citation: Citation, link: str, start: int, end: int) -> Json:
    return {
        "type": "url_citation",
        "url_citation": {"start_index": start, "end_index": end, "url": link, "title": citation.title},
    }


def _plain(text: str) -> str:
    """Return a text that loads nothing where it is shown.

    >>> _plain("见![图](http://example.com/a.png)")
    '见!\\\\[图](http://example.com/a.png)'
    """
    return _IMAGE.sub("!\\\\", clean(text))


def _line(text: str) -> str:
    return one_line(_plain(text))
