"""When to refuse before anything is written: the evidence is too weak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa import text as zh
from qa.answering.questions import kinds
from qa.fitted import RefusalRule, refusal_rule
from qa.language import say
from qa.retrieval import Evidence, Found, is_about_article

RefusalKind = Literal["no_passages", "too_far", "not_said"]

# For embedders that nothing was fitted for: cosines mean something else with each, so only words are looked at.
_LEAST_COVERAGE = 0.2
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the passages cannot answer a question.

    ``kind`` is ``no_passages`` (no article passes the filters), ``too_far`` (no passage is on the topic) or
    ``not_said`` (the passages are on the topic and do not say what is asked for). ``looked_for`` names what is asked for in
    the reader's language ("a date"), empty where the question does not tell. ``why`` is a whole clause.
    """

    kind: RefusalKind
    looked_for: str
    why: str


def judge(
    question: str, found: Found, evidence: Evidence, embedder: str, *, rule: RefusalRule | None = None
) -> Refusal | None:
    """Return why the passages cannot answer the question, or None when they may.

    ``embedder`` is the embedder's id, which names the fitted rule; ``rule`` is used instead of that, as for questions
    in another language than the articles'.
    """
    wanted = looked_for(question)
    if not found.passages:
        return Refusal("no_passages", wanted, say("no article passes the filters", "没有符合筛选条件的文章"))
    if is_about_article(question) and found.passages[0].section < 0:
        return None  # the metadata answers, whatever words it shares with the question
    rule = rule or refusal_rule(embedder)
    if rule is None:
        weak = evidence.coverage < _LEAST_COVERAGE
    else:
        weak = rule.cosine * evidence.cosine + rule.coverage * evidence.coverage + rule.bias < rule.threshold
    if not weak:
        return None
    why = say(
        f"no passage is close enough to the question (similarity {evidence.cosine:.2f}, "
        f"{evidence.coverage:.0%} of its words found)",
        f"没有与问题足够相近的段落（相似度 {evidence.cosine:.2f}，找到问题中 {evidence.coverage:.0%} 的词）",
    )
    return Refusal("too_far", wanted, why)


def looked_for(question: str) -> str:
    """Return what kind of thing a question asks for, in the reader's language; empty where it does not tell.

    >>> looked_for("海棠支付什么时候成立？")
    'a date'
    """
    asked = kinds(question)
    names = {
        "date": say("a date", "日期"),
        "number": say("a number", "数字"),
        "person": say("a person's name", "人名"),
        "place": say("a place", "地点"),
        "reason": say("a reason", "原因"),
        "definition": say("what something is", "定义"),
    }
    return next((name for kind, name in names.items() if kind in asked), "")


def what_was_looked_for(question: str) -> str:
    """Return what a question asks for and about what, in the reader's language.

    >>> what_was_looked_for("海棠支付什么时候成立？")
    'a date; 海棠, 支付, 成立'
    """
    kind = looked_for(question)
    words = [word for word in zh.content_words(question) if len(word) > 1][:_MOST_WORDS]
    return say("; ", "；").join(filter(None, (kind, say(", ", "、").join(words)))) or question
