"""Texts taken apart for checking: what is a sentence, and what states nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import text as zh
from qa.answering.checking.statements import Statement, statements


def stated(text: str) -> list[str]:
    return [part.text for part in statements(text) if part.why is None]


def only(text: str) -> Statement:
    [part] = statements(text)
    return part


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手续费是3%。[1]年费是五元[2][3]。", ["手续费是3%。", "年费是五元。"]),
        ("手续费是3%【1】。", ["手续费是3%。"]),
        (
            "- 手续费是**3%**。\n* `年费`是五元。\n+ 税率__不变__。",
            ["手续费是3%。", "年费是五元。", "税率不变。"],
        ),
        (
            "1. 先登记。\n2、再备案。\n（三）后公示。\n④ 完成。",
            ["先登记。", "再备案。", "后公示。", "完成。"],
        ),
        ("> 桥是基础设施。", ["桥是基础设施。"]),
        ("- [x] 桥修好了。", ["桥修好了。"]),
        ("编辑导语：桥是基础设施。", ["桥是基础设施。"]),
        ("答：桥是基础设施。", ["桥是基础设施。"]),
        ("参见[桥的历史](https://a.example/b?c=1)，桥修了四年。", ["参见桥的历史，桥修了四年。"]),
        ("![一座桥](bridge.png)桥修了四年。", ["桥修了四年。"]),
        ("他说：「好。走吧！」于是走了。", ["他说：「好。走吧！」", "于是走了。"]),
        ("3.5%的利率。2.5%的税率。", ["3.5%的利率。", "2.5%的税率。"]),
        ("2019年，桥通车。", ["2019年，桥通车。"]),
        ("没有句号", ["没有句号"]),
        ("| 年份 | 长度 |\n| --- | --- |\n| 2016 | 1.2千米 |", ["2016，1.2千米"]),
        (
            "The bridge took four years [1]. It is long.[2] Yes.",
            ["The bridge took four years.", "It is long.", "Yes."],
        ),
        (
            "这座桥从动工到通车一共花了四年的时间，其间停工两次，每次\n都不超过三个月。车可以走了。",
            ["这座桥从动工到通车一共花了四年的时间，其间停工两次，每次都不超过三个月。", "车可以走了。"],
        ),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# 桥与车", "a heading"),
        ("桥与车\n=====\n", "a heading"),
        ("**桥与车**\n", "a heading"),
        ("桥是什么？", "a question"),
        ("他问：「桥是什么？」", "a question"),
        ("What is a bridge?", "a question"),
        ("你好！", "a greeting"),
        ("大家好，", "a greeting"),
        ("希望以上回答对您有帮助。", "a greeting"),
        ("感谢您的阅读！", "a greeting"),
        ("如果您还有其他问题，请随时告诉我。", "a greeting"),
        ("Hope this helps!", "a greeting"),
        ("下面分三点说明。", "announces"),
        ("主要原因如下：", "announces"),
        ("综上所述：", "announces"),
        ("根据材料，可以得出以下结论：", "announces"),
        ("Here are the following points:", "announces"),
        ("文章没有提到桥的长度。", "not there"),
        ("The article does not mention the length.", "not there"),
    ],
)
def test_what_states_nothing(text: str, why: str) -> None:
    part = only(text)
    assert part.why is not None
    assert why in part.why


@pytest.mark.parametrize(
    "text",
    [
        "## 2019年的通车",
        "为什么桥长1200米？",
        "海棠支付你好。",
        "下面是一座四年才修好的桥。",
        "公司没有提供担保。",
        "主要原因是桥太窄。",
        "分三步：登记、备案、公示。",
        "感谢信送到了银行。",
        "首先，桥是基础设施。",
        "以上海为例。",
    ],
)
def test_what_states_something_after_all(text: str) -> None:
    assert only(text).why is None


def test_a_title_over_a_text() -> None:
    text = "桥与车\n\n桥是基础设施，车是跑在上面的应用。"
    assert [part.why for part in statements(text)] == ["a heading", None]
    assert stated("桥修了四年") == ["桥修了四年"], "by itself it is what is to be checked"


def test_code_is_no_statement() -> None:
    parts = list(statements("桥是路。\n\n```python\nx = 1\n# 2\n```\n路是桥。\n"))
    assert [(part.text, part.why) for part in parts] == [
        ("桥是路。", None),
        ("x = 1", "code"),
        ("# 2", "code"),
        ("路是桥。", None),
    ]


pieces = st.sampled_from(
    [
        *"桥车。！？?!#*-|`[](){}「」“”：:，1２ \n\t",
        "[1]",
        "【2】",
        "**",
        "```",
        "](a)",
        "|---|",
        "1. ",
        "答：",
        "3%",
    ]
)


@given(st.lists(pieces, max_size=60).map("".join))
def test_every_part_stands_where_it_says(text: str) -> None:
    text = zh.clean(text)
    at = 0
    for part in statements(text):
        assert at <= part.start < part.end <= len(text)
        at = part.end
        raw = text[part.start : part.end]
        assert raw.strip()
        letters = [c for c in raw if "一" <= c <= "鿿"]
        assert [c for c in part.text if "一" <= c <= "鿿"] == letters or any(c in raw for c in "[]()：")


@pytest.mark.parametrize(
    "text", ["[" * 20000, "（" * 20000, "*" * 20000, "| " * 9000, "桥" * 100_000, "1. " * 9000]
)
def test_odd_texts_take_no_time(text: str) -> None:
    list(statements(text))
