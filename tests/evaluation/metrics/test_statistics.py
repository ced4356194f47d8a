"""Values, intervals and tests, against numpy, scipy and cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from qa.evaluation.metrics.statistics import (
    as_array,
    estimated,
    holm,
    paired_interval,
    permutation_test,
    resamples,
    value_of,
    values,
)
from qa.evaluation.scores import Figure, Statistic

ALL: tuple[Statistic, ...] = ("ratio", "p50", "p95", "auroc", "aurc", "kappa")


def test_a_ratio_is_the_sum_over_the_sum() -> None:
    assert value_of("ratio", as_array([(1, 3), (1, 1)])) == 0.5


@pytest.mark.parametrize("statistic", ALL)
def test_nothing_has_no_value(statistic: Statistic) -> None:
    empty = estimated(Figure("none", "answers", {}, statistic=statistic))
    assert (empty.value, empty.low, empty.high, empty.count) == (None, None, None, 0)


def test_nothing_below_the_line_has_no_value() -> None:
    assert estimated(Figure("none", "answers", {"q": (0.0, 0.0)})).value is None


@pytest.mark.parametrize("statistic", ALL)
def test_one_question_gives_no_error(statistic: Statistic) -> None:
    estimated(Figure("one", "answers", {"q": (1.0, 1.0)}, statistic=statistic))


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_quantiles_are_those_of_numpy_in_every_resample(share: float) -> None:
    found = np.random.default_rng(1).exponential(size=23).round(1)  # with ties
    pairs = np.stack([found, np.ones(23)], axis=1)
    drawn = resamples(23)[:50]
    wanted = [np.quantile(np.repeat(found, row), share) for row in drawn]
    assert values("p50" if share == 0.5 else "p95", pairs, drawn) == pytest.approx(wanted)


def test_auroc_counts_pairs_and_ties_half() -> None:
    # Positives 0.9 and 0.5 against negatives 0.5 and 0.1: 1 + 1 + 0.5 + 1 of 4 pairs.
    pairs = as_array([(0.9, 1), (0.5, 1), (0.5, 0), (0.1, 0)])
    assert value_of("auroc", pairs) == 3.5 / 4
    assert value_of("auroc", pairs[:2]) is None


def test_auroc_is_mann_whitney_u_in_every_resample() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(2)
    pairs = np.stack([rng.integers(0, 8, 30).astype(float), rng.integers(0, 2, 30).astype(float)], axis=1)
    drawn = resamples(30)[:30]
    for row, found in zip(drawn, values("auroc", pairs, drawn), strict=True):
        again = np.repeat(pairs, row, axis=0)
        one, other = again[again[:, 1] == 1, 0], again[again[:, 1] == 0, 0]
        assert found == pytest.approx(stats.mannwhitneyu(one, other).statistic / (len(one) * len(other)))


def test_aurc_by_hand() -> None:
    # In order of confidence: right, wrong, right; the risks are 0/1, 1/2, 1/3.
    assert value_of("aurc", as_array([(0.9, 0), (0.8, 1), (0.7, 0)])) == pytest.approx(
        (0 + 1 / 2 + 1 / 3) / 3
    )
    # What is equally sure cannot be parted: both are answered at a risk of 1/2.
    assert value_of("aurc", as_array([(0.8, 0), (0.8, 1)])) == 0.5
    assert value_of("aurc", as_array([(0.8, 0), (0.3, 0)])) == 0.0


def test_kappa_by_hand() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: agreed 0.7, by chance 0.5.
    pairs = as_array([(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15)
    assert value_of("kappa", pairs) == pytest.approx(0.4)
    assert value_of("kappa", as_array([(1, 1)] * 3)) is None  # two judges who only ever say yes


def test_the_interval_is_the_same_every_time_and_that_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(3)
    above = rng.random(80)
    figure = Figure("f1", "answers", {f"q{at}": (float(value), 1.0) for at, value in enumerate(above)})
    one, other = estimated(figure), estimated(figure)
    assert one == other
    wanted = stats.bootstrap(
        (above,), np.mean, n_resamples=5000, method="percentile", rng=rng
    ).confidence_interval
    assert (one.low, one.high) == pytest.approx((wanted.low, wanted.high), abs=0.01)


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(200):
        units = {str(at): (float(hit), 1.0) for at, hit in enumerate(rng.random(60) < 0.7)}
        one = estimated(Figure("answer hit", "answers", units))
        assert one.low is not None
        assert one.high is not None
        covered += one.low <= 0.7 <= one.high
    assert 0.88 <= covered / 200 <= 0.99


def test_permutation_by_hand_where_few_differ() -> None:
    # Three questions gained, one lost: |sum| of 4 signs is at least 2 in 2 * (1 + 4) of 16 exchanges.
    before = as_array([(0, 1), (0, 1), (0, 1), (1, 1), (1, 1), (0, 1)])
    after = as_array([(1, 1), (1, 1), (1, 1), (0, 1), (1, 1), (0, 1)])
    assert permutation_test(before, after) == 10 / 16
    assert permutation_test(before, before) == 1.0


def test_permutation_is_that_of_scipy_where_many_differ() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(5)
    one, other = rng.random(60), rng.random(60) + 0.09
    wanted = stats.permutation_test(
        (one, other),
        lambda a, b: np.mean(b) - np.mean(a),
        permutation_type="samples",
        n_resamples=20_000,
        rng=rng,
    ).pvalue
    pairs = [np.stack([side, np.ones(60)], axis=1) for side in (one, other)]
    assert permutation_test(pairs[0], pairs[1]) == pytest.approx(wanted, abs=0.02)
    assert permutation_test(pairs[0], pairs[1]) == permutation_test(pairs[0], pairs[1])


def test_permutation_of_ratios_whose_denominators_change() -> None:
    # Refused, and rightly: 1 of 1 before; 1 of 3 after.
    before = as_array([(1, 1), (0, 0), (0, 0)])
    after = as_array([(1, 1), (0, 1), (0, 1)])
    # Of 4 exchanges two leave 1/1 against 1/3; the others 1/2 against 1/2.
    assert permutation_test(before, after) == 0.5


def test_false_alarms_are_as_rare_as_they_should_be() -> None:
    rng = np.random.default_rng(6)
    alarms = 0
    for _ in range(200):
        sides = [np.stack([(rng.random(40) < 0.8).astype(float), np.ones(40)], axis=1) for _ in range(2)]
        alarms += permutation_test(sides[0], sides[1]) < 0.05
    assert alarms / 200 <= 0.1


def test_paired_interval_of_the_same_is_nothing() -> None:
    pairs = as_array([(1, 1), (0, 1), (1, 1)])
    assert paired_interval("ratio", pairs, pairs) == (0.0, 0.0)


def test_holm_by_hand() -> None:
    # Sorted: 0.005 * 4, 0.01 * 3, 0.03 * 2, 0.04 * 1, each at least the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
