"""What sources have otherwise: each rule on made-up sources, a false sentence beside true ones that are like it."""

from __future__ import annotations

import pytest

from qa.grounding import check, contradiction
from qa.grounding.contrary import contrary
from qa.grounding.parts import parts

FERRY = "渡船要二十分钟过江，缆车只要四分钟。渡船的票价是五元，缆车的票价是二十元。"
TABLE = (
    "项目：票价；东线（自营）：8元；西线（承包）：5元\n\n项目：班次；东线（自营）：每天36班；西线（承包）：每天14班\n\n"
    "项目：客流；东线（自营）：多；西线（承包）：少"
)

CASES = {
    "table": (
        TABLE,
        ["东线的票价是5元。", "西线每天36班。", "西线的客流比东线多。", "承包的东线每天36班。"],
        ["东线的票价是8元。", "西线每天14班。", "东线的客流比西线多。", "西线比东线的8元便宜，票价只有5元。"],
    ),
    "figure": (
        "成人一次可以借五本，孩子一次可以借八本。读者每天平均来两百人，周末来的有六百人。",
        ["成人一次可以借八本。", "孩子一次可以借五本。"],
        ["孩子一次可以借八本。", "成人可以借五本，孩子可以借八本。"],
    ),
    "denial": (
        "桥墩加高不是为了好看，而是为了防洪。建桥的钱来自乡亲，而不是来自银行。三年里没有一个乡亲退股。",
        ["桥墩加高是为了好看。", "建桥的钱来自银行。", "三年里有乡亲退股。"],
        ["桥墩加高是为了防洪，不是为了好看。", "建桥的钱来自乡亲。", "三年里，没有乡亲退股。"],
    ),
    "unrelated": (
        "「晨钟书局」与「晨钟」毫无关系，只是名字像。",
        ["晨钟书局是晨钟旗下的书店。"],
        ["晨钟书局和晨钟没有关系。"],
    ),
    "shift": (
        "过去图书馆有860名志愿者，现在是540名。去年，大桥由收费改成了免费。",
        ["图书馆的志愿者从540名增加到860名。", "大桥由免费改成了收费。"],
        ["图书馆的志愿者从860名减少到540名。", "去年大桥由收费改为免费。"],
    ),
    "comparison": (
        FERRY,
        ["渡船比缆车快。", "缆车过江比渡船慢。", "渡船的票价比缆车高。"],
        ["缆车比渡船快。", "渡船过江比缆车慢。", "缆车的票价比渡船高。"],
    ),
    "most": (
        "馆里的收入，门票收入占三成，文创收入占五成，讲座收入占两成。报名的读者有三百人，拿到座位的只有四十人。",
        ["馆里的收入，门票收入最多。", "报名的读者大多拿到了座位。"],
        ["馆里的收入，文创收入最多。", "报名的读者只有四十人拿到座位。"],
    ),
    "stance": (
        "馆长韦静说，她不赞成周末收停车费。",
        ["韦静赞成周末收停车费。", "韦静支持周末收停车费。"],
        ["韦静反对周末收停车费。", "韦静不赞成周末收停车费。"],
    ),
    "beside it": (
        "机械钟靠发条，要人每天上弦；石英钟靠电池，不用人照看。",
        ["石英钟靠发条。", "机械钟靠电池。"],
        ["石英钟靠电池。", "机械钟靠发条，要人每天上弦。"],
    ),
    "rival": (
        "东线归航运局管，西线归村里管。十年里东线撞过两次桥墩，西线一次也没有。东线的船能载车，西线的船只载人。",
        ["西线撞过两次桥墩。", "西线的船能载车。", "西线归航运局管。"],
        ["东线撞过两次桥墩。", "东线的船能载车，西线的船只载人。", "西线归村里管。"],
    ),
    "alike": (
        "成人一次可以借五本，孩子一次可以借八本，借期都是四周。",
        ["孩子的借期比成人长。"],
        ["孩子的借期和成人一样，都是四周。", "孩子借的书比成人多。"],
    ),
    "crossed": (
        "船工的工资由村里按月发，修船的钱靠县里补。",
        ["修船的钱由村里发，船工的工资靠县里补。"],
        ["修船的钱靠县里补，船工的工资由村里发。", "村里按月发船工的工资。"],
    ),
    "day": (
        "钟表博物馆周二到周日开门，周三晚上有讲座。",
        ["钟表博物馆周一开门。", "星期一晚上有讲座。"],
        ["钟表博物馆星期六开门。", "星期三晚上有讲座。"],
    ),
    "owner": (
        "那天，末班船由周小宁的徒弟驾驶。",
        ["末班船由周小宁驾驶。"],
        ["末班船由周小宁的徒弟驾驶。"],
    ),
    "not done": (
        "航运局原打算停掉两条渡线，后来留下了一条。有人劝馆长装一台自动售票机，她不肯。",
        ["航运局停掉了两条渡线。", "馆长装了一台自动售票机。"],
        ["航运局本来打算停掉两条渡线。", "有人劝馆长装自动售票机，她不肯。"],
    ),
    "singled out": (
        "撞上桥墩的都是夜班的船，因为灯太低。这一仗打赢了，靠的是地形。",
        ["撞上桥墩的都是游客的快艇。", "这一仗主要靠人多。"],
        ["撞上桥墩的都是夜班的船。", "这一仗主要靠地形。"],
    ),
    "bound": (
        "评议会的九个人里，馆员不得超过三名。每批书不得少于二十本。",
        ["评议会里馆员至少要有三名。", "每批书不超过二十本。"],
        ["评议会里馆员不能超过三名。", "每批书至少要有二十本。"],
    ),
    "opposite": (
        "采砂场在渡口的下游。图书馆每周一闭馆。探照灯装得太低，船长看不见前方。",
        ["采砂场在渡口的上游。", "探照灯装得太高，船长看不见前方。"],
        ["采砂场在渡口的下游。", "探照灯装得太低，所以船长看不见前方。"],
    ),
}


@pytest.mark.parametrize(("kind", "sentence"), [(kind, s) for kind, case in CASES.items() for s in case[1]])
def test_what_the_source_has_otherwise_is_refused_for_good(kind: str, sentence: str) -> None:
    support = check(sentence, [CASES[kind][0]])
    assert not support.supported
    assert support.hard, support.why
    assert support.why


@pytest.mark.parametrize(("kind", "sentence"), [(kind, s) for kind, case in CASES.items() for s in case[2]])
def test_what_the_source_has_so_is_not(kind: str, sentence: str) -> None:
    source = CASES[kind][0]
    assert contrary(parts(sentence), [source]) is None
    assert not check(sentence, [source]).hard
    assert contradiction(sentence, [source]) is None


def test_a_person_is_not_given_the_figure_of_another_paragraph() -> None:
    source = "馆长周小宁管三座分馆。\n\n去年，会计何志清借出了4200元。"
    assert check("馆长周小宁借出了4200元。", [source]).hard
    assert not check("会计何志清去年借出了4200元。", [source]).hard
    # Who says something may speak of anything.
    assert contrary(parts("馆长周小宁说，会计借出了4200元。"), [source]) is None


def test_another_passage_that_says_so_is_enough() -> None:
    passages = ["东线的船能载车，西线的船只载人。", "后来西线也换了船，西线的船能载车了。"]
    assert not check("西线的船能载车。", passages[:1]).supported
    assert not check("西线的船能载车。", passages).hard


def test_the_contradicting_passage_is_found_among_others() -> None:
    other = "山上种满了茶树，春天有人来采。"
    assert contradiction("渡船比缆车快。", [other, FERRY]) is not None
    assert contradiction("缆车比渡船快。", [other, FERRY]) is None


@pytest.mark.parametrize("sentence", ["甲、乙、丙三家书店都卖地图。", "甲、乙和丙三家书店都卖地图。"])
def test_a_list_may_be_counted(sentence: str) -> None:
    source = "甲书店卖地图。乙书店卖地图。丙书店卖地图。另有两家不卖。"
    assert not check(sentence, [source]).hard
    assert check(sentence.replace("三", "五"), [source]).hard


def test_what_is_not_opposed_is_left_open() -> None:
    source = "馆长并不反对新东西，售票用的是手机。"
    assert not check("馆长不反对用手机售票。", [source]).hard


def test_a_passive_without_a_doer_turns_nothing_round() -> None:
    assert not check("船坞停业时不应列入拆迁名册。", ["船坞停业时也不应被列入拆迁名册。"]).hard
