"""Questions that a chat model proposes, of which those are kept that the article bears out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from qa import text as zh
from qa.evaluation.drafts.proposing import MOST_IN_PHRASE, NAMES_THE_ARTICLE, Proposal, kind_of
from qa.evaluation.drafts.unanswerable import Unanswerable
from qa.models import Article, Section
from qa.summarizing.with_model.asking import Talk

if TYPE_CHECKING:
    from qa.llm import ChatModel
    from qa.prompting import Prompt

MOST_SECONDS = 300.0
"""How long the questions on one section may take."""

_LONGEST_TEXT = 6000
_LABELS = {
    "question": "问题|问|题目|question|q",
    "sentence": "原句|句子|句|sentence|source|s",
    "answer": "答案|答|answer|a",
    "missing": "缺失|缺少|缺|missing|m",
}
_LINE = re.compile(
    r"^[\s*_#>-]*(?:\d{1,2}[.、)）]\s*)?[\s*_]*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s*\d{0,2}[\s*_]*[:：][\s*_]*(?P<said>.+?)[\s*_]*$",
    re.IGNORECASE,
)
_QUOTES = "“”\"'「」『』`"
_POINTS_OUT = re.compile(
    r"本节|上述|上文|前者|后者|该(?:公司|文|机构|银行|项目)|这[一家个种篇些]|^(?:它|他|她)|\b(?:this|the) (?:article|text|passage|section)\b",
    re.IGNORECASE,
)
_SHORTEST_SENTENCE = 6


class Written(NamedTuple):
    """What a model wrote of one question, line by line; what it left out is empty."""

    question: str = ""
    sentence: str = ""
    answer: str = ""
    missing: str = ""


class Proposed(NamedTuple):
    """What is left of a model's questions on one section."""

    answerable: list[Proposal]
    unanswerable: list[Unanswerable]


def propose_by_model(
    article: Article,
    section: Section,
    everything: str,
    chat: ChatModel,
    prompt: Prompt,
    most: int,
    negatives: int,
) -> Proposed:
    """Ask a model for ``most`` questions that a section answers and ``negatives`` that the article does not.

    A question is kept only if the sentence that it is said to be answered by stands in the section, its answer in that
    sentence, and no answer in the question; one without an answer only if the word that it is said to fail by stands in the
    question and nowhere in ``everything``, which is the whole article, folded.

    Of a section longer than 6000 characters the beginning is read.

    :raises ServerError: the server failed.
    """
    messages = prompt.render(
        title=article.title,
        heading=section.heading,
        text=section.text[:_LONGEST_TEXT],
        most=most,
        unanswerable=negatives,
    )
    kept = Proposed([], [])
    for written in blocks(Talk(chat, MOST_SECONDS).ask(messages).text):
        if not is_well_asked(written.question):
            continue
        if written.missing and not written.sentence:
            without = _without_answer(written, everything)
            if without is not None and len(kept.unanswerable) < negatives:
                kept.unanswerable.append(without)
        else:
            made = _borne_out(written, section)
            if made is not None and len(kept.answerable) < most:
                kept.answerable.append(made)
    return kept


def blocks(text: str) -> Iterator[Written]:
    r"""Yield the questions in what a model wrote; each begins with a line that is labelled so.

    >>> list(blocks("1. **问**：渡船每天开几班？\n句：“渡船每天开六班。”\n答：六班\n\n好的！\n问：票价多少？\n缺：票价"))
    [Written(question='渡船每天开几班？', sentence='渡船每天开六班。', answer='六班', missing=''), Written(question='票价多少？', sentence='', answer='', missing='票价')]
    """
    current = Written()
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name = next(name for name in _LABELS if match[name])
        said = match["said"].strip()
        if name != "question":
            said = said.strip(_QUOTES)
        if name == "question" and current.question:
            yield current
            current = Written()
        if not getattr(current, name):
            current = current._replace(**{name: said})
    if current.question:
        yield current


def is_well_asked(question: str) -> bool:
    """Whether something is one question, and one that can be understood without the article before one's eyes."""
    return (
        question.endswith(("？", "?"))
        and sum(question.count(mark) for mark in "？?") == 1
        and 4 <= len(question) <= 120
        and not _POINTS_OUT.search(question)
        and not NAMES_THE_ARTICLE.search(question)
    )


def _borne_out(written: Written, section: Section) -> Proposal | None:
    text, sentence, answer = (zh.fold(part) for part in (section.text, written.sentence, written.answer))
    start = text.find(sentence)
    if start < 0 or len(sentence) < _SHORTEST_SENTENCE or not answer or answer not in sentence:
        return None
    if answer.strip("。.") in zh.fold(written.question):
        return None
    quote = section.text[start : start + len(sentence)]
    at = sentence.find(answer)
    phrase = quote[at : at + len(answer)].strip("。，；,.;")
    phrases = ((phrase,),) if 0 < len(phrase) <= MOST_IN_PHRASE else ()
    return Proposal(written.question, kind_of(written.question), section.index, quote, phrases)


def _without_answer(written: Written, everything: str) -> Unanswerable | None:
    word, question = zh.fold(written.missing), zh.fold(written.question)
    if len(word) < 2 or word not in question or word in everything:
        return None
    known = [each for each in zh.content_words(question.replace(word, "")) if len(each) > 1]
    is_near = any(each in everything for each in known)
    return Unanswerable(written.question, (word,), "model") if is_near else None
