"""Follow-up questions by rules: which ones they are, and what becomes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.conversation import english_followups, followups, rewriting
from qa.answering.conversation.antecedents import Turn

INTEREST = Turn(
    "海棠支付2018年的利息收入是多少？",
    ("集中存管以后，海棠支付2018年的利息收入为1.62亿元。",),
    ("备付金去了哪里",),
)
RESERVE = Turn(
    "备付金由谁存管？",
    ("2018年起，备付金由人民银行集中存管。", "商户的手续费为百分之三。"),
    ("备付金去了哪里",),
)
SLOWER = Turn("联邦学习和差分隐私哪个更慢？", ("联邦学习更慢。",))
OUTAGE = Turn("白桦银行的核心系统停机几次？", ("迁移期间停机四次，每次不超过两小时。",))
BRIDGE = Turn("谁说桥是基础设施？", ("林见微认为：「桥是基础设施，车是跑在上面的应用。」",))
REFUSED = Turn("渡口的班次有几班？")
FERRY = Turn("望舒渡第一班渡船是什么时候？", ("第一班渡船早上六点开。",))


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        # something else in the place of a part of the last question
        (INTEREST, "那2017年呢？", "海棠支付2017年的利息收入是多少？"),
        (INTEREST, "２０１７年呢", "海棠支付２０１７年的利息收入是多少？"),
        (INTEREST, "那手续费呢？", "海棠支付2018年的手续费是多少？"),
        (INTEREST, "那年费呢", "海棠支付2018年的年费是多少？"),
        (INTEREST, "2016年的年费呢？", "海棠支付2016年的年费是多少？"),
        (INTEREST, "白桦银行呢？", "白桦银行2018年的利息收入是多少？"),
        (OUTAGE, "青禾银行呢？", "青禾银行的核心系统停机几次？"),
        (RESERVE, "那麼利息呢？", "利息由谁存管？"),
        (SLOWER, "后者呢？", "联邦学习和差分隐私哪个更慢，差分隐私呢？"),
        (INTEREST, "那白桦银行的呢", "白桦银行2018年的利息收入是多少？"),
        (INTEREST, "前一年呢？", "海棠支付2017年的利息收入是多少？"),
        (INTEREST, "第二年呢？", "海棠支付2019年的利息收入是多少？"),
        (INTEREST, "去年呢", "海棠支付去年的利息收入是多少？"),
        # another rank of the same
        (FERRY, "末班呢？", "望舒渡末班渡船是什么时候？"),
        (FERRY, "那最后一班呢", "望舒渡最后一班渡船是什么时候？"),
        (FERRY, "末班车呢？", "望舒渡末班车是什么时候？"),
        # something of another kind about the same
        (FERRY, "票价呢？", "望舒渡第一班渡船的票价是多少？"),
        # nothing is named that it could be about
        (INTEREST, "怎么算出来的？", "海棠支付2018年的利息收入怎么算出来的？"),
        (INTEREST, "为啥这么多？", "海棠支付2018年的利息收入为啥这么多？"),
        (INTEREST, "后来呢？", "海棠支付2018年的利息收入，后来怎么样？"),
        # pronouns
        (INTEREST, "它的手续费是多少？", "海棠支付的手续费是多少？"),
        (INTEREST, "其商户要交年费吗？", "海棠支付的商户要交年费吗？"),
        (INTEREST, "该公司有多少商户？", "海棠支付有多少商户？"),
        (INTEREST, "那一年它的年费是多少？", "2018年海棠支付的年费是多少？"),
        (RESERVE, "它归谁？", "备付金归谁？"),
        (RESERVE, "它歸誰？", "备付金歸誰？"),
        (RESERVE, "这笔钱的利息归谁？", "备付金的利息归谁？"),
        (RESERVE, "其中有多少是利息？", "备付金中有多少是利息？"),
        (RESERVE, "这是什么意思？", "“2018年起，备付金由人民银行集中存管”是什么意思？"),
        (SLOWER, "前者有什么缺点？", "联邦学习有什么缺点？"),
        (SLOWER, "它们有什么区别？", "联邦学习和差分隐私有什么区别？"),
        (OUTAGE, "那家银行后来怎么样？", "白桦银行后来怎么样？"),
        (OUTAGE, "那次迁移花了多久？", "白桦银行的迁移花了多久？"),
        (BRIDGE, "他还说了什么？", "林见微还说了什么？"),
        (BRIDGE, "他怎么看？", "林见微怎么看？"),
        # what the last question asks the meaning of, however its words are cut
        (Turn("什么叫备付金？"), "那它的利息归谁？", "备付金的利息归谁？"),
        (Turn("备付金是什么？"), "它的利息归谁？", "备付金的利息归谁？"),
        (Turn("何谓网联清算"), "它有什么风险？", "网联清算有什么风险？"),
        (Turn("请问什么叫做联合贷款呢？"), "它有什么风险？", "联合贷款有什么风险？"),
        (Turn("隐私计算是怎么回事？"), "它和区块链有什么区别？", "隐私计算和区块链有什么区别？"),
        (Turn("它是什么？", ("渡船每天开六班。",)), "它准点吗？", "渡船准点吗？"),
        # the answer's sentences, the article, its author
        (RESERVE, "第二点是什么意思？", "“商户的手续费为百分之三”是什么意思？"),
        (RESERVE, "最后一句是什么意思", "“商户的手续费为百分之三”是什么意思？"),
        (RESERVE, "这篇文章的作者是谁？", "《备付金去了哪里》的作者是谁？"),
        (INTEREST, "作者怎么看？", "《备付金去了哪里》的作者怎么看海棠支付？"),
        # nothing but a question word
        (RESERVE, "为什么？", "为什么2018年起，备付金由人民银行集中存管？"),
        (Turn("谁更慢？", ("换句话说，联邦学习更慢。",)), "为什么？", "为什么联邦学习更慢？"),
        (RESERVE, "為什麼呢", "为什么2018年起，备付金由人民银行集中存管？"),
        (RESERVE, "还有呢？", "备付金由谁存管，还有别的吗？"),
        (RESERVE, "具体呢", "备付金由谁存管，具体是怎样的？"),
        (RESERVE, "举个例子", "备付金由谁存管，有什么例子？"),
        (RESERVE, "从什么时候开始？", "备付金存管，从什么时候开始？"),
        # after a refusal there is still a question to refer to
        (REFUSED, "为什么？", "渡口的班次有几班，为什么？"),
        # nothing fits: both are asked
        (RESERVE, "他们怎么说？", "备付金由谁存管，他们怎么说？"),
        (SLOWER, "第二点是什么意思？", "联邦学习和差分隐私哪个更慢，第二点是什么意思？"),
    ],
)
def test_a_chinese_follow_up(turn: Turn, question: str, understood: str) -> None:
    assert followups.understood(question, [turn]) == understood
    assert rewriting.by_rules(question, [turn]) == understood


@pytest.mark.parametrize(
    "question",
    [
        "什么是备付金？",
        "API是什么？",
        "支付宝为什么把它的备付金交出去？",
        "林见微为什么说他不看好区块链？",
        "尤其是什么？",
        "其他银行怎么做？",
        "其实备付金是什么？",
        "应该怎么办理备付金的登记手续？",
        "吉他怎么弹？",
        "与其说是支付，不如说是什么？",
        "手续费是多少，它由谁付？",
        "隐私计算和联邦学习有什么区别？前者更快吗？",
        "那手续费由谁来付？",
        "如何看待备付金？",
        "数字人民币的跨境试点在哪些城市？",
        "谁是作者",
        # another subject, or none
        "明天县城天气怎么样？",
        "县城今天的天气呢？",
        "今天几号？",
        "你叫什么名字？",
        "好的",
        "谢谢你",
    ],
)
def test_a_question_that_says_everything_is_left_alone(question: str) -> None:
    assert followups.need(question) != "yes"
    assert rewriting.by_rules(question, [INTEREST]) is None


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("换个话题，什么是备付金？", "什么是备付金？"),
        ("不说这个了，备付金归谁？", "备付金归谁？"),
        ("换个话题。", None),
    ],
)
def test_another_subject_takes_nothing_from_the_last_one(question: str, understood: str | None) -> None:
    assert followups.need(question) == "no"
    assert rewriting.by_rules(question, [INTEREST]) == understood


def test_with_nothing_said_before_there_is_nothing_to_take() -> None:
    assert rewriting.by_rules("那2017年呢？", []) is None


def test_a_pronoun_goes_further_back_when_the_last_turn_has_nothing() -> None:
    assert followups.understood("他是谁？", [BRIDGE, REFUSED]) == "林见微是谁？"


EARNED = Turn("How much interest did Haitang Pay earn in 2018?", ("2018年的利息为1.62亿元。",))
DEFINED = Turn("What is a payment reserve?", ("备付金是预收的钱。", "它不是存款。"))


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (EARNED, "What about 2017?", "How much interest did Haitang Pay earn in 2017?"),
        (EARNED, "And in 2016?", "How much interest did Haitang Pay earn in 2016?"),
        (EARNED, "How about Baihua Bank?", "How much interest did Baihua Bank earn in 2018?"),
        (EARNED, "Why?", "How much interest did Haitang Pay earn in 2018, and why?"),
        (EARNED, "so why is that?", "How much interest did Haitang Pay earn in 2018, and why?"),
        (EARNED, "what else?", "How much interest did Haitang Pay earn in 2018, and what else?"),
        (EARNED, "Who owns it?", "Who owns Haitang Pay?"),
        (EARNED, "What are its fees?", "What are Haitang Pay's fees?"),
        (DEFINED, "Who keeps it?", "Who keeps the payment reserve?"),
        (DEFINED, "What does the second point mean?", "What does “它不是存款” mean?"),
        (DEFINED, "when?", "What is a payment reserve, and when?"),
    ],
)
def test_an_english_follow_up(turn: Turn, question: str, understood: str) -> None:
    assert english_followups.understood(question, [turn]) == understood
    assert rewriting.by_rules(question, [turn]) == understood


@pytest.mark.parametrize(
    "question",
    [
        "Is it true that banks fail?",
        "What is a bank and what does it do?",
        "How does Alipay use its reserve?",
        "What is a payment reserve?",
        "Who said that bridges are infrastructure?",
    ],
)
def test_an_english_question_that_says_everything_is_left_alone(question: str) -> None:
    assert rewriting.by_rules(question, [EARNED]) is None


def test_two_languages_are_not_mixed_into_one_sentence() -> None:
    assert rewriting.by_rules("那2017年呢？", [EARNED]) == f"{EARNED.question} 那2017年呢？"
    assert rewriting.by_rules("Why?", [RESERVE]) == "备付金由谁存管？ Why?"


words = st.sampled_from(
    [
        "它",
        "那",
        "这",
        "呢",
        "？",
        "2017年",
        "备付金",
        "的",
        "为什么",
        "第二点",
        "前者",
        "他",
        "说",
        "，",
        "第",
        "其",
        "it",
        "why",
        "a",
    ]
)


@given(
    st.lists(words, max_size=8).map("".join), st.sampled_from([INTEREST, RESERVE, SLOWER, EARNED, REFUSED])
)
def test_whatever_is_asked_something_is_asked(question: str, turn: Turn) -> None:
    understood = rewriting.by_rules(question, [turn])
    assert understood is None or any(map(str.isalnum, understood))
    assert understood is None or len(understood) <= len(question) + 200
