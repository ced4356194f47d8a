"""Answers by a chat model: what it writes is checked sentence by sentence before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa import grounding
from qa.answering.extractive import cite
from qa.answering.sentences import Written, written_sentences
from qa.language import say
from qa.llm import ChatStream
from qa.models import Citation, Dropped, Passage, Sentence

_MOST_SENTENCES = 12
# How a model says that the passages do not have it; asked for in prompts/answer.md, and the usual other ways.
_NOT_IN_PASSAGES = re.compile(
    r"材料未载|(材料|资料|文章|文中|原文|上文|文本)(里|中|内)?(并)?(没有|未)(直接|明确)?(提[及到供过]|说|写|载|给|包含|涉及|相关)"
    r"|无法(从|根据).{0,12}(得出|回答|确定|得知)"
    r"|(\bnot?\b|n't\b).{0,30}\b(mentioned|in the (passages?|material|text)|provided|information)\b",
    re.IGNORECASE,
)
# The model ran out of tokens in the middle of a sentence that does not end in this way.
_WHOLE = re.compile(r"[。！？!?….][」』”’）)》\"']*$")


class CheckedAnswer:
    """Reads a model's answer; iterating gives the sentences that passed.

    Afterwards ``dropped`` has those that did not, and ``declined`` tells whether the model itself said that the
    passages do not have it.
    """

    def __init__(self, stream: ChatStream, passages: Sequence[Passage]) -> None:
        self._stream, self._passages = stream, passages
        self.dropped: list[Dropped] = []
        self.declined = False

    def __iter__(self) -> Iterator[Sentence]:
        seen: set[str] = set()
        for count, written in enumerate(written_sentences(self._stream)):
            if count >= _MOST_SENTENCES or written.text in seen:
                # A model that repeats itself or does not stop has nothing more to say.
                self._stream.close()
                return
            seen.add(written.text)
            if self._stream.finish_reason == "length" and not _WHOLE.search(written.text):
                self.dropped.append(Dropped(written.text, say("cut off in the middle", "没有写完")))
                continue
            if _NOT_IN_PASSAGES.search(written.text):
                self.declined = True
                self.dropped.append(Dropped(written.text, say("says that it is not there", "表示材料中没有")))
                continue
            checked = self._check(written)
            if isinstance(checked, Sentence):
                yield checked
            else:
                self.dropped.append(checked)

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
