"""What a question that compares is searched for."""

from __future__ import annotations

import pytest

from qa.indexing.words import ChunkKey
from qa.sides import merged, sides


def key(section: int) -> ChunkKey:
    return ChunkKey("a", "r", section, 0)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("渡船和大桥，哪个更便宜？", ("渡船，便宜", "大桥，便宜")),
        ("猫与狗的寿命各是多少？", ("猫的寿命是多少", "狗的寿命是多少")),
        ("青稞酒和葡萄酒有什么区别？", ("青稞酒", "葡萄酒")),
        ("故宫的午门和神武门各建于哪一年？", ("故宫的午门建于哪一年", "故宫的神武门建于哪一年")),
        (
            "论高考改革，《甲》和《乙》的看法有什么不同？",
            ("论高考改革，《甲》的看法", "论高考改革，《乙》的看法"),
        ),
        ("水稻、小麦和玉米的产量分别是多少？", ("水稻的产量是多少", "小麦的产量是多少", "玉米的产量是多少")),
        (
            "南方航空公司和东方航空公司招人，各看什么？",
            ("南方航空公司招人，看什么", "东方航空公司招人，看什么"),
        ),
        ("顾客拿到现金和拿到支票，算法有什么不同？", ("顾客拿到现金，算法", "顾客拿到支票，算法")),
    ],
)
def test_each_side_is_asked_for(question: str, each: tuple[str, ...]) -> None:
    assert sides(question) == each


@pytest.mark.parametrize(
    "question",
    [
        "渡船几点开？",
        "渡船和大桥是谁修的？",
        "《战争与和平》分为几部，各写什么？",
        "“天时、地利”各指什么？",
        "各地的渡船和大桥由谁管理？",
        "和平时期各国的军费是多少？",
        "渡船有什么不同？",
        "和，各？",
        "",
    ],
)
def test_one_thing_has_no_sides(question: str) -> None:
    assert sides(question) == ()


def test_the_best_of_each_side_stands_before_what_is_on_both() -> None:
    whole = {key(0): 3.0, key(2): 1.0, key(1): 0.5}
    scores = merged(whole, [{key(1): 2.0, key(0): 1.5}, {key(2): 2.0, key(0): 1.5}])
    assert sorted(scores, key=lambda each: -scores[each]) == [key(2), key(1), key(0)]


def test_what_is_best_for_both_sides_stays_first() -> None:
    whole = {key(0): 3.0, key(1): 1.0}
    scores = merged(whole, [{key(0): 2.0, key(1): 1.0}, {key(0): 2.0, key(3): 1.9}])
    assert max(scores, key=lambda each: scores[each]) == key(0)
    assert scores.keys() == {key(0), key(1), key(3)}


def test_nothing_found_is_nothing_merged() -> None:
    assert merged({}, [{}, {}]) == {}
    assert merged({key(1): 1.0}, [{}, {}]).keys() == {key(1)}
