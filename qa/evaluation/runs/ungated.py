"""Answers without the refusal and without the check of each sentence: for telling what these two are worth.

Nothing outside of evaluation uses it: whoever asks the Assistant gets no sentence that was not checked.
"""

from __future__ import annotations

import time

from qa.answering.checking.absence import split_absent
from qa.answering.checking.sentences import Written, written_sentences
from qa.answering.draft import Draft
from qa.answering.languages.across import find_across
from qa.answering.with_model.watching import Watched
from qa.answering.without_model.extractive import cite, texts
from qa.assistant import Assistant
from qa.language import say
from qa.llm import ChatModel
from qa.models import Answer, Filters, Passage, Sentence
from qa.prompting import load_prompt
from qa.query import require_query
from qa.retrieval import Retriever


def quote(assistant: Assistant, question: str, filters: Filters, embedder: str) -> Answer:
    """Return the sentences of the passages that fit a question best, however badly they do.

    :param embedder: The embedder's id, which names the fitted rules.
    """
    began = time.perf_counter()
    question = require_query(question)

    def gather(retriever: Retriever) -> Draft:
        found, apart = find_across(retriever, question, assistant.settings.passages, filters)
        draft = Draft(question, "extractive", found, began)
        draft.look_through(retriever.rarity, retriever.knows, in_parts=apart is None)
        draft.quote(embedder, ())
        return draft

    return assistant.steadily(gather).finished(None)


def write(assistant: Assistant, question: str, filters: Filters, chat: ChatModel) -> Answer:
    """Return what a model writes of the passages that fit a question best, as it writes it.

    Each sentence has the citations that the model gave it: whole passages, or none. Where it says of everything that
    the passages do not have it, it has refused by itself.

    :raises ServerError: the model failed before it had written a sentence.
    """
    began = time.perf_counter()
    question = require_query(question)
    settings = assistant.settings

    def gather(retriever: Retriever) -> list[Passage]:
        found, _ = find_across(retriever, question, settings.passages, filters)
        return retriever.widen(found.passages, settings.context_tokens)

    passages = assistant.steadily(gather)
    prompt = load_prompt("answer", settings.prompts)
    with chat.stream(prompt.render(question=question, passages=passages)) as stream:
        watched = Watched(stream, settings.llm_max_seconds)
        written = list(written_sentences(watched))
        usage = stream.usage
    if watched.error is not None and not written:
        raise watched.error
    has_answer = any(split_absent(one.text)[0] for one in written)
    sentences = tuple(_sentence(one, passages) for one in written) if has_answer else ()
    return Answer(
        status="answered" if sentences else "refused",
        question=question,
        text=texts(sentences),
        sentences=sentences,
        mode="generative",
        reason=None if sentences else say("the model found no answer", "模型没有找到答案"),
        passages=tuple(passages),
        model=chat.id,
        prompt=prompt.label,
        usage=usage,
        seconds=round(time.perf_counter() - began, 3),
    )


def _sentence(written: Written, passages: list[Passage]) -> Sentence:
    numbers = [number for number in dict.fromkeys(written.cited) if 0 < number <= len(passages)]
    cited = [passages[number - 1] for number in numbers]
    return Sentence(written.text, tuple(cite(one, one.start, one.end) for one in cited))
