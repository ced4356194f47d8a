"""A phrase is found however it is written, and not inside another word or number."""

from __future__ import annotations

import pytest

from qa.evaluation.metrics.phrases import says


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("手續費為百分之三。", "手续费为3%"),
        ("手续费是３％。", "3%"),
        ("占三成", "30%"),
        ("占三成五左右", "35%"),
        ("建于二〇一四年三月", "2014年3月"),
        ("日期：2014-03-05", "2014年3月5日"),
        ("共有一万两千户", "12000户"),
        ("共有1.2万户", "12000户"),
        ("用了 Big Data 技术", "big data"),
        ("「數位轉型」", "“数位转型”"),
        ("支持 API 接口", "API接口"),
        ("他们用 GPT 写", "gpt"),
        ("two banks", "bank"),
        ("第一，\n登记", "第一,登记"),
    ],
)
def test_said(text: str, phrase: str) -> None:
    assert says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("手续费是13%", "3%"),
        ("共30个", "3"),
        ("共3.5亿", "3"),
        ("共3.5亿", "5亿"),
        ("十三种", "三种"),
        ("He said", "AI"),
        ("daily", "dai"),
        ("共1,300人", "300人"),
        ("占百分之三十", "3%"),
        ("桥", ""),
        ("", "桥"),
    ],
)
def test_not_said(text: str, phrase: str) -> None:
    assert not says(text, phrase)
