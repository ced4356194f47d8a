"""Two runs side by side: what is a difference, what is none, and what became of each question."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from qa import language
from qa.errors import RunsApart
from qa.evaluation.comparing import Comparison, Difference, compare
from qa.evaluation.measuring import measure
from qa.evaluation.record import NoteRecord, QuestionRecord, Run
from qa.evaluation.scores import Figure, Scores
from qa.models import FormCheck, Summary
from tests.evaluation.made import answer, citation, gold, places, question, record, run, sentence, suite

RIGHT = answer(sentence("桥要先勘察。", citation(3, "桥要先勘察。")))
WRONG = answer(sentence("桥要先打桩。", citation(4, "桥要先勘察。")))


def scores(records: list[QuestionRecord], unanswerable: tuple[str, ...] = (), **info: object) -> Scores:
    asked = [
        question(one.id, kind="near", answerable=False)
        if one.id in unanswerable
        else question(one.id, gold(3), must=(("勘察",),))
        for one in records
    ]
    return measure(run(records, info), suite(asked), places())


def by_name(found: Comparison) -> dict[str, Difference]:
    return {each.name: each for each in found.differences}


def some(right: int, count: int = 60, seed: int = 1) -> list[QuestionRecord]:
    """So many right answers with the gold section first, the others wrong with it fourth."""
    good = set(random.Random(seed).sample(range(count), right))
    return [
        record(f"q{at}", RIGHT, ranked=[3, 1], supports=((1.0, True),), seconds={"search": 0.1})
        if at in good
        else record(f"q{at}", WRONG, ranked=[0, 1, 2, 3], supports=((0.1, False),), seconds={"search": 9.9})
        for at in range(count)
    ]


def test_the_same_run_is_no_difference() -> None:
    one = scores(some(50))
    found = compare(one, one)
    assert not found.worse
    assert not found.better
    assert not found.changed
    tested = [each for each in found.differences if each.verdict]
    assert {each.verdict for each in tested} == {"no difference"}
    assert all(
        each.p == each.corrected == 1 and each.difference == each.low == each.high == 0 for each in tested
    )


def test_clearly_worse_is_worse_and_the_other_way_better() -> None:
    one, other = scores(some(58)), scores(some(30))
    worse, better = compare(one, other), compare(other, one)
    names = {"recall@1", "mrr@10", "answer hit", "gold cited", "groundedness"}
    assert names <= {each.name for each in worse.worse}
    assert names <= {each.name for each in better.better}
    assert not worse.better
    assert not better.worse
    found = by_name(worse)["answer hit"]
    assert found.difference == pytest.approx(-28 / 60)
    assert found.low is not None
    assert found.high is not None
    assert found.low < -28 / 60 < found.high < 0
    assert found.count == 60


def test_a_little_worse_is_no_difference() -> None:
    records = some(50)
    lost = replace(record(records[0].id, WRONG, ranked=[0, 1, 2, 3]), supports=((0.1, False),))
    assert not compare(scores(records), scores([lost, *records[1:]])).worse


def test_lower_is_better_where_it_is() -> None:
    answered = [record(f"q{at}", RIGHT, ranked=[3]) for at in range(30)]
    refused = [record(f"q{at}", ranked=[3]) for at in range(30)]
    found = by_name(compare(scores(answered), scores(refused)))
    assert found["wrong refusals"].verdict == "worse"
    assert by_name(compare(scores(refused), scores(answered)))["wrong refusals"].verdict == "better"


def test_holm_takes_all_tests_into_account() -> None:
    found = compare(scores(some(50)), scores(some(44, seed=2)))
    tested = [each for each in found.differences if each.p is not None]
    assert len(tested) > 5
    assert all(
        each.corrected is not None and each.p is not None and each.corrected >= each.p for each in tested
    )


def test_seconds_are_shown_and_not_judged() -> None:
    found = compare(scores(some(58)), scores(some(30)))
    seconds = by_name(found)["seconds search p95"]
    assert seconds.difference is not None
    assert (seconds.p, seconds.verdict) == (None, None)
    assert any("Seconds" in remark for remark in found.remarks)


def test_only_what_is_in_both_counts() -> None:
    one, other = some(50), some(50)
    found = compare(scores(one[:40]), scores(other[10:]))
    assert by_name(found)["answer hit"].count == 30
    assert set(found.only_before) == {f"q{at}" for at in range(10)}
    assert set(found.only_after) == {f"q{at}" for at in range(40, 60)}
    assert found.remarks[:2] == (
        "10 are in r1 alone and are not compared.",
        "20 are in r1 alone and are not compared.",
    )


def test_a_question_that_failed_in_one_counts_in_neither() -> None:
    records = some(50)
    failed = QuestionRecord("q0", (), (), None)
    found = compare(scores(records), scores([failed, *records[1:]]))
    assert found.only_before == ("q0",)
    assert by_name(found)["answer hit"].difference == 0
    assert any("1 could not be asked in r1" in remark for remark in found.remarks)


def test_another_suite_is_said() -> None:
    one = scores(some(50))
    found = compare(one, scores(some(50), suite_hash="other"))
    assert any("suite has changed" in remark for remark in found.remarks)
    assert not any("suite has changed" in remark for remark in compare(one, one).remarks)


def test_nothing_in_common() -> None:
    one, other = scores([record("a", RIGHT)], id="before"), scores([record("b", RIGHT)], id="after")
    with pytest.raises(RunsApart, match="before and after do not go together"):
        compare(one, other)
    with pytest.raises(RunsApart):
        compare(Scores({}, {}), Scores({}, {}))


def test_one_question() -> None:
    found = compare(scores([record("q", RIGHT, ranked=[3])]), scores([record("q", WRONG, ranked=[3])]))
    assert by_name(found)["answer hit"].verdict == "no difference"
    assert by_name(found)["answer hit"].p == 1.0


def test_a_figure_that_one_run_has_not() -> None:
    found = by_name(compare(scores([record("q", RIGHT)]), scores([record("q")])))
    assert found["citation recall"].before == 1.0
    assert found["citation recall"].after is None
    assert found["citation recall"].verdict is None


def test_refusals_of_other_questions_are_paired() -> None:
    ids = tuple(f"n{at}" for at in range(20))
    then = scores([record(id) for id in ids] + [record("q", RIGHT)], ids)
    now = scores([record(id, WRONG) for id in ids] + [record("q")], ids)
    found = by_name(compare(then, now))
    assert (found["refusal recall"].before, found["refusal recall"].after) == (1, 0)
    assert found["refusal recall"].verdict == "worse"
    assert (found["refusal precision"].before, found["refusal precision"].after) == (1, 0)
    assert found["refusal precision"].count == 21


def test_notes_are_paired_by_article_and_not_with_questions() -> None:
    def noted(ok: bool, articles: range) -> Run:
        note = Summary("", "note", "桥。", (), (FormCheck("length", ok, ""),), "extractive")
        return run([record("0", RIGHT)], notes=tuple(NoteRecord(str(at), note, 1.0) for at in articles))

    asked = suite([question("0")])
    then, now = measure(noted(True, range(20)), asked, {}), measure(noted(False, range(1, 21)), asked, {})
    found = compare(then, now)
    assert by_name(found)["form"].count == 19
    assert by_name(found)["form"].verdict == "worse"
    assert (found.only_before, found.only_after) == (("0",), ("20",))


def test_what_changed_worst_first() -> None:
    then = scores(
        [
            record("lost", RIGHT, ranked=[3]),
            record("refused", RIGHT, ranked=[3]),
            record("rank", RIGHT, ranked=[3]),
            record("same", RIGHT, ranked=[3]),
            record("gained", WRONG, ranked=[3]),
            record("n1"),
            record("n2", WRONG),
        ],
        ("n1", "n2"),
    )
    now = scores(
        [
            record("lost", WRONG, ranked=[3]),
            record("refused", ranked=[0, 1]),
            record("rank", RIGHT, ranked=[1, 3]),
            record("same", RIGHT, ranked=[3]),
            record("gained", RIGHT, ranked=[3]),
            record("n1", WRONG),
            record("n2"),
        ],
        ("n1", "n2"),
    )
    found = compare(then, now).changed
    assert [change.id for change in found] == ["refused", "lost", "n1", "rank", "n2", "gained"]
    by_id = {change.id: change for change in found}
    assert by_id["refused"].worse == ("newly refused", "answer hit lost", "gold rank 1 → not in 10")
    assert by_id["lost"].worse[:2] == ("answer hit lost", "gold section no longer cited")
    assert by_id["n1"].worse == ("newly answered",)
    assert by_id["n1"].kind == "near"
    assert by_id["n2"].better == ("newly refused",)
    assert by_id["rank"].worse == ("gold rank 1 → 2",)
    assert by_id["gained"].worse == ()
    assert by_id["gained"].better[0] == "answer hit"


def test_words_are_those_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", "zh")
    found = compare(scores([record("q", RIGHT)]), scores([record("q")]))
    assert "变为拒答" in found.changed[0].worse


def test_readings_are_paired_where_both_have_one() -> None:
    then = Scores(
        {"a": Figure("a", "refusal", {"1": (0.9, 1.0), "2": (0.1, 0.0)}, statistic="auroc")},
        {"1": "", "2": ""},
    )
    now = Scores({"a": Figure("a", "refusal", {"1": (0.9, 1.0)}, statistic="auroc")}, {"1": "", "2": ""})
    assert by_name(compare(then, now))["a"].count == 1
