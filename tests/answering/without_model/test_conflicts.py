"""Articles that disagree, and articles that only seem to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answering.without_model.conflicts import disagreement
from qa.assistant import Assistant
from qa.llm import OpenAIChat
from qa.settings import Settings
from tests.answering.conftest import nothing_configured
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import MODEL, OpenAIServer, answer

FEE = "海棠支付2018年的利息收入是多少？"
ONE = "海棠支付2018年的利息收入为1.62亿元。"


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (FEE, ONE, "海棠支付2018年的利息收入为1.82亿元。", ("1.62亿元", "1.82亿元")),
        (FEE, ONE, "2018年，海棠支付的利息收入为1.82亿元。", ("1.62亿元", "1.82亿元")),
        ("大桥何时通车？", "大桥于2019年5月通车。", "大桥于2020年5月通车。", ("2019年5月", "2020年5月")),
        ("谁创办了海棠支付？", "海棠支付由林见微创办。", "海棠支付由周远山创办。", ("由林见微", "由周远山")),
        ("有多少户？", "河口镇共有37户农家。", "河口镇共有47户农家。", ("37户", "47户")),
    ],
)
def test_they_disagree(question: str, one: str, other: str, values: tuple[str, str]) -> None:
    found = disagreement(question, one, other)
    assert found is not None
    assert all(value in shown for value, shown in zip(found, values, strict=True))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (FEE, ONE, ONE),
        (FEE, ONE, "海棠支付2018年的利息收入为一亿六千二百万元。"),
        (FEE, ONE, "海棠支付2018年的利息收入为1.6亿元。"),
        (FEE, ONE, "海棠支付2018年的利息收入约为1.7亿元。"),
        (FEE, ONE, "海棠支付2018年的利息收入超过1亿元。"),
        (FEE, ONE, "海棠支付2017年的利息收入为1.82亿元。"),
        (FEE, ONE, "白桦银行2018年的利息收入为1.82亿元。"),
        (FEE, ONE, "海棠支付2018年的软件收入为1.82亿元，与上年持平，手续费收入略有下降。"),
        (FEE, ONE, "海棠支付2018年的利息收入占38%。"),
        ("利率是多少？", "贷款利率为3%至5%。", "贷款利率为4%。"),
        ("谁创办了海棠支付？", ONE, "海棠支付2018年的利息收入为1.82亿元。"),
        ("大桥何时通车？", "大桥于2019年通车。", "大桥于2019年5月通车。"),
        ("大桥有多长？", "大桥于2019年通车。", "大桥于2020年通车。"),
    ],
)
def test_they_do_not(question: str, one: str, other: str) -> None:
    assert disagreement(question, one, other) is None
    assert disagreement(question, other, one) is None


ARTICLE = """---
title: {title}
date: {date}
---

## 渡口的账

青石渡的渡船由县里管，早上六点开第一班。青石渡2018年的票款收入为{sum}万元。大雾天停航，末班是傍晚六点。
"""


@pytest.fixture
def assistant(server: OpenAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    nothing_configured(monkeypatch, tmp_path)
    for name, date, total in (("旧账", "2019-02-01", 37), ("新账", "2020-02-01", 52)):
        text = ARTICLE.format(title=name, date=date, sum=total)
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    chat = OpenAIChat(server.url, MODEL, timeout_seconds=20.0, retries=0)
    with Assistant(Settings(home=tmp_path / "home"), embedder=CheapEmbedder(), chat=chat) as assistant:
        assert not assistant.ingest([tmp_path / "旧账.md", tmp_path / "新账.md"]).failed
        yield assistant


@pytest.mark.parametrize("mode", ["extractive", "generative"])
def test_an_answer_says_so_and_cites_both(assistant: Assistant, server: OpenAIServer, mode: str) -> None:
    server.chat = answer("青石渡2018年的票款收入为37万元。")
    *shown, whole = assistant.stream("青石渡2018年的票款收入是多少？", mode=mode)  # type: ignore[arg-type]
    [conflict] = whole.conflicts  # type: ignore[union-attr]
    assert set(conflict.values) == {"37万元", "52万元"}
    assert {citation.title for each in conflict.sentences for citation in each.citations} == {"旧账", "新账"}
    given = {citation.title for sentence in shown for citation in sentence.citations}  # type: ignore[union-attr]
    assert given == {"旧账", "新账"}
    assert tuple(shown) == whole.sentences  # type: ignore[union-attr]


def test_what_they_agree_on_is_no_conflict(assistant: Assistant) -> None:
    assert assistant.ask("青石渡的末班是什么时候？", mode="extractive").conflicts == ()
