"""The check of one sentence against its sources: nothing changed gets through, nothing copied is refused.

Negations, swaps and exchanges are in test_changes.py.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import text as zh
from qa.grounding import Support, check

unhurried = settings(deadline=None)

PAYMENT = (
    "海棠支付成立于2014年3月15日，总部设在杭州。公司的商户手续费为百分之三，年费是1.2万元。"
    "\n\n备付金由人民银行集中存管，2018年的利息收入为1.62亿元。"
)
OPINION = (
    "林见微认为：「科技是基础设施，金融是上层建筑。」用户用APP付款，后台由GPT-4驱动。"
    "《桥与车》一书谈到了这一点。为什么桥比车重要？"
)
GROWTH = "第三方支付有三家公司。交易额增长了三到五倍，其中两成来自农村。试点自二〇一八年开始。"
SOURCES = [PAYMENT, OPINION, GROWTH]


def quotes(support: Support, sources: list[str]) -> list[str]:
    assert support.supported == bool(support.places) == (support.why is None)
    assert 0 <= support.score <= 1
    return [sources[place.source][place.start : place.end] for place in support.places]


def supported(sentence: str, sources: list[str] = SOURCES) -> list[str]:
    support = check(sentence, sources)
    assert support.supported, support.why
    return quotes(support, sources)


def refused(sentence: str, sources: list[str] = SOURCES) -> str:
    support = check(sentence, sources)
    quotes(support, sources)
    assert not support.supported
    assert support.why
    return support.why


# --- what is copied -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        source[start:end].strip()
        for source in [*SOURCES, "是的。不是。就这样吧！3%。A。"]
        for start, end in zh.sentences(source)
    ],
)
def test_a_copied_sentence_is_supported_by_itself(sentence: str) -> None:
    sources = [
        GROWTH,
        "海棠支付，2014年3月15日。" + PAYMENT + OPINION,
        "是的。不是。就这样吧！3%。A。",
        GROWTH,
    ]
    assert supported(sentence, sources) == [sentence]


marks = st.text(
    st.sampled_from("科技金融是的不在3年%第一个A。！？，「」（）《》 \n"), min_size=1, max_size=60
)


@unhurried
@given(marks, marks)
def test_any_copied_sentence_is_supported(before: str, after: str) -> None:
    sources = [before, after]
    for source in sources:
        for start, end in zh.sentences(source):
            sentence = source[start:end].strip()
            if any(character.isalnum() for character in sentence):
                [quote] = supported(sentence, sources)
                around = '。！，「」（） "()!,\n'
                assert zh.fold(quote).strip(around) == zh.fold(sentence).strip(around)


def test_a_copied_sentence_may_lose_its_full_stop() -> None:
    assert supported("总部设在杭州", ["总部设在杭州。别处没有。"]) == ["总部设在杭州。"]
    assert supported("总部设在杭州！", ["  总部设在杭州。  "]) == ["总部设在杭州。"]


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("備付金由人民銀行集中存管，２０１８年的利息收入為１．６２億元。", "备付金由人民银行集中存管"),
        ("备付金由人民銀行集中存管。", "备付金由人民银行集中存管"),
        ("手續費為3%。", "公司的商户手续费为百分之三"),
        ("用户用app付款。", "用户用APP付款"),
        ("林见微认为：“科技是基础设施，金融是上层建筑。”", "林见微认为"),
        ("林见微认为『科技是基础设施，金融是上层建筑』。", "林见微认为"),
    ],
)
def test_writing_makes_no_difference(sentence: str, quote: str) -> None:
    [found] = supported(sentence)
    assert found.startswith(quote)


# --- what is said in other words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "begins"),
    [
        ("海棠支付的总部在杭州。", ["海棠支付成立于"]),
        ("海棠支付2014年3月15日成立。", ["海棠支付成立于"]),
        ("商户的手续费是3%。", ["公司的商户手续费"]),
        ("商户每年的年费为12000元。", ["公司的商户手续费"]),
        ("2018年利息收入为16200万元。", ["备付金由"]),
        ("交易额增长3-5倍，20%来自农村。", ["交易额增长"]),
        ("有3家第三方支付公司。", ["第三方支付有"]),
        ("试点从2018年开始。", ["试点自"]),
        ("林见微认为科技是基础设施。", ["林见微认为"]),
        ("《桥与车》谈到了这一点。", ["《桥与车》一书"]),
        ("根据材料，备付金由人民银行集中存管。", ["备付金由"]),
    ],
)
def test_a_paraphrase_is_supported(sentence: str, begins: list[str]) -> None:
    found = supported(sentence)
    assert len(found) == len(begins)
    assert all(quote.startswith(begin) for quote, begin in zip(found, begins, strict=True))


@pytest.mark.parametrize(
    ("sentence", "begins"),
    [
        ("海棠支付总部在杭州，商户手续费为3%。", ["海棠支付成立于", "公司的商户手续费"]),
        ("海棠支付成立于2014年，2018年的利息收入为1.62亿元。", ["海棠支付成立于", "备付金由"]),
        ("备付金由人民银行集中存管，用户用APP付款。", ["备付金由", "用户用APP付款"]),
        ("交易额增长三到五倍，手续费为3%。", ["公司的商户手续费", "交易额增长"]),
    ],
)
def test_two_sentences_in_one_cite_both(sentence: str, begins: list[str]) -> None:
    found = supported(sentence)
    assert [quote[: len(begin)] for quote, begin in zip(found, begins, strict=True)] == begins


def test_no_more_sentences_are_cited_than_are_needed() -> None:
    sources = ["手续费为3%。手续费为3%，年费另计。手续费还是3%。"]
    assert supported("手续费为3%，年费另计。", sources) == ["手续费为3%，年费另计。"]
    assert len(supported("手续费3%。", sources)) == 1


# --- what is changed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        # a digit
        ("商户手续费为4%。", "4%"),
        ("商户手续费为百分之三十。", "30%"),
        ("年费是1.3万元。", "13000"),
        ("2018年的利息收入为1.63亿元。", "163000000"),
        ("第三方支付有五家公司。", "5"),
        ("交易额增长了三到六倍。", "6倍"),
        ("其中三成来自农村。", "30%"),
        # the unit
        ("商户手续费为3‰。", "0.3%"),
        ("年费是1.2元。", "1.2"),
        ("年费是1.2亿元。", "120000000"),
        ("年费是12万元。", "120000"),
        ("交易额增长了5%。", "5%"),
        ("利息收入为-1.62亿元。", "-162000000"),
        # a date
        ("海棠支付成立于2015年。", "2015年"),
        ("海棠支付成立于3月16日。", "16日"),
        ("海棠支付成立于2014年4月15日。", "4月"),
        ("试点自二〇一九年开始。", "2019年"),
        # a name
        ("海棠支付的总部设在上海。", "上海"),
        ("王建国认为科技是基础设施。", "王建国"),
        # Latin words
        ("用户用WeChat付款。", "wechat"),
        ("后台由GPT-5驱动。", "gpt-5"),
        ("用户用AP付款。", "ap"),
        ("用户用PP付款。", "pp"),
        # quoted words
        ("林见微说「金融是基础设施」。", "金融是基础设施"),
        ("林见微认为“科技就是基础设施”。", "科技就是基础设施"),
        ("《桥与路》一书谈到了这一点。", "桥与路"),
        ('林见微认为"科技是上层建筑"。', "科技是上层建筑"),
        (f"林见微认为「科技是{'非常' * 40}重要的基础设施」。", "非常"),
        # everything
        ("红烧肉要先焯水，再用小火炖煮。", "红烧肉"),
        ("海棠支付由创始人控股并计划海外上市融资扩张。", "上市"),
    ],
)
def test_what_is_changed_is_refused_and_named(sentence: str, named: str) -> None:
    assert named in refused(sentence)


@pytest.mark.parametrize(
    "sentence", ["", " ", "\n", "。", "……", "「」", "—", "是的。", "这是什么呢？", "👍", "["]
)
def test_nothing_said_is_nothing_supported(sentence: str) -> None:
    refused(sentence)


@pytest.mark.parametrize("sources", [[], [""], ["", " \n"], ["。。。"], ["👍"]])
@pytest.mark.parametrize("sentence", ["手续费是3%。", "手续费很高。", "", "「好」", "APP", "3"])
def test_no_source_no_support(sentence: str, sources: list[str]) -> None:
    refused(sentence, sources)


def test_the_first_thing_missing_is_named() -> None:
    assert "7%" in refused("手续费从7%降到6%，又降到5.5%。")


def test_a_number_must_stand_in_a_source_that_is_cited() -> None:
    assert check("手续费是3%。", [PAYMENT]).supported
    assert not check("手续费是3%。", [OPINION, GROWTH]).supported


def test_one_is_not_looked_for_among_numbers() -> None:
    sources = ["海棠是一家在杭州的支付公司。"]
    assert supported("海棠是1家杭州的支付公司。", sources)
    refused("海棠是2家杭州的支付公司。", sources)


# --- whatever comes -------------------------------------------------------------------------------------


@unhurried
@given(marks, st.lists(marks, max_size=3))
def test_places_are_sentences_of_the_sources(sentence: str, sources: list[str]) -> None:
    support = check(sentence, sources)
    for place, quote in zip(support.places, quotes(support, sources), strict=True):
        source = sources[place.source]
        assert quote
        assert quote in {source[start:end].strip() for start, end in zh.sentences(source)}
    assert list(support.places) == sorted(support.places, key=lambda place: (place.source, place.start))
    assert support == check(sentence, sources)
