"""Follow-up questions made self-contained by a chat model, and what of it is believed.

A model that is asked to rewrite may answer instead, add what nobody said, repeat itself or change the language. What
it writes is taken only if it asks the same thing and every name, number and word in it was said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qa import text as zh
from qa.answering.conversation import english_followups, followups
from qa.answering.conversation.antecedents import Turn
from qa.answering.conversation.followups import Need
from qa.answering.languages.which import language_of
from qa.answering.question.questions import kinds
from qa.errors import ServerError
from qa.language import say
from qa.llm import ChatModel
from qa.models import Usage
from qa.numerals import numbers
from qa.prompting import Prompt

_LONGEST = {"zh": 160, "en": 400}
_MOST_READ = 600
_LABEL = re.compile(
    r"^\s*(?:[-*>#]+\s*)?(?:改写(?:后|成|为)?(?:的)?(?:问题|问句)?|独立的?问题|问题?|(?:the )?(?:rewritten |standalone |self-contained )?question)\s*[:：]\s*",
    re.IGNORECASE,
)
_QUOTES = "\"'“”‘’「」『』`* \t"
_ASKS = re.compile(
    r"[?？]|什么|怎么|怎样|为何|如何|哪|谁|多少|几|多[大高长久快远重]|是否|有没有|是不是|吗|呢"
    r"|\b(?:what|who|whom|whose|when|where|which|why|how|is|are|was|were|do|does|did|can|could|has|have|will)\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[a-z][a-z0-9'-]*")
# Words that a question is made of: they say nothing that somebody would have had to say before.
_ASKING = frozenset(
    re.findall(
        r"\S+",
        """
        具体 详细 情况 原因 例子 内容 含义 意思 区别 看法 观点 看待 评价 方面 除了 除 之外 以外 其他 别的
        哪些 哪一年 年份 时间 日期 数额 金额 数量 还有 有 没有 进行 做 做到 发生 开始 属于 包括 为了 导致 为
        about besides else example examples exactly detail details more other reason reasons there then
        there's were been has have had can could would will should than their its from into such any
        """,
    )
)
_KEEPS = 0.6


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a model made of a question: ``text`` is None where it is not believed, and ``why`` says why not."""

    text: str | None
    why: str | None = None
    usage: Usage = field(default_factory=Usage)


def need(question: str) -> Need:
    """Return whether a question can be understood only from what was said before, in either language."""
    return _rules(question).need(question)


def by_rules(question: str, turns: Sequence[Turn]) -> str | None:
    """Return a question made self-contained by rules, or None where it is so already.

    >>> by_rules("那年费呢？", [Turn("商户的手续费是多少？")]), by_rules("why?", [Turn("Who runs Haitang Pay?")])
    ('商户的年费是多少？', 'Who runs Haitang Pay, and why?')
    """
    if not turns:
        return None
    rules = _rules(question)
    if rules is not _rules(turns[-1].question) and rules.need(question) == "yes":
        # The pieces of two languages do not fit into each other: both are asked, one after the other.
        return f"{turns[-1].question} {question}"
    return rules.understood(question, turns)


def asks_further(question: str) -> bool:
    """Whether a question wants what was not said yet about the same thing (why, what else), in either language."""
    return _rules(question).asks_further(question)


class _Rules(Protocol):
    """What a module of rules for one language has."""

    def need(self, question: str) -> Need: ...

    def asks_further(self, question: str) -> bool: ...

    def understood(self, question: str, turns: Sequence[Turn]) -> str | None: ...


def _rules(question: str) -> _Rules:
    return english_followups if language_of(question) == "en" else followups


def by_model(question: str, turns: Sequence[Turn], chat: ChatModel, prompt: Prompt) -> Rewritten:
    """Ask a model to make a question self-contained, and say whether what it wrote can be believed.

    A server that fails is no reason not to answer: then too the rules have to do.
    """
    written = ""
    try:
        with chat.stream(prompt.render(question=question, turns=turns)) as stream:
            for piece in stream:
                written += piece
                if len(written) > _MOST_READ:
                    break
            usage = stream.usage
    except ServerError as error:
        return Rewritten(None, say(f"the model failed: {error}", f"模型出错：{error}"))
    text = _first_line(written)
    why = objection(text, question, turns)
    return Rewritten(None if why else text, why, usage)


def _first_line(written: str) -> str:
    """Return what a model wrote, without a label, quotation marks and what follows the first line."""
    for line in zh.clean(written).splitlines():
        plain = _LABEL.sub("", line).strip()
        if len(plain) > 1 and plain[0] in _QUOTES and plain[-1] in _QUOTES:
            plain = plain.strip(_QUOTES)
        if plain:
            return plain
    return ""


def objection(text: str, question: str, turns: Sequence[Turn]) -> str | None:
    """Return why what a model wrote is no rewriting of a question, or None where it is one."""
    language = language_of(question)
    if not any(map(str.isalnum, text)):
        return say("the model wrote nothing", "模型没有写出内容")
    if len(text) > _LONGEST[language or "zh"]:
        return say("it is too long", "太长")
    if language is not None and language_of(text) != language:
        return say("it is in another language", "换了语言")
    if not _ASKS.search(zh.fold(text)):
        return say("it does not ask", "不是问句")
    dependence = need(question)
    if _plain(text) == _plain(question):
        return say("it is the question as it was", "原样重复了问题") if dependence == "yes" else None
    if turns and _plain(text) == _plain(turns[-1].question):
        return say("it is the last question", "重复了上一个问题")
    if dependence == "yes" and need(text) == "yes":
        return say("it still refers to what was said before", "仍然离不开上文")
    if not kinds(question) - {"definition"} <= kinds(text):
        return say("it asks something else", "问的不是同一件事")
    known = "\n".join(
        [question, *(each for turn in turns for each in (turn.question, *turn.sentences, *turn.titles))]
    )
    return _added(text, known) or _left_out(text, question)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", zh.fold(text))


def _added(text: str, known: str) -> str | None:
    """Return what a rewriting says that was not said before, as a reason."""
    given = {number.value for number in numbers(known)}
    for number in numbers(text):
        if number.value not in given and number.value != 1:
            return say(f"it adds the number {number.value}", f"添加了数字 {number.value}")
    folded = zh.fold(known)
    latin = set(_LATIN.findall(folded))
    for word in zh.content_words(text):
        if word in _ASKING or word in folded or numbers(word) or not any(map(str.isalpha, word)):
            continue
        if word.isascii():
            forms = {word, word.removesuffix("s"), word + "s", word.removesuffix("'s")}
            if word == "s" or forms & latin:
                continue
        elif _in_pieces(word, folded):
            continue
        return say(f"it adds “{word}”", f"添加了“{word}”")
    return None


def _in_pieces(word: str, folded: str) -> bool:
    """Whether each two characters of a word stand together: it may have been cut otherwise there."""
    return len(word) > 2 and all(word[i : i + 2] in folded for i in range(len(word) - 1))


def _left_out(text: str, question: str) -> str | None:
    """Return what of the question a rewriting no longer asks, as a reason."""
    kept = {number.value for number in numbers(text)}
    for number in numbers(question):
        if number.value not in kept and not re.search(
            r"第", question[max(0, number.start - 1) : number.start]
        ):
            return say(f"it leaves out the number {number.value}", f"漏掉了数字 {number.value}")
    folded = zh.fold(text)
    words = [word for word in zh.content_words(followups.without_references(question)) if word not in _ASKING]
    if words and sum(word in folded for word in words) < _KEEPS * len(words):
        return say("it leaves out what was asked", "漏掉了要问的内容")
    return None
