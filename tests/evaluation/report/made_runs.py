"""Made-up suites and runs, small by hand and large by chance (the same every time)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.measuring import measure
from qa.evaluation.record import (
    Failure,
    Judgement,
    NoteRecord,
    Place,
    QuestionRecord,
    Run,
    RunInfo,
    SentenceRecord,
)
from qa.evaluation.scores import Scores
from qa.evaluation.suite import KINDS, Gold, LabelledSentence, Question, ReferenceNote, SectionRef, Suite
from qa.models import Answer, Citation, Dropped, FormCheck, Mode, Passage, Sentence, Span, Summary

HEADINGS = ("一、渡口", "二、造桥", "三、收费", "四、养护", "五、后来")
TEXTS = (
    "渡口在镇东，渡船一天开六班。船票两元，老人和孩子不收钱。",
    "造桥先要勘察河床，再打桩。勘察用了半年，因为河床每年都变。打桩那天下了雨，工人们没有停。",
    "大桥通车以后不收过桥费。镇上的人算过，六十年的船票正好是一座桥的钱。",
    "桥面每年检查两次，春天一次，秋天一次。检查的记录贴在桥头的木牌上，谁都可以看。",
    "渡船没有停，只是改成了一天两班。坐船的多半是来看桥的人。",
)
UNANSWERABLE = ("near", "far", "injection")


@dataclass(frozen=True, slots=True)
class Made:
    """A suite, a run on it, and what is known of both."""

    suite: Suite
    run: Run
    places: Mapping[SectionRef, Place]

    @property
    def scores(self) -> Scores:
        return measure(self.run, self.suite, self.places)

    @property
    def parts(self) -> tuple[Run, Suite, Scores, Mapping[SectionRef, Place]]:
        """What the reports are made from."""
        return self.run, self.suite, self.scores, self.places


def passage(section: int, score: float = 1.0, article: str = "bridge") -> Passage:
    """Return a section of the made-up article as it was found, with its first sentence as the best span."""
    text = TEXTS[section]
    best = Span(0, text.index("。") + 1, text[: text.index("。") + 1])
    scores = {"dense": 0.8 * score, "words": 9 * score}
    return Passage(
        article, "渡船与大桥", (HEADINGS[section],), f"toc-{section}", section, f"{article}-{section}", 0, len(text),
        text, score, scores, best,
    )  # fmt: skip


def sentence(section: int) -> Sentence:
    """Return the first sentence of a section, which cites itself."""
    text = TEXTS[section]
    quote = text[: text.index("。") + 1]
    where = Citation(
        "bridge", "渡船与大桥", (HEADINGS[section],), f"toc-{section}", section, 0, len(quote), quote
    )
    return Sentence(quote, (where,))


def answered(question: str, section: int, mode: Mode = "extractive", **more: Any) -> Answer:
    """Return an answer of one sentence."""
    said = sentence(section)
    return Answer("answered", question, said.text, (said,), mode, **more)


def refused(question: str, reason: str = "文章里没有讲到这一点。") -> Answer:
    """Return a refusal."""
    return Answer("refused", question, "", (), "extractive", reason=reason)


def info(id: str = "20260314-101500-ferry-1a2b", **more: Any) -> RunInfo:
    """Return what a run was made with."""
    given: dict[str, Any] = {
        "suite": "ferry",
        "suite_path": "suites/ferry",
        "suite_hash": "5d41402abc4b2a76",
        "started": "2026-03-14T10:15:00+00:00",
        "mode": "extractive",
        "gated": True,
        "settings": {"embedder": "e5", "chunk_tokens": 320},
        "versions": {"zhangju": "0.1.0", "python": "3.12.4"},
        "prompts": {"answer 3": "9b74c9897bac770f"},
        "commit": "c0ffee1+",
        "library_hash": "aa11bb22cc33",
        "finished": "2026-03-14T10:15:42+00:00",
        "seconds": 42.0,
    }
    return RunInfo(id, **{**given, **more})


def gold_of(section: int) -> Gold:
    """Return a section as what has to be found."""
    return Gold((SectionRef("bridge.md", (HEADINGS[section],)),))


PLACES = {
    SectionRef("bridge.md", (heading,)): Place(SectionRef("bridge.md", (heading,)), "bridge", (index,))
    for index, heading in enumerate(HEADINGS)
}


def made(questions: tuple[Question, ...], records: tuple[QuestionRecord, ...], **more: Any) -> Made:
    """Return a run on questions; ``more`` are the notes, sentences and the like of the suite and of the run."""
    of_suite = {key: more[key] for key in ("gates", "description") if key in more}
    suite = Suite(
        "ferry", Path("suites/ferry"), questions, notes=more.get("reference_notes", ()),
        sentences=more.get("labelled", ()), hash="5d41402abc4b2a76", **of_suite,
    )  # fmt: skip
    run = Run(
        more.get("info") or info(), records, more.get("notes", ()), more.get("sentences", ()), more.get("judgements", ()),
    )  # fmt: skip
    return Made(suite, run, PLACES)


def small() -> Made:
    """Return a run with one question of each outcome."""
    questions = (
        Question("right", "船票多少钱？", gold=(gold_of(0),), must=(("渡口在镇东",),)),
        Question("wrong", "桥面多久检查一次？", kind="list", gold=(gold_of(3),), must=(("每年检查两次",),), references=("一年两次。",)),
        Question("refused", "造桥先做什么？", kind="reason", gold=(gold_of(1),), must=(("勘察",),)),
        Question("untrue", "镇长叫什么？", kind="near", answerable=False),
        Question("kept", "红烧肉怎么做？", kind="far", answerable=False),
        Question("failed", "大桥收费吗？", gold=(gold_of(2),)),
    )  # fmt: skip
    seconds = {"search": 0.02, "answer": 0.1}
    records = (
        QuestionRecord("right", (passage(0), passage(1, 0.5)), (passage(1, 0.9), passage(0, 0.8)), answered("船票多少钱？", 0), 0.9, ((0.97, True),), seconds),
        QuestionRecord("wrong", (passage(4), passage(3, 0.4)), (passage(4), passage(3, 0.4)), answered("桥面多久检查一次？", 4, dropped=(Dropped("桥面每月检查。", "出处里没有「每月」"),)), 0.7, ((0.95, True),), seconds),
        QuestionRecord("refused", (passage(2),), (passage(2),), refused("造桥先做什么？"), 0.2, (), seconds),
        QuestionRecord("untrue", (passage(3),), (passage(3),), answered("镇长叫什么？", 3), 0.6, ((0.4, False),), seconds),
        QuestionRecord("kept", (), (), refused("红烧肉怎么做？"), 0.1, (), seconds),
        QuestionRecord("failed", (), (), None, failure=Failure("server_timeout", "没有在 60 秒内响应")),
    )  # fmt: skip
    return made(questions, records, gates=("recall@1>=0.3", "refusal recall>=0.9"))


def large(count: int = 60, seed: int = 7, skill: float = 0.85, **more: Any) -> Made:
    """Return a run on so many questions of all kinds, of which about ``skill`` come out right."""
    chance = random.Random(seed)
    questions, records, judgements = [], [], []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        section = number % len(TEXTS)
        is_answerable = kind not in UNANSWERABLE
        text = f"第 {number + 1} 问：{HEADINGS[section][2:]}这件事，文章里是怎么说的，为什么？"
        first = TEXTS[section][: TEXTS[section].index("。")]
        question = Question(
            f"q{number + 1:03}", text, kind, is_answerable, (gold_of(section),) if is_answerable else (), ((first,),) if is_answerable else (),
            references=(first + "。",) if number % 3 == 0 else (), note="两节都提到过" if number % 9 == 4 else "",
        )  # fmt: skip
        questions.append(question)
        records.append(_record(question, section, random.Random(f"{seed} {number}"), skill))
        judgements.append(Judgement(question.id, chance.choice((3, 4, 5)), 4, 5, "依据清楚，没有答非所问。"))
    labelled = tuple(
        LabelledSentence(f"s{n:03}", f"{TEXTS[n % 5][:14]}（第 {n} 句）。", n % 3 > 0, "bridge.md")
        for n in range(120)
    )
    checked = []
    for one in labelled:
        score = min(max(chance.gauss(0.82 if one.supported else 0.3, 0.2), 0.0), 1.0)
        checked.append(SentenceRecord(one.id, score, score > 0.55))
    written = Summary(
        "bridge", "note", TEXTS[1], (sentence(1), sentence(2)), (FormCheck("字数", True, "62 字"), FormCheck("句数", False, "3 句，多了 1 句")), "extractive",
        title="渡船与大桥", covered=((HEADINGS[1],), (HEADINGS[2],)), missing=((HEADINGS[4],),), dropped=(Dropped("桥是全省最长的。", "文中没有"),),
    )  # fmt: skip
    given: dict[str, Any] = {
        "notes": (NoteRecord("bridge.md", written, 1.4), NoteRecord("lost.md", None, failure=Failure("path_missing", "没有这个文件"))),
        "reference_notes": (ReferenceNote("bridge.md", ("一座桥怎样取代了一条渡船。",)),),
        "labelled": labelled,
        "sentences": tuple(checked),
        "judgements": tuple(judgements),
        "gates": ("recall@5>=0.9", "refusal recall>=0.99", "wrong refusals<=0.2"),
        "description": "关于一座桥的六十个问题。",
    }  # fmt: skip
    return made(tuple(questions), tuple(records), **{**given, **more})


def _record(question: Question, section: int, chance: random.Random, skill: float) -> QuestionRecord:
    is_good = chance.random() < skill
    others = [each for each in range(len(TEXTS)) if each != section]
    chance.shuffle(others)
    order = [section, *others] if chance.random() < skill + 0.1 else [others[0], section, *others[1:]]
    ranked = tuple(passage(each, 1 - 0.13 * at) for at, each in enumerate(order))
    unranked = tuple(sorted(ranked, key=lambda each: (each.section != section) * chance.random()))
    seconds = {"search": chance.lognormvariate(-3, 0.4), "answer": chance.lognormvariate(-1.5, 0.5)}
    confidence = min(max(chance.gauss(0.75 if is_good and question.answerable else 0.45, 0.15), 0.0), 1.0)
    if chance.random() < 0.02:
        return QuestionRecord(
            question.id, (), (), None, failure=Failure("server_timeout", "没有在 60 秒内响应")
        )
    if question.answerable == is_good:
        shown = section if is_good else chance.choice(others)
        dropped = (Dropped("桥是全省最长的。", "文中没有这句话的依据"),) if chance.random() < 0.3 else ()
        answer = answered(question.text, shown, dropped=dropped)
        return QuestionRecord(
            question.id, ranked, unranked, answer, confidence, ((chance.uniform(0.6, 1), True),), seconds
        )
    if question.answerable and chance.random() < 0.5:
        return QuestionRecord(
            question.id,
            ranked,
            unranked,
            answered(question.text, others[0]),
            confidence,
            ((0.9, True),),
            seconds,
        )
    return QuestionRecord(question.id, ranked, unranked, refused(question.text), confidence, (), seconds)
