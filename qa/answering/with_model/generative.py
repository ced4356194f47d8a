"""Answers by a chat model: what it writes is checked sentence by sentence before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa import text as zh
from qa.answering.checking.absence import split_absent
from qa.answering.checking.repair import Judge, Outcome, judge
from qa.answering.checking.sentences import Written, written_sentences
from qa.answering.with_model.vouching import vouched
from qa.answering.with_model.watching import MOST_SECONDS, End, Watched
from qa.errors import ServerError
from qa.language import say
from qa.llm import ChatStream
from qa.models import Dropped, Passage, Repaired, Sentence
from qa.numerals import numbers
from qa.stages import Facts, stage

_MOST_SENTENCES = 12
# A model that has written so many and was not supported is not going to be.
_MOST_WRITTEN = 40
_MOST_REPEATS = 3
# How the last sentence of an answer that was cut off ends if it is whole; 1. may be the beginning of 1.2.
_WHOLE = re.compile(r"(?:[。！？!?]|(?<![\d.…])\.)[」』”’）)》\"']*$")


class CheckedAnswer:
    """Reads a model's answer; iterating gives the sentences that passed.

    Afterwards ``dropped`` has those that did not, ``repaired`` those whose citations were put right, ``declined``
    what the model said of what the passages do not have, and ``end`` why there is no more (see :class:`Watched`), with the ``error`` of a server
    that failed. What was checked before that stays, and no error is raised.

    :param question: Said again by the model, it is no sentence of an answer.
    :param seconds: How long the model may take in all.
    :param judge: Decides what becomes of each sentence.
    """

    def __init__(
        self,
        stream: ChatStream,
        passages: Sequence[Passage],
        question: str = "",
        *,
        seconds: float = MOST_SECONDS,
        judge: Judge = judge,
    ) -> None:
        self._judge = judge
        self._watched, self._passages = Watched(stream, seconds), passages
        self._question = zh.fold(question).rstrip("?？。. ")
        self.dropped: list[Dropped] = []
        self.repaired: list[Repaired] = []
        self.declined: list[str] = []

    @property
    def end(self) -> End:
        """Why there is no more; ``done`` while there still may be."""
        return self._watched.end or "done"

    @property
    def error(self) -> ServerError | None:
        """What a server failed with."""
        return self._watched.error

    def fail(self, error: ServerError) -> None:
        """Take note that it ended with an error that came from outside the model."""
        self._watched.fail(error)

    def __iter__(self) -> Iterator[Sentence]:
        seen: set[str] = set()
        given: set[str] = set()
        repeats = 0
        for written in written_sentences(self._watched):
            if written.text in seen:
                repeats += 1
                if repeats == _MOST_REPEATS:
                    self._watched.stop("repeats")
                    return
                continue
            if len(given) == _MOST_SENTENCES or len(seen) == _MOST_WRITTEN:
                self._watched.stop("sentences")
                return
            seen.add(written.text)
            with stage("check") as facts:
                outcome = self._judged(written, facts)
            if outcome.repaired:
                self.repaired.append(outcome.repaired)
            if outcome.dropped:
                self.dropped.append(outcome.dropped)
            # One source sentence may be given for several of the model's.
            if outcome.shown and outcome.shown.text not in given:
                given.add(outcome.shown.text)
                yield outcome.shown

    def _judged(self, written: Written, facts: Facts) -> Outcome:
        """Return what becomes of a sentence; ``facts`` gets a word for it, and one for why it was dropped.

        ``absent`` tells of a part that says what is not there, which is dropped by itself."""
        facts["outcome"] = "dropped"
        if self.end != "done" and not _is_whole(written.text):
            facts["reason"] = "unfinished"
            return Outcome(dropped=Dropped(written.text, say("cut off in the middle", "没有写完")))
        if self._question and _adds_nothing(written.text, self._question):
            facts["reason"] = "repeats_question"
            return Outcome(dropped=Dropped(written.text, say("repeats the question", "重复了问题")))
        stated, absent = split_absent(written.text)
        if absent:
            self.declined.append(absent)
            facts["absent"] = True
            lacking = Dropped(absent, say("says that it is not there", "表示材料中没有"))
            if not stated:
                return Outcome(dropped=lacking)
            self.dropped.append(lacking)
        carried = self._judge(written._replace(text=stated), self._passages)
        outcome = vouched(self._question, carried, self._passages)
        if outcome.shown is None:
            facts["reason"] = "unsupported" if carried.shown is None else "unbound"
        elif outcome.dropped is not None:
            facts["outcome"], facts["reason"] = "quoted", "quoted"
        else:
            facts["outcome"] = "repaired" if outcome.repaired else "shown"
        return outcome


def _adds_nothing(text: str, question: str) -> bool:
    """Whether a sentence is the folded question again; 上映时间是5月1日 has the question 上映时间 in it, and answers it."""
    before, asked, after = zh.fold(text).partition(question)
    if not asked or after.startswith("?"):
        return bool(asked)
    return not zh.content_words(before + " " + after) and not numbers(after)


def _is_whole(text: str) -> bool:
    return bool(_WHOLE.search(text)) and not zh.is_open(text, len(text))
