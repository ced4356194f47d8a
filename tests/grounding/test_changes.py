"""What is turned round, swapped or put in another's place is refused for good; what only looks so is not."""

from __future__ import annotations

import pytest

from qa.grounding import check

BANK = (
    "青禾银行在2019年收购了银湾银行。备付金不属于支付公司，而是属于客户。只有登记过的商户可以提现，个人账户不能提现。"
    "由于备付金集中交存，海棠的利息收入归零。手续费从3%降到2%。"
)
TOWN = (
    "岔河镇的不良率是1.1%，石梁村的逾期率是4%。镇长何春山主持评议，村医陆小雨负责记录。贷款利率比县城的低一些。"
    "评议小组不仅打分，而且公布名单。老人没有等太久就拿到了钱。网点无论晴雨都开门，人数不断增加。"
)
NOTE = "2016年他在杭州开店，2018年又在苏州开了分店。甲行应付乙行900万元，乙行应付丙行700万元。"
SOURCES = [BANK, TOWN, NOTE]


@pytest.mark.parametrize(
    "sentence",
    [
        # negation
        "备付金属于支付公司，而是属于客户。",
        "备付金不属于客户。",
        "个人账户可以提现。",
        "登记过的商户不可以提现。",
        "登记过的商户不能提现。",
        "评议小组没有公布名单。",
        "网点晴雨都不开门。",
        "青禾银行在2019年没有收购银湾银行。",
        # direction
        "贷款利率比县城的高一些。",
        "网点的人数不断减少。",
        "手续费从3%升到2%。",
        # who to whom, what from what
        "银湾银行在2019年收购了青禾银行。",
        "青禾银行在2019年被银湾银行收购。",
        "因为海棠的利息收入归零，所以备付金集中交存。",
        # in another's place
        "岔河镇的不良率是4%。",
        "石梁村的逾期率是1.1%。",
        "手续费从2%降到3%。",
        "镇长陆小雨主持评议。",
        "2018年他在杭州开店。",
        "甲行应付乙行700万元，乙行应付丙行900万元。",
    ],
)
def test_refused_for_good(sentence: str) -> None:
    support = check(sentence, SOURCES)
    assert not support.supported
    assert support.hard, (support.score, support.why)
    assert support.why


@pytest.mark.parametrize(
    "sentence",
    [
        "备付金属于客户，不属于支付公司。",
        "个人账户不能提现，登记过的商户可以。",
        "个人账户不可以提现。",
        "评议小组既打分，也公布名单。",
        "网点晴雨都开门，人数不断增加。",
        "网点的人数在增加。",
        "老人没等太久就拿到了钱。",
        "银湾银行在2019年被青禾银行收购。",
        "2019年，青禾银行收购银湾银行。",
        "海棠的利息收入归零，是因为备付金集中交存。",
        "备付金集中交存导致海棠的利息收入归零。",
        "岔河镇的不良率为1.1%，石梁村的逾期率为4%。",
        "石梁村逾期率4%，岔河镇不良率1.1%。",
        "手续费由3%降至2%。",
        "评议由镇长何春山主持，记录由村医陆小雨负责。",
        "贷款利率比县城低。",
        "他2016年在杭州开店，两年后在苏州开了分店。",
        "文章指出，甲行应付乙行900万元。",
        "综上所述，作者认为，备付金不属于支付公司。",
    ],
)
def test_kept(sentence: str) -> None:
    support = check(sentence, SOURCES)
    assert support.supported, (support.score, support.why)


def test_a_word_turned_round_elsewhere_is_no_contradiction() -> None:
    sources = ["甲厂的产量下降了。乙厂的产量上升了。"]
    assert check("乙厂的产量上升。", sources).supported
    assert check("甲厂产量下降，乙厂产量上升。", sources).supported


def test_a_question_neither_supports_nor_opposes() -> None:
    sources = ["乙行收到钱了吗？答案是乙行没有收到钱。"]
    assert check("乙行没有收到钱。", sources).supported
