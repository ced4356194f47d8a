"""What a question asks for, and which sentences have it."""

from __future__ import annotations

import pytest

from qa.answering.questions import has_kind, kinds


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("海棠支付什么时候成立？", {"date"}),
        ("试点从哪一年开始？", {"date"}),
        ("手续费是多少？", {"number"}),
        ("有几家公司？", {"number"}),
        ("农村占多大比例？", {"number"}),
        ("谁提出了这个观点？", {"person"}),
        ("总部在哪里？", {"place"}),
        ("总部在哪个城市？", {"place"}),
        ("为什么要集中存管？", {"reason"}),
        ("什么是备付金？", {"definition"}),
        ("备付金是什么？", {"definition"}),
        ("為什麼要集中存管？", {"reason"}),
        ("誰提出了這個觀點？", {"person"}),
        ("When did it start?", {"date"}),
        ("How many banks are there?", {"number"}),
        ("Why is it so?", {"reason"}),
        ("介绍一下备付金制度", set()),
        ("几乎所有银行都参加了吗？", set()),
        ("", set()),
    ],
)
def test_kinds(question: str, expected: set[str]) -> None:
    assert kinds(question) == expected


@pytest.mark.parametrize(
    ("sentence", "kind", "question", "expected"),
    [
        ("海棠支付成立于2014年。", "date", "海棠支付什么时候成立？", True),
        ("海棠支付成立于二〇一四年。", "date", "海棠支付什么时候成立？", True),
        ("海棠支付有14家分公司。", "date", "海棠支付什么时候成立？", False),
        ("2016年利息收入为1.62亿元。", "number", "2016年利息是多少？", True),
        ("2016年利息收入增加。", "number", "2016年利息是多少？", False),
        ("二〇一六年利息收入增加。", "date", "2016年的事发生在哪一年？", False),
        ("手续费为百分之三。", "number", "手续费是多少？", True),
        ("手续费很高。", "number", "手续费是多少？", False),
        ("李建国提出了这个观点。", "person", "谁提出了这个观点？", True),
        ("李建国提出了这个观点。", "person", "李建国是谁？", False),
        ("总部设在杭州。", "place", "总部在哪里？", True),
        ("總部設在臺灣。", "place", "总部在哪里？", True),
        ("总部设在台湾。", "place", "臺灣的总部在哪里？", False),
        ("因为钱要安全。", "reason", "为什么要集中存管？", True),
        ("因爲錢要安全。", "reason", "为什么要集中存管？", True),
        ("備付金稱爲預收款。", "definition", "什么是备付金？", True),
        ("备付金是预收的钱。", "definition", "什么是备付金？", True),
        ("好。", "definition", "什么是备付金？", False),
        ("", "number", "多少？", False),
    ],
)
def test_has_kind(sentence: str, kind: str, question: str, expected: bool) -> None:
    assert has_kind(sentence, kind, question) is expected
