"""All figures of a run at once: what counts, what does not, how long it takes, the same every time."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import ExtraMissing, GateInvalid
from qa.evaluation.figures import by_kind, figure
from qa.evaluation.measuring import articles_named, measure
from qa.evaluation.metrics import packages
from qa.evaluation.record import Failure, Judgement, NoteRecord, QuestionRecord, Run, SentenceRecord
from qa.evaluation.scores_json import from_json, to_json
from qa.evaluation.suite import LabelledSentence, Question, ReferenceNote, Suite
from qa.models import Article, Summary
from tests.evaluation.made import answer, citation, gold, places, question, record, run, sentence, suite

KINDS = ("fact", "reason", "list", "near", "far")


def large(count: int = 170) -> tuple[Run, Suite]:
    """A run of questions with answers that are right for the most part."""
    rng = random.Random(1)
    questions: list[Question] = []
    records: list[QuestionRecord] = []
    for at in range(count):
        kind = rng.choice(KINDS)
        is_answerable = kind not in ("near", "far")
        text = f"第{at}号桥的桥面有{rng.randint(5, 40)}米宽，{at}月通车。"
        questions.append(
            question(
                f"q{at}",
                *([gold(at % 40), gold(at % 40 + 5)] if is_answerable else []),
                kind=kind,
                answerable=is_answerable,
                must=(("桥面",),) if is_answerable else (),
                references=(text,) if is_answerable else (),
            )
        )
        is_refused = rng.random() < (0.1 if is_answerable else 0.9)
        given = (
            answer()
            if is_refused
            else answer(sentence(text, citation(at % 40, text), citation(1, "桥要先勘察。")))
        )
        records.append(
            record(
                f"q{at}",
                given,
                ranked=rng.sample(range(50), 20),
                unranked=rng.sample(range(50), 20),
                confidence=rng.random(),
                supports=() if is_refused else ((1.0, True),),
                seconds={"search": rng.random(), "answer": rng.random()},
            )
        )
    labels = tuple(LabelledSentence(f"s{at}", "桥。", supported=at % 2 == 0) for at in range(40))
    judged = tuple(SentenceRecord(label.id, rng.random(), rng.random() < 0.5) for label in labels)
    marks = tuple(Judgement(one.id, rng.randint(1, 5), 4, 5) for one in records)
    made = run(records, {"prices": (1.0, 2.0)}, sentences=judged, judgements=marks)
    return made, suite(questions, sentences=labels)


def test_it_is_fast_and_the_same_every_time() -> None:
    given, asked = large()
    began = time.perf_counter()
    one = measure(given, asked, places())
    assert time.perf_counter() - began < 5
    assert measure(given, asked, places()) == one
    assert {each.group for each in one.figures.values()} == {
        "retrieval",
        "answers",
        "refusal",
        "citations",
        "check",
        "judge",
        "cost",
    }
    for each in one.figures.values():
        if each.value is not None and each.statistic != "kappa":
            assert each.low is not None
            assert each.high is not None
            assert each.low <= each.value + 1e-9, each.name
            assert each.value <= each.high + 1e-9, each.name
    assert set(one.curves) == {"recall_by_k", "risk_coverage", "calibration"}


def test_it_comes_back_from_json() -> None:
    given, asked = large(30)
    scores = measure(given, asked, places())
    assert from_json(json.loads(json.dumps(to_json(scores), allow_nan=False))) == scores
    later = {**to_json(scores), "unheard of": 1}
    later["figures"][0]["unheard of"] = 1
    assert from_json(later) == scores


@pytest.mark.parametrize(
    "broken", [{}, {"figures": [{}], "kinds": {}}, {"figures": [{"name": "f1"}], "kinds": {}}]
)
def test_broken_json_is_an_error(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(broken)


def test_failures_are_apart_and_count_in_nothing() -> None:
    records = [
        record("ok", answer("桥要先勘察。"), ranked=[1]),
        QuestionRecord("failed", (), (), None, failure=Failure("ServerTimeout", "no answer in 60 s")),
        QuestionRecord("none", (), (), None),
    ]
    asked = suite([question(id, gold(1), must=(("勘察",),)) for id in ("ok", "failed", "none")])
    made = run(
        records,
        notes=(NoteRecord("n", None, failure=Failure("ServerFailed", "500")),),
        sentences=(SentenceRecord("s", 0.0, False, failure=Failure("CheckEmpty", "nothing")),),
    )
    scores = measure(made, asked, places())
    assert scores.failures == {"failed": "no answer in 60 s", "none": "", "s": "nothing", "n": "500"}
    assert scores.kinds == {"ok": "fact"}
    assert all(set(each.units) <= {"ok"} for each in scores.figures.values())
    assert scores.figures["answer hit"].value == scores.figures["recall@1"].value == 1.0


def test_questions_that_the_suite_no_longer_has_are_not_measured() -> None:
    scores = measure(run([record("gone", answer("桥。"))]), suite([question("q")]), places())
    assert scores.figures == {}
    assert scores.kinds == {}


def test_nothing_at_all() -> None:
    scores = measure(run(), suite(), {})
    assert (scores.figures, scores.curves, scores.failures) == ({}, {}, {})
    assert (scores.run, scores.suite, scores.suite_hash) == ("r1", "made", "h")


def test_one_question_all_refused() -> None:
    scores = measure(
        run([record("q", ranked=[3])]), suite([question("q", gold(3), must=(("桥",),))]), places()
    )
    value = {name: each.value for name, each in scores.figures.items()}
    assert (value["recall@1"], value["answer hit"], value["wrong refusals"]) == (1, 0, 1)
    assert value["refusal recall"] is None
    assert "citation recall" not in value  # nothing was answered: no figure of that group has a value


def test_no_answerable_question() -> None:
    asked = [question("q", kind="far", answerable=False)]
    scores = measure(run([record("q", confidence=0.1)]), suite(asked), places())
    assert scores.figures["refusal recall"].value == 1
    assert scores.figures["auroc of confidence"].value is None
    assert "recall@1" not in scores.figures
    assert set(scores.curves) == set()


def test_rgb_has_its_own_match() -> None:
    asked = suite([question("q", must=(("勘察",),))], protocol="rgb")
    assert measure(run([record("q", answer("桥要先勘察。"))]), asked, {}).figures["string match"].value == 1


def test_by_kind_adds_up() -> None:
    given, asked = large(60)
    scores = measure(given, asked, places())
    whole = scores.figures["recall@5"]
    kinds = by_kind(scores, whole)
    assert set(kinds) == {"fact", "reason", "list"}
    assert sum(each.count for each in kinds.values()) == whole.count
    assert sum((each.value or 0) * each.count for each in kinds.values()) == pytest.approx(
        (whole.value or 0) * whole.count
    )


@pytest.mark.parametrize("spelt", ["recall@5", "Recall@5", " recall@5 ", "RECALL @5"])
def test_a_figure_is_found_as_a_person_writes_it(spelt: str) -> None:
    given, asked = large(10)
    assert figure(measure(given, asked, places()), spelt).name == "recall@5"


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("answer_hit", "answer hit"),
        ("Refused near", "refused: near"),
        ("recall@1 not reranked", "recall@1 (not reranked)"),
    ],
)
def test_with_other_marks_between(spelt: str, name: str) -> None:
    given, asked = large(20)
    assert figure(measure(given, asked, places()), spelt).name == name


def test_no_such_figure_names_those_that_are_near() -> None:
    given, asked = large(10)
    scores = measure(given, asked, places())
    with pytest.raises(GateInvalid, match="answer hit"):
        figure(scores, "answer hits rate")
    with pytest.raises(GateInvalid, match=r"recall@1"):
        figure(scores, "准确率")


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(ExtraMissing, match="ir-measures is not installed"):
        packages.required("ir_measures")
    with pytest.raises(ExtraMissing, match="pytrec-eval-terrier"):
        packages.required("pytrec_eval", "pytrec-eval-terrier")


def test_notes_are_measured_by_the_suites_articles(tmp_path: Path) -> None:
    (tmp_path / "桥.md").write_text("# 造桥记\n\n## 一\n\n桥要先勘察。再打桩。\n", encoding="utf-8")
    (tmp_path / "船.md").write_text("# 渡船\n\n渡船每天开。\n", encoding="utf-8")
    document = Article("题", (), origin="doc-1")
    asked = suite(
        articles=(tmp_path,), documents=(document,), notes=(ReferenceNote("桥.md", ("先勘察，再打桩。",)),)
    )
    names = {"桥.md", "桥", "造桥记", str(tmp_path / "船.md"), "doc-1", "题", "没有"}
    found = articles_named(names, asked)
    assert {name: article.title for name, article in found.items()} == {
        "桥.md": "造桥记",
        "桥": "造桥记",
        "造桥记": "造桥记",
        str(tmp_path / "船.md"): "渡船",
        "doc-1": "题",
        "题": "题",
    }
    note = Summary(
        "", "note", "桥要先勘察。", (sentence("桥要先勘察。", citation(0, "桥要先勘察。")),), (), "extractive"
    )
    scores = measure(run(notes=(NoteRecord("桥.md", note, 0.5),)), asked, {})
    assert scores.figures["unsupported"].value == 0
    assert scores.figures["coverage"].value == 1
    assert scores.figures["ROUGE-L"].value
    assert scores.figures["seconds note p50"].value == 0.5


def test_an_article_that_went_is_not_asked_for_where_no_note_was_written(tmp_path: Path) -> None:
    asked = replace(suite([question("q")]), articles=(tmp_path / "gone.md",))
    assert measure(run([record("q", answer("桥。"))]), asked, {}).figures
