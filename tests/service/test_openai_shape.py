"""What the OpenAI endpoint is made of: an answer as a text and back, and problems in OpenAI's shape."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from qa import errors
from qa.language import Language, spoken
from qa.models import Answer, Citation, Conflict, Passage, Sentence, Understood
from qa.service.openai.completing import Ended, Limits, Pieces, completed, joined
from qa.service.openai.content import Content
from qa.service.openai.errors import OpenAIErrors, event
from qa.service.openai.said import read_back
from qa.service.problems import details as problems
from qa.text import count_tokens


def cited(title: str, quote: str) -> Citation:
    return Citation(title, title, ("一、缘起",), "toc-1", 0, 0, len(quote), quote)


ONE, OTHER = cited("渡口", "渡船每天开六班。"), cited("渡口 › 旧事：上", "渡船每天开八班。")
SENTENCES = (
    Sentence("渡船每天开六班。", (ONE,)),
    Sentence("The ferry is small (20 m).", (ONE, OTHER)),
    Sentence("票价 | 三元", (OTHER,)),
    Sentence("他说：“渡船每天开八班。”", (OTHER,)),
)


def pieces(answer: Answer, understood: Understood | None = None) -> Pieces:
    if understood:
        yield understood
    yield from answer.sentences
    yield answer


def link(citation: Citation) -> str:
    return f"https://example.com/{citation.article}"


def written(answer: Answer, understood: Understood | None = None) -> Content:
    content = Content(link)
    joined(completed(pieces(answer, understood), content, Limits()))
    return content


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("sentences", [SENTENCES, SENTENCES[:1], SENTENCES[::-1]])
def test_an_answer_that_comes_back_says_what_it_said(
    language: Language, sentences: tuple[Sentence, ...]
) -> None:
    answer = Answer(
        "partial",
        "几班？",
        "",
        sentences,
        "extractive",
        reason="没有涉及：票价\n和航程",
        fallback="http://10.0.0.8/v1 failed",
        conflicts=(Conflict(("六班", "八班"), (SENTENCES[0], SENTENCES[3])),) if len(sentences) > 1 else (),
    )
    with spoken(language):
        content = written(answer, Understood("几班？", "渡船每天开几班？", "rules"))
    said = read_back(content.text)
    assert said.understood_as == "渡船每天开几班？"
    assert said.text.split() == " ".join(sentence.text for sentence in sentences).split()
    assert set(said.titles) <= {"渡口", "渡口 › 旧事：上"}
    assert said.titles
    assert "10.0.0.8" not in content.text
    for annotation in content.annotations:
        place = annotation["url_citation"]
        assert content.text[place["start_index"] : place["end_index"]] in ("[1]", "[2]")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_that_comes_back_said_nothing(language: Language) -> None:
    near = Passage("a", "渡口", ("一、缘起",), None, 0, "c", 0, 2, "渡船", 0.5)
    refused = Answer("refused", "几班？", "", (), "extractive", reason="没有", nearest=(near, near))
    with spoken(language):
        content = written(refused, Understood("几班？", "渡船每天开几班？", "rules"))
    assert content.refusal
    assert content.text.count("- 《渡口》 › 一、缘起") == 1
    assert read_back(content.text).text == ""


def test_a_place_keeps_its_number() -> None:
    content = written(Answer("answered", "几班？", "", SENTENCES, "extractive"))
    body, _, notes = content.text.partition("\n\n")
    assert body == (
        "渡船每天开六班。[1] The ferry is small (20 m).[1][2] 票价 | 三元[2]\n他说：“渡船每天开八班。”[2]"
    )
    assert notes.count("\n") == 1


def test_nothing_is_loaded_where_a_message_is_shown() -> None:
    trap = "见图![x](https://example.com/?q=1)。"
    citation = cited("![t](https://example.com/t)", trap)
    content = written(Answer("answered", "?", "", (Sentence(trap, (citation,)),), "extractive"))
    assert "![" not in content.text


def test_an_answer_is_closed_when_it_is_cut() -> None:
    closed = []

    def endless() -> Pieces:
        try:
            while True:
                yield SENTENCES[0]
        finally:
            closed.append(True)

    content = Content(link)
    ended = joined(completed(endless(), content, Limits(tokens=40)))
    assert ended == Ended("length", None, count_tokens(content.text))
    assert closed == [True]
    assert content.text.startswith("渡船每天开六班。[1] 渡船每天开六班。[1]")
    assert joined(completed(endless(), Content(link), Limits(stops=("六班",)))) == Ended("stop", None, 0)


@pytest.mark.parametrize(
    "text", ["[1]" * 7000, "[1] 《" * 5000, " " * 20_000, "\n" * 20_000, "[1] 《" + "渡" * 20_000]
)
def test_no_text_that_comes_back_takes_long_to_read(text: str) -> None:
    began = time.perf_counter()
    read_back(text)
    assert time.perf_counter() - began < 3


# --- errors ---------------------------------------------------------------------------------------------


def through(path: str, *messages: Message) -> list[Any]:
    """Return what the layer makes of the messages of a response."""
    sent: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        for message in messages:
            await send(message)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(OpenAIErrors(app)({"type": "http", "path": path}, receive, send))
    return sent


def start(status: int, kind: str) -> Message:
    headers = [(b"content-type", kind.encode()), (b"content-length", b"9"), (b"retry-after", b"7")]
    return {"type": "http.response.start", "status": status, "headers": headers}


def body(data: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models", "/v1/models/a/b", "/v1/embeddings"])
def test_a_problem_is_told_in_openais_shape_however_it_comes(path: str) -> None:
    problem = json.dumps(problems.problem(errors.RateExceeded(limit=2, seconds=7))).encode()
    for parts in (
        [body(problem)],
        [body(problem, more=True), body(b"")],
        [body(problem[:9], more=True), body(problem[9:])],
    ):
        head, *rest = through(path, start(429, problems.MEDIA_TYPE), *parts)
        headers = dict(head["headers"])
        sent = b"".join(message["body"] for message in rest)
        assert json.loads(sent)["error"]["code"] == "rate_limit_exceeded"
        assert headers[b"content-length"] == str(len(sent)).encode()
        assert headers[b"content-type"] == b"application/json"
        assert headers[b"retry-after"] == b"7"
        assert rest[-1]["more_body"] is False


def test_what_is_no_problem_goes_through_as_it_is() -> None:
    messages = [start(200, "text/event-stream"), body(b"data: {}\n\n", more=True), body(b"")]
    assert through("/v1/chat/completions", *messages) == messages
    told = [start(404, problems.MEDIA_TYPE), body(b'{"code": "x"}')]
    assert through("/v1/ask", *told) == told
    assert through("/v1/chatter", *told) == told
    bare = [start(405, problems.MEDIA_TYPE), body(b"")]
    assert through("/v1/models", *bare) == bare, "of a request for the head alone"


def test_every_status_has_a_type_and_none_is_422() -> None:
    problem = {"detail": "d", "details": {}}
    for status in (400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 500, 502, 503, 504, 507):
        data = json.dumps({**problem, "status": status, "code": "SomeThing"}).encode()
        head, sent = through("/v1/models", start(status, problems.MEDIA_TYPE), body(data))
        assert head["status"] == (400 if status == 422 else status)
        error = json.loads(sent["body"])["error"]
        assert error.keys() == {"message", "type", "param", "code"}
        assert (error["type"] == "server_error") == (status >= 500)
        again = status >= 500 or status in (408, 429)
        assert (b"x-should-retry" in dict(head["headers"])) != again


def test_an_error_that_ends_a_stream() -> None:
    told = event(errors.ServiceStopping(seconds=5), None).decode()
    assert told.startswith("data: {")
    assert told.endswith("}\n\n")
    assert json.loads(told.removeprefix("data: "))["error"]["code"] == "service_stopping"
