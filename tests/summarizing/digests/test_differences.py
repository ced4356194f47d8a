"""Where authors differ: what is named as a difference, and what must not be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qa.models import Article, Section
from qa.reading import read_file
from qa.summarizing.article.source import Source
from qa.summarizing.digests.differences import differences
from qa.summarizing.digests.themes import key_phrases

CORPUS = Path(__file__).parents[3] / "corpus"


def source(text: str, author: str = "甲", *, title: str = "", date: dt.date | None = None) -> Source:
    section = Section(0, "导言", 0, ("导言",), None, text)
    return Source(Article(title or f"{author}的文章", (section,), author=author, date=date))


def found(*sources: Source) -> list[tuple[str, ...]]:
    """Return the sides of each difference, as the articles have them."""
    topics = [frozenset(key_phrases(each)) for each in sources]
    return [
        tuple(sources[at].sections[section].text[start:end] for at, section, start, end in difference.sides)
        for difference in differences(sources, topics)
    ]


BRIDGE = "渡口大桥横跨两岸。渡口大桥由县里出资。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("渡口大桥全长一千二百米。", "渡口大桥全长1500米。"),
        ("渡口大桥于2019年通车。", "渡口大桥于2021年通车。"),
        ("渡口大桥全长一千二百米，两头各有一座桥头堡。", "渡口大桥全长1500米。"),
        ("渡口大桥收过桥费。", "渡口大桥不收过桥费。"),
        ("渡口大桥是危桥。", "渡口大桥不是危桥。"),
        ("渡口大桥提高了两岸来往的效率。", "渡口大桥降低了两岸来往的效率。"),
    ],
)
def test_two_that_cannot_both_be_true_are_a_difference(one: str, other: str) -> None:
    pair = source(BRIDGE + one, "甲"), source(BRIDGE + other, "乙")
    assert found(*pair) == [(one, other)]
    assert found(*reversed(pair)) == [(other, one)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # The same, written otherwise, or rounded.
        ("渡口大桥全长一千二百米。", "渡口大桥全长1200米。"),
        ("渡口大桥全长约一千二百米。", "渡口大桥全长1210米。"),
        ("渡口大桥全长1.2公里。", "渡口大桥全长1200米。"),
        # Something else.
        ("渡口大桥全长一千二百米。", "渡口大桥引桥长三百米。"),
        ("渡口大桥全长一千二百米。", "柳湾大桥全长一千五百米。"),
        ("渡口大桥主跨三百米。", "渡口大桥全长一千五百米。"),
        ("渡口大桥每天通过三千辆车。", "渡口大桥每天通过五百辆货车。"),
        ("渡口大桥登记渔船三百艘。", "渡口大桥登记电动渔船二十艘。"),
        # Another time.
        ("2019年渡口大桥每天通过三千辆车。", "2021年渡口大桥每天通过五千辆车。"),
        ("渡口大桥2019年每天通过三千辆车。", "渡口大桥2021年每天通过三千辆车。"),
        ("渡口大桥目前每天通过三千辆车。", "渡口大桥每天通过五千辆车。"),
        # Nobody knows whose.
        ("该公司去年利润为三亿元。", "该公司去年利润为五亿元。"),
        ("这座大桥全长一千二百米。", "这座大桥全长一千五百米。"),
        # What others say, what is only supposed, and what is asked.
        ("有人说渡口大桥是危桥。", "渡口大桥不是危桥。"),
        ("如果渡口大桥是危桥，就要封闭。", "渡口大桥不是危桥。"),
        ("渡口大桥是危桥吗？", "渡口大桥不是危桥。"),
        # Both may be.
        ("渡口大桥不收行人的钱。", "渡口大桥收货车的钱。"),
        ("渡口大桥的车流上午增加。", "渡口大桥的人流下午减少。"),
    ],
)
def test_two_that_may_both_be_true_are_none(one: str, other: str) -> None:
    pair = source(BRIDGE + one, "甲"), source(BRIDGE + other, "乙")
    assert found(*pair) == []
    assert found(*reversed(pair)) == []


def test_a_third_figure_is_a_third_side() -> None:
    texts = ("全长一千二百米", "全长1500米", "全长一千八百米", "全长1500米")
    sources = [
        source(f"{BRIDGE}渡口大桥{text}。", name) for text, name in zip(texts, "甲乙丙丁", strict=True)
    ]
    [difference] = differences(sources, [frozenset(key_phrases(each)) for each in sources])
    assert [side.source for side in difference.sides] == [0, 1, 2]


def test_an_author_who_answers_another_by_name_is_a_difference() -> None:
    first = source(
        "桥要收费。结论先说：收费才能养桥，不收费的桥十年就要大修。", "江晚舟", title="桥为什么要收费"
    )
    second = source(
        "江晚舟在一篇文章里说收费才能养桥。我的看法与他相反：养桥的钱应当出自税收。别的以后再谈。", "石竹青"
    )
    assert found(first, second) == [
        ("结论先说：收费才能养桥，不收费的桥十年就要大修。", "我的看法与他相反：养桥的钱应当出自税收。")
    ]


def test_an_author_who_only_names_another_one_is_none() -> None:
    first = source("结论先说：收费才能养桥，不收费的桥十年就要大修。", "江晚舟")
    second = source("江晚舟在一篇文章里说收费才能养桥。我读过那篇文章。", "石竹青")
    assert found(first, second) == []


def test_for_and_against_the_same_is_a_difference() -> None:
    first = source("有人提议用渡船运送冷链货物。我赞成，渡船比货车稳。", "江晚舟")
    second = source("说到冷链，我不赞成用渡船运送货物。", "石竹青")
    assert found(first, second) == [
        ("有人提议用渡船运送冷链货物。我赞成，渡船比货车稳。", "说到冷链，我不赞成用渡船运送货物。")
    ]


def test_for_one_thing_and_against_another_is_none() -> None:
    first = source("我赞成用渡船运送冷链货物。", "江晚舟")
    second = source("我反对在桥头摆摊。", "石竹青")
    assert found(first, second) == []


def test_an_author_who_changed_his_mind_does_not_differ_from_another_one() -> None:
    first = source("我赞成用渡船运送冷链货物。", title="旧文")
    second = source("我不赞成用渡船运送冷链货物。", title="新文")
    assert found(first, second) == []


def test_the_sample_articles_that_answer_each_other_are_found() -> None:
    sources = [Source(read_file(path).article) for path in sorted(CORPUS.iterdir())]
    sides = found(*sources)
    assert len(sides) == 3
    assert any("省得比预想的早" in one and "与他相反" in other for one, other in sides)
    assert any("我赞成" in one and "不赞成" in other for one, other in sides)
