"""One question, one note or one labelled sentence of a suite, asked and put on record."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from qa.assistant import Assistant
from qa.embedding.base import Embedder, Vectors
from qa.errors import (
    FiltersTooNarrow,
    QaError,
    QuestionEmpty,
    QuestionTooLong,
    ServerError,
    ServerModelUnknown,
    ServerUnauthorized,
)
from qa.evaluation import ungated
from qa.evaluation.record import Failure, NoteRecord, QuestionRecord, SentenceRecord
from qa.evaluation.suite import LabelledSentence, Question, ReferenceNote
from qa.evaluation.supports import support
from qa.llm import ChatModel
from qa.models import Answer, Filters, Mode, Passage, Sentence

T = TypeVar("T")

LIMIT = 20
"""How many passages are kept of a search; recall is measured up to there."""

# What is wrong with one question, and says nothing of the next.
_OF_ONE = (ServerError, QuestionEmpty, QuestionTooLong, FiltersTooNarrow)
_OF_ALL = (ServerUnauthorized, ServerModelUnknown)


class OnceEmbedder:
    """An embedder that embeds the same query once: it is searched for several times for one question."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """The id of the embedder underneath."""
        return self._embedder.id

    @property
    def dimension(self) -> int:
        """The dimension of the embedder underneath."""
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed with the embedder underneath."""
        return self._embedder.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed what was not embedded yet; shape (len(texts), dimension)."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            made = self._embedder.embed_queries(missing)
            with self._lock:
                self._known.update(zip(missing, made, strict=True))
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            return np.stack([self._known[text] for text in texts])


class Asker:
    """Asks an assistant, and says how it went.

    :param assistant: Whose library it is.
    :param names: The id of each article by the name that the suite calls it by.
    :param mode: How answers and notes are written.
    :param chat: The model of generative answers.
    :param gated: Whether the refusal and the check are in force.
    :param embedder: The embedder's id.
    """

    def __init__(
        self,
        assistant: Assistant,
        names: Mapping[str, str],
        mode: Mode,
        chat: ChatModel | None,
        *,
        gated: bool,
        embedder: str,
    ) -> None:
        self._assistant, self._names, self._mode, self._chat = assistant, names, mode, chat
        self._gated, self._embedder = gated, embedder

    def warm_up(self) -> None:
        """Have everything loaded and opened, so that the first question does not take longer than the others."""
        self._assistant.ask("开始", mode="extractive")

    def question(self, question: Question) -> QuestionRecord:
        """Search and answer. What goes wrong with this question alone is its ``failure``; all else is raised."""
        ranked: tuple[Passage, ...] = ()
        unranked: tuple[Passage, ...] = ()
        seconds: dict[str, float] = {}
        try:
            filters = Filters(articles=self._ids(question.within))
            ranked, seconds["search"] = timed(lambda: self._found(question.text, filters))
            unranked = ranked
            if self._assistant.settings.rerank:
                unranked = self._found(question.text, filters, rerank=False)
            answer, seconds["answer"] = timed(lambda: self._answer(question.text, filters))
        except _OF_ONE as problem:
            return QuestionRecord(
                question.id, ranked, unranked, None, seconds=seconds, failure=_failure(problem)
            )
        return QuestionRecord(
            id=question.id,
            ranked=ranked,
            unranked=unranked,
            answer=answer,
            confidence=answer.confidence,
            supports=tuple(self._support(question.text, sentence) for sentence in answer.sentences),
            seconds=seconds,
        )

    def _found(self, question: str, filters: Filters, *, rerank: bool | None = None) -> tuple[Passage, ...]:
        return tuple(self._assistant.search(question, limit=LIMIT, filters=filters, rerank=rerank))

    def _answer(self, question: str, filters: Filters) -> Answer:
        if self._gated:
            return self._assistant.ask(question, filters=filters, mode=self._mode)
        if self._mode == "extractive":
            return ungated.quote(self._assistant, question, filters, self._embedder)
        assert self._chat is not None, "generative answers have a model"
        return ungated.write(self._assistant, question, filters, self._chat)

    def _support(self, question: str, sentence: Sentence) -> tuple[float, bool]:
        return support(question, sentence, self._assistant.steadily, self._embedder)

    def note(self, note: ReferenceNote) -> NoteRecord:
        """Write the note of one article. Raises as :meth:`question` does."""
        [article] = self._ids([note.article])
        try:
            summary, seconds = timed(lambda: self._assistant.summarize(article, "note", mode=self._mode))
        except _OF_ONE as problem:
            return NoteRecord(note.article, None, failure=_failure(problem))
        return NoteRecord(note.article, summary, seconds)

    def sentence(self, sentence: LabelledSentence) -> SentenceRecord:
        """Check one sentence against its article, or the library. Of several in it, the weakest counts."""
        against = self._ids([sentence.article])[0] if sentence.article else None
        try:
            report, seconds = timed(lambda: self._assistant.check(sentence.text, against))
        except _OF_ONE as problem:
            return SentenceRecord(sentence.id, 0.0, supported=False, failure=_failure(problem))
        score = min((each.score for each in report.sentences), default=0.0)
        is_supported = bool(report.sentences) and all(each.supported for each in report.sentences)
        return SentenceRecord(sentence.id, round(float(score), 6), is_supported, seconds)

    def _ids(self, articles: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._names[unicodedata.normalize("NFC", article)] for article in articles)


def timed(do: Callable[[], T]) -> tuple[T, float]:
    """Return what a function returns, and the seconds that it took.

    >>> timed(lambda: "done")[0]
    'done'
    """
    began = time.perf_counter()
    made = do()
    return made, round(time.perf_counter() - began, 4)


def _failure(problem: QaError) -> Failure:
    if isinstance(problem, _OF_ALL):
        raise problem
    return Failure(problem.code, str(problem))
