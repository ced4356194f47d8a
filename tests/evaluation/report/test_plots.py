from __future__ import annotations

import itertools

import pytest
from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser
from selectolax.lexbor import LexborNode as Node

from qa.evaluation.report.plots import Bin, Point, Series, curve, histogram, lines_by_step, reliability
from qa.evaluation.report.rows import Row, bars, differences
from qa.evaluation.report.svg import Axis, element, ticks


def drawn(picture: Markup, selector: str) -> list[Node]:
    return LexborHTMLParser(str(picture)).css(selector)


def at(node: Node, *names: str) -> tuple[float, ...]:
    return tuple(float(node.attributes[name] or "nan") for name in names)


def words(picture: Markup, selector: str) -> list[str]:
    return [node.text() for node in drawn(picture, selector)]


def test_a_line_stands_where_its_numbers_say() -> None:
    """x: three steps over 68 to 428; y: 0.4 (a tenth under 0.5) at 250, 1 at 36, so 0.5 is 214 / 6 above 250."""
    points = (Point(1, 0.5, 0.45, 0.6), Point(2, 0.75, 0.7, 0.8), Point(5, 1.0, 1.0, 1.0))
    picture = lines_by_step([Series("now", points)], (1, 2, 5), "k", "what it shows")
    marks = [at(node, "cx", "cy") for node in drawn(picture, "circle.mark") if node.css("title")]
    assert marks == [(68, 214.33), (248, 125.17), (428, 36)]
    assert (
        next(node.attributes["d"] for node in drawn(picture, "path.line")) == "M68,214.33L248,125.17L428,36"
    )
    [band] = drawn(picture, "path.band")
    assert band.attributes["d"] == "M68,178.67L248,107.33L428,36L428,36L248,143L68,232.17Z"
    assert words(picture, "circle title") == ["now · k 1 · 50%", "now · k 2 · 75%", "now · k 5 · 100%"]


def test_a_second_line_is_told_apart_by_more_than_its_colour() -> None:
    points = (Point(1, 0.5), Point(2, 0.6))
    picture = lines_by_step([Series("now", points), Series("then", points)], (1, 2), "k", "")
    assert words(picture, "text.tick")[-2:] == ["now", "then"]
    assert len(drawn(picture, ".line.s1")) == 2
    assert not drawn(picture, ".band")


def test_the_curve_and_the_point_where_the_system_works() -> None:
    """0.2 is the most, so the axis goes to 0.25, and 0.2 is 0.8 × 214 above 250."""
    picture = curve([(0.5, 0.0), (1.0, 0.2)], (1.0, 0.2), "here", "coverage", "risk", "")
    [line] = drawn(picture, "path.line")
    assert line.attributes["d"] == "M248,250L444,78.8"
    [here] = drawn(picture, "circle.here")
    assert at(here, "cx", "cy") == (444, 78.8)
    assert drawn(picture, "text.said")[0].attributes["text-anchor"] == "end"


def test_a_curve_of_one_point_and_without_risk() -> None:
    picture = curve([(0.25, 0.0)], (0.25, 0.0), "here", "", "", "")
    assert at(drawn(picture, "circle.here")[0], "cx", "cy") == (150, 250)
    assert not drawn(picture, "path.line")


def test_a_bin_is_as_high_as_its_share_and_has_its_mean_on_it() -> None:
    """Shares: 0 at 200, 1 at 36. Counts: 0 at 300, the most (4) at 248. Scores: 0 at 52, 1 at 444."""
    bins = [Bin(0.0, 0.5, 1, 0.25, 0.5), Bin(0.5, 1.0, 4, 0.75, 1.0)]
    picture = reliability(bins, "score", "share", "n", "")
    assert [at(node, "x", "y", "width", "height") for node in drawn(picture, "rect.s0")] == [
        (53.5, 118, 193, 82),
        (249.5, 36, 193, 164),
    ]
    assert [at(node, "y", "height") for node in drawn(picture, "rect.quiet")] == [(287, 13), (248, 52)]
    assert [at(node, "cx", "cy") for node in drawn(picture, "circle")] == [(150, 118), (346, 36)]


def test_bars_leave_room_for_names_and_words() -> None:
    """The name takes 7.15 + 14, the words 19.8 + 16 of 460: a half is half of what is between."""
    picture = bars([Row("a", 0.5, "50%", 0.25, 1.0), Row("b", None, "—")], 1.0, "")
    [bar] = drawn(picture, "rect.bar")
    assert at(bar, "x", "width") == pytest.approx((21.15, 201.53), abs=0.01)
    assert at(drawn(picture, "line.whisker")[0], "x1", "x2") == pytest.approx((121.91, 424.2), abs=0.01)
    assert words(picture, "text.name") == ["a", "b"]
    assert words(picture, "text.value") == ["50%", "—"]


def test_a_difference_has_a_sign_of_its_own() -> None:
    rows = [
        Row("up", 0.1, "+10", 0.05, 0.2, "better"),
        Row("down", -0.2, "−20", -0.2, -0.1, "worse"),
        Row("level", 0.0, "±0", -0.1, 0.1, "no difference"),
        Row("untested", 0.1, "+10"),
    ]
    picture = differences(rows, "", "worse", "better")
    zero = at(drawn(picture, "line.axis")[0], "x1")[0]
    up, down = (node.attributes["d"] or "" for node in drawn(picture, "path.verdict"))
    assert float(up.split("L")[2].split(",")[0].rstrip("Z")) > zero > float(down.split("L")[2].split(",")[0])
    rings = [at(node, "cx")[0] for node in drawn(picture, "circle.verdict")]
    assert rings[0] == pytest.approx(zero, abs=0.01)
    assert len(rings) == 2
    assert words(picture, "text.tick") == ["← worse", "better →"]


def test_a_histogram_counts_each_time_once_where_it_stands() -> None:
    """0.1 to 10 s are two decades over 52 to 444, 19.6 a tenth of one: 1 s begins the eleventh step, at 248."""
    picture = histogram([0.1, 0.1, 1.0, 9.99], [(1.0, "p50"), (9.99, "p95")], "s", "")
    bars_drawn = drawn(picture, "rect")
    assert [at(node, "x", "width") for node in bars_drawn] == [(52.75, 18.1), (248.75, 18.1), (425.15, 18.1)]
    assert [at(node, "y", "height") for node in bars_drawn] == [(60, 190), (155, 95), (155, 95)]
    assert words(picture, "rect title") == ["0.1–0.126 s · n = 2", "1–1.26 s · n = 1", "7.94–10 s · n = 1"]
    assert at(drawn(picture, "line.drop")[0], "x1") == (248,)
    assert [node.attributes["text-anchor"] for node in drawn(picture, "text.said")] == ["start", "end"]


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [1e-4], [5e5, 1.0]])
def test_a_histogram_of_odd_values(values: list[float]) -> None:
    titles = words(histogram(values, [(values[0], "p50")], "s", ""), "rect title")
    assert sum(int(title.rpartition("= ")[2]) for title in titles) == len(values)


def test_nothing_to_draw_is_drawn_all_the_same() -> None:
    assert drawn(bars([], 1.0, ""), "svg")
    assert drawn(differences([], "", "", ""), "svg")
    assert drawn(reliability([], "", "", "", ""), "svg")
    assert drawn(lines_by_step([], (), "", ""), "svg")


def test_words_in_a_picture_are_words() -> None:
    evil = '<script>alert(1)</script>" onload=x'
    picture = bars([Row(evil, 0.5, evil)], 1.0, evil)
    assert not drawn(picture, "script")
    assert drawn(picture, "svg")[0].attributes["aria-label"] == evil
    assert words(picture, "text.name") == [evil]


def test_what_is_beyond_an_axis_stands_at_its_end() -> None:
    axis = Axis(0, 1, 250, 50)
    assert [axis.at(value) for value in (-1, 0, 0.5, 1, 7)] == [250, 250, 150, 50, 50]
    assert Axis(2, 2, 0, 10).at(2) == 5


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 0.003), (0, 7), (0.4, 1), (0, 123_456), (-3, 3), (0.97, 1)]
)
def test_ticks_are_few_round_and_inside(low: float, high: float) -> None:
    found = ticks(low, high)
    assert 2 <= len(found) <= 6
    assert low - 1e-9 <= found[0] < found[-1] <= high + 1e-9
    steps = {round(after - before, 9) for before, after in itertools.pairwise(found)}
    assert len(steps) == 1


def test_an_attribute_that_is_none_is_left_out() -> None:
    assert element("g", x=None, y=1) == '<g y="1"></g>'
