"""When to refuse before anything is written: the passages do not say what is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from qa import text as zh
from qa.answering.question.questions import Kind, asked
from qa.answering.question.terms import terms_of
from qa.answering.refusing.elsewhere import contrast
from qa.answering.refusing.unsaid import Unsaid, unsaid
from qa.answering.without_model.candidates import Candidate, chance
from qa.answering.without_model.ranking import logit
from qa.fitted import (
    RefusalRule,
    SentenceRule,
    answerable_rule,
    refusal_rule,
    sentence_rule,
)
from qa.language import say
from qa.models import Passage
from qa.query import is_about_article
from qa.retrieval import Evidence, Found

RefusalKind = Literal["nothing_asked", "no_passages", "too_far", "not_said"]

# For embedders that nothing was fitted for: cosines mean something else with each, so only words are looked at.
_LEAST_COVERAGE = 0.2
_MOST_WORDS = 8
_WORK = re.compile(r"《([^《》]{2,60})》")
# The share of a title's pairs of characters that makes it the same title, misspelt.
_ALIKE = 0.6
# What fits no better has the form that is asked for in name only, such as any number where years are asked for.
_LOOSE = 0.3


def _anything(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the passages cannot answer a question.

    ``kind`` is ``nothing_asked`` (there are only orders in it), ``no_passages`` (no article passes the filters), ``too_far`` (no passage is on the topic) or ``not_said``
    (the passages are on the topic and do not say what is asked for). ``looked_for`` names what is asked for in the
    reader's language ("a date"), empty where the question does not tell. ``why`` is a whole clause.
    """

    kind: RefusalKind
    looked_for: str
    why: str


class Signs(NamedTuple):
    """What speaks for the passages saying what is asked, and against it.

    ``is_open``: 1 where the answer has no form that it can be told by. ``cosine``: see ``Evidence``. ``best`` (see
    :func:`best_of`) and ``words``, the words that no passage has (at most one; see ``unsaid``), count as far as the question's
    words are there: what is asked in other words has no sentence with its words, and takes nothing for granted that is not
    said. ``names``, ``years``: 1 where there is one of the question that no passage has.
    """

    best: float
    is_open: float
    cosine: float
    words: float
    names: float
    years: float


class Verdict(NamedTuple):
    """Whether to refuse, and the chance (0 to 1) that the passages answer; it is None where nothing was fitted."""

    refusal: Refusal | None
    confidence: float | None


def nothing_asked() -> Refusal:
    """Return the refusal of a question that only tells what to do."""
    why = say(
        "nothing is asked that articles could answer: it only tells what to do",
        "没有提出文章能回答的问题，只有要求",
    )
    return Refusal("nothing_asked", "", why)


def judge(
    question: str,
    found: Found,
    evidence: Evidence,
    candidates: Sequence[Candidate],
    embedder: str,
    *,
    rule: RefusalRule | None = None,
    knows: Callable[[str], bool] = _anything,
) -> Refusal | None:
    """Return why the passages cannot answer the question, or None when they may; see :func:`weigh`."""
    return weigh(question, found, evidence, candidates, embedder, rule=rule, knows=knows).refusal


def weigh(
    question: str,
    found: Found,
    evidence: Evidence,
    candidates: Sequence[Candidate],
    embedder: str,
    *,
    rule: RefusalRule | None = None,
    knows: Callable[[str], bool] = _anything,
) -> Verdict:
    """Return why the passages cannot answer the question, if they cannot, and the chance that they do.

    ``candidates`` are the passages' sentences; ``embedder`` is the embedder's id, which names the fitted rules. With
    ``rule``, only cosine and coverage are looked at, by that rule: for questions that share no words with the articles,
    such as those in another language. ``knows`` tells whether a word stands anywhere in the library.
    """
    wanted = looked_for(question)
    if not found.passages:
        why = say("no article passes the filters", "没有符合筛选条件的文章")
        return Verdict(Refusal("no_passages", wanted, why), 0.0)
    unknown = unknown_work(question, found.passages)
    if unknown is not None:
        why = say(f"no article or passage names 《{unknown}》", f"没有文章或段落提到《{unknown}》")
        return Verdict(Refusal("too_far", wanted, why), 0.0)
    if is_about_article(question) and found.passages[0].section < 0:
        return Verdict(None, 1.0)  # the metadata answers, whatever words it shares with the question
    far = rule or refusal_rule(embedder)
    answerable = answerable_rule(embedder)
    if rule is not None or far is None or answerable is None or not candidates:
        is_far, nearness = _is_far(evidence, far, 0.0 if rule else contrast(found, embedder), 0.0)
        return Verdict(_too_far(wanted, evidence) if is_far else None, chance(nearness) if far else None)
    best = best_of(question, candidates, sentence_rule(embedder))
    is_far, nearness = _is_far(evidence, far, contrast(found, embedder), best)
    gone = unsaid(question, terms_of(question, lambda word: 1.0), found.passages, knows)
    seen = signs(question, best, evidence, gone)
    total = sum(w * x for w, x in zip(answerable.weights, seen, strict=True)) + answerable.bias
    # As sure as of the topic at most: what is barely on it is barely answered.
    total = min(total, answerable.threshold + nearness - far.threshold)
    if not is_far and total >= answerable.threshold and not _has_no_form(candidates):
        return Verdict(None, chance(total))
    refusal = (
        _too_far(wanted, evidence) if is_far else Refusal("not_said", wanted, _what_is_not_said(wanted, gone))
    )
    return Verdict(refusal, chance(min(total, answerable.threshold)))


def _too_far(wanted: str, evidence: Evidence) -> Refusal:
    why = say(
        f"no passage is close enough to the question (similarity {evidence.cosine:.2f}, "
        f"{evidence.coverage:.0%} of its words found)",
        f"没有与问题足够相近的段落（相似度 {evidence.cosine:.2f}，找到问题中 {evidence.coverage:.0%} 的词）",
    )
    return Refusal("too_far", wanted, why)


def _what_is_not_said(wanted: str, gone: Unsaid) -> str:
    """Return the reason of a refusal: what of the question no passage has, or else that none answers it."""
    nowhere = (*gone.names, *gone.years, *(word for word, share in gone.words if share == 1))
    if nowhere:
        return say(
            f"the passages are near the question, and none of them has {', '.join(nowhere)}",
            f"段落与问题相近，但没有一段提到{'、'.join(nowhere)}",
        )
    return say(
        "the passages are near the question, and none of their sentences has "
        + (f"{wanted} that answers it" if wanted else "what it asks for"),
        f"段落与问题相近，但没有一句说出所问的{wanted or '内容'}",
    )


def unknown_work(question: str, passages: Sequence[Passage]) -> str | None:
    """Return the work that a question names in 《》 where no passage has it, nor any title; None where one has.

    A title may be given in part, or with a character or two wrong.

    >>> unknown_work("《红楼梦》的作者是谁？", []), unknown_work("桥有多长？", [])
    ('红楼梦', None)
    """
    works = [work.strip() for work in _WORK.findall(question)]
    titles = [zh.fold(passage.title) for passage in passages]
    texts = "\n".join((*titles, *(zh.fold(passage.text) for passage in passages)))
    for work in works:
        folded = zh.fold(work)
        pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
        alike = max((sum(pair in title for pair in pairs) for title in titles), default=0)
        if folded in texts or (pairs and alike >= _ALIKE * len(pairs)):
            return None
    return works[0] if works else None


def best_of(question: str, candidates: Sequence[Candidate], rule: SentenceRule) -> float:
    """Return the logit of the best sentence's chance to hold the answer; 0 where the answer has no form.

    There, a sentence is told by its words, and these may be others.
    """
    return 0.0 if asked(question).is_open else max(logit(question, rule, each) for each in candidates)


def signs(question: str, best: float, evidence: Evidence, gone: Unsaid) -> Signs:
    """Return what speaks for the passages saying what is asked, and against it; ``best`` is that of :func:`best_of`."""
    missing = sum(share for _, share in gone.words)
    return Signs(
        best=best * evidence.coverage,
        is_open=float(asked(question).is_open),
        cosine=evidence.cosine,
        words=min(1.0, missing) * evidence.coverage,
        names=float(bool(gone.names)),
        years=float(bool(gone.years)),
    )


def _has_no_form(candidates: Sequence[Candidate]) -> bool:
    """Whether no sentence has anything of the form that is asked for; where none is asked for, every sentence has."""
    return all(candidate.features.fit <= _LOOSE for candidate in candidates)


def _is_far(
    evidence: Evidence, rule: RefusalRule | None, nearer: float | None, best: float
) -> tuple[bool, float]:
    """Return whether the passages are on another topic, and the logit of the chance that they are not.

    ``nearer`` is the contrast; where it is not known, only words are looked at.
    """
    if rule is None or nearer is None:
        return evidence.coverage < _LEAST_COVERAGE, rule.threshold if rule else 0.0
    total = rule.cosine * evidence.cosine + rule.coverage * evidence.coverage + rule.bias
    total += rule.contrast * nearer + rule.best * best
    return total < rule.threshold, total


def looked_for(question: str) -> str:
    """Return what a question asks for, in the reader's language; empty where it does not tell.

    >>> looked_for("海棠支付什么时候成立？")
    'a date'
    """
    kind = asked(question).kind
    names: dict[Kind, str] = {
        "date": say("a date", "日期"),
        "number": say("a number", "数字"),
        "person": say("a person's name", "人名"),
        "name": say("a name", "名称"),
        "place": say("a place", "地点"),
        "organisation": say("the name of an organisation", "机构名称"),
        "work": say("the title of a work", "作品名称"),
        "wording": say("what something is called", "名称"),
        "result": say("a result", "结果"),
        "reason": say("a reason", "原因"),
        "definition": say("what something is", "说明"),
    }
    return names[kind] if kind else ""


def what_was_looked_for(question: str) -> str:
    """Return what a question asks for and about what, in the reader's language.

    >>> what_was_looked_for("海棠支付什么时候成立？")
    'a date; 海棠, 支付, 成立'
    """
    kind = looked_for(question)
    words = [word for word in zh.content_words(question) if len(word) > 1][:_MOST_WORDS]
    return say("; ", "；").join(filter(None, (kind, say(", ", "、").join(words)))) or question
