"""Questions put to small libraries: what came up, and whether it holds the answer.

Several data sets. RGB: each question is put to a library of two passages with the answer and three on its topic without
(answerable), and to one of five without (near); which ones is drawn by the sample's number, 0 being the first of each.
CMRC2018: all paragraphs are one library, and RGB's questions are put to it too (far). The sample corpus with the questions
of its suite, some of them near misses and some from everyday life (elsewhere), and with RGB's (far). Changed questions of
CMRC2018 (``altered``, see `eval.altered`), and questions of everyday life put to a few of its paragraphs at a time
(``elsewhere``). Loosely worded questions on the sample articles, and near misses (`eval/loose`, `eval/loose-heldout`).
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.retrieval import CACHE, KeptQueries, load_squad, open_library
from eval.altered import altered
from qa import text as zh
from qa.answering.question.misspelt import respelt
from qa.answering.question.terms import terms_of
from qa.answering.refusing.unsaid import Unsaid, unsaid
from qa.answering.without_model.candidates import Candidate, candidates
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.embedding.use import UseEmbedder
from qa.evaluation.suites.formats.documents import document
from qa.evaluation.suites.formats.rgb import rows
from qa.evaluation.suites.loading import load_suite
from qa.evaluation.suites.suite import Question
from qa.models import Article, Filters
from qa.reading import find_files, read_file
from qa.retrieval import Evidence, Found, Retriever

ROOT = Path(__file__).parents[1]
FAR = Path(__file__).with_name("far_questions.txt")
FOLDS = 5
_PASSAGES = 6
_NO_FILTERS = Filters()
# As many paragraphs as a small library has articles, and as many changed questions of a sort as are enough.
_FEW = 14
_ALTERED = 300

Group = Literal["answerable", "near", "far", "altered", "elsewhere"]
Answers = list[list[str]]
"""All of these parts must be there, each in one of its ways."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One question put to one library. ``fold`` is that of the question (0 to ``FOLDS`` - 1), ``held`` goes with the
    candidates, ``gone`` is what no passage says, ``found`` has no passages any more, ``seconds`` is the processor time that
    candidates and ``gone`` took to make."""

    data: str
    group: Group
    sample: int
    fold: int
    question: str
    answers: Answers
    candidates: list[Candidate]
    held: list[bool]
    evidence: Evidence
    gone: Unsaid
    found: Found
    seconds: float


def holds(text: str, answers: Answers) -> bool:
    """Whether a text has all parts of an answer."""
    folded = zh.fold(text)
    return bool(answers) and all(any(zh.fold(way) in folded for way in part) for part in answers)


def embedders(names: Iterable[str]) -> Iterator[tuple[Embedder, Embedder]]:
    """Yield each embedder by its name (e5, use), and the same with what it embedded before kept."""
    made: dict[str, Callable[[], Embedder]] = {"e5": E5Embedder, "use": UseEmbedder}
    for name in names:
        embedder = made[name]()
        yield embedder, KeptQueries(CachedEmbedder(embedder, CACHE))


def load_rgb(path: Path) -> list[dict[str, Any]]:
    """Return RGB's items as they stand in its file."""
    return rows(path)


def rgb(items: Sequence[dict[str, Any]], embedder: Embedder, samples: Iterable[int]) -> list[Trial]:
    """Return two trials for each question and sample: answerable and near."""
    made = []
    for sample in samples:
        for number, item in enumerate(items):
            positive, negative = (
                [text.strip() for text in item[kind] if text.strip()] for kind in ("positive", "negative")
            )
            if sample:
                drawn = random.Random(f"{sample}-{item['id']}")
                drawn.shuffle(positive)
                drawn.shuffle(negative)
            groups: dict[Group, list[str]] = {
                "answerable": positive[:2] + negative[:3],
                "near": negative[:5],
            }
            for group, texts in groups.items():
                answers = [part if isinstance(part, list) else [part] for part in item["answer"]]
                articles = [document(str(i), text) for i, text in enumerate(texts)]
                with _Library(articles, embedder) as put:
                    made.append(
                        put(
                            "RGB",
                            group,
                            number,
                            item["query"],
                            answers if group == "answerable" else [],
                            sample=sample,
                        )
                    )
    return made


def cmrc(path: Path, embedder: Embedder, strangers: Sequence[str]) -> list[Trial]:
    """Return a trial for each question, and one for each of the strangers, which are far."""
    articles, asked = load_squad(path)
    with _Library(articles, embedder) as put:
        return [
            put("CMRC2018", "answerable", number, question, [answers], gold=gold)
            for number, (question, gold, answers) in enumerate(asked)
            if any(character.isalnum() for character in question)
        ] + [put("CMRC2018", "far", number, question, []) for number, question in enumerate(strangers)]


def made_of_cmrc(path: Path, embedder: Embedder) -> list[Trial]:
    """Return a trial for each changed question of CMRC2018, and those of everyday life put to some of its paragraphs."""
    articles, asked = load_squad(path)
    texts = {article.origin or "": article.sections[0].text for article in articles}
    far = FAR.read_text(encoding="utf-8").split("\n")
    with _Library(articles, embedder) as put:
        ids = put.articles
        random.Random(3).shuffle(ids)
        some = [Filters(articles=tuple(ids[at : at + _FEW])) for at in range(0, len(ids), _FEW)]
        return [
            put("CMRC2018", "altered", one.number, one.question, [])
            for one in altered(asked, texts, _ALTERED)
        ] + [
            put("CMRC2018", "elsewhere", number, question, [], filters=filters)
            for number, question in enumerate(filter(None, far))
            for filters in some
        ]


def corpus(embedder: Embedder, strangers: Sequence[str]) -> list[Trial]:
    """Return a trial for each Chinese question of the sample suite, and one for each of the strangers, which are far.

    A false premise is a near miss. Of a whole answer, which may take several sections, the first part has to be held.
    """
    return _suite("corpus", embedder, [("far", text) for text in strangers])


def loose(embedder: Embedder) -> list[Trial]:
    """Return a trial for each loosely worded question on the sample articles, and for those of everyday life.

    The suite ``loose`` is fitted on, and ``loose-heldout`` is not: it asks about the other seven articles.
    """
    everyday = [text for text in FAR.read_text(encoding="utf-8").split("\n") if text]
    return _suite("loose", embedder, [("elsewhere", text) for text in everyday]) + _suite(
        "loose-heldout", embedder, []
    )


def _suite(name: str, embedder: Embedder, others: Sequence[tuple[Group, str]]) -> list[Trial]:
    suite = load_suite(ROOT / "eval" / name)
    articles = [read_file(file).article for path in suite.articles for file in find_files(path)]
    # What tries to talk the system out of its rules is no question of whether the library has an answer.
    asked = [question for question in suite.questions if question.kind not in ("english", "injection")]
    with _Library(articles, embedder) as put:
        return [
            put(name, _group(question), number, question.text, [list(part) for part in question.must[:1]])
            for number, question in enumerate(asked)
        ] + [put(name, group, number, text, []) for number, (group, text) in enumerate(others)]


def _group(question: Question) -> Group:
    if question.answerable:
        return "answerable"
    return "elsewhere" if question.kind == "far" else "near"


class _Library:
    """A library of some articles, for as long as questions are put to it."""

    def __init__(self, articles: list[Article], embedder: Embedder) -> None:
        self._home = tempfile.TemporaryDirectory()
        self._library = open_library(articles, embedder, Path(self._home.name))
        self._retriever = Retriever(self._library, embedder, 0.3)

    @property
    def articles(self) -> list[str]:
        """The articles' ids."""
        return sorted(self._library.records)

    def __enter__(self) -> _Library:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.close()
        self._home.cleanup()

    def __call__(
        self,
        data: str,
        group: Group,
        number: int,
        question: str,
        answers: Answers,
        *,
        gold: str | None = None,
        sample: int = 0,
        filters: Filters = _NO_FILTERS,
    ) -> Trial:
        found = self._retriever.find(question, _PASSAGES, filters)
        zh.tagged_words.cache_clear()
        began = time.thread_time()
        text = zh.fold("\n".join("\n".join((p.title, *p.path, p.text)) for p in found.passages))
        question = respelt(question, text, self._retriever.knows)
        evidence = self._retriever.evidence(question, found)
        made = candidates(question, found, self._retriever.rarity)
        words = terms_of(question, lambda word: 1.0)
        gone = unsaid(question, words, found.passages, self._retriever.knows)
        seconds = time.thread_time() - began
        held = [holds(c.text, answers) and gold in (None, c.passage.source) for c in made]
        best = dict([max(found.span_scores.items(), key=lambda item: item[1])]) if found.span_scores else {}
        bare = Found((), best, found.vector)
        fold = number % FOLDS
        return Trial(data, group, sample, fold, question, answers, made, held, evidence, gone, bare, seconds)
