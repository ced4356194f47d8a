"""A chat model as a judge of answers: whether they are faithful, to the point, and in good language.

Its marks stand beside the rule-based check and never in its place: :mod:`qa.evaluation.scoring.measuring` says how far the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from qa.errors import (
    JudgementUnreadable,
    ServerError,
    ServerModelUnknown,
    ServerUnauthorized,
    ServerUnreachable,
)
from qa.evaluation.judges.marks import Aspect, read_marks
from qa.evaluation.runs.rate import Rate, RatedChat
from qa.evaluation.runs.record import Failure, Judgement, QuestionRecord, Run
from qa.evaluation.suites.suite import Question, Suite
from qa.language import say
from qa.llm_cache import CachedChat
from qa.models import Answer, Citation, Passage
from qa.summarizing.with_model.asking import Talk

if TYPE_CHECKING:
    from qa.llm import ChatModel, Message
    from qa.prompting import Prompt

MOST_SECONDS = 180.0
"""How long one judgement may take."""

OF_EVERY_REQUEST = (ServerUnreachable, ServerUnauthorized, ServerModelUnknown)
"""The errors that, once one request has met them, every other will meet as well."""

OnStep: TypeAlias = Callable[[int, int], None]
"""Is told how many are done, and how many there are."""

_NAMES: dict[Aspect, tuple[str, str]] = {
    "faithful": ("faithful", "忠实"),
    "relevant": ("relevant", "切题"),
    "fluent": ("fluent", "通顺"),
}
_SHOWN = 80


class Source(NamedTuple):
    """A passage as the judge is given it."""

    title: str
    path: tuple[str, ...]
    text: str


class Cited(NamedTuple):
    """What a sentence cites: the passage by its number, from 1, and the words."""

    number: int
    quote: str


class Told(NamedTuple):
    """One sentence of the answer as the judge is given it."""

    text: str
    citations: tuple[Cited, ...]


def judge(
    run: Run,
    suite: Suite,
    chat: ChatModel,
    prompt: Prompt,
    *,
    cache: Path | None = None,
    concurrency: int = 1,
    rate: float | None = None,
    known: Iterable[Judgement] = (),
    on_progress: OnStep | None = None,
    on_judgement: Callable[[Judgement], None] | None = None,
) -> tuple[Judgement, ...]:
    """Return what a model thinks of each answer of a run, in the order of the run; a refusal is no answer to judge.

    A request that fails, and a text without three marks from 1 to 5, is a judgement with a ``failure`` and without a mark.

    :param chat: The judge, which need not be the model that wrote the answers.
    :param prompt: The prompt ``judge``: takes ``question``, ``passages``, ``sentences`` and ``references``.
    :param cache: A file of what the judge wrote before, by model, prompt and messages; what is in it is not asked again.
    :param concurrency: How many requests are under way at once.
    :param rate: How many requests are sent a minute at most; what is in the cache waits for nothing.
    :param known: Judgements of these answers by this judge from before, of which those that failed are made again.
    :param on_progress: Called with how many answers are judged and how many there are.
    :param on_judgement: Called with each new judgement as soon as it is made, in the thread that called ``judge``.
    :raises PromptError: the prompt cannot be used.
    :raises ServerError: the server cannot be reached, or refuses the key or the model: that concerns every answer.
    """
    asked = {question.id: question for question in suite.questions}
    answered = [
        (record, record.answer)
        for record in run.questions
        if record.answer is not None and record.answer.status != "refused" and record.id in asked
    ]
    done = {each.id: each for each in known if each.failure is None}
    left = [(record, answer) for record, answer in answered if record.id not in done]
    asking = [
        (record.id, prompt.render(**_told(record, answer, asked[record.id]))) for record, answer in left
    ]
    rated = RatedChat(chat, Rate(rate))
    with ExitStack() as stack:
        asked_of: ChatModel = rated
        if cache is not None:
            asked_of = kept = CachedChat(rated, cache, {"prompt": prompt.label})
            stack.callback(kept.close)
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=concurrency))
        # Registered last, and so the first to run when one fails or Ctrl-C comes: nothing more is sent.
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        stack.callback(rated.stop)
        under_way = [pool.submit(_judged, name, messages, asked_of) for name, messages in asking]
        for future in as_completed(under_way):
            made = future.result()
            done[made.id] = made
            if on_judgement:
                on_judgement(made)
            if on_progress:
                on_progress(len(done), len(answered))
    return tuple(done[record.id] for record, _ in answered)


def label(chat: ChatModel, prompt: Prompt) -> str:
    """Return what a judge is called in a run: the model and the prompt. Marks of two judges are not one scale."""
    return f"{chat.id} {prompt.label}"


def _judged(name: str, messages: Sequence[Message], chat: ChatModel) -> Judgement:
    try:
        written = Talk(chat, MOST_SECONDS).ask(messages).text
    except OF_EVERY_REQUEST:
        raise
    except ServerError as error:
        return _failed(name, Failure(error.code, str(error)))
    marks = read_marks(written)
    if marks.missing:
        problem = JudgementUnreadable(
            model=chat.id,
            missing=say(", ", "、").join(say(*_NAMES[aspect]) for aspect in marks.missing),
            written=" ".join(written.split())[:_SHOWN] or say("nothing", "空"),
        )
        return _failed(name, Failure(problem.code, str(problem)))
    return Judgement(name, marks.faithful, marks.relevant, marks.fluent, marks.why)


def _failed(name: str, failure: Failure) -> Judgement:
    return Judgement(name, None, None, None, failure=failure)


def _told(record: QuestionRecord, answer: Answer, question: Question) -> dict[str, object]:
    """Return the prompt's inputs: each sentence with what it cites, and the passages around that, each once."""
    passages: list[Source] = []

    def numbered(citation: Citation) -> int:
        source = _around(citation, (*answer.passages, *record.ranked))
        if source not in passages:
            passages.append(source)
        return passages.index(source) + 1

    sentences = [
        Told(each.text, tuple(Cited(numbered(citation), citation.quote) for citation in each.citations))
        for each in answer.sentences
    ]
    return {
        "question": question.text,
        "passages": passages,
        "sentences": sentences,
        "references": list(question.references),
    }


def _around(citation: Citation, passages: Sequence[Passage]) -> Source:
    """Return the passage that a citation is in; the quote alone where it is not among the passages."""
    for passage in passages:
        is_there = (passage.article, passage.section) == (citation.article, citation.section)
        if is_there and passage.start <= citation.start and citation.end <= passage.end:
            return Source(passage.title, passage.path, passage.text)
    return Source(citation.title, citation.path, citation.quote)
