"""Sample questions proposed from an article, for a person to accept: no suite is better than whoever looked through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from qa import text as zh
from qa.errors import ServerError
from qa.evaluation.judging import OF_EVERY_REQUEST, OnStep
from qa.evaluation.proposing import Proposal, of_metadata, propose
from qa.evaluation.proposing_by_model import propose_by_model
from qa.evaluation.suite import Gold, Question, SectionRef
from qa.evaluation.unanswerable import Search, Unanswerable, is_absent, unanswerable, written
from qa.language import say
from qa.models import CARD, Article

if TYPE_CHECKING:
    from qa.llm import ChatModel
    from qa.prompting import Prompt

PER_SECTION = 3
"""How many questions a section gets at most, where nothing else is said."""

_LEAST_UNANSWERABLE = 2
_SHARE_UNANSWERABLE = 3
_NEGATIVES_OF_A_SECTION = 1
_MOST_OF_METADATA = 2
# The share of the words of two questions that makes them one.
_SAME = 0.7


def draft(
    article: Article,
    *,
    chat: ChatModel | None = None,
    prompt: Prompt | None = None,
    per_section: int = PER_SECTION,
    hard_negatives: bool = True,
    search: Search | None = None,
    on_problem: Callable[[ServerError], None] | None = None,
    on_progress: OnStep | None = None,
) -> tuple[Question, ...]:
    """Return questions with the section that answers each, what an answer has to have, and the sentence that answers.

    Whether this program would find the answer plays no part in it: questions that it fails on are the ones worth having.

    :param article: With its ``origin``, by whose file name it is then known, or else by its title.
    :param chat: Proposes the questions; without it, the rules do, and they do for a section of which nothing is left that
        the model proposed.
    :param prompt: The prompt ``draft``, by default the package's.
    :param per_section: How many questions a section gets at most.
    :param hard_negatives: Add near questions that nothing answers: at least two, if there are so many, and no more than
        a third of the others.
    :param search: Looks through the library that the suite is for, so that none of those is answered by another article.
    :param on_problem: Called with what a server did wrong with one section.
    :param on_progress: Called with how many sections are done and how many there are.
    :raises ServerError: the server cannot be reached, or refuses the key or the model.
    :raises PromptError: the prompt cannot be used.

    >>> from qa.reading import read_text
    >>> text = "渡口的老班渡船每天开六班，末班是傍晚六点。"
    >>> for each in draft(read_text(text, name="渡口").article, hard_negatives=False):
    ...     print(each.id, each.text, each.must, each.gold[0].sections[0])
    渡口-01 渡口的老班渡船每天开多少班？ (('六班',),) SectionRef(article='渡口', path=('导言',))
    """
    by_rule = propose(article)
    everything = written(article)
    chosen: list[Proposal] = []
    without: list[Unanswerable] = []
    sections = [section for section in article.sections if section.text]
    if chat is not None and prompt is None:
        from qa.prompting import load_prompt

        prompt = load_prompt("draft")
    for done, section in enumerate(sections, 1):
        proposals = [each for each in by_rule if each.section == section.index]
        if chat is not None and prompt is not None:
            negatives = _NEGATIVES_OF_A_SECTION if hard_negatives else 0
            try:
                made = propose_by_model(article, section, everything, chat, prompt, per_section, negatives)
            except OF_EVERY_REQUEST:
                raise
            except ServerError as problem:
                if on_problem:
                    on_problem(problem)
            else:
                proposals = made.answerable or proposals
                without += [each for each in made.unanswerable if is_absent(each, search)]
        _choose(proposals, per_section, chosen)
        if on_progress:
            on_progress(done, len(sections))
    of_sections = list(chosen)
    _choose(of_metadata(article), _MOST_OF_METADATA, chosen)
    most = max(_LEAST_UNANSWERABLE, len(chosen) // _SHARE_UNANSWERABLE) if hard_negatives else 0
    if len(without) < most:
        without += unanswerable(article, of_sections, most - len(without), search)
    questions = [_answerable(each, article) for each in chosen]
    questions += [_unanswerable(each) for each in without[:most]]
    return numbered(questions, prefix(article))


def prefix(article: Article) -> str:
    """Return what the ids of an article's questions begin with.

    >>> prefix(Article("桥与车：一篇", (), origin="/articles/bridge and car.md")), prefix(Article("桥与车：一篇", ()))
    ('bridge-and-car', '桥与车-一篇')
    """
    name = PurePath(article.origin).stem if article.origin else article.title
    return re.sub(r"[^\w]+", "-", name).strip("-")[:40] or "draft"


def numbered(questions: Iterable[Question], begin: str, first: int = 1) -> tuple[Question, ...]:
    """Return questions with ids that count from ``first``."""
    return tuple(replace(each, id=f"{begin}-{number:02}") for number, each in enumerate(questions, first))


def _choose(proposals: Sequence[Proposal], most: int, chosen: list[Proposal]) -> None:
    """Add up to ``most`` of the proposals, each of which asks for something new and does not give it away."""
    limit = len(chosen) + most
    for each in proposals:
        if len(chosen) >= limit:
            return
        # Questions about the metadata all name the title, and have little else in them.
        is_known = each.section >= 0 and any(
            _much_the_same(each.question, other.question)
            or (each.section, each.answer) == (other.section, other.answer)
            for other in chosen
        )
        if not is_known and not _gives_away(each):
            chosen.append(each)


def _much_the_same(one: str, other: str) -> bool:
    a, b = set(zh.content_words(one)), set(zh.content_words(other))
    return len(a & b) > _SAME * len(a | b) if a and b else one == other


def _gives_away(proposal: Proposal) -> bool:
    question = zh.fold(proposal.question)
    return any(zh.fold(way) in question for phrase in proposal.phrases for way in phrase)


def _answerable(proposal: Proposal, article: Article) -> Question:
    section = next((each for each in article.sections if each.index == proposal.section), None)
    path = (section.path or (section.heading,)) if section else (CARD,)
    name = PurePath(article.origin).name if article.origin else article.title
    return Question(
        id="",
        text=proposal.question,
        kind=proposal.kind,
        gold=(Gold((SectionRef(name, path),)),),
        must=proposal.phrases,
        references=(proposal.answer,),
    )


def _unanswerable(each: Unanswerable) -> Question:
    words = say(", ", "、").join(each.missing)
    return Question(
        id="",
        text=each.question,
        kind="near",
        answerable=False,
        note=say(f"nothing says: {words}", f"没有写到：{words}"),
    )
