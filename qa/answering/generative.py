"""Answers by a chat model: what it writes is checked sentence by sentence before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa import grounding
from qa import text as zh
from qa.answering.extractive import cite
from qa.answering.sentences import Written, written_sentences
from qa.answering.watching import MOST_SECONDS, End, Watched
from qa.errors import ServerError
from qa.language import say
from qa.llm import ChatStream
from qa.models import Citation, Dropped, Passage, Sentence

_MOST_SENTENCES = 12
# A model that has written so many and was not supported is not going to be.
_MOST_WRITTEN = 40
_MOST_REPEATS = 3
# How a model says that the passages do not have it; asked for in prompts/answer.md, and the usual other ways.
_NOT_IN_PASSAGES = re.compile(
    r"材料未载|(材料|资料|文章|文中|原文|上文|文本)(里|中|内)?(并)?(没有|未)(直接|明确)?(提[及到供过]|说|写|载|给|包含|涉及|相关)"
    r"|无法(从|根据).{0,12}(得出|回答|确定|得知)"
    r"|(\bnot?\b|n't\b).{0,30}\b(mentioned|in the (passages?|material|text)|provided|information)\b",
    re.IGNORECASE,
)
# How the last sentence of an answer that was cut off ends if it is whole; 1. may be the beginning of 1.2.
_WHOLE = re.compile(r"(?:[。！？!?]|(?<![\d.…])\.)[」』”’）)》\"']*$")


class CheckedAnswer:
    """Reads a model's answer; iterating gives the sentences that passed.

    Afterwards ``dropped`` has those that did not, ``declined`` tells whether the model itself said that the
    passages do not have it, and ``end`` why there is no more (see :class:`Watched`), with the ``error`` of a server
    that failed. What was checked before that stays, and no error is raised.

    :param question: Said again by the model, it is no sentence of an answer.
    :param seconds: How long the model may take in all.
    """

    def __init__(
        self,
        stream: ChatStream,
        passages: Sequence[Passage],
        question: str = "",
        *,
        seconds: float = MOST_SECONDS,
    ) -> None:
        self._watched, self._passages = Watched(stream, seconds), passages
        self._question = zh.fold(question).rstrip("?？。. ")
        self.dropped: list[Dropped] = []
        self.declined = False

    @property
    def end(self) -> End:
        """Why there is no more; ``done`` while there still may be."""
        return self._watched.end or "done"

    @property
    def error(self) -> ServerError | None:
        """What a server failed with."""
        return self._watched.error

    def __iter__(self) -> Iterator[Sentence]:
        seen: set[str] = set()
        shown = repeats = 0
        for written in written_sentences(self._watched):
            if written.text in seen:
                repeats += 1
                if repeats == _MOST_REPEATS:
                    self._watched.stop("repeats")
                    return
                continue
            if shown == _MOST_SENTENCES or len(seen) == _MOST_WRITTEN:
                self._watched.stop("sentences")
                return
            seen.add(written.text)
            checked = self._judged(written)
            if isinstance(checked, Sentence):
                shown += 1
                yield checked
            else:
                self.dropped.append(checked)

    def _judged(self, written: Written) -> Sentence | Dropped:
        if self.end not in ("done", "withheld") and not _is_whole(written.text):
            return Dropped(written.text, say("cut off in the middle", "没有写完"))
        if self._question and self._question in zh.fold(written.text):
            return Dropped(written.text, say("repeats the question", "重复了问题"))
        if _NOT_IN_PASSAGES.search(written.text):
            self.declined = True
            return Dropped(written.text, say("says that it is not there", "表示材料中没有"))
        return self._check(written)

    def _check(self, written: Written) -> Sentence | Dropped:
        """Check against what it cites; failing that, or where it cites nothing, against all passages."""
        cited = [number - 1 for number in written.cited if 0 < number <= len(self._passages)]
        everything = list(range(len(self._passages)))
        why = ""
        for numbers in [cited, everything] if cited else [everything]:
            support = grounding.check(written.text, [self._passages[i].text for i in numbers])
            if support.supported:
                return Sentence(written.text, self._citations(support, numbers))
            why = why or support.why or ""
        return Dropped(written.text, why)

    def _citations(self, support: grounding.Support, numbers: Sequence[int]) -> tuple[Citation, ...]:
        found = []
        for place in support.places:
            passage = self._passages[numbers[place.source]]
            found.append(cite(passage, passage.start + place.start, passage.start + place.end))
        return tuple(found)


def _is_whole(text: str) -> bool:
    return bool(_WHOLE.search(text)) and not zh.is_open(text, len(text))
