"""Who is what, by whom it is done, and which way a figure went: each beside a true sentence that is like it."""

from __future__ import annotations

import pytest

from qa.grounding import check, contradiction

SOURCE = (
    "备付金由人民银行集中存管。2018年的利息收入为1.62亿元，比上年下降38%。云桥国是2022年联盟的轮值主席国。"
    "作者认为科技是基础设施，金融是跑在上面的应用。风险由平台承担，商户不承担。"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "金融是基础设施。",
        "金融是基础设施，科技是应用。",
        "备付金由商业银行存管。",
        "风险由商户承担。",
        "利息收入增长38%。",
        "利息收入比上年上升了三成八。",
    ],
)
def test_what_is_said_of_another_is_refused_for_a_fact(sentence: str) -> None:
    support = check(sentence, [SOURCE])
    assert not support.supported
    assert support.hard
    assert support.why


def test_what_is_to_be_made_clear_is_no_subject() -> None:
    source = "首先要说清楚的是「账本」是地基，「贷款」是房屋。"
    assert not check("贷款是地基，账本是房屋。", [source]).supported
    assert not check("贷款是地基。", [source]).supported
    assert check("账本是地基，贷款是房屋。", [source]).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "科技是基础设施，金融是应用。",
        "备付金由人民银行存管。",
        "备付金由人民银行集中管理和存管。",
        "利息收入比上年减少38%。",
        "2022年联盟的轮值主席国是云桥国。",
        "风险由平台来承担。",
    ],
)
def test_what_is_said_so_is_kept(sentence: str) -> None:
    assert check(sentence, [SOURCE]).supported, check(sentence, [SOURCE]).why


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("海棠支付的底色是金融。", "不过，金融不是它的底色，科技才是海棠支付的本质。"),
        ("借款消费是终点。", "四、借款消费不是终点，服务生产才是目的"),
        ("借款消费是终点。", "四、借款消费不是终点\n\n有人将借款消费看成是终点。"),
        ("融合是死胡同。", "三、融合是追求，割裂是死胡同"),
    ],
)
def test_what_the_sources_deny_is_contradicted(sentence: str, text: str) -> None:
    assert contradiction(sentence, text.split("\n\n")) is not None


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("割裂是死胡同。", "三、融合是追求，割裂是死胡同"),
        ("借款消费是手段。", "四、借款消费不是终点，借款消费是手段"),
        ("借款消费不是终点。", "四、借款消费不是终点"),
        ("借款消费是终点。", "借款消费是终点吗？"),
    ],
)
def test_what_they_do_not_deny_is_not(sentence: str, text: str) -> None:
    assert contradiction(sentence, [text]) is None
