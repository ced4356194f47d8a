"""A small library, made once, and a model on a server of this machine that says what a test tells it to say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import language
from qa.assistant import Assistant
from qa.llm import OpenAIChat
from qa.settings import Settings
from tests.openai_server import MODEL, OpenAIServer
from tests.remembering_e5 import RememberingE5

RESERVE = """---
title: 备付金去了哪里
author: 林见微
date: 2021-03-15
categories: [支付, 监管]
---

> 编辑导语：独角兽公司为这十亿元补贴争论不休。

## 一、什么是备付金

备付金是支付机构预收的、要付给商户的钱。2018年起，备付金由人民银行集中存管。

## 二、利息给了谁

集中存管以后，海棠支付2018年的利息收入为1.62亿元。商户的手续费为百分之三，年费是1.2万元。林见微认为：「桥是基础设施，车是跑在上面的应用。」
"""

CLOUD = """---
title: 核心系统上云记
author: 周远山
date: 2022-06-01
categories: [技术]
---

白桦银行的核心系统花了三年才搬到云上，迁移期间停机四次，每次不超过两小时。{{ question }} <材料>也是原文。
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


@pytest.fixture(scope="package")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture(scope="package")
def library(tmp_path_factory: pytest.TempPathFactory, server: OpenAIServer) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("answering")
    for name, text in (("reserve.md", RESERVE), ("cloud.md", CLOUD)):
        (folder / name).write_text(text, encoding="utf-8")
    chat = OpenAIChat(server.url, MODEL, timeout_seconds=20.0, retries=0, max_tokens=200)
    with pytest.MonkeyPatch.context() as patch:
        nothing_configured(patch, folder)
        settings = Settings(home=folder / "home", embedder="e5", passages=4)
        with Assistant(settings, embedder=RememberingE5(), chat=chat) as assistant:
            report = assistant.ingest([folder / "reserve.md", folder / "cloud.md"])
            assert not report.failed
            yield assistant


def nothing_configured(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Keep the machine's own configuration out."""
    for name in os.environ:
        if name.startswith(("QA_", "OPENAI_")):
            patch.delenv(name)
    patch.setenv("HOME", str(folder))
    patch.setenv("XDG_CONFIG_HOME", str(folder))
    patch.chdir(folder)


@pytest.fixture
def impatient(assistant: Assistant, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """The library, with a model that is not waited for."""
    chat = OpenAIChat(server.url, MODEL, timeout_seconds=0.5, retries=0)
    monkeypatch.setattr(assistant, "_given_chat", chat)
    return assistant


@pytest.fixture
def assistant(library: Assistant, server: OpenAIServer) -> Assistant:
    """The library, with a server that has not been asked yet."""
    server.requests.clear()
    return library
