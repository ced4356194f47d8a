"""Every figure that a run of a suite can have, found by measuring a run of one sentence: nothing has to be listed twice."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qa.evaluation.measuring import measure
from qa.evaluation.record import (
    Judgement,
    NoteRecord,
    Place,
    QuestionRecord,
    Run,
    RunInfo,
    SentenceRecord,
)
from qa.evaluation.scores import Scores
from qa.evaluation.suite import Gold, LabelledSentence, Question, ReferenceNote, SectionRef, Suite
from qa.models import (
    Answer,
    Article,
    Citation,
    FormCheck,
    Passage,
    Section,
    Sentence,
    Summary,
    SummaryPart,
    Usage,
)

_TEXT = "渡船每天开六班。"
_NAME = "渡口.md"
_REF = SectionRef(_NAME, ("渡口",))


def possible(suite: Suite) -> Scores:
    """Return scores with every figure that a run of a suite can have; what their values are means nothing."""
    kinds = tuple(sorted({(question.kind, question.answerable) for question in suite.questions}))
    return _possible(kinds, suite.protocol)


@cache
def _possible(kinds: tuple[tuple[str, bool], ...], protocol: str) -> Scores:
    asked = [*kinds, ("fact", True), ("far", False)]
    questions = [_question(str(number), *each) for number, each in enumerate(asked)]
    section = Section(0, "渡口", 1, ("渡口",), None, _TEXT)
    suite = Suite(
        "",
        Path(),
        tuple(questions),
        documents=(Article("渡口", (section,), origin=_NAME),),
        notes=(ReferenceNote(_NAME, (_TEXT,)),),
        sentences=(LabelledSentence("0", _TEXT, True), LabelledSentence("1", _TEXT, False)),
        protocol=protocol,
    )
    info = RunInfo("", "", "", "", "", "generative", True, {}, {}, {}, prices=(1.0, 1.0))
    run = Run(
        info,
        tuple(_record(question) for question in questions),
        (NoteRecord(_NAME, _summary()),),
        (SentenceRecord("0", 1.0, True), SentenceRecord("1", 0.0, False)),
        tuple(Judgement(question.id, 5, 5, 5) for question in questions),
    )
    return measure(run, suite, {_REF: Place(_REF, "a", (0,))})


def _question(id: str, kind: str, answerable: bool) -> Question:
    if not answerable:
        return Question(id, "？", kind, answerable=False)
    return Question(
        id, "？", kind, gold=(Gold((_REF,)),), must=((_TEXT,),), must_not=("桥",), references=(_TEXT,)
    )


def _record(question: Question) -> QuestionRecord:
    passage = Passage("a", "渡口", ("渡口",), None, 0, "c", 0, len(_TEXT), _TEXT, 1.0)
    # Not reranked, it has figures of its own.
    unranked = (passage, Passage("b", "桥", ("桥",), None, 0, "d", 0, 2, "桥。", 0.5))
    answer = Answer(
        "answered", "？", _TEXT, (_sentence(),), "generative", passages=(passage,), usage=Usage(1, 1)
    )
    seconds = {"search": 0.1, "answer": 0.1}
    return QuestionRecord(question.id, (passage,), unranked, answer, 0.5, ((1.0, True),), seconds)


def _sentence() -> Sentence:
    return Sentence(_TEXT, (Citation("a", "渡口", ("渡口",), None, 0, 0, len(_TEXT), _TEXT),))


def _summary() -> Summary:
    sentences = (_sentence(),)
    return Summary(
        "a",
        "note",
        _TEXT,
        sentences,
        (FormCheck("length", True, "8"),),
        "generative",
        parts=(SummaryPart(None, sentences),),
        covered=(("渡口",),),
    )
