from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from qa.models import Citation, Dropped, FormCheck, Sentence, Summary
from qa.summarizing.form.brief import Brief
from qa.summarizing.judging.ranking import Standing, fluency, ranked, standing

PLACE = Citation("", "渡口", ("导言",), None, 0, 0, 2, "渡船")
GOOD = "渡船的亏损出在记账口径上，铺面租金记在镇里，船员工资记在公司，两本账合起来看才有道理，作者主张返还一半租金，码头维护由过桥费来补。适合关心渡口的读者阅读。"


def summary(
    text: str = GOOD,
    *,
    failed: int = 0,
    covered: int = 4,
    missing: int = 0,
    dropped: int = 0,
    cited: bool = True,
) -> Summary:
    return Summary(
        "",
        "note",
        text,
        tuple(Sentence(f"{part}。", (PLACE,) if cited else ()) for part in text.split("。") if part),
        tuple(FormCheck(f"check {at}", at >= failed, "…") for at in range(5)),
        "generative",
        covered=tuple((str(at),) for at in range(covered)),
        missing=tuple((str(at),) for at in range(missing)),
        dropped=(Dropped("…", "…"),) * dropped,
    )


def texts(found: tuple[Summary, ...]) -> list[str]:
    return [each.text for each in found]


def test_each_thing_that_speaks_against_a_candidate_puts_it_behind() -> None:
    best = summary()
    for worse in (
        summary(GOOD + "好。", failed=1),
        summary(GOOD + "好。", missing=4),
        summary(GOOD + "好。", dropped=2),
        summary(GOOD + "好。", cited=False),
        summary("因此" + GOOD),
        summary("渡船亏本。适合关心渡口的读者阅读。"),
        summary(GOOD[:30] + GOOD[:30] + GOOD[:30]),
    ):
        assert texts(ranked([worse, best], Brief("note"))) == [GOOD, worse.text]


def test_form_comes_first() -> None:
    poor_but_right = summary("好。", covered=0, missing=9, dropped=9, cited=False)
    fine_but_wrong = summary(failed=1)
    assert ranked([fine_but_wrong, poor_but_right], Brief("note"))[0].text == poor_but_right.text


def test_the_order_is_the_same_whatever_order_they_come_in_and_no_text_stands_twice() -> None:
    candidates = [
        summary(),
        summary(GOOD.replace("，", "、")),
        summary(GOOD + "好。"),
        summary("渡。", failed=2),
    ]
    orders = {tuple(texts(ranked(order, Brief("note")))) for order in itertools.permutations(candidates)}
    assert len(orders) == 1
    assert len(orders.pop()) == 3


def test_reasons_name_every_part_of_the_score() -> None:
    found = standing(summary(missing=4), Brief("note"))
    assert found.coverage == 0.5
    assert found.reasons.startswith("form 1.00, grounds 1.00, coverage 0.50")


def test_a_summary_of_nothing_has_a_score() -> None:
    empty = Summary("", "outline", "", (), (), "extractive")
    assert 0 <= ranked([empty], Brief("outline"))[0].score <= 1


@given(st.lists(st.text(max_size=80), max_size=5))
def test_fluency_is_within_0_and_1(parts: list[str]) -> None:
    assert 0 <= fluency([Sentence(part, ()) for part in parts]) <= 1


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.integers(0, 4), st.floats(0, 1))
def test_more_of_anything_is_never_worse(values: list[float], at: int, more: float) -> None:
    higher = [*values]
    higher[at] = max(values[at], more)
    assert Standing(*higher).score >= Standing(*values).score
