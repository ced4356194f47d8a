"""How models say that the material lacks something, and what only sounds like it."""

from __future__ import annotations

import pytest

from qa.answering.checking.absence import says_absent, split_absent


@pytest.mark.parametrize(
    "sentence",
    [
        "材料未载",
        "材料未载。",
        "材料中没有提到这一点。",
        "目前材料没有提到。",
        "您提供的材料中未提及年费。",
        "根据提供的材料，没有提到年费。",
        "材料1和材料2均未提到年费。",
        "根据所给材料无法判断。",
        "我无法从材料中找到答案。",
        "没有在材料中找到相关信息。",
        "抱歉，我无法回答这个问题。",
        "这个问题无法回答。",
        "无法确定年费是多少。",
        "从材料来看，没有给出具体数字。",
        "没有答案。",
        "不知道。",
        "材料里没有答案。",
        "材料不足以回答。",
        "提供的文本中没有关于年费的描述。",
        "材料没有关于年费的内容。",
        "文中没有年费的信息。",
        "本文没有讨论利率。",
        "文章并未明确说明年费。",
        "材料对此没有说明。",
        "材料中关于年费没有任何说明。",
        "上述段落均不涉及年费。",
        "原文並沒有提及年費。",
        "The passages do not provide this information.",
        "The given text doesn't mention the annual fee.",
        "No information about this is given in the text.",
        "I could not find the answer in the provided passages.",
        "There is no information about it.",
        "It is not stated.",
        "Not mentioned in the passages.",
    ],
)
def test_it_is_not_there(sentence: str) -> None:
    assert says_absent(sentence)
    assert split_absent(sentence) == ("", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "公司没有提供担保。",
        "公司从未说明资金去向。",
        "合同文本没有载明利率。",
        "这份公告没有说明资金去向。",
        "监管资料没有公开。",
        "文章说没有任何人受伤。",
        "银行无法确定借款人的收入。",
        "法院无法从账本得知去向。",
        "作者没有见过那位老板。",
        "申请材料未提交完整的，退回申请人。",
        "他没有在会上提到这件事。",
        "林见微认为，没有数据就无法判断风险。",
        "建筑材料没有变形。",
        "信息没有加密。",
        "The bank does not provide loans.",
        "The fee is not given to merchants.",
        "No bank mentioned the loss.",
        "It does not cost anything.",
    ],
)
def test_what_is_stated_as_a_fact(sentence: str) -> None:
    assert not says_absent(sentence)
    assert split_absent(sentence) == (sentence, "")


@pytest.mark.parametrize(
    ("sentence", "stated", "absent"),
    [
        ("手续费为百分之三，但材料没有说明年费。", "手续费为百分之三。", "材料没有说明年费。"),
        ("手续费为百分之三；至于年费，材料未提及。", "手续费为百分之三。", "至于年费，材料未提及。"),
        (
            "The fee is 3%, but the passages do not mention the annual fee.",
            "The fee is 3%.",
            "the passages do not mention the annual fee.",
        ),
        ("虽然文章谈到备付金，但材料没有说明年费。", "", "虽然文章谈到备付金，但材料没有说明年费。"),
        ("关于年费，材料没有说明。", "", "关于年费，材料没有说明。"),
        ("有的，但材料没有说明。", "", "有的，但材料没有说明。"),
    ],
)
def test_a_sentence_that_says_both(sentence: str, stated: str, absent: str) -> None:
    assert split_absent(sentence) == (stated, absent)


@pytest.mark.parametrize(
    "text", ["材料" * 5000, "没有" * 5000, "无法从" * 5000, "the text " * 3000, "材料，" * 5000]
)
def test_odd_sentences_take_no_time(text: str) -> None:
    says_absent(text)
