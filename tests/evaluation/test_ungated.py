"""Without the refusal and the check: what the articles say anyhow, and what a model wrote as it wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import qa
from qa.evaluation.loading import load_suite
from qa.evaluation.record import QuestionRecord
from qa.evaluation.running import run
from qa.evaluation.suite import Suite
from qa.llm import OpenAIChat
from qa.models import Answer
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.small_suite import QUESTIONS, write_suite
from tests.openai_server import MODEL, OpenAIServer, answer, cut, status

FAR = QUESTIONS[-1]["id"]


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(write_suite(tmp_path / "suite", notes=(), sentences=()))


def go(suite: Suite, tmp_path: Path, *, gated: bool = False, **options: Any) -> dict[str, QuestionRecord]:
    folder = run(suite, Settings(home=tmp_path / "home"), embedder=CheapEmbedder(), gated=gated, **options)
    assert folder.info.gated is gated
    return {each.id: each for each in folder.read().questions}


def written(suite: Suite, tmp_path: Path, text: str, **options: Any) -> Answer:
    with OpenAIServer(answer(text)) as server:
        chat = OpenAIChat(server.url, MODEL, retries=0)
        found = go(suite, tmp_path, chat=chat, **options)["pay"].answer
    assert found is not None
    return found


def test_something_is_quoted_always(suite: Suite, tmp_path: Path) -> None:
    gated, ungated = go(suite, tmp_path, gated=True), go(suite, tmp_path)
    refused, quoted = gated[FAR].answer, ungated[FAR].answer
    assert refused is not None
    assert refused.status == "refused"
    assert quoted is not None
    assert quoted.sentences
    assert quoted.status in ("answered", "partial")
    for sentence in quoted.sentences:
        [citation] = sentence.citations
        assert citation.quote == sentence.text
    one, other = gated["pay"].answer, ungated["pay"].answer
    assert one is not None
    assert other is not None
    assert one.text == other.text  # where there is something to say, the refusal changes nothing


def test_each_sentence_is_as_it_was_written(suite: Suite, tmp_path: Path) -> None:
    text = "修桥的钱由海棠市的财政支付。[1]企鹅住在海王星上。[2]没有人知道。还有一句。[99]"
    made = written(suite, tmp_path, text)
    assert [sentence.text for sentence in made.sentences] == [
        "修桥的钱由海棠市的财政支付。",
        "企鹅住在海王星上。",
        "没有人知道。",
        "还有一句。",
    ]
    cited = [[citation.quote for citation in sentence.citations] for sentence in made.sentences]
    assert cited[:2] == [[made.passages[0].text], [made.passages[1].text]]
    assert cited[2:] == [[], []]
    assert (made.status, made.mode, made.model) == ("answered", "generative", MODEL)
    assert not made.dropped
    assert made.usage.tokens_out > 0
    gated = written(suite, tmp_path, text, gated=True)
    assert "企鹅" not in gated.text


def test_supports_are_what_the_check_says_after_the_fact(suite: Suite, tmp_path: Path) -> None:
    with OpenAIServer(answer("修桥的钱由海棠市的财政支付。[1]企鹅住在海王星上。[1]没有出处。")) as server:
        chat = OpenAIChat(server.url, MODEL, retries=0)
        record = go(suite, tmp_path, chat=chat)["pay"]
    assert [supported for _, supported in record.supports] == [True, False, False]


def test_the_model_is_asked_whatever_is_asked(suite: Suite, tmp_path: Path) -> None:
    with OpenAIServer(answer("企鹅住在海王星上。[1]")) as server:
        found = go(suite, tmp_path, chat=OpenAIChat(server.url, MODEL, retries=0))
    far = found[FAR].answer
    assert far is not None
    assert far.text == "企鹅住在海王星上。"


@pytest.mark.parametrize("text", ["材料中没有提到这个问题。", "材料没有说明。"])
def test_a_model_may_refuse_by_itself(suite: Suite, tmp_path: Path, text: str) -> None:
    made = written(suite, tmp_path, text)
    assert made.status == "refused"
    assert made.sentences == ()
    assert made.reason


def test_a_server_that_fails(suite: Suite, tmp_path: Path) -> None:
    with OpenAIServer(answer("修桥的钱由海棠市的财政支付。[1]")) as server:
        server.script(status(500), cut("海棠市付钱。[1]还"), cut(""))
        found = go(suite, tmp_path, chat=OpenAIChat(server.url, MODEL, retries=0))
    failures = {id: each.failure.code for id, each in found.items() if each.failure}
    assert failures["pay"] == "ServerFailed"
    assert "premium" in failures  # it was cut off before there was a sentence
    assert "index" not in failures
    begun = found["years"].answer  # and this one after it: what is written is written
    assert begun is not None
    assert begun.sentences[0].text == "海棠市付钱。"


def test_nothing_but_evaluation_can_reach_it() -> None:
    root = Path(qa.__file__).parent
    using = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "ungated" in path.read_text(encoding="utf-8") and path.name != "ungated.py"
    }
    assert using <= {"evaluation/asking.py", "cli/evaluation_pages.py", "cli/texts.py"}
